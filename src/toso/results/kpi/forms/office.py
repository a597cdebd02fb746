"""Input of the personnel officer, made clean."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Organisation, Person
from toso.ground.people.queries import held_on, persons_with
from toso.ground.people.rules import Role
from toso.results.kpi.forms.fields import day_field, text_field
from toso.results.kpi.models import Post
from toso.results.kpi.models.people import LEAVES
from toso.results.kpi.rules.states import LeaveKind

SELECT = {"class": "form-select"}


def staff_of(agency: Organisation, on: date) -> Any:
    """The people who have a post in the agency today."""
    seated = Post.objects.filter(held_on(on), agency=agency).values("person")
    return Person.objects.filter(pk__in=seated).order_by("sort_key", "pk")


def scorers_for(agency: Organisation, on: date) -> Any:
    """Who may stand in: the people of the agency, and officers above it, who score its head (Article 10.1)."""
    seated = Post.objects.filter(held_on(on), agency=agency).values("person")
    above = persons_with(Role.PROVINCE_OFFICER, agency.place.path, on).values("pk") if agency.place else []
    return Person.objects.filter(Q(pk__in=seated) | Q(pk__in=above)).order_by("sort_key", "pk")


def _choice(label: Any, *, required: bool = True, empty: Any = None) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=label,
        required=required,
        queryset=Person.objects.none(),
        empty_label=empty or _("Chọn người"),
        widget=forms.Select(attrs=SELECT),
        error_messages={"required": _("Chọn người.")},
    )


class StaffForm(forms.Form):
    """A form that chooses among the people of an agency."""

    def __init__(self, *args: Any, agency: Organisation, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = scorers_for(agency, on) if name == "scorer" else staff_of(agency, on)


class LeaveForm(StaffForm):
    person = _choice(_("Ai nghỉ"))
    kind = forms.ChoiceField(label=_("Loại nghỉ"), choices=list(LEAVES.items()), widget=forms.Select(attrs=SELECT))
    starts_on = day_field(_("Từ ngày"))
    ends_on = day_field(_("Đi làm lại ngày"))
    basis = text_field(_("Căn cứ"), required=False, longest=200)

    def values(self) -> dict[str, Any]:
        return self.cleaned_data | {"kind": LeaveKind(self.cleaned_data["kind"])}


class SubstituteForm(StaffForm):
    person = _choice(_("Chấm cho ai"))
    scorer = _choice(_("Người chấm tạm thời"))
    starts_on = day_field(_("Từ ngày"))
    ends_on = day_field(_("Đến trước ngày"), required=False)
    reason = text_field(_("Lý do"))


class AnswerManagerForm(StaffForm):
    scorer = _choice(_("Người chấm tạm thời"), required=False, empty=_("Không cử, người chấm hiện nay đúng"))
    answer = text_field(_("Trả lời"))
