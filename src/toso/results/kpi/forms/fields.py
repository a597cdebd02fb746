"""Numbers and days as offices write them, for the forms of KPI."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from toso.ground.shared.text import parse_number

DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"]
MOST = 9_999_999


class QuantityField(forms.CharField):
    """A number like 12, 0,8 or 1.234,5; what was typed stays when it is wrong."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"class": "form-control ts-num", "inputmode": "decimal", "autocomplete": "off", "maxlength": "20"}
        kwargs.setdefault("widget", forms.TextInput(attrs=attributes))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            number = parse_number(text)
        except ValueError as error:
            raise forms.ValidationError(_("Viết số như 12 hoặc 0,8."), code="invalid") from error
        if abs(number) > MOST:
            raise forms.ValidationError(_("Số này lớn quá, hãy xem lại."), code="invalid")
        return number


def day_field(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        input_formats=DAYS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}),
        error_messages={"invalid": _("Ghi ngày, ví dụ 16/11/2026."), "required": _("Ghi ngày.")},
    )


def text_field(
    label: Any, *, required: bool = True, rows: int = 0, longest: int = 300, hint: Any = ""
) -> forms.CharField:
    widget: forms.Widget = forms.TextInput(attrs={"class": "form-control"})
    if rows:
        widget = forms.Textarea(attrs={"class": "form-control", "rows": rows})
    return forms.CharField(
        label=label,
        required=required,
        max_length=longest,
        widget=widget,
        help_text=hint,
        error_messages={"required": _("Phần này cần có chữ.")},
    )
