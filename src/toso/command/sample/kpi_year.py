"""The closed year of the sample commune: self-ratings, units first, the meeting, everybody's level, the decision."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from toso.command.sample.month import hand
from toso.command.sample.work import evening
from toso.ground.people.models import Organisation, Person
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.shared.scope import Scope
from toso.results.kpi.actions import findings, year
from toso.results.kpi.models import YearSheet
from toso.results.kpi.queries.year import bodies_to_rate, groups_of, is_outstanding, sheets_of_year
from toso.results.kpi.rules.states import Rank
from toso.results.kpi.rules.terms import Grade

MET_ON = (1, 5)  # month and day of the year after: the decree allows until 15 January (Article 19)
DECIDED_ON = (1, 6)
OPINIONS = (
    "Hồ sơ một cửa đúng hạn tăng đều từ quý II (mẫu).",
    "Cần giao việc sớm hơn trong tháng để việc không dồn vào cuối kỳ (mẫu).",
)
PARTY = "Nhất trí với đề xuất (mẫu)."


def close_year(agency: Organisation, commune: Place, number: int, *, named: Callable[[str], Person | None]) -> None:
    """Take the twelve scored months to a published decision, through the rooms' own doors."""
    at = evening(date(number + 1, *MET_ON), 8)
    leader = named("Đỗ Mẫu Lâm") or hand(Role.COMMUNE_LEADER, commune, at.date()).person
    given: dict[str, Any] = {"by": leader, "scope": scope_of(leader.pk, on=at.date()), "at": at}
    sheets = year.prepare_year(agency=agency, year=number, **given)
    for sheet in sheets:
        if sheet.is_rated:
            own: dict[str, Any] = {"by": sheet.person, "scope": Scope(sheet.person_id, ()), "at": at}
            year.self_rate(sheet_id=sheet.pk, level=Grade(sheet.proposed), **own)
    for row in bodies_to_rate(agency, number):
        findings.rate_body(
            body=row["body"], agency=agency, year=number, general=Decimal(27), results=Decimal(61), **given
        )
    secretary = named("Đinh Mẫu Nhân") or sheets[-1].person
    findings.note_meeting(
        agency=agency,
        year=number,
        held_at=at,
        ended_at=at + timedelta(hours=3),
        venue="Phòng họp UBND xã (mẫu)",
        chair=leader,
        secretary=secretary,
        opinions="\n".join(OPINIONS),
        party_opinion=PARTY,
        **given,
    )
    year.settle_rest(agency=agency, year=number, **given)
    _settle_apart(agency, number, secretary, given)
    year.issue_year_decision(
        agency=agency,
        year=number,
        number="01/QĐ-UBND",
        signed_on=date(number + 1, *DECIDED_ON),
        signer=leader.name,
        **given | {"at": evening(date(number + 1, *DECIDED_ON), 9)},
    )


def _settle_apart(agency: Organisation, number: int, personnel: Person, given: dict[str, Any]) -> None:
    """Leaders, and who would be excellent beyond the quota: one by one, each with what the decree asks for."""
    sheets = sheets_of_year(agency, number)
    groups = groups_of(agency, number, sheets, is_outstanding=is_outstanding(agency, number))
    excellent = {person for group in groups for person in group.quota.proposed}
    for sheet in sheets:
        if not sheet.is_rated or sheet.level:
            continue
        level, reason = _level_of(sheet, excellent)
        by = _by(sheet, personnel, given)
        party = PARTY if sheet.rank != Rank.OFFICIAL else ""
        year.settle_person(sheet_id=sheet.pk, level=level, reason=reason, party_opinion=party, **by)


def _level_of(sheet: YearSheet, excellent: set[str | int]) -> tuple[Grade, str]:
    if sheet.proposed == Grade.EXCELLENT and sheet.person_id not in excellent:
        return Grade.GOOD, "Đã hết tỷ lệ xuất sắc của nhóm (mẫu)."
    return Grade(sheet.proposed), ""


def _by(sheet: YearSheet, personnel: Person, given: dict[str, Any]) -> dict[str, Any]:
    """Nobody rates himself: the chairman's own level is written down by the personnel officer."""
    if sheet.person_id != given["by"].pk:
        return given
    at: datetime = given["at"]
    return {"by": personnel, "scope": scope_of(personnel.pk, on=at.date()), "at": at}
