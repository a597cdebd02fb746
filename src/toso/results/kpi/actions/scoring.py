"""What the official says of his month and what the scorer makes of it: by exception, the rest in one act."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.people.models import Person
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.results.kpi.actions.checks import (
    line_to_change,
    month_words,
    note_step,
    path_of,
    refuse_if_closed,
    refuse_if_stale,
    refuse_unless_own,
    refuse_unless_scorer,
    sheet_to_change,
    standing_at,
    touch,
)
from toso.results.kpi.actions.months import keep_scores, reopen
from toso.results.kpi.models import Cause, Line, Sheet, Step
from toso.results.kpi.queries.access import readable, readable_lines
from toso.results.kpi.queries.criteria import AskedCriterion, criteria_in, results_in, rule_set_for
from toso.results.kpi.queries.scoring import book_of
from toso.results.kpi.rules.states import CauseKind, SheetState, StepKind

HIGHEST_LATE = 31
HIGHEST_FAILURES = 99


@transaction.atomic
def accept_lines(*, line_ids: list[int], by: Person, scope: Scope, at: datetime) -> int:
    """Accept these lines as they stand, in one act: what was said to be done is done."""
    standing = standing_at(scope, at)
    rows = readable_lines(standing).filter(pk__in=line_ids).select_for_update(of=("self",))
    lines = list(rows.order_by("pk"))
    if not lines:
        return 0
    refuse_unless_scorer(list({line.sheet_id: line.sheet for line in lines}.values()), by, localdate(at))
    for line in lines:
        refuse_if_closed(line.sheet)
        line.accepted, line.accepted_by, line.accepted_at = line.done, by, at
    Line.objects.bulk_update(lines, ["accepted", "accepted_by", "accepted_at"])
    record(
        "kpi.lines.accepted",
        by=by,
        about=lines[0],
        at=at,
        path=path_of(lines[0].sheet.month),
        detail={"lines": [line.pk for line in lines]},
    )
    return len(lines)


@transaction.atomic
def decide_line(
    *,
    line_id: int,
    accepted: Decimal,
    quality_failures: int,
    late: int,
    reason: str,
    by: Person,
    scope: Scope,
    at: datetime,
    coefficient: Decimal | None = None,
) -> Line:
    """Accept a line otherwise than it was said, or with failures and delays. Any change needs its reason."""
    line = line_to_change(line_id, standing_at(scope, at))
    refuse_unless_scorer([line.sheet], by, localdate(at))
    before = (line.done, line.quality_failures, line.late, line.coefficient)
    after = (accepted, quality_failures, late, coefficient or line.coefficient)
    if accepted < 0:
        raise Refusal(_("Số lượng nghiệm thu không được âm."), field="accepted")
    if coefficient is not None and coefficient <= 0:
        raise Refusal(_("Hệ số phải lớn hơn 0."), field="coefficient")
    if coefficient not in (None, line.coefficient) and line.product_id:
        raise Refusal(_("Hệ số của việc trong danh mục đã chốt khi giao, không sửa ở đây."), field="coefficient")
    if not 0 <= quality_failures <= HIGHEST_FAILURES:
        raise Refusal(
            _("Số lần không đạt chất lượng từ 0 đến 99; từ 4 lần phần chất lượng đã bằng 0."), field="quality_failures"
        )
    if not 0 <= late <= HIGHEST_LATE:
        raise Refusal(_("Số lần hoặc số ngày chậm từ 0 đến 31; từ 4 trở lên phần tiến độ đã bằng 0."), field="late")
    if before != after and not reason.strip():
        raise Refusal(_("Sửa khác với số người làm ghi thì cần lý do."), field="reason")
    line.accepted, line.quality_failures, line.late, line.coefficient = accepted, quality_failures, late, after[3]
    line.accepted_by, line.accepted_at, line.accepted_reason = by, at, " ".join(nfc(reason).split())[:300]
    line.save()
    detail = {"before": [str(one) for one in before], "after": [str(one) for one in after], "reason": reason}
    record("kpi.line.decided", by=by, about=line, at=at, path=path_of(line.sheet.month), detail=detail)
    return line


@transaction.atomic
def ask_cause(*, line_id: int, kind: CauseKind, reason: str, by: Person, scope: Scope, at: datetime) -> Cause:
    """Ask that a delay or a failure be put down to an objective cause: then nothing is deducted for it."""
    line = line_to_change(line_id, standing_at(scope, at))
    refuse_unless_own(line.sheet, by)
    if len(reason.split()) < 3:
        raise Refusal(_("Nêu rõ nguyên nhân: việc gì, do đâu, từ ngày nào."), field="reason")
    if line.causes.filter(kind=kind, is_confirmed__isnull=True).exists():
        raise Refusal(_("Đã gửi rồi, đang chờ người chấm trả lời."))
    cause = Cause.objects.create(line=line, kind=kind, reason=nfc(reason).strip(), asked_by=by, asked_at=at)
    record("kpi.cause.asked", by=by, about=cause, at=at, path=path_of(line.sheet.month), detail={"line": line.pk})
    return cause


@transaction.atomic
def decide_cause(*, cause_id: int, is_confirmed: bool, answer: str, by: Person, scope: Scope, at: datetime) -> Cause:
    """Confirm or refuse an objective cause; a refusal says why."""
    standing = standing_at(scope, at)
    cause = Cause.objects.select_for_update(of=("self",)).get(pk=cause_id, line__in=readable_lines(standing))
    line = line_to_change(cause.line_id, standing)
    refuse_unless_scorer([line.sheet], by, localdate(at))
    if cause.is_confirmed is not None:
        raise Refusal(_("Đề nghị này đã được trả lời."))
    if not is_confirmed and not answer.strip():
        raise Refusal(_("Không xác nhận thì ghi lý do."), field="answer")
    cause.is_confirmed, cause.answer, cause.decided_by, cause.decided_at = is_confirmed, nfc(answer).strip(), by, at
    cause.save()
    if is_confirmed:
        name = "is_objective_late" if cause.kind == CauseKind.LATE else "is_objective_quality"
        setattr(line, name, True)
        line.save(update_fields=[name])
    detail = {"line": line.pk, "confirmed": is_confirmed}
    record("kpi.cause.decided", by=by, about=cause, at=at, path=path_of(line.sheet.month), detail=detail)
    return cause


def _checked_points(criteria: Iterable[AskedCriterion], points: Mapping[str, Decimal]) -> dict[str, str]:
    """Every criterion has its points, none beyond its highest."""
    kept: dict[str, str] = {}
    for criterion in criteria:
        value = points.get(criterion.code)
        if value is None:
            raise Refusal(_("Chưa chấm: %(name)s.") % {"name": criterion.name}, field=criterion.code)
        if not 0 <= value <= criterion.highest:
            raise Refusal(
                _("%(name)s: từ 0 đến %(most)s điểm.") % {"name": criterion.name, "most": criterion.highest},
                field=criterion.code,
            )
        kept[criterion.code] = str(value)
    return kept


@transaction.atomic
def self_score(
    *,
    sheet_id: int,
    points: Mapping[str, Decimal],
    by: Person,
    scope: Scope,
    at: datetime,
    strengths: str = "",
    weaknesses: str = "",
    results: Mapping[str, Decimal] | None = None,
) -> Sheet:
    """The official scores the general criteria himself (Mẫu số 01, I) and hands the month to the scorer."""
    sheet = sheet_to_change(sheet_id, standing_at(scope, at))
    refuse_unless_own(sheet, by)
    rules = rule_set_for(sheet)
    if not rules.groups:
        raise Refusal(
            _("Đơn vị chưa nhập bộ tiêu chí cho nhóm của ông/bà nên chưa chấm được. Hãy báo người phụ trách nhân sự.")
        )
    sheet.general_self = _checked_points(criteria_in(rules), points)
    sheet.results_self = _checked_points(results_in(rules), results or {})
    sheet.strengths, sheet.weaknesses = nfc(strengths).strip(), nfc(weaknesses).strip()
    sheet.state, sheet.self_scored_at = SheetState.SELF_SCORED, at
    touch(sheet, "general_self", "results_self", "strengths", "weaknesses", "state", "self_scored_at")
    note_step(sheet, StepKind.SELF_SCORED, by=by, at=at)
    return sheet


@transaction.atomic
def change_sheet(
    *,
    sheet_id: int,
    by: Person,
    scope: Scope,
    at: datetime,
    reason: str,
    points: Mapping[str, Decimal] | None = None,
    terms: Mapping[str, tuple[Decimal, str]] | None = None,
    comment: str = "",
    edition: int | None = None,
    results: Mapping[str, Decimal] | None = None,
) -> Sheet:
    """The scorer sets general points other than the self-scored ones, a leader's terms, and the comment.

    Points that differ need a reason; so does a term that is neither 50 nor 100, which the decree leaves open.
    """
    sheet = sheet_to_change(sheet_id, standing_at(scope, at))
    refuse_unless_scorer([sheet], by, localdate(at))
    refuse_if_stale(sheet, edition)
    rules = rule_set_for(sheet)
    if points is not None:
        _set_otherwise(sheet, "general", _checked_points(criteria_in(rules), points), reason)
    if results is not None:
        _set_otherwise(sheet, "results", _checked_points(results_in(rules), results), reason)
    for name, (value, why) in (terms or {}).items():
        if not 0 <= value <= 100:
            raise Refusal(_("Các tỷ lệ d, đ, e từ 0 đến 100%."), field=name)
        if value not in (50, 100) and not why.strip():
            raise Refusal(_("Điều 15 chỉ nêu hai mức 100% và 50%; mức khác cần ghi lý do."), field=name)
        sheet.leader_terms[name] = {"value": str(value), "reason": nfc(why).strip()}
    sheet.comment = nfc(comment).strip() or sheet.comment
    touch(sheet, "general_confirmed", "results_confirmed", "leader_terms", "comment")
    note_step(sheet, StepKind.CHANGED, by=by, at=at, reason=nfc(reason).strip())
    return sheet


def _set_otherwise(sheet: Sheet, part: str, kept: dict[str, str], reason: str) -> None:
    """The scorer's points where they are not those of the official, who had scored himself: then with a reason."""
    own: dict[str, str] = getattr(sheet, f"{part}_self")
    if {name: Decimal(value) for name, value in kept.items()} == {name: Decimal(value) for name, value in own.items()}:
        return
    if own and not reason.strip():
        raise Refusal(_("Chấm khác với điểm tự chấm thì cần lý do."), field="reason")
    setattr(sheet, f"{part}_confirmed", kept)


