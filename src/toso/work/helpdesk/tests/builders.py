"""Requests for tests, made through the room's own doors."""

from datetime import date, datetime, timedelta
from typing import Any

from tests.builders import moment
from toso.ground.people.models import Organisation, Person
from toso.ground.people.queries import scope_of
from toso.ground.places.models import Place
from toso.plan.teams.models import Membership, Team
from toso.plan.teams.rules import MemberKind, MemberRole, TeamKind
from toso.work.helpdesk.actions import raise_difficulty
from toso.work.helpdesk.actions.catalogue import add_canned_answer, add_shift, load_desk, write_article
from toso.work.helpdesk.actions.citizens import ask_as_citizen
from toso.work.helpdesk.actions.cooperation import ask_cooperation
from toso.work.helpdesk.actions.devices import add_device
from toso.work.helpdesk.actions.hours import tell_hours
from toso.work.helpdesk.actions.rounds import finish_round
from toso.work.helpdesk.actions.tickets import open_ticket
from toso.work.helpdesk.models import (
    Article,
    CannedAnswer,
    Cooperation,
    Device,
    Round,
    ServicePoint,
    Shift,
    Ticket,
)
from toso.work.helpdesk.queries.rounds import checks
from toso.work.helpdesk.rules.devices import DeviceKind
from toso.work.helpdesk.rules.hours import Week
from toso.work.helpdesk.rules.rounds import Finding, Found

DAY = date(2026, 11, 16)  # a Monday
MORNING = moment(DAY)
OFFICE_WEEK: Week = (((450, 690), (780, 1020)),) * 5 + ((), ())


def a_desk() -> None:
    """The terms and categories that ship."""
    load_desk()


def a_difficulty(*, place: Place, by: Person, title: str = "Cổng không gửi mã xác nhận", day: date = DAY) -> Ticket:
    return raise_difficulty(place=place, title=title, by=by, scope=scope_of(by.pk, on=day), at=moment(day))


def a_ticket(
    *, place: Place, by: Person, title: str = "Máy in không in được", at: datetime = MORNING, **given: Any
) -> Ticket:
    load_desk()
    return open_ticket(place=place, title=title, by=by, scope=scope_of(by.pk, on=DAY), at=at, **given)


def a_question(*, commune: Place, title: str = "Tôi không đăng nhập được VNeID", **given: Any) -> Ticket:
    load_desk()
    return ask_as_citizen(place=commune, title=title, at=MORNING, **given)


def a_response_team(*, commune: Place, members: list[Person]) -> Team:
    team: Team = Team.objects.create(
        place=commune,
        kind=TeamKind.RESPONSE,
        name=f"Tổ ứng cứu {commune.name}",
        established_on=date(2026, 1, 1),
        recorded_at=MORNING,
    )
    for member in members:
        Membership.objects.create(
            team=team,
            person=member,
            role=MemberRole.MEMBER,
            kind=MemberKind.OFFICIAL,
            starts_on=date(2026, 1, 1),
            recorded_at=MORNING,
        )
    return team


def a_shift(*, team: Team, person: Person, by: Person, begins_at: datetime, ends_at: datetime) -> Shift:
    scope = scope_of(by.pk, on=DAY)
    return add_shift(team=team, person=person, begins_at=begins_at, ends_at=ends_at, by=by, scope=scope, at=MORNING)


def a_canned_answer(*, place: Place, by: Person) -> CannedAnswer:
    scope = scope_of(by.pk, on=DAY)
    return add_canned_answer(
        place=place, title="Khởi động lại", text="Tắt máy, chờ một phút, bật lại.", by=by, scope=scope, at=MORNING
    )


def an_article(*, place: Place, by: Person, title: str = "Máy in kẹt giấy", **given: Any) -> Article:
    scope = scope_of(by.pk, on=DAY)
    return write_article(
        place=place,
        title=title,
        text="Mở nắp sau, kéo giấy ra theo chiều lăn.",
        by=by,
        scope=scope,
        at=MORNING,
        **given,
    )


def a_cooperation(
    *, place: Place, by: Person, organisation: Organisation, title: str = "Cử người hướng dẫn chữ ký số"
) -> Cooperation:
    return ask_cooperation(
        place=place, organisation=organisation, title=title, by=by, scope=scope_of(by.pk, on=DAY), at=moment(DAY)
    )


def a_device(
    *, place: Place, by: Person, kind: DeviceKind = DeviceKind.PRINTER, label: str = "Canon LBP 2900", **given: Any
) -> Device:
    return add_device(place=place, kind=kind, label=label, by=by, scope=scope_of(by.pk, on=DAY), at=MORNING, **given)


def a_point(
    *,
    place: Place,
    by: Person,
    name: str = "Trung tâm Phục vụ hành chính công",
    week: Week = OFFICE_WEEK,
    starts_on: date = DAY,
    **given: Any,
) -> ServicePoint:
    """A place where citizens are received, open on office hours."""
    scope = scope_of(by.pk, on=DAY)
    return tell_hours(
        place_id=place.pk, name=name, week=week, starts_on=starts_on, by=by, scope=scope, at=MORNING, **given
    )


def a_round(*, place: Place, by: Person) -> Round:
    """A round of the fixed Monday on which all was good."""
    return finish_round(
        place_id=place.pk,
        found=[Found(check.code, Finding.GOOD) for check in checks()],
        next_on=DAY + timedelta(days=30),
        by=by,
        scope=scope_of(by.pk, on=DAY),
        at=MORNING,
    )
