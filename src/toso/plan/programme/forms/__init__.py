"""Input of the programme's pages made clean."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from toso.ground.places.models import Place
from toso.ground.shared.text import fold, nfc, parse_number
from toso.plan.programme.models import DENOMINATOR_CODES, Indicator

TEXT = {"class": "form-control"}
CHOICE = {"class": "form-select"}


class DayField(forms.DateField):
    """A day: the browser's own picker, dd/mm/yyyy typed as well."""

    def __init__(self, **words: Any) -> None:
        widget = forms.DateInput(attrs={**TEXT, "type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y"], **words)


class NumberField(forms.CharField):
    """1.234,5 as it is written in Viet Nam."""

    def __init__(self, **words: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={**TEXT, "inputmode": "decimal"}), max_length=20, **words)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return parse_number(text) if text else None
        except ValueError as error:
            raise forms.ValidationError(gettext("“%(text)s” không phải là số.") % {"text": text}) from error


def offer(form: forms.Form, places: Iterable[Place]) -> None:
    """Let the form choose among these places, and hand over the place itself."""
    field: Any = form.fields["place"]
    by_key = {str(place.pk): place for place in places}
    field.choices = [(key, str(place)) for key, place in by_key.items()]
    field.coerce = by_key.__getitem__


class NewDecisionForm(forms.Form):
    place = forms.TypedChoiceField(label=_("Nơi giao chỉ tiêu"), widget=forms.Select(attrs=CHOICE))
    year = forms.IntegerField(label=_("Năm"), widget=forms.TextInput(attrs={**TEXT, "inputmode": "numeric"}))
    title = forms.CharField(
        label=_("Trích yếu"),
        max_length=300,
        widget=forms.TextInput(attrs=TEXT),
        initial=_("Giao chỉ tiêu chuyển đổi số cộng đồng"),
    )

    def __init__(self, *args: Any, places: Iterable[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, places)


class IssueForm(forms.Form):
    number = forms.CharField(
        label=_("Số, ký hiệu"), max_length=60, widget=forms.TextInput(attrs=TEXT), help_text=_("Ví dụ 12/QĐ-UBND")
    )
    signed_on = DayField(label=_("Ngày ký"))
    signer = forms.CharField(label=_("Người ký"), max_length=120, widget=forms.TextInput(attrs=TEXT))


class DenominatorForm(forms.Form):
    place = forms.TypedChoiceField(label=_("Nơi"), widget=forms.Select(attrs=CHOICE))
    code = forms.ChoiceField(
        label=_("Đếm gì"), choices=list(DENOMINATOR_CODES.items()), widget=forms.Select(attrs=CHOICE)
    )
    value = NumberField(label=_("Số lượng"))
    as_of = DayField(label=_("Tính từ ngày"))
    source = forms.CharField(
        label=_("Nguồn"),
        max_length=250,
        widget=forms.TextInput(attrs=TEXT),
        help_text=_("Ví dụ: Công an xã, số liệu tháng 6/2026"),
    )

    def __init__(self, *args: Any, places: Iterable[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, places)


class ExclusionForm(forms.Form):
    place = forms.TypedChoiceField(label=_("Nơi để ngoài"), widget=forms.Select(attrs=CHOICE))
    indicator = forms.ModelChoiceField(
        label=_("Chỉ tiêu"), queryset=Indicator.objects.none(), widget=forms.Select(attrs=CHOICE)
    )
    reason = forms.CharField(label=_("Lý do"), max_length=300, widget=forms.TextInput(attrs=TEXT))
    valid_from = DayField(label=_("Từ ngày"))

    def __init__(self, *args: Any, places: Iterable[Place], indicators: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, places)
        self.fields["indicator"].queryset = indicators  # type: ignore[attr-defined]  # a ModelChoiceField has one


@dataclass(frozen=True, slots=True)
class GridInput:
    """What was typed or pasted into a grid: figures read, and sentences about what could not be read."""

    values: dict[tuple[int, int], Decimal | None] = field(default_factory=dict)
    typed: dict[tuple[int, int], str] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def read_grid(data: Mapping[str, str], indicators: Sequence[Indicator], place_ids: Iterable[int]) -> GridInput:
    """The cells ``v-<indicator>-<place>`` and the reasons ``r-<indicator>`` of a form."""
    grid = GridInput()
    for indicator in indicators:
        if (reason := data.get(f"r-{indicator.pk}")) is not None:
            grid.reasons[indicator.pk] = reason
        for place_id in place_ids:
            text = data.get(f"v-{indicator.pk}-{place_id}")
            if text is not None:
                _read_cell(grid, (indicator.pk, place_id), text)
    return grid


def _read_cell(grid: GridInput, cell: tuple[int, int], text: str) -> None:
    grid.typed[cell] = text
    try:
        grid.values[cell] = parse_number(text) if text.strip() else None
    except ValueError:
        grid.faults[cell] = gettext("“%(text)s” không phải là số.") % {"text": text}


def read_block(block: str, indicators: Sequence[Indicator], places: Sequence[Place]) -> GridInput:
    """A block copied from Excel: the unit's name, then figures in the order of the columns."""
    grid = GridInput()
    by_name = {fold(name): place for place in places for name in (place.name, place.full_name, place.code)}
    for number, line in enumerate(nfc(block).splitlines(), start=1):
        name, *cells = line.split("\t")
        if not line.strip():
            continue
        place = by_name.get(fold(name))
        if place is None:
            grid.notes.append(
                gettext("Dòng %(number)s: không có đơn vị “%(name)s”.") % {"number": number, "name": name}
            )
            continue
        if len(cells) > len(indicators):
            grid.notes.append(gettext("Dòng %(number)s: nhiều cột hơn bảng.") % {"number": number})
        for indicator, text in zip(indicators, cells, strict=False):
            if text.strip():
                _read_cell(grid, (indicator.pk, place.pk), text)
    return grid


class CompleteDocumentForm(forms.Form):
    """What the sources left out of a document."""

    number = forms.CharField(
        label=_("Số, ký hiệu"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs=TEXT),
        help_text=_("Ví dụ 125/QĐ-UBND."),
    )
    signed_on = DayField(label=_("Ngày ký"), required=False)
    effective_from = DayField(label=_("Hiệu lực từ"), required=False)
    signer = forms.CharField(
        label=_("Người ký"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={**TEXT, "autocomplete": "off"}),
    )
    archive_mark = forms.CharField(
        label=_("Lưu"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={**TEXT, "autocomplete": "off"}),
        help_text=_("Ví dụ VT, CNS."),
    )
