from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Person
from toso.work.helpdesk.forms.desk import styled

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class RoundForm(forms.Form):
    """What stands beside the checks of a round; the checks themselves are read line by line."""

    next_on = forms.DateField(
        label=_("Lần sau vào ngày"),
        widget=DAY,
        error_messages={"required": _("Ghi ngày của lần sau."), "invalid": _("Ghi ngày, ví dụ 16/11/2026.")},
    )
    note = forms.CharField(label=_("Ghi chú"), required=False, max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        styled(self)


class ResponseTeamForm(forms.Form):
    """The response team as its decision says it."""

    number = forms.CharField(
        label=_("Số, ký hiệu quyết định"),
        max_length=60,
        error_messages={"required": _("Ghi số, ký hiệu quyết định.")},
        help_text=_("Ví dụ 125/QĐ-UBND"),
    )
    effective_on = forms.DateField(label=_("Có hiệu lực từ"), widget=DAY)
    leader = forms.ModelChoiceField(label=_("Tổ trưởng"), queryset=Person.objects.none(), empty_label=_("Chọn người"))
    members = forms.ModelMultipleChoiceField(
        label=_("Thành viên"),
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    name = forms.CharField(label=_("Tên tổ"), required=False, max_length=160, help_text=_("Để trống thì lấy tên chung"))

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = self.fields.pop("members")
        styled(self)
        self.fields["members"] = members
        for name in ("leader", "members"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]  # a choice of rows
