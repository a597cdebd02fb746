"""Input of the report pages, made clean."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from toso.ground.shared.text import nfc, parse_number
from toso.plan.programme.models import Indicator
from toso.results.reporting.actions.revising import Asked
from toso.results.reporting.models import Template

LONGEST_REASON = 300
SPARE_SECTIONS = 2


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


class PublishForm(forms.Form):
    """The decision that publishes a ranking."""

    number = forms.CharField(
        label=_("Số, ký hiệu"), max_length=60, widget=forms.TextInput(attrs={"class": "form-control"})
    )
    signed_on = forms.DateField(
        label=_("Ngày ký"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"class": "form-control", "type": "date"}, format="%Y-%m-%d"),
    )


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

    def for_a_typed_figure(self) -> Self:
        """Nothing was counted that the number would replace: what is asked for is the number and where it is from."""
        self.fields["value"].label, self.fields["reason"].label = _("Số"), _("Lấy từ đâu")
        return self


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


class ReceiptForm(forms.Form):
    """What the province's own report system gave back."""

    number = forms.CharField(
        label=_("Số biên nhận"),
        max_length=80,
        widget=forms.TextInput(attrs={"class": "form-control"}),
        error_messages={"required": _("Hãy nhập số biên nhận.")},
    )
    received_on = forms.DateField(
        label=_("Ngày trên biên nhận"),
        widget=forms.DateInput(attrs={"class": "form-control", "type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Nhập ngày trên biên nhận."),
            "invalid": _("Ngày trên biên nhận không đọc được; ghi như 16/11/2026."),
        },
    )
    file = forms.FileField(
        label=_("Tệp biên nhận"),
        widget=forms.ClearableFileInput(attrs={"class": "form-control"}),
        error_messages={"required": _("Chọn tệp biên nhận, nhiều nhất 20 MB.")},
    )


@dataclass(frozen=True, slots=True)
class SectionRow:
    """The fields of one section of an outline, as the page lays them out."""

    title: forms.BoundField
    hint: forms.BoundField
    tick: forms.BoundField


class OutlineForm(forms.Form):
    """A new version of an outline: the sections of the one in force and two more rows, the indicators, who
    receives the paper, and from which day."""

    def __init__(self, *args: Any, template: Template, indicators: QuerySet[Indicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = [str(part["code"]) for part in template.sections] + [""] * SPARE_SECTIONS
        for number, code in enumerate(self.codes):
            part = template.sections[number] if code else {}
            self._add_section(number, part)
        chosen = list(template.lines.order_by("order", "pk").values_list("indicator_id", flat=True))
        order = {pk: place for place, pk in enumerate(chosen)}
        listed = sorted(indicators, key=lambda one: (order.get(one.pk, len(order)), one.order, one.pk))
        self.fields["indicators"] = forms.TypedMultipleChoiceField(
            label=_("Chỉ tiêu trong bảng số liệu"),
            choices=[(one.pk, one.name) for one in listed],
            coerce=int,
            initial=chosen,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        )
        self.fields["recipients"] = forms.CharField(
            label=_("Nơi nhận, sau dòng “Như trên”"),
            required=False,
            max_length=4000,
            initial="\n".join(template.recipients),
            widget=forms.Textarea(attrs={"class": "form-control", "rows": 4}),
            help_text=_("Mỗi dòng một nơi, ví dụ: Ban Chỉ đạo chuyển đổi số tỉnh"),
        )
        self.fields["valid_from"] = forms.DateField(
            label=_("Dùng từ ngày"),
            widget=forms.DateInput(attrs={"class": "form-control", "type": "date"}, format="%Y-%m-%d"),
        )

    def _add_section(self, number: int, part: Mapping[str, Any]) -> None:
        text = forms.TextInput(attrs={"class": "form-control"})
        self.fields[f"title_{number}"] = forms.CharField(
            label=_("Tên mục"), max_length=160, required=False, initial=part.get("title", ""), widget=text
        )
        self.fields[f"hint_{number}"] = forms.CharField(
            label=_("Lời nhắc"), max_length=300, required=False, initial=part.get("hint", ""), widget=text
        )
        self.fields[f"required_{number}"] = forms.BooleanField(
            label=_("Bắt buộc viết"),
            required=False,
            initial=part.get("is_required", False),
            widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
        )

    @property
    def rows(self) -> list[SectionRow]:
        return [
            SectionRow(self[f"title_{number}"], self[f"hint_{number}"], self[f"required_{number}"])
            for number in range(len(self.codes))
        ]

    def asked(self) -> list[Asked]:
        """The sections as they were typed; an empty title is no section."""
        said = self.cleaned_data
        return [
            Asked(said[f"title_{number}"], said[f"hint_{number}"], said[f"required_{number}"], code)
            for number, code in enumerate(self.codes)
        ]
