"""The scorer's day and the scorer's month: what deviates, and the rest that goes in one act."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from toso.results.kpi.models import Cause, Line, Sheet, Update
from toso.results.kpi.queries.access import Standing, readable, scored_by
from toso.results.kpi.queries.criteria import rule_set_for
from toso.results.kpi.queries.evidence import changed_since
from toso.results.kpi.queries.scoring import Book, book_of
from toso.results.kpi.rules.grades import EXCELLENT_FROM
from toso.results.kpi.rules.states import EDITABLE, SheetState
from toso.results.kpi.rules.terms import Grade, Measure, Origin, PeriodAnswer
from toso.results.kpi.rules.watch import Deviation, Watched, deviations

DEVIATIONS = {
    Deviation.OVER: _("Làm gấp hơn hai lần số giao"),
    Deviation.LATE: _("Chậm"),
    Deviation.OWN_WORK: _("Việc tự ghi, chưa có minh chứng"),
    Deviation.OUTSIDE: _("Ngoài danh mục, hệ số tự ghi"),
    Deviation.WRITTEN_LATER: _("Ghi lùi quá 3 ngày"),
    Deviation.CHANGED_EVIDENCE: _("Bản ghi làm minh chứng đã đổi"),
    Deviation.CAUSE: _("Xin xác nhận khách quan"),
    Deviation.EXCELLENT: _("Từ 90 điểm trở lên"),
    Deviation.FAILED: _("Dưới 50 điểm"),
    Deviation.EMPTY: _("Không có việc được giao"),
    Deviation.TERMS: _("Chưa có đ, e của người lãnh đạo"),
    Deviation.RESULTS: _("Chưa chấm tiêu chí kết quả"),
}


@dataclass(frozen=True, slots=True)
class Watch:
    """One line that needs a look of its own."""

    line: Line
    reasons: tuple[str, ...]
    cause: Cause | None
    updates: tuple[Update, ...]


@dataclass
class Day:
    exceptions: list[Watch] = field(default_factory=list)
    rest: list[Line] = field(default_factory=list)
    people: int = 0

    @property
    def rest_people(self) -> int:
        return len({line.sheet.person_id for line in self.rest})


def open_sheets(standing: Standing) -> list[Sheet]:
    """The open months of the persons somebody scores, of every month not yet confirmed."""
    rows = readable(standing).filter(person__in=scored_by(standing), state__in=EDITABLE, month__closed_at__isnull=True)
    return list(rows.order_by("on", "person__sort_key", "pk"))


def day_of(standing: Standing) -> Day:
    """What is new among the people scored today. The number of questions does not grow with the people."""
    sheets = open_sheets(standing)
    changed: set[int] = set()
    for month in {sheet.month_id for sheet in sheets}:
        changed |= changed_since([sheet for sheet in sheets if sheet.month_id == month])
    new = (Q(accepted__isnull=True) & ~Q(done=0)) | Q(causes__is_confirmed__isnull=True, causes__isnull=False)
    lines = (
        Line.objects.standing()
        .filter(new | Q(pk__in=changed), sheet__in=sheets)
        .distinct()
        .select_related("sheet__person", "sheet__month", "product", "assigned_by")
        .prefetch_related(
            Prefetch("updates", Update.objects.order_by("-on", "-pk")),
            Prefetch("causes", Cause.objects.filter(is_confirmed__isnull=True), to_attr="open_causes"),
        )
        .order_by("sheet__person__sort_key", "pk")
    )
    day = Day(people=len({sheet.person_id for sheet in sheets}))
    for line in lines:
        found = deviations(_watched(line, is_changed=line.pk in changed))
        updates = tuple(line.updates.all())
        if found:
            causes = line.open_causes
            words = tuple(str(DEVIATIONS[one]) for one in found)
            day.exceptions.append(Watch(line, words, causes[0] if causes else None, updates))
        elif line.accepted is None:
            day.rest.append(line)
    return day


def _watched(line: Line, *, is_changed: bool) -> Watched:
    updates = list(line.updates.all())
    return Watched(
        origin=Origin(line.origin),
        assigned=line.assigned,
        done=line.done,
        late=line.late if line.accepted is None else 0,
        is_objective_late=line.is_objective_late,
        has_product=line.product_id is not None,
        has_evidence=any(update.evidence_id or update.address or update.note for update in updates),
        is_by_chief=line.assigned_by_id != line.sheet.person_id,
        days_back=4 if any(update.flags for update in updates) else 0,
        has_open_cause=bool(line.open_causes),  # type: ignore[attr-defined]  # the prefetch of day_of sets it
        is_evidence_changed=is_changed,
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """One person's month on the way to confirmation, with the score it would have."""

    sheet: Sheet
    total: Decimal | None
    general: Decimal | None
    level: str
    reasons: tuple[str, ...]
    is_ready: bool


@dataclass
class Confirming:
    exceptions: list[Verdict] = field(default_factory=list)
    rest: list[Verdict] = field(default_factory=list)
    waiting: list[Sheet] = field(default_factory=list)  # not yet self-scored
    done: list[Sheet] = field(default_factory=list)


def months_to_confirm(standing: Standing) -> list[date]:
    """The months with somebody left to confirm, the earliest first."""
    return sorted({sheet.on for sheet in open_sheets(standing)})


def confirming(standing: Standing, month: date) -> Confirming:
    """The month of everybody whom somebody scores: who deviates, who goes with the rest, who has not scored himself."""
    found = Confirming()
    rows = readable(standing).filter(person__in=scored_by(standing), on=month)
    sheets = list(rows.order_by("person__sort_key", "pk"))
    books = {month_id: _run(sheets, month_id) for month_id in {sheet.month_id for sheet in sheets}}
    for sheet in sheets:
        if sheet.state not in EDITABLE:
            found.done.append(sheet)
        elif sheet.state == SheetState.OPEN and not sheet.excluded:
            found.waiting.append(sheet)
        else:
            verdict = _verdict(sheet, books[sheet.month_id].answers[sheet.pk])
            (found.exceptions if verdict.reasons else found.rest).append(verdict)
    return found


def _run(sheets: Iterable[Sheet], month_id: int) -> Book:
    month = next(sheet.month for sheet in sheets if sheet.month_id == month_id)
    book = book_of(month)
    book.run()
    return book


def _verdict(sheet: Sheet, answer: PeriodAnswer) -> Verdict:
    """Why this month deserves a look: the ends of the scale, full marks, something missing."""
    by_lines = rule_set_for(sheet).measure is Measure.LINES
    checks = (
        (Deviation.TERMS, by_lines and sheet.rank != "official" and not {"dd", "e"} <= set(sheet.leader_terms)),
        (Deviation.EMPTY, by_lines and not answer.assigned_converted),
        (Deviation.RESULTS, not by_lines and answer.task_score is None),
        (Deviation.EXCELLENT, answer.total is not None and answer.total >= EXCELLENT_FROM),
        (Deviation.FAILED, answer.grade == Grade.FAILED),
    )
    return Verdict(
        sheet=sheet,
        total=None if answer.total is None else Decimal(answer.total.numerator) / answer.total.denominator,
        general=None if answer.general is None else Decimal(answer.general.numerator) / answer.general.denominator,
        level=answer.grade or "",
        reasons=tuple(str(DEVIATIONS[one]) for one, is_so in checks if is_so),
        is_ready=answer.is_rated or bool(sheet.excluded),
    )
