"""The commune's plan of the year: drafted, shared out, corrected by hand, issued; then replaced, never changed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.access import Actor
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import format_number, nfc
from toso.plan.programme import rules
from toso.plan.programme.models import DENOMINATOR_CODES, FACTOR_KINDS, Plan, PlanFactor, PlanLine, TaskType
from toso.plan.programme.queries import plans as queries
from toso.plan.programme.queries import targets_at, units_below, weights_of
from toso.plan.programme.queries.plans import Part
from toso.plan.programme.rules import TargetFault
from toso.plan.programme.rules import plans as plan_rules
from toso.plan.programme.rules.plans import FactorKind, Unit

Done = Mapping[tuple[int, int], Decimal]  # (indicator id, place id) → what stands done before the plan begins


@transaction.atomic
def draft_plan(
    *,
    place: Place,
    year: int,
    title: str,
    first_month: int,
    by: Actor,
    scope: Scope,
    at: datetime,
    is_sample: bool = False,
) -> Plan:
    """Open the draft of a commune's plan. Where one is in force, its lines stand in the new draft to begin from."""
    _refuse_unless(scope, rules.drafters(Level.COMMUNE), place)
    if place.level != Level.COMMUNE:
        raise Refusal(_("Kế hoạch năm là của cấp xã."), field="place")
    if not rules.is_plausible_year(year, at.year):
        raise Refusal(_("Năm %(year)s không hợp lệ.") % {"year": year}, field="year")
    if first_month not in plan_rules.MONTHS:
        raise Refusal(_("Chọn tháng từ 1 đến 12."), field="first_month")
    if not title.strip():
        raise Refusal(_("Hãy nhập trích yếu của kế hoạch."), field="title")
    if Plan.objects.filter(place=place, year=year, issued_at__isnull=True).exists():
        raise Refusal(_("Đã có một dự thảo kế hoạch năm %(year)s. Hãy mở dự thảo ấy.") % {"year": year}, field="year")
    former = queries.plan_in_force(place.pk, year)
    plan: Plan = Plan.objects.create(
        place=place,
        year=year,
        version=former.version + 1 if former else 1,
        title=nfc(title).strip(),
        first_month=first_month,
        done_before=former.done_before if former else {},
        reasons=former.reasons if former else {},
        explanation=former.explanation if former else {},
        drafted_by_id=by.pk,
        drafted_at=at,
        is_sample=is_sample or place.is_sample,
    )
    if former is not None:
        _copy_lines(former, plan)
    record("programme.plan.drafted", by=by, about=plan, at=at, path=place.path, detail={"year": year})
    return plan


def _copy_lines(former: Plan, plan: Plan) -> None:
    PlanLine.objects.bulk_create(
        [
            PlanLine(
                plan=plan,
                place_id=line.place_id,
                month=line.month,
                task_id=line.task_id,
                indicator_id=line.indicator_id,
                quantity=line.quantity,
                responsible_id=line.responsible_id,
            )
            for line in former.lines.all()
        ]
    )


