"""Input of the year, made clean."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Person
from toso.results.kpi.forms.fields import QuantityField, day_field, text_field
from toso.results.kpi.models.month import LEVELS
from toso.results.kpi.models.year import DISCIPLINE_FORMS, FINDINGS
from toso.results.kpi.rules.states import DisciplineForm, FindingKind
from toso.results.kpi.rules.terms import Grade


def _level(label: Any) -> forms.ChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=list(LEVELS.items()),
        coerce=Grade,
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn một mức.")},
    )


class SelfRatingForm(forms.Form):
    level = _level(_("Tự xếp loại"))


class SettleForm(forms.Form):
    level = _level(_("Xếp loại"))
    reason = text_field(_("Lý do khác với mức theo điểm"), required=False)
    meeting = text_field(_("Ý kiến cuộc họp"), required=False)
    party_opinion = text_field(_("Ý kiến của cấp uỷ"), required=False)
    handling = text_field(_("Đề xuất xử lý"), required=False)


def _flag(label: Any, *, initial: bool = False) -> forms.BooleanField:
    return forms.BooleanField(
        label=label,
        required=False,
        initial=initial,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )


def _share(label: Any, initial: str) -> QuantityField:
    return QuantityField(label=label, initial=initial, error_messages={"required": _("Ghi tỷ lệ, từ 0 đến 100.")})


class BodyForm(forms.Form):
    """Points, and the conditions that the decree puts beside them (Articles 5 to 9)."""

    general = QuantityField(label=_("Tiêu chí chung (30)"), error_messages={"required": _("Ghi điểm.")})
    results = QuantityField(label=_("Kết quả nhiệm vụ (70)"), error_messages={"required": _("Ghi điểm.")})
    done_pct = _share(_("Nhiệm vụ đã hoàn thành (%)"), "100")
    late_pct = _share(_("Trong đó chậm hạn (%)"), "0")
    above_pct = _share(_("Nhiệm vụ vượt yêu cầu (%)"), "0")
    has_quality = _flag(_("Bảo đảm chất lượng"), initial=True)
    has_open_findings = _flag(_("Còn hạn chế đã chỉ ra mà chưa khắc phục"))
    has_wrongdoing = _flag(_("Có kết luận vi phạm công tác cán bộ hoặc mất đoàn kết"))
    is_force_majeure = _flag(_("Hoàn thành dưới 70% do bất khả kháng"))

    def flags(self) -> list[Any]:
        return [self[name] for name in ("has_quality", "has_open_findings", "has_wrongdoing", "is_force_majeure")]


class FindingForm(forms.Form):
    kind = forms.TypedChoiceField(
        label=_("Loại"),
        choices=list(FINDINGS.items()),
        coerce=FindingKind,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    form = forms.TypedChoiceField(
        label=_("Hình thức kỷ luật"),
        choices=[("", "–"), *DISCIPLINE_FORMS.items()],
        coerce=DisciplineForm,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    number = text_field(_("Số, ngày văn bản"), longest=60)
    is_public_duty = _flag(_("Vi phạm trong thực thi công vụ"), initial=True)
    is_used_before = _flag(_("Hành vi này đã dùng để xếp loại năm trước"))


def _moment(label: Any, *, required: bool = True) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=required,
        input_formats=["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"],
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "class": "form-control"}),
        error_messages={"invalid": _("Ghi ngày và giờ, ví dụ 05/12/2026 14:00."), "required": _("Ghi ngày và giờ.")},
    )


class MeetingForm(forms.Form):
    held_at = _moment(_("Họp lúc"))
    ended_at = _moment(_("Kết thúc lúc"), required=False)
    venue = text_field(_("Tại"), longest=200)
    chair = forms.ModelChoiceField(
        label=_("Chủ trì"), queryset=Person.objects.none(), widget=forms.Select(attrs={"class": "form-select"})
    )
    secretary = forms.ModelChoiceField(
        label=_("Thư ký"), queryset=Person.objects.none(), widget=forms.Select(attrs={"class": "form-select"})
    )
    absent = forms.ModelMultipleChoiceField(
        label=_("Vắng mặt"), queryset=Person.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    opinions = text_field(_("Ý kiến tại cuộc họp, mỗi dòng một ý"), required=False, rows=4, longest=8000)
    party_opinion = text_field(_("Ý kiến của cấp uỷ"), required=False, rows=2, longest=4000)

    def __init__(self, *args: Any, persons: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("chair", "secretary", "absent"):
            self.fields[name].queryset = persons  # type: ignore[attr-defined]  # a choice of rows
            self.fields[name].label_from_instance = lambda one: one.name  # type: ignore[attr-defined]  # as above

    def values(self) -> dict[str, Any]:
        return self.cleaned_data | {"absent": [one.name for one in self.cleaned_data["absent"]]}


class DecisionForm(forms.Form):
    number = text_field(_("Số quyết định"), longest=60)
    signed_on = day_field(_("Ngày ký"))
    signer = text_field(_("Người ký"), longest=120)
    reason = text_field(_("Lý do thay quyết định trước"), required=False)
