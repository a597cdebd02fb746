from datetime import date
from decimal import Decimal

import pytest

from tests.builders import a_person, a_place, binh_of, chau_of, dung_of, moment
from tests.world import a_world
from toso.ground.audit.models import Entry
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.places.models import Succession
from toso.ground.places.rules import Level
from toso.ground.shared.refusal import Refusal
from toso.plan.programme import queries
from toso.plan.programme.actions import targets
from toso.plan.programme.models import Target
from toso.plan.programme.rules import IndicatorKind
from toso.plan.programme.tests.builders import a_denominator, an_indicator, an_issued_decision

pytestmark = pytest.mark.django_db
NOW = moment(date(2026, 11, 21))
TODAY = date(2026, 11, 21)


class Desk:
    """One person at work: what every action needs of who, with which rights, when."""

    def __init__(self, person):
        self.person = person
        self.who = {"by": person, "scope": scope_of(person.pk, on=TODAY), "at": NOW}

    def draft(self, place, year=2026):
        return targets.draft_target_decision(place=place, year=year, title="Giao chỉ tiêu", **self.who)

    def set(self, decision, values, reasons=None):
        return targets.set_targets(decision_id=decision.pk, values=values, reasons=reasons or {}, **self.who)

    def issue(self, decision, number="12/QĐ-UBND", signed_on=TODAY):
        return targets.issue_target_decision(
            decision_id=decision.pk, number=number, signed_on=signed_on, signer="Lê Mẫu Dung", **self.who
        )


def in_force():
    rows = Target.objects.filter(replaced_at__isnull=True).order_by("pk")
    return [(row.indicator_id, row.place_id, row.value) for row in rows]


def test_the_province_assigns_targets_to_its_communes():
    world = a_world()
    indicator = an_indicator()
    dung = Desk(dung_of(world.province))
    decision = dung.draft(world.province)
    cells = {world.province.pk: 100, world.commune.pk: 60, world.elsewhere.pk: 40}

    dung.set(decision, {(indicator.pk, place): Decimal(value) for place, value in cells.items()})
    dung.issue(decision)

    assert in_force() == [(indicator.pk, place, Decimal(value)) for place, value in cells.items()]
    assert Entry.objects.filter(code="programme.targets.issued").count() == 1


def test_a_gap_without_reason_is_refused_and_nothing_is_issued():
    world = a_world()
    indicator = an_indicator(name="Lượt hướng dẫn")
    dung = Desk(dung_of(world.province))
    decision = dung.draft(world.province)
    dung.set(decision, {(indicator.pk, world.province.pk): Decimal(100), (indicator.pk, world.commune.pk): Decimal(60)})

    with pytest.raises(Refusal, match=r"Lượt hướng dẫn \(thiếu 40\)"):
        dung.issue(decision)

    decision.refresh_from_db()
    assert (decision.issued_at, decision.number, in_force()) == (None, "", [])


def test_a_gap_with_a_reason_is_issued_and_keeps_it():
    world = a_world()
    indicator = an_indicator()
    dung = Desk(dung_of(world.province))
    decision = dung.draft(world.province)
    values = {(indicator.pk, world.province.pk): Decimal(100), (indicator.pk, world.commune.pk): Decimal(60)}
    dung.set(decision, values, {indicator.pk: "Dự phòng 40"})

    dung.issue(decision)

    assert set(Target.objects.values_list("gap_reason", flat=True)) == {"Dự phòng 40"}


def test_a_later_decision_replaces_a_target_and_keeps_the_former():
    world = a_world()
    indicator = an_indicator(kind=IndicatorKind.RATIO, unit="%")
    an_issued_decision(place=world.province, values={(indicator.pk, world.commune.pk): Decimal(80)})
    dung = Desk(dung_of(world.province))
    decision = dung.draft(world.province)
    dung.set(decision, {(indicator.pk, world.commune.pk): Decimal(85)})

    dung.issue(decision)

    assert in_force() == [(indicator.pk, world.commune.pk, Decimal(85))]
    former = Target.objects.get(replaced_at__isnull=False)
    assert (former.value, former.replaced_at) == (Decimal(80), NOW)


