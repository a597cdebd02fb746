"""The catalogue of administrative procedures taken in from a table of the national portal."""

import re
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toso.ground.people.rules import Role
from toso.ground.shared.access import Actor
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.text import fold
from toso.ground.tables.queries.occasion import Occasion
from toso.ground.tables.rules import cells, intake
from toso.ground.tables.rules.heads import Column, Line
from toso.ground.tables.rules.intake import Planned, Reading, Setting, Standing, Taken
from toso.plan.programme.actions.procedures import judged, load_procedures
from toso.plan.programme.models import Procedure

PROCEDURES = (
    Column("code", "Mã thủ tục", ("Mã TTHC", "Mã số", "Mã"), is_needed=True),
    Column("name", "Tên thủ tục", ("Tên thủ tục hành chính", "Tên TTHC", "Thủ tục"), is_needed=True),
    Column("level", "Cấp giải quyết", ("Cấp thực hiện", "Cấp")),
    Column("field", "Lĩnh vực", ("Tên lĩnh vực",)),
    Column("ministry", "Bộ, ngành", ("Cơ quan công bố", "Bộ", "Bộ quản lý")),
    Column("decision", "Quyết định công bố", ("Số quyết định", "Quyết định")),
    Column("source_url", "Địa chỉ", ("Đường dẫn", "Liên kết", "Link")),
)
PROCEDURE_SETTINGS = (
    Setting(
        "whole",
        gettext_lazy("Tệp là cả danh mục"),
        is_needed=False,
        hint=gettext_lazy("Ghi “có” thì thủ tục nào không còn trong tệp được ghi là đã bãi bỏ từ hôm nay."),
    ),
)
PROCEDURE_IMPORTERS = (Role.ADMINISTRATOR, Role.PROVINCE_OFFICER)
LEVELS = (
    ("xa", "xa"),
    ("phuong", "xa"),
    ("tinh", "tinh"),
    ("thanh pho", "tinh"),
    ("so", "tinh"),
    ("bo", "bo"),
    ("khac", "khac"),
)
OTHER = "khac"
DECIMALS = 6  # of a code of the national catalogue: 1.000010
_BETWEEN = re.compile(r"[|,;/&]+")


def plan_procedures(lines: Sequence[Line], occasion: Occasion[Actor]) -> Planned:
    """Which procedures are new, changed or the same, by code. Writes nothing."""
    readings = tuple(Reading(line) for line in lines)
    rows: list[dict[str, str]] = []
    for reading in readings:
        row = _row(reading)
        if not reading.is_faulty:
            rows.append(row)
    intake.twice(
        readings,
        lambda reading: reading.text("code") or None,
        lambda first: _("mã này đã có ở dòng %(row)s.") % {"row": first.number},
    )
    kept = {row.code: row for row in Procedure.objects.all()}
    for reading in readings:
        if not reading.is_faulty:
            reading.standing = Standing(judged(_row(reading), kept))
            reading.words = reading.text("field")
    return Planned(readings, rows, _notes(rows, kept, occasion))


def _row(reading: Reading) -> dict[str, str]:
    row = {column.code: reading.text(column.code) for column in PROCEDURES}
    row["code"] = _code(reading.line.cells.get("code"))
    for code, sentence in (("code", _("hãy ghi mã thủ tục.")), ("name", _("hãy ghi tên thủ tục."))):
        if not row[code]:
            reading.fault(code, sentence)
    row["level"] = _levels(row["level"])
    return row


def _code(value: cells.Raw) -> str:
    """The code of a procedure; a spreadsheet that took 1.000010 for a number has lost its last zero."""
    if isinstance(value, float):
        return f"{value:.{DECIMALS}f}"
    return cells.code(value)


def _levels(text: str) -> str:
    """ "Cấp xã, cấp tỉnh" as the catalogue keeps it: xa|tinh, in that order. What it does not know is khac."""
    words = f" {' '.join(_BETWEEN.sub(' ', fold(text)).split())} "
    found = sorted((words.index(f" {word} "), kept) for word, kept in LEVELS if f" {word} " in words)
    return "|".join(dict.fromkeys(kept for _at, kept in found)) or (OTHER if words.strip() else "")


def _is_whole(occasion: Occasion[Actor]) -> bool:
    return bool(cells.yes(str(occasion.settings.get("whole", "") or "")))


def _notes(rows: Sequence[dict[str, str]], kept: dict[str, Procedure], occasion: Occasion[Actor]) -> tuple[str, ...]:
    try:
        whole = _is_whole(occasion)
    except cells.Unreadable:
        raise Refusal(_("“Tệp là cả danh mục”: ghi “có” hoặc để trống.")) from None
    named = {row["code"] for row in rows}
    gone = sum(code not in named and row.ended_on is None for code, row in kept.items()) if whole else 0
    return (_("%(count)s thủ tục không còn trong tệp: ghi là đã bãi bỏ từ hôm nay.") % {"count": gone},) if gone else ()


@transaction.atomic
def take_procedures(planned: Planned, occasion: Occasion[Actor]) -> Taken:
    """Write what differs by code; with the whole catalogue, end what it no longer holds."""
    if planned.is_faulty or not isinstance(planned.payload, list):
        raise Refusal(_("Tệp còn lỗi; chưa ghi gì."))
    whole = _is_whole(occasion)
    done = load_procedures(planned.payload, by=occasion.by, at=occasion.at, is_whole=whole)
    return Taken(done.new, done.changed)
