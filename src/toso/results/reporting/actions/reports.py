"""The life of a report: drafted, handed in, returned, accepted, consolidated, locked, amended."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from toso.ground.audit.actions import record
from toso.ground.people.models import Person
from toso.ground.people.rules import Role
from toso.ground.places.actions.settling import reopen_days
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.plan.teams.models import Team
from toso.plan.teams.rules import TeamKind
from toso.results.reporting.actions.filling import fill_cells
from toso.results.reporting.actions.handing import freeze_reports, refresh_above, take_over
from toso.results.reporting.actions.steps import must_say_why, opened, step
from toso.results.reporting.actions.telling import settle_all, tell_receivers, tell_writers
from toso.results.reporting.models import (
    CarriedDifficulty,
    Cell,
    Event,
    Period,
    PeriodKind,
    Quote,
    Report,
    Section,
    Template,
)
from toso.results.reporting.queries.deadlines import deadline_of
from toso.results.reporting.queries.reports import is_top, must_be_complete, reports_below, template_for
from toso.results.reporting.rules.reports import Act, EventKind, ReportState

DRAFT_ORDER = (Level.HAMLET, Level.COMMUNE, Level.PROVINCE)  # a whole is made of parts that exist
BATCH = 500


@transaction.atomic
def draft_review(*, period: Period, place: Place, by: Person, scope: Scope, at: datetime) -> int:
    """Draft the review of a half year or a year that ended before its calendar could: the province asks for it."""
    if not scope.holds(Role.PROVINCE_OFFICER, at_place=place.path) or place.level != Level.PROVINCE:
        raise Refusal(_("Cơ quan thường trực cấp tỉnh soạn nháp báo cáo sơ kết, tổng kết."))
    if period.kind == PeriodKind.MONTH or period.last_day >= localdate(at):
        raise Refusal(_("Kỳ này chưa kết thúc; hệ thống tự soạn nháp khi đến ngày."))
    made = draft_reports(period=period, at=at, province_code=place.province_code, by=by)
    if not made:
        raise Refusal(_("Báo cáo của kỳ này đã có nháp rồi."))
    return made


@transaction.atomic
def draft_reports(*, period: Period, at: datetime, province_code: str | None = None, by: Person | None = None) -> int:
    """Draft the report of every hamlet with a team, every commune and the province. Returns how many are new.

    Run again it makes only what is missing; drafts that exist are not touched.
    """
    made = 0
    with override("vi"):
        for level in DRAFT_ORDER:
            template = template_for(level, on=period.last_day, period_kind=period.kind)
            deadline = deadline_of(period, level)
            if template is None or deadline is None:
                continue
            places = _reporting_places(level, period, province_code)
            samples = _holding_samples(places)
            reports = Report.objects.bulk_create(
                [
                    Report(
                        template=template,
                        place=place,
                        province_code=place.province_code,
                        period=period,
                        due_at=deadline.at,
                        due_reason=deadline.reason[:400],
                        drafted_at=at,
                        is_sample=place.pk in samples,
                    )
                    for place in places
                ]
            )
            _lay_out(reports, template, at=at)
            fill_cells(reports)
            made += len(reports)
    if made:
        record("reporting.reports.drafted", by=by, about=period, at=at, detail={"count": made})
    return made


def _reporting_places(level: Level, period: Period, province_code: str | None) -> list[Place]:
    """The places of a level that owe a report and have none yet.

    A unit that ended within the period owes one for its last days; whoever stands for its successor writes it.
    """
    stood = Q(valid_until__isnull=True) | Q(valid_until__gt=period.first_day)
    places = Place.objects.filter(stood, level=level, valid_from__lte=period.last_day)
    if province_code:
        places = places.filter(province_code=province_code)
    teams = Team.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=period.first_day),
        established_on__lte=period.last_day,
        superseded_at__isnull=True,
    )
    if level == Level.HAMLET:
        places = places.filter(pk__in=teams.filter(kind=TeamKind.COMMUNITY).values("place"))
    else:
        places = places.filter(province_code__in=teams.values("place__province_code"))
    reported = Report.objects.current().filter(period=period, subject="").values("place")
    return list(places.exclude(pk__in=reported).order_by("path"))


def _holding_samples(places: Iterable[Place]) -> set[int]:
    """The places whose report holds sample rows: sample units, and real ones above sample units."""
    steps = Place.objects.filter(is_sample=True).values_list("path", flat=True)
    holding = {step for path in steps for step in path.split(".") if step}
    return {place.pk for place in places if str(place.pk) in holding}


def _lay_out(reports: Iterable[Report], template: Template, *, at: datetime) -> None:
    kept = list(reports)
    Section.objects.bulk_create(
        [
            Section(report=report, code=outline["code"], title=outline["title"], order=order)
            for report in kept
            for order, outline in enumerate(template.sections, start=1)
        ],
        batch_size=BATCH,
    )
    Event.objects.bulk_create([Event(report=report, kind=EventKind.DRAFTED, at=at) for report in kept])


@transaction.atomic
def refresh_drafts(*, period: Period) -> int:
    """Compute the figures of all drafts of a period again, parts before wholes. Nobody's words change."""
    count = 0
    for level in DRAFT_ORDER:
        drafts = list(
            Report.objects.current()
            .filter(period=period, place__level=level, state=ReportState.DRAFT)
            .select_related("place", "period", "period__calendar", "template")
            .select_for_update(of=("self",))
            .order_by("pk")
        )
        by_template: dict[int, list[Report]] = {}
        for report in drafts:
            by_template.setdefault(report.template_id, []).append(report)
        for group in by_template.values():
            fill_cells(group)
        count += len(drafts)
    return count


