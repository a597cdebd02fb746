"""Which KPI month is which, what stands in it, and what rules it opens with."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Case, Q, QuerySet, When
from django.utils.timezone import localdate

from toso.ground.people.models import Organisation
from toso.ground.shared.text import fold
from toso.results.kpi.models import Catalogue, Leave, Line, Month, OwnRules, Post, Product, Setting, Sheet
from toso.results.kpi.models.catalogue import ProductQuerySet
from toso.results.kpi.queries.access import Standing, readable
from toso.results.kpi.rules.seats import Days, days_of, month_on
from toso.results.kpi.rules.states import Rank


def setting_on(agency: Organisation | int, on: date) -> Setting | None:
    """The setting in force for a month; None where KPI has not been set up."""
    agency_id = agency if isinstance(agency, int) else agency.pk
    return Setting.objects.filter(agency=agency_id, valid_from__lte=on).order_by("-valid_from").first()


def own_rules_on(agency_id: int, month: date) -> dict[str, OwnRules]:
    """The unit's own criteria in force for a month, by the rule set they belong to."""
    rows = OwnRules.objects.filter(agency=agency_id, valid_from__lte=month).order_by("valid_from")
    return {row.rule_set: row for row in rows}


def days_by(setting: Setting, month: date) -> Days:
    return days_of(
        month,
        first_day=setting.first_day_of_month,
        self_score_day=setting.self_score_day,
        confirm_day=setting.confirm_day,
        report_day=setting.report_day,
    )


def month_name_of(agency_id: int, on: date) -> date:
    """The KPI month that a day belongs to in an agency."""
    setting = setting_on(agency_id, on)
    return month_on(on, first_day=setting.first_day_of_month if setting else 1)


def parse_month(text: str) -> date | None:
    """ "2026-10" as the first day of that month."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def own_sheet(standing: Standing, month: date) -> Sheet | None:
    return readable(standing).filter(person_id=standing.person_id, on=month).first()


def own_months(standing: Standing) -> list[date]:
    """The months a person has a sheet in, the latest first."""
    return list(Sheet.objects.filter(person=standing.person_id).order_by("-on").values_list("on", flat=True))


def lines_of(sheet: Sheet) -> list[Line]:
    """Everything on a sheet that counts, assigned work first, then what came in between."""
    rows = Line.objects.standing().filter(sheet=sheet).select_related("product", "body", "assigned_by", "accepted_by")
    return list(rows.prefetch_related("updates", "causes").order_by("-origin", "due_on", "pk"))


def catalogue_on(agency_id: int, on: date) -> Catalogue | None:
    """The approved catalogue in force on a day."""
    rows = Catalogue.objects.approved().filter(agency=agency_id, valid_from__lte=on)
    return rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on)).order_by("-valid_from").first()


def main_posts(agency_id: int, *, first: date, last: date) -> list[Post]:
    """The main post of everybody who works in the agency in these days: the latest one of each person."""
    held = Post.objects.filter(agency=agency_id, is_main=True, starts_on__lte=last).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=first)
    )
    latest: dict[int, Post] = {}
    for post in held.select_related("body").order_by("starts_on", "pk"):
        latest[post.person_id] = post
    return list(latest.values())


def body_on(person_id: int, on: date) -> Post | None:
    """The main post of a person on a day."""
    held = Post.objects.filter(person=person_id, is_main=True, starts_on__lte=on)
    return held.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on)).select_related("agency", "body").first()


def leaves_in(agency_id: int, *, first: date, last: date) -> QuerySet[Leave]:
    return Leave.objects.filter(agency=agency_id, starts_on__lte=last, ends_on__gt=first)


def current_month(agency_id: int, at: datetime) -> Month | None:
    """The month of an agency that today belongs to, when it has been opened."""
    on = localdate(at)
    return Month.objects.filter(agency=agency_id, first_day__lte=on, last_day__gte=on).select_related("agency").first()


def is_top(sheet: Sheet) -> bool:
    """Whether the sheet is that of the head of the agency, who is scored from above it."""
    return sheet.rank == Rank.HEAD and sheet.body_id == sheet.month.agency_id


def inherited_by(sheet: Sheet, products: Iterable[Product]) -> list[Product]:
    """The usual work of a sheet's position: the title's own, and its unit's own that names no title."""
    title = fold(sheet.title)
    return [
        product
        for product in products
        if (product.title and fold(product.title) == title and product.body_id in (None, sheet.body_id))
        or (not product.title and product.body_id == sheet.body_id)
    ]


def products_for(sheet: Sheet, on: date) -> ProductQuerySet:
    """What may be chosen for a person's task: the unit's own work and the position's first, then the rest."""
    catalogue = catalogue_on(sheet.month.agency_id, on)
    rows: ProductQuerySet = Product.objects.filter(catalogue=catalogue) if catalogue else Product.objects.none()
    own = Case(When(title=sheet.title, then=0), When(body=sheet.body_id, then=1), default=2)
    return rows.annotate(nearness=own).order_by("nearness", "part", "name", "pk")
