"""The sentences in which the faults of a form are told."""

from django.utils.translation import gettext_lazy as _

from toso.plan.forms.queries.converter import in_our_words
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
    FaultKind.MISSPELT_TYPE: _("Không có kiểu câu hỏi “%(said)s”. Có phải “%(other)s”?"),
    FaultKind.NO_NAME: _("Câu hỏi kiểu “%(said)s” chưa có tên (name)."),
    FaultKind.BAD_NAME: _(
        "Tên “%(said)s” không dùng được: bắt đầu bằng chữ cái hoặc dấu gạch dưới, sau đó là chữ, số, “_”, “-”, “.”."
    ),
    FaultKind.DOUBLE_NAME: _("Tên “%(said)s” đã dùng ở dòng %(other)s trong cùng nhóm."),
    FaultKind.RESERVED_NAME: _("Tên “%(said)s” dành riêng cho hệ thống."),
    FaultKind.NO_LIST: _("Câu chọn chưa ghi tên danh sách: viết “%(said)s ten_danh_sach”."),
    FaultKind.UNKNOWN_LIST: _("Không có danh sách lựa chọn “%(said)s” ở trang “choices”."),
    FaultKind.NO_CHOICES_SHEET: _(
        "Không có danh sách lựa chọn “%(said)s”: tệp không có trang tính “choices”. Các trang đang có: %(other)s."
    ),
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
    FaultKind.DOUBLE_REFERENCE: _("Có nhiều câu hỏi tên “%(said)s”, không rõ nói câu nào. Hãy đặt tên khác nhau."),
    FaultKind.NOT_YES_OR_NO: _("Chỉ nhận “yes”, “no” hoặc một biểu thức, đang ghi “%(said)s”."),
    FaultKind.BAD_EXPRESSION: _("Biểu thức viết sai cú pháp: “%(said)s”."),
    FaultKind.UNKNOWN_FUNCTION: _("Không có hàm “%(said)s()”."),
    FaultKind.WRONG_ARGUMENTS: _("Hàm “%(said)s()” không nhận số giá trị như đã ghi (cần %(other)s)."),
    FaultKind.DECIDES_ITSELF: _("Câu hỏi quyết định chính nó có hiện hay không, nên không bao giờ hiện: %(said)s."),
    FaultKind.TOO_DEEP: _("Các nhóm lồng nhau quá sâu (hơn %(said)s tầng)."),
    FaultKind.CYCLE: _("Các câu hỏi quyết định lẫn nhau thành vòng, không câu nào tính được: %(said)s."),
    FaultKind.UNKNOWN_PART: _(
        "Cột “part” chỉ nhận “place” (nơi làm việc) hoặc “day” (ngày làm việc), không nhận “%(said)s”."
    ),
    FaultKind.ENCRYPTED: _(
        "Biểu mẫu đặt khoá mã hoá (public_key) nên phiếu gửi về không ai đọc, cộng hay trả lại được. "
        "Hãy bỏ khoá; đường truyền và điện thoại đã được mã hoá sẵn."
    ),
    FaultKind.CONVERTER: "%(said)s",
    FaultKind.NOT_XML: _("Không phải XML hợp lệ: %(said)s"),
    FaultKind.FORBIDDEN_XML: _("Biểu mẫu khai báo DTD hoặc thực thể; vì an toàn, hãy bỏ phần “<!DOCTYPE …>”."),
    FaultKind.NOT_XFORM: _("Đây là XML nhưng không phải XForm: cần h:html gồm h:head/model và h:body."),
    FaultKind.NO_INSTANCE: _("Mô hình chưa có phần dữ liệu (instance)."),
    FaultKind.TWO_MODELS: _("Biểu mẫu có hơn một mô hình (model); chỉ nhận một."),
    FaultKind.TWO_ROOTS: _("Phần dữ liệu (instance) chính phải có đúng một phần tử gốc."),
    FaultKind.DOUBLE_NODE: _("Ô dữ liệu “%(said)s” có nhiều lần mà không phải nhóm lặp."),
    FaultKind.UNKNOWN_ELEMENT: _("Không có kiểu câu hỏi hay phần tử “%(said)s”."),
    FaultKind.CHOICE_WITHOUT_VALUE: _("Lựa chọn chưa có giá trị (value)."),
    FaultKind.FOREIGN_SOURCE: _("Nguồn dữ liệu “%(said)s” không nằm trong tệp kèm theo biểu mẫu (jr://…)."),
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
    said = in_our_words(fault.said) if fault.kind in (FaultKind.CONVERTER, FaultKind.NOT_XML) else fault.said
    return str(SENTENCES[fault.kind]) % {"said": said, "other": fault.other}


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
