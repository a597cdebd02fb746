from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from toso.front.console.menu import THEMES


class DisplayForm(forms.Form):
    theme = forms.ChoiceField(label=_("Nền"), choices=list(THEMES.items()), widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Ngôn ngữ"), choices=settings.LANGUAGES, widget=forms.RadioSelect)
