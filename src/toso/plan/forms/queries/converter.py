"""What the converter (pyxform) and the reader of XML say of a form, in our words.

Their own stay beside, for whoever searches for them.

The place (sheet, row, column) is told apart; here stands what is wrong and what to do.
"""

import re
from functools import cache

from django.utils.translation import gettext_lazy as _
from pyxform.errors import ErrorCode

NAMES = _("Tên bắt đầu bằng chữ cái hoặc dấu gạch dưới, sau đó là chữ, số, “_”, “-”, “.”.")
NUMBERED = {
    ErrorCode.ENTITY_001: _("Cột save_to có giá trị nhưng tệp chưa khai báo danh sách nào ở trang “entities”."),
    ErrorCode.ENTITY_002: _("Thuộc tính “%(saveto)s” đã được ghi từ dòng %(other_row)s. Đổi hoặc bỏ một trong hai."),
    ErrorCode.ENTITY_003: _("Nhóm và nhóm lặp không ghi vào thuộc tính được. Bỏ giá trị save_to ở dòng này."),
    ErrorCode.ENTITY_004: _("Trang “entities” không có danh sách “%(dataset)s” mà save_to nhắc tới."),
    ErrorCode.ENTITY_005: _(
        "Danh sách “%(dataset)s” tạo dòng mới thì phải có label. Ghi label; nếu chỉ cập nhật thì ghi entity_id."
    ),
    ErrorCode.ENTITY_006: _(
        "Danh sách “%(dataset)s” vừa tạo vừa cập nhật thì phải có update_if; nếu chỉ tạo thì bỏ entity_id."
    ),
    ErrorCode.ENTITY_007: _(
        "Danh sách “%(dataset)s” cập nhật dòng có sẵn thì phải có entity_id; nếu chỉ tạo thì dùng create_if."
    ),
    ErrorCode.ENTITY_008: _(
        "Tệp có nhiều danh sách ở trang “entities” nên save_to phải ghi rõ: ten_danh_sach#ten_thuoc_tinh."
    ),
    ErrorCode.ENTITY_009: _(
        "Mỗi nhóm chỉ ghi được cho một danh sách; “%(scope)s” đã dành cho danh sách ở dòng %(other_row)s."
    ),
    ErrorCode.ENTITY_011: _(
        "Danh sách “%(dataset)s” lấy câu hỏi ở hai nhóm khác nhau (%(other_scope)s và %(scope)s). "
        "Đưa về một nhóm bằng câu calculate."
    ),
    ErrorCode.ENTITY_012: _(
        "Danh sách “%(dataset)s” nhắc câu “%(question)s” ở nhóm khác (%(scope)s, không phải %(other_scope)s). "
        "Đưa về một nhóm bằng câu calculate."
    ),
    ErrorCode.ENTITY_013: _("Giá trị save_to chỉ có nhiều nhất một dấu #."),
    ErrorCode.HEADER_001: _("Trang “%(sheet_name)s” thiếu dòng tên cột (dòng đầu)."),
    ErrorCode.HEADER_002: _("“%(other)s” và “%(header)s” là hai tên của cùng một cột. Hãy giữ một cột."),
    ErrorCode.HEADER_003: _("Trang “%(sheet_name)s” thiếu cột: %(missing)s."),
    ErrorCode.HEADER_004: _("Tên cột “%(column)s” trống hoặc có dấu cách nên không dùng để lọc được."),
    ErrorCode.HEADER_005: _("Trang “entities” không nhận cột: %(columns)s."),
    ErrorCode.INTERNAL_001: _("Cột trigger đọc không được: %(value)s."),
    ErrorCode.INTERNAL_002: _("Không rõ câu hỏi nào ghi vào thuộc tính: %(path)s."),
    ErrorCode.LABEL_001: _("Lựa chọn chưa có nhãn (label)."),
    ErrorCode.NAMES_001: _("Tên “%(value)s” đã dùng trong cùng nhóm."),
    ErrorCode.NAMES_002: _("Tên “%(value)s” chỉ khác tên khác ở chữ hoa, chữ thường; khi phân tích dễ lẫn."),
    ErrorCode.NAMES_003: _("Nhóm lặp không được tên “%(value)s”, trùng tên gốc của biểu mẫu."),
    ErrorCode.NAMES_004: _("Đã có nhóm lặp tên “%(value)s”. Tên nhóm lặp không được trùng trong cả biểu mẫu."),
    ErrorCode.NAMES_005: _("Tên “meta” dành riêng cho hệ thống."),
    ErrorCode.NAMES_006: _("Lựa chọn chưa có tên (name)."),
    ErrorCode.NAMES_007: _("Lựa chọn có hai lần trong cùng danh sách."),
    ErrorCode.NAMES_008: NAMES,
    ErrorCode.NAMES_009: NAMES,
    ErrorCode.NAMES_010: _("Tên ở đây không được bắt đầu bằng hai dấu gạch dưới."),
    ErrorCode.NAMES_011: _("Tên ở đây không được có dấu chấm."),
    ErrorCode.NAMES_012: _("Tên ở đây không được là “name” hay “label”."),
    ErrorCode.NAMES_013: _("Tìm trang “%(sheet)s” thì chỉ thấy trang tên gần giống: %(candidates)s."),
    ErrorCode.NAMES_014: _("Danh sách có hai lần ở trang “entities”."),
    ErrorCode.NAMES_015: _("Danh sách ở trang “entities” chưa có tên."),
    ErrorCode.PYREF_001: _("Tham chiếu phải viết dạng ${ten_cau_hoi}."),
    ErrorCode.PYREF_002: _("Giữa các tham chiếu ${…} phải có dấu phẩy."),
    ErrorCode.PYREF_003: _("Không có câu hỏi “%(q)s”."),
    ErrorCode.PYREF_004: _("Có nhiều câu hỏi tên “%(q)s”, không rõ nói câu nào. Hãy đặt tên khác nhau."),
    ErrorCode.RANGE_001: _("Tham số “%(name)s” của thang đo phải là số."),
    ErrorCode.RANGE_002: _("Tham số “%(name)s” của thang đo không được bằng 0."),
    ErrorCode.RANGE_003: _("Tham số “%(name)s” lớn hơn cả thang đo (từ start đến end)."),
    ErrorCode.RANGE_004: _("Tham số “%(name)s” phải là bội của step."),
    ErrorCode.RANGE_005: _("Tham số “%(name)s” phải nằm giữa start và end."),
    ErrorCode.RANGE_006: _("tick_labelset phải là tên một danh sách ở trang “choices”."),
    ErrorCode.RANGE_007: _("Kiểu no-ticks thì danh sách tick_labelset chỉ có đúng 2 lựa chọn."),
    ErrorCode.RANGE_008: _(
        "tick_interval, placeholder, tick_labelset chỉ dùng với kiểu vertical, no-ticks hoặc để trống appearance."
    ),
    ErrorCode.RANGE_009: _("Mọi lựa chọn của %(tick_labelset)s phải là số."),
    ErrorCode.RANGE_010: _("Mọi lựa chọn của tick_labelset phải nằm giữa start và end."),
    ErrorCode.RANGE_011: _("Mọi lựa chọn của tick_labelset phải bằng start cộng một bội của “%(name)s”."),
    ErrorCode.RANGE_012: _("Kiểu no-ticks thì lựa chọn của tick_labelset chỉ là start và end."),
    ErrorCode.SURVEY_001: _("“end %(type)s” (%(name)s) không khớp với nhóm nào đang mở."),
    ErrorCode.SURVEY_002: _("“begin %(type)s” (%(name)s) chưa được đóng."),
    ErrorCode.SURVEY_003: _("Tham số incremental chỉ nhận true, hoặc bỏ đi."),
    ErrorCode.SURVEY_004: _("Cột parameters phải viết dạng ten1=gia_tri1 ten2=gia_tri2."),
    ErrorCode.SURVEY_005: _("Kiểu câu hỏi này không nhận tham số %(rejected)s; chỉ nhận: %(accepted)s."),
    ErrorCode.SURVEY_006: _(
        "reference-geometry phải là tên một danh sách lựa chọn, một tệp kèm theo, hoặc ${…} của một nhóm lặp."
    ),
    ErrorCode.SURVEY_007: _("Tham số capture-accuracy phải là số."),
    ErrorCode.SURVEY_008: _("Tham số warning-accuracy phải là số."),
    ErrorCode.SURVEY_009: _("Tham số allow-mock-accuracy chỉ nhận true hoặc false."),
}
# What the converter says without a number, as it says it.
UNNUMBERED = {
    "Audits must always be named 'audit.' The name column should be left blank.": _(
        "Dòng audit phải để trống tên (hoặc đúng tên “audit”)."
    ),
    "{name} must be set to true or false: '{value}' is an invalid value": _(
        "Tham số “%(name)s” chỉ nhận true hoặc false, đang ghi “%(value)s”."
    ),
    "{name} must be set to on-form-edit": _("Tham số “%(name)s” chỉ nhận on-form-edit."),
    "Parameter {name} must have an integer value": _("Tham số “%(name)s” phải là số nguyên."),
    "Parameter {name} must be greater than or equal to zero": _("Tham số “%(name)s” không được âm."),
    "Parameter {name} must be greater than or equal to {other}": _("Tham số “%(name)s” không được nhỏ hơn %(other)s."),
    "To include location information in the audit, {names} are required parameters": _(
        "Dòng audit ghi vị trí thì phải có đủ các tham số %(names)s."
    ),
    "{name} value must be a number or a reference to another field": _(
        "Tham số “%(name)s” phải là số hoặc ${ten_cau_hoi}."
    ),
    "Parameters must include {other}=true to use a {name}": _("Dùng tham số “%(name)s” thì phải có %(other)s=true."),
    "Invalid value for {name}": _("Tham số “%(name)s” có giá trị không nhận được."),
    "To use big-image, you must also specify an image for the survey element named {name}": _(
        "Câu “%(name)s” có big-image thì phải có cả image."
    ),
    "The survey element named '{name}' has no label or hint": _("Câu “%(name)s” chưa có nhãn (label)."),
    "There should be an external_choices sheet in this xlsform. {more}": _(
        "select_one_external cần trang “external_choices” với các cột list_name, name."
    ),
    "List name not in external choices sheet: {name}": _(
        "Không có danh sách lựa chọn “%(name)s” ở trang “external_choices”."
    ),
    "Choice filter not supported with or_other": _("Câu có or_other thì không dùng choice_filter được."),
    "Please specify choices for this 'or other' question": _("Câu có or_other cần một danh sách ở trang “choices”."),
    "Choice filter not supported for table-list appearance": _("Kiểu table-list không dùng choice_filter được."),
    "Badly formatted table list, list names don't match: {one} vs. {other}": _(
        "Trong một bảng table-list mọi câu phải dùng chung một danh sách, đang có %(one)s và %(other)s."
    ),
    "File name for '{name}' should end with one of the supported file extensions: {names}": _(
        "“%(name)s” phải ghi tên tệp có đuôi %(names)s."
    ),
    "Repeat loop without list name": _("Vòng lặp “loop over” chưa ghi tên danh sách."),
    "List name not in columns sheet: {name}": _("Không có danh sách lựa chọn “%(name)s” ở trang “choices”."),
    "The question {name} is not user-visible so it can't be used as a calculation trigger for question {other}": _(
        "Câu %(name)s không hiện ra nên không dùng làm trigger của %(other)s được."
    ),
    "Question '{name}' is a select from file type, using 'search()'. {more}": _(
        "Câu “%(name)s” chọn từ tệp thì không dùng search(). Bỏ search() hoặc đổi kiểu câu."
    ),
    "Question '{name}' uses 'search()', and its select type references the choice list name '{list}'. {more}": _(
        "Danh sách “%(list)s” vừa dùng với search() (câu “%(name)s”) vừa không. Tách thành hai danh sách."
    ),
    "The same instance id will be generated for different external instance source URIs. {more}": _(
        "Hai nguồn dữ liệu khác nhau mang cùng một tên. Hãy đổi tên một tệp."
    ),
    "Cannot omit instanceID, it is required for encryption": _("Biểu mẫu mã hoá không bỏ instanceID được."),
    "Language '{language}' is missing the {sheet} {columns} column": _(
        "Tiếng “%(language)s” thiếu cột %(columns)s ở trang %(sheet)s."
    ),
    "Language '{language}' is missing the {sheet} columns {columns}": _(
        "Tiếng “%(language)s” thiếu các cột %(columns)s ở trang %(sheet)s."
    ),
    "This form uses or_other and translations, which is not recommended. {more}": _(
        "Biểu mẫu nhiều thứ tiếng dùng or_other: câu “khác” chỉ có tiếng Anh. Nên tự viết lựa chọn và câu đó."
    ),
    "The '{name}' column header is not part of the current spec. {more}": _(
        "Cột “%(name)s” không còn trong chuẩn; nên dùng relevant."
    ),
    "{name} is no longer supported on most devices. {more}": _("Phần lớn điện thoại không còn cho đọc “%(name)s”."),
    "Use the max-pixels parameter to speed up submission sending and save storage space. {more}": _(
        "Nên đặt max-pixels cho ảnh để gửi nhanh và đỡ tốn chỗ."
    ),
    "Repeat has no label: {more}": _("Nhóm lặp chưa có nhãn (label)."),
    "select one external is only meant for filtered selects": _(
        "select_one_external chỉ nên dùng khi có choice_filter."
    ),
    "The following language declarations do not contain valid machine-readable codes: {names}. {more}": _(
        "Tên ngôn ngữ nên kèm mã, ví dụ “Tiếng Việt (vi)”: %(names)s."
    ),
    "The form_id and id_string column headers are both specified in the settings sheet provided. {more}": _(
        "Trang “settings” có cả form_id và id_string; chỉ nên giữ form_id."
    ),
    "{kind}Error: {more}": _(
        "Bộ chuyển đổi vấp ở biểu mẫu này và không nói ở đâu. Bỏ bớt từng phần để tìm, hoặc gửi tệp cho người quản trị."
    ),
    "When looking for a sheet named '{sheet}', the following sheets with similar names were found: {names}": _(
        "Tìm trang “%(sheet)s” thì chỉ thấy trang tên gần giống: %(names)s."
    ),
}
# What the reader of XML says.
XML = {
    "Opening and ending tag mismatch: {name} line {line} and {other}": _(
        "thẻ <%(name)s> mở ở dòng %(line)s lại đóng bằng </%(other)s>."
    ),
    "Premature end of data in tag {name} line {line}": _("thẻ <%(name)s> mở ở dòng %(line)s chưa được đóng."),
    "EntityRef: expecting ';'": _("dấu “&” phải viết là “&amp;”."),
    "xmlParseEntityRef: no name": _("dấu “&” phải viết là “&amp;”."),
    "Entity '{name}' not defined": _("không có ký hiệu “&%(name)s;”."),
    "StartTag: invalid element name": _("dấu “<” phải viết là “&lt;”, hoặc tên thẻ viết sai."),
    "Extra content at the end of the document": _("có chữ thừa sau thẻ đóng cuối cùng."),
    "Start tag expected, '<' not found": _("tệp không bắt đầu bằng một thẻ."),
    "Document is empty": _("tệp trống."),
    "Namespace prefix {prefix} on {name} is not defined": _("tiền tố “%(prefix)s:” của <%(name)s> chưa được khai báo."),
    "Namespace prefix {prefix} for {name} on {of} is not defined": _(
        "tiền tố “%(prefix)s:” của thuộc tính %(name)s chưa được khai báo."
    ),
    "Attribute {name} redefined": _("thuộc tính %(name)s viết hai lần."),
    "AttValue: {more}": _("giá trị của thuộc tính phải nằm trong dấu nháy."),
    "Specification mandates value for attribute {name}": _("thuộc tính %(name)s chưa có giá trị."),
    "Couldn't find end of Start Tag {name} line {line}": _("thẻ <%(name)s> ở dòng %(line)s thiếu dấu “>”."),
    **dict.fromkeys(
        ("Input is not proper UTF-8, indicate encoding !{more}", "Invalid bytes in character encoding"),
        _("tệp không phải UTF-8. Lưu lại với bảng mã UTF-8."),
    ),
}
ROW = re.compile(r"\[row : (\d+)\]\s*")
LINE = re.compile(r", line \d+, column \d+$")


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """The converter's sentences as patterns of its named words, the longest first; with the key of ours."""
    said = {code.value.msg: code.name for code in NUMBERED} | {one: one for one in (*UNNUMBERED, *XML)}
    return [(_pattern(template), key) for template, key in sorted(said.items(), key=lambda each: -len(each[0]))]


