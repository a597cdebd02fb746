"""Requests taken in from a list kept elsewhere: thousands of rows, once each, undone together."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from toso.ground.audit.actions import record as audit
from toso.ground.people.models import Person
from toso.ground.people.rules import Role, phone_digits
from toso.ground.places.actions.intake import HAMLET_TITLES
from toso.ground.places.models import Place
from toso.ground.places.queries.names import Names
from toso.ground.places.rules import Level
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import fold
from toso.ground.tables.queries.occasion import Occasion
from toso.ground.tables.rules import cells
from toso.ground.tables.rules.heads import Column, Line
from toso.ground.tables.rules.intake import Planned, Reading, Setting, Standing, Taken
from toso.plan.programme.actions import mark_changed
from toso.work.helpdesk import queries
from toso.work.helpdesk.actions.batches import locked_batch, open_batch
from toso.work.helpdesk.models import Category, Step, Ticket
from toso.work.helpdesk.queries.clocks import local_day
from toso.work.helpdesk.queries.intake import Shelf
from toso.work.helpdesk.rules.priorities import Priority, usual_measures
from toso.work.helpdesk.rules.ways import Channel, RequesterKind, StepKind, TicketKind, TicketState

TICKETS = (
    Column(
        "title",
        "Việc cần giúp",
        ("Yêu cầu", "Tiêu đề", "Nội dung yêu cầu", "Nội dung", "Vấn đề", "Sự cố", "Subject", "Summary", "Text"),
        is_needed=True,
    ),
    Column("code", "Mã yêu cầu", ("Mã", "Mã phiếu", "Số phiếu", "Mã số", "Id", "Ticket id", "Number")),
    Column(
        "received", "Ngày nhận", ("Ngày yêu cầu", "Ngày tạo", "Ngày", "Thời gian", "Created", "Created at"), is_day=True
    ),
    Column("commune", "Xã, phường, đặc khu", ("Xã", "Phường", "Đơn vị cấp xã", "Đơn vị hành chính cấp xã")),
    Column("place", "Thôn, tổ dân phố", HAMLET_TITLES),
    Column("category", "Nhóm", ("Phân loại", "Loại yêu cầu", "Loại", "Chủ đề", "Topic", "Category")),
    Column("details", "Mô tả", ("Chi tiết", "Diễn giải", "Description", "Details")),
    Column("requester_kind", "Người yêu cầu là", ("Đối tượng", "Đối tượng yêu cầu")),
    Column("requester_name", "Tên người yêu cầu", ("Người yêu cầu", "Họ và tên", "Requester")),
    Column("requester_phone", "Điện thoại", ("Số điện thoại", "SĐT", "ĐT", "Phone")),
    Column("consent", "Đồng ý lưu tên", ("Đồng ý",)),
    Column("device_label", "Thiết bị", ("Tên thiết bị", "Máy", "Device")),
    Column("device_serial", "Số máy", ("Số seri", "Serial")),
    Column("priority", "Ưu tiên", ("Mức ưu tiên", "Mức độ", "Priority")),
    Column("state", "Trạng thái", ("Tình trạng", "Status", "State")),
    Column("answer", "Cách giải quyết", ("Trả lời", "Kết quả", "Kết quả xử lý", "Resolution")),
    Column(
        "solved", "Ngày giải quyết", ("Ngày xong", "Ngày hoàn thành", "Ngày trả lời", "Resolved", "Closed"), is_day=True
    ),
)
TICKET_SETTINGS = (
    Setting(
        "commune",
        gettext_lazy("Xã, phường, đặc khu của những dòng không ghi"),
        is_needed=False,
        hint=gettext_lazy("Để trống nếu tệp có cột này."),
    ),
    Setting(
        "topics",
        gettext_lazy("Nhóm ở nơi cũ ứng với nhóm nào"),
        is_needed=False,
        hint=gettext_lazy("Ví dụ: HR Support = Chính sách, thủ tục; Storage = Dữ liệu, danh sách. Bỏ trống cũng được."),
    ),
)
IMPORTERS = (Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER, Role.PROVINCE_OFFICER)
SPACE = UUID("0f6b6c2e-9c4d-5e0b-8d8a-0a4a3e2c7b51")  # our own name space: the same row, the same request
LONGEST_TITLE, LONGEST_TEXT = 200, 4000
CHUNK = 1000
OTHER = "other"
DAY = {"day": gettext_lazy("ghi ngày, ví dụ 16/11/2026; đang ghi “%(shown)s”.")}
YES = {"yes": gettext_lazy("ghi “x” hoặc để trống; đang ghi “%(shown)s”.")}
KINDS = (
    ("can bo", RequesterKind.OFFICIAL),
    ("cong chuc", RequesterKind.OFFICIAL),
    ("vien chuc", RequesterKind.OFFICIAL),
    ("to cong nghe", RequesterKind.TEAM),
    ("thanh vien to", RequesterKind.TEAM),
    ("to truong", RequesterKind.TEAM),
    ("nguoi dan", RequesterKind.CITIZEN),
    ("cong dan", RequesterKind.CITIZEN),
)
PRIORITIES = {
    "khan": Priority.URGENT,
    "khan cap": Priority.URGENT,
    "urgent": Priority.URGENT,
    "critical": Priority.URGENT,
    "cao": Priority.HIGH,
    "high": Priority.HIGH,
    "thuong": Priority.NORMAL,
    "trung binh": Priority.NORMAL,
    "binh thuong": Priority.NORMAL,
    "normal": Priority.NORMAL,
    "medium": Priority.NORMAL,
    "thap": Priority.LOW,
    "low": Priority.LOW,
}
OPEN = frozenset({"moi", "dang xu ly", "chua xong", "chua xu ly", "mo", "new", "open", "in progress", "pending"})
DONE = frozenset({"da xong", "xong", "da xu ly", "da giai quyet", "hoan thanh", "da tra loi", "dong", "da dong"}) | {
    "closed",
    "resolved",
    "done",
    "solved",
}


@dataclass(slots=True)
class _Notes:
    """What is said once for all rows instead of at each."""

    moved: Counter[tuple[str, str]]  # topic of the list, name of our category
    unknown: Counter[str]
    nameless: int = 0
    undated: int = 0

    def sentences(self) -> tuple[str, ...]:
        said = [
            _("Nhóm “%(topic)s” (%(count)s dòng) nhập vào nhóm “%(name)s”.")
            % {"topic": topic, "count": count, "name": name}
            for (topic, name), count in self.moved.most_common(20)
        ]
        said += [
            _("Nhóm “%(name)s” (%(count)s dòng) chưa có trong danh mục: nhập vào nhóm “Việc khác”, tên cũ giữ ở mô tả.")
            % {"name": name, "count": count}
            for name, count in self.unknown.most_common(20)
        ]
        if self.nameless:
            words = ngettext(
                "%(count)s dòng của người dân không ghi là đã đồng ý: tên, số điện thoại không được nhập.",
                "%(count)s dòng của người dân không ghi là đã đồng ý: tên, số điện thoại không được nhập.",
                self.nameless,
            )
            said.append(words % {"count": self.nameless})
        if self.undated:
            words = ngettext(
                "%(count)s dòng đã xong không có ngày giải quyết: tính là đã nhận, không tính vào số đã giải quyết.",
                "%(count)s dòng đã xong không có ngày giải quyết: tính là đã nhận, không tính vào số đã giải quyết.",
                self.undated,
            )
            said.append(words % {"count": self.undated})
        return tuple(said)


def plan_tickets(lines: Sequence[Line], occasion: Occasion[Person]) -> Planned:
    """Each row as a request, new or already taken in; what is wrong with it. Writes nothing.

    A row is known again by its code within its commune, or else by all it says; of equal rows each counts once
    more. What is still open gets its clocks from the moment it comes in: nobody is late for what he never saw.
    """
    names = Names.of_scope(_desks(occasion.scope))
    usual = _usual_commune(names, occasion)
    shelf = Shelf.of(occasion.at, str(occasion.settings.get("topics", "") or ""))
    notes, seen = _Notes(Counter(), Counter()), Counter[str]()
    readings = tuple(Reading(line) for line in lines)
    made: dict[int, tuple[Ticket, str]] = {}
    for index, reading in enumerate(readings):
        if (found := _ticket(reading, names, usual, shelf, seen, notes, occasion)) is not None:
            made[index] = found
    keys = [ticket.import_key for ticket, _answer in made.values()]
    known = dict(Ticket.objects.current().filter(import_key__in=keys).values_list("import_key", "title"))
    for index, (ticket, _answer) in made.items():
        if ticket.import_key in known:
            readings[index].standing = Standing.SAME
            if known[ticket.import_key] != ticket.title:
                readings[index].fault("code", _("mã này đã nhận với nội dung khác. Dùng mã mới cho yêu cầu mới."))
    new = [found for index, found in made.items() if readings[index].standing is Standing.NEW]
    return Planned(readings, new, notes.sentences() if new else ())


def _desks(scope: Scope) -> Scope:
    """The part of a scope in which this person works at a desk."""
    return Scope(scope.person_id, tuple(grant for grant in scope.grants if grant.role in IMPORTERS))


def _usual_commune(names: Names, occasion: Occasion[Person]) -> Place | None:
    said = str(occasion.settings.get("commune", "") or "")
    return names.commune(said).place if said else names.only_commune


def _ticket(
    reading: Reading,
    names: Names,
    usual: Place | None,
    shelf: Shelf,
    seen: Counter[str],
    notes: _Notes,
    occasion: Occasion[Person],
) -> tuple[Ticket, str] | None:
    today = local_day(occasion.at)
    title, more = _title(reading)
    received = reading.read("received", cells.day, DAY) or today
    if received > today:
        reading.fault("received", _("ngày này chưa đến."))
    place = _place(reading, names, usual, received)
    is_done, solved = _outcome(reading, received, today)
    priority = _priority(reading)
    kind = _kind(reading)
    name, phone, has_consent = _requester(reading, kind, notes)
    if reading.is_faulty or place is None:
        return None
    if is_done and solved is None:
        notes.undated += 1
    category, named = _category(reading, shelf, notes)
    impact, urgency = usual_measures(priority)
    commune = place if place.level == Level.COMMUNE or place.parent is None else place.parent
    team = shelf.team(commune, occasion.at) if not is_done else None
    to_province = kind == RequesterKind.OFFICIAL and team is None
    answer = cells.text(reading.line.cells.get("answer"))[:LONGEST_TEXT]
    ticket = Ticket(
        kind=TicketKind.SUPPORT,
        province_code=place.province_code,
        place=place,
        title=title,
        text="\n".join(part for part in (more, named) if part)[:LONGEST_TEXT],
        category=category.code if category else "",
        device_label=reading.text("device_label")[:120],
        device_serial=reading.text("device_serial")[:60],
        channel=Channel.TABLE,
        requester_kind=kind,
        requester_name=name,
        requester_phone=phone,
        consented_at=occasion.at if has_consent and (name or phone) else None,
        impact=impact,
        urgency=urgency,
        priority=priority,
        term=None if is_done or (category and not category.has_clocks) else shelf.terms[priority],
        state=TicketState.CLOSED if is_done else TicketState.NEW,
        holder_level=Level.PROVINCE if to_province else Level.COMMUNE,
        team=team,
        raised_on=received,
        answered_on=solved,
        asked_at=occasion.at,
        held_at=occasion.at,
        is_confidential=category.is_confidential if category else False,
        version=1,
        import_key=_key(reading, commune, title, received, seen),
        recorded_at=occasion.at,
        is_sample=place.is_sample or occasion.by.is_sample,
    )
    topic = reading.text("category")[:60]  # found by what it was called, too
    ticket.search = queries.search_words(title, place.search, ticket.device_label, ticket.device_serial, topic)
    shelf.start_clocks(ticket)
    return ticket, answer


def _title(reading: Reading) -> tuple[str, str]:
    """The request in one line, and what else the row says of it: a long text goes whole into the description."""
    said = cells.text(reading.line.cells.get("title"))
    details = cells.text(reading.line.cells.get("details"))
    line = " ".join(said.split())
    if not line:
        reading.fault("title", _("ghi việc cần giúp trong một câu."))
    if len(line) <= LONGEST_TITLE:
        return line, details
    return line[: LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…", "\n".join(part for part in (said, details) if part)


def _place(reading: Reading, names: Names, usual: Place | None, day: date) -> Place | None:
    try:
        asked = reading.text("commune") or reading.line.section
        commune = names.commune(asked).place if reading.text("commune") else usual
        if hamlet := reading.text("place"):
            return names.on(hamlet, day, commune=commune)
        if commune is None:
            reading.fault("commune", _("ghi xã, phường, đặc khu, hoặc ghi một lần cho cả tệp ở ô phía trên."))
        return commune
    except Refusal as refusal:
        reading.fault("place" if reading.text("place") else "commune", str(refusal))
        return None


def _outcome(reading: Reading, received: date, today: date) -> tuple[bool, date | None]:
    """Whether it is done, and on which day. A row without a state is done when it has an answer or a day."""
    solved = reading.read("solved", cells.day, DAY)
    if solved is not None and not received <= solved <= today:
        reading.fault("solved", _("ngày giải quyết không trước ngày nhận và không sau hôm nay."))
    word = fold(reading.text("state"))
    if word and word not in OPEN | DONE:
        words = _("ghi “mới”, “đang xử lý” hoặc “đã xong”; đang ghi “%(shown)s”.")
        reading.fault("state", words % {"shown": reading.text("state")[:40]})
    is_done = word in DONE if word else solved is not None or bool(reading.text("answer"))
    return is_done, solved if is_done else None


def _priority(reading: Reading) -> Priority:
    word = fold(reading.text("priority"))
    if word and word not in PRIORITIES:
        words = _("ghi “khẩn”, “cao”, “thường” hoặc “thấp”; đang ghi “%(shown)s”.")
        reading.fault("priority", words % {"shown": reading.text("priority")[:40]})
    return PRIORITIES.get(word, Priority.NORMAL)


def _kind(reading: Reading) -> RequesterKind:
    word = fold(reading.text("requester_kind"))
    found = next((kind for begin, kind in KINDS if begin in word), None)
    if word and found is None:
        words = _("ghi “cán bộ”, “tổ công nghệ số” hoặc “người dân”; đang ghi “%(shown)s”.")
        reading.fault("requester_kind", words % {"shown": reading.text("requester_kind")[:40]})
    return found or RequesterKind.OFFICIAL


def _requester(reading: Reading, kind: RequesterKind, notes: _Notes) -> tuple[str, str, bool]:
    """Name and telephone as far as they may be kept: a citizen's only with the consent that the list says."""
    has_consent = bool(reading.read("consent", cells.yes, YES))
    name, typed = reading.text("requester_name")[:120], reading.text("requester_phone")
    phone = phone_digits(typed) or "" if typed else ""
    if kind == RequesterKind.CITIZEN and not has_consent:
        notes.nameless += bool(name or typed)
        return "", "", False
    if typed and not phone:
        reading.fault("requester_phone", _("số điện thoại gồm 10 chữ số, bắt đầu bằng 0."))
    return name, phone, has_consent


