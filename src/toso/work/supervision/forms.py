"""Input of the pages of supervision made clean."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.scope import Scope
from toso.ground.shared.uploads import EvidenceField
from toso.work.supervision import queries, rules
from toso.work.supervision.actions.findings import Proof
from toso.work.supervision.models import POINT_MARKS, Checklist, Visit
from toso.work.supervision.rules import PointMark

TEXT = {"class": "form-control"}
CHOICE = {"class": "form-select"}
DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"]


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=DAYS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={**TEXT, "type": "date"}),
        error_messages={"invalid": _("Ghi ngày, ví dụ 16/11/2026."), "required": _("Ghi ngày.")},
        **more,
    )


def _words(label: Any, *, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=4000, widget=forms.Textarea(attrs={**TEXT, "rows": rows}), **{"required": False, **more}
    )


def _term(initial: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Hạn, tính bằng ngày làm việc"),
        min_value=1,
        max_value=rules.MOST_WORKING_DAYS,
        initial=initial,
        widget=forms.NumberInput(attrs={**TEXT, "inputmode": "numeric"}),
    )


class PlanForm(forms.Form):
    """A plan of inspection for one body; its places, persons and checklists are offered."""

    title = forms.CharField(
        label=_("Nội dung kiểm tra"),
        max_length=200,
        widget=forms.TextInput(attrs=TEXT),
        error_messages={"required": _("Ghi nội dung kiểm tra.")},
    )
    decision_number = forms.CharField(
        label=_("Số quyết định hoặc kế hoạch"),
        max_length=60,
        widget=forms.TextInput(attrs=TEXT),
        help_text=_("Ví dụ 12/KH-SKHCN"),
        error_messages={"required": _("Ghi số quyết định hoặc kế hoạch.")},
    )
    decided_on = _day(_("Ngày ký"))
    first_day = _day(_("Kiểm tra từ ngày"))
    last_day = _day(_("Đến ngày"))
    checklist = forms.ModelChoiceField(
        label=_("Bảng kiểm"), queryset=Checklist.objects.none(), empty_label=None, widget=forms.Select(attrs=CHOICE)
    )
    lead = forms.ModelChoiceField(
        label=_("Trưởng đoàn"), queryset=Person.objects.none(), empty_label=None, widget=forms.Select(attrs=CHOICE)
    )
    members = forms.ModelMultipleChoiceField(
        label=_("Thành viên đoàn"),
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )
    places = forms.ModelMultipleChoiceField(
        label=_("Nơi được kiểm tra"),
        queryset=Place.objects.none(),
        widget=forms.SelectMultiple(attrs={**CHOICE, "size": 8, "data-narrow": _("Tìm nơi trong danh sách")}),
        help_text=_("Giữ Ctrl để chọn nhiều nơi. Ngày của từng nơi chỉnh được sau khi lưu."),
        error_messages={"required": _("Chọn ít nhất một nơi được kiểm tra.")},
    )
    purpose = _words(_("Mục đích, yêu cầu"))

    def __init__(self, *args: Any, own: Place, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        people = queries.inspectors_of(own, on=on)
        lists = queries.checklists_on(on)
        fields["checklist"].queryset = Checklist.objects.filter(pk__in=[row.pk for row in lists])
        fields["lead"].queryset = people
        fields["members"].queryset = people
        fields["places"].queryset = queries.places_to_inspect(own)
        fields["places"].label_from_instance = _with_commune

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        first, last = clean.get("first_day"), clean.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("Ngày kết thúc không được trước ngày bắt đầu."))
        return clean


def _with_commune(place: Place) -> str:
    above = f" ({place.parent})" if place.level == "hamlet" and place.parent else ""
    return f"{place}{above}"


class VisitForm(forms.Form):
    """The minutes of a visit; one mark and note for each point of the checklist."""

    held_on = _day(_("Ngày kiểm tra"))
    attendance = _words(_("Thành phần dự"), help_text=_("Mỗi người một dòng: họ tên, chức vụ."))
    conclusion = _words(_("Nhận xét, kết luận"), rows=5)

    def __init__(self, *args: Any, visit: Visit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points = list(enumerate(visit.inspection.checklist.points, start=1))
        said = {answer.number: answer for answer in visit.answers.all()}
        for number, point in self.points:
            answer = said.get(number)
            self.fields[f"mark{number}"] = forms.ChoiceField(
                label=point["text"],
                choices=list(POINT_MARKS.items()),
                initial=answer.mark if answer else PointMark.NOT_ASKED,
                required=False,
                widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
            )
            self.fields[f"note{number}"] = forms.CharField(
                label=_("Ghi chú"),
                max_length=400,
                required=False,
                initial=answer.note if answer else "",
                widget=forms.TextInput(attrs={**TEXT, "autocomplete": "off", "placeholder": _("Ghi chú")}),
            )

    @property
    def lines(self) -> list[tuple[int, Mapping[str, str], forms.BoundField, forms.BoundField]]:
        return [(number, point, self[f"mark{number}"], self[f"note{number}"]) for number, point in self.points]

    @property
    def answers(self) -> dict[int, tuple[PointMark, str]]:
        said = self.cleaned_data
        return {
            number: (PointMark(said[f"mark{number}"] or PointMark.NOT_ASKED), said[f"note{number}"])
            for number, _point in self.points
        }


class ProofForm(forms.Form):
    """A photo or file, or the address of a record."""

    file = EvidenceField(
        label=_("Ảnh, tệp làm bằng chứng"),
        required=False,
        help_text=_("JPG, PNG, WEBP, PDF, DOCX hoặc XLSX, không quá 10 MB. Không chụp giấy tờ tuỳ thân."),
    )
    link = forms.CharField(
        label=_("Hoặc địa chỉ bản ghi trong Tổ Số"),
        required=False,
        max_length=250,
        widget=forms.TextInput(attrs={**TEXT, "placeholder": "/outreach/…", "autocomplete": "off"}),
    )

    @property
    def proof(self) -> Proof:
        return Proof(file=self.cleaned_data.get("file"), link=self.cleaned_data.get("link", ""))


class FindingForm(ProofForm):
    field_order = ["text", "demand", "basis", "working_days", "file", "link"]
    text = forms.CharField(
        label=_("Phát hiện"),
        max_length=400,
        widget=forms.TextInput(attrs=TEXT),
        help_text=_("Một câu, ví dụ: Ba bản ghi tháng 10 không có người tham gia"),
        error_messages={"required": _("Ghi phát hiện trong một câu.")},
    )
    demand = _words(_("Yêu cầu khắc phục"))
    basis = forms.CharField(
        label=_("Căn cứ"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=TEXT),
        help_text=_("Văn bản, điều, mục"),
    )
    working_days = _term(rules.WORKING_DAYS_TO_ANSWER)


class StepForm(ProofForm):
    """Words for a step of a finding, evidence, and a term where one is given."""

    field_order = ["text", "file", "link", "working_days"]
    text = _words(_("Nội dung"), rows=4)
    working_days = forms.IntegerField(
        label=_("Thêm bao nhiêu ngày làm việc"),
        min_value=1,
        max_value=rules.MOST_WORKING_DAYS,
        required=False,
        widget=forms.NumberInput(attrs={**TEXT, "inputmode": "numeric"}),
    )


class OpinionForm(forms.Form):
    """The question, or the opinion."""

    text = _words(_("Nội dung"), rows=5, required=True, error_messages={"required": _("Ghi nội dung.")})
    working_days = forms.IntegerField(
        label=_("Cần trong bao nhiêu ngày làm việc"),
        min_value=1,
        max_value=rules.MOST_WORKING_DAYS,
        required=False,
        initial=rules.WORKING_DAYS_FOR_AN_OPINION,
        widget=forms.NumberInput(attrs={**TEXT, "inputmode": "numeric"}),
    )


class ChecklistForm(forms.Form):
    title = forms.CharField(label=_("Tên bảng kiểm"), max_length=200, widget=forms.TextInput(attrs=TEXT))
    basis = forms.CharField(label=_("Căn cứ"), max_length=200, required=False, widget=forms.TextInput(attrs=TEXT))
    valid_from = _day(_("Dùng từ ngày"))
    points = _words(
        _("Các mục kiểm tra"),
        rows=12,
        required=True,
        help_text=_("Mỗi mục một dòng. Căn cứ của mục đặt sau dấu |, ví dụ: Mỗi thôn có một tổ | KH 6863, IV.1.a"),
    )

    @property
    def lines(self) -> list[tuple[str, str]]:
        rows = [line.partition("|") for line in self.cleaned_data["points"].splitlines() if line.strip()]
        return [(text.strip(), article.strip()) for text, _bar, article in rows]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do huỷ"),
        max_length=300,
        widget=forms.TextInput(attrs=TEXT),
        error_messages={"required": _("Ghi lý do huỷ.")},
    )


def own_body(scope: Scope, key: str) -> Place | None:
    """The body for which an inspection is planned: the one named, or the first."""
    bodies = queries.bodies_of(scope)
    chosen: Place | None = bodies.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 18 else bodies.first()
    return chosen


class DayForm(forms.Form):
    planned_on = _day(_("Ngày dự kiến"))
