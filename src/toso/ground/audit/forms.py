from django import forms
from django.utils.translation import gettext_lazy as _

from toso.ground.audit.templatetags.trail import ACTS


class FilterForm(forms.Form):
    """Which lines of the trail to show; what cannot be read is left out, with a sentence."""

    first_day = forms.DateField(
        label=_("Từ ngày"), required=False, widget=forms.DateInput(attrs={"type": "date", "class": "form-control"})
    )
    last_day = forms.DateField(
        label=_("Đến hết ngày"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}),
    )
    name = forms.CharField(
        label=_("Người làm"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"class": "form-control", "type": "search"}),
    )
    code = forms.ChoiceField(label=_("Việc"), required=False, widget=forms.Select(attrs={"class": "form-select"}))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they come
        self.fields["code"].choices = [("", _("Mọi việc")), *ACTS.items()]  # type: ignore[attr-defined]  # a choice field
