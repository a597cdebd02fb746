from datetime import date
from decimal import Decimal

import pytest

from tests.builders import a_place, binh_of, chau_of, dung_of, moment
from tests.world import a_world
from toso.ground.people.queries import scope_of
from toso.ground.places.rules import Level
from toso.ground.shared.refusal import Refusal
from toso.plan.programme import facts, queries
from toso.plan.programme.actions import denominators
from toso.plan.programme.models import Denominator, Exclusion, Mark
from toso.plan.programme.tests.builders import a_denominator, an_indicator

pytestmark = pytest.mark.django_db
NOW = moment(date(2026, 11, 21))
TODAY = date(2026, 11, 21)


def record(person, place, **changes):
    words = {"code": "households", "value": Decimal(320), "as_of": date(2026, 6, 1), "source": "Công an xã", **changes}
    return denominators.record_denominator(place=place, by=person, scope=scope_of(person.pk, on=TODAY), at=NOW, **words)


def in_force():
    rows = facts.denominator.rows({"code": "households"}).order_by("as_of")
    return [(row.value, row.as_of, row.valid_until) for row in rows]


def test_a_new_figure_ends_the_former_and_past_readings_stay():
    world = a_world()
    a_denominator(place=world.hamlet, value=300)

    record(binh_of(world.commune), world.hamlet)

    june = date(2026, 6, 1)
    assert in_force() == [(Decimal(300), date(2026, 1, 1), june), (Decimal(320), june, None)]
    known_before = facts.denominator.history({"code": "households"}).filter(recorded_at__lt=NOW)
    assert [(row.valid_until, row.superseded_at) for row in known_before] == [(None, NOW)]


def test_a_figure_of_an_earlier_day_ends_where_the_known_one_begins():
    world = a_world()
    a_denominator(place=world.hamlet, value=300)

    record(binh_of(world.commune), world.hamlet, as_of=date(2025, 6, 1))

    new_year = date(2026, 1, 1)
    assert in_force() == [(Decimal(320), date(2025, 6, 1), new_year), (Decimal(300), new_year, None)]


def test_the_same_day_is_corrected_by_a_new_version():
    world = a_world()
    a_denominator(place=world.hamlet, value=300)

    record(binh_of(world.commune), world.hamlet, as_of=date(2026, 1, 1))

    assert in_force() == [(Decimal(320), date(2026, 1, 1), None)]
    assert Denominator.objects.count() == 2


def test_the_cell_is_marked_to_be_counted_again():
    world = a_world()

    record(binh_of(world.commune), world.hamlet)

    assert list(Mark.objects.values_list("place_id", "day")) == [(world.hamlet.pk, date(2026, 6, 1))]


@pytest.mark.parametrize("side", ["above", "below"])
def test_a_figure_is_refused_where_a_unit_above_or_below_holds_it(side):
    world = a_world()
    taken, wanted = (world.commune, world.hamlet) if side == "above" else (world.hamlet, world.commune)
    a_denominator(place=taken, value=300)

    with pytest.raises(Refusal, match="bị đếm hai lần"):
        record(binh_of(world.commune), wanted)

    assert Denominator.objects.count() == 1
    assert Mark.objects.count() == 0


def test_the_figure_of_a_merged_unit_ends_where_the_successors_begins():
    world = a_world()
    former = a_place(name="Cũ", level=Level.COMMUNE, parent=world.province)
    former.path = f"{world.commune.path}{former.pk}."
    former.valid_until = date(2026, 3, 1)
    former.save(update_fields=["path", "valid_until"])
    a_denominator(place=former, value=300)

    record(binh_of(world.commune), world.commune)

    june = date(2026, 6, 1)
    assert in_force() == [(Decimal(300), date(2026, 1, 1), june), (Decimal(320), june, None)]
    assert Mark.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "sentence", "field"),
    [
        ({"value": Decimal(-1)}, "không được âm", "value"),
        ({"as_of": date(2026, 11, 22)}, "tương lai", "as_of"),
        ({"source": " "}, "nguồn", "source"),
        ({"code": "stars"}, "Không có loại mẫu số “stars”", "code"),
    ],
    ids=["negative", "future", "without source", "unknown code"],
)
def test_a_wrong_figure_is_refused(changes, sentence, field):
    world = a_world()

    with pytest.raises(Refusal, match=sentence) as refusal:
        record(binh_of(world.commune), world.hamlet, **changes)

    assert refusal.value.field == field
    assert Denominator.objects.count() == 0


def test_another_commune_records_nothing_here():
    world = a_world()

    with pytest.raises(Refusal, match="không thuộc quyền"):
        record(chau_of(world.elsewhere), world.hamlet)

    assert Denominator.objects.count() == 0


def exclude(person, world, **changes):
    words = {"reason": "Không có dân cư thường trú", "valid_from": date(2026, 1, 1), **changes}
    indicator = words.pop("indicator")
    return denominators.exclude_place(
        place=world.commune, indicator=indicator, by=person, scope=scope_of(person.pk, on=TODAY), at=NOW, **words
    )


def test_a_unit_is_left_out_of_a_denominator_with_the_reason():
    world, indicator = a_world(), an_indicator()
    dung = dung_of(world.province)

    exclusion = exclude(dung, world, indicator=indicator)

    assert queries.excluded_places(indicator.pk, date(2025, 12, 31)) == {}
    assert queries.excluded_places(indicator.pk, TODAY) == {world.commune.pk: "Không có dân cư thường trú"}
    denominators.end_exclusion(exclusion_id=exclusion.pk, on=TODAY, by=dung, scope=scope_of(dung.pk, on=TODAY), at=NOW)
    assert queries.excluded_places(indicator.pk, TODAY) == {}


def test_an_exclusion_without_reason_or_twice_is_refused():
    world, indicator = a_world(), an_indicator()
    dung = dung_of(world.province)

    with pytest.raises(Refusal, match="lý do"):
        exclude(dung, world, indicator=indicator, reason=" ")
    exclude(dung, world, indicator=indicator)
    with pytest.raises(Refusal, match="đã được để ngoài"):
        exclude(dung, world, indicator=indicator)

    assert Exclusion.objects.count() == 1


def test_a_commune_does_not_leave_itself_out():
    world, indicator = a_world(), an_indicator()

    with pytest.raises(Refusal, match="không thuộc quyền"):
        exclude(binh_of(world.commune), world, indicator=indicator)

    assert Exclusion.objects.count() == 0
