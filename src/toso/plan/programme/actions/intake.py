"""Targets of a year and denominators taken in from tables: a unit a row, an indicator or a number a column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toso.ground.people.rules import Role
from toso.ground.places.actions.intake import HAMLET_TITLES
from toso.ground.places.models import Place
from toso.ground.places.queries.names import Names
from toso.ground.places.rules import Level, name_key
from toso.ground.shared.access import Actor
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import format_number
from toso.ground.tables.queries.occasion import Occasion
from toso.ground.tables.rules import cells, intake
from toso.ground.tables.rules.heads import Column, Line
from toso.ground.tables.rules.intake import Kind, Planned, Reading, Setting, Settings, Standing, Taken
from toso.plan.programme import queries, rules
from toso.plan.programme.actions.denominators import record_denominator, withdraw_denominators
from toso.plan.programme.actions.targets import draft_target_decision, set_targets, undo_set_targets
from toso.plan.programme.models import DENOMINATOR_CODES, TARGET_FAULTS, Denominator, Indicator, TargetDecision

PLACE = Column(
    "place",
    "Đơn vị",
    ("Tên đơn vị", "Xã, phường", "Xã, phường, đặc khu", "Xã", "Phường", *HAMLET_TITLES),
    is_needed=True,
)
TARGET_SETTINGS = (
    Setting("year", gettext_lazy("Năm"), Kind.YEAR),
    Setting("title", gettext_lazy("Trích yếu của quyết định giao chỉ tiêu")),
)
DENOMINATOR_SETTINGS = (
    Setting("as_of", gettext_lazy("Số liệu có từ ngày"), Kind.DAY),
    Setting("source", gettext_lazy("Nguồn số liệu"), hint=gettext_lazy("Ví dụ: Công an xã, tháng 11/2026.")),
)
NUMBER = {"number": gettext_lazy("ghi số, ví dụ 1.250 hoặc 12,5; đang ghi “%(shown)s”.")}
TARGET_IMPORTERS = (Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)
DENOMINATOR_IMPORTERS = (Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)


def target_columns(*, at: datetime) -> tuple[Column, ...]:
    """The unit, and every indicator in force by its name, its short name and its code."""
    found = queries.indicators_on(localdate(at))
    return (PLACE, *(Column(f"i{one.pk}", one.short_name, (one.name, one.code)) for one in found))


def denominator_columns() -> tuple[Column, ...]:
    also = {"households": ("Số hộ", "Hộ"), "adults": ("Số người từ 18 tuổi", "Người trưởng thành", "Dân số từ 18 tuổi")}
    return (PLACE, *(Column(code, str(label), also.get(code, ())) for code, label in DENOMINATOR_CODES.items()))


@dataclass(frozen=True, slots=True)
class _Targets:
    place: Place
    draft_id: int | None
    values: Mapping[tuple[int, int], Decimal | None]


def plan_targets(lines: Sequence[Line], occasion: Occasion[Actor]) -> Planned:
    """The cells of a draft decision that the table would write. Writes nothing."""
    place = _drafting_place(occasion.scope)
    draft = _draft_of(place, occasion.settings)
    before = queries.typed_values(draft) if draft else {}
    indicators = {f"i{one.pk}": one for one in queries.indicators_on(localdate(occasion.at))}
    units = [place, *queries.units_below(place)]
    names = {key: unit for unit in reversed(units) for key in _keys(unit)}
    readings = tuple(Reading(line) for line in lines)
    values: dict[tuple[int, int], Decimal | None] = {}
    for reading in readings:
        unit = _unit(reading, names, place)
        if unit is None:
            continue
        found = _figures(reading, unit, indicators)
        known = {key: before.get(key[0], {}).get(key[1]) for key in found}
        reading.standing = _standing(reading, found, known)
        values |= {key: value for key, value in found.items() if value != known[key]}
    intake.twice(
        readings,
        lambda reading: reading.words if not reading.is_faulty else None,
        lambda first: _("Trùng với dòng %(row)s: cùng một đơn vị.") % {"row": first.number},
    )
    return Planned(readings, _Targets(place, draft.pk if draft else None, values))


def _drafting_place(scope: Scope) -> Place:
    places = queries.drafting_places(scope)
    if not places:
        raise Refusal(_("Tài khoản này không soạn quyết định giao chỉ tiêu ở nơi nào."))
    return places[0]


def _draft_of(place: Place, settings: Settings) -> TargetDecision | None:
    found: TargetDecision | None = TargetDecision.objects.filter(
        place=place, year=_year(settings), title=settings.get("title", ""), issued_at__isnull=True
    ).last()
    return found


def _year(settings: Settings) -> int:
    return int(str(settings.get("year") or 0))


def _keys(unit: Place) -> set[str]:
    return {name_key(name) for name in (unit.name, unit.full_name, unit.other_name, unit.code) if name}


def _unit(reading: Reading, names: Mapping[str, Place], place: Place) -> Place | None:
    written = reading.text("place")
    unit = names.get(name_key(written)) if written else None
    if unit is None:
        reading.fault(
            "place",
            _("Không có đơn vị nào tên “%(name)s” dưới %(place)s. Ghi tên hoặc mã của hôm nay.")
            % {"name": written[:60], "place": place},
        )
        return None
    reading.words = unit.full_name
    return unit


def _figures(
    reading: Reading, unit: Place, indicators: Mapping[str, Indicator]
) -> dict[tuple[int, int], Decimal | None]:
    found: dict[tuple[int, int], Decimal | None] = {}
    for code, indicator in indicators.items():
        if code not in reading.line.cells:
            continue
        value = reading.read(code, cells.number, NUMBER)
        if value is None:
            continue
        if indicator.unit == "%" and 0 < value < 1 and not isinstance(reading.line.cells.get(code), str):
            said = _("ô định dạng phần trăm giữ %(value)s: hãy ghi %(meant)s (định dạng Chung) rồi gửi lại.")
            reading.fault(code, said % {"value": format_number(value), "meant": format_number(100 * value)})
        elif fault := rules.fault_of_target(value, indicator.unit, indicator.decimals):
            words = {"indicator": indicator.short_name, "place": unit, "value": format_number(value)}
            reading.fault(code, str(TARGET_FAULTS[fault] % words))
        found[indicator.pk, unit.pk] = value
    return found


def _standing(
    reading: Reading,
    found: Mapping[tuple[int, int], Decimal | None],
    known: Mapping[tuple[int, int], Decimal | None],
) -> Standing:
    if reading.is_faulty:
        return Standing.FAULTY
    if dict(found) == dict(known):
        return Standing.SAME
    return Standing.CHANGED if any(value is not None for value in known.values()) else Standing.NEW


@transaction.atomic
def take_targets(planned: Planned, occasion: Occasion[Actor]) -> Taken:
    """Write the cells into the draft of that year and title, opened when there is none; the draft is issued by hand."""
    wanted = planned.payload
    if planned.is_faulty or not isinstance(wanted, _Targets):
        raise Refusal(_("Tệp còn lỗi; chưa ghi gì."))
    by, scope, at, settings = occasion.by, occasion.scope, occasion.at, occasion.settings
    if not wanted.values:
        return Taken(0, 0)
    draft_id = wanted.draft_id
    if draft_id is None:
        year, title = _year(settings), str(settings.get("title", ""))
        opened = draft_target_decision(place=wanted.place, year=year, title=title, by=by, scope=scope, at=at)
        draft_id = opened.pk
    set_targets(decision_id=draft_id, values=wanted.values, reasons={}, by=by, scope=scope, at=at)
    return Taken(planned.count(Standing.NEW), planned.count(Standing.CHANGED), undo=str(draft_id))


def undo_targets(key: str, *, by: Actor, scope: Scope, at: datetime) -> None:
    undo_set_targets(decision_id=int(key), by=by, scope=scope, at=at)


@dataclass(frozen=True, slots=True)
class _Amount:
    at: tuple[int, int]
    place: Place
    code: str
    value: Decimal


def plan_denominators(lines: Sequence[Line], occasion: Occasion[Actor]) -> Planned:
    """The denominators that the table would record. Tried for real and taken back, so every refusal is known."""
    names = Names.of_scope(occasion.scope)
    readings = tuple(Reading(line) for line in lines)
    amounts: list[_Amount] = []
    as_of = occasion.settings.get("as_of")
    for reading in readings:
        place = _named(reading, names)
        if place is None:
            continue
        found = [
            _Amount(reading.line.at, place, code, value)
            for code in DENOMINATOR_CODES
            if code in reading.line.cells and (value := reading.read(code, cells.number, NUMBER)) is not None
        ]
        known = _known(place, as_of if isinstance(as_of, date) else localdate(occasion.at))
        new = [amount for amount in found if known.get(amount.code) != amount.value]
        if not reading.is_faulty:
            changes = any(amount.code in known for amount in new)
            reading.standing = (Standing.CHANGED if changes else Standing.NEW) if new else Standing.SAME
        amounts += new
    intake.twice(
        readings,
        lambda reading: reading.words if not reading.is_faulty else None,
        lambda first: _("Trùng với dòng %(row)s: cùng một đơn vị.") % {"row": first.number},
    )
    if isinstance(as_of, date) and occasion.settings.get("source"):
        _tried({reading.line.at: reading for reading in readings}, amounts, occasion)
    return Planned(readings, amounts)


def _named(reading: Reading, names: Names) -> Place | None:
    try:
        meant = names.any(reading.text("place"))
    except Refusal as refusal:
        reading.fault("place", str(refusal))
        return None
    reading.words = meant.place.full_name
    if meant.place.level not in (Level.COMMUNE, Level.HAMLET):
        reading.fault("place", _("Ghi thôn, tổ dân phố hoặc xã, phường, đặc khu."))
        return None
    return meant.place


def _known(place: Place, on: date) -> dict[str, Decimal]:
    rows = queries.denominators_on(on).filter(place=place)
    return dict(rows.values_list("code", "value"))


def _tried(readings: Mapping[tuple[int, int], Reading], amounts: Sequence[_Amount], occasion: Occasion[Actor]) -> None:
    with transaction.atomic():
        for amount in amounts:
            try:
                with transaction.atomic():
                    _record(amount, occasion)
            except Refusal as refusal:
                readings[amount.at].fault(amount.code, str(refusal))
        transaction.set_rollback(True)


def _record(amount: _Amount, occasion: Occasion[Actor]) -> Denominator:
    as_of = occasion.settings["as_of"]
    return record_denominator(
        place=amount.place,
        code=amount.code,
        value=amount.value,
        as_of=as_of if isinstance(as_of, date) else localdate(occasion.at),
        source=str(occasion.settings.get("source", "")),
        by=occasion.by,
        scope=occasion.scope,
        at=occasion.at,
    )


@transaction.atomic
def take_denominators(planned: Planned, occasion: Occasion[Actor]) -> Taken:
    """Record what differs, each with its own audit line."""
    if planned.is_faulty or not isinstance(planned.payload, list):
        raise Refusal(_("Tệp còn lỗi; chưa ghi gì."))
    made = [_record(amount, occasion).pk for amount in planned.payload]
    return Taken(planned.count(Standing.NEW), planned.count(Standing.CHANGED), undo=",".join(map(str, made)))


def undo_denominators(key: str, *, by: Actor, scope: Scope, at: datetime) -> None:
    withdraw_denominators(denominator_ids=[int(pk) for pk in key.split(",")], by=by, scope=scope, at=at)
