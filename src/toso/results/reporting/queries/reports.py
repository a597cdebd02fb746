"""Reports: who stands on which side, which version counts, what is missing, who is late."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.plan.programme.models import Indicator
from toso.plan.programme.rules import IndicatorKind
from toso.results.reporting.models import (
    Cell,
    CellReturn,
    Event,
    Feedback,
    Paper,
    Period,
    PeriodKind,
    Quote,
    Report,
    Section,
    Template,
)
from toso.results.reporting.queries.periods import months_within
from toso.results.reporting.rules.periods import OFFICIAL
from toso.results.reporting.rules.reports import (
    CLOSED,
    Act,
    CellState,
    Punctuality,
    ReportState,
    Side,
    may,
    official,
    on_time_rate,
    punctuality,
)
from toso.work.helpdesk.models import Ticket

WRITERS: dict[str, tuple[Role, ...]] = {
    Level.HAMLET: (Role.TEAM_LEADER,),
    Level.COMMUNE: (Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER),
    Level.PROVINCE: (Role.PROVINCE_OFFICER,),
}
RECEIVERS: dict[str, tuple[Role, ...]] = {
    Level.HAMLET: (Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER),
    Level.COMMUNE: (Role.PROVINCE_OFFICER,),
    Level.PROVINCE: (),
}
MOST_TEAMS = 200
LEVEL_BELOW = {Level.PROVINCE: Level.COMMUNE, Level.COMMUNE: Level.HAMLET}
LEVEL_ABOVE = {Level.COMMUNE: Level.PROVINCE, Level.HAMLET: Level.COMMUNE}


def level_below(place: Place) -> Level | None:
    return LEVEL_BELOW.get(Level(place.level))


def sides_of(place: Place, scope: Scope) -> frozenset[Side]:
    """The sides on which this scope stands for a report of the place; empty for a mere reader."""
    sides = set()
    if scope.holds(*WRITERS.get(place.level, ()), at_place=place.path):
        sides.add(Side.WRITER)
    if scope.holds(*RECEIVERS.get(place.level, ()), at_place=place.path):
        sides.add(Side.RECEIVER)
    return frozenset(sides)


def is_top(report: Report) -> bool:
    return report.place.level == Level.PROVINCE


def allowed_acts(report: Report, scope: Scope) -> frozenset[Act]:
    """What this scope may do to the report now."""
    sides = sides_of(report.place, scope)
    if report.superseded_at is not None:
        return frozenset()
    return frozenset(
        act
        for act in Act
        if may(
            act,
            state=ReportState(report.state),
            sides=sides,
            is_top=is_top(report),
            is_lowest=level_below(report.place) is None,
        )
    )


def template_for(level: str, *, on: date, period_kind: str = "month") -> Template | None:
    """The outline in force for a level on a day."""
    return (
        Template.objects.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=on),
            level=level,
            period_kind=period_kind,
            valid_from__lte=on,
        )
        .order_by("-valid_from", "-version")
        .first()
    )


def _quotes() -> QuerySet[Quote]:
    sources = ("source__report__place", "source__report__period")
    return Quote.objects.select_related(*sources).order_by("pk")


def whole_report(scope: Scope) -> QuerySet[Report]:
    """Reports of the scope with everything their page shows."""
    return (
        Report.objects.visible_to(scope)
        .select_related("place", "place__parent", "period", "period__calendar", "template", "template__basis")
        .prefetch_related(
            Prefetch("cells", Cell.objects.select_related("indicator", "corrected_by").order_by("order", "pk")),
            Prefetch(
                "cells__returns",
                CellReturn.objects.select_related("returned_by", "answered_by").order_by("-returned_at"),
            ),
            Prefetch("sections", Section.objects.select_related("updated_by").order_by("order")),
            Prefetch(
                "sections__quotes",
                Quote.objects.select_related("source__report__place", "source__report__period", "source").order_by(
                    "pk"
                ),
            ),
            Prefetch("events", Event.objects.select_related("by").order_by("-at", "-pk")),
            Prefetch("papers", Paper.objects.select_related("added_by").order_by("-added_at")),
            "carried__difficulty__place",
        )
    )


def report_of(place_id: int, period: Period) -> Report | None:
    """The current report of a place for a period."""
    return Report.objects.current().filter(place_id=place_id, period=period, subject="").first()


def report_above(report: Report) -> Report | None:
    """The current report that this one is consolidated into."""
    above = LEVEL_ABOVE.get(Level(report.place.level))
    if above is None:
        return None
    ancestors = [int(key) for key in report.place.path.rstrip(".").split(".")[:-1]]
    return (
        Report.objects.current()
        .filter(period_id=report.period_id, place_id__in=ancestors, place__level=above, subject=report.subject)
        .select_related("place", "period", "template")
        .first()
    )


@dataclass(frozen=True, slots=True)
class Counting:
    """The version of a report below that counts, and whether the level above has accepted it.

    While an amendment is being written the accepted version before it goes on counting.
    """

    report: Report
    is_accepted: bool


def counting_versions(reports: Iterable[Report]) -> dict[int, Counting]:
    """Of all versions given, the one that counts for each place."""
    found: dict[int, Counting] = {}
    for report in sorted(reports, key=lambda report: report.version):
        if report.state in CLOSED:
            found[report.place_id] = Counting(report, is_accepted=True)
        elif report.superseded_at is None and report.place_id not in found:
            found[report.place_id] = Counting(report, is_accepted=False)
    return found


def reports_below(report: Report) -> list[Counting]:
    """The reports that this one is consolidated from, by name of place."""
    level = level_below(report.place)
    if level is None:
        return []
    rows = (
        Report.objects.filter(
            period_id=report.period_id,
            subject=report.subject,
            place__level=level,
            place__path__startswith=report.place.path,
        )
        .select_related("place")
        .order_by("place__sort_key", "version")
    )
    return list(counting_versions(rows).values())


def amended_after(report: Report) -> list[Report]:
    """New versions below, accepted after this report was frozen: listed, never added (điều chỉnh sau tổng hợp)."""
    level = level_below(report.place)
    if level is None or report.known_at is None:
        return []
    return list(
        Report.objects.current()
        .filter(
            period_id=report.period_id,
            subject=report.subject,
            place__level=level,
            place__path__startswith=report.place.path,
            version__gt=1,
            state__in=CLOSED,
            accepted_at__gt=report.known_at,
        )
        .select_related("place", "previous")
        .order_by("accepted_at")
    )


@dataclass(frozen=True, slots=True)
class Gap:
    """Something to do before the report can go: where it is on the page, and its name."""

    anchor: str
    name: str
    is_blocking: bool


def gaps_of(report: Report) -> list[Gap]:
    """Returned cells without an answer, figures to type, sections still empty."""
    gaps = []
    for cell in report.cells.all():
        if cell.state == CellState.RETURNED:
            gaps.append(
                Gap(f"cell-{cell.pk}", _("ô “%(name)s” chờ trả lời") % {"name": cell.indicator.short_name}, True)
            )
        elif cell.indicator.kind == IndicatorKind.TYPED and official(cell.numerator, cell.corrected_numerator) is None:
            gaps.append(Gap(f"cell-{cell.pk}", _("chưa nhập “%(name)s”") % {"name": cell.indicator.short_name}, True))
    required = {outline["code"] for outline in report.template.sections if outline.get("is_required")}
    gaps += [
        Gap(
            f"section-{section.code}",
            _("mục “%(name)s” còn trống") % {"name": section.title},
            section.code in required,
        )
        for section in report.sections.all()
        if not section.text.strip() and not section.quotes.all()
    ]
    return gaps


def must_be_complete(report: Report) -> None:
    """Refuse with the list of all that a report lacks before it can be handed in."""
    missing = [gap.name for gap in gaps_of(report) if gap.is_blocking]
    if missing:
        raise Refusal(_("Chưa gửi được, còn: %(gaps)s.") % {"gaps": "; ".join(missing)})


def open_difficulties(report: Report) -> list[Ticket]:
    """Difficulties under the place that nobody had answered when the period ended."""
    return list(
        Ticket.objects.difficulties()
        .filter(
            Q(answered_on__isnull=True) | Q(answered_on__gt=report.period.last_day),
            superseded_at__isnull=True,
            place__path__startswith=report.place.path,
            raised_on__lte=report.period.last_day,
        )
        .select_related("place")
        .order_by("raised_on", "pk")[:50]
    )


def months_of(report: Report) -> list[int]:
    """For a review of half a year or a year: the place's own reports of its months, in the versions that count."""
    if report.period.kind == PeriodKind.MONTH:
        return []
    rows = Report.objects.filter(
        place_id=report.place_id, subject=report.subject, period__in=months_within(report.period)
    ).order_by("version")
    found = {row.period_id: row.pk for row in rows if row.superseded_at is None or row.state in CLOSED}
    return list(found.values())


