"""What campaigns offer to "Việc của tôi", to the search, and when places change."""

from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.shared.asking import asked_often
from toso.ground.shared.jobs import Found, Job
from toso.ground.shared.scope import Scope, inside
from toso.ground.shared.text import fold
from toso.work.campaign.models import Commendation, Deployment, MissionReport, Wave
from toso.work.campaign.models.plans import partner_roots
from toso.work.campaign.queries import figures
from toso.work.campaign.queries import plans as queries
from toso.work.campaign.rules.days import CampaignState
from toso.work.campaign.rules.service import Line, PraiseState, ReportState, Standing

ICON = "target"
MOST_JOBS = 20
MOST_OF_A_KIND = 200  # stand behind one line with their count, which must be true


def jobs(*, scope: Scope, person_id: int, at: datetime) -> list[Job]:
    """Needs to register, lists to send, people to receive, my day to write down, reports to see."""
    today = localdate(at)
    return [
        *_needs(scope, today),
        *_lists(scope, today),
        *_my_day(person_id, today),
        *_to_receive(scope, today),
        *_returned(person_id),
        *_to_see(scope, person_id),
        *_to_praise(scope),
    ]


@asked_often
def _serving(person_id: int, today: date) -> QuerySet[Deployment]:
    rows = Deployment.objects.filter(person=person_id, standing=Standing.SERVING, last_day__gte=today)
    return rows.select_related("place")


def _my_day(person_id: int, today: date) -> list[Job]:
    return [
        Job(
            key=f"campaign.day.{row.pk}",
            title=_("Ghi nhật ký hôm nay"),
            detail=str(row.place),
            address=reverse("campaign:day", args=[row.pk]),
            act=_("Ghi"),
            icon=ICON,
        )
        for row in _serving(person_id, today)
        if today not in figures.days_logged([row])[row.pk]
    ]


@asked_often
def _coming(scope: Scope, today: date) -> QuerySet[Deployment]:
    roots = tuple(grant.place for grant in scope.grants if grant.place and grant.role in queries.COMMUNE)
    rows = Deployment.objects.filter(inside(roots, "place__path"), standing=Standing.DECIDED, first_day__lte=today)
    rows = rows.filter(last_day__gte=today).select_related("person")
    return rows.order_by("first_day", "pk")[:MOST_OF_A_KIND]


def _to_receive(scope: Scope, today: date) -> list[Job]:
    return [
        Job(
            key=f"campaign.receive.{row.pk}",
            title=_("Tiếp nhận %(name)s") % {"name": row.person.name},
            detail=_("đến hỗ trợ từ %(day)s") % {"day": f"{row.first_day:%d/%m/%Y}"},
            address=reverse("campaign:deployment", args=[row.pk]),
            act=_("Ghi tiếp nhận"),
            icon=ICON,
            kind_words=_("Người đến hỗ trợ chờ tiếp nhận"),
        )
        for row in _coming(scope, today)
    ]


@asked_often
def _sent_back(person_id: int) -> QuerySet[MissionReport]:
    rows = MissionReport.objects.filter(made_by=person_id, state=ReportState.RETURNED)
    return rows.select_related("place").order_by("pk")[:MOST_JOBS]


def _returned(person_id: int) -> list[Job]:
    return [
        Job(
            key=f"campaign.returned.{row.pk}",
            title=_("Báo cáo bị trả lại: %(reason)s") % {"reason": row.reason},
            detail=str(row.place),
            address=reverse("campaign:report", args=[row.pk]),
            act=_("Sửa"),
            icon=ICON,
            is_returned=True,
        )
        for row in _sent_back(person_id)
    ]


@asked_often
def _handed_in(scope: Scope, person_id: int) -> QuerySet[MissionReport]:
    roots = tuple(grant.place for grant in scope.grants if grant.place and grant.role == Role.PROVINCE_OFFICER)
    mine = Q(wave__leader=person_id) & ~Q(endorsements__line=Line.MANAGEMENT)
    ours = inside(roots, "campaign__place__path") & ~Q(endorsements__line=Line.PROFESSION)
    rows = MissionReport.objects.filter(mine | ours, state=ReportState.HANDED_IN).exclude(made_by=person_id)
    shown = rows.select_related("place", "made_by").only("kind", "place__name", "place__kind", "made_by__name")
    return shown.order_by("handed_in_at", "pk")[:MOST_OF_A_KIND]


