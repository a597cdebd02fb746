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
    RESULTS_MISSING = "results_missing"
    LEADER_TERMS_MISSING = "leader_terms_missing"
    TERM_NOT_50_OR_100 = "term_not_50_or_100"
    TERMS_OF_NO_LEADER = "terms_of_no_leader"
    D_CONTRADICTS = "d_contradicts"
    SUBORDINATES_NOT_RATED = "subordinates_not_rated"
    MORE_THAN_ALL = "more_than_all"
    ASSIGNED_OUTSIDE = "assigned_outside"
    COEFFICIENT_NOT_POSITIVE = "coefficient_not_positive"
    NEGATIVE = "negative"
    HANDED_OVER_YET_DONE = "handed_over_yet_done"
    DONE_WITHOUT_ASSIGNED = "done_without_assigned"
    TOO_FEW_MONTHS = "too_few_months"
    NO_MONTH = "no_month"
    UNPAID_TOO_SHORT = "unpaid_too_short"
    ACTUAL_TIME = "actual_time"
    DEGRADATION = "degradation"
    DISCIPLINE = "discipline"
    NOT_DISCIPLINE = "not_discipline"
    DISCIPLINE_OF_PRIVATE_LIFE = "discipline_of_private_life"
    DISCIPLINE_USED_BEFORE = "discipline_used_before"
    CORRUPTION = "corruption"
    NOT_ABOVE_UNIT = "not_above_unit"
    UNIT_NOT_CLASSIFIED = "unit_not_classified"
    FAILED_YET_NOT_RATED = "failed_yet_not_rated"
    QUOTA_TIE = "quota_tie"
    QUOTA_SHARE_UNUSUAL = "quota_share_unusual"
    TREE_CODE_TWICE = "tree_code_twice"
    TREE_POINTS = "tree_points"
    TREE_GENERAL = "tree_general"
    TREE_RESULTS = "tree_results"
    BODY_POINTS = "body_points"
    BODY_NOT_ALL_IN_TIME = "body_not_all_in_time"
    BODY_NOT_ABOVE = "body_not_above"
    BODY_UNIT_FAILED = "body_unit_failed"
    BODY_FINDINGS_OPEN = "body_findings_open"
    BODY_WRONGDOING = "body_wrongdoing"
    BODY_TOO_LITTLE_DONE = "body_too_little_done"
    BODY_BETWEEN = "body_between"


