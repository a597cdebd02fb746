"""Opening a month with its rules, closing it in one act, and the ways back."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.people.models import Organisation, Person
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.results.kpi.actions.checks import note_step, path_of, refuse_unless_keeper, standing_at, touch
from toso.results.kpi.models import Line, Month, OwnRules, Setting, Sheet, Step
from toso.results.kpi.queries.access import months_seen, readable
from toso.results.kpi.queries.months import (
    catalogue_on,
    days_by,
    leaves_in,
    main_posts,
    month_name_of,
    own_rules_on,
    setting_on,
)
from toso.results.kpi.queries.rule_sets import rule_set_of
from toso.results.kpi.queries.scoring import Book, book_of, frozen, stored
from toso.results.kpi.rules.seats import month_before
from toso.results.kpi.rules.states import LeaveKind, Mode, SheetState, StepKind
from toso.results.kpi.rules.terms import Origin

AWAY = frozenset({LeaveKind.SICK, LeaveKind.MATERNITY, LeaveKind.UNPAID, LeaveKind.STUDY})
DONE = (SheetState.CONFIRMED, SheetState.NOTIFIED)

KEEP_SCORES = """
UPDATE kpi_sheet AS sheet
SET total = new.total, task_score = new.task_score, general = new.general, level = new.level,
    is_rated = new.is_rated, answer = new.answer,
    rule_set = CASE WHEN sheet.rule_set = '' THEN %s ELSE sheet.rule_set END, scored_at = %s, state = new.state,
    locked_at = CASE WHEN new.state = 'locked' THEN %s ELSE sheet.locked_at END, edition = sheet.edition + 1
