"""A question put together once: it says the same as its queryset, whoever asks and whatever was written meanwhile."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, QuerySet
from django.test.utils import CaptureQueriesContext

from tests.builders import a_place
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.asking import asked_often

pytestmark = pytest.mark.django_db


def below(parent: int, level: str) -> QuerySet[Any]:
    rows = Place.objects.filter(parent=parent, level=level).select_related("parent")
    return rows.annotate(children_count=Count("children")).order_by("name")


def test_it_reads_rows_as_they_stand_now_with_what_belongs_to_them():
    calls = []

    @asked_often
    def ask(parent: int, level: str) -> QuerySet[Any]:
        calls.append(parent)
        return below(parent, level)

    province = a_place(name="Mẫu", level=Level.PROVINCE, code="56")
    other = a_place(name="Khác", level=Level.PROVINCE, code="57")
    first = a_place(name="An Hoà", level=Level.COMMUNE, parent=province)
    a_place(name="Bắc", level=Level.COMMUNE, parent=other)
    assert ask(province.pk, Level.COMMUNE) == [first]

    second = a_place(name="Bình Minh", level=Level.COMMUNE, parent=province)
    a_place(name="Thôn 1", level=Level.HAMLET, parent=second)
    with CaptureQueriesContext(connection) as asked:
        found = ask(province.pk, Level.COMMUNE)
        told = [(row.name, row.parent.name, row.children_count) for row in found]

    assert told == [("An Hoà", "Mẫu", 0), ("Bình Minh", "Mẫu", 1)]
    assert told == [(row.name, row.parent.name, row.children_count) for row in below(province.pk, Level.COMMUNE)]
    assert [row.name for row in ask(other.pk, Level.COMMUNE)] == ["Bắc"]
    assert (len(asked), calls) == (1, [province.pk, other.pk])
    assert not found[0]._state.adding


def test_values_distinct_rows_and_slices_are_read_as_the_queryset_reads_them():
    province = a_place(name="Mẫu", level=Level.PROVINCE, code="56")
    for name in ("An Hoà", "Bình Minh", "Cam Lộ"):
        a_place(name=name, level=Level.COMMUNE, parent=province)

    @asked_often
    def names(parent: int) -> QuerySet[Place, str]:
        return Place.objects.filter(parent=parent).order_by("-name").values_list("name", flat=True)[:2]

    @asked_often
    def levels(parent: int) -> QuerySet[Place]:
        return Place.objects.filter(parent=parent).distinct("level").order_by("level", "name")

    assert names(province.pk) == ["Cam Lộ", "Bình Minh"]
    assert [row.name for row in levels(province.pk)] == ["An Hoà"]


def test_a_question_that_nothing_can_answer_is_not_asked():
    @asked_often
    def nowhere(_parent: int) -> QuerySet[Place]:
        return Place.objects.filter(pk__in=[])

    with CaptureQueriesContext(connection) as asked:
        assert nowhere(1) == []
    assert len(asked) == 0


def test_what_asks_while_it_is_made_is_refused():
    @asked_often
    def eager(parent: int) -> QuerySet[Place]:
        return Place.objects.filter(pk__in=list(Place.objects.filter(parent=parent).values_list("pk", flat=True)))

    with pytest.raises(RuntimeError, match="asks for something"):
        eager(1)
