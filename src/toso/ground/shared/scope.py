"""Who may see which rows: the one gate, passed by hand and never ambient."""

from dataclasses import dataclass
from typing import Any, Self

from django.db import models
from django.db.models import Q


@dataclass(frozen=True, slots=True)
class Grant:
    """One role held today: over a subtree of places, or over a subtree of organisations.

    ``place`` and ``organisation`` are tree paths that end in a dot; exactly one is set.
    """

    role: str
    place: str | None = None
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What a person may see and do today. An empty scope sees nothing."""

    person_id: int
    grants: tuple[Grant, ...] = ()

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(grant.role for grant in self.grants)

    @property
    def place_roots(self) -> tuple[str, ...]:
        return tuple(sorted({grant.place for grant in self.grants if grant.place}))

    @property
    def organisation_roots(self) -> tuple[str, ...]:
        return tuple(sorted({grant.organisation for grant in self.grants if grant.organisation}))

    def holds(self, *roles: str, at_place: str | None = None) -> bool:
        """Whether one of the roles is held, at that place or anywhere above it when a path is given."""
        return any(
            grant.role in roles and (at_place is None or (grant.place is not None and at_place.startswith(grant.place)))
            for grant in self.grants
        )


def inside(roots: tuple[str, ...], column: str) -> Q:
    """The condition "the path in this column lies under one of these roots"; no roots, nothing."""
    condition = Q(pk__in=[])
    for root in roots:
        condition |= Q(**{f"{column}__startswith": root})
    return condition


class ScopedQuerySet(models.QuerySet[Any]):
    """Rows that stand at a place, an organisation or both. ``visible_to`` is their only gate.

    A subclass says where the path stands in its table. A row is visible when either of the paths
    named lies inside the scope.
    """

    place_path: str | None = "place__path"
    organisation_path: str | None = None

    def visible_to(self, scope: Scope) -> Self:
        condition = Q(pk__in=[])
        if self.place_path:
            condition |= inside(scope.place_roots, self.place_path)
        if self.organisation_path:
            condition |= inside(scope.organisation_roots, self.organisation_path)
        return self.filter(condition)