def _category(reading: Reading, shelf: Shelf, notes: _Notes) -> tuple[Category | None, str]:
    """The category of the row, and words that keep the topic of the list where we call it otherwise."""
    typed = reading.text("category")
    if not typed:
        return None, ""
    found = shelf.category(typed)
    if found is not None and fold(typed) in (fold(found.name), found.code):
        return found, ""
    if found is None or found.code == OTHER:
        notes.unknown[typed[:60]] += 1
    else:
        notes.moved[typed[:60], found.name] += 1
    return found or shelf.categories.get(OTHER), _("Nhóm ở nơi cũ: %(name)s") % {"name": typed[:60]}


def _key(reading: Reading, commune: Place, title: str, received: date, seen: Counter[str]) -> UUID:
    if code := reading.text("code"):
        known = f"{commune.pk}|{code}"
        seen[known] += 1
        if seen[known] > 1:
            reading.fault("code", _("mã này có hai lần trong tệp."))
        return uuid5(SPACE, known)
    day = received if reading.text("received") else ""  # a row without a day is the same row tomorrow
    said = f"{commune.pk}|{day}|{title}|{reading.text('requester_name')}|{reading.text('requester_phone')}|"
    seen[said] += 1
    return uuid5(SPACE, f"{said}|{seen[said]}")


