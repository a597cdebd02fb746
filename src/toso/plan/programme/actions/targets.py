"""Targets: drafted, shared out, reconciled, issued; afterwards replaced but never changed."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.shared.access import Actor
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import format_number, nfc
from toso.plan.programme import queries, rules
from toso.plan.programme.models import TARGET_FAULTS, LegalDocument, Target, TargetDecision


@transaction.atomic
def draft_target_decision(
    *, place: Place, year: int, title: str, by: Actor, scope: Scope, at: datetime, basis: LegalDocument | None = None
) -> TargetDecision:
    """Open a draft that assigns targets of a year to the units below a place (Plan 6863, V.2 and IV.2)."""
    _refuse_unless(scope, rules.drafters(place.level), place)
    if not rules.is_plausible_year(year, at.year):
        raise Refusal(_("Năm %(year)s không hợp lệ.") % {"year": year}, field="year")
    if not title.strip():
        raise Refusal(_("Hãy nhập trích yếu của quyết định."), field="title")
    decision: TargetDecision = TargetDecision.objects.create(
        place=place, year=year, title=nfc(title).strip(), basis=basis, drafted_by_id=by.pk, drafted_at=at
    )
    record("programme.targets.drafted", by=by, about=decision, at=at, path=place.path, detail={"year": year})
    return decision


@transaction.atomic
def set_targets(
    *,
    decision_id: int,
    values: Mapping[tuple[int, int], Decimal | None],
    reasons: Mapping[int, str],
    by: Actor,
    scope: Scope,
    at: datetime,
) -> TargetDecision:
    """Write cells of a draft: (indicator id, place id) → figure, None empties the cell; and the reasons of gaps.

    Nothing is written when one cell is wrong. The parts may disagree until the decision is issued.
    """
    decision = _draft(decision_id, scope)
    _refuse_unless(scope, rules.drafters(decision.place.level), decision.place)
    _refuse_wrong_cells(decision, values)
    before = {name: decision.content.get(name, {}) for name in ("values", "reasons")}
    cells: dict[str, dict[str, str]] = {code: dict(row) for code, row in before["values"].items()}
    for (indicator_id, place_id), value in values.items():
        row = cells.setdefault(str(indicator_id), {})
        row.pop(str(place_id), None)
        if value is not None:
            row[str(place_id)] = str(value)
    kept = {**decision.content.get("reasons", {}), **{str(pk): nfc(words).strip() for pk, words in reasons.items()}}
    decision.content = {
        "values": {code: row for code, row in cells.items() if row},
        "reasons": {code: words for code, words in kept.items() if words},
        "before": {**before, "by": by.pk},
    }
    decision.save(update_fields=["content"])
    record(
        "programme.targets.set", by=by, about=decision, at=at, path=decision.place.path, detail={"cells": len(values)}
    )
    return decision


@transaction.atomic
def undo_set_targets(*, decision_id: int, by: Actor, scope: Scope, at: datetime) -> TargetDecision:
    """Put a draft back to what it was before its last saving: one step, by whoever saved it."""
    decision = _draft(decision_id, scope)
    _refuse_unless(scope, rules.drafters(decision.place.level), decision.place)
    before = decision.content.get("before")
    if not before or before["by"] != by.pk:
        raise Refusal(_("Không còn lần lưu nào của anh, chị để hoàn tác."))
    decision.content = {"values": before["values"], "reasons": before["reasons"]}
    decision.save(update_fields=["content"])
    record("programme.targets.unset", by=by, about=decision, at=at, path=decision.place.path)
    return decision


def _refuse_wrong_cells(decision: TargetDecision, values: Mapping[tuple[int, int], Decimal | None]) -> None:
    lines = {line.indicator.pk: line for line in queries.lines_of(decision, [])}
    places = {decision.place_id: decision.place} | {unit.pk: unit for unit in queries.units_below(decision.place)}
    for (indicator_id, place_id), value in values.items():
        line, place = lines.get(indicator_id), places.get(place_id)
        if line is None or place is None:
            raise Refusal(_("Có ô không thuộc quyết định này."))
        if place_id == decision.place_id and line.is_given:
            raise Refusal(
                _("“%(indicator)s”: chỉ tiêu của %(place)s do cấp trên giao, không sửa ở đây.")
                % {"indicator": line.indicator.short_name, "place": place}
            )
        if value is not None and (fault := rules.fault_of_target(value, line.indicator.unit, line.indicator.decimals)):
            raise Refusal(
                TARGET_FAULTS[fault]
                % {"indicator": line.indicator.short_name, "place": place, "value": format_number(value)}
            )


@transaction.atomic
def propose_parts(
    *, decision_id: int, indicator_ids: Iterable[int], weight: str, by: Actor, scope: Scope, at: datetime
) -> TargetDecision:
    """Fill a draft: share each whole out evenly, or by a denominator (``weight``), so that the parts add up exactly.

    A rate is not shared out: every unit takes the rate of the whole.
    """
    decision = _draft(decision_id, scope)
    units = queries.units_below(decision.place)
    weights = _weights(units, weight, localdate(at))
    wanted = set(indicator_ids)
    values: dict[tuple[int, int], Decimal | None] = {}
    for line in queries.lines_of(decision, units):
        whole = line.reconciliation.whole
        if line.indicator.pk not in wanted or whole is None:
            continue
        shares = [whole] * len(units)
        if line.reconciliation.is_additive:
            shares = rules.split(whole, weights, decimals=line.indicator.decimals)
        values |= {(line.indicator.pk, unit.pk): share for unit, share in zip(units, shares, strict=True)}
    if not values:
        raise Refusal(_("Chưa có chỉ tiêu chung để chia. Hãy nhập cột đầu tiên trước."))
    return set_targets(decision_id=decision_id, values=values, reasons={}, by=by, scope=scope, at=at)


def _weights(units: list[Place], code: str, on: date) -> list[Decimal]:
    if not code:
        return [Decimal(1)] * len(units)
    known = queries.weights_of(units, code, on)
    missing = [str(unit) for unit in units if unit.pk not in known]
    if missing:
        raise Refusal(
            _("Chưa có mẫu số của %(count)s nơi: %(places)s. Hãy nhập mẫu số hoặc chọn chia đều.")
            % {"count": len(missing), "places": ", ".join(missing[:5]) + (" …" if len(missing) > 5 else "")}
        )
    return [known[unit.pk] for unit in units]


@transaction.atomic
def issue_target_decision(
    *, decision_id: int, number: str, signed_on: date, signer: str, by: Actor, scope: Scope, at: datetime
) -> TargetDecision:
    """Number and date the decision. From now on its targets never change; a later decision replaces them."""
    decision = _draft(decision_id, scope)
    _refuse_unless(scope, rules.issuers(decision.place.level), decision.place)
    _refuse_wrong_head(decision, nfc(number).strip(), signed_on, at)
    units = queries.units_below(decision.place)
    lines = [line for line in queries.lines_of(decision, units) if not line.is_empty]
    if not lines:
        raise Refusal(_("Quyết định chưa có chỉ tiêu nào."))
    if wrong := queries.unreconciled(lines):
        raise Refusal(
            _("Cộng các nơi chưa bằng chỉ tiêu chung và chưa có lý do: %(lines)s.")
            % {"lines": "; ".join(f"{line.indicator.short_name} ({format_gap(line)})" for line in wrong)}
        )
    decision.number, decision.signed_on, decision.signer = nfc(number).strip(), signed_on, nfc(signer).strip()
    decision.issued_at = at
    decision.save(update_fields=["number", "signed_on", "signer", "issued_at"])
    _write_targets(decision, lines, at)
    record(
        "programme.targets.issued", by=by, about=decision, at=at, path=decision.place.path, detail={"number": number}
    )
    return decision


def format_gap(line: queries.Line) -> str:
    gap = line.reconciliation.gap
    words = _("thừa %(gap)s") if gap > 0 else _("thiếu %(gap)s")
    return str(words % {"gap": format_number(line.reconciliation.distance)})


def _refuse_wrong_head(decision: TargetDecision, number: str, signed_on: date, at: datetime) -> None:
    if not number:
        raise Refusal(_("Hãy nhập số quyết định."), field="number")
    if signed_on > localdate(at):
        raise Refusal(_("Ngày ký ở tương lai. Hãy nhập ngày đã ký."), field="signed_on")
    same = TargetDecision.objects.filter(place=decision.place, number=number, year=decision.year)
    if same.exclude(pk=decision.pk).exists():
        raise Refusal(
            _("Số %(number)s đã có trong năm %(year)s. Hãy kiểm tra lại số.")
            % {"number": number, "year": decision.year},
            field="number",
        )


def _write_targets(decision: TargetDecision, lines: list[queries.Line], at: datetime) -> None:
    for line in lines:
        former = Target.objects.filter(
            indicator=line.indicator, place_id__in=line.typed, year=decision.year, replaced_at__isnull=True
        )
        former.update(replaced_at=at)
    Target.objects.bulk_create(
        [
            Target(
                decision=decision,
                indicator=line.indicator,
                place_id=place_id,
                year=decision.year,
                value=value,
                gap_reason=line.reconciliation.reason,
            )
            for line in lines
            for place_id, value in line.typed.items()
        ]
    )


def _draft(decision_id: int, scope: Scope) -> TargetDecision:
    decision: TargetDecision | None = (
        TargetDecision.objects.visible_to(scope)
        .select_related("place")
        .select_for_update(of=("self",))
        .filter(pk=decision_id)
        .first()
    )
    if decision is None:
        raise Refusal(_("Không tìm thấy quyết định này."))
    if decision.issued_at:
        raise Refusal(_("Quyết định đã ban hành, không sửa được nữa. Hãy lập quyết định mới để thay."))
    return decision


def _refuse_unless(scope: Scope, roles: tuple[Role, ...], place: Place) -> None:
    if not roles or not any(grant.role in roles and grant.place == place.path for grant in scope.grants):
        raise Refusal(_("Việc này của %(place)s không thuộc quyền của anh, chị.") % {"place": place})
