from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext

from toso.ground.people.rules import Role
from toso.ground.places.models import Place, Succession
from toso.ground.places.rules import Level, Part
from toso.ground.shared.jobs import Found, Job
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import fold
from toso.plan.programme import rules
from toso.plan.programme.models import (
    Denominator,
    Exclusion,
    Indicator,
    LegalDocument,
    Mark,
    Target,
    TargetDecision,
)
from toso.plan.programme.rules import Reconciliation, Span


def newest_mark() -> int:
    """The newest mark that stands; 0 when none does."""
    return Mark.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def indicators_on(day: date) -> QuerySet[Indicator]:
    """The indicators in force on a day, in their order."""
    return Indicator.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=day), valid_from__lte=day).order_by(
        "order", "pk"
    )


def targets_at(place_ids: Iterable[int], year: int) -> dict[tuple[int, int], Target]:
    """The targets in force of these places in a year, by (indicator id, place id).

    Targets of merged units add to the successor's until a decision after the merger says otherwise;
    such a sum is a target without a row of its own. Rates are never added.
    """
    asked = list(place_ids)
    heritage = _heritage(asked)
    held = {*asked, *(row.predecessor_id for rows in heritage.values() for row in rows)}
    rows = Target.objects.filter(place_id__in=held, year=year, replaced_at__isnull=True)
    decisions = TargetDecision.objects.defer("content")  # few stand behind many rows, and each holds all it assigned
    rows = rows.prefetch_related("indicator", Prefetch("decision", decisions))
    known = {(row.indicator_id, row.place_id): row for row in rows}
    found = {key: row for key, row in known.items() if key[1] in set(asked)}
    for place_id in asked:
        if place_id in heritage:
            for indicator_id in {key[0] for key in known}:
                total = _with_heritage(indicator_id, place_id, known, heritage)
                if total is not None:
                    found[indicator_id, place_id] = total
    return found


def _heritage(place_ids: Iterable[int]) -> dict[int, list[Succession]]:
    """Who was wholly merged into these places, through every merger."""
    heritage: dict[int, list[Succession]] = {}
    open_ids = set(place_ids)
    while open_ids:
        rows = list(Succession.objects.filter(successor__in=open_ids, part=Part.WHOLE).order_by("pk"))
        for row in rows:
            heritage.setdefault(row.successor_id, []).append(row)
        open_ids = {row.predecessor_id for row in rows} - heritage.keys()
    return heritage


def _with_heritage(
    indicator_id: int,
    place_id: int,
    known: Mapping[tuple[int, int], Target],
    heritage: Mapping[int, list[Succession]],
) -> Target | None:
    own = known.get((indicator_id, place_id))
    parts = [own] if own else []
    for row in heritage.get(place_id, []):
        is_decided_since = own is not None and own.decision.signed_on is not None and own.decision.signed_on >= row.on
        part = None if is_decided_since else _with_heritage(indicator_id, row.predecessor_id, known, heritage)
        if part is not None and rules.is_additive(part.indicator.kind, part.indicator.unit):
            parts.append(part)
    if len(parts) == 1 and parts[0] is own:
        return own
    if not parts:
        return None
    first = parts[0]
    return Target(
        decision=first.decision,
        indicator=first.indicator,
        place_id=place_id,
        year=first.year,
        value=sum((part.value for part in parts), Decimal(0)),
    )


def target_of(indicator_id: int, place_id: int, year: int) -> Target | None:
    """What the place must reach in the year, or None when no decision says so."""
    return targets_at([place_id], year).get((indicator_id, place_id))


def excluded_places(indicator_id: int, on: date) -> dict[int, str]:
    """The places left out of the indicator's denominator on a day, each with the reason."""
    rows = Exclusion.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=on), indicator_id=indicator_id, valid_from__lte=on
    )
    return dict(rows.values_list("place_id", "reason"))


def place_on(level: str, code: str, day: date) -> Place | None:
    """The unit of this tier and code as it was on a day."""
    standing = Q(valid_until__isnull=True) | Q(valid_until__gt=day)
    return Place.objects.filter(standing, level=level, code=code, valid_from__lte=day).order_by("valid_until").first()


