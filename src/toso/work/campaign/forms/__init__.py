"""Input of the pages of campaigns made clean."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

TEXT = {"class": "form-control"}
CHOICE = {"class": "form-select"}
DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"]


def typed_text(label: Any, *, most: int = 200, **more: Any) -> forms.CharField:
    widget = forms.TextInput(attrs=TEXT)
    return forms.CharField(label=label, max_length=most, widget=widget, **{"required": False, **more})


def typed_lines(label: Any, *, rows: int = 4, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={**TEXT, "rows": rows})
    return forms.CharField(label=label, max_length=8000, widget=widget, **{"required": False, **more})


def whole_number(label: Any, *, least: int, most: int, **more: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={**TEXT, "inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=least, max_value=most, widget=widget, **more)


def day_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=DAYS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={**TEXT, "type": "date"}),
        error_messages={"invalid": _("Ghi ngày, ví dụ 16/11/2026."), "required": _("Ghi ngày.")},
        **more,
    )


def choice_field(label: Any, choices: Any = (), **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(choices), widget=forms.Select(attrs=CHOICE), **more)


def one_of(label: Any, *, empty: Any = None, **more: Any) -> forms.ModelChoiceField:
    from_list: dict[str, Any] = {"queryset": None, "empty_label": empty, "widget": forms.Select(attrs=CHOICE)}
    errors = {"invalid_choice": _("Chọn một dòng trong danh sách."), "required": _("Chọn một dòng trong danh sách.")}
    return forms.ModelChoiceField(label=label, error_messages=errors, **{**from_list, **more})


def several(label: Any, *, rows: int = 6, **more: Any) -> forms.ModelMultipleChoiceField:
    widget = forms.SelectMultiple(attrs={**CHOICE, "size": rows})
    return forms.ModelMultipleChoiceField(label=label, queryset=None, required=False, widget=widget, **more)


class ReasonForm(forms.Form):
    reason = typed_text(_("Lý do"), most=300)
