"""What campaigns offer to "Việc của tôi", to the search, and when places change."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from toso.ground.places.models import Place
from toso.ground.shared.jobs import Found, Job
from toso.ground.shared.scope import Scope, inside
from toso.ground.shared.text import fold
from toso.work.campaign.models import Deployment, Wave
from toso.work.campaign.models.plans import partner_roots
from toso.work.campaign.queries import plans as queries
from toso.work.campaign.rules.days import CampaignState
from toso.work.campaign.rules.service import Standing

ICON = "target"
MOST_JOBS = 20


def jobs(*, scope: Scope, person_id: int, at: datetime) -> list[Job]:  # noqa: ARG001  # every room is asked alike
    """Needs to register, lists to send, while the term runs."""
    today = localdate(at)
    return [*_needs(scope, today), *_lists(scope, today)]


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
