"""Input at the counter of a public-service centre made clean: a few taps a person."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.scope import Scope
from toso.plan.programme.models import Procedure
from toso.work.outreach import rules
from toso.work.outreach.forms.records import DAYS, CountField, received_field
from toso.work.outreach.models import MODES, OUTCOMES, SATISFACTIONS
from toso.work.outreach.queries import centre, checks
from toso.work.outreach.queries.reach import procedures_meant
from toso.work.outreach.rules import Case, Counts, Mode, Outcome, Work

WHOSE = ("elderly", "disabled", "poor", "vulnerable")
OTHER = "other"
TEXT = {"class": "form-control", "autocomplete": "off"}


class _AtCentre(forms.Form):
    """Where and when; ``case`` and ``counts`` of a subclass say what."""

    TASK = centre.HELPING
    uuid = forms.UUIDField(widget=forms.HiddenInput)
    place = forms.ModelChoiceField(
        label=gettext_lazy("Trung tâm của"),
        queryset=Place.objects.none(),
        empty_label=None,
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"invalid_choice": gettext_lazy("Chọn nơi trong danh sách.")},
    )
    day = forms.DateField(
        label=gettext_lazy("Ngày"),
        input_formats=DAYS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}),
        error_messages={"invalid": gettext_lazy("Ghi ngày, ví dụ 16/11/2026."), "required": gettext_lazy("Ghi ngày.")},
    )
    dossiers = CountField(label=gettext_lazy("Hồ sơ đã số hoá"), required=False)

    def __init__(self, data: QueryDict | None = None, *, by: Person, scope: Scope, at: datetime, **first: Any) -> None:
        self.by, self.scope, self.at = by, scope, at
        self.places = centre.centres(scope)
        today = at.astimezone(rules.VIETNAM).date()
        super().__init__(data, initial={"uuid": uuid4(), "place": self.places.first(), "day": today, **first})
        fields: dict[str, Any] = self.fields
        fields["place"].queryset = self.places

    def counts(self) -> Counts:
        return Counts()

    def case(self) -> Case | None:
        return None

    def procedure(self) -> Procedure | None:
        return None

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if not self.errors:
            on = self.at.astimezone(rules.VIETNAM).date()
            (problems,) = checks.problems_of([self.work()], by=self.by, scope=self.scope, on=on, is_from_paper=False)
            for problem in problems:
                self.add_error(problem.field if problem.field in self.fields else None, problem.sentence)
        return clean

    def work(self) -> Work:
        clean, chosen = self.cleaned_data, self.procedure()
        return Work(
            uuid=clean["uuid"],
            place_id=clean["place"].pk,
            day=clean["day"],
            task_id=centre.task_on(clean["day"], self.TASK).pk,
            counts=self.counts(),
            captured_at=self.at,
            people=(self.by.pk,),
            procedure_id=chosen.pk if chosen else None,
            note=clean.get("note", ""),
            things=clean["dossiers"],
            centre=self.case(),
        )


class DigitisedForm(_AtCentre):
    """Dossiers digitised while nobody was at the counter."""

    TASK = centre.DIGITISING

    def clean_dossiers(self) -> int:
        number: int = self.cleaned_data["dossiers"]
        if not number:
            raise forms.ValidationError(_("Ghi số hồ sơ đã số hoá."))
        return number


class CaseForm(_AtCentre):
    """One person at the counter. What stays the same from person to person is offered again."""

    field_order = ["uuid", "procedure_code", "procedure_text", "mode", "outcome", "whose", "minutes", "satisfaction"]
    procedure_code = forms.ChoiceField(label=gettext_lazy("Thủ tục nào?"), widget=forms.RadioSelect)
    procedure_text = forms.CharField(
        label=gettext_lazy("Thủ tục khác"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=TEXT),
        help_text=gettext_lazy(
            "Ghi mã hoặc vài chữ trong tên, không cần dấu. Ví dụ: khai sinh. Không rõ thì bỏ trống."
        ),
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("Làm thế nào?"),
        choices=list(MODES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Chọn hình thức: trực tuyến, được giúp, hay tại quầy.")},
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("Kết quả"),
        choices=list(OUTCOMES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Chọn kết quả.")},
    )
    whose = forms.MultipleChoiceField(
        label=gettext_lazy("Người được giúp là"),
        required=False,
        choices=[(name, "") for name in WHOSE],
        widget=forms.CheckboxSelectMultiple,
    )
    minutes = CountField(label=gettext_lazy("Số phút"), required=False)
    satisfaction = forms.ChoiceField(
        label=gettext_lazy("Người dân có hài lòng không?"),
        required=False,
        choices=[*SATISFACTIONS.items(), ("", gettext_lazy("Chưa hỏi"))],
        widget=forms.RadioSelect,
    )
    received_on = received_field()
    note = forms.CharField(
        label=gettext_lazy("Ghi chú"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
        help_text=gettext_lazy("Không ghi tên, số giấy tờ, mật khẩu của người dân."),
    )

    def __init__(self, data: QueryDict | None = None, *, by: Person, scope: Scope, at: datetime, **first: Any) -> None:
        last = centre.last_case(by)
        kept: dict[str, Any] = {"mode": Mode.HELPED, "outcome": Outcome.DONE, "satisfaction": ""}
        if last is not None:
            code = last.record.procedure.code if last.record.procedure else OTHER
            kept |= {"place": last.record.place_id, "procedure_code": code, "mode": last.mode}
        super().__init__(data, by=by, scope=scope, at=at, **kept, **first)
        self.recent = centre.recent_procedures(self.places)
        self.meant: list[Procedure] = []  # those that fit what was typed, when it is not one alone
        fields: dict[str, Any] = self.fields
        codes = [row.code for row in self.recent]
        if data is not None and (typed := data.get("procedure_code", "")) not in (*codes, OTHER):
            codes.append(typed)  # chosen among those that fitted
        fields["procedure_code"].choices = [(code, code) for code in (*codes, OTHER)]
        fields["procedure_code"].error_messages["required"] = _("Chọn một thủ tục, hoặc “Thủ tục khác”.")
        if not self.recent:
            self.initial.setdefault("procedure_code", OTHER)
        fields["whose"].choices = [(name, checks.count_label(name)) for name in WHOSE]

    def clean(self) -> dict[str, Any]:
        clean = self.cleaned_data
        clean["chosen"] = None
        code = clean.get("procedure_code", "")
        text = clean.get("procedure_text", "").strip() if code == OTHER else code
        if text:
            clean["chosen"], self.meant = procedures_meant(text)
            if clean["chosen"] is None:
                self.add_error("procedure_text", self._not_one(text))
        return super().clean()

    def _not_one(self, text: str) -> str:
        if self.meant:
            return _("Có nhiều thủ tục khớp. Hãy chọn một ở dưới, hoặc ghi rõ hơn.")
        return _("Không có thủ tục nào khớp “%(text)s”. Thử ít chữ hơn, hoặc bỏ trống.") % {"text": text[:60]}

    def procedure(self) -> Procedure | None:
        chosen: Procedure | None = self.cleaned_data["chosen"]
        return chosen

    def counts(self) -> Counts:
        return Counts(citizens=1, **dict.fromkeys(self.cleaned_data["whose"], 1))

    def case(self) -> Case:
        clean = self.cleaned_data
        return Case(
            clean["mode"], clean["outcome"], clean["minutes"] or None, clean["satisfaction"], clean["received_on"]
        )
