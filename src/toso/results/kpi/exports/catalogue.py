"""The annexes of a catalogue: statistics of tasks, the standard product, points and coefficients (Art. 13)."""

from collections.abc import Callable
from itertools import groupby

from toso.ground.documents.blocks import (
    Align,
    Annex,
    Band,
    Column,
    Kind,
    OfficialDocument,
    Paragraph,
    Row,
    Run,
    Signature,
    Table,
)
from toso.results.kpi.exports.common import labelled, said, written
from toso.results.kpi.rules.papers import CataloguePaper, CatalogueRow

Cells = Callable[[int, CatalogueRow], Row]
STATISTICS = (
    Column("STT", Kind.ORDER, share=6),
    Column("Nhiệm vụ", share=22),
    Column("Công việc chi tiết", share=22),
    Column("Sản phẩm", share=14),
    Column("Tần suất, số lượng", share=13, align=Align.CENTER),
    Column("Số người", Kind.NUMBER, share=8, align=Align.CENTER),
    Column("Phân nhóm", share=9, align=Align.CENTER),
    Column("Ghi chú", share=12),
)
WEIGHTS = (
    Column("STT", Kind.ORDER, share=6),
    Column("Nhiệm vụ, công việc", share=34),
    Column("Sản phẩm", share=20),
    Column("Phân nhóm", share=10, align=Align.CENTER),
    Column("Điểm", Kind.NUMBER, share=10, align=Align.CENTER),
    Column("Hệ số quy đổi", Kind.NUMBER, share=10, align=Align.CENTER),
    Column("Ghi chú", share=14),
)


def catalogue_annexes(paper: CataloguePaper) -> OfficialDocument:
    """A cover sheet with the three annexes of the handbook, ready to be put to the approving authority."""
    reference = f"(Kèm theo {paper.decision} của {paper.office.name})" if paper.decision else ""
    count = len(paper.rows)
    return OfficialDocument(
        issuer=paper.office.issuer,
        issuer_name=paper.office.name,
        superior=paper.office.superior,
        place_name=paper.office.place_name,
        symbol="TTr-UBND",
        year=paper.year,
        type_name="TỜ TRÌNH",
        subject="Về việc phê duyệt Danh mục sản phẩm, công việc\nvà hệ số quy đổi",
        legal_bases=("Căn cứ Điều 13 Nghị định số 335/2025/NĐ-CP ngày 21 tháng 12 năm 2025 của Chính phủ",),
        blocks=(
            Paragraph(
                f"{paper.office.name} đã thống kê {count} sản phẩm, công việc của năm {paper.year}, phân theo "
                f"{len({row.group for row in paper.rows})} nhóm độ phức tạp, bỏ các sản phẩm trùng lặp; đề xuất sản "
                "phẩm chuẩn và hệ số quy đổi theo các phụ lục kèm theo, trình cấp có thẩm quyền phê duyệt."
            ),
        ),
        signature=Signature(authority="TM. ỦY BAN NHÂN DÂN", title="CHỦ TỊCH"),
        recipients=("Như trên",),
        archive="VT",
        annexes=(
            Annex(
                title="THỐNG KÊ NHIỆM VỤ, SẢN PHẨM, CÔNG VIỆC",
                number=1,
                blocks=(_table(STATISTICS, paper.rows, _statistics),),
                is_landscape=True,
                reference=reference,
            ),
            Annex(title="ĐỀ XUẤT SẢN PHẨM, CÔNG VIỆC CHUẨN", number=2, blocks=_standard(paper), reference=reference),
            Annex(
                title="DANH MỤC SẢN PHẨM, CÔNG VIỆC VÀ HỆ SỐ QUY ĐỔI",
                number=3,
                blocks=(_table(WEIGHTS, paper.rows, _weights),),
                is_landscape=True,
                reference=reference,
            ),
        ),
        mark=paper.mark,
    )


def _table(columns: tuple[Column, ...], rows: tuple[CatalogueRow, ...], cells: Cells) -> Table:
    found: list[Row | Band] = []
    number = 0
    for part, inside in groupby(rows, key=lambda row: row.part):
        if part:
            found.append(Band(part))
        for row in inside:
            number += 1
            found.append(cells(number, row))
    return Table(columns=columns, rows=tuple(found), size=11)


def _statistics(number: int, row: CatalogueRow) -> Row:
    return (number, row.task, row.detail, row.product, row.frequency, row.people, f"Nhóm {row.group}", row.note)


def _weights(number: int, row: CatalogueRow) -> Row:
    note = "Sản phẩm chuẩn" if row.is_standard else row.note
    return (number, row.task, row.product, f"Nhóm {row.group}", written(row.points), written(row.coefficient, 3), note)


def _standard(paper: CataloguePaper) -> tuple[Paragraph, ...]:
    if not paper.standard_name:
        return (Paragraph("Chưa chọn sản phẩm, công việc chuẩn."),)
    return (
        labelled("Sản phẩm, công việc chuẩn", paper.standard_name),
        labelled("Điểm", said(paper.standard_points)),
        labelled("Hệ số", "1"),
        Paragraph((Run("Lý do đề xuất: "), Run(paper.standard_reason or "……"))),
        Paragraph("Hệ số quy đổi của mỗi sản phẩm bằng điểm của sản phẩm đó chia cho điểm của sản phẩm chuẩn."),
    )
