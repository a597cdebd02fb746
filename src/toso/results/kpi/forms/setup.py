"""Input of how an agency runs its KPI: settings, posts, a unit's own criteria."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toso.ground.people.models import Organisation, Person
from toso.ground.shared.text import parse_number
from toso.results.kpi.actions.own import OwnCriterion
from toso.results.kpi.forms.fields import day_field, text_field
from toso.results.kpi.models.people import MODES, RANKS
from toso.results.kpi.queries.months import parse_month
from toso.results.kpi.queries.rule_sets import brought_rule_sets
from toso.results.kpi.rules.rule_sets import Choice, Measure, RuleSet
from toso.results.kpi.rules.states import Mode, Rank

SELECT = {"class": "form-select"}
OWN_COLUMNS = 3


def _day_number(label: Any, initial: int, most: int = 31) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=most,
        initial=initial,
        widget=forms.NumberInput(attrs={"class": "form-control ts-num", "inputmode": "numeric"}),
        error_messages={
            "min_value": gettext_lazy("Ngày trong tháng, từ 1."),
            "max_value": gettext_lazy("Ngày này không có trong mọi tháng."),
            "invalid": gettext_lazy("Ghi một số, ví dụ 20."),
            "required": gettext_lazy("Ghi ngày."),
        },
    )


def month_field(months: Iterable[date]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=gettext_lazy("Áp dụng từ tháng"),
        choices=[(f"{month:%Y-%m}", f"{month:%m/%Y}") for month in months],
        coerce=parse_month,
        widget=forms.Select(attrs=SELECT),
    )


def choices_of(rules: RuleSet) -> list[Choice]:
    """The open points an office may settle."""
    return list(rules.choices)


class SettingForm(forms.Form):
    """From which month on, in which way, by which rules, on which days. Only what differs from the default is kept."""

    mode = forms.TypedChoiceField(
        label=gettext_lazy("Cách làm"), choices=list(MODES.items()), coerce=Mode, widget=forms.RadioSelect
    )
    first_day_of_month = _day_number(gettext_lazy("Ngày mở tháng KPI"), 1, 28)
    self_score_day = _day_number(gettext_lazy("Tự chấm trước hết ngày"), 20)
    confirm_day = _day_number(gettext_lazy("Xác nhận trước hết ngày"), 22)
    report_day = _day_number(gettext_lazy("Báo cáo của đơn vị trước hết ngày"), 24)
    basis = text_field(gettext_lazy("Căn cứ: số, ngày văn bản của đơn vị"), required=False)

    def __init__(self, *args: Any, months: Iterable[date], rules: RuleSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = rules
        self.fields["month"] = month_field(months)
        self.fields["rule_set"] = forms.ChoiceField(
            label=_("Bộ quy tắc của cơ quan"),
            choices=[(code, one.title) for code, one in brought_rule_sets().items()],
            widget=forms.Select(attrs=SELECT),
        )
        for choice in choices_of(rules):
            self.fields[choice.field] = forms.ChoiceField(
                label=_(choice.label),
                choices=[(value, _(label)) for value, label in choice.options],
                help_text=_(choice.reason),
                widget=forms.Select(attrs=SELECT),
            )

    def switches(self) -> list[Any]:
        return [self[choice.field] for choice in choices_of(self.rules)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        own, confirm, report = (data.get(name) for name in ("self_score_day", "confirm_day", "report_day"))
        if own and confirm and confirm < own:
            self.add_error("confirm_day", _("Xác nhận không thể trước ngày tự chấm."))
        if confirm and report and report < confirm:
            self.add_error("report_day", _("Báo cáo không thể trước ngày xác nhận."))
        return data

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        defaults = {choice.field: choice.options[0][0] for choice in choices_of(self.rules)}
        return {
            "valid_from": data["month"],
            "mode": data["mode"],
            "rule_set": data["rule_set"],
            "policy": {name: data[name] for name, usual in defaults.items() if data[name] != usual},
            "days": {
                name: data[name] for name in ("first_day_of_month", "self_score_day", "confirm_day", "report_day")
            },
            "basis": data["basis"],
        }


def bodies_under(agencies: Iterable[Organisation]) -> Any:
    """The agencies and all that stands below them and still exists."""
    found = Organisation.objects.none()
    for agency in agencies:
        found = found | Organisation.objects.filter(path__startswith=agency.path, valid_until__isnull=True)
    return found.order_by("path")


def _rule_sets() -> list[tuple[str, Any]]:
    return [("", gettext_lazy("Như cơ quan")), *((code, one.title) for code, one in brought_rule_sets().items())]


class PostForm(forms.Form):
    """What may be put right of a post without moving anybody."""

    title = text_field(gettext_lazy("Chức vụ, chức danh"), longest=120)
    group = text_field(
        gettext_lazy("Nhóm nhiệm vụ tương tự"),
        required=False,
        longest=80,
        hint=gettext_lazy("Tỷ lệ xuất sắc tính trong từng nhóm."),
    )
    rule_set = forms.ChoiceField(
        label=gettext_lazy("Bộ quy tắc"), required=False, choices=_rule_sets, widget=forms.Select(attrs=SELECT)
    )
    keeps_personnel = forms.BooleanField(
        label=gettext_lazy("Phụ trách tổ chức, nhân sự"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )


class SeatForm(PostForm):
    """A person takes a seat in a body."""

    person = forms.ModelChoiceField(
        label=gettext_lazy("Người"),
        queryset=Person.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": gettext_lazy("Chọn một người.")},
    )
    body = forms.ModelChoiceField(
        label=gettext_lazy("Đơn vị"), queryset=Organisation.objects.none(), widget=forms.Select(attrs=SELECT)
    )
    rank = forms.TypedChoiceField(
        label=gettext_lazy("Vị trí"), choices=list(RANKS.items()), coerce=Rank, widget=forms.Select(attrs=SELECT)
    )
    starts_on = day_field(gettext_lazy("Từ ngày"))
    is_second = forms.BooleanField(
        label=gettext_lazy("Kiêm nhiệm (đã có vị trí chính)"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(self, *args: Any, bodies: Any, persons: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = persons  # type: ignore[attr-defined]  # a choice of rows
        self.fields["person"].label_from_instance = lambda one: one.name  # type: ignore[attr-defined]  # as above
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]  # as above

    def values(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        return data | {"is_main": not data.pop("is_second")}


class MoveForm(forms.Form):
    """A transfer inside the agencies one keeps."""

    body = forms.ModelChoiceField(
        label=gettext_lazy("Đến đơn vị"), queryset=Organisation.objects.none(), widget=forms.Select(attrs=SELECT)
    )
    title = text_field(gettext_lazy("Chức vụ, chức danh mới"), longest=120)
    rank = forms.TypedChoiceField(
        label=gettext_lazy("Vị trí"), choices=list(RANKS.items()), coerce=Rank, widget=forms.Select(attrs=SELECT)
    )
    group = text_field(gettext_lazy("Nhóm nhiệm vụ tương tự"), required=False, longest=80)
    on = day_field(gettext_lazy("Từ ngày"))

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]  # a choice of rows


class EndForm(forms.Form):
    on = day_field(gettext_lazy("Thôi từ ngày"))


class OwnRulesForm(forms.Form):
    """A unit's criteria, one a line as they come from Excel: criterion, highest points, group (general criteria)."""

    basis = text_field(gettext_lazy("Căn cứ: số, ngày văn bản của đơn vị"))
    text = forms.CharField(
        label=gettext_lazy("Các tiêu chí, mỗi dòng một tiêu chí"),
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 14}),
        help_text=gettext_lazy(
            "Ba cột như trong Excel (hoặc cách nhau bằng dấu ;): tiêu chí; điểm tối đa; nhóm. Dòng có nhóm là tiêu chí "
            "chung (cộng lại 30 điểm), dòng không có nhóm là tiêu chí kết quả (cộng lại 70 điểm)."
        ),
        max_length=50_000,
        strip=False,
    )

    def __init__(self, *args: Any, months: Iterable[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"] = month_field(months)

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        self.criteria, faults = read_criteria(text)
        if faults:
            raise forms.ValidationError(faults[:10])
        if not self.criteria:
            raise forms.ValidationError(_("Ghi ít nhất một tiêu chí."))
        return text


def read_criteria(text: str) -> tuple[list[OwnCriterion], list[str]]:
    """The criteria of a pasted table, coded by their order, and what is wrong with the rows that cannot be read."""
    found: list[OwnCriterion] = []
    faults: list[str] = []
    rows = [row for row in text.splitlines() if row.strip()]
    for number, row in enumerate(rows, start=1):
        cells = [cell.strip() for cell in row.split("\t" if "\t" in row else ";")]
        label, points, group = [*cells, "", "", ""][:OWN_COLUMNS]
        try:
            value = parse_number(points)
        except ValueError:
            faults.append(
                _("Dòng %(number)s: cột điểm ghi “%(text)s”, cần một số.") % {"number": number, "text": points[:20]}
            )
            continue
        if not label:
            faults.append(_("Dòng %(number)s: thiếu tên tiêu chí.") % {"number": number})
            continue
        prefix = "C" if group else "K"
        found.append(OwnCriterion(f"{prefix}{number}", label[:300], value, group[:200]))
    return found, faults


def own_rule_sets() -> list[RuleSet]:
    """The slots: groups whose text is not public."""
    return [one for one in brought_rule_sets().values() if one.measure is Measure.OWN]
