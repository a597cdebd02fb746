"""Input of the month, made clean."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from toso.results.kpi.actions.lines import Task
from toso.results.kpi.forms.fields import QuantityField, day_field, text_field
from toso.results.kpi.models import Product, Sheet
from toso.results.kpi.models.catalogue import ProductQuerySet
from toso.results.kpi.models.month import CAUSES
from toso.results.kpi.queries.criteria import AskedCriterion
from toso.results.kpi.rules.states import CauseKind


class AdhocForm(forms.Form):
    """ "Nameless" work in twenty seconds: what, how many, and that is all that must be said."""

    name = text_field(_("Vừa làm việc gì?"), longest=400)
    quantity = QuantityField(label=_("Số lượng"), initial="1", error_messages={"required": _("Nhập số lượng.")})
    product = forms.ModelChoiceField(
        label=_("Giống sản phẩm nào trong danh mục"),
        required=False,
        queryset=Product.objects.none(),
        empty_label=_("Chưa rõ, tính như sản phẩm chuẩn (hệ số 1)"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    on = day_field(_("Ngày làm"))
    note = text_field(_("Minh chứng, ghi chú"), required=False)

    def __init__(self, *args: Any, products: ProductQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].queryset = products  # type: ignore[attr-defined]  # a choice of rows

    def task(self) -> Task:
        product = self.cleaned_data["product"]
        return Task(
            quantity=self.cleaned_data["quantity"],
            name=self.cleaned_data["name"],
            coefficient=product.coefficient if product else Decimal(1),
            measure=product.measure if product else "",
        )


class UpdateForm(forms.Form):
    """So much more is done."""

    quantity = QuantityField(label=_("Vừa xong thêm"), error_messages={"required": _("Nhập số lượng vừa xong.")})
    on = day_field(_("Ngày làm"))
    note = text_field(_("Minh chứng: số văn bản, tên hồ sơ"), required=False)
    address = text_field(_("Đường dẫn tới minh chứng"), required=False)


class CauseForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Xin không trừ vì"), choices=list(CAUSES.items()), widget=forms.Select(attrs={"class": "form-select"})
    )
    reason = text_field(_("Nguyên nhân khách quan"), rows=3, longest=500)

    def cause_kind(self) -> CauseKind:
        return CauseKind(self.cleaned_data["kind"])


class CriteriaForm(forms.Form):
    """The general criteria, each with its highest points, and those of the results where there are some."""

    def __init__(
        self,
        *args: Any,
        criteria: Iterable[AskedCriterion],
        points: dict[str, str],
        results: Iterable[AskedCriterion] = (),
        result_points: dict[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.criteria, self.results = list(criteria), list(results)
        for one in self.criteria:
            self.fields[one.code] = self._asked(one, points)
        for one in self.results:
            self.fields[self._of_result(one)] = self._asked(one, result_points or {})

    @staticmethod
    def _asked(one: AskedCriterion, points: dict[str, str]) -> QuantityField:
        return QuantityField(
            label=one.name,
            initial=(points.get(one.code) or f"{one.highest.normalize():f}").replace(".", ","),
            error_messages={"required": _("Chấm điểm tiêu chí này.")},
        )

    @staticmethod
    def _of_result(one: AskedCriterion) -> str:
        return f"result-{one.code}"

    def result_rows(self) -> list[tuple[AskedCriterion, Any]]:
        return [(one, self[self._of_result(one)]) for one in self.results]

    def result_values(self) -> dict[str, Decimal]:
        return {one.code: self.cleaned_data[self._of_result(one)] for one in self.results}

    def rows(self) -> list[tuple[AskedCriterion, Any]]:
        return [(one, self[one.code]) for one in self.criteria]

    def points(self) -> dict[str, Decimal]:
        return {one.code: self.cleaned_data[one.code] for one in self.criteria}


class SelfScoreForm(CriteriaForm):
    strengths = text_field(_("Ưu điểm"), required=False, rows=2, longest=2000)
    weaknesses = text_field(_("Hạn chế, khuyết điểm"), required=False, rows=2, longest=2000)


class ScorerForm(CriteriaForm):
    """What the scorer sets otherwise; a leader's terms beside it."""

    dd = QuantityField(label=_("đ, tổ chức triển khai nhiệm vụ (%)"), required=False)
    dd_reason = text_field(_("Lý do của mức đ"), required=False)
    e = QuantityField(label=_("e, tập hợp, đoàn kết (%)"), required=False)
    e_reason = text_field(_("Lý do của mức e"), required=False)
    d = QuantityField(label=_("d, kết quả đơn vị (%), để trống thì tính từ cấp dưới"), required=False)
    d_reason = text_field(_("Lý do của mức d"), required=False)
    comment = text_field(_("Nhận xét"), required=False, rows=2, longest=2000)
    reason = text_field(_("Lý do sửa"), required=False)
    edition = forms.IntegerField(widget=forms.HiddenInput)

    def terms(self) -> dict[str, tuple[Decimal, str]]:
        data = self.cleaned_data
        return {name: (data[name], data[f"{name}_reason"]) for name in ("d", "dd", "e") if data[name] is not None}


