"""The survey of a household as an XLSForm, in our own words: made from the questions of the register, so that a phone
asks what the page asks. It makes and changes rows of the register (ODK Entities)."""

from io import BytesIO

import xlsxwriter

from toso.work.registry.models import VALUES
from toso.work.registry.queries.catalogue import asked_of
from toso.work.registry.rules.answers import Kind, Question

FORM_ID = "so-ho"
TITLE = "Khảo sát hộ gia đình (sổ hộ số)"
VERSION = "2026-11"
LIST = "households"
FILE_NAME = f"{FORM_ID}-{VERSION}.xlsx"
Sheet = list[dict[str, str]]


def sheets() -> dict[str, Sheet]:
    """The sheets of the form, each a list of rows by column."""
    return {
        "survey": [*_who(), *(_asked(question) for question in asked_of(Kind.HOUSEHOLD)), *_contact()],
        "choices": [
            {"list_name": "answers", "name": str(value), "label": str(label)} for value, label in VALUES.items()
        ]
        + [{"list_name": "yes_no", "name": name, "label": label} for name, label in (("yes", "Có"), ("no", "Không"))],
        "entities": [
            {
                "list_name": LIST,
                "label": "concat('Hộ ', ${code})",
                "entity_id": "coalesce(${household}, uuid())",
                "create_if": "${is_listed} = 'no'",
                "update_if": "${is_listed} = 'yes'",
            }
        ],
        "settings": [{"form_id": FORM_ID, "form_title": TITLE, "version": VERSION}],
    }


def _who() -> Sheet:
    return [
        {"type": "start", "name": "start"},
        {"type": "end", "name": "end"},
        {
            "type": "select_one_from_file hamlets.csv",
            "name": "hamlet",
            "label": "Thôn, tổ dân phố",
            "required": "yes",
            "part": "place",
            "save_to": "hamlet",
        },
        {"type": "date", "name": "day", "label": "Ngày hỏi", "required": "yes", "default": "today()", "part": "day"},
        {"type": "select_one yes_no", "name": "is_listed", "label": "Hộ này đã có trong sổ?", "required": "yes"},
        {
            "type": f"select_one_from_file {LIST}.csv",
            "name": "household",
            "label": "Chọn hộ",
            "required": "yes",
            "relevant": "${is_listed} = 'yes'",
            "choice_filter": "hamlet = ${hamlet}",
            "appearance": "autocomplete",
        },
        _filled("text", "code", "Mã số hộ", hint="Bỏ trống thì máy đánh số tiếp."),
        _filled("text", "address", "Số nhà, xóm"),
    ]


def _filled(kind: str, name: str, label: str, **more: str) -> dict[str, str]:
    """A question that starts from what the register says of the household chosen."""
    held = f"instance('{LIST}')/root/item[name=${{household}}]/{name}"
    row = {"type": kind, "name": name, "label": label, "save_to": name}
    return row | {"calculation": held, "trigger": "${household}"} | more


def _asked(question: Question) -> dict[str, str]:
    if question.is_number:
        row = _filled("integer", question.code, question.label, constraint=". >= 0 and . <= 9999")
        if question.at_most:
            row["constraint"] = f". >= 0 and . <= ${{{question.at_most}}}"
            row["constraint_message"] = "Không thể nhiều hơn số người ở câu trước."
    else:
        row = _filled("select_one answers", question.code, question.label)
    if question.asked_if:
        row["relevant"] = f"${{{question.asked_if}}} = 'yes'"
    return row


def _contact() -> Sheet:
    agreed = "${consent} = 'yes'"
    return [
        {
            "type": "select_one yes_no",
            "name": "consent",
            "label": "Người đại diện có đồng ý cho ghi tên và số điện thoại?",
            "hint": "Không đồng ý thì không ghi tên; các câu trả lời khác vẫn ghi.",
            "required": "yes",
            "save_to": "consent",
        },
        _filled("text", "contact_name", "Họ và tên người đại diện", relevant=agreed),
        _filled("text", "phone", "Số điện thoại", relevant=agreed, appearance="numbers"),
    ]


def workbook() -> bytes:
    """The form as an .xlsx file."""
    kept = BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        for name, rows in sheets().items():
            sheet = book.add_worksheet(name)
            columns = list(dict.fromkeys(column for row in rows for column in row))
            sheet.write_row(0, 0, columns)
            for at, row in enumerate(rows, 1):
                for column, value in row.items():
                    sheet.write_string(at, columns.index(column), value)
    return kept.getvalue()
