"""Input of complaints, made clean."""

from django import forms
from django.utils.translation import gettext_lazy as _

from toso.results.kpi.forms.fields import text_field


class ComplaintForm(forms.Form):
    text = text_field(
        _("Nội dung kiến nghị"), rows=4, longest=4000, hint=_("Việc nào, số nào chưa đúng, vì sao, minh chứng ở đâu.")
    )


class AnswerForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("Kết luận"),
        choices=[("kept", _("Giữ kết quả")), ("upheld", _("Kiến nghị đúng, mở phiếu để chấm lại"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn kết luận.")},
    )
    answer = text_field(_("Trả lời"), rows=4, longest=4000)