def words_below(report: Report) -> dict[str, list[Section]]:
    """What the reports below wrote, by section, for quoting."""
    below = [*(counting.report.pk for counting in reports_below(report)), *months_of(report)]
    words: dict[str, list[Section]] = defaultdict(list)
    rows = (
        Section.objects.filter(report_id__in=below)
        .exclude(text="")
        .select_related("report__place", "report__period")
        .order_by("code", "report__place__sort_key", "report__period__first_day")
    )
    for row in rows:
        words[row.code].append(row)
    return dict(words)


@dataclass(frozen=True, slots=True)
class Summary:
    """How the reports of one level under a place stand for a period."""

    expected: int
    by_state: dict[str, int]
    on_time: int
    late: int
    overdue: int
    rate: Decimal | None

    @property
    def unsent(self) -> int:
        return self.by_state.get(ReportState.DRAFT, 0)

    @property
    def awaiting(self) -> int:
        """Handed in, not yet looked at by the level above."""
        return self.by_state.get(ReportState.SUBMITTED, 0)

    @property
    def accepted(self) -> int:
        return self.by_state.get(ReportState.ACCEPTED, 0) + self.by_state.get(ReportState.LOCKED, 0)


def due_summary(place: Place, period: Period, *, at: datetime, level: str = "") -> Summary:
    """Counts by state, lateness and the on-time rate of the reports one level below (or of ``level``)."""
    wanted = level or level_below(place) or place.level
    rows = list(
        Report.objects.current()
        .filter(period=period, subject="", place__path__startswith=place.path, place__level=wanted)
        .values_list("state", "due_at", "submitted_at")
    )
    outcomes = [punctuality(due_at=due, submitted_at=submitted, at=at) for _state, due, submitted in rows]
    by_state: dict[str, int] = defaultdict(int)
    for state, _due, _submitted in rows:
        by_state[state] += 1
    return Summary(
        expected=len(rows),
        by_state=dict(by_state),
        on_time=outcomes.count(Punctuality.ON_TIME),
        late=outcomes.count(Punctuality.LATE),
        overdue=outcomes.count(Punctuality.OVERDUE),
        rate=on_time_rate(outcomes),
    )


