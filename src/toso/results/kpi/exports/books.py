"""A month as XLSX and as plain JSON: for people who count, and for the province's own module."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from toso.ground.documents.blocks import Kind, Row, Sheet, SheetColumn, Workbook
from toso.results.kpi.exports.common import GRADES, NOT_RATED, grade_words, written
from toso.results.kpi.exports.forms import ORIGIN_MARKS
from toso.results.kpi.rules.exact import shown
from toso.results.kpi.rules.papers import MonthBook, MonthRow, TaskRow

Json = dict[str, object]
FORMAT = "toso.kpi.month"
VERSION = 1
RESULTS = (
    SheetColumn("TT", Kind.ORDER, width=5),
    SheetColumn("Mã", width=14),
    SheetColumn("Họ và tên"),
    SheetColumn("Chức vụ, chức danh"),
    SheetColumn("Đơn vị"),
    SheetColumn("a, số lượng (%)", Kind.NUMBER, decimals=2),
    SheetColumn("b, chất lượng (%)", Kind.NUMBER, decimals=2),
    SheetColumn("c, tiến độ (%)", Kind.NUMBER, decimals=2),
    SheetColumn("Điểm tiêu chí chung", Kind.NUMBER, decimals=2),
    SheetColumn("Điểm kết quả nhiệm vụ", Kind.NUMBER, decimals=2),
    SheetColumn("Tổng điểm", Kind.NUMBER, decimals=2),
    SheetColumn("Mức theo điểm"),
    SheetColumn("Ghi chú"),
)
TASKS = (
    SheetColumn("Mã", width=14),
    SheetColumn("Họ và tên"),
    SheetColumn("Nhiệm vụ"),
    SheetColumn("Sản phẩm"),
    SheetColumn("Nguồn việc"),
    SheetColumn("Hạn", Kind.DATE),
    SheetColumn("Hệ số", Kind.NUMBER),
    SheetColumn("Số lượng giao", Kind.NUMBER),
    SheetColumn("Quy đổi giao", Kind.NUMBER, is_summed=True),
    SheetColumn("Số lượng hoàn thành", Kind.NUMBER),
    SheetColumn("Quy đổi hoàn thành", Kind.NUMBER, is_summed=True),
    SheetColumn("Ngày hoàn thành", Kind.DATE),
    SheetColumn("Chậm", Kind.NUMBER),
    SheetColumn("Quy đổi tiến độ", Kind.NUMBER, is_summed=True),
    SheetColumn("Số lần không đạt", Kind.NUMBER),
    SheetColumn("Quy đổi chất lượng", Kind.NUMBER, is_summed=True),
)


def month_workbook(book: MonthBook) -> Workbook:
    """Two sheets: everybody's result, everybody's tasks."""
    words = f"tháng {book.month.month} năm {book.month.year}"
    heading = (book.office.name, f"Kết quả theo dõi, đánh giá công chức {words}", f"Bộ quy tắc: {book.rule_set}")
    results = tuple(_result(number, row) for number, row in enumerate(book.rows, start=1))
    tasks = tuple(_task(row, task) for row in book.rows for task in row.tasks)
    return Workbook(
        title=f"KPI {words}",
        sheets=(
            Sheet("Kết quả", RESULTS, results, heading=heading),
            Sheet("Công việc", TASKS, tasks, heading=heading, total_label="Cộng"),
        ),
        author=book.office.name,
    )


def year_workbook(office: str, year: int, rows: list[dict[str, Any]]) -> Workbook:
    """Everybody's year: twelve months, the mean, the level by points, the own and the authority's."""
    columns = (
        SheetColumn("TT", Kind.ORDER, width=5),
        SheetColumn("Họ và tên"),
        SheetColumn("Chức vụ, chức danh"),
        SheetColumn("Đơn vị"),
        SheetColumn("Nhóm nhiệm vụ"),
        *(SheetColumn(f"T{number}", Kind.NUMBER, decimals=2) for number in range(1, 13)),
        SheetColumn("Trung bình năm", Kind.NUMBER, decimals=2),
        SheetColumn("Mức theo điểm"),
        SheetColumn("Tự xếp loại"),
        SheetColumn("Xếp loại"),
        SheetColumn("Ghi chú"),
    )
    made = tuple(_year_row(number, row) for number, row in enumerate(rows, start=1))
    heading = (office, f"Xếp loại chất lượng năm {year}")
    return Workbook(
        title=f"Xếp loại {year}", sheets=(Sheet("Xếp loại", columns, made, heading=heading),), author=office
    )


def _year_row(number: int, row: dict[str, Any]) -> Row:
    official = row["official"]
    return (
        *(number, official.name, official.title, official.unit, row["group"]),
        *(written(total) for total in row["months"]),
        written(row["average"]),
        grade_words(row["proposed"]),
        GRADES[row["own"]] if row["own"] else "",
        GRADES[row["level"]] if row["level"] else "" if row["is_rated"] else NOT_RATED,
        row["reason"],
    )


def month_json(book: MonthBook) -> Json:
    """The results as plain JSON: numbers as decimal strings of four places, None for what is not known."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "office": book.office.name,
        "month": f"{book.month:%Y-%m}",
        "rule_set": book.rule_set,
        "results": [_plain(row) for row in book.rows],
    }


def _result(number: int, row: MonthRow) -> Row:
    ratios = (written(value) for value in (row.a_pct, row.b_pct, row.c_pct))
    points = (written(value) for value in (row.general, row.task_score, row.total))
    level = grade_words(row.grade) if row.is_rated else "Không chấm"
    return (
        *(number, row.person, row.official.name, row.official.title, row.official.unit),
        *ratios,
        *points,
        level,
        row.reason,
    )


def _task(row: MonthRow, task: TaskRow) -> Row:
    def exactly(value: Fraction) -> Decimal | None:
        return written(value, 5)

    return (
        *(row.person, row.official.name, task.name, task.product, ORIGIN_MARKS.get(task.origin, "").strip(" ()")),
        *(task.due_on, exactly(task.coefficient), exactly(task.assigned), exactly(task.assigned_converted)),
        *(exactly(task.done), exactly(task.done_converted), task.finished_on, task.late),
        *(exactly(task.progress_converted), task.quality_failures, exactly(task.quality_converted)),
    )


def _plain(row: MonthRow) -> Json:
    return {
        "person": row.person,
        "name": row.official.name,
        "title": row.official.title,
        "unit": row.official.unit,
        "rated": row.is_rated,
        "a_pct": shown(row.a_pct),
        "b_pct": shown(row.b_pct),
        "c_pct": shown(row.c_pct),
        "general": shown(row.general),
        "task_score": shown(row.task_score),
        "total": shown(row.total),
        "level": row.grade.value if row.grade else None,
        "reason": row.reason,
        "lines": [_plain_task(task) for task in row.tasks],
    }


def _plain_task(task: TaskRow) -> Json:
    """With the names of ``toso kpi score``, so that a stranger can reckon the month again."""
    return {
        "name": task.name,
        "coefficient": shown(task.coefficient, 6),
        "assigned": shown(task.assigned, 6),
        "done": shown(task.done, 6),
        "origin": task.origin.value,
        "quality_failures": task.quality_failures,
        "late": task.late,
        "due": f"{task.due_on:%Y-%m-%d}" if task.due_on else None,
        "finished": f"{task.finished_on:%Y-%m-%d}" if task.finished_on else None,
    }
