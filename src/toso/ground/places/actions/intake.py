"""Hamlets of many communes taken in from a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toso.ground.places.actions import create_hamlets, withdraw_hamlets
from toso.ground.places.models import Place
from toso.ground.places.queries.names import Names, changing
from toso.ground.places.rules import KINDS, Level, kind_and_name, name_key
from toso.ground.shared.access import Actor
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import fold
from toso.ground.tables.queries.occasion import Occasion
from toso.ground.tables.rules import intake
from toso.ground.tables.rules.heads import Column, Line
from toso.ground.tables.rules.intake import Kind, Planned, Reading, Setting, Standing, Taken

HAMLET_TITLES = (
    "Tên thôn",
    "Thôn",
    "Tổ dân phố",
    "Thôn/TDP",
    "Tên thôn/tổ dân phố",
    "Tên TDP",
    "Tên đơn vị",
    "Khu phố",
)
HAMLETS = (
    Column("hamlet", "Thôn, tổ dân phố", HAMLET_TITLES, is_needed=True),
    Column(
        "commune",
        "Xã, phường, đặc khu",
        ("Xã", "Phường", "Xã/phường", "Tên xã", "Mã xã", "Đơn vị cấp xã", "Đơn vị hành chính cấp xã", "Địa bàn"),
    ),
    Column("kind", "Loại", ("Loại đơn vị", "Loại hình")),
)
HAMLET_SETTINGS = (
    Setting("on", gettext_lazy("Có từ ngày"), Kind.DAY, hint=gettext_lazy("Ngày các thôn này bắt đầu được tính.")),
    Setting("basis", gettext_lazy("Căn cứ"), hint=gettext_lazy("Số, ngày và cơ quan ban hành của văn bản.")),
)


@dataclass(frozen=True, slots=True)
class _New:
    commune: Place
    kind: str
    name: str


def plan_hamlets(lines: Sequence[Line], occasion: Occasion[Actor]) -> Planned:
    """Which hamlets of the table are new, which stand already, and what is wrong. Writes nothing."""
    names = Names.of_scope(changing(occasion.scope))
    readings = tuple(Reading(line) for line in lines)
    new = [found for reading in readings if (found := _read(reading, names)) is not None]
    intake.twice(
        readings,
        _key,
        lambda first: _("Trùng với dòng %(row)s: cùng một thôn của cùng một xã.") % {"row": first.number},
    )
    return Planned(readings, new)


def _key(reading: Reading) -> tuple[str, str] | None:
    return None if reading.is_faulty else (name_key(reading.words), name_key(reading.text("hamlet")))


def _read(reading: Reading, names: Names) -> _New | None:
    commune = _commune(reading, names)
    kind, name = kind_and_name(reading.text("hamlet"))
    kind = _kind(reading) or kind
    if not name:
        reading.fault("hamlet", _("Ô trống; hãy ghi tên thôn, tổ dân phố."))
    if commune is None or reading.is_faulty:
        return None
    reading.words = commune.full_name
    known = names.hamlets_of(commune)
    if name_key(f"{kind} {name}") in known or (not kind and name_key(name) in known):
        reading.standing = Standing.SAME
        return None
    return _New(commune, kind or KINDS[Level.HAMLET][0], name)


def _commune(reading: Reading, names: Names) -> Place | None:
    try:
        return names.commune(reading.text("commune") or reading.line.section).place
    except Refusal as refusal:
        reading.fault("commune", str(refusal))
        return None


def _kind(reading: Reading) -> str:
    written = reading.text("kind")
    if not written:
        return ""
    known = next((kind for kind in KINDS[Level.HAMLET] if name_key(f"{written} 1") == f"{fold(kind)} 1"), "")
    if not known:
        reading.fault(
            "kind",
            _("Không có loại “%(kind)s”; ghi một trong: %(kinds)s.")
            % {"kind": written[:40], "kinds": ", ".join(KINDS[Level.HAMLET])},
        )
    return known


@transaction.atomic
def take_hamlets(planned: Planned, occasion: Occasion[Actor]) -> Taken:
    """Create the new hamlets of a plan without faults, commune by commune. One audit line a commune."""
    groups: dict[tuple[int, str], list[str]] = {}
    for found in _new_of(planned):
        groups.setdefault((found.commune.pk, found.kind), []).append(found.name)
    on = occasion.settings.get("on")
    made: list[int] = []
    for (commune_id, kind), names in groups.items():
        created = create_hamlets(
            commune_id=commune_id,
            names=names,
            kind=kind,
            on=on if isinstance(on, date) else localdate(occasion.at),
            basis=str(occasion.settings.get("basis", "")),
            by=occasion.by,
            at=occasion.at,
        )
        made += [hamlet.pk for hamlet in created]
    return Taken(new=len(made), changed=0, undo=",".join(map(str, made)))


@transaction.atomic
def undo_hamlets(key: str, *, by: Actor, scope: Scope, at: datetime) -> None:
    """Take the hamlets of a table back, as if they had never begun. Refused once anything is kept about one of them."""
    withdraw_hamlets(place_ids=[int(pk) for pk in key.split(",")], by=by, scope=scope, at=at)


def _new_of(planned: Planned) -> list[_New]:
    if planned.is_faulty or not isinstance(planned.payload, list):
        raise Refusal(_("Tệp còn lỗi; chưa ghi gì."))
    return planned.payload
