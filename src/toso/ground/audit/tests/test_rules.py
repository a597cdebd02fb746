from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from toso.ground.audit.rules import START, Fault, FaultKind, Line, digest_of, line_bytes, seal_digest

LINES = st.lists(
    st.builds(
        Line,
        number=st.integers(1, 10**9),
        at=st.datetimes(timezones=st.just(UTC)),
        code=st.sampled_from(["places.place.renamed", "people.person.created"]),
        actor_id=st.none() | st.integers(1, 10**6),
        actor_digest=st.text("0123456789abcdef", max_size=8),
        about_kind=st.just("places.Place"),
        about_id=st.text("0123456789", min_size=1, max_size=5),
        path=st.text("0123456789.", max_size=8),
        detail=st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=3),
    ),
    max_size=6,
)


@given(LINES, LINES)
def test_two_batches_have_one_digest_only_if_they_are_the_same(one, other):
    assert (seal_digest(START, one) == seal_digest(START, other)) == (
        [line_bytes(line) for line in one] == [line_bytes(line) for line in other]
    )


@given(LINES)
def test_the_seal_before_is_part_of_the_digest(lines):
    assert seal_digest(START, lines) != seal_digest("1" * 64, lines)


@given(st.text(), st.text("0123456789abcdef", min_size=16, max_size=16))
def test_a_digest_never_shows_the_value(value, salt):
    digest = digest_of(value, salt)

    assert len(digest) == 64
    assert digest != digest_of(value + "x", salt)


def test_a_moment_is_written_the_same_in_every_time_zone():
    at = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
    line = Line(1, at, "a.b.c", None, "", "x", "1", "", {})

    assert b"2026-11-16T01:00:00.000000+00:00" in line_bytes(line)


def test_a_fault_says_where_and_what():
    assert str(Fault(FaultKind.CHAIN, seal_id=3)) == "Niêm số 3: không nối với niêm trước"
    assert str(Fault(FaultKind.NAME, entry_id=7)) == "Dòng số 7: tên người làm đã bị sửa"
