"""Lines become converted products: assigned, done, done with quality, done in time (Art. 14 and 18.1.d)."""

from dataclasses import dataclass
from fractions import Fraction

from toso.results.kpi.rules.exact import ZERO, shown, total
from toso.results.kpi.rules.terms import LeaderLines, Line, Origin, PenaltyScope, Policy
from toso.results.kpi.rules.words import Code, Remark

STEP = Fraction(1, 4)  # 25 % each time
IN_DENOMINATOR = frozenset({Origin.ASSIGNED, Origin.HANDED_OVER})


@dataclass(frozen=True, slots=True)
class Part:
    """What one line brings, in converted products."""

    path: str
    line: Line
    assigned: Fraction
    completed: Fraction
    quality: Fraction
    progress: Fraction


@dataclass(frozen=True, slots=True)
class Counted:
    """The sums over the lines that count."""

    assigned: Fraction
    completed: Fraction
    quality: Fraction
    progress: Fraction
    parts: tuple[Part, ...]


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
    if not times:
        return quantity
    if scope is PenaltyScope.LINE:
        return quantity * Fraction(max(0, 4 - times), 4)
    return max(ZERO, quantity - STEP * times)


def counted(lines: tuple[Line, ...], policy: Policy, *, is_leader: bool) -> Counted:
    """Convert and add the lines. A led product counts for a leader only, and only where the policy says so."""
    counts_led = is_leader and policy.leader_lines is LeaderLines.OWN_AND_LED
    parts = tuple(
        _part(f"lines[{index}]", line, policy) for index, line in enumerate(lines) if counts_led or not line.is_led
    )
    return Counted(
        assigned=total(part.assigned for part in parts),
        completed=total(part.completed for part in parts),
        quality=total(part.quality for part in parts),
        progress=total(part.progress for part in parts),
        parts=parts,
    )


def _times(times: int, *, is_excused: bool) -> int:
    return 0 if is_excused else times


def _part(path: str, line: Line, policy: Policy) -> Part:
    k, done = line.coefficient, line.done
    failures = _times(line.quality_failures, is_excused=line.has_objective_quality)
    delays = _times(line.late, is_excused=line.has_objective_late)
    completed = k * done
    return Part(
        path=path,
        line=line,
        assigned=k * line.assigned if line.origin in IN_DENOMINATOR else ZERO,
        completed=completed,
        quality=k * kept(done, failures, policy.penalty_scope) if failures else completed,
        progress=k * kept(done, delays, policy.penalty_scope) if delays else completed,
    )


def doubts_of(part: Part, policy: Policy) -> list[Remark]:
    """What a scorer should look at again: a deduction beyond the result, an assignment that does not count."""
    path, line = part.path, part.line
    if not (line.quality_failures or line.late or line.origin not in IN_DENOMINATOR):
        return []
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
