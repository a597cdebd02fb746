"""The board of a campaign: where everybody is, who is silent, how far the objectives are, what is still short."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from toso.ground.places.models import Place
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


def unmet(campaign: Campaign) -> list[chain.NeedLine]:
    """Needs of the newest wave that are still short."""
    wave = campaign.waves.order_by("-number").first()
    return [line for line in chain.need_lines(wave) if line.short] if wave is not None else []


def stories(campaign: Campaign) -> list[DayNote]:
    rows = DayNote.objects.filter(deployment__wave__campaign=campaign).exclude(story="")
    return list(rows.select_related("deployment__person", "deployment__place").order_by("-day", "-pk")[:MOST_STORIES])
