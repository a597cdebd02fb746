"""Input of the year, made clean."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from toso.results.kpi.forms.fields import QuantityField, day_field, text_field
from toso.results.kpi.models.month import LEVELS
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


class BodyForm(forms.Form):
    general = QuantityField(label=_("Tiêu chí chung (30)"))
    results = QuantityField(label=_("Kết quả nhiệm vụ (70)"))


class DecisionForm(forms.Form):
    number = text_field(_("Số quyết định"), longest=60)
    signed_on = day_field(_("Ngày ký"))
    signer = text_field(_("Người ký"), longest=120)
    reason = text_field(_("Lý do thay quyết định trước"), required=False)
