"""What a report says before anybody writes, who may write it, and who must see it."""

from collections.abc import Iterable
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Person
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import format_number
from toso.work.campaign.models import Appraisal, Campaign, DayNote, Deployment, MissionReport, Wave
from toso.work.campaign.queries import figures, plans
from toso.work.campaign.rules.service import Line, ReportKind, Side

SECTIONS: dict[str, str | Promise] = {
    "done": _("Kết quả"),
    "changes": _("Chuyển biến để lại"),
    "difficulties": _("Khó khăn, vướng mắc"),
    "stories": _("Chuyện đáng kể"),
    "next": _("Việc chưa xong, đề nghị"),
}
MOST_LINES = 60


def _points(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in list(lines)[:MOST_LINES])


def drafted_words(deployment: Deployment, first_day: date, last_day: date) -> dict[str, str]:
    """A member's words as the log offers them: by kind of work, with difficulties and stories as they were noted."""
    whose = figures.of_deployment(deployment, first_day, last_day)
    found = [one for one in figures.values_of(whose) if one.value]
    done = [f"{one.label}: {format_number(one.value)} {one.unit}" for one in found]
    difficulties = [row.title for row in figures.rows_of("difficulties", whose) if not row.is_confidential]
    notes = list(DayNote.objects.filter(deployment=deployment, day__range=(first_day, last_day)).order_by("day"))
    return {
        "done": _points(done),
        "changes": deployment.handover,
        "difficulties": _points(difficulties),
        "stories": _points(f"{note.day:%d/%m}: {note.story}" for note in notes if note.story),
        "next": "",
    }


def gathered_words(campaign: Campaign, wave: Wave | None) -> dict[str, str]:
    """The words of a wave's or campaign's report: figures, then what the members wrote, each with its commune."""
    whose = figures.of_wave(wave) if wave else figures.of_campaign(campaign)
    found = [one for one in figures.values_of(whose) if one.value]
    rows = MissionReport.objects.filter(campaign=campaign, kind=ReportKind.FINAL).select_related("place")
    if wave is not None:
        rows = rows.filter(wave=wave)
    finals = list(rows.order_by("place__sort_key", "pk"))

    def said(name: str) -> str:
        texts = ((row.place, row.words.get(name, "")) for row in finals)
        return _points(f"{place}: {' '.join(text.split())}" for place, text in texts if text.strip())

    return {
        "done": _points(f"{one.label}: {format_number(one.value)} {one.unit}" for one in found),
        "changes": said("changes"),
        "difficulties": said("difficulties"),
        "stories": said("stories"),
        "next": said("next"),
    }


def writes(report: MissionReport, person: Person, scope: Scope) -> bool:
    """A member writes the own report, whoever runs the campaign the others."""
    if report.deployment is not None:
        return report.deployment.person_id == person.pk
    return plans.runs(report.campaign, scope)


def lines_of(report: MissionReport, person: Person, scope: Scope) -> frozenset[Line]:
    """For which lines of command somebody sees a report: never for an own one.

    Without a team leader of the wave the member who leads the group at the commune stands in; without
    either, whoever runs the campaign answers for both.
    """
    if writes(report, person, scope) and report.deployment is not None:
        return frozenset()
    found = set()
    runs = plans.runs(report.campaign, scope)
    if runs:
        found.add(Line.PROFESSION)
    if report.wave is None or report.wave.leader_id is None:
        group = Deployment.objects.filter(wave=report.wave, place=report.place, is_leader=True)
        if group.filter(person=person.pk).exists() or (runs and not group.exists()):
            found.add(Line.MANAGEMENT)
    elif plans.leads(report.wave, person):
        found.add(Line.MANAGEMENT)
    return frozenset(found)


def span_words(report: MissionReport) -> str:
    return _now("từ %(first)s đến %(last)s") % {
        "first": f"{report.first_day:%d/%m/%Y}",
        "last": f"{report.last_day:%d/%m/%Y}",
    }


def certificate_of(deployment: Deployment) -> Appraisal | None:
    """The commune's word, when it certifies the work."""
    return deployment.appraisals.filter(side=Side.COMMUNE, is_certified=True).select_related("by").first()
