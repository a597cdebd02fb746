"""From rows to the rules and back: what the rules need of a sheet, and their answer as it is frozen."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce

from toso.results.kpi.models import Line as LineRow
from toso.results.kpi.models import Month, Sheet
from toso.results.kpi.queries.criteria import results_of, rule_set_for
from toso.results.kpi.queries.rule_sets import policy_of
from toso.results.kpi.rules.counting import Counted, counted
from toso.results.kpi.rules.exact import exact, total
from toso.results.kpi.rules.measures import score
from toso.results.kpi.rules.states import Rank
from toso.results.kpi.rules.terms import (
    LeaderLines,
    LeaderTerms,
    Line,
    Measure,
    Origin,
    PenaltyScope,
    PeriodAnswer,
    PeriodRequest,
    Policy,
    Result,
)
from toso.results.kpi.rules.words import Remark

PLACES = Decimal("1.000000000000")
LED = "led"

Row = tuple[int, int, str, Decimal, Decimal, Decimal, str, int, int, bool, bool]


def line_rows(sheet_ids: Iterable[int]) -> dict[int, list[Row]]:
    """The lines that count of many sheets, in one question: what was accepted, else what was said to be done."""
    rows = (
        LineRow.objects.standing()
        .filter(sheet__in=list(sheet_ids))
        .annotate(counted=Coalesce(F("accepted"), F("done")))
        .order_by("sheet_id", "pk")
        .values_list(
            "sheet_id",
            "pk",
            "name",
            "coefficient",
            "assigned",
            "counted",
            "origin",
            "quality_failures",
            "late",
            "is_objective_quality",
            "is_objective_late",
        )
    )
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows.iterator(chunk_size=5000):
        found[row[0]].append(row)
    return found


def line_of(row: Row) -> Line:
    _sheet, _pk, name, coefficient, assigned, done, origin, failures, late, quality, delay = row
    return Line(
        coefficient=exact(coefficient),
        assigned=exact(assigned),
        done=Fraction(0) if origin == Origin.HANDED_OVER else exact(done),
        name=name,
        origin=Origin(origin),
        quality_failures=failures,
        late=late,
        has_objective_quality=quality,
        has_objective_late=delay,
    )


Penalised = tuple[str, int, int]  # origin, failures, delays: what decides how a line is cut
Sums = dict[Penalised, tuple[Fraction, Fraction]]  # converted quantities assigned and done


def sums_of(found: Counted) -> Sums:
    """The lines of one person, already converted, summed by the penalties that fall on them."""
    assigned: dict[Penalised, list[Fraction]] = defaultdict(list)
    done: dict[Penalised, list[Fraction]] = defaultdict(list)
    for part in found.parts:
        line = part.line
        failures = 0 if line.has_objective_quality else line.quality_failures
        late = 0 if line.has_objective_late else line.late
        key = (line.origin.value, min(failures, 4), min(late, 4))
        assigned[key].append(part.assigned)
        done[key].append(part.completed)
    return {key: (total(assigned[key]), total(values)) for key, values in done.items()}


def led_lines(people: Iterable[list[Line]], sums: Iterable[Sums], policy: Policy) -> list[Line]:
    """The lines of those led, for their leader (Article 15.2), by person and already summed by person.

    Where a penalty falls on the whole line, lines with the same penalties are summed into one: the same
    score to the last digit, and a trace that can be read.
    """
    if policy.leader_lines is LeaderLines.OWN:
        return []
    if policy.penalty_scope is PenaltyScope.UNIT:
        return [_led(line, line.coefficient, line.assigned, line.done) for lines in people for line in lines]
    gathered: dict[Penalised, list[tuple[Fraction, Fraction]]] = defaultdict(list)
    for one in sums:
        for key, pair in one.items():
            gathered[key].append(pair)
    return [
        Line(
            coefficient=Fraction(1),
            assigned=total(pair[0] for pair in pairs),
            done=total(pair[1] for pair in pairs),
            name=LED,
            origin=Origin(origin),
            quality_failures=failures,
            late=late,
            is_led=True,
        )
        for (origin, failures, late), pairs in gathered.items()
    ]


def _led(line: Line, coefficient: Fraction, assigned: Fraction, done: Fraction) -> Line:
    return Line(
        coefficient=coefficient,
        assigned=assigned,
        done=done,
        name=LED,
        origin=line.origin,
        quality_failures=line.quality_failures,
        late=line.late,
        has_objective_quality=line.has_objective_quality,
        has_objective_late=line.has_objective_late,
        is_led=True,
    )


def general_of(sheet: Sheet) -> Fraction | None:
    """The points of the general criteria: as confirmed, else as self-scored; None when nobody has scored yet."""
    points = sheet.general_confirmed or sheet.general_self
    return sum((exact(value) for value in points.values()), Fraction(0)) if points else None


def terms_of(sheet: Sheet, led: Iterable[Fraction | None]) -> LeaderTerms | None:
    """d, đ and e of a leader; None until đ and e have been set."""
    terms = sheet.leader_terms
    if "dd" not in terms or "e" not in terms:
        return None
    return LeaderTerms(
        dd=exact(terms["dd"]["value"]),
        e=exact(terms["e"]["value"]),
        d=exact(terms["d"]["value"]) if "d" in terms else None,
        subordinates=tuple(led),
    )


@dataclass
class Book:
    """Many sheets of one month on their way through the rules, those led before those who lead."""

    month: Month
    sheets: list[Sheet]
    rows: dict[int, list[Row]]
    answers: dict[int, PeriodAnswer] = field(default_factory=dict)
    requests: dict[int, PeriodRequest] = field(default_factory=dict)
    policy: Policy = field(init=False)

    def __post_init__(self) -> None:
        self.policy = policy_of(self.month.policy)

    def run(self) -> dict[int, PeriodAnswer]:
        """The answer for every sheet, without its trace. Pure arithmetic: everything was read before."""
        self._sums: dict[int, Sums] = {}
        self._lines = {sheet.pk: [line_of(row) for row in self.rows.get(sheet.pk, [])] for sheet in self.sheets}
        self._counted = {pk: counted(tuple(own), self.policy, is_leader=False) for pk, own in self._lines.items()}
        for sheet in sorted(self.sheets, key=self._depth):
            request = self._request(sheet)
            self.requests[sheet.pk] = request
            found = None if request.is_leader else self._counted[sheet.pk]
            self.answers[sheet.pk] = score(request, is_traced=False, found=found)
        return self.answers

    def trace(self, sheet: Sheet) -> PeriodAnswer:
        """The answer for one sheet with every step of the way."""
        self.answers[sheet.pk] = score(self.requests[sheet.pk])
        return self.answers[sheet.pk]

    def _depth(self, sheet: Sheet) -> int:
        if sheet.rank == Rank.OFFICIAL:
            return 0
        step = 1 if sheet.rank == Rank.DEPUTY else 2
        return step + (2 if sheet.body_id == self.month.agency_id else 0)

    def led_by(self, sheet: Sheet) -> list[Sheet]:
        """Whose work a leader answers for: in a division its people, at the top everybody below."""
        if sheet.rank == Rank.OFFICIAL:
            return []
        is_top = sheet.body_id == self.month.agency_id
        depth = self._depth(sheet)
        return [
            other
            for other in self.sheets
            if other.pk != sheet.pk and (is_top or other.body_id == sheet.body_id) and self._depth(other) < depth
        ]

    def _request(self, sheet: Sheet) -> PeriodRequest:
        own = self._lines[sheet.pk]
        rules = rule_set_for(sheet)
        if rules.measure is not Measure.LINES:
            return PeriodRequest(
                general=general_of(sheet),
                policy=self.policy,
                measure=rules.measure,
                results=results_of(sheet, rules.results),
            )
        if sheet.rank == Rank.OFFICIAL:
            return PeriodRequest(general=general_of(sheet), policy=self.policy, lines=tuple(own))
        led = self.led_by(sheet)
        counting = [
            other.pk for other in led if not other.excluded and self.requests[other.pk].measure is Measure.LINES
        ]
        for pk in counting:  # a person's lines are summed once, however many lead that person
            if pk not in self._sums:
                self._sums[pk] = sums_of(self._counted[pk])
        below = led_lines((self._lines[pk] for pk in counting), (self._sums[pk] for pk in counting), self.policy)
        totals = [None if other.excluded else self.answers[other.pk].total for other in led]
        return PeriodRequest(
            general=general_of(sheet),
            policy=self.policy,
            lines=(*own, *below),
            is_leader=True,
            leader_terms=terms_of(sheet, totals),
        )


def book_of(month: Month, *, body_id: int | None = None) -> Book:
    """All sheets of a month, or of one body in it, with their lines. Two questions."""
    rows = Sheet.objects.filter(month=month, **({} if body_id is None else {"body": body_id}))
    sheets = list(rows.select_related("own_rules").order_by("pk"))
    for sheet in sheets:
        sheet.month = month
    return Book(month, sheets, line_rows(sheet.pk for sheet in sheets))


def reckoning(sheet: Sheet) -> tuple[PeriodRequest, PeriodAnswer, list[int]]:
    """How one sheet stands now, and the ids of its own lines in their order.

    An official's needs his own lines alone, a head's those of the body, and only the top's those of everybody.
    """
    if sheet.rank == Rank.OFFICIAL:
        book = Book(sheet.month, [sheet], line_rows([sheet.pk]))
    else:
        is_top = sheet.body_id == sheet.month.agency_id
        book = book_of(sheet.month, body_id=None if is_top else sheet.body_id)
    book.run()
    return book.requests[sheet.pk], book.trace(sheet), [row[1] for row in book.rows.get(sheet.pk, [])]


def stored(value: Fraction | None) -> Decimal | None:
    """A fraction as the table keeps it, to 12 places; the exact one stands in the frozen answer."""
    return None if value is None else (Decimal(value.numerator) / Decimal(value.denominator)).quantize(PLACES)


def _text(value: Fraction | str | None) -> str | None:
    return None if value is None else str(value)


def _remarks(remarks: Iterable[Remark]) -> list[list[Any]]:
    return [[remark.code.value, remark.values] for remark in remarks]


def frozen(request: PeriodRequest, answer: PeriodAnswer, rows: Iterable[Row]) -> dict[str, Any]:
    """The answer as it is kept: every number an exact fraction in text, with the lines it was made of."""
    return {
        "general": _text(answer.general),
        "assigned_converted": _text(answer.assigned_converted),
        "completed_converted": _text(answer.completed_converted),
        "a_pct": _text(answer.a_pct),
        "b_pct": _text(answer.b_pct),
        "c_pct": _text(answer.c_pct),
        "d_pct": _text(answer.d_pct),
        "dd_pct": _text(answer.dd_pct),
        "e_pct": _text(answer.e_pct),
        "result_pct": _text(answer.result_pct),
        "task_score": _text(answer.task_score),
        "total": _text(answer.total),
        "level": answer.grade,
        "rated": answer.is_rated,
        "reasons": _remarks(answer.reasons),
        "warnings": _remarks(answer.warnings),
        "is_leader": request.is_leader,
        "measure": request.measure.value,
        "results": [[one.code, _text(one.points), str(one.most)] for one in request.results],
        "subordinates": [_text(total) for total in request.leader_terms.subordinates] if request.leader_terms else [],
        "lines": [_kept_line(line, pk) for line, pk in _with_ids(request, rows)],
        "trace": [
            [
                step.term,
                str(step.value),
                step.unit.value,
                [[name, str(value)] for name, value in step.inputs],
                step.basis,
            ]
            for step in answer.trace
        ],
    }


def _with_ids(request: PeriodRequest, rows: Iterable[Row]) -> list[tuple[Line, int | None]]:
    ids: list[int | None] = [row[1] for row in rows] if request.measure is Measure.LINES else []
    return list(zip(request.lines, [*ids, *([None] * (len(request.lines) - len(ids)))], strict=True))


def _kept_line(line: Line, pk: int | None) -> dict[str, Any]:
    return {
        "id": pk,
        "name": line.name,
        "coefficient": str(line.coefficient),
        "assigned": str(line.assigned),
        "done": str(line.done),
        "origin": line.origin.value,
        "quality_failures": line.quality_failures,
        "late": line.late,
        "objective_quality": line.has_objective_quality,
        "objective_late": line.has_objective_late,
        "is_led": line.is_led,
    }


def thawed(sheet: Sheet) -> tuple[PeriodRequest, PeriodAnswer, list[int | None]]:
    """The reckoning that was frozen, run again over its own kept lines and rules, so that it can be asked "what if"."""
    kept = sheet.answer
    lines = tuple(
        Line(
            coefficient=Fraction(one["coefficient"]),
            assigned=Fraction(one["assigned"]),
            done=Fraction(one["done"]),
            name=one["name"],
            origin=Origin(one["origin"]),
            quality_failures=one["quality_failures"],
            late=one["late"],
            has_objective_quality=one["objective_quality"],
            has_objective_late=one["objective_late"],
            is_led=one["is_led"],
        )
        for one in kept["lines"]
    )
    led = [None if total is None else Fraction(total) for total in kept["subordinates"]]
    request = PeriodRequest(
        general=None if kept["general"] is None else Fraction(kept["general"]),
        policy=policy_of(sheet.month.policy),
        lines=lines,
        is_leader=kept["is_leader"],
        leader_terms=terms_of(sheet, led) if kept["is_leader"] else None,
        measure=Measure(kept["measure"]),
        results=tuple(
            Result(code, None if points is None else Fraction(points), Fraction(most))
            for code, points, most in kept["results"]
        ),
    )
    return request, score(request), [one["id"] for one in kept["lines"]]
