"""Who may see and do what with whose month. Inside the scope, a month is opened only to those who need it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from toso.ground.people.models import Organisation
from toso.ground.people.queries import committee_of, held_on
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.shared.asking import asked_often
from toso.ground.shared.scope import Scope, inside
from toso.results.kpi.models import Line, Month, Post, Setting, Sheet, Substitute
from toso.results.kpi.models.catalogue import Catalogue, CatalogueQuerySet
from toso.results.kpi.rules.seats import Seat, scorers
from toso.results.kpi.rules.states import Rank

LEADERS = (Role.COMMUNE_LEADER,)
STAFF = (Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)
SCORERS = (*STAFF, Role.PROVINCE_OFFICER)  # who stands in for the head of an agency may sit above it
ONLOOKERS = (Role.PROVINCE_OFFICER, Role.PROVINCE_VIEWER)


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is in KPI on a day: what follows from posts, under the roles of the scope."""

    scope: Scope
    on: date
    posts: tuple[Post, ...]
    substitute_for: frozenset[int]

    @property
    def person_id(self) -> int:
        return self.scope.person_id

    @property
    def agencies(self) -> frozenset[int]:
        return frozenset(post.agency_id for post in self.posts)

    @property
    def personnel_of(self) -> frozenset[int]:
        """The agencies whose personnel the person keeps."""
        return frozenset(post.agency_id for post in self.posts if post.keeps_personnel)

    @property
    def headed(self) -> tuple[Organisation, ...]:
        return tuple(post.body for post in self.posts if post.rank == Rank.HEAD)

    @property
    def leader_roots(self) -> tuple[str, ...]:
        return tuple(g.place for g in self.scope.grants if g.place and g.role in LEADERS)

    @property
    def is_scorer(self) -> bool:
        return bool(self.headed or self.substitute_for)

    def keeps(self, agency: Organisation) -> bool:
        """Whether the person keeps the agency's KPI: its personnel officer or one who leads it."""
        return agency.pk in self.personnel_of or self.leads(agency)

    def leads(self, agency: Organisation) -> bool:
        place = agency.place
        return place is not None and any(place.path.startswith(root) for root in self.leader_roots)


def standing_of(scope: Scope, on: date) -> Standing:
    """What the person is in KPI on a day. Two questions."""
    return Standing(scope, on, tuple(_posts(scope.person_id, on)), frozenset(_stood_in_for(scope.person_id, on)))


@asked_often
def _posts(person_id: int, on: date) -> QuerySet[Post]:
    posts = Post.objects.filter(held_on(on), person_id=person_id).select_related("agency__place", "body")
    return posts.order_by("-is_main", "pk")


@asked_often
def _stood_in_for(person_id: int, on: date) -> QuerySet[Substitute, int]:
    return Substitute.objects.filter(held_on(on), scorer_id=person_id).values_list("person_id", flat=True)


def _seen(standing: Standing, prefix: str = "") -> Q:
    """The second gate, over a table that leads to a sheet by ``prefix``."""
    scope = standing.scope
    visible = inside(scope.place_roots, f"{prefix}month__agency__place__path")
    visible |= inside(scope.organisation_roots, f"{prefix}month__agency__path")
    needed = inside(standing.leader_roots, f"{prefix}month__agency__place__path")
    needed |= inside(tuple(body.path for body in standing.headed), f"{prefix}body__path")
    needed |= Q(**{f"{prefix}month__agency__in": standing.personnel_of})
    needed |= Q(**{f"{prefix}person__in": standing.substitute_for})
    return Q(**{f"{prefix}person": scope.person_id}) | (visible & needed)


def readable(standing: Standing) -> QuerySet[Sheet]:
    """The months somebody may read: one's own always; others' by leading, heading, keeping or standing in."""
    rows = Sheet.objects.filter(_seen(standing))
    return rows.select_related("month__agency__place", "person", "body", "confirmed_by", "own_rules")


def readable_lines(standing: Standing) -> QuerySet[Line]:
    rows = Line.objects.standing().filter(_seen(standing, "sheet__"))
    return rows.select_related("sheet__month__agency__place", "sheet__person", "sheet__body", "product", "body")


def months_seen(standing: Standing) -> QuerySet[Month]:
    """The months of agencies that somebody works in, keeps or leads."""
    own = Q(agency__in=standing.agencies) | inside(standing.leader_roots, "agency__place__path")
    return Month.objects.filter(own).select_related("agency__place")


def catalogues_seen(standing: Standing) -> CatalogueQuerySet:
    """The catalogues of one's own agencies, and of those one leads: no secret, yet nobody else's business."""
    own = Q(agency__in=standing.agencies) | inside(standing.leader_roots, "agency__place__path")
    rows: CatalogueQuerySet = Catalogue.objects.filter(own)
    return rows


def agencies_kept(standing: Standing) -> list[Organisation]:
    """The agencies whose KPI somebody keeps, those that have settled it, by name."""
    kept = Q(pk__in=standing.personnel_of) | inside(standing.leader_roots, "place__path")
    bodies = Organisation.objects.filter(kept, Exists(Setting.objects.filter(agency=OuterRef("pk"))))
    return list(bodies.select_related("place").order_by("sort_key", "pk"))


def agency_to_keep(standing: Standing, agency_id: int) -> Organisation | None:
    """An agency whose KPI somebody keeps, or may set up: a leader that of the place led."""
    kept = Q(pk__in=standing.personnel_of) | inside(standing.leader_roots, "place__path")
    rows = Organisation.objects.filter(kept, valid_until__isnull=True, pk=agency_id)
    return rows.select_related("place").first()


def agencies_to_set_up(standing: Standing) -> list[Organisation]:
    """The committees of the places somebody leads that have not settled their KPI yet."""
    places = Place.objects.filter(path__in=standing.leader_roots)
    found = (committee_of(place, on=standing.on) for place in places.order_by("pk"))
    known = {agency.pk for agency in agencies_kept(standing)}
    return [agency for agency in found if agency is not None and agency.pk not in known]


def seats_of(agency_ids: Iterable[int], on: date) -> list[Seat]:
    """The main posts of agencies on a day, as the rules want them."""
    held = Post.objects.filter(held_on(on), agency__in=list(agency_ids), is_main=True)
    rows = held.values_list("person_id", "agency_id", "body_id", "rank")
    return [Seat(person, agency, body, Rank(rank)) for person, agency, body, rank in rows]


def scorers_of(agency_ids: Iterable[int], on: date) -> dict[int, int | None]:
    """Who scores each person of the agencies on a day; None: somebody above the agency. Two questions."""
    agency_ids = list(agency_ids)
    named = Substitute.objects.filter(held_on(on), agency__in=agency_ids).values_list("person_id", "scorer_id")
    return scorers(seats_of(agency_ids, on), dict(named))


def scorer_of(sheet: Sheet, on: date) -> int | None:
    """Who scores this month: as posts and substitutes stand on the day asked, by the body the sheet belongs to."""
    return scorers_of([sheet.month.agency_id], on).get(sheet.person_id)


def scored_by(standing: Standing) -> list[int]:
    """The persons whom somebody scores today."""
    agencies = {post.agency_id for post in standing.posts}
    agencies |= set(
        Post.objects.filter(held_on(standing.on), person__in=standing.substitute_for).values_list(
            "agency_id", flat=True
        )
    )
    found = scorers_of(agencies, standing.on)
    return sorted(person for person, scorer in found.items() if scorer == standing.person_id)