@transaction.atomic
def consolidate_report(*, report_id: int, by: Person, scope: Scope, at: datetime, edition: int | None = None) -> Report:
    """Compute a draft's figures again: from evidence, and from the reports below as they stand now."""
    report = opened(report_id, scope=scope, act=Act.REFRESH, edition=edition)
    fill_cells([report])
    below = reports_below(report)
    note = _("Tính lại từ %(accepted)s báo cáo đã nhận trên %(all)s báo cáo cấp dưới.") % {
        "accepted": sum(part.is_accepted for part in below),
        "all": len(below),
    }
    step(report, code="report.consolidated", by=by, at=at, kind=EventKind.CONSOLIDATED, note=note if below else "")
    return report


@transaction.atomic
def submit_report(*, report_id: int, by: Person, scope: Scope, at: datetime, edition: int | None = None) -> Report:
    """Freeze the figures as they are known now and hand the report to the level above.

    Refused with the list of what is missing. The first submission decides whether it was on time.
    """
    report = opened(report_id, scope=scope, act=Act.SUBMIT, edition=edition)
    must_be_complete(report)
    changes = freeze_reports([report], by=by, at=at)[report.pk]
    on_time = report.submitted_at is not None and report.submitted_at <= report.due_at
    step(
        report,
        code="report.submitted",
        by=by,
        at=at,
        kind=EventKind.SUBMITTED,
        note=changes,
        detail={"on_time": on_time},
    )
    tell_receivers(report, at=at)
    return report


@transaction.atomic
def return_report(
    *, report_id: int, reason: str, by: Person, scope: Scope, at: datetime, edition: int | None = None
) -> Report:
    """Give the whole report back with a reason. Its figures are open again until it is handed in anew."""
    report = opened(report_id, scope=scope, act=Act.RETURN, edition=edition)
    reason = must_say_why(reason)
    report.state = ReportState.RETURNED
    report.save(update_fields=["state"])
    if not report.subject:
        reopen_days(place_id=report.place_id, since=report.period.first_day)
    step(report, code="report.returned", by=by, at=at, kind=EventKind.RETURNED, note=reason)
    settle_all([report], "submitted", at=at)
    title = _("Báo cáo %(period)s bị trả lại: %(reason)s") % {"period": report.period.name, "reason": reason}
    tell_writers(report, title=title, at=at)
    refresh_above([report])
    return report


