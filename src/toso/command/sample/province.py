"""The people and the programme of the sample: hamlets, staff, teams, targets, denominators."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from toso.command.sample.invented import hamlet_names, luck_of, person_name, team_members
from toso.ground.people import actions as people
from toso.ground.people.actions import Newcomer, organisations
from toso.ground.people.models import Account, Organisation, Person
from toso.ground.people.queries import persons_with, scope_of
from toso.ground.people.rules import Role
from toso.ground.places import actions as places
from toso.ground.places.models import Place
from toso.ground.places.queries import hamlets_under
from toso.ground.places.rules import Level
from toso.plan.programme.actions import denominators, targets
from toso.plan.programme.models import Denominator, Indicator
from toso.plan.teams.actions import rosters
from toso.plan.teams.models import Team
from toso.plan.teams.rules import MemberRole

Progress = Callable[[float, str], None]

BEGINNING = date(2025, 12, 1)  # everybody of the sample has been in place since then
HAMLETS_FROM = date(2025, 7, 1)
BASIS = "Dữ liệu mẫu"
DECISION = "Mẫu 01/QĐ-UBND"
SHOWN_COMMUNE = "22657"  # Xã Diên Điền: An and Bình work here
OTHER_COMMUNE = "22453"  # Xã Cam Lâm: Châu works here
ISLAND_COMMUNE = "22736"  # Đặc khu Trường Sa
WITHOUT_HOUSEHOLDS = ("22615", "22609")  # two communes have not yet said how many households they have


@dataclass(frozen=True, slots=True)
class Character:
    """One of the cast of the sample, who gets an account."""

    username: str
    name: str
    salutation: str
    role: Role
    level: Level


CAST = (
    Character("an.mau", "Nguyễn Mẫu An", "chị", Role.TEAM_LEADER, Level.HAMLET),
    Character("binh.mau", "Trần Mẫu Bình", "ông", Role.COMMUNE_OFFICIAL, Level.COMMUNE),
    Character("hai.mau", "Mai Mẫu Hải", "ông", Role.COMMUNE_OFFICIAL, Level.COMMUNE),
    Character("nhansu", "Đinh Mẫu Nhân", "bà", Role.COMMUNE_OFFICIAL, Level.COMMUNE),
    Character("lanhdao", "Đỗ Mẫu Lâm", "ông", Role.COMMUNE_LEADER, Level.COMMUNE),
    Character("chau.mau", "Phạm Mẫu Châu", "bà", Role.COMMUNE_OFFICIAL, Level.COMMUNE),
    Character("dung.mau", "Lê Mẫu Dung", "bà", Role.PROVINCE_OFFICER, Level.PROVINCE),
    Character("theodoi", "Võ Mẫu Theo", "ông", Role.PROVINCE_VIEWER, Level.PROVINCE),
    Character("doan.mau", "Bùi Mẫu Thanh", "anh", Role.YOUTH_UNION, Level.PROVINCE),
    Character("kiemtra", "Ngô Mẫu Kiểm", "bà", Role.AUDITOR, Level.PROVINCE),
    Character("quantri", "Hồ Mẫu Quản", "anh", Role.ADMINISTRATOR, Level.PROVINCE),
)
# Somebody of the partner, whose body comes later.
PARTNER = Character("doitac", "Hà Mẫu Nghiệp", "anh", Role.PARTNER, Level.PROVINCE)


def communes_of(province: Place) -> list[Place]:
    return list(Place.objects.filter(parent=province, valid_until__isnull=True).order_by("code"))


def make_hamlets(province: Place, *, at: datetime) -> None:
    """Sample hamlets under each commune that has none."""
    for commune in communes_of(province):
        if commune.children.exists():
            continue
        named = hamlet_names(commune.code, is_urban=commune.kind == "Phường", is_island=commune.code == ISLAND_COMMUNE)
        places.create_hamlets(
            commune_id=commune.pk,
            names=[name for _kind, name in named],
            kind=named[0][0],
            on=HAMLETS_FROM,
            basis=BASIS,
            by=None,
            at=at,
            is_sample=True,
        )


def enrol_staff(province: Place, *, at: datetime) -> None:
    """A chairman and an official in every commune, and the cast with accounts still to open."""
    if persons_with(Role.PROVINCE_OFFICER, province.path, at.date()).exists():
        return
    newcomers = []
    for commune in communes_of(province):
        luck = luck_of("staff", commune.code)
        newcomers += [
            Newcomer(person_name(luck), Role.COMMUNE_LEADER, commune, salutation="ông", title="Chủ tịch UBND"),
            Newcomer(person_name(luck), Role.COMMUNE_OFFICIAL, commune, salutation="bà", title="Công chức"),
        ]
    shown, other = (Place.objects.current().get(level=Level.COMMUNE, code=c) for c in (SHOWN_COMMUNE, OTHER_COMMUNE))
    at_home = {Level.PROVINCE: province, Level.COMMUNE: shown}
    newcomers += [
        Newcomer(
            member.name,
            member.role,
            other if member.username == "chau.mau" else at_home[member.level],
            salutation=member.salutation,
        )
        for member in CAST
        if member.level != Level.HAMLET
    ]
    people.enrol(newcomers, starts_on=BEGINNING, by=None, at=at, decision_number=DECISION, is_sample=True)


def open_branches(province: Place, *, at: datetime) -> None:
    """The Youth Union, the Farmers and the Women of the shown commune with a branch in each hamlet."""
    dung = persons_with(Role.PROVINCE_OFFICER, province.path, at.date())[0]
    unions = Organisation.objects.filter(place__code=SHOWN_COMMUNE, kind="Đoàn thể", children__isnull=True)
    for union in unions.filter(place__level=Level.COMMUNE).order_by("code"):
        scope = scope_of(dung.pk, on=at.date())
        organisations.open_branches(organisation_id=union.pk, on=BEGINNING, by=dung, scope=scope, at=at)


# Somebody sent to the shown commune, when the mission of the sample is under way.
SENT = (Character("giang.mau", "Võ Mẫu Giang", "anh", Role.TEAM_MEMBER, Level.COMMUNE),)


def open_accounts(*, password: str, at: datetime) -> None:
    """One account for each of the cast."""
    for member in (*CAST, *SENT, PARTNER):
        if Account.objects.filter(username=member.username).exists():
            continue
        rows = Person.objects.filter(name=member.name, is_sample=True)
        if member in SENT:
            rows = rows.filter(candidacies__isnull=False)  # a namesake may work elsewhere
        if member is PARTNER:
            rows = rows.filter(assignments__role=Role.PARTNER)
        person = rows.order_by("pk").first()
        if person is None:  # nobody is sent in this sample
            continue
        people.open_account(person=person, username=member.username, password=password, by=None, at=at)


def establish_teams(province: Place, progress: Progress, *, at: datetime) -> None:
    """One team a hamlet, by one decision a commune, with people who keep every rule of composition."""
    communes = communes_of(province)
    for number, commune in enumerate(communes):
        progress(number / len(communes), commune.full_name)
        founded = hamlets_under(commune).filter(valid_from__lte=BEGINNING)  # later ones came of somebody's change
        hamlets = [hamlet for hamlet in founded if not Team.objects.filter(place=hamlet).exists()]
        if not hamlets:
            continue
        chairman = persons_with(Role.COMMUNE_LEADER, commune.path, at.date())[0]
        newcomers, seats = [], []
        for hamlet in hamlets:
            for member in team_members(hamlet.code):
                is_an = hamlet == hamlets[0] and commune.code == SHOWN_COMMUNE and member.role == MemberRole.LEADER
                newcomers.append(
                    Newcomer(
                        CAST[0].name if is_an else member.name,
                        Role.TEAM_LEADER if member.role == MemberRole.LEADER else Role.TEAM_MEMBER,
                        hamlet,
                        salutation=CAST[0].salutation if is_an else member.salutation,
                    )
                )
                seats.append((hamlet, member))
        persons = people.enrol(newcomers, starts_on=BEGINNING, by=None, at=at, decision_number=DECISION, is_sample=True)
        rosters.take_over_teams(
            commune=commune,
            seated=[
                rosters.Seated(
                    hamlet=hamlet,
                    person=person,
                    role=member.role,
                    kind=member.kind,
                    leader_kind=member.leader_kind,
                    has_basic_it=member.has_basic_it,
                    skills=member.skills,
                )
                for person, (hamlet, member) in zip(persons, seats, strict=True)
            ],
            number=DECISION,
            effective_on=BEGINNING,
            by=chairman,
            scope=scope_of(chairman.pk, on=at.date()),
            at=at,
            is_sample=True,
        )
    progress(1, "")


def count_households(province: Place, *, at: datetime) -> None:
    """Denominators typed by the communes; two have none yet, so their rates read "chưa có mẫu số"."""
    if Denominator.objects.filter(place__parent=province).exists():
        return
    officer = persons_with(Role.PROVINCE_OFFICER, province.path, at.date())[0]
    scope = scope_of(officer.pk, on=at.date())
    for commune in communes_of(province):
        if commune.code in WITHOUT_HOUSEHOLDS:
            continue
        households = luck_of("households", commune.code).randint(3_000, 14_000)
        denominators.record_denominator(
            place=commune,
            code="households",
            value=Decimal(25 if commune.code == ISLAND_COMMUNE else households),
            as_of=BEGINNING,
            source="Số liệu mẫu",
            by=officer,
            scope=scope,
            at=at,
        )
    rate = Indicator.objects.get(code="households-e-payment-rate")
    denominators.exclude_place(
        place=Place.objects.current().get(level=Level.COMMUNE, code=ISLAND_COMMUNE),
        indicator=rate,
        reason="Đảo xa, không có hộ thuộc diện khảo sát (mẫu).",
        valid_from=BEGINNING,
        by=officer,
        scope=scope,
        at=at,
    )


# A year's target for each hamlet; the whole is shared out evenly and adds up exactly.
YEARLY_PER_HAMLET = {
    "guided-online-services": 30,
    "sessions": 35,
    "households-e-payment": 11,
    "businesses-on-marketplaces": 2,
    "priority-groups-helped": 42,
}
RATES = {"hamlets-with-team": Decimal(100)}


def assign_targets(province: Place, progress: Progress, *, year: int, at: datetime) -> None:
    """The province assigns to its communes, every commune to its hamlets: parts equal the whole."""
    officer = persons_with(Role.PROVINCE_OFFICER, province.path, at.date())[0]
    hamlets = Place.objects.current().filter(level=Level.HAMLET, path__startswith=province.path).count()
    indicators = {i.code: i.pk for i in Indicator.objects.filter(code__in=[*YEARLY_PER_HAMLET, *RATES])}
    wholes = {code: Decimal(each * hamlets) for code, each in YEARLY_PER_HAMLET.items()} | RATES
    if not province.target_decisions.filter(year=year, issued_at__isnull=False).exists():
        _issue(province, indicators, wholes, number="QĐ mẫu 01/QĐ-UBND", officer=officer, year=year, at=at)
    communes = communes_of(province)
    for number, commune in enumerate(communes):
        progress(number / len(communes), commune.full_name)
        if commune.target_decisions.filter(year=year, issued_at__isnull=False).exists():
            continue
        chairman = persons_with(Role.COMMUNE_LEADER, commune.path, at.date())[0]
        _issue(commune, indicators, {}, number="QĐ mẫu 02/QĐ-UBND", officer=chairman, year=year, at=at)
    progress(1, "")


def _issue(
    place: Place,
    indicators: dict[str, int],
    wholes: dict[str, Decimal],
    *,
    number: str,
    officer: Person,
    year: int,
    at: datetime,
) -> None:
    scope = scope_of(officer.pk, on=at.date())
    given: dict[str, Any] = {"by": officer, "scope": scope, "at": at}
    decision = targets.draft_target_decision(
        place=place, year=year, title=f"Giao chỉ tiêu chuyển đổi số cộng đồng năm {year} (mẫu)", **given
    )
    if wholes:
        values = {(indicators[code], place.pk): value for code, value in wholes.items()}
        targets.set_targets(decision_id=decision.pk, values=values, reasons={}, **given)
    targets.propose_parts(decision_id=decision.pk, indicator_ids=indicators.values(), weight="", **given)
    targets.issue_target_decision(
        decision_id=decision.pk, number=number, signed_on=BEGINNING, signer=officer.name, **given
    )
