"""Submissions as a file: one row each, a column for each question; what repeats is joined by “; ”."""

import csv
import io
from collections.abc import Callable, Iterator

import xlsxwriter
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from toso.ground.shared.calendar import VIETNAM
from toso.plan.forms.models import SUBMISSION_STATES, Content, Form, Submission
from toso.plan.forms.rules.answers import values_at

NUMBERS = {"int", "integer", "decimal"}
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _columns(form: Form) -> dict[str, str]:
    """The questions of every version of a form by path, each with the type that it has in the last one."""
    columns: dict[str, str] = {}
    for questions in form.versions.order_by("uploaded_at", "pk").values_list("questions", flat=True):
        columns.update({question["path"]: question["type"] for question in questions})
    return columns


def _header(columns: dict[str, str]) -> list[str]:
    own = [_("Mã phiếu"), _("Ngày"), _("Mã nơi"), _("Nơi"), _("Người gửi"), _("Nhận lúc"), _("Trạng thái")]
    return [*own, *columns]


def _rows(rows: QuerySet[Submission], columns: dict[str, str]) -> Iterator[list[str]]:
    """The last content of each submission, oldest first, read in a stream."""
    states = {str(state): str(words) for state, words in SUBMISSION_STATES.items()}
    last = (
        Content.objects.filter(submission__in=rows)
        .order_by("submission_id", "-number")
        .distinct("submission_id")
        .values_list(
            "submission__instance_id",
            "submission__day",
            "submission__place__code",
            "submission__place__name",
            "submission__sent_by__name",
            "submission__received_at",
            "submission__state",
            "answers",
        )
    )
    paths = list(columns)
    simple = {path: "/" not in path for path in paths}
    for instance, day, code, place, sender, received, state, answers in last.iterator(chunk_size=2000):
        cells = []
        for path in paths:
            held = answers.get(path, "") if simple[path] else None
            cells.append(held if isinstance(held, str) else "; ".join(values_at(answers, path)))
        at = received.astimezone(VIETNAM).strftime("%Y-%m-%d %H:%M:%S")
        yield [instance, day.isoformat(), code, place, sender, at, states[state], *cells]


def as_csv(form: Form, rows: QuerySet[Submission]) -> bytes:
    """CSV in UTF-8 with a mark that Excel knows; a cell that would run as a formula is kept as text."""
    columns = _columns(form)
    kinds = ["", *[""] * 6, *columns.values()]
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(_header(columns))
    for row in _rows(rows, columns):
        writer.writerow(
            f"'{cell}" if cell.startswith(STARTS_A_FORMULA) and kind not in NUMBERS else cell
            for cell, kind in zip(row, kinds, strict=True)
        )
    return ("\ufeff" + written.getvalue()).encode()


def as_xlsx(form: Form, rows: QuerySet[Submission]) -> bytes:
    """XLSX with numbers as numbers and every other answer as text."""
    columns = _columns(form)
    kinds = ["", *[""] * 6, *columns.values()]
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True, "constant_memory": False}) as book:
        sheet = book.add_worksheet(form.form_id[:31].translate(str.maketrans("[]:*?/\\", "_______")))
        bold = book.add_format({"bold": True})
        sheet.write_row(0, 0, _header(columns), bold)
        sheet.freeze_panes(1, 1)
        for number, row in enumerate(_rows(rows, columns), start=1):
            for column, (cell, kind) in enumerate(zip(row, kinds, strict=True)):
                if kind in NUMBERS and _is_number(cell):
                    sheet.write_number(number, column, float(cell))
                elif cell:
                    sheet.write_string(number, column, cell)
    return packed.getvalue()


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.strip().lower() not in {"nan", "inf", "-inf", "infinity"}


WRITERS: dict[str, Callable[[Form, QuerySet[Submission]], bytes]] = {"csv": as_csv, "xlsx": as_xlsx}
