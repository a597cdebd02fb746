"""Mẫu số 01 and Mẫu số 02 of Decree 335/2025/NĐ-CP, Annex II, in their order, and the annexes that prove them."""

from collections.abc import Iterable

from toso.ground.documents.blocks import (
    Align,
    Annex,
    Block,
    Column,
    Heading,
    Kind,
    OfficialDocument,
    Paragraph,
    Row,
    Run,
    Signature,
    Table,
)
from toso.results.kpi.exports.common import GRADES, SIGN_HERE, labelled, lines_of, said, told, who, written
from toso.results.kpi.rules.exact import total
from toso.results.kpi.rules.papers import PeriodForm, TaskRow, YearForm
from toso.results.kpi.rules.terms import Grade, Origin

AUTHORITY = "CẤP CÓ THẨM QUYỀN\nTHEO DÕI, ĐÁNH GIÁ"
RATING_AUTHORITY = "CẤP CÓ THẨM QUYỀN\nXẾP LOẠI CHẤT LƯỢNG"
OWN = "CÔNG CHỨC TỰ ĐÁNH GIÁ"
CHOSEN, FREE = "■", "□"
ORIGIN_MARKS = {Origin.ADHOC: " (đột xuất)", Origin.TAKEN_OVER: " (làm thay)", Origin.HANDED_OVER: " (đã chuyển)"}
CRITERIA = (
    Column("TT", Kind.TEXT, share=8, align=Align.CENTER),
    Column("Tiêu chí", share=56),
    Column("Điểm tối đa", Kind.NUMBER, share=14, align=Align.CENTER),
    Column("Điểm do cá nhân tự chấm", Kind.NUMBER, share=22, align=Align.CENTER),
)
CONFIRMED = (*CRITERIA, Column("Điểm của cấp có thẩm quyền", Kind.NUMBER, share=22, align=Align.CENTER))
TASKS = (
    Column("TT", Kind.ORDER, share=5),
    Column("Nhiệm vụ", share=26),
    Column("Hạn hoàn thành", Kind.DATE, share=12),
    Column("Sản phẩm", share=14),
    Column("Hệ số", Kind.NUMBER, share=8),
    Column("Số lượng", Kind.NUMBER, share=8, group="Được giao"),
    Column("Quy đổi", Kind.NUMBER, share=9, group="Được giao"),
    Column("Số lượng", Kind.NUMBER, share=8, group="Hoàn thành"),
    Column("Quy đổi", Kind.NUMBER, share=9, group="Hoàn thành"),
    Column("Ngày hoàn thành", Kind.DATE, share=12, group="Tiến độ"),
    Column("Chậm", Kind.NUMBER, share=8, group="Tiến độ"),
    Column("Quy đổi", Kind.NUMBER, share=9, group="Tiến độ"),
    Column("Số lần không đạt", Kind.NUMBER, share=9, group="Chất lượng"),
    Column("Quy đổi", Kind.NUMBER, share=9, group="Chất lượng"),
)


def period_form(form: PeriodForm) -> OfficialDocument:
    """Phiếu theo dõi, đánh giá công chức (Mẫu số 01), with the tasks and the authority's own points as annexes."""
    reference = f"(Kèm theo Phiếu theo dõi, đánh giá của {form.official.name}, {_lower(form.period)})"
    annexes = [*_task_annex(form, reference), *_confirmed_annex(form, reference)]
    return OfficialDocument(
        issuer=form.office.issuer,
        issuer_name=form.office.name,
        superior=form.office.superior,
        place_name=form.office.place_name,
        symbol="",
        form="Mẫu số 01",
        type_name="PHIẾU THEO DÕI, ĐÁNH GIÁ CÔNG CHỨC",
        subject=f"({form.period})",
        blocks=(
            *who(form.official),
            Heading("I. ĐIỂM TIÊU CHÍ CHUNG"),
            _criteria(form),
            Heading("II. TỔNG HỢP KẾT QUẢ"),
            _points("1. Tổng điểm tiêu chí chung", said(form.general), "30"),
            _points("2. Điểm kết quả thực hiện nhiệm vụ", said(form.task_score), "70"),
            _points("3. Tổng điểm theo dõi, đánh giá", said(form.total), "100"),
            *told("4. Ưu điểm:", form.strengths),
            *told("5. Hạn chế, khuyết điểm:", form.weaknesses),
            *told("6. Nhận xét của cấp có thẩm quyền theo dõi, đánh giá:", form.comment),
        ),
        second=Signature(title=OWN, name=form.official.name, note=SIGN_HERE),
        signature=_authority(AUTHORITY, form.authority, form.authority_name),
        annexes=tuple(annexes),
        mark=form.mark,
    )


