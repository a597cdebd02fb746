"""The words of a report: sections, quotes from below, difficulties that go up, the word to the teams."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.notices.actions import tell
from toso.ground.people.models import Person
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.results.reporting.actions.steps import opened
from toso.results.reporting.models import CarriedDifficulty, Feedback, Period, Quote, Report, Section
from toso.results.reporting.queries.people import writers_of
from toso.results.reporting.queries.reports import months_of, reports_below
from toso.results.reporting.rules.reports import Act
from toso.work.helpdesk.models import Ticket

LONGEST = 20_000


class WordsChanged(Refusal):
    """Somebody else wrote in this section meanwhile; ``theirs`` is what stands there now."""

    def __init__(self, sentence: str, *, field: str, theirs: str) -> None:
        super().__init__(sentence, field=field)
        self.theirs = theirs


@transaction.atomic
def write_section(
    *, report_id: int, code: str, text: str, seen_at: datetime | None, by: Person, scope: Scope, at: datetime
) -> Section:
    """Save the words of one section. ``seen_at`` is when the words last changed that the writer began from:
    what somebody else has written since is never overwritten."""
    report = opened(report_id, scope=scope, act=Act.WRITE)
    section: Section = Section.objects.select_for_update().get(report=report, code=code)
    text = nfc(text.replace("\r\n", "\n")).strip()
    if text == section.text:
        return section
    if len(text) > LONGEST:
        raise Refusal(_("Mục này dài quá 20.000 chữ cái. Hãy rút ngắn."), field=code)
    if section.updated_at != seen_at and section.updated_by_id != by.pk:
        raise WordsChanged(
            _("Người khác vừa viết vào mục “%(title)s”. Chữ của anh chị chưa lưu, còn ở đây; xem bản của họ rồi ghép.")
            % {"title": section.title},
            field=code,
            theirs=section.text,
        )
    section.text, section.updated_by, section.updated_at = text, by, at
    section.save(update_fields=["text", "updated_by", "updated_at"])
    record(
        "reporting.section.written",
        by=by,
        about=report,
        at=at,
        path=report.place.path,
        detail={"section": code, "length": len(text)},
    )
    return section


@transaction.atomic
def quote_section(*, report_id: int, source_id: int, text: str = "", by: Person, scope: Scope, at: datetime) -> Quote:
    """Quote words of a report below in the section of the same name, with their source."""
    report = opened(report_id, scope=scope, act=Act.WRITE)
    source = Section.objects.select_related("report__place").get(
        pk=source_id, report__in=[*(part.report.pk for part in reports_below(report)), *months_of(report)]
    )
    words = nfc(text).strip() or source.text
    if not words or words not in source.text:
        raise Refusal(_("Chỉ trích đúng lời của cấp dưới."))
    section = Section.objects.get(report=report, code=source.code)
    quote, is_new = Quote.objects.get_or_create(
        section=section, source=source, text=words, defaults={"quoted_by": by, "quoted_at": at}
    )
    if is_new:
        record(
            "reporting.section.quoted",
            by=by,
            about=report,
            at=at,
            path=report.place.path,
            detail={"section": section.code, "source": source.pk},
        )
    return quote


@transaction.atomic
def drop_quote(*, report_id: int, quote_id: int, by: Person, scope: Scope, at: datetime) -> None:
    report = opened(report_id, scope=scope, act=Act.WRITE)
    quote = Quote.objects.get(pk=quote_id, section__report=report)
    source = quote.source_id
    quote.delete()
    record("reporting.quote.dropped", by=by, about=report, at=at, path=report.place.path, detail={"source": source})


@transaction.atomic
def carry_difficulties(*, report_id: int, difficulty_ids: Iterable[int], by: Person, scope: Scope, at: datetime) -> int:
    """The difficulties that go up with the report are exactly these. Returns how many."""
    report = opened(report_id, scope=scope, act=Act.WRITE)
    wanted = set(
        Ticket.objects.difficulties()
        .filter(pk__in=list(difficulty_ids), place__path__startswith=report.place.path, superseded_at__isnull=True)
        .values_list("pk", flat=True)
    )
    carried = set(report.carried.values_list("difficulty_id", flat=True))
    if wanted == carried:
        return len(carried)
    report.carried.exclude(difficulty_id__in=wanted).delete()
    CarriedDifficulty.objects.bulk_create(
        [CarriedDifficulty(report=report, difficulty_id=pk) for pk in sorted(wanted - carried)]
    )
    record(
        "reporting.difficulties.carried",
        by=by,
        about=report,
        at=at,
        path=report.place.path,
        detail={"difficulties": sorted(wanted)},
    )
    return len(wanted)


@transaction.atomic
def carry_difficulty(*, report_id: int, difficulty_id: int, by: Person, scope: Scope, at: datetime) -> int:
    """Take one more difficulty up with the report."""
    kept = Report.objects.visible_to(scope).get(pk=report_id).carried.values_list("difficulty_id", flat=True)
    return carry_difficulties(report_id=report_id, difficulty_ids=[*kept, difficulty_id], by=by, scope=scope, at=at)


@transaction.atomic
def send_feedback(*, place_id: int, period: Period, text: str, by: Person, scope: Scope, at: datetime) -> Feedback:
    """Tell a team the commune's view of its month (Plan 6863/KH-UBND, V.7). Said again, the newer words stand."""
    place: Place = Place.objects.visible_to(scope).get(pk=place_id, level=Level.HAMLET)
    if not scope.holds(Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER, at_place=place.path):
        raise Refusal(_("Chỉ cấp xã thông báo kết quả cho tổ."))
    words = nfc(text).strip()
    if not words:
        raise Refusal(_("Viết nhận xét cho tổ."), field="text")
    feedback, _is_new = Feedback.objects.update_or_create(
        place=place, period=period, defaults={"text": words, "by": by, "sent_at": at, "read_at": None}
    )
    record(
        "reporting.feedback.sent",
        by=by,
        about=feedback,
        at=at,
        path=place.path,
        detail={"period": period.code, "length": len(words)},
    )
    tell(
        persons=writers_of(place, on=at.astimezone(VIETNAM).date()),
        code="reporting.feedback",
        key=f"reporting.feedback.{feedback.pk}.{int(at.timestamp())}",
        title=_("Xã nhận xét kết quả %(period)s của tổ") % {"period": period.name},
        address=f"{reverse('reporting:feedback')}?period={period.code}",
        place=place,
        at=at,
    )
    return feedback


@transaction.atomic
def read_feedback(*, feedback_id: int, by: Person, scope: Scope, at: datetime) -> None:
    """The team has seen the commune's word. Only the first time counts."""
    feedback: Feedback = Feedback.objects.visible_to(scope).select_for_update(of=("self",)).get(pk=feedback_id)
    if feedback.read_at is None and by.pk != feedback.by_id:
        feedback.read_at = at
        feedback.save(update_fields=["read_at"])
        record("reporting.feedback.read", by=by, about=feedback, at=at, path=feedback.place.path)
