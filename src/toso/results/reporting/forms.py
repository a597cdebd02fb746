"""Input of the report pages, made clean."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from toso.ground.shared.text import nfc, parse_number

LONGEST_REASON = 300


class FigureField(forms.CharField):
    """A number as offices write it: 1.234,5 or 1234.5."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "form-control ts-num", "inputmode": "decimal"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return parse_number(text)
        except ValueError as error:
            raise forms.ValidationError(_("Viết số như 1234 hoặc 1.234,5."), code="invalid") from error


class ReasonForm(forms.Form):
    """A reason, which everything that goes back needs."""

    reason = forms.CharField(
        label=_("Lý do"),
        max_length=LONGEST_REASON,
        widget=forms.TextInput(attrs={"class": "form-control"}),
        error_messages={"required": _("Ghi lý do để người nhận hiểu vì sao.")},
    )
    edition = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_reason(self) -> str:
        return nfc(self.cleaned_data["reason"])


class CellForm(ReasonForm):
    """Another value for a cell, with the reason."""

    field_order = ("value", "reason")
    value = FigureField(label=_("Số đề nghị"), error_messages={"required": _("Nhập số.")})


class ReturnCellForm(ReasonForm):
    """Why a cell goes back, perhaps with the value that is expected."""

    proposed = FigureField(label=_("Số đề nghị"), required=False)


class FeedbackForm(forms.Form):
    text = forms.CharField(
        label=_("Nhận xét"),
        max_length=4000,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 4}),
        error_messages={"required": _("Viết nhận xét cho tổ.")},
    )


class PaperForm(forms.Form):
    file = forms.FileField(
        label=_("Tệp PDF đã ký"),
        widget=forms.ClearableFileInput(attrs={"class": "form-control", "accept": "application/pdf"}),
        error_messages={"required": _("Chọn tệp PDF đã ký.")},
    )