@transaction.atomic
def share_out(*, plan_id: int, weight: str, done: Done, by: Actor, scope: Scope, at: datetime) -> Plan:
    """Share every target of the plan out over hamlets and months, so that done and planned make the target exactly.

    A hamlet that has its own target takes that; where hamlets have none, they share by a denominator
    (``weight``) or evenly. In both, the factors of the place move work between hamlets and months
    (Plan 6863, IV.1.d). What is already done, of the commune and of each hamlet, is left out.
    """
    plan = _draft(plan_id, scope)
    _refuse_unless(scope, rules.drafters(Level.COMMUNE), plan.place)
    hamlets = units_below(plan.place)
    if not hamlets:
        raise Refusal(_("%(place)s chưa có thôn, tổ dân phố nào để chia.") % {"place": plan.place})
    on = localdate(at)
    units = _units(plan.place, hamlets, weight, on)
    parts = [part for part in queries.parts_of(plan) if part.indicator is not None and part.balance.target is not None]
    if not parts:
        raise Refusal(_("Chưa có chỉ tiêu nào được giao để chia. Kế hoạch năm đi từ chỉ tiêu được giao."))
    months = [month for month in plan_rules.MONTHS if month >= plan.first_month]
    lines: list[PlanLine] = []
    told: dict[str, Any] = {}
    done_before: dict[str, str] = {}
    for part in parts:
        shares, told_of_part = _shares(plan, part, units, months, done)
        key = str(part.indicator.pk if part.indicator else 0)
        told[key] = told_of_part
        done_before[key] = told_of_part["done"]
        lines += [
            PlanLine(
                plan=plan,
                place_id=place,
                month=month,
                indicator=part.indicator,
                task=_task_of(part),
                quantity=quantity,
            )
            for (place, month), quantity in shares.items()
            if quantity
        ]
    PlanLine.objects.filter(plan=plan, indicator__in=[part.indicator for part in parts]).delete()
    PlanLine.objects.bulk_create(lines, batch_size=1000)
    plan.done_before = {**plan.done_before, **done_before}
    plan.explanation = {
        "weight": weight,
        "on": on.isoformat(),
        "factors": {
            str(unit.key): [[f.kind, str(f.factor), f.reason, sorted(f.months)] for f in unit.factors] for unit in units
        },
        "parts": told,
    }
    plan.save(update_fields=["done_before", "explanation"])
    record("programme.plan.shared_out", by=by, about=plan, at=at, path=plan.place.path, detail={"lines": len(lines)})
    return plan


def _units(place: Place, hamlets: Sequence[Place], weight: str, on: date) -> list[Unit]:
    factors = queries.factors_of(place, hamlets, on=on)
    if not weight:
        return [Unit(hamlet.pk, Decimal(1), factors[hamlet.pk]) for hamlet in hamlets]
    if weight not in DENOMINATOR_CODES:
        raise Refusal(_("Không có loại mẫu số “%(code)s”.") % {"code": weight}, field="weight")
    known = weights_of(list(hamlets), weight, on)
    missing = [str(hamlet) for hamlet in hamlets if hamlet.pk not in known]
    if missing:
        raise Refusal(
            _("Chưa có mẫu số của %(count)s nơi: %(places)s. Hãy nhập mẫu số hoặc chọn chia đều.")
            % {"count": len(missing), "places": ", ".join(missing[:5]) + (" …" if len(missing) > 5 else "")}
        )
    return [Unit(hamlet.pk, known[hamlet.pk], factors[hamlet.pk]) for hamlet in hamlets]


def _shares(
    plan: Plan, part: Part, units: Sequence[Unit], months: Sequence[int], done: Done
) -> tuple[dict[tuple[int, int], Decimal], dict[str, Any]]:
    indicator = part.indicator
    if indicator is None or part.balance.target is None:
        return {}, {"done": "0", "units": {}}
    done_here = done.get((indicator.pk, plan.place_id), Decimal(0))
    left = part.balance.target - done_here
    own = targets_at([unit.key for unit in units], plan.year)
    targets = {unit.key: own[indicator.pk, unit.key].value for unit in units if (indicator.pk, unit.key) in own}
    shares: dict[tuple[int, int], Decimal] = {}
    is_by_targets = len(targets) == len(units)
    if is_by_targets:
        for unit in units:
            still = targets[unit.key] - done.get((indicator.pk, unit.key), Decimal(0))
            shares |= plan_rules.divide(still, [unit], months, decimals=indicator.decimals)
    else:
        shares = plan_rules.divide(left, units, months, decimals=indicator.decimals)
    totals = {unit.key: sum((shares.get((unit.key, m), Decimal(0)) for m in months), Decimal(0)) for unit in units}
    return shares, {
        "target": str(part.balance.target),
        "done": str(done_here),
        "by": "targets" if is_by_targets else "weight",
        "units": {
            str(unit.key): [str(targets[unit.key] if is_by_targets else unit.weight), str(totals[unit.key])]
            for unit in units
        },
    }


def _task_of(part: Part) -> TaskType | None:
    codes = queries.task_codes_of(part.indicator) if part.indicator else []
    return TaskType.objects.filter(code__in=codes[:1]).first() if codes else None