@transaction.atomic
def confirm_sheets(*, editions: Mapping[int, int | None], by: Person, scope: Scope, at: datetime) -> list[Sheet]:
    """Confirm these months in one act and freeze each score with its reasoning.

    ``editions`` says which edition of each sheet was on the scorer's screen. Lines nobody looked at are
    accepted as they stand. A leader's month waits until everybody led is confirmed, for d is computed
    from them (Article 15.3.a).
    """
    standing = standing_at(scope, at)
    rows = readable(standing).filter(pk__in=editions).select_for_update(of=("self",)).order_by("pk")
    sheets = list(rows)
    if not sheets:
        raise Refusal(_("Chọn ít nhất một người để xác nhận."))
    refuse_unless_scorer(sheets, by, localdate(at))
    for sheet in sheets:
        refuse_if_closed(sheet)
        refuse_if_stale(sheet, editions[sheet.pk])
        if not (sheet.general_confirmed or sheet.general_self):
            raise Refusal(_("%(name)s chưa có điểm tiêu chí chung.") % {"name": sheet.person.name})
    Line.objects.standing().filter(sheet__in=sheets, accepted__isnull=True).update(
        accepted=F("done"), accepted_by=by, accepted_at=at
    )
    for sheet in sheets:
        sheet.state, sheet.confirmed_by, sheet.confirmed_at = SheetState.CONFIRMED, by, at
    Sheet.objects.bulk_update(sheets, ["state", "confirmed_by", "confirmed_at"])
    for month_id in sorted({sheet.month_id for sheet in sheets}):
        _freeze([sheet for sheet in sheets if sheet.month_id == month_id], at)
    fresh = list(Sheet.objects.filter(pk__in=editions).select_related("month__agency__place", "person"))
    Step.objects.bulk_create(
        Step(sheet=sheet, kind=StepKind.CONFIRMED, by=by, at=at, total=sheet.total) for sheet in fresh
    )
    path = path_of(sheets[0].month)
    record("kpi.sheets.confirmed", by=by, about=sheets[0], at=at, path=path, detail={"sheets": sorted(editions)})
    return fresh


