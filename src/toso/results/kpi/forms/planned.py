"""Works of the yearly plan, one row each: to whom, how many, as which product."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toso.ground.shared.text import format_number
from toso.results.kpi.actions.planned import Pick
from toso.results.kpi.forms.fields import QuantityField
from toso.results.kpi.models import Product, Sheet
from toso.results.kpi.queries.planned import Planned


class PlannedForm(forms.Form):
    """One work: taken or not. What is not taken is not looked at."""

    use_required_attribute = False  # only what is taken must be whole

    take = forms.BooleanField(required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"}))
    sheet = forms.TypedChoiceField(
        label=gettext_lazy("Người làm"),
        coerce=int,
        empty_value=None,
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"required": gettext_lazy("Chọn người làm việc này.")},
    )
    quantity = QuantityField(
        label=gettext_lazy("Số lượng"), error_messages={"required": gettext_lazy("Nhập số lượng.")}
    )
    product = forms.TypedChoiceField(
        label=gettext_lazy("Tính theo sản phẩm"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, data: QueryDict | None, *, planned: Planned, people: Any, products: Any) -> None:
        initial = {
            "take": planned.sheet is not None,
            "sheet": planned.sheet.pk if planned.sheet else "",
            "quantity": format_number(planned.left),
            "product": planned.product.pk if planned.product else "",
        }
        super().__init__(data, prefix=planned.name, initial=initial)
        self.planned = planned
        self.fields["take"].label = planned.work.name
        self.fields["sheet"].choices = people  # type: ignore[attr-defined]  # a choice of rows, read once for all works
        self.fields["product"].choices = products  # type: ignore[attr-defined]  # as above

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.get("take"):
            self.errors.clear()
        elif "quantity" in data and data["quantity"] <= 0:
            self.add_error("quantity", _("Số lượng phải lớn hơn 0."))
        return data

    @property
    def is_taken(self) -> bool:
        return bool(self.cleaned_data.get("take"))

    def pick(self) -> Pick:
        data = self.cleaned_data
        return Pick(self.planned.name, data["sheet"], data["quantity"], data["product"])


def planned_forms(
    data: QueryDict | None, works: Iterable[Planned], *, sheets: Sequence[Sheet], products: Sequence[Product]
) -> list[PlannedForm]:
    """A form for each work that is still to be given. Only products that something measures are offered."""
    people = [("", _("Chọn người")), *((sheet.pk, sheet.person.name) for sheet in sheets)]
    measured = [("", _("Ngoài danh mục (hệ số 1)")), *((product.pk, product.name) for product in products)]
    return [PlannedForm(data, planned=work, people=people, products=measured) for work in works if work.left > 0]
