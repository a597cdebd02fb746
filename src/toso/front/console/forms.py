from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from toso.front.console.menu import THEMES

SORTS = {
    "gap": _("Chậm nhất trước"),
    "-gap": _("Nhanh nhất trước"),
    "name": _("Theo tên"),
    "-value": _("Đã đạt nhiều nhất trước"),
}
STANDINGS = {"": _("Tất cả"), "good": _("Đúng nhịp"), "wait": _("Chậm"), "bad": _("Chậm nhiều"), "none": _("Chưa rõ")}


class DisplayForm(forms.Form):
    theme = forms.ChoiceField(label=_("Nền"), choices=list(THEMES.items()), widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Ngôn ngữ"), choices=settings.LANGUAGES, widget=forms.RadioSelect)


class CompareForm(forms.Form):
    """How the units below are narrowed down and put in order. Whatever is wrong falls back to all, slowest first."""

    q = forms.CharField(
        label=_("Tên"), required=False, max_length=60, widget=forms.TextInput(attrs={"class": "form-control"})
    )
    standing = forms.ChoiceField(
        label=_("Nhịp"),
        required=False,
        choices=list(STANDINGS.items()),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    sort = forms.ChoiceField(
        label=_("Xếp theo"),
        required=False,
        choices=list(SORTS.items()),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def wish(self, name: str) -> str:
        self.is_valid()
        return str(self.cleaned_data.get(name, ""))