def test_an_issued_decision_is_never_changed():
    world = a_world()
    indicator = an_indicator()
    decision = an_issued_decision(place=world.province, values={(indicator.pk, world.commune.pk): Decimal(80)})
    dung = Desk(dung_of(world.province))

    with pytest.raises(Refusal, match="Quyết định đã ban hành"):
        dung.set(decision, {(indicator.pk, world.commune.pk): Decimal(1)})

    assert in_force() == [(indicator.pk, world.commune.pk, Decimal(80))]


def test_the_hamlets_share_the_target_that_the_province_gave():
    world = a_world()
    indicator = an_indicator()
    an_issued_decision(place=world.province, values={(indicator.pk, world.commune.pk): Decimal(60)})
    leader = Desk(a_person(role=Role.COMMUNE_LEADER, place=world.commune))
    decision = leader.draft(world.commune)

    leader.set(decision, {(indicator.pk, world.hamlet.pk): Decimal(60)})
    leader.issue(decision)

    found = queries.target_of(indicator.pk, world.hamlet.pk, 2026)
    assert found is not None
    assert found.value == Decimal(60)


def test_a_commune_cannot_change_what_the_province_gave_it():
    world = a_world()
    indicator = an_indicator()
    an_issued_decision(place=world.province, values={(indicator.pk, world.commune.pk): Decimal(60)})
    binh = Desk(binh_of(world.commune))
    decision = binh.draft(world.commune)

    with pytest.raises(Refusal, match="do cấp trên giao"):
        binh.set(decision, {(indicator.pk, world.commune.pk): Decimal(10)})

    decision.refresh_from_db()
    assert decision.content == {}


def test_an_official_drafts_but_only_the_leader_issues():
    world = a_world()
    indicator = an_indicator()
    binh = Desk(binh_of(world.commune))
    decision = binh.draft(world.commune)
    binh.set(decision, {(indicator.pk, world.hamlet.pk): Decimal(5)})

    with pytest.raises(Refusal, match="không thuộc quyền"):
        binh.issue(decision)

    assert in_force() == []


def test_the_province_does_not_draft_for_the_commune():
    world = a_world()

    with pytest.raises(Refusal, match="không thuộc quyền"):
        Desk(dung_of(world.province)).draft(world.commune)


def test_a_stranger_does_not_find_the_decision():
    world = a_world()
    indicator = an_indicator()
    decision = Desk(binh_of(world.commune)).draft(world.commune)

    with pytest.raises(Refusal, match="Không tìm thấy"):
        Desk(chau_of(world.elsewhere)).set(decision, {(indicator.pk, world.hamlet.pk): Decimal(5)})

    decision.refresh_from_db()
    assert decision.content == {}


@pytest.mark.parametrize(
    ("value", "sentence"), [("-1", "là số âm"), ("1.5", "quá nhiều chữ số lẻ")], ids=["negative", "too fine"]
)
def test_a_wrong_figure_is_refused_and_no_cell_is_written(value, sentence):
    world = a_world()
    good, wrong = an_indicator(), an_indicator()
    dung = Desk(dung_of(world.province))
    decision = dung.draft(world.province)

    with pytest.raises(Refusal, match=sentence):
        dung.set(decision, {(good.pk, world.commune.pk): Decimal(5), (wrong.pk, world.commune.pk): Decimal(value)})

    decision.refresh_from_db()
    assert decision.content == {}


def test_a_place_that_is_not_directly_below_is_refused():
    world = a_world()
    indicator = an_indicator()
    dung = Desk(dung_of(world.province))
    decision = dung.draft(world.province)

    with pytest.raises(Refusal, match="không thuộc quyết định này"):
        dung.set(decision, {(indicator.pk, world.hamlet.pk): Decimal(5)})


def test_a_number_is_used_once_a_year():
    world = a_world()
    indicator = an_indicator()
    dung = Desk(dung_of(world.province))
    an_issued_decision(place=world.province, values={}, number="12/QĐ-UBND")
    decision = dung.draft(world.province)
    dung.set(decision, {(indicator.pk, world.commune.pk): Decimal(5)})

    with pytest.raises(Refusal, match="đã có trong năm 2026") as refusal:
        dung.issue(decision, number="12/QĐ-UBND")

    assert refusal.value.field == "number"
    assert in_force() == []


