"""Taking over many reports in one act: those handed in, and those that teams brought on paper."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.people.models import Person
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.results.reporting.actions.handing import freeze_reports, refresh_above, take_over
from toso.results.reporting.actions.narrative import LONGEST
from toso.results.reporting.actions.steps import NOTE_LENGTH, opened_many, why_not
from toso.results.reporting.models import Event, Report, Section
from toso.results.reporting.queries.reports import allowed_acts, must_be_complete, report_above
from toso.results.reporting.rules.reports import Act, EventKind

Words = Mapping[int, Mapping[str, str]]  # report → section → what the paper says


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a batch did: the reports taken over, and those that were not, each with the reason."""

    reports: list[Report]
    refused: list[tuple[int, str]]


@transaction.atomic
def accept_reports(*, report_ids: Iterable[int], by: Person, scope: Scope, at: datetime) -> Accepted:
    """Take over many reports at once; those that cannot be are named and left as they are. One audit line."""
    taken: list[Report] = []
    refused: list[tuple[int, str]] = []
    for report in opened_many(report_ids, scope=scope):
        if Act.ACCEPT in allowed_acts(report, scope):
            taken.append(report)
        else:
            refused.append((report.pk, why_not(report, scope)))
    _accept(taken, by=by, at=at, code="reports.accepted")
    return Accepted(taken, refused)


@transaction.atomic
def take_in_reports(*, report_ids: Iterable[int], words: Words, by: Person, scope: Scope, at: datetime) -> Accepted:
    """Take over the reports of many teams at once, on paper or not. One audit line.

    What a team handed in itself is accepted. What came on paper is handed in for the team, with the
    words written on it, and accepted. A report that lacks something, or in which the team has written
    other words, is named and left as it is. ``submitted_by`` is then whoever typed it in.
    """
    accepted: list[Report] = []
    on_paper: list[Report] = []
    written: list[Section] = []
    refused: list[tuple[int, str]] = []
    for report in opened_many(report_ids, scope=scope):
        acts = allowed_acts(report, scope)
        try:
            if Act.ACCEPT in acts:
                accepted.append(report)
            elif Act.TAKE_IN in acts:
                typed = _copied(report, words.get(report.pk, {}), by=by, at=at)
                must_be_complete(report)
                written += typed
                on_paper.append(report)
            else:
                raise Refusal(why_not(report, scope))
        except Refusal as refusal:
            refused.append((report.pk, str(refusal)))
    Section.objects.bulk_update(written, ["text", "updated_by", "updated_at"])
    changes = freeze_reports(on_paper, by=by, at=at)
    handed = [
        Event(
            report=report,
            kind=EventKind.SUBMITTED,
            by=by,
            at=at,
            note=" ".join(filter(None, (_("Xã nhập từ báo cáo giấy của tổ."), changes[report.pk])))[:NOTE_LENGTH],
        )
        for report in on_paper
    ]
    for report in on_paper:
        report.edition += 1
    Event.objects.bulk_create(handed)
    taken = sorted([*accepted, *on_paper], key=lambda report: report.pk)
    _accept(taken, by=by, at=at, code="reports.taken_in", on_paper=[report.pk for report in on_paper])
    return Accepted(taken, refused)


def _copied(report: Report, words: Mapping[str, str], *, by: Person, at: datetime) -> list[Section]:
    """The sections that the paper fills. What the team wrote itself is never overwritten."""
    written = []
    for section in report.sections.all():
        text = nfc(words.get(section.code, "").replace("\r\n", "\n")).strip()
        if not text or text == section.text:
            continue
        if len(text) > LONGEST:
            raise Refusal(_("Mục “%(title)s” dài quá 20.000 chữ cái. Hãy rút ngắn.") % {"title": section.title})
        if section.text:
            raise Refusal(_("Tổ vừa tự viết mục “%(title)s”. Mở báo cáo xem rồi nhận.") % {"title": section.title})
        section.text, section.updated_by, section.updated_at = text, by, at
        written.append(section)
    return written


def _accept(
    reports: list[Report], *, by: Person, at: datetime, code: str, on_paper: Iterable[int] | None = None
) -> None:
    if not reports:
        return
    take_over(reports, by=by, at=at)
    for report in reports:
        report.edition += 1
    Report.objects.bulk_update(reports, ["edition"])
    Event.objects.bulk_create([Event(report=report, kind=EventKind.ACCEPTED, by=by, at=at) for report in reports])
    about = report_above(reports[0]) or reports[0]
    detail: dict[str, list[int]] = {"reports": [report.pk for report in reports]}
    if on_paper is not None:
        detail["on_paper"] = list(on_paper)
    record(f"reporting.{code}", by=by, about=about, at=at, path=about.place.path, detail=detail)
    refresh_above(reports)
