"""Tables that offices hand in: a catalogue in Excel, results of another system in Excel or JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toso.ground.shared.refusal import Refusal
from toso.ground.shared.text import fold, nfc
from toso.ground.tables.queries import read_book
from toso.ground.tables.rules import cells
from toso.ground.tables.rules.cells import Raw, Unreadable
from toso.ground.tables.rules.heads import Column, Line, found_head, records
from toso.results.kpi.actions.catalogue import Entry, entry_fault
from toso.results.kpi.actions.outside import Taken
from toso.results.kpi.models.catalogue import Part
from toso.results.kpi.models.month import OUTSIDE_KINDS
from toso.results.kpi.queries.months import parse_month
from toso.results.kpi.rules.states import OutsideKind

LARGEST = 10 * 1024 * 1024
MOST_FAULTS = 10
CATALOGUE = (
    Column("name", "Sản phẩm, công việc", ("Tên sản phẩm", "Sản phẩm", "Công việc", "Nhiệm vụ"), is_needed=True),
    Column("points", "Điểm", ("Điểm quy đổi", "Số điểm")),
    Column("coefficient", "Hệ số", ("Hệ số quy đổi",)),
    Column("group", "Nhóm", ("Phân nhóm", "Nhóm độ phức tạp")),
    Column("measure", "Đơn vị tính", ("ĐVT", "Đơn vị")),
    Column("code", "Mã", ("Mã sản phẩm", "Ký hiệu")),
    Column("part", "Phần", ("Phụ lục",)),
    Column("body", "Đơn vị thực hiện", ("Phòng", "Đơn vị chủ trì", "Bộ phận")),
    Column("title", "Chức danh", ("Vị trí việc làm", "Vị trí", "Chức vụ")),
    Column("usual", "Số lượng mỗi tháng", ("Số lượng thường lệ", "Tần suất", "Số lượng")),
)
RESULTS = (
    Column("code", "Mã", ("Mã công chức", "Mã số")),
    Column("name", "Họ và tên", ("Họ tên", "Công chức"), is_needed=True),
    Column("total", "Tổng điểm", ("Điểm", "Kết quả", "Điểm tổng"), is_needed=True),
    Column("note", "Ghi chú", ("Chú thích",)),
)
PARTS = (("phan a", Part.LEADING), ("b ii", Part.OWN), ("bii", Part.OWN), ("b i", Part.SHARED), ("bi", Part.SHARED))


def _content(upload: UploadedFile) -> bytes:
    if (upload.size or 0) > LARGEST:
        raise forms.ValidationError(_("Tệp lớn nhất 10 MB. Hãy nén hoặc chia nhỏ."))
    return bytes(upload.read(LARGEST + 1))


def _lines(content: bytes, columns: tuple[Column, ...]) -> list[Line]:
    """The records of the first sheet that has the needed columns; ValidationError in one sentence without one."""
    try:
        book = read_book(content)
    except Refusal as refusal:
        raise forms.ValidationError(str(refusal)) from refusal
    needed = [column.code for column in columns if column.is_needed]
    head = found_head(book.sheets, columns)
    if head is None or not set(needed) <= set(head.columns):
        titles = ", ".join(column.title for column in columns if column.is_needed)
        raise forms.ValidationError(_("Không thấy bảng có các cột: %(titles)s.") % {"titles": titles})
    # Only the name tells a record: a total of two digits alone would be taken for a row of numbering.
    found, _left_out = records(book.sheets[head.sheet], head, needed=["name"])
    return found


def _said(row: int, fault: str) -> str:
    return _("Dòng %(number)s: %(fault)s.") % {"number": row + 1, "fault": fault}


def _number(value: Raw) -> Decimal | None:
    return None if cells.is_blank(value) else cells.number(value)


def part_of(section: str) -> str:
    """The part of a commune's catalogue that a heading like "PHẦN B.I. Công việc chung" begins."""
    words = fold(section).replace(".", " ").replace("-", " ")
    words = " ".join(words.split())
    short = words.removeprefix("phan ")
    for start, part in PARTS:
        if words.startswith(start) or short.startswith(f"{start} ") or short == start:
            return part
    return Part.LEADING if short.startswith("a ") else ""


