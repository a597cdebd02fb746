"""What the rules say in words: a code, its Vietnamese sentence, and what is filled in.

The sentences are marked for the catalogue but not translated here: a page says
``gettext(remark.template) % remark.values``, the program at the terminal ``remark.text``.
"""

from dataclasses import dataclass
from enum import StrEnum


def _(words: str) -> str:
    """Marks a sentence for the catalogue, as gettext_noop does, without Django."""
    return words


class Code(StrEnum):
    NOTHING_ASSIGNED = "nothing_assigned"
    NO_GENERAL_POINTS = "no_general_points"
    TERM_NOT_50_OR_100 = "term_not_50_or_100"


SENTENCES: dict[Code, str] = {
    Code.NOTHING_ASSIGNED: _("Trong kỳ không có việc nào được giao ban đầu nên không chấm; kỳ này không tính vào năm."),
    Code.NO_GENERAL_POINTS: _("Chưa có điểm tiêu chí chung nên chưa cộng được tổng điểm."),
    Code.TERM_NOT_50_OR_100: _("%(term)s = %(value)s%%: Điều 15 chỉ nêu hai mức 100%% và 50%%; hãy ghi rõ lý do."),
}


@dataclass(frozen=True, slots=True)
class Remark:
    """A reason or a warning: kept as a code with values, so that it can be said in either language."""

    code: Code
    filled: tuple[tuple[str, str], ...] = ()

    @property
    def template(self) -> str:
        return SENTENCES[self.code]

    @property
    def values(self) -> dict[str, str]:
        return dict(self.filled)

    @property
    def text(self) -> str:
        return self.template % self.values