SENTENCES: dict[Code, str] = {
    Code.NOTHING_ASSIGNED: _("Trong kỳ không có việc nào được giao ban đầu nên không chấm; kỳ này không tính vào năm."),
    Code.NO_GENERAL_POINTS: _("Chưa có điểm tiêu chí chung nên chưa cộng được tổng điểm."),
    Code.RESULTS_MISSING: _("Chưa chấm đủ các tiêu chí kết quả nhiệm vụ nên chưa cộng được tổng điểm."),
    Code.TERM_NOT_50_OR_100: _("%(term)s = %(value)s%%: Điều 15 chỉ nêu hai mức 100%% và 50%%; hãy ghi rõ lý do."),
    Code.LEADER_TERMS_MISSING: _("Chưa đủ d, đ, e của người lãnh đạo, quản lý nên chưa chấm được (Điều 15)."),
    Code.TERMS_OF_NO_LEADER: _("Người không giữ chức vụ lãnh đạo, quản lý: các tỷ lệ d, đ, e đã ghi không được tính."),
    Code.D_CONTRADICTS: _(
        "d ghi là %(given)s%% nhưng theo điểm của cấp dưới thì bằng %(computed)s%%; đã chấm theo số đã ghi."
    ),
    Code.SUBORDINATES_NOT_RATED: _("%(number)s người dưới quyền không được chấm trong kỳ nên không xét khi tính d."),
    Code.MORE_THAN_ALL: _("%(path)s: %(times)s lần, phần trừ vượt quá kết quả của việc này nên chỉ trừ đến hết."),
    Code.ASSIGNED_OUTSIDE: _("%(path)s: số giao %(assigned)s của việc ngoài số giao ban đầu không tính vào mẫu số."),
    Code.COEFFICIENT_NOT_POSITIVE: _("hệ số quy đổi phải lớn hơn 0"),
    Code.NEGATIVE: _("không được là số âm"),
    Code.HANDED_OVER_YET_DONE: _(
        "việc đã chuyển cho người khác thì không tính là đã làm; phần tự làm hãy ghi thành một dòng riêng"
    ),
    Code.DONE_WITHOUT_ASSIGNED: _(
        "có kết quả mà số giao bằng 0; việc phát sinh hãy ghi là việc đột xuất, việc làm thay ghi là việc nhận chuyển"
    ),
    Code.TOO_FEW_MONTHS: _("Có %(months)s tháng được chấm, chưa đủ 6 tháng nên không xếp loại (Điều 11)."),
    Code.NO_MONTH: _("Không có tháng nào được chấm trong năm nên không xếp loại."),
    Code.UNPAID_TOO_SHORT: _(
        "Nghỉ không hưởng lương và chỉ có %(months)s tháng được chấm, chưa đủ 6 tháng nên không xếp loại (Điều 11)."
    ),
    Code.ACTUAL_TIME: _("Xếp loại theo %(months)s tháng thực tế làm việc (Điều 11 khoản 2)."),
    Code.DEGRADATION: _(
        "Không hoàn thành nhiệm vụ vì có kết luận suy thoái, vi phạm điều cấm hoặc trách nhiệm nêu gương (Điều 20)."
    ),
    Code.DISCIPLINE: _(
        "Không hoàn thành nhiệm vụ vì bị kỷ luật (%(kind)s) do vi phạm trong thực thi công vụ (Điều 11 khoản 3)."
    ),
    Code.NOT_DISCIPLINE: _("“%(kind)s” không phải hình thức kỷ luật từ khiển trách trở lên nên không làm đổi mức."),
    Code.DISCIPLINE_OF_PRIVATE_LIFE: _(
        "Kỷ luật (%(kind)s) không do vi phạm trong thực thi công vụ nên không làm đổi mức."
    ),
    Code.DISCIPLINE_USED_BEFORE: _(
        "Kỷ luật (%(kind)s) đã dùng để xếp loại năm trước nên không tính lại (Điều 11 khoản 3)."
    ),
    Code.CORRUPTION: _(
        "Không hoàn thành nhiệm vụ vì đơn vị trực tiếp phụ trách có tham nhũng, lãng phí bị xử lý (Điều 20)."
    ),
    Code.NOT_ABOVE_UNIT: _("Người đứng đầu không xếp cao hơn mức của đơn vị (Điều 20 khoản 6)."),
    Code.UNIT_NOT_CLASSIFIED: _(
        "Chưa có mức của đơn vị; mức này còn phải so với mức của đơn vị khi có (Điều 20 khoản 6)."
    ),
    Code.FAILED_YET_NOT_RATED: _(
        "Không xếp loại, nhưng có việc thuộc trường hợp không hoàn thành nhiệm vụ; cần xem xét riêng."
    ),
    Code.QUOTA_TIE: _(
        "%(number)s người cùng %(total)s điểm ở ranh giới, chỉ còn %(places)s chỗ: cấp có thẩm quyền lựa chọn."
    ),
    Code.QUOTA_SHARE_UNUSUAL: _("Tỷ lệ %(share)s%% cao hơn 25%%, mức cao nhất của Điều 20 khoản 5."),
    Code.TREE_CODE_TWICE: _("Hai tiêu chí mang cùng một mã; mỗi tiêu chí một mã riêng."),
    Code.TREE_POINTS: _("Điểm tối đa của mỗi tiêu chí phải lớn hơn 0."),
    Code.TREE_GENERAL: _("Các tiêu chí chung phải cộng lại đúng 30 điểm."),
    Code.TREE_RESULTS: _("Các tiêu chí kết quả nhiệm vụ phải cộng lại đúng 70 điểm."),
    Code.BODY_POINTS: _("Theo tổng điểm: %(total)s."),
    Code.BODY_NOT_ALL_IN_TIME: _("Chưa hoàn thành 100%% nhiệm vụ đúng hạn, bảo đảm chất lượng."),
    Code.BODY_NOT_ABOVE: _("Chưa có ít nhất 30%% nhiệm vụ vượt yêu cầu."),
    Code.BODY_UNIT_FAILED: _("Có đơn vị trực thuộc không hoàn thành nhiệm vụ."),
    Code.BODY_FINDINGS_OPEN: _("Còn hạn chế đã được chỉ ra mà chưa khắc phục xong."),
    Code.BODY_WRONGDOING: _("Có kết luận về vi phạm trong công tác cán bộ hoặc mất đoàn kết nội bộ."),
    Code.BODY_TOO_LITTLE_DONE: _("Hoàn thành dưới 70%% nhiệm vụ và không do nguyên nhân bất khả kháng."),
    Code.BODY_BETWEEN: _(
        "Đủ điểm nhưng chưa đạt điều kiện của mức “hoàn thành nhiệm vụ”, cũng không thuộc mức “không hoàn thành”: "
        "cấp có thẩm quyền quyết định."
    ),
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
