"""Every kind of item that a phone sends, and the one act of its room that takes it. See docs/sync.md, section 5."""

from toso.front.sync.kinds import register, rooms, work
from toso.front.sync.kinds.handling import Kind, Together

KINDS: dict[str, Kind] = {
    "outreach.record": work.record,
    "outreach.correction": work.correction,
    "outreach.withdrawal": work.withdrawal,
    "outreach.photo": work.photo,
    "forms.submission": rooms.submission,
    "forms.media": rooms.media,
    "training.check_in": rooms.check_in,
    "training.attendance": rooms.attendance,
    "training.heads": rooms.heads,
    "helpdesk.request": rooms.request,
    "helpdesk.reply": rooms.reply,
    "helpdesk.photo": rooms.request_photo,
    "registry.row": register.new_row,
    "registry.change": register.changed_row,
    "notices.acknowledgement": rooms.acknowledgement,
}

# What comes in great numbers, taken many at a time. Each does to its items exactly what its kind above does to them one
# after the other, or raises and has done nothing.
TOGETHER: dict[str, Together] = {
    "outreach.record": work.records_together,
    "forms.submission": rooms.submissions_together,
}
