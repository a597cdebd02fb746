"""What is typed into the pages of the register, made clean."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from toso.ground.places.models import Place
from toso.ground.privacy.rules import Way
from toso.ground.shared.scope import Scope
from toso.work.registry.actions.rows import ConsentWords
from toso.work.registry.models import KINDS, VALUES, Registrant
from toso.work.registry.queries.catalogue import RECORDERS, asked_of, sections
from toso.work.registry.queries.register import fields_of, hamlets_of
from toso.work.registry.rules.answers import Kind, Question, Value

DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"]
CONSENT_WAYS = {
    "": _("Chưa đồng ý, không ghi tên"),
    Way.SPOKEN: _("Đồng ý bằng lời nói, có người làm chứng"),
    Way.PAPER: _("Đồng ý trên giấy có chữ ký"),
}


def text(label: object, *, most: int = 160, hint: object = "", mode: str = "") -> forms.CharField:
    attrs = {"class": "form-control", "autocomplete": "off"} | ({"inputmode": mode} if mode else {})
    return forms.CharField(
        label=label, required=False, max_length=most, help_text=hint, widget=forms.TextInput(attrs=attrs)
    )


def day_field(label: object) -> forms.DateField:
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
