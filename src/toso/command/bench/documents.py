"""How long official documents take, beside the bare libraries writing the same words."""

import io
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import count

import docx
import typst

from toso.command.bench import BenchRow, milliseconds
from toso.ground.documents.blocks import (
    Annex,
    Column,
    Heading,
    Kind,
    Link,
    OfficialDocument,
    Paragraph,
    Sheet,
    SheetColumn,
    Signature,
    Table,
    Workbook,
)
from toso.ground.documents.queries import digest_of, faces, render_docx, render_pdf, render_xlsx

COMMUNES = 65
SECTIONS = 14
WORDS = (
    "Trong kỳ báo cáo, các tổ công nghệ số cộng đồng đã đến từng hộ, hướng dẫn người dân nộp hồ sơ trực tuyến, tra cứu "
    "kết quả, thanh toán không dùng tiền mặt và nhận biết các hình thức lừa đảo trên không gian mạng. "
) * 3
FIGURES = 8


def rows() -> list[BenchRow]:
    """The consolidated report of a province (7 pages with its annex of 65 communes), and all 65 reports."""
    fresh = count()  # typst remembers what it has seen, so each run gets words of its own
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=faces.folders())
    communes = [a_report(next(fresh)) for _ in range(COMMUNES)]
    return [
        _row(
            "Báo cáo tỉnh 7 trang ra DOCX",
            lambda: render_docx(a_report(next(fresh))),
            "≤ 1.000 ms",
            "python-docx",
            lambda: _bare_docx(next(fresh)),
        ),
        _row(
            "Báo cáo tỉnh 7 trang ra PDF",
            lambda: render_pdf(a_report(next(fresh))),
            "≤ 1.000 ms",
            "typst",
            lambda: _bare_typst(next(fresh), fonts),
        ),
        _row("Phụ lục 65 xã ra XLSX", lambda: render_xlsx(_workbook()), "≤ 1.000 ms"),
        _row("65 báo cáo xã ra DOCX và PDF", lambda: _all(communes), "≤ 30.000 ms", runs=1),
    ]


def _row(
    name: str,
    work: Callable[[], object],
    bar: str,
    floor_name: str = "",
    floor: Callable[[], object] | None = None,
    runs: int = 9,
) -> BenchRow:
    value, low, high = milliseconds(work, runs=runs)
    below = milliseconds(floor, runs=runs)[0] if floor else None
    return BenchRow(name, "ms", value, low, high, bar, floor_name, below)


def a_report(number: int) -> OfficialDocument:
    """A report of about seven pages. Every word and figure is invented."""
    return OfficialDocument(
        superior="ỦY BAN NHÂN DÂN\nTỈNH KHÁNH HÒA",
        issuer="SỞ KHOA HỌC VÀ CÔNG NGHỆ",
        issuer_name="Sở Khoa học và Công nghệ",
        symbol="BC-SKHCN",
        number=str(number + 1),
        place_name="Nha Trang",
        day=date(2026, 11, 19),
        type_name="BÁO CÁO",
        subject="Kết quả hoạt động của tổ công nghệ số cộng đồng tháng 11 năm 2026",
        addressee=("Ủy ban nhân dân tỉnh",),
        blocks=tuple(
            block for n in range(SECTIONS) for block in (Heading(f"{n + 1}. Mục mẫu", 2), Paragraph(_words(number, n)))
        ),
        signature=Signature(title="GIÁM ĐỐC", name="Nguyễn Mẫu An"),
        recipients=("Như trên", "Lãnh đạo Sở"),
        archive="VT, CĐS",
        annexes=(Annex("KẾT QUẢ THEO XÃ, PHƯỜNG, ĐẶC KHU", (_table(number),), number=1, is_landscape=True),),
        link=Link("https://toso.example.vn/ho-so/mau", digest_of(str(number).encode())),
    )


def _words(number: int, section: int) -> str:
    return f"{WORDS}{number}.{section}"


def _lines(number: int) -> list[tuple[int | str | Decimal, ...]]:
    return [
        (n, f"Xã Mẫu {n}", *(Decimal(1000 + number + n * k) for k in range(FIGURES))) for n in range(1, COMMUNES + 1)
    ]


def _table(number: int) -> Table:
    figures = tuple(Column(f"Chỉ tiêu {k + 1}", Kind.NUMBER) for k in range(FIGURES))
    columns = (Column("TT", Kind.ORDER, share=5), Column("Xã, phường, đặc khu", share=25), *figures)
    return Table(columns, tuple(_lines(number)), size=11)


def _workbook() -> Workbook:
    figures = tuple(SheetColumn(f"Chỉ tiêu {k + 1}", Kind.NUMBER, is_summed=True) for k in range(FIGURES))
    columns = (SheetColumn("TT", Kind.ORDER), SheetColumn("Xã, phường, đặc khu"), *figures)
    return Workbook("Phụ lục", (Sheet("Phụ lục I", columns, tuple(_lines(0)), total_label="Toàn tỉnh"),))


def _all(documents: list[OfficialDocument]) -> None:
    for document in documents:
        render_docx(document)
        render_pdf(document)


def _bare_docx(number: int) -> None:
    """The same words by python-docx alone, without any layout."""
    bare = docx.Document()
    for n in range(SECTIONS):
        bare.add_heading(f"{n + 1}. Mục mẫu", 2)
        bare.add_paragraph(_words(number, n))
    lines = _lines(number)
    table = bare.add_table(len(lines), FIGURES + 2)
    for row, line in zip(table.rows, lines, strict=True):
        for cell, value in zip(row.cells, line, strict=True):
            cell.text = str(value)
    bare.save(io.BytesIO())


def _bare_typst(number: int, fonts: typst.Fonts) -> None:
    """The same words by typst alone, without any layout."""
    source = """#let d = json(bytes(sys.inputs.d))
#set text(font: "Tinos", size: 14pt)
#for p in d.words [== Mục mẫu
#p
]
#table(columns: d.columns, ..d.cells.map(c => [#c]))"""
    words = [_words(number, n) for n in range(SECTIONS)]
    cells = [str(value) for line in _lines(number) for value in line]
    data = json.dumps({"words": words, "cells": cells, "columns": FIGURES + 2})
    typst.compile(source.encode(), font_paths=fonts, sys_inputs={"d": data})