@transaction.atomic
def set_part(
    *,
    plan_id: int,
    key: str,
    cells: Mapping[tuple[int, int], Decimal | None],
    people: Mapping[int, int | None],
    reason: str,
    by: Actor,
    scope: Scope,
    at: datetime,
) -> Plan:
    """Write the lines of one work: (hamlet id, month) → quantity, None or nought takes the line out.

    ``people`` names who answers for it in a hamlet (None: the team). Nothing is written when one cell is wrong.
    """
    plan = _draft(plan_id, scope)
    _refuse_unless(scope, rules.drafters(Level.COMMUNE), plan.place)
    part = queries.part_named(plan, key)
    if part is None:
        raise Refusal(_("Không có việc này trong kế hoạch."))
    hamlets = {hamlet.pk: hamlet for hamlet in units_below(plan.place)}
    _refuse_wrong_cells(part, cells, hamlets)
    _refuse_strangers(people, hamlets, on=localdate(at))
    kept = queries.lines_of_part(plan, part)
    task = part.task or _task_of(part)
    wanted: dict[tuple[int, int], Decimal] = {cell: line.quantity for cell, line in kept.items()}
    wanted.update({cell: value or Decimal(0) for cell, value in cells.items()})
    answering = {place: line.responsible_id for (place, _month), line in kept.items()} | dict(people)
    PlanLine.objects.filter(pk__in=[line.pk for line in kept.values()]).delete()
    PlanLine.objects.bulk_create(
        [
            PlanLine(
                plan=plan,
                place_id=place,
                month=month,
                indicator=part.indicator,
                task=task,
                quantity=quantity,
                responsible_id=answering.get(place),
            )
            for (place, month), quantity in wanted.items()
            if quantity
        ]
    )
    if part.indicator is not None:
        plan.reasons = {**plan.reasons, str(part.indicator.pk): nfc(reason).strip()[:300]}
        plan.save(update_fields=["reasons"])
    record(
        "programme.plan.set", by=by, about=plan, at=at, path=plan.place.path, detail={"part": key, "cells": len(cells)}
    )
    return plan


def _refuse_wrong_cells(
    part: Part, cells: Mapping[tuple[int, int], Decimal | None], hamlets: Mapping[int, Place]
) -> None:
    for (place, month), value in cells.items():
        if place not in hamlets or month not in plan_rules.MONTHS:
            raise Refusal(_("Có ô không thuộc kế hoạch này."))
        if value is None:
            continue
        fault = rules.fault_of_target(value, part.unit, part.decimals)
        words = {"place": hamlets[place], "month": month, "value": format_number(value)}
        if fault == TargetFault.NEGATIVE:
            raise Refusal(_("%(place)s, tháng %(month)s: %(value)s là số âm. Hãy nhập từ 0 trở lên.") % words)
        if fault is not None:
            raise Refusal(_("%(place)s, tháng %(month)s: %(value)s có quá nhiều chữ số lẻ.") % words)


def _refuse_strangers(people: Mapping[int, int | None], hamlets: Mapping[int, Place], *, on: date) -> None:
    known = queries.team_people(hamlets.values(), on=on)
    for place, person in people.items():
        if place not in hamlets:
            raise Refusal(_("Có ô không thuộc kế hoạch này."))
        if person is not None and person not in {one.pk for one in known.get(place, [])}:
            raise Refusal(_("Người được chọn không thuộc tổ của %(place)s.") % {"place": hamlets[place]})


