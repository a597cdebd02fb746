from datetime import date
from decimal import Decimal

import pytest

from tests.builders import a_place, moment
from toso.ground.audit.models import Entry
from toso.ground.places.rules import Level
from toso.plan.programme import actions, queries
from toso.plan.programme.models import (
    Indicator,
    IndicatorTerm,
    LegalDocument,
    Platform,
    Target,
    TargetDecision,
    TaskType,
)

pytestmark = pytest.mark.django_db
NOW = moment(date(2026, 11, 21))


def counts() -> tuple[int, ...]:
    return tuple(
        model.objects.count()
        for model in (LegalDocument, TaskType, Platform, Indicator, IndicatorTerm, TargetDecision, Target)
    )


def the_former_province():
    place = a_place(name="Khánh Hòa", level=Level.PROVINCE, code="56", valid_from=date(1989, 7, 1))
    place.valid_until = date(2025, 7, 1)
    place.save(update_fields=["valid_until"])
    return place


def test_the_catalogue_holds_exactly_what_the_sources_name():
    the_former_province()

    actions.load_catalogue(at=NOW)

    assert counts() == (83, 20, 13, 22, 18, 2, 16)


def test_loading_the_catalogue_twice_changes_nothing():
    the_former_province()
    actions.load_catalogue(at=NOW)
    before = (counts(), list(Indicator.objects.order_by("pk").values()), Entry.objects.count())

    actions.load_catalogue(at=NOW)

    assert (counts(), list(Indicator.objects.order_by("pk").values()), Entry.objects.count()) == before


def test_the_six_tiles_stand_in_their_order():
    actions.load_catalogue(at=NOW)

    tiles = TaskType.objects.filter(is_common=True).order_by("order").values_list("short_name", flat=True)

    assert list(tiles) == ["Dịch vụ công", "Định danh", "Chuyển tiền", "Bán trên sàn", "Chống lừa đảo", "Việc khác"]


def test_every_task_cites_plan_6863_or_says_where_it_comes_from():
    actions.load_catalogue(at=NOW)

    for task in TaskType.objects.select_related("basis"):
        from_the_plan = task.basis is not None and task.basis.code == "KH-6863" and task.article == "IV.1.b"
        assert from_the_plan != bool(task.source), task.code


def test_decision_405_replaced_decision_922():
    actions.load_catalogue(at=NOW)

    old = LegalDocument.objects.select_related("replaced_by").get(code="QD-922")

    assert old.replaced_by is not None
    assert old.replaced_by.number == "405/QĐ-BKHCN"


def test_the_targets_of_2022_and_2025_stand_at_the_former_province():
    former = the_former_province()
    actions.load_catalogue(at=NOW)
    households = Indicator.objects.get(code="6863-households-online")

    values = [queries.target_of(households.pk, former.pk, year) for year in (2022, 2025)]

    assert [target and target.value for target in values] == [Decimal(30), Decimal(80)]


def test_the_history_waits_for_the_former_province():
    actions.load_catalogue(at=NOW)
    assert Target.objects.count() == 0

    the_former_province()
    actions.load_catalogue(at=NOW)

    assert Target.objects.count() == 16


def test_history_and_sample_never_count_on_the_same_day():
    actions.load_catalogue(at=NOW)

    last_of_history = queries.indicators_on(date(2025, 12, 14))
    first_of_sample = queries.indicators_on(date(2025, 12, 15))

    assert {i.is_sample for i in last_of_history} == {False}
    assert {i.is_sample for i in first_of_sample} == {True}
    assert (len(last_of_history), len(first_of_sample)) == (9, 13)