def test_a_day_of_signing_in_the_future_is_refused():
    world = a_world()
    indicator = an_indicator()
    dung = Desk(dung_of(world.province))
    decision = dung.draft(world.province)
    dung.set(decision, {(indicator.pk, world.commune.pk): Decimal(5)})

    with pytest.raises(Refusal, match="tương lai"):
        dung.issue(decision, signed_on=date(2026, 11, 22))


def test_a_proposal_by_households_adds_up_exactly():
    world = a_world()
    indicator = an_indicator()
    a_denominator(place=world.hamlet, value=200)
    a_denominator(place=world.elsewhere, value=100)
    dung = Desk(dung_of(world.province))
    decision = dung.draft(world.province)
    dung.set(decision, {(indicator.pk, world.province.pk): Decimal(100)})

    targets.propose_parts(decision_id=decision.pk, indicator_ids=[indicator.pk], weight="households", **dung.who)

    decision.refresh_from_db()
    assert queries.typed_values(decision)[indicator.pk] == {
        world.province.pk: Decimal(100),
        world.commune.pk: Decimal(67),
        world.elsewhere.pk: Decimal(33),
    }


def test_a_proposal_without_denominators_is_refused_and_says_where():
    world = a_world()
    indicator = an_indicator()
    dung = Desk(dung_of(world.province))
    decision = dung.draft(world.province)
    dung.set(decision, {(indicator.pk, world.province.pk): Decimal(100)})

    with pytest.raises(Refusal, match="Chưa có mẫu số của 2 nơi: Xã An Hoà, Xã Bình Minh"):
        targets.propose_parts(decision_id=decision.pk, indicator_ids=[indicator.pk], weight="households", **dung.who)


def test_a_rate_is_copied_not_shared_out():
    world = a_world()
    rate = an_indicator(kind=IndicatorKind.RATIO, unit="%", decimals=1)
    dung = Desk(dung_of(world.province))
    decision = dung.draft(world.province)
    dung.set(decision, {(rate.pk, world.province.pk): Decimal(80)})

    targets.propose_parts(decision_id=decision.pk, indicator_ids=[rate.pk], weight="", **dung.who)

    decision.refresh_from_db()
    assert set(queries.typed_values(decision)[rate.pk].values()) == {Decimal(80)}


def merged_into(world, *, name="Cũ", on=date(2026, 7, 1)):
    former = a_place(name=name, level=Level.COMMUNE, parent=world.province)
    former.valid_until = on
    former.save(update_fields=["valid_until"])
    Succession.objects.create(predecessor=former, successor=world.commune, on=on)
    return former


def test_targets_of_merged_units_add_until_a_new_decision():
    world, indicator = a_world(), an_indicator()
    former = merged_into(world)
    values = {(indicator.pk, world.commune.pk): Decimal(60), (indicator.pk, former.pk): Decimal(25)}
    an_issued_decision(place=world.province, values=values)

    before = queries.target_of(indicator.pk, world.commune.pk, 2026)
    dung = Desk(dung_of(world.province))
    decision = dung.draft(world.province)
    dung.set(decision, {(indicator.pk, world.commune.pk): Decimal(70)})
    dung.issue(decision)
    after = queries.target_of(indicator.pk, world.commune.pk, 2026)

    assert [target and target.value for target in (before, after)] == [Decimal(85), Decimal(70)]


def test_rates_of_merged_units_are_never_added():
    world, rate = a_world(), an_indicator(kind=IndicatorKind.RATIO, unit="%")
    former = merged_into(world)
    values = {(rate.pk, world.commune.pk): Decimal(60), (rate.pk, former.pk): Decimal(90)}
    an_issued_decision(place=world.province, values=values)

    found = queries.target_of(rate.pk, world.commune.pk, 2026)

    assert found is not None
    assert found.value == Decimal(60)


def test_a_place_reads_only_its_own_and_its_predecessors_targets():
    world, indicator = a_world(), an_indicator()
    former = merged_into(world)
    an_issued_decision(place=world.province, values={(indicator.pk, former.pk): Decimal(25)})

    here = queries.target_of(indicator.pk, world.commune.pk, 2026)

    assert here is not None
    assert (here.value, queries.target_of(indicator.pk, world.elsewhere.pk, 2026)) == (Decimal(25), None)
