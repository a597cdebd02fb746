"""Input of the pages of the year: proposals, plans, factors, platforms."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Organisation
from toso.ground.places.models import Place
from toso.ground.shared.text import parse_number
from toso.plan.programme.forms import CHOICE, TEXT, DayField, NumberField, offer
from toso.plan.programme.models import FACTOR_KINDS, PROPOSAL_KINDS, PROPOSAL_STATES, Indicator, LegalDocument
from toso.plan.programme.rules.plans import MONTHS
from toso.plan.programme.rules.proposals import DECISIONS

LONG = {"class": "form-control", "rows": 3}


class ProposalForm(forms.Form):
    place = forms.TypedChoiceField(label=_("Nơi đề xuất"), widget=forms.Select(attrs=CHOICE))
    year = forms.IntegerField(label=_("Cho năm"), widget=forms.TextInput(attrs={**TEXT, "inputmode": "numeric"}))
    kind = forms.ChoiceField(
        label=_("Đề xuất gì"), choices=list(PROPOSAL_KINDS.items()), widget=forms.Select(attrs=CHOICE)
    )
    indicator = forms.ModelChoiceField(
        label=_("Chỉ tiêu"),
        queryset=Indicator.objects.none(),
        required=False,
        empty_label=_("Không phải chỉ tiêu"),
        widget=forms.Select(attrs=CHOICE),
    )
    value = NumberField(label=_("Mức đề xuất"), required=False)
    words = forms.CharField(
        label=_("Nội dung nhiệm vụ mới, hoặc chỗ cần sửa và sửa thành gì"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs=LONG),
    )
    document = forms.ModelChoiceField(
        label=_("Văn bản cần sửa"),
        queryset=LegalDocument.objects.none(),
        required=False,
        empty_label=_("Không sửa văn bản"),
        widget=forms.Select(attrs=CHOICE),
    )
    article = forms.CharField(label=_("Điều, mục"), max_length=60, required=False, widget=forms.TextInput(attrs=TEXT))
    reason = forms.CharField(label=_("Lý do"), max_length=1000, widget=forms.Textarea(attrs=LONG))

    def __init__(self, *args: Any, places: Iterable[Place], indicators: Any, documents: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, places)
        fields: dict[str, Any] = self.fields
        fields["indicator"].queryset = indicators
        fields["document"].queryset = documents


class DecideForm(forms.Form):
    state = forms.ChoiceField(
        label=_("Giải quyết"),
        choices=[(state.value, PROPOSAL_STATES[state]) for state in DECISIONS],
        widget=forms.Select(attrs=CHOICE),
    )
    granted = NumberField(label=_("Mức chấp nhận, khi đồng ý có sửa"), required=False)
    short_name = forms.CharField(
        label=_("Tên ngắn của nhiệm vụ mới"), max_length=40, required=False, widget=forms.TextInput(attrs=TEXT)
    )
    valid_from = DayField(label=_("Nhiệm vụ áp dụng từ ngày"), required=False)
    number = forms.CharField(
        label=_("Số văn bản trả lời"), max_length=60, required=False, widget=forms.TextInput(attrs=TEXT)
    )
    answer = forms.CharField(label=_("Trả lời và lý do"), max_length=1000, widget=forms.Textarea(attrs=LONG))


MONTH_CHOICES = [(month, month) for month in MONTHS]


class NewPlanForm(forms.Form):
    place = forms.TypedChoiceField(label=_("Kế hoạch của"), widget=forms.Select(attrs=CHOICE))
    year = forms.IntegerField(label=_("Năm"), widget=forms.TextInput(attrs={**TEXT, "inputmode": "numeric"}))
    first_month = forms.TypedChoiceField(
        label=_("Bắt đầu từ tháng"), choices=MONTH_CHOICES, coerce=int, widget=forms.Select(attrs=CHOICE)
    )
    title = forms.CharField(
        label=_("Trích yếu"),
        max_length=300,
        widget=forms.TextInput(attrs=TEXT),
        initial=_("Triển khai nhiệm vụ chuyển đổi số cộng đồng"),
    )

    def __init__(self, *args: Any, places: Iterable[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, places)


class FactorForm(forms.Form):
    place = forms.TypedChoiceField(label=_("Nơi"), widget=forms.Select(attrs=CHOICE))
    kind = forms.ChoiceField(label=_("Yếu tố"), choices=list(FACTOR_KINDS.items()), widget=forms.Select(attrs=CHOICE))
    factor = NumberField(label=_("Hệ số"), help_text=_("1,2 là nhiều việc hơn hai phần mười; 0,5 là một nửa."))
    months = forms.TypedMultipleChoiceField(
        label=_("Chỉ các tháng"),
        choices=MONTH_CHOICES,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        help_text=_("Không chọn tháng nào là cả năm."),
    )
    reason = forms.CharField(label=_("Lý do"), max_length=300, widget=forms.TextInput(attrs=TEXT))
    valid_from = DayField(label=_("Từ ngày"))

    def __init__(self, *args: Any, places: Iterable[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, places)


class PlatformForm(forms.Form):
    name = forms.CharField(label=_("Nền tảng, dịch vụ số"), max_length=200, widget=forms.TextInput(attrs=TEXT))
    owner = forms.ModelChoiceField(
        label=_("Cơ quan chủ quản"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("Chưa rõ"),
        widget=forms.Select(attrs=CHOICE),
    )
    contact = forms.CharField(label=_("Đầu mối"), max_length=160, required=False, widget=forms.TextInput(attrs=TEXT))
    phone = forms.CharField(
        label=_("Điện thoại"), max_length=30, required=False, widget=forms.TextInput(attrs={**TEXT, "inputmode": "tel"})
    )
    email = forms.EmailField(label=_("Thư điện tử"), required=False, widget=forms.EmailInput(attrs=TEXT))
    released_on = DayField(label=_("Ngày đưa vào dùng"), required=False)
    version = forms.CharField(label=_("Phiên bản"), max_length=40, required=False, widget=forms.TextInput(attrs=TEXT))
    guide = forms.URLField(
        label=_("Địa chỉ hướng dẫn"),
        max_length=300,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs=TEXT),
    )
    address = forms.URLField(
        label=_("Địa chỉ của nền tảng"),
        max_length=300,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs=TEXT),
    )
    note = forms.CharField(label=_("Ghi chú"), max_length=500, required=False, widget=forms.Textarea(attrs=LONG))

    def __init__(self, *args: Any, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]  # a ModelChoiceField has one


@dataclass(frozen=True, slots=True)
class PartInput:
    """What was typed into the grid of one work of a plan."""

    values: dict[tuple[int, int], Decimal | None] = field(default_factory=dict)
    typed: dict[tuple[int, int], str] = field(default_factory=dict)
    people: dict[int, int | None] = field(default_factory=dict)
    faults: dict[tuple[int, int], str] = field(default_factory=dict)


def read_part(data: Mapping[str, str], place_ids: Iterable[int]) -> PartInput:
    """The cells ``q-<hamlet>-<month>`` and who answers, ``p-<hamlet>``."""
    grid = PartInput()
    for place in place_ids:
        person = data.get(f"p-{place}")
        if person is not None:
            grid.people[place] = int(person) if person.isdecimal() and len(person) < 18 else None
        for month in MONTHS:
            text = data.get(f"q-{place}-{month}")
            if text is None:
                continue
            grid.typed[place, month] = text
            try:
                grid.values[place, month] = parse_number(text) if text.strip() else None
            except ValueError:
                grid.faults[place, month] = gettext("“%(text)s” không phải là số.") % {"text": text}
    return grid
