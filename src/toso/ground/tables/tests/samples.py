"""Files as offices and attackers make them, built for the tests."""

import io
import zipfile
from datetime import date

import xlsxwriter

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def workbook(*sheets, merged=(), font="Times New Roman", name="Trang"):
    """An XLSX of the given sheets, each a list of rows; ``merged`` blocks belong to the first sheet."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "default_date_format": "dd/mm/yyyy"}
    )
    look = book.add_format({"font_name": font})
    for at, rows in enumerate(sheets):
        page = book.add_worksheet(f"{name}{at + 1}")
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if value is not None:
                    page.write(r, c, value, None if isinstance(value, date) else look)
        if at == 0:
            for top, left, bottom, right in merged:
                page.merge_range(top, left, bottom, right, rows[top][left], look)
    book.close()
    return target.getvalue()


def with_part(content, name, part):
    """The package with one part put in place of another."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info, old.read(info.filename))
        new.writestr(name, part)
    return target.getvalue()


def with_rows(rows_xml):
    """A workbook whose sheet is this XML."""
    return with_part(workbook([["a"]]), "xl/worksheets/sheet1.xml", SHEET.format(rows_xml))


NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "manifest")
)
CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def an_ods(*sheets, before="", parts=()):
    """An OpenDocument spreadsheet of the given sheets, each the XML of its rows."""
    tables = "".join(f'<table:table table:name="Trang{at + 1}">{rows}</table:table>' for at, rows in enumerate(sheets))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        package.writestr(
            "content.xml",
            f'<?xml version="1.0"?>{before}<office:document-content {NAMES} {CALC} office:version="1.3">'
            f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>",
        )
        package.writestr("META-INF/manifest.xml", f'<manifest:manifest {NAMES} manifest:version="1.3"/>')
        for name, words in parts:
            package.writestr(name, words)
    return target.getvalue()


def ods_cell(value="", said=""):
    """A cell of an ODS: words, a number, or a day; ``said`` are further attributes."""
    if value == "":
        return f"<table:table-cell {said}/>"
    kind = 'office:value-type="string"'
    if isinstance(value, date):
        kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
    elif isinstance(value, (int, float)):
        kind = f'office:value-type="float" office:value="{value}"'
    return f"<table:table-cell {kind} {said}><text:p>{value}</text:p></table:table-cell>"


def ods_row(*values, said=""):
    return f"<table:table-row {said}>{''.join(map(ods_cell, values))}</table:table-row>"
