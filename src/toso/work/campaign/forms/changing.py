from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from toso.ground.shared.row_forms import RowForm, rows_form, typed_rows
from toso.plan.programme.models import TaskType
from toso.work.campaign.actions.changing import MOST_ROWS, Goal, Group, Head, Unit
from toso.work.campaign.forms import choice_field, day_field, one_of, typed_lines, typed_text, whole_number
from toso.work.campaign.models import Campaign
from toso.work.campaign.queries.plans import HEAD
from toso.work.campaign.rules.days import MOST_DAYS, Part, Phase
from toso.work.campaign.sources import FIGURES

BOTH = {"required": _("Mỗi đơn vị cần tên và trách nhiệm.")}
FREE_ROWS = 2  # empty rows at the end of a list, to add to it


class SeenForm(forms.Form):
    """What stood there when the page was opened."""

    seen = forms.CharField(max_length=16, widget=forms.HiddenInput)


class HeadForm(SeenForm):
    title = typed_text(_("Tên chiến dịch"), required=True, error_messages={"required": _("Ghi tên chiến dịch.")})
    number = typed_text(
        _("Số văn bản"), most=60, required=True, error_messages={"required": _("Ghi số văn bản ban hành.")}
    )
    signed_on = day_field(_("Ngày ký"))
    effective_on = day_field(_("Ngày có hiệu lực"))
    is_next_day = forms.BooleanField(
        label=_("Văn bản ghi ngày 1 là ngày sau ngày có hiệu lực"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    days = whole_number(
        _("Số ngày liên tục"), least=1, most=MOST_DAYS, help_text=_("Đổi số ngày thì các giai đoạn giãn theo.")
    )
    purpose = typed_lines(_("Mục đích"))
    basis = typed_text(_("Căn cứ"), most=500)

    @property
    def head(self) -> Head:
        return Head(**{name: self.cleaned_data[name] for name in HEAD})


class PhaseForm(RowForm):
    name = typed_text(
        _("Giai đoạn"), most=120, required=True, error_messages={"required": _("Ghi tên của từng giai đoạn.")}
    )
    first = whole_number(_("Từ ngày thứ"), least=1, most=MOST_DAYS)
    last = whole_number(_("Đến hết ngày thứ"), least=1, most=MOST_DAYS)


class GoalForm(RowForm):
    not_typed = frozenset({"figure"})
    name = typed_text(_("Mục tiêu"), required=True, error_messages={"required": _("Ghi tên của từng mục tiêu.")})
    figure = choice_field(_("Đếm bằng số liệu"), [(code, one.label) for code, one in FIGURES.items()])
    target = whole_number(_("Số cần đạt"), least=1, most=10**9)


class GroupForm(RowForm):
    not_typed = frozenset({"code", "task", "is_key"})
    code = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    name = typed_text(
        _("Nhóm nhiệm vụ"), required=True, error_messages={"required": _("Ghi tên của từng nhóm nhiệm vụ.")}
    )
    items = typed_lines(_("Việc cụ thể"), rows=3, help_text=_("Mỗi việc một dòng"))
    task = one_of(_("Ghi nhật ký vào loại việc"), empty=_("Không ghi thành việc riêng"), required=False)
    things = typed_text(
        _("Đếm thêm gì"), most=40, help_text=_("Ví dụ: máy, hồ sơ, lượt cán bộ; để trống nếu đếm người dân")
    )
    is_key = forms.BooleanField(
        label=_("Nhiệm vụ then chốt"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["task"].queryset = TaskType.objects.filter(valid_until__isnull=True).order_by("order", "name")


class UnitForm(RowForm):
    unit = typed_text(_("Đơn vị"), required=True, error_messages=BOTH)
    duties = typed_lines(_("Trách nhiệm"), rows=3, required=True, error_messages=BOTH)


def _phases(campaign: Campaign) -> list[dict[str, Any]]:
    return list(campaign.phases)


def _goals(campaign: Campaign) -> list[dict[str, Any]]:
    rows = campaign.objectives.order_by("order")
    return [{"name": one.name, "figure": one.figure, "target": int(one.target)} for one in rows]


def _groups(campaign: Campaign) -> list[dict[str, Any]]:
    return [
        {
            "code": one.code,
            "name": one.name,
            "items": "\n".join(one.items),
            "task": one.task_id,
            "things": one.things,
            "is_key": one.is_key,
        }
        for one in campaign.groups.order_by("order")
    ]


def _units(campaign: Campaign) -> list[dict[str, Any]]:
    return [{"unit": one.unit, "duties": one.duties} for one in campaign.responsibilities.order_by("order")]


LISTS: Mapping[Part, tuple[type[RowForm], Callable[[Campaign], list[dict[str, Any]]]]] = {
    Part.PHASES: (PhaseForm, _phases),
    Part.OBJECTIVES: (GoalForm, _goals),
    Part.GROUPS: (GroupForm, _groups),
    Part.UNITS: (UnitForm, _units),
}
MAKERS: Mapping[Part, Callable[[dict[str, Any]], object]] = {
    Part.PHASES: lambda said: Phase(said["name"], said["first"], said["last"]),
    Part.OBJECTIVES: lambda said: Goal(said["name"], said["figure"], said["target"]),
    Part.GROUPS: lambda said: Group(
        said["name"], said["items"].splitlines(), said["task"], said["things"], said["is_key"], said["code"]
    ),
    Part.UNITS: lambda said: Unit(said["unit"], said["duties"]),
}


def rows_of_part(part: Part, campaign: Campaign, said: Any = None) -> "forms.BaseFormSet[RowForm]":
    """The rows of a part as a list of small forms, with some empty ones at the end."""
    form, first = LISTS[part]
    return rows_form(form, first(campaign), said, free=FREE_ROWS, most=MOST_ROWS)


def said_of(part: Part, rows: "forms.BaseFormSet[RowForm]") -> list[Any]:
    """What was typed, as the action takes it."""
    return [MAKERS[part](said) for said in typed_rows(rows)]
