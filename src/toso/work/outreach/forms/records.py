from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.pictures import PhotoField
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import parse_number
from toso.plan.programme.models import LegalDocument, Platform, Procedure, TaskType
from toso.work.outreach import rules
from toso.work.outreach.models import MODES, OUTCOMES, SATISFACTIONS, Record
from toso.work.outreach.queries import checks, records
from toso.work.outreach.queries.media import asks_for_medium, media_on
from toso.work.outreach.queries.reach import procedures_meant
from toso.work.outreach.rules import Case, Counts, Work

OTHER = "other"
TILES = 5  # and the sixth is "another task"
DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"]
MORE_COUNTS = ("households", "businesses", "cooperatives", "disabled", "poor", "near_poor", "vulnerable")


class CountField(forms.Field):
    """A whole number as people type it: 12, 1.200, or nothing for none."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "form-control"})

    def to_python(self, value: Any) -> int:
        text = str(value or "").strip()
        if not text:
            return 0
        try:
            number = parse_number(text)
        except ValueError:
            raise forms.ValidationError(_("Ghi số, ví dụ 12. Đang ghi “%(text)s”.") % {"text": text[:40]}) from None
        if number != int(number):
            raise forms.ValidationError(_("Ghi số nguyên, ví dụ 12. Đang ghi “%(text)s”.") % {"text": text[:40]})
        return int(number)


class TaskSelect(forms.Select):
    """Marks the tasks that are communication, so that only for them the page asks for medium and reach."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        task = getattr(value, "instance", None)
        if task is not None and asks_for_medium(task.code):
            option["attrs"]["data-communication"] = True
        return option


