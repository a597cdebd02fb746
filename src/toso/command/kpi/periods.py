"""A stranger's request for a period becomes the rules' request: lines or ratios, terms, policy."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from toso.command.kpi.reading import (
    Choice,
    Fault,
    Pairs,
    Value,
    below,
    choice,
    flag,
    listed,
    needed,
    number,
    own,
    record,
    text,
    whole,
)
from toso.results.kpi.rules.counting import IN_DENOMINATOR, line_fault
from toso.results.kpi.rules.exact import ZERO
from toso.results.kpi.rules.reckoning import GENERAL_POINTS, led_result
from toso.results.kpi.rules.rule_sets import RuleSet
from toso.results.kpi.rules.support import NAMES as SUPPORT_NAMES
from toso.results.kpi.rules.terms import (
    LateUnit,
    LeaderTerms,
    Line,
    Origin,
    OverHundred,
    PeriodRequest,
    Policy,
    Ratios,
)
from toso.results.kpi.rules.words import SENTENCES

PERIOD_KEYS = {
    **own("id", "rule_set", "policy", "leader", "general", "lines", "leader_terms", "ratios", "late_days", "note"),
    "is_leader": "leader",
}
LINE_KEYS = {
    **own("name", "coefficient", "assigned", "done", "origin", "quality_failures", "late", "objective_quality"),
    **own("objective_late", "led", "due", "finished"),
    "coef": "coefficient",
    "quality_fails": "quality_failures",
    "late_count": "late",
    "late_days": "late_days",
    "extra": "extra",
    "objective_cause_confirmed": "objective",
}
POLICY_KEYS = {
    **own("late_unit", "penalty_scope", "over_100", "empty", "leader_lines", "rounding", "denominator_bc"),
    "cap": "over_100",
}
TERM_KEYS = {**own("d", "dd", "e", "subordinates"), "đ": "dd", "subordinate_scores": "subordinates"}
RATIO_KEYS = {**own("a", "b", "c"), "a_pct": "a", "b_pct": "b", "c_pct": "c"}
LOOSE_KEYS = {**RATIO_KEYS, **TERM_KEYS}  # how the published examples write the same at the top level
DENOMINATOR_WARNING = (
    "policy.denominator_bc: bị bỏ qua; theo Điều 14 Nghị định 335/2025/NĐ-CP cả ba tỷ lệ đều chia cho số được giao."
)
ONE_DELAY = "%s: %s ngày được tính là 1 lần chậm, vì policy.late_unit là occurrence."
RATIOS_BESIDE_LINES = "a, b, c: bị bỏ qua vì đã có lines; các tỷ lệ được tính lại từ các dòng."


@dataclass(frozen=True, slots=True)
class PeriodRead:
    request: PeriodRequest
    warnings: tuple[str, ...] = ()


def read_period(value: Value, path: str, rule_set: RuleSet) -> PeriodRead:
    found = record(value, path, {**LOOSE_KEYS, **PERIOD_KEYS})
    policy, warnings = _policy(found.get("policy"), below(path, "policy"), rule_set.policy)
    if "lines" in found and (beside := [name for name in ("a", "b", "c") if name in found]):
        for name in beside:
            del found[name]
        warnings = (*warnings, RATIOS_BESIDE_LINES)
    _gather(found, path, "ratios", RATIO_KEYS.values())
    _gather(found, path, "leader_terms", TERM_KEYS.values())
    if ("lines" in found) == ("ratios" in found):
        words = "chỉ dùng một trong hai: lines hoặc ratios" if "lines" in found else "thiếu (hoặc ghi ratios)"
        raise Fault(below(path, "lines"), words)
    says_no = "leader" in found and not flag(found["leader"], below(path, "leader"))
    terms = _terms(found.get("leader_terms"), below(path, "leader_terms"), may_lack=says_no)
    is_leader = not says_no if "leader" in found else terms is not None
    if is_leader:
        _refuse_missing_terms(terms, below(path, "leader_terms"))
    lines, delayed = _lines(found, path, policy.late_unit)
    if not is_leader:
        _refuse_led(lines, path)
    return PeriodRead(
        PeriodRequest(
            general=read_general(found.get("general"), below(path, "general"), rule_set),
            policy=policy,
            lines=lines,
            ratios=_ratios(found["ratios"], below(path, "ratios")) if "ratios" in found else None,
            is_leader=is_leader,
            leader_terms=terms,
        ),
        (*warnings, *delayed),
    )


def _lines(found: Mapping[str, Value], path: str, unit: LateUnit) -> tuple[tuple[Line, ...], list[str]]:
    """The lines with their delays in the unit of the policy, and what was understood where it was written in days.

    ``late`` counts in that unit. Days (``late_days`` of a line, or one list for all lines) are as many delays
    where delays are counted by days, and one delay where they are counted by occurrences.
    """
    if "late_days" in found and "lines" not in found:
        raise Fault(below(path, "late_days"), "chỉ dùng cùng lines")
    at = below(path, "lines")
    lines: list[Line] = []
    warnings: list[str] = []
    days = listed(found["late_days"], below(path, "late_days"), whole) if "late_days" in found else None
    for index, (line, own_days) in enumerate(listed(found["lines"], at, _line) if "lines" in found else ()):
        where, late_days = below(below(at, index), "late_days"), own_days
        if days is not None and index < len(days):
            where, late_days = below(below(path, "late_days"), index), days[index]
        if late_days is not None:
            late = min(late_days, 1) if unit is LateUnit.OCCURRENCE else late_days
            if late != late_days:
                warnings.append(ONE_DELAY % (where, late_days))
            if line.late not in (0, late, late_days) or own_days not in (None, late_days):
                raise Fault(where, "khác với số chậm ghi trong dòng; hãy giữ một")
            line = replace(line, late=late)
        lines.append(line)
    if days is not None and len(days) != len(lines):
        raise Fault(below(path, "late_days"), f"phải đủ {len(lines)} dòng như lines, đây có {len(days)}")
    return tuple(lines), warnings


def read_support(value: Value, path: str, rule_set: RuleSet, usual: RuleSet) -> PeriodRead:
    """Three per cents; the general points as one number, or by the criteria of the decree (``usual``)."""
    found = record(value, path, own("id", "rule_set", "policy", "leader", "general", "ratios", "note"))
    _policy(found.get("policy"), below(path, "policy"), rule_set.policy)  # nothing of it applies here, yet typed right
    if "leader" in found and flag(found["leader"], below(path, "leader")):
        raise Fault(below(path, "leader"), "nhóm hỗ trợ, phục vụ không có d, đ, e của người lãnh đạo")
    at = below(path, "ratios")
    ratios = record(needed(found, "ratios", path), at, own(*SUPPORT_NAMES))
    a, b, c = (number(needed(ratios, name, at), below(at, name), high=100) for name in SUPPORT_NAMES)
    general = read_general(found.get("general"), below(path, "general"), rule_set, usual)
    return PeriodRead(PeriodRequest(general=general, ratios=Ratios(a, b, c)))


def read_general(value: Value, path: str, *rule_sets: RuleSet) -> Fraction | None:
    """Points as one number, or one for each criterion (or for each group) of a rule set within its maximum."""
    if value is None:
        return None
    if not isinstance(value, list) or isinstance(value, Pairs):
        return number(value, path, high=GENERAL_POINTS, named=" điểm")
    known: dict[int, list[Fraction]] = {}
    for rule_set in rule_sets:
        known[len(rule_set.groups)] = [group.points for group in rule_set.groups]
        known[len(rule_set.criteria)] = [criterion.points for criterion in rule_set.criteria]
    highest = known.get(len(value))
    if highest is None:
        raise Fault(path, f"phải là một số hoặc đúng {max(known)} điểm tiêu chí, đây có {len(value)}")
    points = [
        number(item, below(path, index), high=most, named=" điểm")
        for index, (item, most) in enumerate(zip(value, highest, strict=True))
    ]
    return sum(points, ZERO)


def _gather(found: dict[str, Value], path: str, inner: str, names: Iterable[str]) -> None:
    """Ratios and terms written loose at the top level move into their own object."""
    loose = Pairs((name, found.pop(name)) for name in dict.fromkeys(names) if name in found)
    if not loose:
        return
    if inner in found:
        raise Fault(below(path, loose[0][0]), f"đã có {inner}; hãy ghi trong đó")
    found[inner] = loose


def _policy(value: Value, path: str, default: Policy) -> tuple[Policy, tuple[str, ...]]:
    if value is None:
        return default, ()
    found = record(value, path, POLICY_KEYS)

    def chosen(name: str, kept: Choice, also: Mapping[str, Choice] | None = None) -> Choice:
        return choice(found[name], below(path, name), type(kept), also) if name in found else kept

    divisor = text(found.get("denominator_bc", "assigned"), below(path, "denominator_bc"))
    return (
        replace(
            default,
            late_unit=chosen("late_unit", default.late_unit),
            penalty_scope=chosen("penalty_scope", default.penalty_scope),
            over_100=chosen("over_100", default.over_100, {"component": OverHundred.EACH}),
            empty=chosen("empty", default.empty),
            leader_lines=chosen("leader_lines", default.leader_lines),
        ),
        () if divisor.lower() == "assigned" else (DENOMINATOR_WARNING,),
    )


def _ratios(value: Value, path: str) -> Ratios:
    found = record(value, path, RATIO_KEYS)
    a, b, c = (number(needed(found, name, path), below(path, name)) for name in ("a", "b", "c"))
    return Ratios(a, b, c)


def _terms(value: Value, path: str, *, may_lack: bool) -> LeaderTerms | None:
    """The terms; None where none are written, or where somebody who leads nobody left some of them open."""
    if value is None:
        return None
    found = record(value, path, TERM_KEYS)
    if not found or (may_lack and not {"dd", "e"} <= found.keys()):
        return None
    at = below(path, "subordinates")
    return LeaderTerms(
        dd=_term(needed(found, "dd", path), below(path, "dd")),
        e=_term(needed(found, "e", path), below(path, "e")),
        d=_term(found["d"], below(path, "d")) if "d" in found else None,
        subordinates=listed(found["subordinates"], at, _total) if "subordinates" in found else (),
    )


def _term(value: Value, path: str) -> Fraction:
    return number(value, path, high=100)


def _total(value: Value, path: str) -> Fraction | None:
    return None if value is None else number(value, path, high=100)


def _refuse_missing_terms(terms: LeaderTerms | None, path: str) -> None:
    if terms is None:
        raise Fault(path, "thiếu; người lãnh đạo, quản lý cần dd, e và d hoặc subordinates")
    if terms.d is None and led_result(terms.subordinates) is None:
        raise Fault(below(path, "d"), "thiếu; hãy ghi d, hoặc ghi tổng điểm của cấp dưới trong subordinates")


def _line(value: Value, path: str) -> tuple[Line, int | None]:
    """One line, and its days of delay where they are written as days."""
    found = record(value, path, LINE_KEYS)
    origin = _origin(found, path)
    needs_assigned, needs_done = origin in IN_DENOMINATOR, origin is not Origin.HANDED_OVER
    line = Line(
        name=text(found.get("name", ""), below(path, "name")),
        coefficient=number(needed(found, "coefficient", path), below(path, "coefficient"), low=None),
        assigned=_quantity(found, path, "assigned", is_needed=needs_assigned),
        done=_quantity(found, path, "done", is_needed=needs_done),
        origin=origin,
        quality_failures=whole(found.get("quality_failures", Decimal(0)), below(path, "quality_failures")),
        late=whole(found.get("late", Decimal(0)), below(path, "late")),
        has_objective_quality=_objective(found, path, "objective_quality"),
        has_objective_late=_objective(found, path, "objective_late"),
        is_led=_flag(found, path, "led"),
    )
    if fault := line_fault(line):
        field, code = fault
        raise Fault(below(path, field), SENTENCES[code])
    return line, whole(found["late_days"], below(path, "late_days")) if "late_days" in found else None


def _quantity(found: Mapping[str, Value], path: str, name: str, *, is_needed: bool) -> Fraction:
    value = needed(found, name, path) if is_needed else found.get(name, Decimal(0))
    return number(value, below(path, name))


def _flag(found: Mapping[str, Value], path: str, name: str) -> bool:
    return name in found and flag(found[name], below(path, name))


def _objective(found: Mapping[str, Value], path: str, name: str) -> bool:
    if name in found and "objective" in found:
        raise Fault(below(path, "objective_cause_confirmed"), f"trùng nghĩa với {name}; hãy giữ một")
    return _flag(found, path, name) or _flag(found, path, "objective")


def _origin(found: Mapping[str, Value], path: str) -> Origin:
    if "extra" in found and "origin" in found:
        raise Fault(below(path, "extra"), "trùng nghĩa với origin; hãy giữ một")
    if "origin" in found:
        return choice(found["origin"], below(path, "origin"), Origin)
    return Origin.ADHOC if _flag(found, path, "extra") else Origin.ASSIGNED


def _refuse_led(lines: tuple[Line, ...], path: str) -> None:
    for index, line in enumerate(lines):
        if line.is_led:
            raise Fault(below(below(below(path, "lines"), index), "led"), "chỉ dùng khi leader là true")