class DecideForm(forms.Form):
    """What the scorer accepts of one line."""

    accepted = QuantityField(label=_("Nghiệm thu"))
    quality_failures = forms.IntegerField(
        label=_("Số lần không đạt chất lượng"),
        min_value=0,
        widget=forms.NumberInput(attrs={"class": "form-control ts-num", "inputmode": "numeric"}),
    )
    late = forms.IntegerField(
        label=_("Chậm"),
        min_value=0,
        widget=forms.NumberInput(attrs={"class": "form-control ts-num", "inputmode": "numeric"}),
    )
    coefficient = QuantityField(label=_("Hệ số"), required=False)
    reason = text_field(_("Lý do"), required=False)


class ReasonForm(forms.Form):
    reason = text_field(_("Lý do"), longest=500)


class AssignForm(forms.Form):
    """One task for one person or many: from the catalogue, or with a name and a coefficient of its own."""

    sheets = forms.ModelMultipleChoiceField(
        label=_("Giao cho"),
        queryset=Sheet.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Chọn ít nhất một người.")},
    )
    product = forms.ModelChoiceField(
        label=_("Sản phẩm trong danh mục"),
        required=False,
        queryset=Product.objects.none(),
        empty_label=_("Việc ngoài danh mục"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    name = text_field(_("Tên việc ngoài danh mục"), required=False, longest=400)
    coefficient = QuantityField(label=_("Hệ số của việc ngoài danh mục"), required=False)
    quantity = QuantityField(label=_("Số lượng"), initial="1", error_messages={"required": _("Nhập số lượng.")})
    due_on = day_field(_("Hạn"), required=False)
    plan = text_field(_("Theo kế hoạch"), required=False, longest=120)
    is_repeating = forms.BooleanField(
        label=_("Lặp lại hằng tháng"), required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )
    months = forms.IntegerField(
        label=_("Chia đều cho số tháng"),
        required=False,
        min_value=1,
        max_value=12,
        widget=forms.NumberInput(attrs={"class": "form-control ts-num"}),
        help_text=_("Việc dài: mỗi tháng được giao một phần, cộng lại bằng cả việc."),
    )

    def __init__(self, *args: Any, sheets: Any, products: ProductQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheets"].queryset = sheets  # type: ignore[attr-defined]  # a choice of rows
        self.fields["sheets"].label_from_instance = lambda sheet: sheet.person.name  # type: ignore[attr-defined]  # as above
        self.fields["product"].queryset = products  # type: ignore[attr-defined]  # as above

    def task(self) -> Task:
        data = self.cleaned_data
        product = data["product"]
        return Task(
            quantity=data["quantity"],
            product=product,
            name=data["name"],
            coefficient=product.coefficient if product else data["coefficient"],
            due_on=data["due_on"],
        )