def year_form(form: YearForm) -> OfficialDocument:
    """Phiếu xếp loại chất lượng công chức (Mẫu số 02)."""
    rows: tuple[Row, ...] = tuple(
        (f"Tháng {number}", written(total), note) for number, (total, note) in enumerate(form.months, start=1)
    )
    months = Table(
        columns=(
            Column("Kỳ theo dõi, đánh giá", share=30, align=Align.CENTER),
            Column("Tổng điểm", Kind.NUMBER, share=20, align=Align.CENTER, decimals=2),
            Column("Ghi chú", share=50),
        ),
        rows=rows,
        total=("Điểm trung bình năm", written(form.average), None),
        size=11,
    )
    return OfficialDocument(
        issuer=form.office.issuer,
        issuer_name=form.office.name,
        superior=form.office.superior,
        place_name=form.office.place_name,
        symbol="",
        form="Mẫu số 02",
        type_name="PHIẾU XẾP LOẠI CHẤT LƯỢNG CÔNG CHỨC",
        subject=f"(Năm {form.year})",
        blocks=(
            *who(form.official),
            Heading("I. KẾT QUẢ THEO DÕI, ĐÁNH GIÁ"),
            months,
            Heading("II. CÔNG CHỨC TỰ XẾP LOẠI CHẤT LƯỢNG"),
            *_boxes(form.own_grade),
            Heading("III. CẤP CÓ THẨM QUYỀN XẾP LOẠI CHẤT LƯỢNG"),
            *_boxes(form.grade),
            Heading("IV. ĐỀ XUẤT XỬ LÝ KẾT QUẢ XẾP LOẠI (nếu có)"),
            *lines_of(form.handling),
        ),
        second=Signature(title="CÔNG CHỨC TỰ XẾP LOẠI", name=form.official.name, note=SIGN_HERE),
        signature=_authority(RATING_AUTHORITY, form.authority, form.authority_name),
        mark=form.mark,
    )


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _authority(title: str, post: str, name: str) -> Signature:
    return Signature(authority=title, title=post, name=name, note=SIGN_HERE)


def _points(label: str, points: str, most: str) -> Paragraph:
    return Paragraph((Run(f"{label}: "), Run(points, bold=True), Run(f" / {most} điểm")))


def _criteria(form: PeriodForm) -> Table:
    rows: list[Row] = []
    for group in form.groups:
        own = [form.own.get(criterion.code) for criterion in group.criteria]
        known = [points for points in own if points is not None]
        rows.append((group.code, group.label.upper(), written(group.points), written(total(known)) if known else None))
        rows += [
            (str(number), criterion.label, written(criterion.points), written(points))
            for number, (criterion, points) in enumerate(zip(group.criteria, own, strict=True), start=1)
        ]
    most = total(group.points for group in form.groups)
    own_total = total(form.own.values()) if form.own else None
    return Table(columns=CRITERIA, rows=tuple(rows), total=(None, "Tổng cộng", written(most), written(own_total)))


def _confirmed_annex(form: PeriodForm, reference: str) -> Iterable[Annex]:
    if not form.confirmed:
        return
    criteria = [criterion for group in form.groups for criterion in group.criteria]
    rows: tuple[Row, ...] = tuple(
        (
            criterion.code,
            criterion.label,
            written(criterion.points),
            written(form.own.get(criterion.code)),
            written(form.confirmed.get(criterion.code)),
        )
        for criterion in criteria
    )
    sums: Row = (
        None,
        "Tổng cộng",
        written(total(criterion.points for criterion in criteria)),
        written(total(form.own.values())) if form.own else None,
        written(total(form.confirmed.values())),
    )
    yield Annex(
        title="ĐIỂM TIÊU CHÍ CHUNG CỦA CẤP CÓ THẨM QUYỀN",
        number=2 if form.tasks else 0,
        blocks=(Table(columns=CONFIRMED, rows=rows, total=sums),),
        reference=reference,
    )


def _task_annex(form: PeriodForm, reference: str) -> Iterable[Annex]:
    if not form.tasks:
        return
    rows = tuple(_task_row(number, task) for number, task in enumerate(form.tasks, start=1))
    sums = {
        name: written(total(getattr(task, name) for task in form.tasks), 3)
        for name in ("assigned_converted", "done_converted", "progress_converted", "quality_converted")
    }
    last: Row = (
        *(None, "Tổng cộng", None, None, None, None),
        *(sums["assigned_converted"], None, sums["done_converted"]),
        *(None, None, sums["progress_converted"], None, sums["quality_converted"]),
    )
    words = "; ".join(f"{name} = {said(value)}%" for name, value in form.ratios)
    blocks: list[Block] = [Table(columns=TASKS, rows=rows, total=last, size=10)]
    if words:
        blocks.append(labelled("Các tỷ lệ", words))
    yield Annex(
        title="KẾT QUẢ THỰC HIỆN NHIỆM VỤ",
        number=1 if form.confirmed else 0,
        blocks=tuple(blocks),
        is_landscape=True,
        reference=reference,
    )


def _task_row(number: int, task: TaskRow) -> Row:
    return (
        number,
        task.name + ORIGIN_MARKS.get(task.origin, ""),
        task.due_on,
        task.product,
        written(task.coefficient, 3),
        written(task.assigned, 3),
        written(task.assigned_converted, 3),
        written(task.done, 3),
        written(task.done_converted, 3),
        task.finished_on,
        task.late or None,
        written(task.progress_converted, 3),
        task.quality_failures or None,
        written(task.quality_converted, 3),
    )


def _boxes(grade: Grade | None) -> tuple[Paragraph, ...]:
    return tuple(
        Paragraph((Run(f"{CHOSEN if one is grade else FREE}  "), Run(words, bold=one is grade)))
        for one, words in GRADES.items()
    )