def _freeze(sheets: list[Sheet], at: datetime) -> None:
    book = book_of(sheets[0].month)
    book.run()
    chosen = {sheet.pk for sheet in sheets}
    for sheet in book.sheets:
        if sheet.pk not in chosen:
            continue
        waiting = [other for other in book.led_by(sheet) if other.confirmed_at is None and not other.excluded]
        if waiting:
            raise Refusal(
                _("Chưa xác nhận được phiếu của người lãnh đạo: còn %(count)s người dưới quyền chưa được xác nhận.")
                % {"count": len(waiting)}
            )
    confirmed = [sheet for sheet in book.sheets if sheet.pk in chosen]
    for sheet in confirmed:
        book.trace(sheet)
    keep_scores(book, confirmed, at=at, state=SheetState.CONFIRMED)


@transaction.atomic
def return_sheet(*, sheet_id: int, reason: str, by: Person, scope: Scope, at: datetime) -> Sheet:
    """Open a confirmed month again before it is locked, with the reason."""
    sheet: Sheet = readable(standing_at(scope, at)).select_for_update(of=("self",)).get(pk=sheet_id)
    refuse_unless_scorer([sheet], by, localdate(at))
    if sheet.state not in (SheetState.CONFIRMED, SheetState.NOTIFIED, SheetState.SELF_SCORED):
        raise Refusal(_("Tháng %(month)s không ở trạng thái trả lại được.") % {"month": month_words(sheet.on)})
    if not reason.strip():
        raise Refusal(_("Ghi lý do trả lại."), field="reason")
    reopen(sheet, StepKind.RETURNED, reason=nfc(reason).strip(), by=by, at=at)
    if sheet.self_scored_at:
        sheet.self_scored_at, sheet.state = None, SheetState.OPEN
        touch(sheet, "self_scored_at", "state")
    return sheet
