from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from toso.work.campaign.actions.service import Reception
from toso.work.campaign.forms import choice_field, day_field, one_of, typed_lines, typed_text, whole_number
from toso.work.campaign.models import AWARDS, CRITERIA_WORDS, OUTCOMES, TaskGroup
from toso.work.campaign.queries.papers import SECTIONS
from toso.work.campaign.rules.service import (
    CRITERIA,
    LEAST_MARK,
    MOST_MARK,
    Award,
    Outcome,
    Service,
    Side,
    weeks_of,
)

MARKS = [(str(mark), str(mark)) for mark in range(MOST_MARK, LEAST_MARK - 1, -1)]


class ReceptionForm(forms.Form):
    arrived_on = day_field(_("Ngày đến"))
    focal = one_of(_("Công chức làm đầu mối"))
    lodging = typed_text(_("Chỗ ở"))
    workplan = typed_lines(_("Kế hoạch làm việc"), help_text=_("Mỗi việc một dòng: việc, nơi, ai phối hợp"))

    def __init__(self, *args: Any, officials: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["focal"].queryset = officials

    @property
    def reception(self) -> Reception:
        return Reception(**self.cleaned_data)


class FinishForm(forms.Form):
    left_on = day_field(_("Ngày làm việc cuối"))
    handover = typed_lines(_("Bàn giao"), help_text=_("Việc, tài liệu, người tiếp nhận"))


class DayForm(forms.Form):
    """An ordinary day: for each task group one number, of citizens or of what the group counts instead."""

    day = day_field(_("Ngày"))

    def __init__(self, *args: Any, groups: list[TaskGroup], ordinary: dict[str, list[int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = groups
        fields: dict[str, Any] = self.fields
        for group in groups:
            people, things = ordinary.get(group.code, [0, 0])
            if group.things:
                fields[f"things_{group.code}"] = whole_number(
                    group.things.capitalize(), least=0, most=5000, required=False, initial=things or None
                )
            else:
                fields[f"people_{group.code}"] = whole_number(
                    _("Số người dân"), least=0, most=500, required=False, initial=people or None
                )

    @property
    def lines(self) -> list[tuple[TaskGroup, list[forms.BoundField]]]:
        names = [(group, [f"people_{group.code}", f"things_{group.code}"]) for group in self.groups]
        return [(group, [self[name] for name in both if name in self.fields]) for group, both in names]

    @property
    def done(self) -> dict[str, tuple[int, int]]:
        said = self.cleaned_data
        return {
            group.code: (said.get(f"people_{group.code}") or 0, said.get(f"things_{group.code}") or 0)
            for group in self.groups
        }


class NoteForm(forms.Form):
    day = day_field(_("Ngày"))
    text = typed_lines(_("Ghi trong ngày"), rows=3)
    story = typed_lines(_("Chuyện đáng kể lại"), rows=2)


class ReportForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        for name, label in SECTIONS.items():
            fields[name] = typed_lines(label, rows=8 if name == "done" else 4)

    @property
    def sections(self) -> list[forms.BoundField]:
        return [self[name] for name in SECTIONS]


class AppraisalForm(forms.Form):
    def __init__(self, *args: Any, side: Side, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.side = side
        fields: dict[str, Any] = self.fields
        for name in CRITERIA[side]:
            fields[name] = choice_field(CRITERIA_WORDS[name], [("", "–"), *MARKS], required=False)
        fields["words"] = typed_lines(_("Nhận xét"))
        if side == Side.COMMUNE:
            fields["praise"] = typed_text(_("Đề nghị khen thưởng"), most=300, help_text=_("Thành tích, hình thức"))

    @property
    def marks(self) -> dict[str, int]:
        return {name: int(self.cleaned_data[name]) for name in CRITERIA[self.side] if self.cleaned_data.get(name)}


class WeekForm(forms.Form):
    """A week of the service that has begun, by its first day."""

    week = choice_field(_("Tuần"), error_messages={"invalid_choice": _("Chọn một tuần của đợt.")})

    def __init__(self, *args: Any, service: Service, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["week"].choices = [
            (first.isoformat(), f"{first:%d/%m} – {last:%d/%m/%Y}") for first, last in weeks_of(service, today)
        ]

    @property
    def first_day(self) -> date:
        return date.fromisoformat(self.cleaned_data["week"])


class MeritForm(forms.Form):
    merit = typed_text(_("Thành tích"), most=500, required=True, help_text=_("Việc gì, kết quả ra sao, ai được giúp"))


class AwardForm(forms.Form):
    award = choice_field(_("Hình thức"), AWARDS.items())
    number = typed_text(
        _("Số quyết định"), most=60, required=True, error_messages={"required": _("Ghi số quyết định.")}
    )
    decided_on = day_field(_("Ngày quyết định"))

    @property
    def decided(self) -> dict[str, Any]:
        return {**self.cleaned_data, "award": Award(self.cleaned_data["award"])}


class WordsForm(forms.Form):
    words = typed_text(_("Ý kiến"), most=500)


class CaseForm(forms.Form):
    happened_on = day_field(_("Ngày xảy ra"))
    text = typed_lines(_("Sự việc"), help_text=_("Ở đâu, lúc nào, ai thấy. Chỉ người điều phối đọc được."))


class HearingForm(forms.Form):
    hearing = typed_lines(_("Lời trình bày"))


class OutcomeForm(forms.Form):
    outcome = choice_field(_("Kết luận"), OUTCOMES.items())
    outcome_words = typed_lines(_("Lý do kết luận"))

    @property
    def decided(self) -> Outcome:
        return Outcome(self.cleaned_data["outcome"])


class RegulationForm(forms.Form):
    number = typed_text(_("Số văn bản"), most=60)
    effective_on = day_field(_("Ngày có hiệu lực"), required=False)
    text = typed_lines(
        _("Nội dung"), rows=16, help_text=_("Mỗi mục: một dòng tên mục bắt đầu bằng #, rồi lời của mục.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    @property
    def sections(self) -> list[tuple[str, str]]:
        found: list[tuple[str, list[str]]] = []
        for line in self.cleaned_data["text"].splitlines():
            if line.startswith("#"):
                found.append((line.lstrip("# ").strip(), []))
            elif found or line.strip():
                found = found or [("", [])]
                found[-1][1].append(line)
        return [(title, "\n".join(lines).strip()) for title, lines in found]
