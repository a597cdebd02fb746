"""Load the outlines of reports and their deadlines. Running it again changes nothing."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from toso.ground.places.rules import Level
from toso.plan.programme.models import LegalDocument
from toso.plan.programme.queries import indicators_on
from toso.plan.programme.rules import IndicatorKind
from toso.results.reporting.actions.outline import (
    DEADLINES,
    OUTLINE_ARTICLE,
    PLAN,
    REVIEW_NAMES,
    REVIEW_SECTIONS,
    SECTIONS,
    TEMPLATE_NAMES,
    VALID_FROM,
)
from toso.results.reporting.actions.ranking import load_ranking
from toso.results.reporting.models import DeadlineRule, PeriodKind, Template, TemplateLine

COUNTED_BY_COMMUNES = (IndicatorKind.RATIO, IndicatorKind.TYPED)  # a team is not asked for shares or registers


@transaction.atomic
def load_reporting(*, at: datetime) -> None:
    """The outline of each level (nine sections of Plan 6863/KH-UBND, IV.1.đ) and the deadlines, as dated data.

    The lines are the indicators in force; an indicator that is new joins the outline at its next loading.
    """
    plan = LegalDocument.objects.filter(code=PLAN).first()
    for level, name in TEMPLATE_NAMES.items():
        outline = {"name": name, "level": level, "sections": SECTIONS, "article": OUTLINE_ARTICLE}
        _load_template(f"monthly-{level}", {**outline, "period_kind": PeriodKind.MONTH}, plan=plan, at=at)
    for (kind, level), (name, article) in REVIEW_NAMES.items():
        outline = {"name": name, "level": level, "sections": REVIEW_SECTIONS, "article": article}
        _load_template(f"{kind}-{level}", {**outline, "period_kind": PeriodKind(kind)}, plan=plan, at=at)
    load_ranking()
    for rule in DEADLINES:
        DeadlineRule.objects.update_or_create(
            level=rule["level"],
            valid_from=rule["valid_from"],
            defaults={
                "day": rule["day"],
                "time": rule["time"],
                "duty": rule["duty"],
                "basis": plan if rule["is_in_plan"] else None,
                "article": rule["article"],
                "note": rule["note"],
            },
        )


def _load_template(code: str, outline: dict[str, Any], *, plan: LegalDocument | None, at: datetime) -> None:
    template, _ = Template.objects.get_or_create(
        code=code, version=1, defaults={**outline, "basis": plan, "valid_from": VALID_FROM}
    )
    indicators = indicators_on(at.date())
    if indicators.filter(is_sample=True).exists():
        indicators = indicators.filter(is_sample=True)
    if outline["level"] == Level.HAMLET:
        indicators = indicators.filter(~Q(kind__in=COUNTED_BY_COMMUNES))
    TemplateLine.objects.bulk_create(
        [
            TemplateLine(template=template, indicator=indicator, order=order)
            for order, indicator in enumerate(indicators, start=1)
        ],
        ignore_conflicts=True,
    )
