import json
import unicodedata
from decimal import Decimal
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toso.ground.people.rules import name_key
from toso.work.registry.queries.catalogue import area_rules, questions, shipped_groups
from toso.work.registry.rules.answers import MOST, Unclear, Value, both, faults, read, with_derived
from toso.work.registry.rules.areas import is_reached, judge
from toso.work.registry.rules.edits import Edit, in_order, merge, ready, state_at
from toso.work.registry.rules.groups import group_of, planning_factor
from toso.work.registry.rules.names import Likeness, Trace, code_key, looks_like

ALIKE = Path(__file__).with_name("alike.json")  # the phone's tests read it too
VALUES = st.sampled_from(list(Value))
NAMES = st.sampled_from(["internet", "e_payment", "phone", "address"])
FIELDS = st.dictionaries(NAMES, st.sampled_from(["", "a", "b", "c"]))
BY_CODE = {question.code: question for question in questions()}


def test_an_answer_is_read_as_people_write_it_and_nothing_is_guessed():
    internet, adults = BY_CODE["internet"], BY_CODE["adults"]

    assert [read(internet, said) for said in ("Có", "x", "Không", "không biết", "Từ chối", "", "Chưa hỏi")] == [
        "yes", "yes", "no", "unknown", "refused", "not_asked", "not_asked"
    ]  # fmt: skip
    assert [read(adults, said) for said in ("3", " 04 ", "", "Chưa hỏi".replace("Chưa hỏi", "not_asked"))] == [
        "3", "4", "not_asked", "not_asked"
    ]  # fmt: skip
    for question, said in ((internet, "có lẽ"), (adults, "ba"), (adults, str(MOST + 1)), (adults, "-1")):
        try:
            read(question, said)
        except Unclear:
            continue
        raise AssertionError(said)


@given(st.lists(VALUES, min_size=1, max_size=4))
def test_two_answers_together_never_say_more_than_both(values):
    together = both(values)

    assert (together == Value.YES) == all(value == Value.YES for value in values)
    assert (together == Value.NO) == (Value.NO in values)
    assert together == both(list(reversed(values)))


@given(st.dictionaries(st.sampled_from(sorted(BY_CODE)), VALUES))
def test_deriving_answers_twice_changes_nothing_and_what_was_not_asked_is_nowhere(given_answers):
    once = with_derived(questions(), given_answers)

    assert with_derived(questions(), once) == once
    assert Value.NOT_ASKED not in once.values()


def test_more_accounts_than_adults_is_a_fault():
    assert faults(questions(), {"adults": "2", "adults_with_account": "3"}) == {"adults_with_account": "adults"}
    assert faults(questions(), {"adults": "3", "adults_with_account": "3"}) == {}
    assert faults(questions(), {"adults_with_account": "3"}) == {}


def test_a_name_is_the_same_in_any_order_and_however_its_tones_are_placed():
    assert name_key("Trần Thị Hoà") == name_key("hòa trần thị") == name_key("HÒA TRẦN  THỊ")
    assert code_key("H2") < code_key("H10") < code_key("H10a")


@pytest.mark.parametrize("example", json.loads(ALIKE.read_text("utf-8")), ids=lambda example: example["why"])
def test_one_table_of_examples_is_judged_alike_here_and_on_the_phone(example):
    one, other = (Trace(*example[which]) for which in ("one", "other"))

    assert looks_like(one, other) == looks_like(other, one) == example["likeness"]


@given(st.permutations(["Nguyễn", "Mẫu", "Thuỷ", "An"]), st.sampled_from(["NFC", "NFD"]))
def test_every_order_and_form_of_a_name_is_found_alike(words, form):
    one = Trace("household", 1, name="Nguyễn Mẫu Thủy An")
    other = Trace("household", 1, name=unicodedata.normalize(form, " ".join(words)))

    assert looks_like(one, other) == Likeness.NAME


def test_what_makes_two_rows_alike():
    an = Trace("household", 1, name="Nguyễn Mẫu An", phone="0905123456")

    assert looks_like(an, Trace("household", 2, phone="+84 905 123 456")) == Likeness.PHONE
    assert looks_like(an, Trace("household", 1, name="Nguyễn An")) == Likeness.NEAR_NAME
    assert looks_like(an, Trace("household", 2, name="Nguyễn Mẫu An")) is None
    assert looks_like(an, Trace("business", 1, name="Nguyễn Mẫu An")) is None
    assert looks_like(an, Trace("household", 1, name="Nguyễn Mẫu Bình")) is None
    assert looks_like(Trace("household", 1), Trace("household", 1)) is None


