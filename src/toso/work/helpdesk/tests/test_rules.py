from hypothesis import given
from hypothesis import strategies as some

from toso.ground.places.rules import Level
from toso.work.helpdesk.rules import SETTLED, WAITING, DifficultyState, StepKind, level_above, state_after

states = some.sampled_from(DifficultyState)
kinds = some.sampled_from(StepKind)


@given(states, kinds)
def test_a_step_leads_to_a_state_of_its_own_meaning(state, kind):
    after = state_after(state, kind)

    if after is not None:
        assert (after in WAITING) == (kind in (StepKind.ESCALATED, StepKind.FORWARDED, StepKind.REOPENED))
        assert (after in SETTLED) == (kind in (StepKind.ANSWERED, StepKind.CLOSED))


@given(some.lists(kinds, max_size=12))
def test_no_way_leads_out_of_the_table_and_everything_can_be_asked_again(steps):
    state = DifficultyState.OPEN
    for kind in steps:
        state = state_after(state, kind) or state

    assert state in DifficultyState
    if state in SETTLED:
        assert state_after(state, StepKind.REOPENED) is DifficultyState.OPEN


def test_what_is_raised_is_never_raised_again():
    assert {state_after(state, StepKind.RAISED) for state in DifficultyState} == {None}


def test_the_team_asks_the_commune_and_the_commune_the_province():
    assert level_above(Level.HAMLET) is Level.COMMUNE
    assert level_above(Level.COMMUNE) is Level.PROVINCE
    assert level_above(Level.PROVINCE) is None
