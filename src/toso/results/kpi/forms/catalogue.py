"""Input of the catalogue, made clean: a version's head, and rows pasted from a spreadsheet."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toso.ground.shared.text import fold, parse_number
from toso.results.kpi.actions.catalogue import Entry, entry_fault
from toso.results.kpi.forms.fields import QuantityField, day_field, text_field
from toso.results.kpi.models.catalogue import Part

MOST_ROWS = 6000
HEADINGS = {"ten", "san pham", "nhiem vu", "san pham, cong viec", "stt"}


class VersionForm(forms.Form):
    valid_from = day_field(gettext_lazy("Áp dụng từ ngày"))
    standard_name = text_field(gettext_lazy("Sản phẩm chuẩn"), longest=250)
    standard_points = QuantityField(label=gettext_lazy("Điểm của sản phẩm chuẩn"), initial="5")
    decimals = forms.TypedChoiceField(
        label=gettext_lazy("Số chữ số lẻ của hệ số"),
        choices=[("1", "1"), ("2", "2"), ("3", "3")],
        coerce=int,
        widget=forms.Select(attrs={"class": "form-select"}),
    )


class PasteForm(forms.Form):
    """Rows as they come from Excel: name, points, group, unit of count, part; the first line may be headings."""

    text = forms.CharField(
        label=gettext_lazy("Dán các dòng từ Excel"),
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 10}),
        help_text=gettext_lazy("Các cột: tên sản phẩm, điểm, nhóm (1–5), đơn vị tính, phần (A, B1, B2)."),
        max_length=2_000_000,
        strip=False,
        error_messages={"required": gettext_lazy("Dán ít nhất một dòng.")},
    )

    def clean_text(self) -> str:
        """Every row is read; the faults are named by row, and what was pasted stays."""
        entries, faults = read_rows(self.cleaned_data["text"])
        if faults:
            raise forms.ValidationError(faults[:10])
        if not entries:
            raise forms.ValidationError(_("Dán ít nhất một dòng."))
        self.entries = entries
        return str(self.cleaned_data["text"])


def read_rows(text: str) -> tuple[list[Entry], list[str]]:
    """Rows of a pasted table, and what is wrong with those that cannot be read."""
    entries: list[Entry] = []
    faults: list[str] = []
    rows = [line for line in text.splitlines() if line.strip()]
    if len(rows) > MOST_ROWS:
        return [], [_("Mỗi lần dán tối đa %(count)s dòng.") % {"count": MOST_ROWS}]
    for number, line in enumerate(rows, start=1):
        cells = [cell.strip() for cell in line.split("\t")]
        if number == 1 and fold(cells[0]) in HEADINGS:
            continue
        entry, fault = _entry(cells)
        if fault:
            faults.append(_("Dòng %(number)s: %(fault)s.") % {"number": number, "fault": fault})
        elif entry is not None:
            entries.append(entry)
    return entries, faults


def _entry(cells: list[str]) -> tuple[Entry | None, str]:
    padded = [*cells, "", "", "", "", ""]
    name, points, group, measure, part = padded[:5]
    try:
        value: Decimal = parse_number(points)
    except ValueError:
        return None, _("cột điểm ghi “%(text)s”, cần một số") % {"text": points[:20]}
    chosen = group.replace("N", "").replace("n", "") or "1"
    entry = Entry(
        name=name,
        points=value,
        group=int(chosen) if chosen.isdecimal() else 0,
        measure=measure[:40],
        part=part if part in Part.values else Part.OWN,
    )
    return entry, entry_fault(entry)


class ApproveForm(forms.Form):
    number = text_field(gettext_lazy("Số văn bản phê duyệt"), longest=60)


class ProposeForm(forms.Form):
    points = QuantityField(label=gettext_lazy("Điểm đề xuất"))
    reason = text_field(gettext_lazy("Lý do"), required=False)


def first_words(form: Any) -> str:
    """All faults of a form in one line, for a page that has no place beside the field."""
    return " ".join(str(error) for errors in form.errors.values() for error in errors)
