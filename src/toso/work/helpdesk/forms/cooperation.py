from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from toso.ground.notices.models import CHANNELS
from toso.ground.notices.rules import BY_HAND
from toso.ground.people.models import Organisation
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.scope import Scope, inside
from toso.work.helpdesk.queries import cooperation
from toso.work.helpdesk.rules.ways import RAISERS

TEXT = {"class": "form-control"}
CHOICE = {"class": "form-select"}


class CooperationForm(forms.Form):
    """Which body is called, for what, by when."""

    organisation = forms.ModelChoiceField(
        label=_("Đơn vị"), queryset=Organisation.objects.none(), empty_label=None, widget=forms.Select(attrs=CHOICE)
    )
    title = forms.CharField(
        label=_("Đề nghị phối hợp"),
        max_length=200,
        widget=forms.TextInput(attrs=TEXT),
        help_text=_("Một câu, ví dụ: Cử người hướng dẫn chữ ký số sáng thứ Bảy"),
        error_messages={"required": _("Ghi đề nghị trong một câu.")},
    )
    text = forms.CharField(
        label=_("Nội dung"), max_length=4000, required=False, widget=forms.Textarea(attrs={**TEXT, "rows": 4})
    )
    needed_on = forms.DateField(
        label=_("Cần vào ngày"),
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={**TEXT, "type": "date"}),
        error_messages={"invalid": _("Ghi ngày, ví dụ 16/11/2026.")},
    )
    place = forms.ModelChoiceField(
        label=_("Nơi cần phối hợp"), queryset=Place.objects.none(), empty_label=None, widget=forms.Select(attrs=CHOICE)
    )

    def __init__(self, *args: object, scope: Scope, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as Django takes them
        roots = tuple(grant.place for grant in scope.grants if grant.place and grant.role in RAISERS)
        places = Place.objects.current().filter(inside(roots, "path"), level__in=[Level.HAMLET, Level.COMMUNE])
        fields: dict[str, Any] = self.fields
        fields["place"].queryset = places.order_by("path")
        fields["organisation"].queryset = cooperation.bodies_to_ask(places)


class CooperationAnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Trả lời"),
        max_length=4000,
        widget=forms.Textarea(attrs={**TEXT, "rows": 4}),
        error_messages={"required": _("Ghi câu trả lời.")},
    )
    channel = forms.ChoiceField(
        label=_("Đơn vị trả lời bằng cách nào"),
        required=False,
        choices=[(channel, CHANNELS[channel]) for channel in BY_HAND],
        widget=forms.Select(attrs=CHOICE),
    )