def units_below(place: Place) -> list[Place]:
    """The units that a decision of this place assigns targets to, in alphabetical order."""
    levels = rules.parts_of_level(place.level)
    units: QuerySet[Any] = Place.objects.filter(parent=place, level__in=levels, valid_until__isnull=True)
    return list(units.order_by("sort_key", "pk"))


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of a decision: the whole, the parts, and whether they agree."""

    indicator: Indicator
    whole_target: Target | None  # given by a decision of the level above
    parts: Mapping[int, Decimal]
    reconciliation: Reconciliation
    typed: Mapping[int, Decimal] = field(default_factory=dict)  # what this decision itself says

    @property
    def is_given(self) -> bool:
        return self.whole_target is not None

    @property
    def is_empty(self) -> bool:
        return not self.typed


def typed_values(decision: TargetDecision) -> dict[int, dict[int, Decimal]]:
    """What a decision says, by indicator and place: its targets once issued, its draft before."""
    values: dict[int, dict[int, Decimal]] = {}
    if decision.issued_at:
        for target in decision.targets.all():
            values.setdefault(target.indicator_id, {})[target.place_id] = target.value
        return values
    for indicator_id, cells in decision.content.get("values", {}).items():
        values[int(indicator_id)] = {int(place_id): Decimal(value) for place_id, value in cells.items()}
    return values


def typed_reasons(decision: TargetDecision) -> dict[int, str]:
    if decision.issued_at:
        return {target.indicator_id: target.gap_reason for target in decision.targets.all()}
    return {int(indicator_id): reason for indicator_id, reason in decision.content.get("reasons", {}).items()}


def lines_of(decision: TargetDecision, units: list[Place]) -> list[Line]:
    """Every indicator of the decision's year with whole, parts and the difference between them.

    A draft is read over the targets in force, so that a decision about one unit keeps the others.
    """
    in_force = targets_at([decision.place_id, *(unit.pk for unit in units)], decision.year)
    values, reasons = typed_values(decision), typed_reasons(decision)
    lines = []
    for indicator in indicators_on(date(decision.year, 12, 1)):
        typed = values.get(indicator.pk, {})
        above = in_force.get((indicator.pk, decision.place_id))
        given = above if above and above.decision.place_id != decision.place_id else None
        whole = given.value if given else typed.get(decision.place_id, above.value if above else None)
        parts = dict(typed) if decision.issued_at else _overlaid(indicator, units, in_force, typed)
        parts.pop(decision.place_id, None)
        lines.append(
            Line(
                indicator=indicator,
                whole_target=given,
                parts=parts,
                typed=typed,
                reconciliation=rules.reconcile(
                    whole,
                    parts.values(),
                    kind=indicator.kind,
                    unit=indicator.unit,
                    reason=reasons.get(indicator.pk, ""),
                ),
            )
        )
    return lines


def _overlaid(
    indicator: Indicator,
    units: list[Place],
    in_force: Mapping[tuple[int, int], Target],
    typed: Mapping[int, Decimal],
) -> dict[int, Decimal]:
    known = {unit.pk: in_force[indicator.pk, unit.pk].value for unit in units if (indicator.pk, unit.pk) in in_force}
    return {**known, **typed}


def unreconciled(lines: Iterable[Line]) -> list[Line]:
    """Lines of the decision whose parts neither equal the whole nor say why not."""
    return [line for line in lines if not line.is_empty and line.parts and not line.reconciliation.agrees]


def denominators_on(day: date) -> QuerySet[Any]:
    rows: QuerySet[Any] = Denominator.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=day), superseded_at__isnull=True, as_of__lte=day
    )
    return rows


def weights_of(units: list[Place], code: str, on: date) -> dict[int, Decimal]:
    """How many there are of something in each unit on a day; a unit without a source is absent."""
    weights: dict[int, Decimal] = {}
    condition = Q(pk__in=[])
    for unit in units:
        condition |= Q(place__path__startswith=unit.path)
    for path, value in denominators_on(on).filter(condition, code=code).values_list("place__path", "value"):
        unit_id = next(unit.pk for unit in units if path.startswith(unit.path))
        weights[unit_id] = weights.get(unit_id, Decimal(0)) + value
    return weights


def rows_in_the_way(place: Place, code: str, span: Span) -> list[Denominator]:
    """Figures of units above or below that would be counted twice with one of this place."""
    ids = [int(pk) for pk in place.path.rstrip(".").split(".")[:-1]]
    related = Q(place_id__in=ids) | (Q(place__path__startswith=place.path) & ~Q(place=place))
    rows = Denominator.objects.filter(related, code=code, superseded_at__isnull=True).select_related("place")
    return [row for row in rows if Span(row.as_of, row.valid_until).overlaps(span)]


def places_of(scope: Scope, roles: tuple[str, ...], levels: tuple[str, ...]) -> list[Place]:
    """Today's places of these tiers where one of the roles is held, in alphabetical order."""
    roots = tuple(grant.place for grant in scope.grants if grant.role in roles and grant.place)
    condition = Q(pk__in=[])
    for root in roots:
        condition |= Q(path__startswith=root)
    rows: QuerySet[Any] = Place.objects.filter(condition, level__in=levels, valid_until__isnull=True)
    return list(rows.order_by("level", "sort_key", "pk"))


def places_with_denominators(scope: Scope) -> list[Place]:
    """Where this person may enter denominators: the province a commune's, the commune its own and its hamlets'."""
    if scope.holds(Role.PROVINCE_OFFICER):
        return places_of(scope, (Role.PROVINCE_OFFICER,), (Level.COMMUNE,))
    return places_of(scope, (Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL), (Level.COMMUNE, Level.HAMLET))


