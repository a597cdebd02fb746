"""Input of the teams' pages made clean."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from toso.ground.shared.text import nfc, row_number
from toso.plan.teams.models import LEADER_KINDS, MEMBER_KINDS, MEMBER_ROLES, PROPOSAL_KINDS
from toso.plan.teams.rules import LeaderKind, MemberKind, MemberRole, Nominee

TEXT = {"class": "form-control"}
CHOICE = {"class": "form-select"}
SPARE_ROWS = 2
MOST_ROWS = 40


class IssueForm(forms.Form):
    number = forms.CharField(
        label=_("Số, ký hiệu"), max_length=60, widget=forms.TextInput(attrs=TEXT), help_text=_("Ví dụ 05/QĐ-UBND")
    )
    signed_on = forms.DateField(
        label=_("Ngày ký"),
        widget=forms.DateInput(attrs={**TEXT, "type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )
    effective_on = forms.DateField(
        label=_("Có hiệu lực từ ngày"),
        widget=forms.DateInput(attrs={**TEXT, "type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )
    signer = forms.CharField(label=_("Người ký"), max_length=120, widget=forms.TextInput(attrs=TEXT))
    signer_title = forms.CharField(
        label=_("Chức vụ người ký"), max_length=120, widget=forms.TextInput(attrs=TEXT), initial=_("Chủ tịch")
    )
    recipients = forms.CharField(
        label=_("Nơi nhận"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={**TEXT, "rows": 3}),
        help_text=_("Mỗi dòng một nơi, sau “Như Điều …”. Lần ban hành sau sẽ gợi lại danh sách này."),
    )

    def clean_recipients(self) -> list[str]:
        lines = (line.strip(" -;.\t") for line in self.cleaned_data["recipients"].splitlines())
        return [line for line in lines if line]


class MemberForm(forms.Form):
    """One row of the list of members. A row without a name is no row."""

    person_id = forms.TypedChoiceField(
        label=_("Người đã có"), required=False, coerce=int, empty_value=None, widget=forms.Select(attrs=CHOICE)
    )
    name = forms.CharField(
        label=_("Họ và tên"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={**TEXT, "autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("Điện thoại"), max_length=20, required=False, widget=forms.TextInput(attrs={**TEXT, "inputmode": "tel"})
    )
    role = forms.ChoiceField(
        label=_("Vai trò"),
        choices=list(MEMBER_ROLES.items()),
        initial=MemberRole.MEMBER,
        widget=forms.Select(attrs=CHOICE),
    )
    kind = forms.ChoiceField(
        label=_("Thành phần"), choices=list(MEMBER_KINDS.items()), widget=forms.Select(attrs=CHOICE)
    )
    leader_kind = forms.ChoiceField(
        label=_("Diện tổ trưởng"),
        required=False,
        choices=[("", _("không phải tổ trưởng")), *LEADER_KINDS.items()],
        widget=forms.Select(attrs=CHOICE),
    )
    has_basic_it = forms.BooleanField(
        label=_("Biết công nghệ"), required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )
    skills = forms.CharField(
        label=_("Chuyên ngành, kỹ năng"),
        max_length=250,
        required=False,
        widget=forms.TextInput(attrs={**TEXT, "list": "skills", "autocomplete": "off"}),
    )
    is_out = forms.BooleanField(
        label=_("Bỏ khỏi danh sách"), required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )

    def __init__(self, *args: Any, people: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        field: Any = self.fields["person_id"]
        field.choices = [("", _("người mới")), *people.items()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("name", "skills"):
            cleaned[name] = " ".join(nfc(cleaned.get(name) or "").split())
        if cleaned.get("person_id") is None and cleaned["name"] and len(cleaned["name"].split()) < 2:
            self.add_error("name", _("Nhập đủ họ và tên."))
        return cleaned

    @property
    def is_new(self) -> bool:
        """Whether the row asks for a name: of a person already chosen it does not."""
        return not self["person_id"].value()

    @property
    def nominee(self) -> Nominee | None:
        """Whom the row names; None of an empty row or one taken out."""
        said = self.cleaned_data
        known = self.people.get(said["person_id"]) if said.get("person_id") else None
        if said["is_out"] or not (known or said["name"]):
            return None
        return Nominee(
            role=MemberRole(said["role"]),
            kind=MemberKind(said["kind"]),
            leader_kind=LeaderKind(said["leader_kind"]) if said["leader_kind"] else None,
            has_basic_it=said["has_basic_it"],
            person_id=said.get("person_id"),
            name=known or said["name"],
            phone=said["phone"],
            skills=said["skills"],
        )


def rows_for(nominees: list[Nominee], people: Mapping[int, str]) -> list[MemberForm]:
    """The list as forms, with two empty rows below."""
    filled = [
        MemberForm(
            prefix=f"m{number}",
            people=people,
            initial={
                "person_id": nominee.person_id,
                "name": "" if nominee.person_id else nominee.name,
                "phone": nominee.phone,
                "role": nominee.role,
                "kind": nominee.kind,
                "leader_kind": nominee.leader_kind or "",
                "has_basic_it": nominee.has_basic_it,
                "skills": nominee.skills,
            },
        )
        for number, nominee in enumerate(nominees)
    ]
    spare = range(len(nominees), len(nominees) + SPARE_ROWS)
    return [*filled, *(MemberForm(prefix=f"m{number}", people=people) for number in spare)]


def rows_from(data: Mapping[str, Any], people: Mapping[int, str]) -> list[MemberForm]:
    """The rows as they were sent."""
    count = data.get("rows", "0")
    total = min(row_number(str(count)), MOST_ROWS)
    return [MemberForm(data, prefix=f"m{number}", people=people) for number in range(total)]


class NominationForm(forms.Form):
    """Whom the Youth Union sends."""

    name = forms.CharField(
        label=_("Họ và tên đoàn viên"),
        max_length=120,
        widget=forms.TextInput(attrs={**TEXT, "autocomplete": "off"}),
        error_messages={"required": _("Ghi họ và tên.")},
    )
    phone = forms.CharField(
        label=_("Điện thoại"), max_length=20, required=False, widget=forms.TextInput(attrs={**TEXT, "inputmode": "tel"})
    )
    note = forms.CharField(label=_("Giới thiệu"), max_length=250, required=False, widget=forms.TextInput(attrs=TEXT))
    has_basic_it = forms.BooleanField(
        label=_("Có chuyên môn cơ bản về CNTT"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )


class ProposalForm(forms.Form):
    """A condition the team needs."""

    kind = forms.ChoiceField(label=_("Cần gì"), choices=list(PROPOSAL_KINDS.items()), widget=forms.Select(attrs=CHOICE))
    title = forms.CharField(
        label=_("Đề xuất"),
        max_length=200,
        widget=forms.TextInput(attrs=TEXT),
        help_text=_("Một câu, ví dụ: Một máy tính bảng để hướng dẫn tại nhà văn hoá"),
        error_messages={"required": _("Ghi đề xuất trong một câu.")},
    )
    text = forms.CharField(
        label=_("Vì sao cần"), max_length=4000, required=False, widget=forms.Textarea(attrs={**TEXT, "rows": 3})
    )
    needed_on = forms.DateField(
        label=_("Cần trước ngày"),
        required=False,
        widget=forms.DateInput(attrs={**TEXT, "type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": _("Ghi ngày, ví dụ 16/11/2026.")},
    )


class AnswerForm(forms.Form):
    """The commune's answer: why, and when."""

    text = forms.CharField(
        label=_("Trả lời, lý do"), max_length=4000, required=False, widget=forms.Textarea(attrs={**TEXT, "rows": 3})
    )
    promised_on = forms.DateField(
        label=_("Nếu đồng ý: có vào ngày"),
        required=False,
        widget=forms.DateInput(attrs={**TEXT, "type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": _("Ghi ngày, ví dụ 16/11/2026.")},
    )


class FollowUpForm(forms.Form):
    note = forms.CharField(
        label=_("Đã làm gì"),
        max_length=300,
        widget=forms.TextInput(attrs=TEXT),
        help_text=_("Gọi điện, đến thôn, họp tổ…"),
        error_messages={"required": _("Ghi đã làm gì.")},
    )
    outcome = forms.CharField(label=_("Kết quả"), max_length=300, required=False, widget=forms.TextInput(attrs=TEXT))


class WishForm(forms.Form):
    text = forms.CharField(
        label=_("Nội dung"),
        max_length=4000,
        widget=forms.Textarea(attrs={**TEXT, "rows": 4}),
        error_messages={"required": _("Ghi nội dung.")},
    )
