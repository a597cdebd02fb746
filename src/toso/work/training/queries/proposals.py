"""Classes that partners propose: where they may, who answers, what waits."""

from datetime import date

from django.db.models import Q, QuerySet

from toso.ground.people.models import Organisation, Person
from toso.ground.people.queries import persons_under
from toso.ground.people.rules import COMMUNE_ROLES, Role
from toso.ground.places.models import Place, PlaceQuerySet
from toso.ground.places.rules import Level
from toso.ground.shared.scope import Scope, inside
from toso.work.training.models import Proposal, ProposalQuerySet
from toso.work.training.models.core import partner_roots

HOSTS = (Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)
SEERS = (*HOSTS, Role.PARTNER, Role.PROVINCE_VIEWER, Role.AUDITOR)


def bodies_of(scope: Scope) -> QuerySet[Organisation]:
    """The bodies that somebody speaks for as a partner."""
    rows = Organisation.objects.filter(inside(partner_roots(scope), "path"), valid_until__isnull=True)
    return rows.order_by("sort_key", "pk")


def places_served(scope: Scope) -> PlaceQuerySet:
    """Where a partner may propose: provinces and communes at and below the own place or that of the own body."""
    roots = {grant.place for grant in scope.grants if grant.place and grant.role == Role.PARTNER}
    theirs = bodies_of(scope).filter(place__isnull=False).values_list("place__path", flat=True)
    below = inside(tuple(roots | set(theirs)), "path")
    rows: PlaceQuerySet = Place.objects.current().filter(below, level__in=[Level.PROVINCE, Level.COMMUNE])
    return rows.select_related("parent").order_by("-level", "sort_key", "pk")


def proposals(scope: Scope) -> ProposalQuerySet:
    rows: ProposalQuerySet = Proposal.objects.visible_to(scope)
    return rows.select_related("place", "organisation", "made_by", "answered_by", "session", "platform")


def may_host(scope: Scope, place: Place) -> bool:
    """Whether somebody answers for the place that is asked to host."""
    return scope.holds(*HOSTS, at_place=place.path)


def is_own(found: Proposal, scope: Scope) -> bool:
    path = found.organisation.path if found.organisation else ""
    return found.made_by_id == scope.person_id or any(path.startswith(root) for root in partner_roots(scope) if path)


def hosts_of(place: Place, *, on: date) -> QuerySet[Person]:
    """Who is told of a proposal: the offices of the place itself."""
    roles = [Role.PROVINCE_OFFICER] if place.level == Level.PROVINCE else sorted(COMMUNE_ROLES)
    found = Q(pk__in=[])
    for role in roles:
        found |= Q(pk__in=persons_under(role, place.path, on).values("pk"))
    return Person.objects.filter(found).order_by("sort_key", "pk")


def to_answer(scope: Scope) -> QuerySet[Proposal]:
    """What waits for the offices of one's own place."""
    roots = [grant.place for grant in scope.grants if grant.place and grant.role in HOSTS]
    rows = Proposal.objects.asked().filter(place__path__in=roots).select_related("place")
    return rows.order_by("day", "pk")
