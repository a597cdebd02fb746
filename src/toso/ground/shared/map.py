"""Where the points of a map stand on the page. Pure: coordinates in, places in a drawing out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import cos, radians

WIDTH = Decimal(340)
MARGIN = Decimal(22)
FRAME_WIDTH, FRAME_HEIGHT, FRAME_GAP = Decimal(122), Decimal(92), Decimal(8)
FAR_AWAY = Decimal("1.2")  # degrees from the middle from which an island group stands in its own frame
LETTER, LINE = Decimal("8.2"), Decimal(18)  # room that a letter and a line of a label take
STEP = Decimal("0.5")  # degrees between two lines of the graticule


@dataclass(frozen=True, slots=True)
class Spot:
    """A unit with its coordinates in degrees. ``rank`` says who is labelled first, the smallest of all."""

    key: int
    name: str
    lat: Decimal
    lon: Decimal
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Point:
    key: int
    name: str
    x: Decimal
    y: Decimal
    degrees: str = ""  # for a point in a frame: how far north it lies


@dataclass(frozen=True, slots=True)
class Label:
    text: str
    x: Decimal
    y: Decimal
    anchor: str


@dataclass(frozen=True, slots=True)
class Frame:
    """An island group far out at sea, in its own frame, so that it is never left off."""

    x: Decimal
    y: Decimal
    width: Decimal
    height: Decimal
    lines: tuple[str, ...]
    point: Point


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the graticule, across or down, with its degrees."""

    at: Decimal
    degrees: str
    is_across: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    width: Decimal
    height: Decimal
    points: tuple[Point, ...]
    labels: tuple[Label, ...]
    frames: tuple[Frame, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """A point as it is shown: its shape (good, wait, bad, none) and the words said of it."""

    point: Point
    shape: str
    words: str


@dataclass(frozen=True, slots=True)
class Map:
    """A drawing with the mark of each point, ready for ``ui/map.html``."""

    drawing: Drawing
    dots: tuple[Dot, ...]
    framed: tuple[tuple[Frame, Dot], ...]


def marked(spots: Sequence[Spot], marks: Mapping[int, tuple[str, str]]) -> Map | None:
    """The spots drawn, each with its shape and words by key; None when there are too few to draw."""
    drawn = drawing(spots)
    if drawn is None:
        return None

    def dot(point: Point) -> Dot:
        return Dot(point, *marks[point.key])

    return Map(
        drawn,
        tuple(dot(point) for point in drawn.points),
        tuple((frame, dot(frame.point)) for frame in drawn.frames),
    )


def drawing(spots: Sequence[Spot], *, labelled: int = 5) -> Drawing | None:
    """The points fitted to the page, far islands framed; None when fewer than three have coordinates."""
    if len(spots) < 3:
        return None
    near, far = _apart(spots)
    south, north = min(s.lat for s in near), max(s.lat for s in near)
    west, east = min(s.lon for s in near), max(s.lon for s in near)
    narrow = Decimal(str(round(cos(radians(float((south + north) / 2))), 4)))
    across, down = max((east - west) * narrow, Decimal("0.01")), max(north - south, Decimal("0.01"))
    scale = min((WIDTH - 2 * MARGIN) / across, Decimal(540) / down)
    left = (WIDTH - across * scale) / 2
    body = down * scale + 2 * MARGIN

    def x_of(lon: Decimal) -> Decimal:
        return _tenth(left + (lon - west) * narrow * scale)

    def y_of(lat: Decimal) -> Decimal:
        return _tenth(MARGIN + (north - lat) * scale)

    points = tuple(Point(s.key, s.name, x_of(s.lon), y_of(s.lat)) for s in near)
    wished = sorted((s.rank, s.key) for s in near if s.rank is not None)[:labelled]
    by_key = {point.key: point for point in points}
    lines = [Line(y_of(lat), _degrees(lat), True) for lat in _round_degrees(south, north)]
    lines += [Line(x_of(lon), _degrees(lon), False) for lon in _round_degrees(west, east)]
    return Drawing(
        width=WIDTH,
        height=_tenth(body + (FRAME_HEIGHT + FRAME_GAP if far else 0)),
        points=points,
        labels=_labels([by_key[key] for _, key in wished], points, body),
        frames=tuple(_frame(spot, number, body) for number, spot in enumerate(far)),
        lines=tuple(lines),
    )


def _apart(spots: Sequence[Spot]) -> tuple[list[Spot], list[Spot]]:
    lats, lons = sorted(s.lat for s in spots), sorted(s.lon for s in spots)
    lat, lon = lats[len(lats) // 2], lons[len(lons) // 2]
    far = [s for s in spots if (abs(s.lon - lon) > FAR_AWAY and s.lon > lon) or abs(s.lat - lat) > 4 * FAR_AWAY]
    near = [s for s in spots if s not in far]
    return (near, far[:2]) if len(near) > 1 and len(far) <= 2 else (list(spots), [])


def _frame(spot: Spot, number: int, body: Decimal) -> Frame:
    x = WIDTH - 2 - (number + 1) * FRAME_WIDTH - number * FRAME_GAP
    kind, _, rest = spot.name.rpartition(" khu ")
    lines = (f"{kind} khu", rest) if kind else (spot.name,)
    point = Point(spot.key, spot.name, x + 18, body + FRAME_HEIGHT - 16, f"{_degrees(spot.lat)}\u00a0B")
    return Frame(x, _tenth(body), FRAME_WIDTH, FRAME_HEIGHT, lines, point)


def _labels(wanted: Sequence[Point], points: Sequence[Point], body: Decimal) -> tuple[Label, ...]:
    """Names beside their points, on the side where there is room; a name that would lie on another is left out."""
    taken: list[tuple[Decimal, Decimal, Decimal, Decimal]] = [(p.x - 7, p.y - 7, p.x + 7, p.y + 7) for p in points]
    placed: list[Label] = []
    for point in wanted:
        length = LETTER * len(point.name)
        for label, box in _sides(point, length):
            others = [other for other in taken if other != (point.x - 7, point.y - 7, point.x + 7, point.y + 7)]
            is_inside = box[0] >= 0 and box[1] >= 0 and box[2] <= WIDTH and box[3] <= body
            if is_inside and not any(_meet(box, other) for other in others):
                placed.append(label)
                taken.append(box)
                break
    return tuple(placed)


def _sides(point: Point, length: Decimal) -> list[tuple[Label, tuple[Decimal, Decimal, Decimal, Decimal]]]:
    x, y, half = point.x, point.y, LINE / 2
    right = (Label(point.name, x + 12, y + 5, "start"), (x + 12, y - half, x + 12 + length, y + half))
    left = (Label(point.name, x - 12, y + 5, "end"), (x - 12 - length, y - half, x - 12, y + half))
    above = (Label(point.name, x, y - 13, "middle"), (x - length / 2, y - 11 - LINE, x + length / 2, y - 11))
    below = (Label(point.name, x, y + 25, "middle"), (x - length / 2, y + 10, x + length / 2, y + 10 + LINE))
    return [right, left, below, above]


def _meet(one: tuple[Decimal, ...], other: tuple[Decimal, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _round_degrees(first: Decimal, last: Decimal) -> list[Decimal]:
    found, at = [], (first / STEP).to_integral_value(rounding="ROUND_CEILING") * STEP
    while at <= last:
        found.append(at)
        at += STEP
    return found if len(found) <= 6 else []


def _degrees(value: Decimal) -> str:
    whole = int(value)
    return f"{whole}°{int((value - whole) * 60):02d}′"


def _tenth(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"))
