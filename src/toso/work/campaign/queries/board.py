"""The board of a campaign: where everybody is, who is silent, how far the objectives are, what is still short."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from toso.ground.places.models import Place
from toso.ground.shared.map import Map, Spot, marked
from toso.ground.shared.vietnam_days import vietnam_calendar
from toso.work.campaign.models import Campaign, DayNote, Deployment, Objective
from toso.work.campaign.queries import chain, figures
from toso.work.campaign.rules import days
from toso.work.campaign.rules.days import Progress
from toso.work.campaign.rules.service import BINDING, Standing

MOST_STORIES = 5


@dataclass(frozen=True, slots=True)
class Goal:
    objective: Objective
    value: Decimal
    percent: Decimal | None
    pace: Decimal
    tone: str


@dataclass(slots=True)
class Post:
    """A commune with the people sent to it."""

    place: Place
    people: list[Deployment]
    last_logged: date | None
    silent: int

    @property
    def is_silent(self) -> bool:
        return self.silent >= days.SILENT_FROM


def goals(campaign: Campaign, seen: Progress) -> list[Goal]:
    """Each objective beside an even pace. Every number is counted afresh and opens to its records."""
    whose = figures.of_campaign(campaign)
    due = days.pace(seen)
    found = []
    for one in campaign.objectives.order_by("order"):
        value = figures.value_of(one.figure, whose)
        percent = days.share(value, one.target)
        tone = "good" if percent is not None and percent >= due else "wait"
        found.append(Goal(one, value, percent, due, tone))
    return found


def posts(campaign: Campaign, today: date) -> list[Post]:
    """The communes with people, those silent longest first."""
    rows = Deployment.objects.filter(wave__campaign=campaign, standing__in=sorted(BINDING))
    sent = list(rows.select_related("person", "place", "wave").order_by("place__sort_key", "person__sort_key", "pk"))
    logged = figures.days_logged([row for row in sent if row.arrived_on is not None])
    calendar = vietnam_calendar()
    found: dict[int, Post] = {}
    for row in sent:
        found.setdefault(row.place_id, Post(row.place, [], None, 0)).people.append(row)
    for post in found.values():
        marked = [day for row in post.people for day in logged.get(row.pk, ())]
        post.last_logged = max(marked, default=None)
        serving = [row for row in post.people if row.standing == Standing.SERVING and row.arrived_on is not None]
        if serving:
            since = min(row.service.begins for row in serving)
            post.silent = days.silent_days(post.last_logged, since, today, calendar.is_working_day)
    return sorted(found.values(), key=lambda post: (-post.silent, post.place.sort_key, post.place.pk))


SHAPES: dict[str, str | Promise] = {
    "good": _("có nhật ký"),
    "bad": _("im lặng hai ngày"),
    "none": _("chưa đến"),
}


def shape_of(post: Post) -> str:
    """How a commune is marked on the map."""
    if post.is_silent:
        return "bad"
    return "good" if any(row.arrived_on is not None for row in post.people) else "none"


def map_of(posts: Sequence[Post]) -> Map | None:
    """The communes with people as points, named in their order: who is silent longest, then who has most people."""
    order = sorted(posts, key=lambda post: (-post.silent, -len(post.people), post.place.sort_key, post.place.pk))
    spots = [
        Spot(one.place.pk, one.place.full_name, one.place.lat, one.place.lon, rank=number)
        for number, one in enumerate(order)
        if one.place.lat is not None and one.place.lon is not None
    ]
    return marked(spots, {post.place.pk: (shape_of(post), _words_of(post)) for post in posts})


def _words_of(post: Post) -> str:
    people = ngettext("%(count)s người", "%(count)s người", len(post.people)) % {"count": len(post.people)}
    return f"{people}, {SHAPES[shape_of(post)]}"


def legend(posts: Sequence[Post]) -> list[tuple[str, str | Promise, int]]:
    """Shape, words and how many communes, for those that stand on the map."""
    counts = Counter(shape_of(post) for post in posts)
    return [(shape, words, counts[shape]) for shape, words in SHAPES.items()]


def unmet(campaign: Campaign) -> list[chain.NeedLine]:
    """Needs of the newest wave that are still short."""
    wave = campaign.waves.order_by("-number").first()
    return [line for line in chain.need_lines(wave) if line.short] if wave is not None else []


def stories(campaign: Campaign) -> list[DayNote]:
    rows = DayNote.objects.filter(deployment__wave__campaign=campaign).exclude(story="")
    return list(rows.select_related("deployment__person", "deployment__place").order_by("-day", "-pk")[:MOST_STORIES])
