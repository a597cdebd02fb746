"""What is asked about forms, and the sentences in which their faults are told."""

from django.utils.translation import gettext_lazy as _

from toso.plan.forms.rules.faults import Fault, FaultKind, Place

SENTENCES = {
    FaultKind.NOT_A_FORM: _("Đây không phải bảng tính XLSForm (.xlsx, .xls, .ods) hay XForm (.xml) đọc được."),
    FaultKind.TOO_LARGE: _("Biểu mẫu lớn hơn mức đọc được (20 MB, giải nén 200 MB)."),
    FaultKind.NO_SURVEY_SHEET: _("Không có trang tính “survey”. Các trang đang có: %(said)s."),
    FaultKind.NO_QUESTION: _("Chưa có câu hỏi nào."),
    FaultKind.DOUBLE_HEADER: _("Cột “%(said)s” xuất hiện hai lần. Hãy đổi tên hoặc xoá một cột."),
    FaultKind.SAME_COLUMN: _("“%(said)s” và “%(other)s” là hai tên của cùng một cột. Hãy giữ một cột."),
    FaultKind.MISSING_COLUMN: _("Thiếu cột “%(said)s”."),
    FaultKind.NO_TYPE: _("Dòng có tên hoặc nhãn nhưng chưa có kiểu (type)."),
    FaultKind.UNKNOWN_TYPE: _("Không có kiểu câu hỏi “%(said)s”."),
    FaultKind.NO_NAME: _("Câu hỏi kiểu “%(said)s” chưa có tên (name)."),
    FaultKind.BAD_NAME: _(
        "Tên “%(said)s” không dùng được: bắt đầu bằng chữ cái hoặc dấu gạch dưới, sau đó là chữ, số, “_”, “-”, “.”."
    ),
    FaultKind.DOUBLE_NAME: _("Tên “%(said)s” đã dùng ở dòng %(other)s trong cùng nhóm."),
    FaultKind.RESERVED_NAME: _("Tên “%(said)s” dành riêng cho hệ thống."),
    FaultKind.UNKNOWN_LIST: _("Không có danh sách lựa chọn “%(said)s” ở trang “choices”."),
    FaultKind.CHOICE_WITHOUT_NAME: _("Lựa chọn chưa có tên (name)."),
    FaultKind.CHOICE_WITHOUT_LIST: _("Lựa chọn chưa thuộc danh sách nào (list_name)."),
    FaultKind.CHOICE_WITH_SPACE: _(
        "Câu chọn nhiều dùng danh sách “%(other)s” có lựa chọn “%(said)s” chứa dấu cách. Hãy bỏ dấu cách trong tên."
    ),
    FaultKind.DOUBLE_CHOICE: _("Lựa chọn “%(said)s” có hai lần trong danh sách “%(other)s”."),
    FaultKind.NO_CALCULATION: _("Câu kiểu calculate chưa có công thức (calculation)."),
    FaultKind.END_WITHOUT_BEGIN: _("“%(said)s” không khớp với nhóm nào đang mở."),
    FaultKind.BEGIN_WITHOUT_END: _("“%(said)s” chưa được đóng."),
    FaultKind.BAD_REFERENCE: _("Tham chiếu phải viết dạng ${ten_cau_hoi}: “%(said)s”."),
    FaultKind.UNKNOWN_REFERENCE: _("Không có câu hỏi “%(said)s”."),
    FaultKind.BAD_EXPRESSION: _("Biểu thức viết sai cú pháp: “%(said)s”."),
    FaultKind.UNKNOWN_FUNCTION: _("Không có hàm “%(said)s()”."),
    FaultKind.CYCLE: _("Các câu hỏi quyết định lẫn nhau thành vòng, không câu nào tính được: %(said)s."),
    FaultKind.CONVERTER: _("Bộ chuyển đổi không nhận: %(said)s"),
    FaultKind.NOT_XML: _("Không phải XML hợp lệ: %(said)s"),
    FaultKind.FORBIDDEN_XML: _("Biểu mẫu khai báo DTD hoặc thực thể; vì an toàn, hãy bỏ phần “<!DOCTYPE …>”."),
    FaultKind.NOT_XFORM: _("Đây là XML nhưng không phải XForm: cần h:html gồm h:head/model và h:body."),
    FaultKind.NO_INSTANCE: _("Mô hình chưa có phần dữ liệu (instance)."),
    FaultKind.NO_FORM_ID: _("Phần dữ liệu chính chưa có mã biểu mẫu (thuộc tính id)."),
    FaultKind.BIND_WITHOUT_NODESET: _("Phần tử bind chưa chỉ ra ô dữ liệu (nodeset)."),
    FaultKind.BIND_TO_NOTHING: _("bind chỉ tới “%(said)s”, không có trong phần dữ liệu."),
    FaultKind.DOUBLE_BIND: _("“%(said)s” có hai phần tử bind."),
    FaultKind.CONTROL_WITHOUT_REF: _("Câu hỏi chưa chỉ ra ô dữ liệu (ref)."),
    FaultKind.CONTROL_TO_NOTHING: _("Câu hỏi chỉ tới “%(said)s”, không có trong phần dữ liệu."),
    FaultKind.UNKNOWN_TEXT: _("Không có đoạn chữ “%(said)s” trong itext."),
    FaultKind.UNKNOWN_INSTANCE: _("Không có nguồn dữ liệu instance('%(said)s')."),
    FaultKind.DOUBLE_INSTANCE: _("Nguồn dữ liệu “%(said)s” khai báo hai lần."),
    FaultKind.NO_CHOICES: _("Câu chọn chưa có lựa chọn nào."),
}


def sentence(fault: Fault) -> str:
    """A fault in one sentence, without its place."""
    return str(SENTENCES[fault.kind]) % {"said": fault.said, "other": fault.other}


def whereabouts(place: Place) -> str:
    """A place in words: sheet, row and column of a workbook, or element and line of an XForm; empty when unknown."""
    parts = []
    if place.sheet:
        parts.append(_("trang %(sheet)s") % {"sheet": place.sheet})
    if place.row:
        parts.append(_("dòng %(row)s") % {"row": place.row})
    if place.letter:
        parts.append(_("cột %(letter)s (%(column)s)") % {"letter": place.letter, "column": place.column})
    elif place.column:
        parts.append(_("cột %(column)s") % {"column": place.column})
    if place.line:
        parts.append(_("dòng %(row)s") % {"row": place.line})
    if place.element:
        parts.append(_("phần tử %(element)s") % {"element": place.element})
    return ", ".join(str(part) for part in parts)


def told(fault: Fault) -> str:
    """A fault with its place, as one line."""
    place = whereabouts(fault.place)
    return f"{place}: {sentence(fault)}" if place else sentence(fault)