def test_a_household_falls_into_the_first_group_that_fits_and_says_why():
    groups = shipped_groups()

    assert group_of(groups, {}).code == "unasked"
    assert group_of(groups, {"poor": "yes"}).code == "priority"
    assert [condition.question for condition in group_of(groups, {"poor": "yes"}).because] == [
        "poor",
        "service_account",
    ]
    assert group_of(groups, {"poor": "yes", "service_account": "yes", "e_payment": "yes"}).code == "fluent"
    assert group_of(groups, {"internet": "no"}).code == "no_device"
    assert group_of(groups, {"smartphone": "yes", "service_account": "no"}).code == "beginner"
    assert group_of(groups, {"vneid2": "unknown"}).code == "other"


@given(st.dictionaries(st.sampled_from(sorted(BY_CODE)), VALUES))
def test_every_household_has_a_group(given_answers):
    known = {code: value for code, value in given_answers.items() if value != Value.NOT_ASKED}

    assert group_of(shipped_groups(), known).code in {group.code for group in shipped_groups()}


@given(st.dictionaries(st.sampled_from([group.code for group in shipped_groups()]), st.integers(0, 500)))
def test_a_planning_factor_stays_within_its_bounds(counts):
    factor = planning_factor(shipped_groups(), counts)

    assert (factor is None) == (sum(counts.values()) == 0)
    assert factor is None or Decimal("0.5") <= factor <= 2


def test_a_planning_factor_is_the_mean_weight_of_the_households():
    assert planning_factor(shipped_groups(), {"priority": 30, "fluent": 10}) == Decimal("1.6")
    assert planning_factor(shipped_groups(), {}) is None


def test_an_area_is_judged_against_all_households_and_nothing_is_met_where_nobody_is_known():
    criteria = area_rules().criteria
    counts = {"*": 90, "smartphone": 80, "service_account": 60, "e_payment": 50, "social_group": 50}

    assert is_reached(judge(criteria, counts, 100))
    assert not is_reached(judge(criteria, counts | {"e_payment": 49}, 100))
    assert [each.reached for each in judge(criteria, {}, 0)] == [None] * len(criteria)
    assert not is_reached(judge(criteria, {}, 0))


@given(base=FIELDS, now=FIELDS, sent=FIELDS)
def test_no_word_that_somebody_wrote_is_lost_in_a_merge(base, now, sent):
    merged = merge(base=base, now=now, sent=sent)

    for name, value in sent.items():
        wrote = value != base.get(name, "")
        stands = {**now, **merged.changed}.get(name, "")
        assert not wrote or stands == value or merged.conflicts.get(name) == (now.get(name, ""), value)
    for name in now:
        assert name in merged.changed or {**now, **merged.changed}[name] == now[name]
    assert not merged.changed.keys() & merged.conflicts.keys()


@given(base=FIELDS, sent=FIELDS)
def test_the_same_edit_again_changes_nothing(base, sent):
    once = {**base, **merge(base=base, now=base, sent=sent).changed}

    assert merge(base=base, now=once, sent=sent).changed == {}
    assert merge(base=base, now=once, sent=sent).conflicts == {}


@given(base=FIELDS, one=FIELDS, other=FIELDS)
def test_edits_of_different_fields_meet_alike_in_either_order(base, one, other):
    other = {name: value for name, value in other.items() if name not in one}

    first = {**base, **merge(base=base, now=base, sent=one).changed}
    first_then_other = {**first, **merge(base=base, now=first, sent=other).changed}
    second = {**base, **merge(base=base, now=base, sent=other).changed}
    other_then_first = {**second, **merge(base=base, now=second, sent=one).changed}

    assert first_then_other == other_then_first


@given(st.permutations(range(5)), st.booleans())
def test_the_edits_of_one_phone_are_applied_in_their_order_however_they_arrive(arrival, is_made_there):
    trunk = 0 if is_made_there else 7
    branch = [Edit(f"e{step}", base=(trunk or 1) + step, branch="b", trunk=trunk) for step in range(5)]
    held: list[Edit] = []
    applied: list[Edit] = []

    for position in arrival:
        held.append(branch[position])
        while following := next((e for e in in_order(held) if ready(e, applied, exists=True)), None):
            held.remove(following)
            applied.append(following)

    assert applied == branch
    assert held == []


def test_an_edit_of_a_row_that_is_not_here_yet_waits():
    lone, first, second = Edit("a", base=3), Edit("b", base=1, branch="x"), Edit("c", base=2, branch="x")

    assert not ready(lone, [], exists=False)
    assert ready(lone, [], exists=True)
    assert not ready(second, [], exists=True)
    assert ready(second, [first], exists=True)


def test_a_row_can_be_read_as_it_was_at_any_version():
    changes = [(1, {"internet": "no", "phone": "1"}), (2, {"internet": "yes"}), (3, {"phone": "2"})]

    assert state_at(changes, 0) == {}
    assert state_at(changes, 2) == {"internet": "yes", "phone": "1"}
    assert all(state_at(list(order), 3) is not None for order in permutations(changes))
