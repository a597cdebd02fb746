"""A sample commune under KPI: forty officials, a whole year of twelve months with its decision, the months since.

The decree is in force since 01/01/2026. The year before the running one stands as a trial ("chấm thử"), so that a
closed year can be looked at on whatever day the sample is built.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from django.db import transaction

from toso.command.sample.invented import luck_of, person_name
from toso.command.sample.kpi_year import close_year
from toso.command.sample.province import BEGINNING, SHOWN_COMMUNE
from toso.ground.people import actions as people
from toso.ground.people.models import Organisation, Person
from toso.ground.people.queries import committee_of
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.results.kpi.actions import catalogue, history, months
from toso.results.kpi.actions import people as posts
from toso.results.kpi.actions.catalogue import Entry
from toso.results.kpi.actions.history import PastLine, PastSheet
from toso.results.kpi.models import Catalogue, Month, Post, Product
from toso.results.kpi.models.catalogue import Part
from toso.results.kpi.queries.criteria import criteria_of
from toso.results.kpi.rules.seats import days_of, next_month
from toso.results.kpi.rules.states import Rank
from toso.results.kpi.rules.terms import Origin

RULES, SUPPORT = "ND335-2025", "SUPPORT"
DRIVER = "Nhân viên lái xe"
PEOPLE = 40
DAYS = {"first_day_of_month": 1, "self_score_day": 20, "confirm_day": 22, "report_day": 24}
BODIES = ("vp", "vhxh", "tt", "hcc")  # codes of the commune's bodies
PRODUCTS = (
    ("Soạn thảo văn bản hành chính", "5", 1, Part.SHARED, "văn bản", ""),
    ("Văn bản tham gia ý kiến", "5", 1, Part.SHARED, "văn bản", ""),
    ("Trả lời kiến nghị của người dân", "13.5", 2, Part.SHARED, "văn bản", ""),
    ("Báo cáo tổng hợp tháng", "18.5", 2, Part.SHARED, "báo cáo", ""),
    ("Báo cáo đã gửi lên cấp trên", "10", 2, Part.SHARED, "báo cáo", "reporting.reports_submitted"),
    ("Buổi hướng dẫn người dân dùng dịch vụ số", "8", 1, Part.OWN, "buổi", "outreach.sessions"),
    ("Hồ sơ thủ tục hành chính giải quyết đúng hạn", "2.5", 1, Part.OWN, "hồ sơ", ""),
    ("Kế hoạch chuyên đề", "40", 3, Part.OWN, "kế hoạch", ""),
    ("Biên bản kiểm tra, xác minh thực địa", "15", 2, Part.OWN, "biên bản", ""),
    ("Tổ chức hội nghị cấp xã", "30", 3, Part.SHARED, "hội nghị", ""),
    ("Cập nhật cơ sở dữ liệu chuyên ngành", "3", 1, Part.OWN, "hồ sơ", ""),
    ("Lượt người dân được hướng dẫn trực tiếp", "0.5", 1, Part.OWN, "lượt", "outreach.citizens_guided"),
    ("Chỉ đạo, kiểm tra lĩnh vực phụ trách", "60", 4, Part.LEADING, "lượt", ""),
)
ADHOC = ("Đón đoàn công tác của tỉnh", "Trực phòng chống bão", "Giúp dân kê khai đất đai tại nhà văn hoá")


@transaction.atomic
def build(*, on: date, at: datetime) -> int:
    """Posts, a catalogue, the year before with its decision, every month since: all or nothing. How many months."""
    commune = Place.objects.current().get(level=Level.COMMUNE, code=SHOWN_COMMUNE)
    agency = committee_of(commune, on=on)
    if agency is None or Month.objects.filter(agency=agency).exists():
        return Month.objects.filter(agency=agency).count()
    first = date(on.year - 1, 1, 1)
    months.set_up(
        agency=agency,
        valid_from=first,
        by=None,
        at=at,
        rule_set=RULES,
        policy={"late_unit": "day"},
        days=DAYS,
        basis=f"Dữ liệu mẫu; năm {first.year} chấm thử",
        is_sample=True,
    )
    _seat(agency, first, at)
    version = _catalogue(agency, first, at)
    month, count = first, 0
    while month <= on.replace(day=1):
        _month(agency, version, month, on=on, at=at)
        month, count = next_month(month), count + 1
    close_year(agency, commune, first.year, named=_named)
    return count


def _named(name: str) -> Person | None:
    return Person.objects.filter(name=name, is_sample=True).order_by("pk").first()


def _seat(agency: Organisation, first: date, at: datetime) -> None:
    """The chairman, his deputy, the heads, the personnel officer, and officials until there are forty."""
    found = {code: agency.children.filter(code__endswith=f"-{code}").first() for code in BODIES}
    bodies = [body for body in found.values() if body is not None] or [agency]
    luck = luck_of("kpi", agency.code)
    cast = {"Đỗ Mẫu Lâm": (agency, "Chủ tịch UBND", Rank.HEAD, False)}
    cast["Đinh Mẫu Nhân"] = (bodies[0], "Chuyên viên tổ chức, nhân sự", Rank.OFFICIAL, True)
    home = bodies[1 % len(bodies)]
    cast["Trần Mẫu Bình"] = (home, "Trưởng phòng", Rank.HEAD, False)
    cast["Mai Mẫu Hải"] = (home, "Chuyên viên", Rank.OFFICIAL, False)
    seats = [(_named(name) or _new(name, at), *seat) for name, seat in cast.items()]
    seats.append((_new(person_name(luck), at), agency, "Phó Chủ tịch UBND", Rank.DEPUTY, False))
    for body in bodies:
        if body != home and body != agency:
            seats.append((_new(person_name(luck), at), body, "Trưởng phòng", Rank.HEAD, False))
        if body != agency:
            seats.append((_new(person_name(luck), at), body, "Phó Trưởng phòng", Rank.DEPUTY, False))
    while len(seats) < PEOPLE:
        seats.append(
            (_new(person_name(luck), at), bodies[len(seats) % len(bodies)], "Chuyên viên", Rank.OFFICIAL, False)
        )
    seats[-1] = (*seats[-1][:2], DRIVER, *seats[-1][3:])
    for person, body, title, rank, keeps_personnel in seats:
        posts.give_post(
            agency=agency,
            body=body,
            person=person,
            title=title,
            rank=rank,
            group="Lãnh đạo, quản lý" if rank.is_leader else "Hỗ trợ, phục vụ" if title == DRIVER else "Chuyên môn",
            rule_set=SUPPORT if title == DRIVER else "",
            keeps_personnel=keeps_personnel,
            starts_on=min(first, BEGINNING),
            by=None,
            at=at,
            is_sample=True,
        )


def _new(name: str, at: datetime) -> Person:
    return people.create_person(name=name, by=None, at=at, is_sample=True)


def _catalogue(agency: Organisation, first: date, at: datetime) -> Catalogue:
    version = catalogue.draft_catalogue(
        agency=agency,
        valid_from=first,
        standard_name=PRODUCTS[0][0],
        standard_points=Decimal(5),
        decimals=1,
        by=None,
        at=at,
        is_sample=True,
    )
    entries = [
        Entry(name=name, points=Decimal(points), group=group, part=part, measure=measure, fact=fact)
        for name, points, group, part, measure, fact in PRODUCTS
    ]
    catalogue.fill_catalogue(catalogue_id=version.pk, entries=entries, by=None, at=at)
    return catalogue.approve_catalogue(catalogue_id=version.pk, number="Mẫu 02/QĐ-UBND", by=None, at=at)


def _month(agency: Organisation, version: Catalogue, month: date, *, on: date, at: datetime) -> None:
    days = days_of(month, first_day=1, self_score_day=20, confirm_day=22, report_day=24)
    is_closed = days.last < on
    products = list(version.products.order_by("pk"))
    sheets = {}
    for post in Post.objects.filter(agency=agency, is_main=True).order_by("pk"):
        luck = luck_of("kpi", post.person_id, f"{month}")
        last = days.last if is_closed else on
        rank = Rank(post.rank)
        is_scored = is_closed or on > days.self_score_by
        if post.rule_set == SUPPORT:
            sheets[post.person_id] = _support(luck) if is_scored else PastSheet(lines=())
            continue
        sheets[post.person_id] = PastSheet(
            lines=_lines(luck, products, rank=rank, first=days.first, last=last, on=on),
            points=_points(luck) if is_scored else {},
            terms=_terms(luck) if rank.is_leader else {},
        )
    history.take_over_month(
        agency=agency, month=month, sheets=sheets, by=None, at=at, is_closed=is_closed, is_sample=True
    )


def _support(luck: Random) -> PastSheet:
    """Three per cents instead of lines, by the ministry's handbook."""
    names = ("quality", "compliance", "efficiency")
    return PastSheet(
        lines=(),
        points={"I": Decimal(luck.randint(25, 29))},
        results={name: Decimal(luck.choice((85, 90, 95, 100))) for name in names},
    )


