from datetime import date

import pytest

from toso.results.kpi.queries.rule_sets import brought_rule_sets, policy_of, rule_set_of
from toso.results.kpi.rules.rule_sets import Standing
from toso.results.kpi.rules.terms import PenaltyScope, Policy
from toso.results.kpi.rules.words import SENTENCES, Code


def test_the_decree_has_ten_criteria_and_thirty_points():
    decree = brought_rule_sets()["ND335-2025"]

    assert [group.points for group in decree.groups] == [10, 10, 10]
    assert len(decree.criteria) == 10
    assert decree.standing is Standing.OFFICIAL


def test_every_open_point_of_the_decree_has_options_a_default_and_a_reason():
    decree = brought_rule_sets()["ND335-2025"]

    assert decree.policy == Policy()
    assert {choice.field for choice in decree.choices} == set(Policy.__dataclass_fields__)
    assert all(len(choice.options) > 1 and choice.reason for choice in decree.choices)
    for choice in decree.choices:
        for value, _label in choice.options:
            assert getattr(policy_of({choice.field: value}), choice.field) == value


def test_a_text_that_nobody_has_published_is_a_slot_without_criteria():
    for code in ("ND233-2026", "QD366-2025"):
        slot = brought_rule_sets()[code]
        assert (slot.has_text, slot.criteria) == (False, ())
        assert "Chưa có văn bản gốc" in slot.note


def test_a_rule_set_is_found_on_the_days_it_is_in_force():
    assert rule_set_of("ND335-2025", on=date(2025, 12, 31)) is None
    assert rule_set_of("ND335-2025", on=date(2026, 1, 1)) is not None
    assert rule_set_of("ND335-2099", on=date(2026, 1, 1)) is None


def test_an_unknown_value_of_a_choice_is_refused():
    assert policy_of({"penalty_scope": "unit"}).penalty_scope is PenaltyScope.UNIT
    with pytest.raises(ValueError, match="is not a valid"):
        policy_of({"penalty_scope": "group"})


def test_every_code_has_its_sentence():
    assert set(SENTENCES) == set(Code)