def read_catalogue(content: bytes, *, standard_points: Decimal, bodies: Mapping[str, int]) -> list[Entry]:
    """The products of an office's workbook; every fault of the first rows named by its row in the file.

    ``bodies``: the folded names of the agency's units. Where only coefficients are written, points follow
    from the standard product.
    """
    entries: list[Entry] = []
    faults: list[str] = []
    heading = ""
    for line in _lines(content, CATALOGUE):
        if _is_heading(line):
            heading = cells.text(line.cells.get("name"))
            continue
        try:
            entry = _entry(line, heading or line.section, standard_points, bodies)
        except (Unreadable, ValueError) as error:
            faults.append(_said(line.row, str(error)))
            continue
        if fault := entry_fault(entry):
            faults.append(_said(line.row, fault))
        entries.append(entry)
    if faults:
        raise forms.ValidationError(faults[:MOST_FAULTS])
    if not entries:
        raise forms.ValidationError(_("Tệp không có dòng sản phẩm nào."))
    return entries


def _is_heading(line: Line) -> bool:
    """Whether a row holds nothing but the name of a part or field: offices write those where the products stand."""
    filled = [code for code, value in line.cells.items() if not cells.is_blank(value)]
    return filled == ["name"] and bool(part_of(cells.text(line.cells["name"])))


def _entry(line: Line, heading: str, standard_points: Decimal, bodies: Mapping[str, int]) -> Entry:
    given = line.cells
    points, coefficient = _number(given.get("points")), _number(given.get("coefficient"))
    if points is None:
        if coefficient is None:
            raise ValueError(_("thiếu điểm hoặc hệ số"))
        points = coefficient * standard_points
    body = cells.text(given.get("body"))
    if body and fold(body) not in bodies:
        raise ValueError(_("không có đơn vị “%(body)s” trong cơ quan") % {"body": body[:60]})
    digits = "".join(sign for sign in cells.text(given.get("group")) if sign.isdigit())
    part = cells.text(given.get("part")).upper().replace(".", "").replace("PHẦN", "").strip()
    known = {"A": Part.LEADING, "BI": Part.SHARED, "B1": Part.SHARED, "BII": Part.OWN, "B2": Part.OWN}
    return Entry(
        name=nfc(cells.text(given.get("name"))),
        points=points,
        group=int(digits[:2]) if digits else 1,
        part=known.get(part) or part_of(heading) or Part.OWN,
        measure=cells.text(given.get("measure"))[:40],
        code=cells.text(given.get("code"))[:30],
        body_id=bodies.get(fold(body)) if body else None,
        title=cells.text(given.get("title"))[:120],
        usual=_number(given.get("usual")),
    )


