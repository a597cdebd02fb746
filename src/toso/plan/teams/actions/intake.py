"""Rosters of many hamlets taken in from a table, by one decision of the commune's chairman."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toso.ground.people.actions.intake import NAME
from toso.ground.people.models import Person
from toso.ground.people.rules import Role, phone_digits
from toso.ground.places.actions.intake import HAMLET_TITLES
from toso.ground.places.models import Place
from toso.ground.places.queries.names import Names
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import fold
from toso.ground.tables.queries.occasion import Occasion
from toso.ground.tables.rules import cells, intake
from toso.ground.tables.rules.heads import Column, Line
from toso.ground.tables.rules.intake import Kind, Planned, Reading, Setting, Standing, Taken
from toso.plan.programme.models import LegalDocument
from toso.plan.teams import queries, rules
from toso.plan.teams.actions import PassOn, draft_decision, issue_decision
from toso.plan.teams.actions.recalling import recall_decisions
from toso.plan.teams.models import Membership, Team
from toso.plan.teams.rules import DecisionKind, LeaderKind, MemberKind, MemberRole, Nominee, TeamKind

ROSTERS = (
    Column("hamlet", "Thôn, tổ dân phố", HAMLET_TITLES, is_needed=True, may_be_sheet=True),
    Column("name", "Họ và tên", ("Họ tên", "Tên thành viên", "Thành viên", "Họ và tên thành viên"), is_needed=True),
    Column(
        "role",
        "Vai trò trong tổ",
        ("Vai trò", "Nhiệm vụ trong tổ", "Chức danh trong tổ", "Chức vụ trong tổ", "Nhiệm vụ"),
        is_needed=True,
    ),
    Column(
        "kind",
        "Thành phần",
        ("Đối tượng", "Chức vụ", "Chức danh", "Nghề nghiệp", "Đơn vị công tác", "Chức vụ, đơn vị công tác"),
        is_needed=True,
    ),
    Column("phone", "Điện thoại", ("Số điện thoại", "SĐT", "ĐT", "Di động", "Số ĐT")),
    Column("it", "Có chuyên môn CNTT", ("Chuyên môn CNTT", "Biết CNTT", "Trình độ CNTT")),
    Column("leader_kind", "Diện tổ trưởng", ("Diện",)),
    Column("commune", "Xã, phường, đặc khu", ("Xã", "Phường", "Đơn vị cấp xã", "Đơn vị hành chính cấp xã")),
)
ROSTER_SETTINGS = (
    Setting("number", gettext_lazy("Số, ký hiệu quyết định"), hint=gettext_lazy("Ví dụ 125/QĐ-UBND.")),
    Setting("signed_on", gettext_lazy("Ngày ký"), Kind.DAY),
    Setting("effective_on", gettext_lazy("Có hiệu lực từ"), Kind.DAY),
    Setting("signer", gettext_lazy("Người ký")),
    Setting("signer_title", gettext_lazy("Chức vụ"), is_needed=False),
)
ROLE_WORDS = (("to pho", MemberRole.DEPUTY), ("pho to", MemberRole.DEPUTY), ("to truong", MemberRole.LEADER))
KIND_WORDS = (
    ("doan", MemberKind.YOUTH_UNION),
    ("thanh nien", MemberKind.YOUTH_UNION),
    ("nong dan", MemberKind.FARMERS),
    ("phu nu", MemberKind.WOMEN),
    ("cong an", MemberKind.POLICE),
    ("an ninh", MemberKind.POLICE),
    ("giao vien", MemberKind.TEACHER),
    ("sinh vien", MemberKind.STUDENT),
    ("doanh nghiep", MemberKind.ENTERPRISE),
    ("tinh nguyen", MemberKind.VOLUNTEER),
    ("uy tin", MemberKind.VOLUNTEER),
    ("truong thon", MemberKind.OFFICIAL),
    ("to truong", MemberKind.OFFICIAL),
    ("can bo", MemberKind.OFFICIAL),
    ("cong chuc", MemberKind.OFFICIAL),
)
LEADER_WORDS = (
    ("bi thu", LeaderKind.YOUTH_SECRETARY),
    ("truong thon", LeaderKind.HAMLET_HEAD),
    ("to truong to dan pho", LeaderKind.HAMLET_HEAD),
    ("uy tin", LeaderKind.RESPECTED_PERSON),
)
T = TypeVar("T")
PHONE = {"phone": gettext_lazy("số điện thoại không đúng: “%(shown)s”. Ghi 10 chữ số, bắt đầu bằng 0.")}
YES = {"yes": gettext_lazy("ghi “x” hoặc để trống; đang ghi “%(shown)s”.")}


@dataclass(frozen=True, slots=True)
class _Roster:
    """The whole list of one hamlet, as the decision will say it."""

    hamlet: Place
    team: Team | None
    nominees: tuple[Nominee, ...]


def plan_rosters(lines: Sequence[Line], occasion: Occasion[Person]) -> Planned:
    """Who comes, who changes place, who stays, hamlet by hamlet; the list of a hamlet replaces its roster.

    Writes nothing. Whoever sits in a team today and is not in the list leaves it: said in the notes.
    """
    _check_settings(occasion)
    notes: list[str] = []
    names = Names.of_scope(occasion.scope)
    readings = tuple(Reading(line) for line in lines)
    groups: dict[Place, list[tuple[Reading, Nominee]]] = defaultdict(list)
    for reading in readings:
        found = _read(reading, names)
        if found is not None:
            groups[found[0]].append((reading, found[1]))
    _refuse_repeated(readings, {id(r): hamlet for hamlet, group in groups.items() for r, _n in group})
    on = localdate(occasion.at)
    teams = _teams_at(list(groups))
    seated = _seated([team.pk for team in teams.values()], on)
    rosters = []
    for hamlet, group in groups.items():
        team = teams.get(hamlet.pk)
        roster, leaving, is_changed = _compared(hamlet, team, group, seated.get(team.pk, {}) if team else {})
        if leaving:
            words = _("%(hamlet)s: không có trong tệp nên thôi làm thành viên: %(names)s.")
            notes.append(words % {"hamlet": hamlet, "names": ", ".join(leaving)})
        if is_changed:
            _refuse_wrong(group, roster.nominees)
            rosters.append(roster)
    return Planned(readings, rosters, tuple(notes))


def _check_settings(occasion: Occasion[Person]) -> None:
    signed_on, effective_on = (occasion.settings.get(code) for code in ("signed_on", "effective_on"))
    if not isinstance(signed_on, date):
        return
    if signed_on > localdate(occasion.at):
        raise Refusal(_("Ngày ký ở tương lai. Hãy nhập ngày đã ký."), field="signed_on")
    if isinstance(effective_on, date) and effective_on < signed_on:
        raise Refusal(_("Ngày có hiệu lực không được trước ngày ký."), field="effective_on")
    law = LegalDocument.objects.filter(code=rules.BASIS).first()
    if law and law.signed_on and signed_on < law.signed_on:
        raise Refusal(
            _("Quyết định ghi ký ngày %(signed)s, trước %(law)s (%(day)s) là căn cứ của nó. Hãy xem lại ngày ký.")
            % {"signed": f"{signed_on:%d/%m/%Y}", "law": law, "day": f"{law.signed_on:%d/%m/%Y}"},
            field="signed_on",
        )


def _read(reading: Reading, names: Names) -> tuple[Place, Nominee] | None:
    hamlet = _hamlet(reading, names)
    name = reading.read("name", cells.name, NAME) or ""
    if not reading.is_faulty and len(name.split()) < 2:
        reading.fault("name", _("ghi đủ họ và tên."))
    role = _role(reading.text("role"))
    kind = _word(reading.text("kind"), KIND_WORDS)
    if kind is None:
        reading.fault(
            "kind",
            _("không hiểu thành phần “%(text)s”; ví dụ: Đoàn viên, Chi hội Phụ nữ, Công an viên, Giáo viên.")
            % {"text": reading.text("kind")[:40]},
        )
    said = " ".join(reading.text(code) for code in ("leader_kind", "kind", "role"))
    leader_kind = _word(said, LEADER_WORDS) if role is MemberRole.LEADER else None
    phone = reading.read("phone", cells.phone, PHONE) or ""
    if phone and phone_digits(phone) is None:
        reading.fault("phone", PHONE["phone"] % {"shown": phone})
    has_it = bool(reading.read("it", cells.yes, YES))
    if hamlet is None or kind is None or reading.is_faulty:
        return None
    return hamlet, Nominee(role, kind, leader_kind, has_it, name=name, phone=phone)


def _hamlet(reading: Reading, names: Names) -> Place | None:
    try:
        asked = reading.text("commune")
        section = reading.line.section
        commune = names.commune(asked).place if asked else names.commune_of_section(section)
        return names.hamlet(reading.text("hamlet") or section, commune=commune).place
    except Refusal as refusal:
        reading.fault("hamlet", str(refusal))
        return None


def _role(text: str) -> MemberRole:
    return next((role for word, role in ROLE_WORDS if word in fold(text)), MemberRole.MEMBER)


def _word(text: str, words: Sequence[tuple[str, T]]) -> T | None:
    folded = fold(text)
    return next((meaning for word, meaning in words if word in folded), None)


def _refuse_repeated(readings: Sequence[Reading], hamlets: Mapping[int, Place]) -> None:
    """One person twice: by name in a hamlet, by telephone anywhere in the file."""

    def by_name(reading: Reading) -> object:
        hamlet = hamlets.get(id(reading))
        if hamlet is None or reading.is_faulty:
            return None
        return hamlet.pk, fold(cells.name(reading.line.cells.get("name")))

    def by_phone(reading: Reading) -> object:
        phone = cells.code(reading.line.cells.get("phone"))
        return cells.phone(phone) if phone and not reading.is_faulty else None

    intake.twice(
        readings,
        by_name,
        lambda first: (
            _("cùng một người với dòng %(row)s. Xoá một dòng, hoặc ghi rõ tên để phân biệt.") % {"row": first.number}
        ),
    )
    intake.twice(
        readings,
        by_phone,
        lambda first: (
            _("số điện thoại này đã ghi cho %(name)s ở dòng %(row)s.")
            % {"name": first.text("name"), "row": first.number}
        ),
    )


def _teams_at(hamlets: Sequence[Place]) -> dict[int, Team]:
    standing = Team.objects.filter(
        place__in=hamlets, kind=TeamKind.COMMUNITY, ended_on__isnull=True, superseded_at__isnull=True
    )
    return {team.place_id: team for team in standing.select_related("place")}


def _seated(team_ids: Sequence[int], on: date) -> dict[int, dict[str, Membership]]:
    found: dict[int, dict[str, Membership]] = defaultdict(dict)
    for member in Membership.objects.active_on(on).filter(team__in=team_ids).select_related("person"):
        found[member.team_id][fold(member.person.name)] = member
    return found


def _compared(
    hamlet: Place, team: Team | None, group: Sequence[tuple[Reading, Nominee]], seated: Mapping[str, Membership]
) -> tuple[_Roster, list[str], bool]:
    nominees, is_changed = [], team is None
    for reading, nominee in group:
        member = seated.get(fold(nominee.name))
        if member is not None:
            nominee = _known(nominee, member)
            same = nominee.standing == queries.nominee_of(member).standing
            reading.standing = Standing.SAME if same else Standing.CHANGED
        is_changed |= reading.standing is not Standing.SAME
        reading.words = str(hamlet)
        nominees.append(nominee)
    named = {fold(nominee.name) for nominee in nominees}
    leaving = [member.person.name for key, member in seated.items() if key not in named]
    return _Roster(hamlet, team, tuple(nominees)), leaving, is_changed or bool(leaving)


def _known(nominee: Nominee, member: Membership) -> Nominee:
    """The list says nothing of skills, and often not why somebody leads: what is known stays."""
    leader_kind = nominee.leader_kind
    if leader_kind is None and nominee.role is MemberRole.LEADER and member.leader_kind:
        leader_kind = LeaderKind(member.leader_kind)
    return Nominee(
        nominee.role,
        nominee.kind,
        leader_kind,
        nominee.has_basic_it,
        member.skills,
        member.person_id,
        member.person.name,
    )


def _refuse_wrong(group: Sequence[tuple[Reading, Nominee]], nominees: Sequence[Nominee]) -> None:
    found = rules.blocking(rules.violations([nominee.seat for nominee in nominees]))
    if found:
        group[0][0].fault("", " ".join(queries.words_of(violation) for violation in found))


@transaction.atomic
def take_rosters(planned: Planned, occasion: Occasion[Person], *, pass_on: Sequence[PassOn] = ()) -> Taken:
    """Issue the decision of each hamlet whose roster is new or differs: numbered as given, and /2, /3 … after."""
    if planned.is_faulty or not isinstance(planned.payload, list):
        raise Refusal(_("Tệp còn lỗi; chưa ghi gì."))
    number, signed_on, effective_on = (occasion.settings.get(code) for code in ("number", "signed_on", "effective_on"))
    if not isinstance(signed_on, date) or not isinstance(effective_on, date):
        raise Refusal(_("Hãy nhập ngày ký và ngày có hiệu lực."), field="signed_on")
    made: list[int] = []
    for index, roster in enumerate(planned.payload, start=1):
        decision = draft_decision(
            kind=DecisionKind.CHANGE if roster.team else DecisionKind.ESTABLISH,
            hamlet=roster.hamlet,
            team=roster.team,
            members=roster.nominees,
            by=occasion.by,
            scope=occasion.scope,
            at=occasion.at,
        )
        issue_decision(
            decision_id=decision.pk,
            number=str(number or "") if len(planned.payload) == 1 else f"{number}/{index}",
            signed_on=signed_on,
            effective_on=effective_on,
            signer=str(occasion.settings.get("signer", "")),
            signer_title=str(occasion.settings.get("signer_title", "")),
            by=occasion.by,
            scope=occasion.scope,
            at=occasion.at,
            pass_on=pass_on,
        )
        made.append(decision.pk)
    undo = ",".join(map(str, made))
    return Taken(planned.count(Standing.NEW), planned.count(Standing.CHANGED), undo=undo)


def undo_rosters(key: str, *, by: Person, scope: Scope, at: datetime) -> None:
    recall_decisions(decision_ids=[int(pk) for pk in key.split(",")], by=by, scope=scope, at=at)


IMPORTERS = (Role.COMMUNE_LEADER,)