@transaction.atomic
def issue_plan(
    *, plan_id: int, number: str, signed_on: date, signer: str, by: Actor, scope: Scope, at: datetime
) -> Plan:
    """Approve and number the plan. It binds the teams from now on and never changes; a later plan takes its place."""
    plan = _draft(plan_id, scope)
    _refuse_unless(scope, rules.issuers(Level.COMMUNE), plan.place)
    if not nfc(number).strip():
        raise Refusal(_("Hãy nhập số kế hoạch."), field="number")
    if signed_on > localdate(at):
        raise Refusal(_("Ngày ký ở tương lai. Hãy nhập ngày đã ký."), field="signed_on")
    if not plan.lines.exists():
        raise Refusal(_("Kế hoạch chưa có việc nào."))
    if wrong := queries.unbalanced(queries.parts_of(plan)):
        names = "; ".join(
            _("%(name)s (còn %(gap)s)") % {"name": part.name, "gap": format_number(part.balance.distance)}
            for part in wrong
        )
        raise Refusal(_("Việc chưa đủ chỉ tiêu và chưa có lý do: %(names)s.") % {"names": names})
    Plan.objects.filter(place=plan.place_id, year=plan.year, issued_at__isnull=False, replaced_at__isnull=True).update(
        replaced_at=at
    )
    plan.number, plan.signed_on, plan.signer = nfc(number).strip(), signed_on, nfc(signer).strip()
    plan.issued_at = at
    plan.issued_by_id = by.pk
    plan.save(update_fields=["number", "signed_on", "signer", "issued_at", "issued_by"])
    record("programme.plan.issued", by=by, about=plan, at=at, path=plan.place.path, detail={"number": plan.number})
    return plan


@transaction.atomic
def record_factor(
    *,
    place: Place,
    kind: str,
    factor: Decimal,
    months: Iterable[int],
    reason: str,
    valid_from: date,
    by: Actor,
    scope: Scope,
    at: datetime,
) -> PlanFactor:
    """Write down what makes more or less work fit at a commune or hamlet (Plan 6863, IV.1.d)."""
    _refuse_unless(scope, rules.drafters(Level.COMMUNE), place)
    if place.level not in (Level.COMMUNE, Level.HAMLET):
        raise Refusal(_("Yếu tố thuộc về xã hoặc thôn, tổ dân phố."), field="place")
    if kind not in FACTOR_KINDS:
        raise Refusal(_("Hãy chọn một yếu tố trong danh sách."), field="kind")
    if not plan_rules.is_factor(factor):
        raise Refusal(_("Hệ số từ 0,1 tới 3. Trên 1 là nhiều việc hơn, dưới 1 là ít việc hơn."), field="factor")
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do của hệ số."), field="reason")
    new: PlanFactor = PlanFactor.objects.create(
        place=place,
        kind=FactorKind(kind),
        factor=factor,
        months=list(plan_rules.months_from(months)),
        reason=nfc(reason).strip(),
        valid_from=valid_from,
        recorded_by_id=by.pk,
        is_sample=place.is_sample,
    )
    record(
        "programme.factor.recorded",
        by=by,
        about=new,
        at=at,
        path=place.path,
        detail={"kind": kind, "factor": str(factor)},
    )
    return new


@transaction.atomic
def end_factor(*, factor_id: int, on: date, by: Actor, scope: Scope, at: datetime) -> PlanFactor:
    """From a day on the factor no longer holds. Plans made before keep what they were reckoned from."""
    factor: PlanFactor | None = (
        PlanFactor.objects.visible_to(scope)
        .select_related("place")
        .filter(pk=factor_id, valid_until__isnull=True)
        .first()
    )
    if factor is None:
        raise Refusal(_("Không tìm thấy yếu tố này."))
    _refuse_unless(scope, rules.drafters(Level.COMMUNE), factor.place)
    factor.valid_until = max(on, factor.valid_from)
    factor.save(update_fields=["valid_until"])
    record("programme.factor.ended", by=by, about=factor, at=at, path=factor.place.path)
    return factor


def _draft(plan_id: int, scope: Scope) -> Plan:
    plan: Plan | None = (
        Plan.objects.visible_to(scope)
        .select_for_update(of=("self",))
        .select_related("place")
        .filter(pk=plan_id, issued_at__isnull=True)
        .first()
    )
    if plan is None:
        raise Refusal(_("Kế hoạch đã ban hành thì không sửa. Hãy lập bản điều chỉnh."))
    return plan


def _refuse_unless(scope: Scope, roles: tuple[Role, ...], place: Place) -> None:
    if not scope.holds(*roles, at_place=place.path):
        raise Refusal(_("Việc này của %(place)s không thuộc quyền của anh, chị.") % {"place": place})