def _points(luck: Random) -> dict[str, Decimal]:
    """A half point or a point less here and there: as it is in offices."""
    return {
        one.code: max(one.highest - Decimal(luck.choice(("0", "0.5", "0.5", "1"))), Decimal(0))
        for one in criteria_of(RULES)
    }


def _terms(luck: Random) -> dict[str, Decimal]:
    return {"dd": Decimal(luck.choice((100, 100, 50))), "e": Decimal(100)}


def _lines(luck: Random, products: list[Product], *, rank: Rank, first: date, last: date, on: date) -> list[PastLine]:
    """Six tasks a month, three in the year of the trial."""
    is_closed = last < on
    chosen = luck.sample(products[:-2], 6 if first.year == on.year else 3)  # the last two: the plan's, the leaders'
    if rank.is_leader:
        chosen = [products[-1], *chosen[:2]]
    made = []
    for product in chosen:
        assigned = Decimal(luck.randint(1, 3) if product.group > 2 else luck.randint(2, 8))
        share = Decimal(luck.choice((100, 100, 100, 90, 80))) if is_closed else Decimal(luck.choice((0, 40, 60, 100)))
        done = (assigned * share / 100).quantize(Decimal("0.1"))
        if product.fact and not is_closed:
            done = Decimal(0)  # what other rooms recorded waits to be taken over
        due = first + timedelta(days=luck.randint(9, 27))
        late = luck.choice((0, 0, 0, 0, 0, 0, 1, 2)) if done and due < last else 0
        made.append(
            PastLine(
                name=product.name,
                coefficient=product.coefficient,
                assigned=assigned,
                done=done,
                done_on=min(due + timedelta(days=late), last),
                product_id=product.pk,
                measure=product.measure,
                due_on=due,
                quality_failures=luck.choice((0, 0, 0, 0, 0, 0, 1)) if is_closed else 0,
                late=late,
            )
        )
    if luck.random() < 0.3:
        made.append(
            PastLine(
                name=luck.choice(ADHOC),
                coefficient=Decimal(1),
                assigned=Decimal(0),
                done=Decimal(luck.randint(1, 2)),
                done_on=min(first + timedelta(days=luck.randint(1, 25)), last),
                origin=Origin.ADHOC,
            )
        )
    return made