@transaction.atomic
def accept_report(*, report_id: int, by: Person, scope: Scope, at: datetime, edition: int | None = None) -> Report:
    """Take the report over: its values are official from now on."""
    report = opened(report_id, scope=scope, act=Act.ACCEPT, edition=edition)
    take_over([report], by=by, at=at)
    step(report, code="report.accepted", by=by, at=at, kind=EventKind.ACCEPTED)
    refresh_above([report])
    return report


@transaction.atomic
def lock_report(*, report_id: int, by: Person, scope: Scope, at: datetime, edition: int | None = None) -> Report:
    """Close a report and the accepted reports it was made of. Only a new version may follow."""
    report = opened(report_id, scope=scope, act=Act.LOCK, edition=edition)
    if is_top(report):
        report.accepted_at, report.accepted_by = at, by
    report.state, report.locked_at = ReportState.LOCKED, at
    report.save(update_fields=["state", "locked_at", "accepted_at", "accepted_by"])
    below = _accepted_under(report)
    Report.objects.filter(pk__in=below).update(state=ReportState.LOCKED, locked_at=at)
    Event.objects.bulk_create([Event(report_id=pk, kind=EventKind.LOCKED, by=by, at=at) for pk in below])
    step(report, code="report.locked", by=by, at=at, kind=EventKind.LOCKED, detail={"below": len(below)})
    return report


def _accepted_under(report: Report) -> list[int]:
    """The accepted reports at every level under this one, in the same period."""
    rows = Report.objects.filter(
        period_id=report.period_id,
        subject=report.subject,
        place__path__startswith=report.place.path,
        state=ReportState.ACCEPTED,
    ).exclude(pk=report.pk)
    return list(rows.values_list("pk", flat=True))


@transaction.atomic
def amend_report(*, report_id: int, reason: str, by: Person, scope: Scope, at: datetime) -> Report:
    """Open a new version of an accepted report. The old one stays as it is and counts until the new is accepted.

    Nothing above changes: a whole that was handed in lists the amendment beside its own figures.
    """
    old = opened(report_id, scope=scope, act=Act.AMEND)
    reason = must_say_why(reason)
    Report.objects.filter(pk=old.pk).update(superseded_at=at)
    new = Report.objects.create(
        template=old.template,
        place=old.place,
        province_code=old.province_code,
        period=old.period,
        subject=old.subject,
        version=old.version + 1,
        previous=old,
        amendment_reason=reason,
        due_at=old.due_at,
        due_reason=old.due_reason,
        drafted_at=at,
        submitted_at=old.submitted_at,
        submitted_by=old.submitted_by,
        is_sample=old.is_sample,
    )
    _copy(old, new)
    fill_cells([new])
    step(new, code="report.amended", by=by, at=at, kind=EventKind.AMENDED, note=reason, detail={"previous": old.pk})
    return new


def _copy(old: Report, new: Report) -> None:
    """The words, corrections and carried difficulties of the version before."""
    Cell.objects.bulk_create(
        [
            Cell(
                report=new,
                indicator_id=cell.indicator_id,
                order=cell.order,
                corrected_numerator=cell.corrected_numerator,
                correction_reason=cell.correction_reason,
                corrected_by_id=cell.corrected_by_id,
                corrected_at=cell.corrected_at,
            )
            for cell in old.cells.all()
        ]
    )
    for section in old.sections.prefetch_related("quotes"):
        quotes = list(section.quotes.all())
        section.pk, section.report = None, new
        section.save()
        Quote.objects.bulk_create(
            [
                Quote(
                    section=section,
                    source_id=q.source_id,
                    text=q.text,
                    quoted_by_id=q.quoted_by_id,
                    quoted_at=q.quoted_at,
                )
                for q in quotes
            ]
        )
    CarriedDifficulty.objects.bulk_create(
        [CarriedDifficulty(report=new, difficulty_id=carried.difficulty_id) for carried in old.carried.all()]
    )
