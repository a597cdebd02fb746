from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from toso.ground.places.models import Place
from toso.work.allowance.models import METHODS
from toso.work.allowance.rules import Method
from toso.work.campaign.forms import choice_field


class PayForm(forms.Form):
    """Which month of which commune of a wave is to be paid, and how."""

    month = choice_field(_("Tháng"))
    place = choice_field(_("Nơi"), required=False)
    method = choice_field(_("Cách chi"), METHODS.items())
    is_lodged = forms.BooleanField(
        label=_("Khoán phòng nghỉ mỗi đêm"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(self, *args: Any, months: list[date], communes: list[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.communes = {str(place.pk): place for place in communes}
        fields: dict[str, Any] = self.fields
        fields["month"].choices = [(month.isoformat(), f"{month:%m/%Y}") for month in months]
        fields["place"].choices = [("", _now("Cả đợt")), *((pk, str(place)) for pk, place in self.communes.items())]

    @property
    def chosen(self) -> dict[str, Any]:
        """What the days are asked by."""
        said = self.cleaned_data
        return {
            "month": date.fromisoformat(said["month"]),
            "place": self.communes.get(said["place"]),
            "is_lodged": said["is_lodged"],
        }

    @property
    def way(self) -> Method:
        return Method(self.cleaned_data["method"])