class WorkForm(forms.Form):
    """One piece of work on the one-minute page, and again when it is corrected."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    place = forms.ModelChoiceField(
        label=gettext_lazy("Nơi làm việc"),
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
    task = forms.ChoiceField(
        label=gettext_lazy("Giúp việc gì?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Chọn một việc.")},
    )
    other_task = forms.ModelChoiceField(
        label=gettext_lazy("Việc khác là"),
        required=False,
        queryset=TaskType.objects.none(),
        empty_label=gettext_lazy("Chọn việc"),
        widget=TaskSelect(attrs={"class": "form-select"}),
    )
    citizens = CountField(label=gettext_lazy("Số người"), required=False)
    elderly = CountField(label=gettext_lazy("Trong đó người cao tuổi"), required=False)
    households = CountField(label=gettext_lazy("Hộ gia đình"), required=False)
    businesses = CountField(label=gettext_lazy("Cơ sở kinh doanh"), required=False)
    cooperatives = CountField(label=gettext_lazy("Hợp tác xã"), required=False)
    disabled = CountField(label=gettext_lazy("Người khuyết tật"), required=False)
    poor = CountField(label=gettext_lazy("Hộ nghèo"), required=False)
    near_poor = CountField(label=gettext_lazy("Hộ cận nghèo"), required=False)
    vulnerable = CountField(label=gettext_lazy("Đối tượng yếu thế khác"), required=False)
    medium = forms.ChoiceField(
        label=gettext_lazy("Hình thức tuyên truyền"),
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    reach = CountField(label=gettext_lazy("Số lượt tiếp cận (ước tính)"), required=False)
    things = CountField(label=gettext_lazy("Số máy, phần mềm, hồ sơ"), required=False)
    platform = forms.ModelChoiceField(
        label=gettext_lazy("Nền tảng, dịch vụ số"),
        required=False,
        queryset=Platform.objects.none(),
        empty_label=gettext_lazy("Không ghi"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    procedure = forms.CharField(
        label=gettext_lazy("Thủ tục hành chính"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        help_text=gettext_lazy("Ghi mã hoặc vài chữ trong tên, không cần dấu. Ví dụ: khai sinh."),
    )
    document = forms.ModelChoiceField(
        label=gettext_lazy("Chủ trương, chính sách đã tuyên truyền"),
        required=False,
        queryset=LegalDocument.objects.none(),
        empty_label=gettext_lazy("Không ghi"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    people = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Ai tham gia"),
        required=False,
        queryset=Person.objects.none(),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        error_messages={"invalid_choice": gettext_lazy("Có người không thuộc tổ hay xã này; chọn lại.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Ghi chú"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
        help_text=gettext_lazy("Không ghi số giấy tờ, mật khẩu của người dân."),
    )
    photo = PhotoField(
        label=gettext_lazy("Ảnh"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp", "class": "form-control"}),
        help_text=gettext_lazy("Không chụp giấy tờ tuỳ thân."),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict | None = None,
        *,
        by: Person,
        scope: Scope,
        at: datetime,
        place: Place | None = None,
        record: Record | None = None,
    ) -> None:
        self.by, self.scope, self.at, self.record = by, scope, at, record
        self.procedures: list[Procedure] = []  # those that fit what was typed, when it is not one alone
        today = at.astimezone(rules.VIETNAM).date()
        self.places = records.places_to_record(scope, also=record.place_id if record else None)
        chosen = place or (record.place if record else None) or records.usual_place(scope, by)
        super().__init__(data, files, initial=self._first_values(chosen, today))
        tasks = list(records.tasks_on(record.day if record else today))
        self.tiles = [task for task in tasks if task.is_common][:TILES]
        others = [task.pk for task in tasks if task not in self.tiles]
        self._choices(chosen, others, data)

    def _first_values(self, place: Place | None, today: Any) -> dict[str, Any]:
        record = self.record
        if record is None:
            return {"uuid": uuid4(), "place": place, "day": today, "people": [self.by.pk], "citizens": 1, "elderly": 0}
        counts = {name: getattr(record, name) for name in rules.COUNT_NAMES}
        return {
            "uuid": record.uuid,
            "place": record.place_id,
            "day": record.day,
            "other_task": record.task_id,
            "platform": record.platform_id,
            "procedure": record.procedure.code if record.procedure else "",
            "document": record.document_id,
            "people": [share.person_id for share in record.shares.all()],
            "note": record.note,
            "medium": record.medium,
            "reach": record.reach,
            "things": record.things,
            **counts,
        }

    def _choices(self, place: Place | None, others: list[int], data: QueryDict | None) -> None:
        fields: dict[str, Any] = self.fields
        fields["place"].queryset = self.places
        fields["task"].choices = [(str(task.pk), task.short_name) for task in self.tiles] + [(OTHER, _("Việc khác"))]
        fields["other_task"].queryset = TaskType.objects.filter(pk__in=others).order_by("order", "pk")
        day = self.record.day if self.record else self.at.astimezone(rules.VIETNAM).date()
        fields["medium"].choices = [("", _("Chọn hình thức")), *media_on(day).items()]
        fields["platform"].queryset = Platform.objects.filter(valid_until__isnull=True).order_by("order", "pk")
        fields["document"].queryset = LegalDocument.objects.filter(is_to_communicate=True).order_by("order", "pk")
        known = checks.people_around(place) if place else Person.objects.none()
        named = self._ids(data.getlist("people")) if data is not None else self.initial["people"]
        also = list(known.filter(pk__in=named).values_list("pk", flat=True))
        self.people_shown = records.team_people(place, self.by, also=also)
        fields["people"].queryset = Person.objects.filter(
            Q(pk__in=known.values("pk")) | Q(pk__in=[person.pk for person in self.people_shown])
        )
        if self.record is not None:
            tile = next((str(task.pk) for task in self.tiles if task.pk == self.record.task_id), OTHER)
            self.initial["task"] = tile

    @staticmethod
    def _ids(texts: Iterable[str]) -> list[int]:
        return [int(text) for text in texts if text.isdecimal() and len(text) < 18]

    def clean_procedure(self) -> Procedure | None:
        """The procedure meant by a code or by words; where several fit, the page asks which."""
        chosen = str(self.data.get("procedure_code", "")).strip()
        text = chosen or self.cleaned_data["procedure"].strip()
        if not text:
            return None
        found, self.procedures = procedures_meant(text)
        if found is not None:
            return found
        if self.procedures:
            raise forms.ValidationError(_("Có nhiều thủ tục khớp. Hãy chọn một ở dưới, hoặc ghi rõ hơn."))
        raise forms.ValidationError(
            _("Không có thủ tục nào khớp “%(text)s”. Thử ít chữ hơn, hoặc bỏ trống.") % {"text": text[:60]}
        )

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if clean.get("task") == OTHER and not clean.get("other_task"):
            self.add_error("other_task", _("Chọn việc khác là việc gì."))
        if not self.errors:
            self._check(self.work())
        return clean

    def _check(self, work: Work) -> None:
        on = self.at.astimezone(rules.VIETNAM).date()
        is_from_paper = bool(self.record and self.record.source in checks.FROM_PAPER)
        (problems,) = checks.problems_of([work], by=self.by, scope=self.scope, on=on, is_from_paper=is_from_paper)
        for problem in problems:
            field = "other_task" if problem.field == "task" and self.cleaned_data["task"] == OTHER else problem.field
            self.add_error(field if field in self.fields else None, problem.sentence)

    def work(self) -> Work:
        """What was typed, as it is saved."""
        clean = self.cleaned_data
        return Work(
            uuid=clean["uuid"],
            place_id=clean["place"].pk,
            day=clean["day"],
            task_id=clean["other_task"].pk if clean["task"] == OTHER else int(clean["task"]),
            counts=Counts(**{name: clean[name] for name in rules.COUNT_NAMES}),
            captured_at=self.record.captured_at if self.record else self.at,
            people=tuple(sorted((person.pk for person in clean["people"]), key=lambda pk: (pk != self.by.pk, pk))),
            platform_id=clean["platform"].pk if clean["platform"] else None,
            note=clean["note"],
            procedure_id=clean["procedure"].pk if clean["procedure"] else None,
            document_id=clean["document"].pk if clean["document"] else None,
            medium=clean["medium"],
            reach=clean["reach"],
            things=clean["things"],
        )

    @property
    def more_counts(self) -> list[forms.BoundField]:
        return [self[name] for name in MORE_COUNTS]

    @property
    def has_more(self) -> bool:
        """Whether something stands in the part that opens, so that it is not hidden."""
        names = (*MORE_COUNTS, "things", "platform", "procedure", "document")
        return any(self[name].value() not in (None, "", 0, "0") or self[name].errors for name in names)


class CorrectionForm(WorkForm):
    """The same, with the reason why it is corrected."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do sửa"),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "form-control"}),
        error_messages={"required": gettext_lazy("Ghi lý do.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = records.case_of(self.record) if self.record else None
        if self.case is not None:
            self._offer(self.case)

    def _offer(self, case: Case) -> None:
        """What was said at the counter, to be corrected as well."""
        self.fields["minutes"] = CountField(label=_("Số phút"), required=False, initial=case.minutes)
        self.fields["received_on"] = received_field(initial=case.received_on)
        asked: tuple[tuple[str, str, dict[Any, Any]], ...] = (
            ("mode", _("Hình thức"), MODES),
            ("outcome", _("Kết quả"), OUTCOMES),
            ("satisfaction", _("Mức hài lòng"), {"": _("Chưa hỏi")} | dict[Any, Any](SATISFACTIONS)),
        )
        for name, label, choices in asked:
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=list(choices.items()),
                required=name != "satisfaction",
                initial=getattr(case, name),
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    @property
    def case_fields(self) -> list[forms.BoundField]:
        names = ("mode", "outcome", "minutes", "satisfaction", "received_on")
        return [self[name] for name in names if name in self.fields]

    def work(self) -> Work:
        work, clean = super().work(), self.cleaned_data
        if self.case is None:
            return work
        said = Case(
            clean["mode"], clean["outcome"], clean["minutes"] or None, clean["satisfaction"], clean["received_on"]
        )
        return replace(work, centre=said)


def received_field(**given: Any) -> forms.DateField:
    """When the dossier was taken in whose result is handed over; nobody has to say it."""
    return forms.DateField(
        label=gettext_lazy("Ngày nhận hồ sơ"),
        required=False,
        input_formats=DAYS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}),
        help_text=gettext_lazy("Khi trả kết quả: ghi ngày nhận để tính số ngày làm việc giải quyết."),
        error_messages={"invalid": gettext_lazy("Ghi ngày, ví dụ 16/11/2026.")},
        **given,
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Lý do bỏ"),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "form-control"}),
        error_messages={"required": gettext_lazy("Ghi lý do.")},
    )


class PhotoForm(forms.Form):
    photo = PhotoField(
        label=gettext_lazy("Thêm ảnh"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp", "class": "form-control"}),
        help_text=gettext_lazy("Không chụp giấy tờ tuỳ thân."),
        error_messages={"required": gettext_lazy("Chọn một ảnh.")},
    )


def draft_values(values: object) -> dict[str, list[str]]:
    """What a page sends as its draft: names with texts, of bounded size; anything else raises ValueError."""
    if not isinstance(values, dict) or len(values) > 200:
        raise ValueError("a draft is a set of named texts")
    clean: dict[str, list[str]] = {}
    for name, texts in values.items():
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise ValueError("a draft is a set of named texts")
        if name != "csrfmiddlewaretoken" and "password" not in name:
            clean[str(name)[:60]] = texts
    return clean
