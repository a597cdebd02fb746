"""Lists of sending organisations taken in from a workbook: each school with its contact person, once each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from toso.ground.people.models import Organisation, Person
from toso.ground.people.rules import Role, phone_digits
from toso.ground.places.queries.names import Names
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import fold, nfc
from toso.ground.tables.queries.occasion import Occasion
from toso.ground.tables.rules import cells
from toso.ground.tables.rules.heads import Column, Line
from toso.ground.tables.rules.intake import Planned, Reading, Setting, Standing, Taken
from toso.work.campaign.actions.lists import MOST_ON_A_LIST, Listed, hand_in_list, home_of
from toso.work.campaign.models import Candidate, SendingList, Wave
from toso.work.campaign.queries import plans as queries
from toso.work.campaign.rules.days import CampaignState
from toso.work.campaign.rules.listing import leads_group, plain_words, several

LISTS = (
    Column("name", "Họ và tên", ("Họ tên", "Tên", "Người được cử"), is_needed=True),
    Column("phone", "Điện thoại", ("Số điện thoại", "SĐT", "ĐT"), is_needed=True),
    Column("discipline", "Chuyên ngành", ("Ngành học", "Ngành", "Chuyên môn"), is_needed=True),
    Column("kind", "Thành phần", ("Đối tượng", "Chức danh", "Sinh viên năm")),
    Column("skills", "Kỹ năng", ("Kỹ năng, sở trường", "Sở trường")),
    Column("home", "Quê (xã)", ("Quê quán", "Quê", "Nơi ở")),
    Column("busy_from", "Bận từ", ("Bận từ ngày",), is_day=True),
    Column("busy_until", "Bận đến", ("Bận đến ngày",), is_day=True),
    Column("organisation", "Đơn vị cử", ("Trường", "Tên trường", "Đơn vị", "Cơ quan", "Trường, đơn vị")),
    Column("contact", "Người liên hệ", ("Đầu mối", "Cán bộ đầu mối", "Đầu mối liên hệ")),
    Column("contact_phone", "Điện thoại liên hệ", ("Điện thoại đầu mối", "SĐT liên hệ", "SĐT đầu mối")),
)
LIST_SETTINGS = (
    Setting(
        "wave",
        gettext_lazy("Mã đợt"),
        is_needed=False,
        hint=gettext_lazy("Ghi ở trang của đợt; để trống khi chỉ có một đợt đang nhận danh sách."),
    ),
    Setting(
        "organisation",
        gettext_lazy("Đơn vị cử của cả tệp"),
        is_needed=False,
        hint=gettext_lazy("Để trống nếu tệp có cột này, hoặc mỗi đơn vị một phần có tên ở trên."),
    ),
    Setting("contact", gettext_lazy("Người liên hệ của cả tệp"), is_needed=False),
    Setting("contact_phone", gettext_lazy("Điện thoại liên hệ của cả tệp"), is_needed=False),
)
LISTERS = (*queries.RUNNERS, Role.PARTNER)
DAY = {"day": gettext_lazy("ghi ngày, ví dụ 16/11/2026; đang ghi “%(shown)s”.")}
Key = tuple[str, str]


@dataclass(slots=True)
class _List:
    """What the file says of one organisation."""

    organisation: Organisation
    known: SendingList | None
    readings: list[Reading] = field(default_factory=list)
    rows: list[Listed] = field(default_factory=list)
    contact: str = ""
    contact_phone: str = ""
    left: int = 0  # unnamed people of the list as it stands whom the file no longer has

    @property
    def changes_contact(self) -> bool:
        return self.known is not None and (self.known.contact, self.known.contact_phone) != (
            self.contact,
            self.contact_phone,
        )

    @property
    def does_something(self) -> bool:
        same = all(reading.standing is Standing.SAME for reading in self.readings)
        return not same or self.changes_contact or self.left > 0


@dataclass(frozen=True, slots=True)
class _Plan:
    wave_id: int
    lists: tuple[_List, ...]


def plan_lists(lines: Sequence[Line], occasion: Occasion[Person]) -> Planned:
    """Each row as one person on the list of one sender of the wave: new, changed or known. Writes nothing."""
    wave = _wave(str(occasion.settings.get("wave", "") or ""), occasion)
    senders = list(queries.lists_to_hand_in(wave, occasion.scope))
    handed = {row.organisation_id: row for row in wave.lists.filter(organisation__in=senders)}
    lists: dict[int, _List] = {}
    usual = str(occasion.settings.get("organisation", "") or "")
    names = Names(list(queries.communes_of(wave.campaign)))
    readings = tuple(Reading(line) for line in lines)
    seen: dict[Key, Reading] = {}
    for reading in readings:
        own = _sender(reading, usual, senders)
        row = _listed(reading, names)
        if row is None or own is None:
            continue
        key = _key(row.name, row.phone)
        if key in seen:
            reading.fault("name", _("trùng với dòng %(row)s.") % {"row": seen[key].number})
            continue
        seen[key] = reading
        one = lists.setdefault(own.pk, _List(own, handed.get(own.pk)))
        one.readings.append(reading)
        one.rows.append(row)
    named = tuple(lists.values())
    for one in named:
        _say_contact(one, occasion)
    _compare(wave, named)
    return Planned(readings, _Plan(wave.pk, named), notes=_notes(named))


def _wave(said: str, occasion: Occasion[Person]) -> Wave:
    today = occasion.at.astimezone(VIETNAM).date()
    open_now = [wave for wave in _running(occasion.scope) if _takes_lists(wave, occasion.scope, today)]
    if said.strip():
        chosen = next((wave for wave in open_now if str(wave.pk) == said.strip()), None)
    else:
        chosen = open_now[0] if len(open_now) == 1 else None
    if chosen is None and not open_now:
        raise Refusal(_("Không có đợt nào đang nhận danh sách của ông/bà."))
    if chosen is None:
        waves = "; ".join(f"{wave.pk} ({wave}, {wave.campaign})" for wave in open_now[:10])
        raise Refusal(_("Ghi mã của một đợt đang nhận danh sách: %(waves)s.") % {"waves": waves})
    return chosen


def _running(scope: Scope) -> list[Wave]:
    rows = queries.waves(scope).filter(campaign__state=CampaignState.RUNNING)
    return list(rows.order_by("-first_day", "-pk")[:50])


def _takes_lists(wave: Wave, scope: Scope, today: date) -> bool:
    if queries.runs(wave.campaign, scope):
        return True
    return today <= wave.lists_until and queries.lists_to_hand_in(wave, scope).exists()


def _sender(reading: Reading, usual: str, senders: Sequence[Organisation]) -> Organisation | None:
    """The sender that a row, its section or the whole file names; the only one when nothing is named."""
    said = reading.text("organisation") or usual or reading.line.section
    if not said:
        if len(senders) == 1:
            return senders[0]
        reading.fault("organisation", _("ghi đơn vị cử, hoặc ghi một lần cho cả tệp ở ô phía trên."))
        return None
    words = fold(said)
    same = [one for one in senders if words in (one.search, fold(one.code), fold(one.name))]
    near = same or [one for one in senders if fold(one.name) in words or words in fold(one.name)]
    if len(near) == 1:
        return near[0]
    sentence = _("“%(name)s” không có trong các đơn vị cử người của đợt.")
    if near:
        sentence = _("“%(name)s” là tên của nhiều đơn vị; ghi đủ tên.")
    reading.fault("organisation", sentence % {"name": said[:80]})
    return None


def _listed(reading: Reading, names: Names) -> Listed | None:
    name, discipline, kind = (" ".join(reading.text(code).split()) for code in ("name", "discipline", "kind"))
    phone = phone_digits(reading.text("phone"))
    if len(name.split()) < 2:
        reading.fault("name", _("ghi đủ họ và tên."))
    if phone is None:
        shown = {"text": reading.text("phone")[:30]}
        reading.fault("phone", _("số điện thoại gồm 10 chữ số, bắt đầu bằng 0; đang ghi “%(text)s”.") % shown)
    if not discipline:
        reading.fault("discipline", _("ghi chuyên ngành."))
    first, last = reading.read("busy_from", cells.day, DAY), reading.read("busy_until", cells.day, DAY)
    if first is None and last is not None:
        reading.fault("busy_from", _("ghi cả ngày bắt đầu bận."))
    elif first is not None and last is not None and last < first:
        reading.fault("busy_until", _("ngày bận kết thúc trước khi bắt đầu."))
    if reading.is_faulty or phone is None:
        return None
    return Listed(
        row=reading.line.row + 1,
        name=nfc(name),
        phone=phone,
        kind=nfc(kind)[:60],
        discipline=nfc(discipline)[:80],
        skills=plain_words(several(reading.text("skills"))),
        home=home_of(reading.text("home"), names),
        unavailable=((first, last or first),) if first else (),
        leads=leads_group(kind),
    )


def _say_contact(one: _List, occasion: Occasion[Person]) -> None:
    """The contact of an organisation: in its rows, for the whole file, or as its list has it already."""
    first = one.readings[0]
    for code in ("contact", "contact_phone"):
        said = [(reading, reading.text(code)) for reading in one.readings if reading.text(code)]
        value = said[0][1] if said else str(occasion.settings.get(code, "") or "")
        value = value or (getattr(one.known, code) if one.known else "")
        setattr(one, code, " ".join(nfc(value).split())[:120])
        for reading, text in said[1:]:
            if fold(text) != fold(said[0][1]):
                words = _("mỗi đơn vị một người liên hệ; dòng %(row)s ghi “%(text)s”.")
                reading.fault(code, words % {"row": said[0][0].number, "text": said[0][1][:60]})
    if not one.contact:
        first.fault("contact", _("ghi người liên hệ của %(organisation)s.") % {"organisation": one.organisation})
    digits = phone_digits(one.contact_phone)
    if digits is None:
        first.fault("contact_phone", _("ghi điện thoại của người liên hệ: 10 chữ số, bắt đầu bằng 0."))
    one.contact_phone = digits or ""


def _key(name: str, phone: str) -> Key:
    return fold(name), phone_digits(phone) or ""


def _compare(wave: Wave, lists: Sequence[_List]) -> None:
    """Which rows stand already as they are, and who would leave a list."""
    if any(len(one.rows) > MOST_ON_A_LIST for one in lists):
        raise Refusal(_("Mỗi danh sách nhiều nhất %(most)s người.") % {"most": MOST_ON_A_LIST})
    rows = wave.candidates.standing().select_related("person", "sending__organisation", "deployment")
    standing = {_key(row.person.name, row.person.phone): row for row in rows}
    for one in lists:
        keys = set()
        for reading, row in zip(one.readings, one.rows, strict=True):
            key = _key(row.name, row.phone)
            keys.add(key)
            known = standing.get(key)
            if known is None or reading.is_faulty:
                continue
            if known.sending.organisation_id != one.organisation.pk:
                sentence = _("đã có trong danh sách của %(organisation)s.")
                reading.fault("name", sentence % {"organisation": known.sending.organisation})
            else:
                reading.standing = Standing.SAME if _is_same(known, row) else Standing.CHANGED
        one.left = sum(
            row.sending.organisation_id == one.organisation.pk and key not in keys and not hasattr(row, "deployment")
            for key, row in standing.items()
        )


def _is_same(known: Candidate, row: Listed) -> bool:
    days = [[first.isoformat(), last.isoformat()] for first, last in row.unavailable]
    return (
        known.kind == row.kind
        and known.discipline == row.discipline
        and known.skills == list(row.skills)
        and known.home_id == (row.home.pk if row.home else None)
        and known.unavailable == days
        and known.leads == row.leads
    )


def _notes(lists: Sequence[_List]) -> tuple[str, ...]:
    found = []
    for one in lists:
        if one.left:
            words = ngettext(
                "%(organisation)s: %(count)s người chưa phân công không còn trong tệp sẽ rút khỏi danh sách.",
                "%(organisation)s: %(count)s người chưa phân công không còn trong tệp sẽ rút khỏi danh sách.",
                one.left,
            )
            found.append(words % {"organisation": one.organisation, "count": one.left})
        if one.changes_contact:
            words = _("%(organisation)s: người liên hệ đổi thành %(contact)s, %(phone)s.")
            said = {"organisation": one.organisation, "contact": one.contact, "phone": one.contact_phone}
            found.append(words % said)
    return tuple(found)


@transaction.atomic
def take_lists(planned: Planned, occasion: Occasion[Person]) -> Taken:
    """Hand in every list of the plan that changes something, all or none. A list that stands as it is stays."""
    plan = planned.payload
    if planned.is_faulty or not isinstance(plan, _Plan):
        raise Refusal(_("Tệp còn lỗi; chưa ghi gì."))
    for one in plan.lists:
        if one.does_something:
            hand_in_list(
                wave_id=plan.wave_id,
                organisation=one.organisation,
                contact=one.contact,
                contact_phone=one.contact_phone,
                rows=one.rows,
                by=occasion.by,
                scope=occasion.scope,
                at=occasion.at,
            )
    return Taken(planned.count(Standing.NEW), planned.count(Standing.CHANGED))
