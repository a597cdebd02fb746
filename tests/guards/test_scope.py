"""Every table whose rows stand at a place can be read through the one gate, and Châu finds nothing there."""

import pytest
from django.apps import apps
from django.db import models

from toso.ground.places.models import Place
from toso.ground.shared.scope import Grant, Scope, ScopedQuerySet

# A row of these tables stands at a place, yet is reached otherwise; each with its reason.
BY_ANOTHER_GATE = {
    "people.Duty": "carried by organisations or levels; the same for everybody",
    "places.PlaceVersion": "history of a place that is public knowledge, like the tree itself",
    "places.Succession": "public knowledge, like the tree itself",
    "places.ChangedCell": "work for the worker, never shown",
    "places.Reach": "derived from the tree, joined and never shown",
    "programme.Mark": "work for the worker, never shown",
    "registry.CountMark": "work for the worker, never shown",
    "notices.Notice": "belongs to its person, who alone sees it",
    "reporting.Series": "a name, without a place",
}


def placed_models() -> list[type[models.Model]]:
    ours = [m for m in apps.get_models() if m.__module__.startswith("toso.")]
    return [
        model
        for model in ours
        if any(isinstance(f, models.ForeignKey) and f.related_model is Place for f in model._meta.get_fields())
    ]


@pytest.mark.parametrize("model", placed_models(), ids=lambda m: m._meta.label)
def test_rows_with_a_place_are_read_through_the_gate(model):
    if model._meta.label in BY_ANOTHER_GATE:
        return
    assert isinstance(model._default_manager.all(), ScopedQuerySet), f"{model._meta.label} cannot be read by scope"


@pytest.mark.django_db
@pytest.mark.parametrize("model", [m for m in placed_models() if m._meta.label not in BY_ANOTHER_GATE], ids=str)
def test_the_gate_of_every_table_can_be_asked(model):
    nobody = Scope(person_id=0)
    somebody = Scope(person_id=1, grants=(Grant(role="commune_official", place="1.2."),))

    assert not model._default_manager.all().visible_to(nobody).exists()
    assert model._default_manager.all().visible_to(somebody).count() == 0


def test_the_guard_of_the_gate_is_awake():
    labels = {model._meta.label for model in apps.get_models()}

    assert len(placed_models()) > 10
    assert not set(BY_ANOTHER_GATE) - labels, "a table of the list is gone"
