from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from toso.ground.shared.map import WIDTH, Drawing, Spot, drawing

MAINLAND = [
    Spot(1, "Xã Vạn Thắng", Decimal("12.78"), Decimal("109.25"), rank=0),
    Spot(2, "Phường Nha Trang", Decimal("12.24"), Decimal("109.19"), rank=1),
    Spot(3, "Phường Phan Rang", Decimal("11.57"), Decimal("108.99")),
    Spot(4, "Xã Cà Ná", Decimal("11.35"), Decimal("108.90")),
]
TRUONG_SA = Spot(5, "Đặc khu Trường Sa", Decimal("8.64"), Decimal("111.92"))


def drawn_of(spots: list[Spot], *, labelled: int = 5) -> Drawing:
    drawn = drawing(spots, labelled=labelled)
    assert drawn
    return drawn


degrees = st.decimals(min_value=0, max_value=1, places=3)


def test_truong_sa_stands_in_its_own_frame_and_never_falls_off():
    drawn = drawn_of([*MAINLAND, TRUONG_SA])

    assert [frame.point.key for frame in drawn.frames] == [5]
    assert drawn.frames[0].lines == ("Đặc khu", "Trường Sa")
    assert drawn.frames[0].point.degrees == "8°38′\u00a0B"
    assert {point.key for point in drawn.points} == {1, 2, 3, 4}


def test_north_is_above_south():
    drawn = drawn_of(MAINLAND)

    assert [point.y for point in drawn.points] == sorted(point.y for point in drawn.points)


def test_two_places_make_no_map():
    assert drawing(MAINLAND[:2]) is None


def test_only_the_first_in_rank_are_labelled():
    assert [label.text for label in drawn_of(MAINLAND, labelled=1).labels] == ["Xã Vạn Thắng"]


@given(st.lists(st.tuples(degrees, degrees), min_size=3, max_size=60))
def test_every_point_stands_inside_the_drawing_and_none_is_lost(where):
    spots = [Spot(key, f"Thôn {key}", 12 + lat, 109 + lon, rank=key) for key, (lat, lon) in enumerate(where)]

    drawn = drawn_of(spots)

    assert {point.key for point in drawn.points} == set(range(len(where)))
    assert all(0 <= point.x <= WIDTH and 0 <= point.y <= drawn.height for point in drawn.points)
    assert len(drawn.labels) <= 5
    assert all(16 <= label.y <= drawn.height for label in drawn.labels)  # the whole line, not its lower half
