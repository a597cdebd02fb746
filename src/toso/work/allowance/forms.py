"""Input of the pages of allowances made clean."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.text import parse_number
from toso.work.allowance import queries
from toso.work.allowance.actions import NewRate
from toso.work.allowance.models import DAY_KINDS, ITEMS, METHODS
from toso.work.allowance.rules import DayKind, Item, WorkedDay

TEXT = {"class": "form-control", "autocomplete": "off"}
CHOICE = {"class": "form-select"}
DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"]
LONGEST = 120


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=DAYS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={**TEXT, "type": "date"}),
        error_messages={
            "invalid": gettext_lazy("Ghi ngày, ví dụ 16/11/2026."),
            "required": gettext_lazy("Ghi ngày."),
        },
    )


def _dong(text: str) -> Decimal | None:
    """A whole number of dong as it is written in Viet Nam; empty, none."""
    text = text.strip()
    if not text:
        return None
    try:
        number = Decimal(parse_number(text))
    except ValueError:
        raise forms.ValidationError(_("Ghi số tiền bằng đồng, ví dụ 1.200.000.")) from None
    if number != number.to_integral_value():
        raise forms.ValidationError(_("Ghi số tiền bằng đồng, ví dụ 1.200.000."))
    return number


class ListForm(forms.Form):
    """A list for the same days of some persons; a campaign hands over its own days instead."""

    label = forms.CharField(label=gettext_lazy("Đợt"), max_length=120, widget=forms.TextInput(attrs=TEXT))
    decision_number = forms.CharField(
        label=gettext_lazy("Số quyết định cử đi"), max_length=60, widget=forms.TextInput(attrs=TEXT)
    )
    decided_on = _day(gettext_lazy("Ngày ký"))
    method = forms.ChoiceField(
        label=gettext_lazy("Cách chi"), choices=list(METHODS.items()), widget=forms.Select(attrs=CHOICE)
    )
    first_day = _day(gettext_lazy("Từ ngày"))
    last_day = _day(gettext_lazy("Đến ngày"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Đi thế nào"), choices=list(DAY_KINDS.items()), widget=forms.Select(attrs=CHOICE)
    )
    is_lodged = forms.BooleanField(
        label=gettext_lazy("Khoán phòng nghỉ mỗi đêm"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    by_hand = forms.CharField(
        label=gettext_lazy("Vì sao ghi tay"),
        max_length=300,
        widget=forms.TextInput(attrs=TEXT),
        error_messages={"required": gettext_lazy("Ngày công ghi tay cần lý do: vì sao không lấy từ nhật ký.")},
        help_text=gettext_lazy("Ngày công, ngày đi đường của một đợt hỗ trợ lấy từ nhật ký, ở trang của đợt."),
    )
    people = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Ai được chi"),
        queryset=Person.objects.none(),
        widget=forms.SelectMultiple(attrs={**CHOICE, "size": 10}),
        help_text=gettext_lazy("Giữ Ctrl để chọn nhiều người."),
        error_messages={"required": gettext_lazy("Chọn ít nhất một người.")},
    )

    def __init__(self, *args: Any, own: Place, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = own
        fields: dict[str, Any] = self.fields
        fields["people"].queryset = queries.people_of(own, on=on)

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        first, last = clean.get("first_day"), clean.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("Ngày kết thúc không được trước ngày bắt đầu."))
        elif first and last and (last - first).days > LONGEST:
            self.add_error("last_day", _("Đợt dài quá %(most)s ngày. Chia thành nhiều danh sách.") % {"most": LONGEST})
        return clean

    @property
    def days(self) -> list[WorkedDay]:
        said = self.cleaned_data
        span = range((said["last_day"] - said["first_day"]).days + 1)
        kind = DayKind(said["kind"])
        return [
            WorkedDay(person.pk, said["first_day"] + timedelta(days=number), self.own.pk, kind, said["is_lodged"])
            for person in said["people"]
            for number in span
        ]


class CheckForm(forms.Form):
    """The amount as the accountant sets it, with its ground; left empty, the table's."""

    amount = forms.CharField(
        label=gettext_lazy("Số tiền (đồng)"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={**TEXT, "inputmode": "numeric"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Căn cứ, lý do"), required=False, max_length=300, widget=forms.TextInput(attrs=TEXT)
    )

    def clean_amount(self) -> Decimal | None:
        return _dong(self.cleaned_data["amount"])


class RateForm(forms.Form):
    """A rate from a day on, by its document."""

    item = forms.ChoiceField(
        label=gettext_lazy("Khoản"), choices=list(ITEMS.items()), widget=forms.Select(attrs=CHOICE)
    )
    amount = forms.CharField(
        label=gettext_lazy("Mức (đồng)"),
        max_length=20,
        widget=forms.TextInput(attrs={**TEXT, "inputmode": "numeric"}),
        error_messages={"required": gettext_lazy("Ghi số tiền bằng đồng, ví dụ 1.200.000.")},
    )
    valid_from = _day(gettext_lazy("Từ ngày"))
    basis = forms.CharField(
        label=gettext_lazy("Căn cứ"),
        max_length=200,
        widget=forms.TextInput(attrs=TEXT),
        help_text=gettext_lazy("Số văn bản, điều khoản"),
        error_messages={"required": gettext_lazy("Ghi số văn bản, điều khoản đặt mức này.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Ghi chú"), max_length=300, required=False, widget=forms.TextInput(attrs=TEXT)
    )

    def clean_amount(self) -> Decimal | None:
        return _dong(self.cleaned_data["amount"])

    @property
    def rate(self) -> NewRate:
        said = self.cleaned_data
        return NewRate(Item(said["item"]), said["amount"], said["valid_from"], said["basis"], said["note"])


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Lý do huỷ"), required=False, max_length=300, widget=forms.TextInput(attrs=TEXT)
    )


def own_body(queryset: Any, key: str) -> Place | None:
    """The body that pays: the one named, or the first."""
    chosen: Place | None = queryset.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 18 else None
    return chosen or queryset.first()