class CatalogueFileForm(forms.Form):
    """An office's own workbook, read into a draft."""

    file = forms.FileField(
        label=gettext_lazy("Tệp Excel của cơ quan"),
        help_text=gettext_lazy(
            "Bảng có cột Sản phẩm, công việc và cột Điểm hoặc Hệ số; các cột Nhóm, Đơn vị tính, Đơn vị thực hiện, "
            "Chức danh, Số lượng mỗi tháng đọc được nếu có. Đề mục Phần A, B.I, B.II được nhận ra."
        ),
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".xlsx,.xls,.csv"}),
        error_messages={"required": gettext_lazy("Chọn tệp.")},
    )

    def __init__(self, *args: Any, standard_points: Decimal, bodies: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standard_points, self.bodies = standard_points, bodies

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        self.entries = read_catalogue(_content(upload), standard_points=self.standard_points, bodies=self.bodies)
        return upload


@dataclass(frozen=True, slots=True)
class Known:
    """Whom a row of results may mean: by our code, by a name that only one person here has."""

    codes: Mapping[str, int]
    names: Mapping[str, int | None]


def read_results(content: bytes, known: Known) -> list[Taken]:
    """Results of another system, from its workbook or from JSON in the shape of our own export."""
    rows = _json_rows(content) if content.lstrip()[:1] in (b"{", b"[") else _table_rows(content)
    taken, faults = _sorted_out(rows, known)
    if faults:
        raise forms.ValidationError(faults[:MOST_FAULTS])
    if not taken:
        raise forms.ValidationError(_("Tệp không có kết quả nào."))
    return taken


def _sorted_out(rows: list["ResultRow"], known: Known) -> tuple[list[Taken], list[str]]:
    taken: list[Taken] = []
    faults: list[str] = []
    seen: set[int] = set()
    for where, code, name, total, note in rows:
        person = known.codes.get(code) if code else known.names.get(fold(name))
        if person is None:
            fault = _("không rõ là ai: %(code)s %(name)s") % {"code": code, "name": name}
        elif person in seen:
            fault = _("%(name)s đã có ở dòng trên") % {"name": name or code}
        elif total is None or not 0 <= total <= 100:
            fault = _("tổng điểm phải từ 0 đến 100")
        else:
            seen.add(person)
            taken.append(Taken(person, total, note))
            continue
        faults.append(_("%(where)s: %(fault)s.") % {"where": where, "fault": fault})
    return taken, faults


ResultRow = tuple[str, str, str, Decimal | None, str]


def _table_rows(content: bytes) -> list[ResultRow]:
    found: list[ResultRow] = []
    for line in _lines(content, RESULTS):
        given = line.cells
        try:
            total = _number(given.get("total"))
        except Unreadable:
            total = None
        where = _("Dòng %(number)s") % {"number": line.row + 1}
        code, name, note = (cells.text(given.get(key)) for key in ("code", "name", "note"))
        found.append((where, code, name, total, note[:200]))
    return found


def _json_rows(content: bytes) -> list[ResultRow]:
    try:
        value = json.loads(content.decode("utf-8-sig"), parse_float=Decimal)
        rows = value["results"] if isinstance(value, dict) else value
        found: list[ResultRow] = []
        for number, row in enumerate(rows, start=1):
            raw = row.get("total")
            total = None if raw is None else Decimal(str(raw))
            if total is None:
                continue  # not rated over there
            code, name, note = (str(row.get(key) or "") for key in ("person", "name", "reason"))
            where = _("Kết quả %(number)s") % {"number": number}
            found.append((where, code, name, total if total.is_finite() else None, note[:200]))
    except (ValueError, KeyError, TypeError, AttributeError, InvalidOperation, RecursionError) as error:
        words = _("Tệp JSON không đúng dạng: cần danh sách results, mỗi kết quả có person hoặc name, và total.")
        raise forms.ValidationError(words) from error
    return found


class ResultsForm(forms.Form):
    """Results back from the province's module, or from the agency somebody came from."""

    kind = forms.TypedChoiceField(
        label=gettext_lazy("Nguồn"),
        choices=list(OUTSIDE_KINDS.items()),
        coerce=OutsideKind,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    file = forms.FileField(
        label=gettext_lazy("Tệp kết quả"),
        help_text=gettext_lazy("Excel có cột Mã (hoặc Họ và tên) và Tổng điểm, hoặc JSON như tệp xuất ra ở đây."),
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".xlsx,.xls,.csv,.json"}),
        error_messages={"required": gettext_lazy("Chọn tệp.")},
    )

    def __init__(self, *args: Any, months: list[date], known: Known, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        self.fields["month"] = forms.TypedChoiceField(
            label=_("Kết quả của tháng"),
            choices=[(f"{month:%Y-%m}", f"{month:%m/%Y}") for month in months],
            coerce=parse_month,
            widget=forms.Select(attrs={"class": "form-select"}),
        )

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        self.taken = read_results(_content(upload), self.known)
        return upload
