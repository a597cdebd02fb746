"""A small commune under KPI for tests: a chairman, a division with its head and its people, the personnel officer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from tests.builders import a_person, a_place, an_organisation, moment
from toso.ground.people.models import Organisation, Person
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import fold
from toso.results.kpi.actions import lines, months, people, scoring
from toso.results.kpi.actions.lines import Task
from toso.results.kpi.models import Catalogue, Line, Month, Product, Sheet
from toso.results.kpi.queries.criteria import criteria_of
from toso.results.kpi.rules.states import Rank

OCTOBER = date(2026, 10, 1)
STARTS = date(2025, 1, 1)
EARLY = moment(date(2026, 10, 2))
LATER = moment(date(2026, 10, 22), 9)


@dataclass
class Office:
    """The People's Committee of a commune with one division of ``people`` officials, in October 2026."""

    commune: Place
    agency: Organisation
    division: Organisation
    chairman: Person
    head: Person
    personnel: Person
    people: list[Person]
    catalogue: Catalogue

    @property
    def an(self) -> Person:
        return self.people[0]

    def scope(self, person: Person, on: date = date(2026, 10, 22)) -> Scope:
        return scope_of(person.pk, on=on)

    def open(self, month: date = OCTOBER, at: datetime = EARLY) -> Month:
        return months.open_month(agency=self.agency, month=month, by=None, at=at)

    def sheet(self, person: Person, month: date = OCTOBER) -> Sheet:
        return Sheet.objects.select_related("month__agency__place", "person").get(person=person, on=month)

    def assign(self, person: Person, *tasks: Task, by: Person | None = None, at: datetime = EARLY) -> list[Line]:
        giver = by or self.head
        return lines.assign(sheet_ids=[self.sheet(person).pk], tasks=tasks, by=giver, scope=self.scope(giver), at=at)

    def do(self, line: Line, quantity: str, *, on: date = date(2026, 10, 20), at: datetime = LATER) -> Line:
        person = line.sheet.person
        return lines.update_line(
            line_id=line.pk, quantity=Decimal(quantity), by=person, scope=self.scope(person), at=at, on=on
        )

    def self_score(self, person: Person, *, each: str = "", at: datetime = LATER) -> Sheet:
        """Full marks in each general criterion, or as many as said."""
        sheet = self.sheet(person)
        points = {one.code: Decimal(each) if each else one.highest for one in criteria_of(sheet.month.rule_set)}
        return scoring.self_score(sheet_id=sheet.pk, points=points, by=person, scope=self.scope(person), at=at)

    def confirm(self, *persons: Person, by: Person | None = None, at: datetime = LATER) -> list[Sheet]:
        scorer = by or self.head
        editions: dict[int, int | None] = {(sheet := self.sheet(person)).pk: sheet.edition for person in persons}
        return scoring.confirm_sheets(editions=editions, by=scorer, scope=self.scope(scorer), at=at)


def a_task(
    quantity: str = "1", *, name: str = "Soạn văn bản", coefficient: str = "1", due_on: date | None = None
) -> Task:
    return Task(quantity=Decimal(quantity), name=name, coefficient=Decimal(coefficient), due_on=due_on)


def a_product(
    catalogue: Catalogue, *, name: str = "Tham mưu văn bản góp ý", points: str = "5", group: int = 1, fact: str = ""
) -> Product:
    return Product.objects.create(
        catalogue=catalogue,
        name=name,
        search=fold(name),
        measure="văn bản",
        group=group,
        points=Decimal(points),
        coefficient=Decimal(points) / catalogue.standard_points,
        fact=fact,
    )


def a_catalogue(agency: Organisation, *, valid_from: date = STARTS, version: int = 1) -> Catalogue:
    return Catalogue.objects.create(
        agency=agency,
        version=version,
        valid_from=valid_from,
        standard_name="Soạn thảo văn bản hành chính",
        standard_points=Decimal(5),
        number="Mẫu 02/QĐ-UBND",
        drafted_at=EARLY,
        approved_at=EARLY,
    )


def a_post(
    office_agency: Organisation,
    body: Organisation,
    person: Person,
    *,
    rank: Rank = Rank.OFFICIAL,
    personnel: bool = False,
) -> None:
    people.give_post(
        agency=office_agency,
        body=body,
        person=person,
        title={Rank.HEAD: "Trưởng phòng", Rank.DEPUTY: "Phó Trưởng phòng"}.get(rank, "Chuyên viên"),
        starts_on=STARTS,
        by=None,
        at=EARLY,
        rank=rank,
        group="Chuyên môn",
        keeps_personnel=personnel,
    )


NAMES = ("Nguyễn Mẫu An", "Bùi Mẫu Hiền", "Cao Mẫu Khang", "Đinh Mẫu Lụa", "Giáp Mẫu Minh")


def an_office(
    *, commune: Place | None = None, people_count: int = 2, policy: dict[str, str] | None = None, head: bool = True
) -> Office:
    commune = commune or a_place(name="An Hoà", level=Level.COMMUNE)
    agency = an_organisation(name="UBND xã An Hoà", place=commune)
    division = an_organisation(name="Phòng Văn hoá – Xã hội", place=commune, parent=agency)
    chairman = a_person(name="Trần Mẫu Bình", role=Role.COMMUNE_LEADER, place=commune)
    chief = a_person(name="Đỗ Mẫu Lan", role=Role.COMMUNE_OFFICIAL, place=commune)
    personnel = a_person(name="Hà Mẫu Nga", role=Role.COMMUNE_OFFICIAL, place=commune)
    staff = [
        a_person(name=NAMES[number % len(NAMES)], role=Role.COMMUNE_OFFICIAL, place=commune)
        for number in range(people_count)
    ]
    a_post(agency, agency, chairman, rank=Rank.HEAD)
    if head:
        a_post(agency, division, chief, rank=Rank.HEAD)
    a_post(agency, agency, personnel, personnel=True)
    for person in staff:
        a_post(agency, division, person)
    months.set_up(agency=agency, valid_from=STARTS, by=None, at=EARLY, policy=policy)
    return Office(commune, agency, division, chairman, chief, personnel, staff, a_catalogue(agency))


def the_handbook(office: Office, person: Person) -> list[Line]:
    """The ministry's example: 5, 3 and 1 assigned; 4, 3 and 0,8 done; 76,7 points when delays are counted by days."""
    due = date(2026, 10, 15)
    given: Sequence[tuple[str, str, str, str, int, int]] = (
        ("Soạn văn bản tham gia ý kiến", "1", "5", "4", 0, 4),
        ("Trả lời kiến nghị", "2.7", "3", "3", 1, 2),
        ("Báo cáo tổng hợp", "3.7", "1", "0.8", 2, 0),
    )
    made = []
    for name, coefficient, assigned, done, failures, late in given:
        [line] = office.assign(person, a_task(assigned, name=name, coefficient=coefficient, due_on=due))
        office.do(line, done, on=date(2026, 10, 15 + late))
        made.append(
            scoring.decide_line(
                line_id=line.pk,
                accepted=Decimal(done),
                quality_failures=failures,
                late=late,
                reason="Theo ví dụ của Sổ tay",
                by=office.head,
                scope=office.scope(office.head),
                at=LATER,
            )
        )
    return made