def listed_reports(
    scope: Scope, *, period: Period, level: str, state: str = "", text: str = "", under: str = ""
) -> QuerySet[Report]:
    """Current reports of one level in the scope, with the number of returned cells, by name of place."""
    rows = (
        Report.objects.visible_to(scope)
        .current()
        .filter(period=period, place__level=level, subject="")
        .select_related("place", "place__parent", "submitted_by")
        .annotate(returned=Count("cells", filter=Q(cells__state=CellState.RETURNED)))
        .order_by("place__parent__sort_key", "place__sort_key", "pk")
    )
    if state == "late":
        rows = rows.filter(state__in=[ReportState.DRAFT, ReportState.RETURNED])
    elif state:
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(place__search__contains=text)
    if under:
        rows = rows.filter(place__path__startswith=under)
    return rows


def latest_reported_period(*, at: datetime) -> Period | None:
    """The newest official month that has ended: the one whose reports are being written."""
    today = at.astimezone(VIETNAM).date()
    months = Period.objects.filter(calendar__code=OFFICIAL, kind=PeriodKind.MONTH)
    ended: Period | None = months.filter(last_day__lt=today).order_by("-last_day").first()
    return ended or months.order_by("first_day").first()


def versions_of(report: Report) -> list[Report]:
    """All versions of a report, newest first."""
    return list(
        Report.objects.filter(place_id=report.place_id, period_id=report.period_id, subject=report.subject).order_by(
            "-version"
        )
    )


@dataclass(frozen=True, slots=True)
class FeedbackRow:
    """A hamlet of the scope, its report of the period, and what the commune said of it."""

    place: Place
    report: Report | None
    feedback: Feedback | None


def feedback_rows(scope: Scope, period: Period) -> list[FeedbackRow]:
    """The teams of the scope with the commune's word for the period, by name."""
    reports = {
        report.place_id: report
        for report in Report.objects.visible_to(scope)
        .current()
        .filter(period=period, place__level=Level.HAMLET, subject="")
        .select_related("place", "place__parent")
        .order_by("place__parent__sort_key", "place__sort_key")[:MOST_TEAMS]
    }
    said = {
        row.place_id: row
        for row in Feedback.objects.visible_to(scope).filter(period=period).select_related("by", "place")
    }
    return [FeedbackRow(report.place, report, said.get(place_id)) for place_id, report in reports.items()]


def indicators_of(template: Template) -> list[Indicator]:
    """The indicators of the outline's lines, in their order."""
    return [
        line.indicator
        for line in template.lines.select_related("indicator", "indicator__basis")
        .prefetch_related("indicator__terms")
        .order_by("order", "pk")
    ]


def kept_at(places: QuerySet[Place]) -> dict[str, int]:
    """What this room keeps at these places that goes along when they change: reports not yet handed in."""
    return {"drafts": Report.objects.current().filter(place__in=places, state=ReportState.DRAFT).count()}
