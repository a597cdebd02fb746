"""Short ways to write requests for the rules."""

from fractions import Fraction

from hypothesis import strategies as st

from toso.results.kpi.rules.exact import exact
from toso.results.kpi.rules.terms import (
    LateUnit,
    LeaderTerms,
    Line,
    Origin,
    OverHundred,
    PenaltyScope,
    PeriodRequest,
    Policy,
    Ratios,
    WhenEmpty,
)


def a_line(coefficient="1", assigned="1", done="1", **more) -> Line:
    return Line(coefficient=exact(coefficient), assigned=exact(assigned), done=exact(done), **more)


def ratios(a, b, c) -> Ratios:
    return Ratios(exact(str(a)), exact(str(b)), exact(str(c)))


def terms(dd, e, d=None, subordinates=()) -> LeaderTerms:
    return LeaderTerms(
        dd=exact(str(dd)),
        e=exact(str(e)),
        d=None if d is None else exact(str(d)),
        subordinates=tuple(None if total is None else exact(str(total)) for total in subordinates),
    )


def a_request(*lines: Line, general="30", policy: Policy | None = None, **more) -> PeriodRequest:
    return PeriodRequest(
        general=None if general is None else exact(general), lines=lines, policy=policy or Policy(), **more
    )


def points(value: Fraction | None) -> Fraction:
    """The number of somebody who is rated."""
    assert value is not None
    return value


def four(value: Fraction | None) -> float:
    """To four places, as published figures are written."""
    assert value is not None
    return round(float(value), 4)


quantities = st.decimals(min_value=0, max_value=50, places=2).map(exact)
coefficients = st.decimals(min_value="0.1", max_value=40, places=1).map(exact)
general_points = st.decimals(min_value=0, max_value=30, places=1).map(exact)
policies = st.builds(
    Policy,
    late_unit=st.sampled_from(LateUnit),
    penalty_scope=st.sampled_from(PenaltyScope),
    over_100=st.sampled_from(OverHundred),
    empty=st.sampled_from(WhenEmpty),
)
marks = st.fixed_dictionaries(
    {
        "quality_failures": st.integers(0, 6),
        "late": st.integers(0, 6),
        "has_objective_quality": st.booleans(),
        "has_objective_late": st.booleans(),
    }
)


@st.composite
def lines(draw) -> Line:
    """Any line that may stand."""
    origin = draw(st.sampled_from(Origin))
    assigned = draw(quantities)
    done = draw(quantities)
    if origin is Origin.HANDED_OVER or (origin is Origin.ASSIGNED and not assigned):
        done = Fraction(0)
    return Line(
        coefficient=draw(coefficients),
        assigned=assigned if origin in (Origin.ASSIGNED, Origin.HANDED_OVER) else Fraction(0),
        done=done,
        origin=origin,
        **draw(marks),
    )


fifty_or_hundred = st.sampled_from((Fraction(50), Fraction(100)))
leader_terms = st.builds(
    LeaderTerms,
    dd=fifty_or_hundred,
    e=fifty_or_hundred,
    d=fifty_or_hundred,
)


@st.composite
def requests(draw) -> PeriodRequest:
    """Any request of an official or a leader, under any policy."""
    is_leader = draw(st.booleans())
    return PeriodRequest(
        general=draw(general_points),
        policy=draw(policies),
        lines=tuple(draw(st.lists(lines(), max_size=6))),
        is_leader=is_leader,
        leader_terms=draw(leader_terms) if is_leader else None,
    )
