"""What all papers share: grades in words, points as they are written, who the official is."""

from decimal import Decimal
from fractions import Fraction

from toso.ground.documents.blocks import Block, Paragraph, Run, prose
from toso.results.kpi.rules.exact import rounded
from toso.results.kpi.rules.papers import Official
from toso.results.kpi.rules.terms import Grade

GRADES = {
    Grade.EXCELLENT: "Hoàn thành xuất sắc nhiệm vụ",
    Grade.GOOD: "Hoàn thành tốt nhiệm vụ",
    Grade.COMPLETED: "Hoàn thành nhiệm vụ",
    Grade.FAILED: "Không hoàn thành nhiệm vụ",
}
NOT_RATED = "Không xếp loại"
DOTS = "…" * 28
SIGN_HERE = "(Ký, ghi rõ họ tên)"
PLACES = 2  # of points on paper; what is computed is never rounded
DECREE = (
    "Nghị định số 335/2025/NĐ-CP ngày 21 tháng 12 năm 2025 của Chính phủ quy định về đánh giá, xếp loại chất lượng "
    "đối với cơ quan hành chính nhà nước và công chức"
)


def written(value: Fraction | None, places: int = PLACES) -> Decimal | None:
    """The number as a paper shows it: two places, none that say nothing (30, 46,7, 76,71)."""
    if value is None:
        return None
    number = rounded(value, places).normalize()
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number


def said(value: Fraction | None, places: int = PLACES) -> str:
    """The number within a sentence; dots to fill in where there is none."""
    number = written(value, places)
    return "……" if number is None else f"{number:f}".replace(".", ",")


def grade_words(grade: Grade | None) -> str:
    return GRADES[grade] if grade else NOT_RATED


def who(official: Official) -> tuple[Paragraph, ...]:
    """The three lines under the title of a form."""
    return (
        labelled("Họ và tên", official.name),
        labelled("Chức vụ, chức danh", official.title),
        labelled("Đơn vị công tác", official.unit),
    )


def labelled(label: str, words: str) -> Paragraph:
    return Paragraph((Run(f"{label}: "), Run(words or DOTS, bold=bool(words))))


def told(label: str, words: str) -> tuple[Block, ...]:
    """A numbered point and what was written under it; dotted lines where nothing was."""
    return (Paragraph(label), *lines_of(words))


def lines_of(words: str) -> tuple[Block, ...]:
    """What was written, or two dotted lines for the hand."""
    return prose(words) or (Paragraph(DOTS), Paragraph(DOTS))