def _pattern(template: str) -> re.Pattern[str]:
    template = ROW.sub("", template.replace("[row : {row}] ", "").replace("{{", "{").replace("}}", "}"))
    seen: set[str] = set()
    made = ""
    for part in re.split(r"(\{\w+\})", " ".join(template.split()).rstrip(".")):
        name = part[1:-1]
        if not re.fullmatch(r"\{\w+\}", part):
            made += re.escape(part)
        elif name in seen:
            made += f"(?P={name})"
        else:
            seen.add(name)
            made += f"(?P<{name}>.*?)"
    return re.compile(made + r"\.?")


def in_our_words(said: str) -> str:
    """A sentence of the converter in ours, its own in brackets; one that we do not know stays as it is."""
    plain = " ".join(ROW.sub("", said).split())
    for pattern, key in _patterns():
        found = pattern.fullmatch(LINE.sub("", plain))
        if found:
            words = NUMBERED[ErrorCode[key]] if key in ErrorCode.__members__ else (UNNUMBERED | XML)[key]
            return f"{str(words) % found.groupdict()} ({plain})"
    return plain


def remark(said: str) -> str:
    """A remark of the converter: at which row, and what."""
    row = ROW.match(said.strip())
    words = in_our_words(said)
    return str(_("dòng %(row)s: %(words)s")) % {"row": row[1], "words": words} if row else words