def _to_see(scope: Scope, person_id: int) -> list[Job]:
    """Reports that wait for one's own line of command, counted; the page of each says which line."""
    act, kind_words = _("Xem và cho ý kiến"), _("Báo cáo đợt hỗ trợ chờ ý kiến")
    return [
        Job(
            key=f"campaign.see.{row.pk}",
            title=f"{row.get_kind_display()}, {row.place}",
            detail=row.made_by.name,
            address=reverse("campaign:report", args=[row.pk]),
            act=act,
            icon=ICON,
            kind_words=kind_words,
        )
        for row in _handed_in(scope, person_id)
    ]


@asked_often
def _proposed(scope: Scope) -> QuerySet[Commendation, Any]:
    roots = tuple(grant.place for grant in scope.grants if grant.place and grant.role in queries.RUNNERS)
    rows = Commendation.objects.filter(inside(roots, "deployment__wave__campaign__place__path"))
    counted = rows.filter(state=PraiseState.PROPOSED).values_list(
        "deployment__wave", "deployment__wave__number", "deployment__wave__campaign__title"
    )
    return counted.annotate(count=Count("pk")).order_by("-deployment__wave")[:MOST_JOBS]


def _to_praise(scope: Scope) -> list[Job]:
    """Proposals of praise that wait for whoever runs the campaign, one job a wave."""
    return [
        Job(
            key=f"campaign.praise.{wave}",
            title=ngettext(
                "%(count)s đề nghị khen thưởng chờ quyết định", "%(count)s đề nghị khen thưởng chờ quyết định", count
            )
            % {"count": count},
            detail=f"{_('Đợt')} {number}, {title}",
            address=reverse("campaign:wave", args=[wave]) + "#h-praise",
            act=_("Xem và quyết định"),
            icon="star",
        )
        for wave, number, title, count in _proposed(scope)
    ]


def _running(scope: Scope) -> QuerySet[Wave]:
    return queries.waves(scope).filter(campaign__state=CampaignState.RUNNING)


def _needs(scope: Scope, today: object) -> list[Job]:
    roots = tuple(grant.place for grant in scope.grants if grant.place and grant.role in queries.COMMUNE)
    if not roots:
        return []
    rows = _running(scope).filter(needs_until__gte=today, campaign__counts_whole_place=False)
    asked = Wave.objects.filter(inside(roots, "needs__place__path"))
    return [
        Job(
            key=f"campaign.need.{wave.pk}",
            title=_("Đăng ký nhu cầu: %(campaign)s") % {"campaign": wave.campaign.title},
            detail=_("đến hết ngày %(day)s") % {"day": f"{wave.needs_until:%d/%m/%Y}"},
            address=reverse("campaign:need", args=[wave.pk]),
            act=_("Đăng ký"),
            icon=ICON,
        )
        for wave in rows.exclude(pk__in=asked.values("pk")).order_by("needs_until", "pk")[:MOST_JOBS]
    ]


def _lists(scope: Scope, today: object) -> list[Job]:
    roots = partner_roots(scope)
    if not roots:
        return []
    sent = Wave.objects.filter(inside(roots, "lists__organisation__path"))
    rows = _running(scope).filter(inside(roots, "senders__path"), lists_until__gte=today)
    return [
        Job(
            key=f"campaign.list.{wave.pk}",
            title=_("Gửi danh sách người: %(campaign)s") % {"campaign": wave.campaign.title},
            detail=_("đến hết ngày %(day)s") % {"day": f"{wave.lists_until:%d/%m/%Y}"},
            address=reverse("campaign:hand_in", args=[wave.pk]),
            act=_("Gửi danh sách"),
            icon=ICON,
        )
        for wave in rows.exclude(pk__in=sent.values("pk")).distinct().order_by("lists_until", "pk")[:MOST_JOBS]
    ]


def found(*, text: str, scope: Scope, limit: int) -> list[Found]:
    """Campaigns whose words hold every word asked for, without regard to marks."""
    words = fold(text).split()
    if not words or not scope.holds(*queries.READERS):
        return []
    hits = [
        Found(
            kind=_("Chiến dịch"),
            label=row.title,
            address=reverse("campaign:campaign", args=[row.pk]),
            detail=f"{row.place}, {row.first_day:%d/%m/%Y}",
        )
        for row in queries.campaigns(scope).order_by("-pk")[:500]
        if all(word in fold(f"{row.title} {row.number}") for word in words)
    ]
    return hits[:limit]


def kept_at(places: QuerySet[Place]) -> dict[str, int]:
    """What this room keeps at these places that goes along when they change: people sent there."""
    sent = (Standing.DECIDED, Standing.SERVING)
    return {"deployments": Deployment.objects.filter(place__in=places, standing__in=sent).count()}
