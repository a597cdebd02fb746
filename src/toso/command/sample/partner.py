"""The partner of the sample: an enterprise that taught a class it had proposed, offers another, and helped a team."""

from datetime import date, time, timedelta
from typing import Any

from toso.command.sample.month import hand
from toso.command.sample.province import BEGINNING, PARTNER, SHOWN_COMMUNE
from toso.command.sample.work import evening
from toso.ground.people import actions as people
from toso.ground.people.actions import organisations
from toso.ground.people.models import Organisation, Person
from toso.ground.people.queries import persons_under, persons_with, scope_of
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.queries import hamlets_under
from toso.ground.places.rules import Level
from toso.plan.programme.actions.platforms import save_platform
from toso.work.helpdesk.actions import forward_difficulty, raise_difficulty
from toso.work.helpdesk.actions.cooperation import answer_cooperation, ask_cooperation, finish_cooperation
from toso.work.training.actions.attendance import count_heads, take_attendance
from toso.work.training.actions.courses import Syllabus
from toso.work.training.actions.proposals import Proposed, accept_proposal, propose_class
from toso.work.training.actions.sessions import Meeting, hold_session
from toso.work.training.rules import Audience, Mode, Organiser

CODE = "sample-partner"
OFFERED, HELD, COMING = 18, 12, 10  # days ago, days ago, days ahead
CITIZENS = {"elderly": 6, "pupils": 0, "workers": 14, "others": 9}
MOST_PRESENT = 12


def work_with_partner(home: Place, *, on: date) -> None:
    """As the days would have brought it; leaves alone what an earlier run made."""
    if Organisation.objects.filter(code=CODE).exists():
        return
    commune = Place.objects.current().get(level=Level.COMMUNE, code=SHOWN_COMMUNE)
    company, partner = _company(home)
    _teach(company, partner, commune, on=on)
    _propose(company, partner, commune, day=on + timedelta(days=COMING), on=on, title="Bán hàng nông sản qua mạng")
    _help_a_team(company, partner, commune, on=on)
    _own_a_platform(company, commune, home, on=on)


def _own_a_platform(company: Organisation, commune: Place, home: Place, *, on: date) -> None:
    """A platform that the company answers for, and a difficulty with it that the province passed on."""
    asked, passed = on - timedelta(days=3), on - timedelta(days=2)
    officer, host = hand(Role.PROVINCE_OFFICER, home, asked), hand(Role.COMMUNE_OFFICIAL, commune, asked)
    platform = save_platform(
        platform_id=None,
        name="Ví điện tử Mẫu",
        owner=company,
        released_on=BEGINNING,
        contact="Tổng đài hỗ trợ (mẫu)",
        by=officer.person,
        scope=officer.scope,
        at=evening(BEGINNING, 9),
    )
    told = raise_difficulty(
        place=commune,
        title="Ví điện tử không nhận mã xác nhận ở vùng sóng yếu",
        platform=platform,
        by=host.person,
        scope=host.scope,
        at=evening(asked, 9),
    )
    forward_difficulty(
        difficulty_id=told.pk,
        organisation=company,
        text="Đơn vị chủ quản xem giúp xã.",
        by=officer.person,
        scope=scope_of(officer.person.pk, on=passed),
        at=evening(passed, 10),
    )


def _company(home: Place) -> tuple[Organisation, Person]:
    at = evening(BEGINNING, 8)
    company = organisations.create_organisation(
        code=CODE,
        name="Doanh nghiệp viễn thông Mẫu",
        kind="Doanh nghiệp",
        valid_from=BEGINNING,
        place=home,
        by=None,
        at=at,
        is_sample=True,
    )
    partner = people.create_person(name=PARTNER.name, salutation=PARTNER.salutation, by=None, at=at, is_sample=True)
    people.assign(
        person=partner, role=Role.PARTNER, organisation=company, starts_on=BEGINNING, title="Cán bộ", by=None, at=at
    )
    return company, partner


def _propose(company: Organisation, partner: Person, commune: Place, *, day: date, on: date, title: str) -> int:
    """Ask the commune to host a class on a day; its number."""
    syllabus = Syllabus(
        title=title,
        audience=Audience.CITIZENS,
        mode=Mode.HANDS_ON,
        organiser=Organiser.COMPANY,
        parts=("Mở tài khoản an toàn", "Làm thử trên máy của mình", "Nhận ra tin lừa đảo"),
        practice=("Tự làm một lần không cần giúp",),
    )
    meeting = Meeting(
        place=commune,
        day=day,
        starts_at=time(14),
        ends_at=time(16),
        venue="Nhà văn hoá xã (mẫu)",
        trainers=[partner],
        capacity=40,
    )
    proposed = Proposed(meeting=meeting, organisation=company, syllabus=syllabus)
    scope = scope_of(partner.pk, on=on)
    return propose_class(proposed=proposed, by=partner, scope=scope, at=evening(on, 9)).pk


def _teach(company: Organisation, partner: Person, commune: Place, *, on: date) -> None:
    asked, held = on - timedelta(days=OFFERED), on - timedelta(days=HELD)
    number = _propose(company, partner, commune, day=held, on=asked, title="Thanh toán không dùng tiền mặt")
    host = hand(Role.COMMUNE_OFFICIAL, commune, asked)
    taken = accept_proposal(proposal_id=number, by=host.person, scope=host.scope, at=evening(asked, 15))
    if taken.session is None:
        return
    done: dict[str, Any] = {"by": partner, "scope": scope_of(partner.pk, on=held), "at": evening(held, 17)}
    present = list(persons_under(Role.TEAM_MEMBER, commune.path, held)[:MOST_PRESENT])
    take_attendance(session_id=taken.session.pk, persons=present, **done)
    count_heads(session_id=taken.session.pk, heads=CITIZENS, **done)
    hold_session(session_id=taken.session.pk, **done)


def _help_a_team(company: Organisation, partner: Person, commune: Place, *, on: date) -> None:
    """Two things asked by the first team: one done together, one that waits for the partner's answer."""
    begun = on - timedelta(days=OFFERED)
    hamlet = hamlets_under(commune).order_by("code").first()
    if hamlet is None:
        return
    leader = persons_with(Role.TEAM_LEADER, hamlet.path, begun)[0]

    def ask(title: str, day: date) -> int:
        by: dict[str, Any] = {"by": leader, "scope": scope_of(leader.pk, on=day), "at": evening(day, 10)}
        return ask_cooperation(place=hamlet, organisation=company, title=title, **by).pk

    done = ask("Lắp sóng Wi-Fi miễn phí ở nhà văn hoá thôn", begun)
    answering: dict[str, Any] = {"by": partner, "scope": scope_of(partner.pk, on=begun), "at": evening(begun, 16)}
    answer_cooperation(cooperation_id=done, is_agreed=True, text="Lắp trong tuần này, tổ mở cửa giúp.", **answering)
    finished = begun + timedelta(days=4)
    closing: dict[str, Any] = {"by": leader, "scope": scope_of(leader.pk, on=finished), "at": evening(finished, 17)}
    finish_cooperation(cooperation_id=done, **closing)
    ask("Cử người hướng dẫn ví điện tử ở buổi họp thôn", on - timedelta(days=2))
