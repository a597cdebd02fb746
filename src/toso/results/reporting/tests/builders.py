"""A province whose teams report: two communes of two hamlets, people on every side, one indicator of work."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from tests.builders import a_person, moment
from toso.ground.people.models import Person
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.scope import Scope
from toso.plan.programme.models import Indicator
from toso.plan.programme.rules import IndicatorKind
from toso.plan.programme.tests.builders import a_document
from toso.plan.teams.models import Team
from toso.results.reporting.actions.catalogue import load_reporting
from toso.results.reporting.actions.figures import recompute_marked
from toso.results.reporting.actions.narrative import write_section
from toso.results.reporting.actions.periods import ensure_periods
from toso.results.reporting.actions.reports import accept_report, draft_reports, submit_report
from toso.results.reporting.models import Cell, Period, Report
from toso.results.reporting.queries.periods import period_containing
from toso.results.reporting.tests.counting import Country, an_indicator, guided

OCTOBER = date(2026, 10, 10)  # a day of the official month October, which ends on the 14th
NOVEMBER = date(2026, 11, 10)
AFTER_OCTOBER = moment(date(2026, 10, 15), 9)
AFTER_NOVEMBER = moment(date(2026, 11, 16), 9)


def a_team_at(place: Place) -> Team:
    return Team.objects.create(
        place=place, name=f"Tổ {place.name}", established_on=date(2025, 2, 1), recorded_at=moment(date(2025, 2, 1))
    )


@dataclass
class Reporting:
    country: Country
    indicator: Indicator
    province: Place
    commune: Place
    elsewhere: Place
    hamlets: list[Place]
    an: Person
    binh: Person
    chau: Person
    dung: Person

    def scope(self, person: Person) -> Scope:
        return scope_of(person.pk, on=date(2026, 11, 21))

    def period(self, day: date) -> Period:
        found = period_containing("official", day)
        assert found is not None
        return found

    def work(self, hamlet: Place, day: date, value: int, *, at: datetime | None = None) -> None:
        if at is not None:
            self.country.clock = at
        self.country.work(hamlet.pk, day, value)
        recompute_marked(at=self.country.clock)

    def draft(self, day: date, at: datetime) -> int:
        return draft_reports(period=self.period(day), at=at)

    def report(self, place: Place, day: date = OCTOBER) -> Report:
        report: Report = Report.objects.current().get(place=place, period=self.period(day))
        return report

    def cell(self, report: Report) -> Cell:
        return Cell.objects.get(report=report, indicator=self.indicator)

    def leader(self, place: Place) -> Person:
        role = {Level.HAMLET: Role.TEAM_LEADER, Level.COMMUNE: Role.COMMUNE_OFFICIAL}.get(Level(place.level))
        if role is None:
            return self.dung
        held = Person.objects.filter(assignments__role=role, assignments__place=place).first()
        return held or a_person(name="Hồ Mẫu Em", role=role, place=place)

    def leader_beside(self, commune: Place) -> Person:
        """A second person who writes the commune's report."""
        return a_person(name="Đỗ Mẫu Giang", role=Role.COMMUNE_LEADER, place=commune)

    def write(self, report: Report, *, by: Person | None = None, at: datetime) -> None:
        writer = by or self.leader(report.place)
        for code in ("results", "next"):
            write_section(
                report_id=report.pk,
                code=code,
                text="Đã làm xong việc trong kỳ.",
                seen_at=None,
                by=writer,
                scope=self.scope(writer),
                at=at,
            )

    def submit(self, place: Place, day: date, at: datetime) -> Report:
        writer, report = self.leader(place), self.report(place, day)
        self.write(report, by=writer, at=at)
        return submit_report(report_id=report.pk, by=writer, scope=self.scope(writer), at=at)

    def accept(self, report: Report, at: datetime) -> Report:
        by = self.leader(report.place.parent) if report.place.parent else self.dung
        return accept_report(report_id=report.pk, by=by, scope=self.scope(by), at=at)

    def hand_over(self, place: Place, day: date, at: datetime) -> Report:
        """Submitted below and accepted above."""
        return self.accept(self.submit(place, day, at), at)


def a_reporting_province(*, kind: IndicatorKind = IndicatorKind.FLOW) -> Reporting:
    country = Country(communes=2, hamlets=2)
    province = country.units[country.province].place
    commune, elsewhere = (country.units[pk].place for pk in country.standing(Level.COMMUNE))
    hamlets = [country.units[pk].place for pk in country.standing(Level.HAMLET)]
    indicator = guided() if kind == IndicatorKind.FLOW else an_indicator(kind)
    ensure_periods(year=2026)
    a_document(code="KH-6863")
    load_reporting(at=moment(date(2026, 1, 2)))
    for hamlet in hamlets:
        a_team_at(hamlet)
    return Reporting(
        country=country,
        indicator=indicator,
        province=province,
        commune=commune,
        elsewhere=elsewhere,
        hamlets=hamlets,
        an=a_person(name="Nguyễn Mẫu An", role=Role.TEAM_LEADER, place=hamlets[0]),
        binh=a_person(name="Trần Mẫu Bình", role=Role.COMMUNE_OFFICIAL, place=commune),
        chau=a_person(name="Phạm Mẫu Châu", role=Role.COMMUNE_OFFICIAL, place=elsewhere),
        dung=a_person(name="Lê Mẫu Dung", role=Role.PROVINCE_OFFICER, place=province),
    )


def number(value: int | str) -> Decimal:
    return Decimal(value)
