"""Lines become converted products: assigned, done, done with quality, done in time (Art. 14 and 18.1.d)."""

from dataclasses import dataclass
from fractions import Fraction

from toso.results.kpi.rules import articles
from toso.results.kpi.rules.exact import ZERO, shown
from toso.results.kpi.rules.terms import LeaderLines, Line, Origin, PenaltyScope, Policy, Step, Unit
from toso.results.kpi.rules.words import Code, Remark

STEP = Fraction(1, 4)  # 25 % each time
IN_DENOMINATOR = frozenset({Origin.ASSIGNED, Origin.HANDED_OVER})


@dataclass(frozen=True, slots=True)
class Part:
    """What one line brings, in converted products."""

    path: str
    assigned: Fraction
    completed: Fraction
    quality: Fraction
    progress: Fraction


@dataclass(frozen=True, slots=True)
class Counted:
    """The sums over the lines that count, with the steps to them."""

    assigned: Fraction
    completed: Fraction
    quality: Fraction
    progress: Fraction
    parts: tuple[Part, ...]
    trace: tuple[Step, ...]
    warnings: tuple[Remark, ...]


def line_fault(line: Line) -> tuple[str, Code] | None:
    """The field and the reason why a line cannot stand; None when it can."""
    if line.coefficient <= 0:
        return "coefficient", Code.COEFFICIENT_NOT_POSITIVE
    for name in ("assigned", "done", "quality_failures", "late"):
        if getattr(line, name) < 0:
            return name, Code.NEGATIVE
    if line.origin is Origin.HANDED_OVER and line.done:
        return "done", Code.HANDED_OVER_YET_DONE
    if line.origin is Origin.ASSIGNED and line.done and not line.assigned:
        return "done", Code.DONE_WITHOUT_ASSIGNED
    return None


def kept(quantity: Fraction, times: int, scope: PenaltyScope) -> Fraction:
    """How much of ``quantity`` is left after ``times`` deductions of 25 %, never below nothing.

    LINE cuts the whole line by 25 % each time, UNIT a quarter of one product each time.
    """
    if scope is PenaltyScope.LINE:
        return quantity * max(ZERO, 1 - STEP * times)
    return max(ZERO, quantity - STEP * times)


def counted(lines: tuple[Line, ...], policy: Policy, *, is_leader: bool) -> Counted:
    """Convert and add the lines. A led product counts for a leader only, and only where the policy says so."""
    counts_led = is_leader and policy.leader_lines is LeaderLines.OWN_AND_LED
    numbered = [(f"lines[{i}]", line) for i, line in enumerate(lines) if counts_led or not line.is_led]
    parts = tuple(_part(path, line, policy) for path, line in numbered)
    steps = [step for part, (_path, line) in zip(parts, numbered, strict=True) for step in _steps(part, line, policy)]
    warnings = [remark for path, line in numbered for remark in _warnings(path, line, policy)]
    sums = {
        name: sum((getattr(part, name) for part in parts), ZERO)
        for name in ("assigned", "completed", "quality", "progress")
    }
    if lines:
        steps += [
            Step(
                f"{name}_converted",
                sums[name],
                Unit.CONVERTED,
                tuple((part.path, getattr(part, name)) for part in parts),
                basis,
            )
            for name, basis in (
                ("assigned", articles.ASSIGNED),
                ("completed", articles.QUANTITY),
                ("quality", articles.QUALITY),
                ("progress", articles.PROGRESS),
            )
        ]
    return Counted(**sums, parts=parts, trace=tuple(steps), warnings=tuple(warnings))


def _times(times: int, *, is_excused: bool) -> int:
    return 0 if is_excused else times


def _part(path: str, line: Line, policy: Policy) -> Part:
    k, done = line.coefficient, line.done
    failures = _times(line.quality_failures, is_excused=line.has_objective_quality)
    delays = _times(line.late, is_excused=line.has_objective_late)
    return Part(
        path=path,
        assigned=k * line.assigned if line.origin in IN_DENOMINATOR else ZERO,
        completed=k * done,
        quality=k * kept(done, failures, policy.penalty_scope),
        progress=k * kept(done, delays, policy.penalty_scope),
    )


def _steps(part: Part, line: Line, policy: Policy) -> list[Step]:
    whole = (("coefficient", line.coefficient), ("assigned", line.assigned), ("origin", line.origin.value))
    done: tuple[tuple[str, Fraction | str], ...] = (("coefficient", line.coefficient), ("done", line.done))
    quality = (*done, ("quality_failures", Fraction(line.quality_failures)), ("scope", policy.penalty_scope.value))
    progress = (
        *done,
        ("late", Fraction(line.late)),
        ("late_unit", policy.late_unit.value),
        ("scope", policy.penalty_scope.value),
    )
    excused = (("objective", "true"),)
    basis = {Origin.ASSIGNED: articles.ASSIGNED, Origin.HANDED_OVER: articles.HANDED_OVER}
    rows = (
        ("assigned", part.assigned, whole, basis.get(line.origin, articles.OUTSIDE)),
        ("completed", part.completed, done, articles.QUANTITY),
        ("quality", part.quality, (*quality, *(excused if line.has_objective_quality else ())), articles.QUALITY),
        ("progress", part.progress, (*progress, *(excused if line.has_objective_late else ())), articles.PROGRESS),
    )
    return [
        Step(f"{part.path}.{name}", value, Unit.CONVERTED, inputs, article) for name, value, inputs, article in rows
    ]


def _warnings(path: str, line: Line, policy: Policy) -> list[Remark]:
    found = []
    counts = (
        ("quality_failures", line.quality_failures, line.has_objective_quality),
        ("late", line.late, line.has_objective_late),
    )
    for name, times, is_excused in counts:
        most = Fraction(1) if policy.penalty_scope is PenaltyScope.LINE else line.done
        if line.done and not is_excused and STEP * times > most:
            found.append(Remark(Code.MORE_THAN_ALL, (("path", f"{path}.{name}"), ("times", str(times)))))
    if line.origin not in IN_DENOMINATOR and line.assigned:
        values = (("path", f"{path}.assigned"), ("assigned", shown(line.assigned) or ""))
        found.append(Remark(Code.ASSIGNED_OUTSIDE, values))
    return found
