"""A unit's own criteria, for groups whose text is not public."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.people.models import Organisation, Person
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.results.kpi.actions.checks import refuse_unless_keeper, standing_at
from toso.results.kpi.models import OwnRules, Sheet
from toso.results.kpi.queries.rule_sets import criteria_from, groups_from, rule_set_of
from toso.results.kpi.rules.own import tree_fault
from toso.results.kpi.rules.rule_sets import Measure
from toso.results.kpi.rules.states import EDITABLE
from toso.results.kpi.rules.words import SENTENCES


@dataclass(frozen=True, slots=True)
class OwnCriterion:
    """One criterion as a unit writes it; without a group it belongs to the results (70 points)."""

    code: str
    label: str
    points: Decimal
    group: str = ""


@transaction.atomic
def enter_own_rules(
    *,
    agency: Organisation,
    rule_set: str,
    valid_from: date,
    basis: str,
    criteria: Sequence[OwnCriterion],
    by: Person,
    scope: Scope,
    at: datetime,
) -> OwnRules:
    """Enter a unit's criteria from a month on: 30 general points, 70 for results. Scored months keep theirs."""
    refuse_unless_keeper(agency, standing_at(scope, at))
    found = rule_set_of(rule_set, on=valid_from)
    if found is None or found.measure is not Measure.OWN:
        raise Refusal(_("Bộ quy tắc này có tiêu chí riêng của nó hoặc chưa có hiệu lực."), field="month")
    if not basis.strip():
        raise Refusal(_("Ghi căn cứ của đơn vị: số, ngày của văn bản ban hành bộ tiêu chí."), field="basis")
    groups, results = _tree(criteria)
    if fault := tree_fault(groups_from(groups), criteria_from(results)):
        raise Refusal(_(SENTENCES[fault]), field="text")
    rows = OwnRules.objects.filter(agency=agency, rule_set=rule_set)
    if Sheet.objects.filter(own_rules__in=rows.filter(valid_from=valid_from)).exclude(state__in=EDITABLE).exists():
        raise Refusal(_("Đã có phiếu chấm theo bộ tiêu chí của tháng này. Chọn tháng áp dụng muộn hơn."), field="month")
    row, _new = OwnRules.objects.update_or_create(
        agency=agency,
        rule_set=rule_set,
        valid_from=valid_from,
        defaults={
            "basis": " ".join(nfc(basis).split()),
            "groups": groups,
            "results": results,
            "made_by": by,
            "made_at": at,
        },
    )
    path = agency.place.path if agency.place else ""
    detail = {"rule_set": rule_set, "from": f"{valid_from}", "rows": len(criteria)}
    record("kpi.criteria.entered", by=by, about=row, at=at, path=path, detail=detail)
    return row


def _tree(criteria: Sequence[OwnCriterion]) -> tuple[list[dict], list[dict]]:
    """As the table keeps them; groups in the order in which they first come."""
    groups: dict[str, list[dict[str, str]]] = {}
    results: list[dict[str, str]] = []
    for one in criteria:
        kept = {"code": one.code.strip(), "label": " ".join(nfc(one.label).split()), "points": str(one.points)}
        (groups.setdefault(" ".join(nfc(one.group).split()), []) if one.group.strip() else results).append(kept)
    numbered = [
        {"code": f"{number}", "label": label, "criteria": rows}
        for number, (label, rows) in enumerate(groups.items(), start=1)
    ]
    return numbered, results
