"""Work that comes with the position: whoever holds it is assigned the usual quantities of its products."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.people.models import Person
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.results.kpi.actions.checks import path_of, refuse_if_closed, refuse_unless_scorer, standing_at
from toso.results.kpi.models import Line
from toso.results.kpi.queries.access import readable
from toso.results.kpi.queries.months import catalogue_on, inherited_by
from toso.results.kpi.rules.terms import Origin


@transaction.atomic
def assign_by_position(*, sheet_ids: list[int], by: Person, scope: Scope, at: datetime) -> int:
    """Assign to each what the catalogue in force says of the title or the unit, once a product and month.

    How many lines were made. A product already assigned in the month is left alone, so that pressing twice
    changes nothing.
    """
    standing = standing_at(scope, at)
    rows = readable(standing).filter(pk__in=sheet_ids).select_for_update(of=("self",)).order_by("pk")
    sheets = list(rows)
    if not sheets:
        raise Refusal(_("Chọn ít nhất một người để giao."), field="sheets")
    refuse_unless_scorer(sheets, by, localdate(at))
    for sheet in sheets:
        refuse_if_closed(sheet)
    catalogue = catalogue_on(sheets[0].month.agency_id, localdate(at))
    known: dict[int, set[int | None]] = defaultdict(set)
    for sheet_id, product_id in Line.objects.standing().filter(sheet__in=sheets).values_list("sheet_id", "product_id"):
        known[sheet_id].add(product_id)
    products = list(catalogue.products.filter(usual__isnull=False)) if catalogue else []
    lines = [
        Line(
            sheet=sheet,
            product=product,
            name=product.name,
            measure=product.measure,
            coefficient=product.coefficient,
            assigned=product.usual or 0,
            origin=Origin.ASSIGNED,
            body_id=sheet.body_id,
            assigned_by=by,
            captured_at=at,
            recorded_at=at,
        )
        for sheet in sheets
        for product in inherited_by(sheet, products)
        if product.pk not in known[sheet.pk]
    ]
    if not lines:
        raise Refusal(_("Danh mục không có việc thường lệ nào của các vị trí này mà chưa giao trong tháng."))
    Line.objects.bulk_create(lines)
    detail = {"lines": len(lines), "sheets": [sheet.pk for sheet in sheets]}
    record("kpi.lines.inherited", by=by, about=sheets[0], at=at, path=path_of(sheets[0].month), detail=detail)
    return len(lines)
