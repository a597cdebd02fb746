"""Reports drafted from the log, seen by both lines of command; appraisals and certificates."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.notices.actions import tell
from toso.ground.people.models import Person
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.work.campaign.actions.praise import propose_commendation
from toso.work.campaign.actions.service import hosts
from toso.work.campaign.models import Appraisal, Campaign, Commendation, Deployment, Endorsement, MissionReport, Wave
from toso.work.campaign.queries import change, figures, papers
from toso.work.campaign.queries import plans as queries
from toso.work.campaign.rules import service as rules
from toso.work.campaign.rules.service import BINDING, ReportKind, ReportState, Side, Standing

OPEN = frozenset({ReportState.DRAFT, ReportState.RETURNED})


@transaction.atomic
def draft_report(
    *, deployment_id: int, kind: ReportKind, first_day: date | None, by: Person, scope: Scope, at: datetime
) -> MissionReport:
    """A member's weekly or final report, drafted from the log; asked for again it is the one that stands.

    ``first_day``: any day of the week that is reported; without one, the week of today.
    """
    row: Deployment = (
        Deployment.objects.visible_to(scope).select_related("wave__campaign", "place").get(pk=deployment_id)
    )
    if row.person_id != by.pk:
        raise Refusal(_("Báo cáo do chính người được cử soạn."))
    if row.arrived_on is None:
        raise Refusal(_("%(place)s chưa ghi tiếp nhận nên chưa có nhật ký để soạn báo cáo.") % {"place": row.place})
    service, today = row.service, at.astimezone(VIETNAM).date()
    if kind == ReportKind.WEEKLY:
        start, until = rules.week_of(service, first_day or today)
    else:
        start, until = service.begins, service.ends
    if start > min(until, today):
        raise Refusal(_("Tuần này ở ngoài những ngày hỗ trợ."), field="first_day")
    known = MissionReport.objects.filter(deployment=row, kind=kind, first_day=start).first()
    if known is not None:
        return known
    report = MissionReport.objects.create(
        kind=kind,
        place=row.place,
        campaign=row.wave.campaign,
        wave=row.wave,
        deployment=row,
        first_day=start,
        last_day=until,
        words=papers.drafted_words(row, start, min(until, today)),
        made_by=by,
        recorded_at=at,
        is_sample=row.wave.campaign.is_sample,
    )
    audit("campaign.report.drafted", by=by, about=report, at=at, path=row.place.path, detail={"kind": str(kind)})
    return report


@transaction.atomic
def draft_whole_report(
    *, campaign_id: int, wave_id: int | None, by: Person, scope: Scope, at: datetime
) -> MissionReport:
    """The final report of a wave or of the campaign, from the logs and reports of all that were sent."""
    campaign: Campaign = queries.campaigns(scope).select_for_update(of=("self",)).get(pk=campaign_id)
    if not queries.runs(campaign, scope):
        raise Refusal(_("Tài khoản này không điều phối chiến dịch này."))
    wave = Wave.objects.get(pk=wave_id, campaign=campaign) if wave_id else None
    kind = ReportKind.WAVE if wave else ReportKind.CAMPAIGN
    known = MissionReport.objects.filter(kind=kind, campaign=campaign, wave=wave).first()
    if known is not None:
        return known
    whose = figures.of_wave(wave) if wave else figures.of_campaign(campaign)
    report = MissionReport.objects.create(
        kind=kind,
        place=campaign.place,
        campaign=campaign,
        wave=wave,
        first_day=whose.first_day,
        last_day=whose.last_day,
        words=papers.gathered_words(campaign, wave),
        made_by=by,
        recorded_at=at,
        is_sample=campaign.is_sample,
    )
    audit("campaign.report.drafted", by=by, about=report, at=at, path=campaign.place.path, detail={"kind": str(kind)})
    return report


def _open_report(report_id: int, seen_version: int, by: Person, scope: Scope) -> MissionReport:
    report: MissionReport = MissionReport.objects.visible_to(scope).select_for_update(of=("self",)).get(pk=report_id)
    if not papers.writes(report, by, scope):
        raise Refusal(_("Báo cáo này của người khác; tài khoản này chỉ được xem."))
    if report.state not in OPEN:
        raise Refusal(_("Báo cáo đã gửi, không sửa được nữa trừ khi bị trả lại."))
    if report.version != seen_version:
        raise Refusal(_("Báo cáo vừa được lưu ở nơi khác. Chữ đã gõ vẫn còn ở đây; xem bản mới rồi lưu lại."))
    return report


def _kept(words: Mapping[str, str]) -> dict[str, str]:
    return {name: nfc(words.get(name, "")).strip()[:8000] for name in papers.SECTIONS}


@transaction.atomic
def write_report(
    *, report_id: int, words: Mapping[str, str], seen_version: int, by: Person, scope: Scope, at: datetime
) -> MissionReport:
    """Change the words of an open report. Two writers: the second is told and loses nothing."""
    report = _open_report(report_id, seen_version, by, scope)
    report.words, report.version = _kept(words), report.version + 1
    report.save(update_fields=["words", "version"])
    audit("campaign.report.written", by=by, about=report, at=at, path=report.place.path)
    return report


@transaction.atomic
def hand_in_report(*, report_id: int, seen_version: int, by: Person, scope: Scope, at: datetime) -> MissionReport:
    """Send the report with its figures as they stand now; the later live value is shown beside them."""
    report = _open_report(report_id, seen_version, by, scope)
    if not report.words.get("done", "").strip():
        raise Refusal(_("Ghi kết quả trước khi gửi."), field="done")
    report.figures = [[one.code, str(one.value)] for one in figures.values_of(figures.of_report(report))]
    if (measured := change.of_report(report)) is not None and measured.lines:
        report.figures += change.to_keep(measured)
    report.state, report.handed_in_at, report.reason = ReportState.HANDED_IN, at, ""
    report.version += 1
    report.save(update_fields=["figures", "state", "handed_in_at", "reason", "version"])
    report.endorsements.all().delete()
    audit("campaign.report.handed_in", by=by, about=report, at=at, path=report.place.path)
    return report


@transaction.atomic
def endorse_report(*, report_id: int, words: str, by: Person, scope: Scope, at: datetime) -> MissionReport:
    """One line of command has seen the report: the team leader manages, the department directs the profession."""
    report: MissionReport = MissionReport.objects.visible_to(scope).select_for_update(of=("self",)).get(pk=report_id)
    if report.state != ReportState.HANDED_IN:
        raise Refusal(_("Chỉ cho ý kiến về báo cáo đã gửi và chưa được nhận."))
    lines = papers.lines_of(report, by, scope)
    if not lines:
        raise Refusal(_("Tài khoản này không thuộc hai đầu mối chỉ đạo của báo cáo này."))
    for line in sorted(lines):
        Endorsement.objects.update_or_create(
            report=report, line=line, defaults={"words": nfc(words).strip()[:500], "by": by, "at": at}
        )
    report.state = rules.state_after(report.endorsements.values_list("line", flat=True))
    report.version += 1
    report.save(update_fields=["state", "version"])
    audit("campaign.report.endorsed", by=by, about=report, at=at, path=report.place.path)
    return report


@transaction.atomic
def return_report(*, report_id: int, reason: str, by: Person, scope: Scope, at: datetime) -> MissionReport:
    """Give a report back with a reason; its writer is told."""
    report: MissionReport = MissionReport.objects.visible_to(scope).select_for_update(of=("self",)).get(pk=report_id)
    if report.state != ReportState.HANDED_IN or not papers.lines_of(report, by, scope):
        raise Refusal(_("Chỉ đầu mối chỉ đạo trả lại được báo cáo đã gửi."))
    reason = nfc(reason).strip()
    if not reason:
        raise Refusal(_("Ghi lý do."), field="reason")
    report.state, report.reason, report.version = ReportState.RETURNED, reason[:300], report.version + 1
    report.save(update_fields=["state", "reason", "version"])
    audit("campaign.report.returned", by=by, about=report, at=at, path=report.place.path)
    tell(
        persons=[report.made_by],
        code="campaign.report.returned",
        key=f"campaign.report.{report.pk}.{report.version}",
        title=_("Báo cáo bị trả lại: %(reason)s") % {"reason": report.reason},
        address=reverse("campaign:report", args=[report.pk]),
        place=report.place,
        at=at,
    )
    return report


@transaction.atomic
def appraise(
    *,
    deployment_id: int,
    side: Side,
    marks: Mapping[str, int],
    words: str,
    praise: str = "",
    by: Person,
    scope: Scope,
    at: datetime,
) -> Appraisal:
    """The commune appraises the member and certifies the work; or the member says how the commune helped. Once."""
    row: Deployment = (
        Deployment.objects.visible_to(scope).select_related("place", "wave__campaign__place").get(pk=deployment_id)
    )
    _refuse_appraiser(row, side, by, scope)
    wanted = rules.CRITERIA[side]
    if set(marks) != set(wanted) or not all(rules.LEAST_MARK <= mark <= rules.MOST_MARK for mark in marks.values()):
        raise Refusal(_("Cho điểm từ 1 đến 5 ở mỗi mục."), field=next((n for n in wanted if n not in marks), wanted[0]))
    if Appraisal.objects.filter(deployment=row, side=side).exists():
        raise Refusal(_("Đã nhận xét rồi; nhận xét không sửa lại."))
    logged = len(figures.days_logged([row])[row.pk])
    is_certified = side == Side.COMMUNE and rules.earns_certificate(marks, logged)
    appraisal = Appraisal.objects.create(
        deployment=row,
        side=side,
        marks=dict(marks),
        words=nfc(words).strip(),
        praise=nfc(praise).strip()[:300] if side == Side.COMMUNE else "",
        is_certified=is_certified,
        token=secrets.token_urlsafe(18),
        by=by,
        at=at,
    )
    if appraisal.praise and not Commendation.objects.filter(deployment=row).exists():
        propose_commendation(deployment_id=row.pk, merit=appraisal.praise, by=by, scope=scope, at=at)
    detail = {"side": str(side), "days": logged}
    audit("campaign.deployment.appraised", by=by, about=row, at=at, path=row.place.path, detail=detail)
    return appraisal


def _refuse_appraiser(row: Deployment, side: Side, by: Person, scope: Scope) -> None:
    if side == Side.COMMUNE and not hosts(row, scope):
        raise Refusal(_("Chỉ công chức của %(place)s hoặc người điều phối làm việc này.") % {"place": row.place})
    if side == Side.MEMBER and row.person_id != by.pk:
        raise Refusal(_("Chỉ người được cử nhận xét nơi mình hỗ trợ."))
    if row.standing not in BINDING - {Standing.DECIDED}:
        raise Refusal(_("Nhận xét sau khi đã tiếp nhận và làm việc."))