FROM jsonb_to_recordset(%s::jsonb) AS new(
    id bigint, total numeric, task_score numeric, general numeric, level text, is_rated boolean, answer jsonb,
    state text
)
WHERE sheet.id = new.id
"""


@transaction.atomic
def set_up(
    *,
    agency: Organisation,
    valid_from: date,
    by: Person | None,
    at: datetime,
    scope: Scope | None = None,
    mode: Mode = Mode.SCORE,
    rule_set: str = "ND335-2025",
    policy: dict[str, str] | None = None,
    days: dict[str, int] | None = None,
    basis: str = "",
    is_sample: bool = False,
) -> Setting:
    """Settle from which month on an agency works how. Months already opened keep their rules."""
    if scope is not None:
        refuse_unless_keeper(agency, standing_at(scope, at))
        if Month.objects.filter(agency=agency, month__gte=valid_from).exists():
            raise Refusal(
                _("Tháng %(month)s đã mở theo quy tắc đang có và giữ quy tắc ấy. Chọn tháng áp dụng muộn hơn.")
                % {"month": f"{valid_from:%m/%Y}"},
                field="month",
            )
        if rule_set_of(rule_set, on=valid_from) is None:
            raise Refusal(_("Bộ quy tắc này chưa có hiệu lực ở tháng đã chọn."), field="rule_set")
    setting, _new = Setting.objects.update_or_create(
        agency=agency,
        valid_from=valid_from,
        defaults={
            "mode": mode,
            "rule_set": rule_set,
            "policy": policy or {},
            "basis": basis,
            "is_sample": is_sample,
            **(days or {}),
        },
    )
    path = agency.place.path if agency.place else ""
    detail = {"from": f"{valid_from}", "mode": mode.value, "rule_set": rule_set, "policy": policy or {}}
    record("kpi.setting.changed", by=by, about=setting, at=at, path=path, detail=detail)
    return setting


@transaction.atomic
def open_month(
    *, agency: Organisation, month: date, by: Person | None, at: datetime, scope: Scope | None = None
) -> Month:
    """Open a month with the rules in force, a sheet for everybody who works there, and the repeated tasks.

    May run again: who came later gets a sheet, who moved to another body stands there, nothing is doubled.
    """
    if scope is not None:
        refuse_unless_keeper(agency, standing_at(scope, at))
    setting = setting_on(agency, month)
    if setting is None:
        raise Refusal(_("Cơ quan chưa khai báo cách chấm KPI. Hãy khai báo trước khi mở tháng."))
    days = days_by(setting, month)
    found, is_new = Month.objects.get_or_create(
        agency=agency,
        month=month,
        defaults={
            "first_day": days.first,
            "last_day": days.last,
            "mode": setting.mode,
            "rule_set": setting.rule_set,
            "policy": setting.policy,
            "self_score_by": days.self_score_by,
            "confirm_by": days.confirm_by,
            "report_by": days.report_by,
            "opened_at": at,
            "is_sample": setting.is_sample,
        },
    )
    if found.closed_at is not None:
        return found
    added = _seat(found, at)
    if is_new or added:
        record("kpi.month.opened", by=by, about=found, at=at, path=path_of(found), detail={"sheets": len(added)})
    return found


def _seat(month: Month, at: datetime) -> list[Sheet]:
    """A sheet for every main post; those who moved inside the agency move to their body of the last day."""
    posts = {post.person_id: post for post in main_posts(month.agency_id, first=month.first_day, last=month.last_day)}
    elsewhere = {
        sheet.person_id: sheet
        for sheet in Sheet.objects.filter(person__in=posts, on=month.month).select_related("month")
    }
    away = _away(month)
    own = own_rules_on(month.agency_id, month.month)
    new = []
    for person_id, post in posts.items():
        sheet = elsewhere.get(person_id)
        if sheet is None:
            new.append(
                Sheet(
                    month=month,
                    on=month.month,
                    person_id=person_id,
                    body=post.body,
                    title=post.title,
                    rank=post.rank,
                    group=post.group,
                    excluded=away.get(person_id, ""),
                    rule_set=(code := post.rule_set or month.rule_set),
                    own_rules=own.get(code),
                    is_sample=month.is_sample,
                )
            )
            continue
        if sheet.state == SheetState.OPEN:
            _settle_rules(sheet, post.rule_set or month.rule_set, own)
        if sheet.state == SheetState.OPEN and post.ends_on is None and sheet.body_id != post.body_id:
            sheet.month, sheet.body, sheet.title, sheet.rank, sheet.group = (
                month,
                post.body,
                post.title,
                post.rank,
                post.group,
            )
            touch(sheet, "month", "body", "title", "rank", "group")
    Sheet.objects.bulk_create(new)
    _repeat(month, new, at)
    return new


def _settle_rules(sheet: Sheet, code: str, own: dict[str, OwnRules]) -> None:
    """A sheet nobody has scored yet follows its post, and takes the criteria that its unit has entered since."""
    found = own.get(code)
    if sheet.rule_set != code or sheet.own_rules_id != (found.pk if found else None):
        sheet.rule_set, sheet.own_rules = code, found
        touch(sheet, "rule_set", "own_rules")


def _away(month: Month) -> dict[int, str]:
    """Who is away through the whole month, and why: such a month is left out of the year (Article 11.2)."""
    rows = leaves_in(month.agency_id, first=month.first_day, last=month.last_day)
    return {
        leave.person_id: str(leave.get_kind_display())
        for leave in rows
        if leave.kind in AWAY and leave.starts_on <= month.first_day and leave.ends_on > month.last_day
    }


def _repeat(month: Month, sheets: list[Sheet], at: datetime) -> None:
    """The tasks that repeat are assigned anew, at the coefficient of the catalogue in force now."""
    before = Line.objects.standing().filter(
        sheet__on=month_before(month.month), sheet__person__in=[s.person_id for s in sheets], is_repeating=True
    )
    own = {sheet.person_id: sheet for sheet in sheets}
    catalogue = catalogue_on(month.agency_id, month.first_day)
    weights = dict(catalogue.products.values_list("name", "coefficient")) if catalogue else {}
    products = dict(catalogue.products.values_list("name", "pk")) if catalogue else {}
    Line.objects.bulk_create(
        Line(
            sheet=own[line.sheet.person_id],
            product_id=products.get(line.name, line.product_id),
            name=line.name,
            measure=line.measure,
            coefficient=weights.get(line.name, line.coefficient),
            assigned=line.assigned,
            body_id=own[line.sheet.person_id].body_id,
            due_on=None,
            plan=line.plan,
            is_repeating=True,
            assigned_by_id=line.assigned_by_id,
            captured_at=at,
            recorded_at=at,
            is_sample=line.is_sample,
        )
        for line in before.select_related("sheet")
        if line.origin == Origin.ASSIGNED
    )


def keep_scores(book: Book, sheets: Iterable[Sheet], *, at: datetime, state: SheetState | None = None) -> int:
    """Write what the rules said of these sheets, in one statement; ``state`` moves them on with it.

    A score that was confirmed keeps its frozen trace while it still holds; where none was kept, the
    lines are kept and the trace comes out of them again when somebody asks.
    """
    kept: list[dict[str, Any]] = []
    for sheet in sheets:
        answer, request = book.answers[sheet.pk], book.requests[sheet.pk]
        is_rated = answer.is_rated and not sheet.excluded
        is_kept = bool(sheet.answer) and not answer.trace and sheet.total == stored(answer.total)
        kept.append(
            {
                "id": sheet.pk,
                "total": stored(answer.total) if is_rated else None,
                "task_score": stored(answer.task_score) if is_rated else None,
                "general": stored(answer.general),
                "level": (answer.grade or "") if is_rated else "",
                "is_rated": is_rated,
                "answer": sheet.answer if is_kept else frozen(request, answer, book.rows.get(sheet.pk, [])),
                "state": state or sheet.state,
            }
        )
    if kept:
        rows = json.dumps(kept, ensure_ascii=False, default=str)  # a decimal as text: PostgreSQL reads it exactly
        with connection.cursor() as cursor:
            cursor.execute(KEEP_SCORES, [book.month.rule_set, at, at, rows])
    return len(kept)


@transaction.atomic
def close_month(*, month_id: int, by: Person | None, at: datetime, scope: Scope | None = None) -> tuple[int, int]:
    """Score and lock everybody whose month has been confirmed. How many were locked, how many are still missing.

    One reading of the rows, the pure rules, one writing: 5,000 officials with 30 lines each take seconds.
    """
    months = Month.objects if scope is None else months_seen(standing_at(scope, at))
    month = months.select_related("agency__place").select_for_update(of=("self",)).get(pk=month_id)
    if scope is not None:
        refuse_unless_keeper(month.agency, standing_at(scope, at))
    book = book_of(month)
    book.run()
    ready = [sheet for sheet in book.sheets if sheet.state in DONE]
    missing = sum(sheet.state not in (*DONE, SheetState.LOCKED) for sheet in book.sheets)
    if not ready and missing:
        raise Refusal(_("Chưa có ai được xác nhận nên chưa khoá được tháng. Xem danh sách chưa chấm."))
    keep_scores(book, ready, at=at, state=SheetState.LOCKED)
    Step.objects.bulk_create(
        Step(sheet=sheet, kind=StepKind.LOCKED, by=by, at=at, total=stored(book.answers[sheet.pk].total))
        for sheet in ready
    )
    if not missing and month.closed_at is None:
        month.closed_at = at
        month.save(update_fields=["closed_at"])
    record(
        "kpi.month.closed",
        by=by,
        about=month,
        at=at,
        path=path_of(month),
        detail={"locked": len(ready), "missing": missing},
    )
    return len(ready), missing


@transaction.atomic
def notify_month(*, month_id: int, by: Person, scope: Scope, at: datetime) -> int:
    """Tell everybody the confirmed result; each finds it, with its reasons, on the page "Vì sao"."""
    standing = standing_at(scope, at)
    month = months_seen(standing).select_for_update(of=("self",)).get(pk=month_id)
    refuse_unless_keeper(month.agency, standing)
    sheets = list(Sheet.objects.filter(month=month, state=SheetState.CONFIRMED).select_for_update())
    for sheet in sheets:
        sheet.state, sheet.notified_at, sheet.edition = SheetState.NOTIFIED, at, sheet.edition + 1
    Sheet.objects.bulk_update(sheets, ["state", "notified_at", "edition"])
    Step.objects.bulk_create(
        Step(sheet=sheet, kind=StepKind.NOTIFIED, by=by, at=at, total=sheet.total) for sheet in sheets
    )
    record(
        "kpi.month.notified", by=by, about=month, at=at, path=path_of(month), detail={"sheets": [s.pk for s in sheets]}
    )
    return len(sheets)


@transaction.atomic
def unlock_sheet(*, sheet_id: int, reason: str, by: Person, scope: Scope, at: datetime) -> Sheet:
    """Open a locked month of one person again, with the reason; the score that stood is kept in its file."""
    standing = standing_at(scope, at)
    sheet: Sheet = readable(standing).select_for_update(of=("self",)).get(pk=sheet_id)
    refuse_unless_keeper(sheet.month.agency, standing)
    if sheet.person_id == by.pk:
        raise Refusal(_("Không ai tự mở khoá phiếu của chính mình."))
    if sheet.state != SheetState.LOCKED:
        raise Refusal(_("Phiếu này chưa khoá."))
    if not reason.strip():
        raise Refusal(_("Ghi lý do mở khoá."), field="reason")
    reopen(sheet, StepKind.UNLOCKED, reason=reason.strip(), by=by, at=at)
    return sheet


def reopen(sheet: Sheet, kind: StepKind, *, reason: str, by: Person, at: datetime) -> None:
    """Put a sheet back to where the scorer confirms it anew; the month is no longer closed."""
    note_step(sheet, kind, by=by, at=at, reason=reason)
    sheet.state = SheetState.SELF_SCORED if sheet.self_scored_at else SheetState.OPEN
    sheet.locked_at = sheet.notified_at = sheet.confirmed_at = sheet.confirmed_by = None
    touch(sheet, "state", "locked_at", "notified_at", "confirmed_at", "confirmed_by")
    Month.objects.filter(pk=sheet.month_id).update(closed_at=None)


def open_due_months(*, at: datetime) -> int:
    """Open the month that has begun in every agency that has settled its KPI. May run any number of times."""
    today = localdate(at)
    agencies = Organisation.objects.filter(kpi_settings__valid_from__lte=today).distinct().select_related("place")
    opened = 0
    for agency in agencies.order_by("pk"):
        month = month_name_of(agency.pk, today)
        if not Month.objects.filter(agency=agency, month=month).exists():
            open_month(agency=agency, month=month, by=None, at=at)
            opened += 1
    return opened