@transaction.atomic
def take_tickets_in(planned: Planned, occasion: Occasion[Person]) -> Taken:
    """Save every new row of a plan without faults, or none; ``undo`` names the batch. Nobody is rung for old rows."""
    if planned.is_faulty or not isinstance(planned.payload, list):
        raise Refusal(_("Tệp còn lỗi; chưa ghi gì."))
    rows: list[tuple[Ticket, str]] = planned.payload
    by, at = occasion.by, occasion.at
    if not rows:
        return Taken(0, 0)
    batch = open_batch([ticket.place for ticket, _answer in rows], by=by, at=at)
    for ticket, _answer in rows:
        ticket.batch = batch
    Ticket.objects.bulk_create([ticket for ticket, _answer in rows], batch_size=CHUNK)
    steps: list[Step] = []
    for ticket, answer in rows:
        steps.append(Step(ticket=ticket, kind=StepKind.RAISED, text="", by=by, at=at))
        if ticket.state == TicketState.CLOSED:
            steps.append(Step(ticket=ticket, kind=StepKind.CLOSED, text=answer, by=by, at=at))
    Step.objects.bulk_create(steps, batch_size=CHUNK)
    mark_changed(_days(ticket for ticket, _answer in rows), at=at)
    audit("helpdesk.batch.imported", by=by, about=batch, at=at, path=batch.place.path, detail={"tickets": len(rows)})
    return Taken(len(rows), 0, undo=str(batch.pk))


def _days(tickets: Iterable[Ticket]) -> set[tuple[int, date]]:
    """Every place and day on which one of them counts."""
    return {(ticket.place_id, day) for ticket in tickets for day in (ticket.raised_on, ticket.answered_on) if day}


@transaction.atomic
def undo_batch(*, batch_id: int, by: Person, scope: Scope, at: datetime) -> int:
    """Take back what a table brought, as long as nobody has worked on it; returns how many requests."""
    batch = locked_batch(batch_id, by=by, scope=scope)
    rows = list(Ticket.objects.current().filter(batch=batch).select_for_update(of=("self",)).order_by("pk"))
    if worked := sum(ticket.version > 1 for ticket in rows):
        words = _("%(count)s yêu cầu của lần nhập này đã có người xử lý nên không hoàn tác cả lần được.")
        raise Refusal(words % {"count": worked})
    Ticket.objects.filter(batch=batch).update(superseded_at=at)
    mark_changed(_days(rows), at=at)
    batch.undone_at = at
    batch.save(update_fields=["undone_at"])
    audit("helpdesk.batch.undone", by=by, about=batch, at=at, path=batch.place.path, detail={"tickets": len(rows)})
    return len(rows)