def drafting_places(scope: Scope) -> list[Place]:
    """Where this person may open a decision on targets."""
    wanted: list[Place] = []
    for level in (Level.PROVINCE, Level.COMMUNE):
        roots = {grant.place for grant in scope.grants if grant.role in rules.drafters(level) and grant.place}
        wanted += Place.objects.filter(path__in=roots, level=level, valid_until__isnull=True)
    return wanted


def years_with_targets(scope: Scope) -> list[int]:
    rows: QuerySet[Any] = Target.objects.visible_to(scope)
    return sorted(set(rows.values_list("year", flat=True)), reverse=True)


def history_of_plan() -> list[tuple[Indicator, dict[int, Target]]]:
    """The targets of Plan 6863 for 2022 and 2025 side by side. They are public and bind nobody today."""
    rows: QuerySet[Any] = Target.objects.filter(
        indicator__basis__code="KH-6863", year__in=(2022, 2025), replaced_at__isnull=True, place__level=Level.PROVINCE
    )
    found: dict[int, tuple[Indicator, dict[int, Target]]] = {}
    for target in rows.select_related("indicator", "place", "decision").order_by("indicator__order"):
        found.setdefault(target.indicator_id, (target.indicator, {}))[1][target.year] = target
    return list(found.values())


def documents_named(text: str) -> QuerySet[LegalDocument]:
    """The documents whose number, title or issuer holds every word, typed with or without marks."""
    documents = LegalDocument.objects.select_related("replaced_by").order_by("order", "pk")
    for word in fold(text).split():
        documents = documents.filter(search__contains=word)
    return documents


def found(*, text: str, scope: Scope, limit: int) -> list[Found]:
    """Indicators, documents and target decisions for the global search."""
    words = fold(text).split()
    if not words:
        return []
    hits = [
        Found(kind="programme", label=str(document), detail=document.title, address=_address("document", document.code))
        for document in documents_named(text)[:limit]
    ]
    for indicator in Indicator.objects.order_by("order"):
        if all(word in fold(indicator.name) for word in words):
            address = _address("indicator", indicator.code)
            hits.append(Found(kind="programme", label=indicator.name, detail=indicator.article, address=address))
    decisions: QuerySet[Any] = TargetDecision.objects.visible_to(scope).filter(number__icontains=text.strip())
    for decision in decisions.select_related("place").order_by("-pk")[:limit]:
        address = _address("decision", decision.pk)
        hits.append(Found(kind="programme", label=str(decision), detail=str(decision.place), address=address))
    return hits[:limit]


def _address(name: str, key: str | int) -> str:
    return reverse(f"programme:{name}", args=[key])


def jobs(*, scope: Scope, person_id: int, at: datetime) -> list[Job]:
    """Targets that wait for somebody: drafts to finish or issue, and what was given but not yet passed on."""
    del person_id
    found_jobs: list[Job] = []
    year = localdate(at).year
    for place in drafting_places(scope):
        drafts: QuerySet[Any] = TargetDecision.objects.filter(place=place, issued_at__isnull=True).order_by("pk")
        found_jobs += [_job_of_draft(draft) for draft in drafts]
        has_own = TargetDecision.objects.filter(place=place, year=year).exists()
        given = Target.objects.filter(place=place, year=year, replaced_at__isnull=True).exclude(decision__place=place)
        if place.level == Level.COMMUNE and not has_own and given.exists():
            found_jobs.append(
                Job(
                    key=f"programme.cascade.{place.pk}.{year}",
                    title=gettext("Giao chỉ tiêu %(year)s cho thôn, tổ dân phố") % {"year": year},
                    detail=gettext("%(place)s đã được giao chỉ tiêu, chưa giao tiếp.") % {"place": place},
                    address=reverse("programme:decisions"),
                    act=gettext("Lập quyết định"),
                    icon="target",
                )
            )
    return found_jobs


def _job_of_draft(draft: TargetDecision) -> Job:
    gaps = len(unreconciled(lines_of(draft, units_below(draft.place))))
    detail = gettext("%(count)s chỉ tiêu chưa khớp.") % {"count": gaps} if gaps else gettext("Đã khớp, chờ ban hành.")
    return Job(
        key=f"programme.draft.{draft.pk}",
        title=gettext("Quyết định giao chỉ tiêu %(year)s còn dự thảo") % {"year": draft.year},
        detail=f"{draft.place}. {detail}",
        address=_address("decision", draft.pk),
        act=gettext("Sửa cho khớp") if gaps else gettext("Ban hành"),
        icon="target",
    )


def kept_at(places: QuerySet[Place]) -> dict[str, int]:
    """What this room keeps at these places that goes along when they change."""
    return {
        "targets": Target.objects.filter(place__in=places, replaced_at__isnull=True).count(),
        "denominators": Denominator.objects.filter(place__in=places, superseded_at__isnull=True).count(),
    }
