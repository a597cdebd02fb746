"""What is typed into the pages of the register, made clean."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from toso.ground.places.models import Place
from toso.ground.privacy.rules import Way
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import parse_number
from toso.work.registry.actions.rows import ConsentWords
from toso.work.registry.models import KINDS, VALUES, Registrant
from toso.work.registry.queries.catalogue import RECORDERS, asked_of, questions, sections
from toso.work.registry.queries.register import fields_of, hamlets_of
from toso.work.registry.rules.answers import Kind, Question, Value
from toso.work.registry.rules.groups import ANY, Condition, Group

CONTROL = partial(forms.TextInput, attrs={"class": "form-control", "autocomplete": "off"})
DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"]
CONSENT_WAYS = {
    "": _("Chưa đồng ý, không ghi tên"),
    Way.SPOKEN: _("Đồng ý bằng lời nói, có người làm chứng"),
    Way.PAPER: _("Đồng ý trên giấy có chữ ký"),
}


def text(label: Any, *, most: int = 160, hint: Any = "", mode: str = "") -> forms.CharField:
    attrs = {"class": "form-control", "autocomplete": "off"} | ({"inputmode": mode} if mode else {})
    return forms.CharField(
        label=label, required=False, max_length=most, help_text=hint, widget=forms.TextInput(attrs=attrs)
    )


def day_field(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=DAYS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}),
        error_messages={"invalid": _("Ghi ngày, ví dụ 16/11/2026.")},
    )


class SurveyForm(forms.Form):
    """The one-minute page: who it is, and what was answered. What is not asked stays "not asked"."""

    kind = forms.ChoiceField(widget=forms.HiddenInput, choices=list(KINDS.items()))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    place = forms.ModelChoiceField(
        label=_("Thôn, tổ dân phố"),
        queryset=Place.objects.none(),
        empty_label=None,
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"invalid_choice": _("Chọn thôn trong danh sách."), "required": _("Chọn thôn.")},
    )
    day = day_field(_("Ngày hỏi"))
    code = text(_("Mã số"), most=30, hint=_("Bỏ trống thì máy đánh số tiếp."))
    name = text(_("Tên cơ sở, hợp tác xã"))
    address = text(_("Số nhà, xóm"))
    consent = forms.ChoiceField(
        label=_("Người đại diện có đồng ý cho ghi tên, số điện thoại?"),
        required=False,
        choices=list(CONSENT_WAYS.items()),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    proof = text(_("Ai làm chứng, hoặc giấy giữ ở đâu"), most=300)
    contact_name = text(_("Người đại diện"), most=120)
    is_head = forms.BooleanField(
        label=_("Là chủ hộ"), required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )
    phone = text(_("Điện thoại"), most=20, mode="tel")

    def __init__(
        self,
        data: Any = None,
        *,
        scope: Scope,
        kind: str,
        registrant: Registrant | None = None,
        place: Place | None = None,
    ) -> None:
        self.asked = asked_of(kind)
        self.registrant = registrant
        initial: dict[str, Any] = {"kind": kind, "day": localdate(), "is_head": True, "place": place}
        if registrant is not None:
            now = fields_of(registrant)
            initial |= now | {"is_head": registrant.is_head, "version": registrant.version, "place": registrant.place}
        super().__init__(data, initial=initial)
        places: Any = self.fields["place"]
        places.queryset = (
            Place.objects.filter(pk=registrant.place_id) if registrant is not None else hamlets_of(scope, *RECORDERS)
        )
        for question in self.asked:
            self.fields[question.code] = self._question_field(question)
            self.initial.setdefault(question.code, "" if question.is_number else Value.NOT_ASKED.value)
            if question.is_number and self.initial[question.code] == Value.NOT_ASKED:
                self.initial[question.code] = ""

    @staticmethod
    def _question_field(question: Question) -> forms.Field:
        if question.is_number:
            return text(question.label, most=6, mode="numeric")
        return forms.ChoiceField(label=question.label, required=False, choices=list(VALUES.items()))

    def questions(self) -> Iterator[tuple[str, list[tuple[Question, forms.BoundField]]]]:
        """The questions by section, in their order."""
        for code, name in sections().items():
            rows = [(question, self[question.code]) for question in self.asked if question.section == code]
            if rows:
                yield name, rows

    @property
    def needs_consent(self) -> bool:
        """Whether the page asks for consent: nobody has given it yet, or it was withdrawn."""
        held = self.registrant.consent if self.registrant else None
        return held is None or held.withdrawn_on is not None

    def written(self) -> dict[str, str]:
        """The fields as the register takes them."""
        names = ["code", "name", "address", "contact_name", "phone", *(question.code for question in self.asked)]
        found = {name: str(self.cleaned_data.get(name) or "") for name in names}
        return found | {"is_head": "yes" if self.cleaned_data.get("is_head") else "no"}

    def agreed(self) -> ConsentWords | None:
        way = self.cleaned_data.get("consent")
        if not way:
            return None
        return ConsentWords(Way(way), self.cleaned_data.get("proof") or "", self.cleaned_data["day"])


class EndForm(forms.Form):
    on = day_field(_("Từ ngày"))
    reason = text(_("Lý do"), most=300)


class MoveForm(forms.Form):
    place = forms.ModelChoiceField(
        label=_("Chuyển đến thôn"),
        queryset=Place.objects.none(),
        widget=forms.Select(attrs={"class": "form-select"}),
        empty_label=_("Chọn thôn"),
    )
    on = day_field(_("Từ ngày"))

    def __init__(self, data: Any = None, *, scope: Scope) -> None:
        super().__init__(data, initial={"on": localdate()})
        places: Any = self.fields["place"]
        places.queryset = hamlets_of(scope, *RECORDERS)


def kind_of(said: str) -> Kind:
    """The kind that an address names; households for anything else."""
    return Kind(said) if said in set(Kind) else Kind.HOUSEHOLD


class RecogniseForm(forms.Form):
    on = day_field(_("Từ ngày"))
    note = text(_("Ghi chú, lý do"), most=300)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"on": localdate()})


class ChatForm(forms.Form):
    group = forms.CharField(max_length=40)
    network = forms.CharField(max_length=20)
    link = text(_("Đường dẫn"), most=250)
    head = text(_("Trưởng nhóm"), most=120)


CONDITIONS = 6  # of one group on the page; empty ones are left out
MUST, MAY = "all", "any"


class CriteriaForm(forms.Form):
    """The criteria of the groups, in their order: name, weight, and conditions as question, answers, must or may."""

    reason = forms.CharField(label=_("Căn cứ: điều kiện thực tế của nơi này"), max_length=300, widget=CONTROL())

    def __init__(self, data: Any = None, *, groups: Sequence[Group]) -> None:
        super().__init__(data)
        self.groups = groups
        choices: list[tuple[str, str | Promise]] = [("", _("Không đặt")), (ANY, _("Bất kỳ câu nào"))]
        choices += [(q.code, q.label) for q in questions() if Kind.HOUSEHOLD in q.kinds and not q.is_number]
        for at, group in enumerate(groups):
            self.fields[f"name{at}"] = forms.CharField(label=_("Tên nhóm"), max_length=80, widget=CONTROL())
            self.fields[f"about{at}"] = forms.CharField(label=_("Là những hộ nào"), max_length=200, widget=CONTROL())
            self.fields[f"weight{at}"] = forms.CharField(label=_("Hệ số công việc"), max_length=5, widget=CONTROL())
            self.initial = {
                **self.initial,
                f"name{at}": group.name,
                f"about{at}": group.about,
                f"weight{at}": str(group.weight).replace(".", ","),
            }
            held = [(each, MAY) for each in group.any_of] + [(each, MUST) for each in group.all_of]
            for row in range(max(CONDITIONS, len(held)) if at < len(groups) - 1 else 0):
                self._condition(f"{at}_{row}", choices, held[row] if row < len(held) else None)

    def _condition(self, key: str, choices: Any, held: tuple[Condition, str] | None) -> None:
        select = {"class": "form-select"}
        self.fields[f"question{key}"] = forms.ChoiceField(
            label=_("Câu hỏi"), choices=choices, required=False, widget=forms.Select(attrs=select)
        )
        self.fields[f"values{key}"] = forms.MultipleChoiceField(
            label=_("Trả lời"),
            choices=list(VALUES.items()),
            required=False,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        )
        self.fields[f"must{key}"] = forms.ChoiceField(
            label=_("Cách tính"),
            choices=[(MAY, _("một trong các điều kiện")), (MUST, _("bắt buộc"))],
            required=False,
            widget=forms.Select(attrs=select),
        )
        if held is not None:
            self.initial = {
                **self.initial,
                f"question{key}": held[0].question,
                f"values{key}": list(held[0].values),
                f"must{key}": held[1],
            }

    def shown(self) -> Iterator[tuple[int, Group, list[forms.BoundField], list[tuple[forms.BoundField, ...]]]]:
        """Group by group: its fields, and its conditions."""
        for at, group in enumerate(self.groups):
            own = [self[f"{name}{at}"] for name in ("name", "about", "weight")]
            keys = [name.removeprefix("question") for name in self.fields if name.startswith(f"question{at}_")]
            yield at, group, own, [(self[f"question{k}"], self[f"values{k}"], self[f"must{k}"]) for k in keys]

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        for at, _group in enumerate(self.groups):
            try:
                clean[f"weight{at}"] = str(parse_number(clean.get(f"weight{at}", "")))
            except ValueError:
                self.add_error(f"weight{at}", _("Ghi số từ 0,1 tới 3."))
        for name in [name for name in self.fields if name.startswith("question")]:
            key = name.removeprefix("question")
            if clean.get(name) and not clean.get(f"values{key}"):
                self.add_error(f"values{key}", _("Chọn ít nhất một câu trả lời."))
        return clean

    def rows(self) -> list[dict[str, Any]]:
        """The groups as they are kept."""
        clean = self.cleaned_data
        found = []
        for at, group in enumerate(self.groups):
            row: dict[str, Any] = {"code": group.code, "any_of": [], "all_of": []}
            row |= {name: clean[f"{name}{at}"] for name in ("name", "about", "weight")}
            for name in [name for name in self.fields if name.startswith(f"question{at}_")]:
                key = name.removeprefix("question")
                if clean[name]:
                    kind = "all_of" if clean[f"must{key}"] == MUST else "any_of"
                    row[kind].append([clean[name], "|".join(clean[f"values{key}"])])
            found.append(row)
        return found
