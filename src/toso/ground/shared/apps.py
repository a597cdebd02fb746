from django.apps import AppConfig
from django.forms import Field
from django.utils.translation import gettext_lazy as _


class SharedConfig(AppConfig):
    name = "toso.ground.shared"
    label = "shared"

    def ready(self) -> None:
        """Django's own word for an empty field is that of a machine; every form here says what to do."""
        Field.default_error_messages = {**Field.default_error_messages, "required": _("Hãy điền ô này.")}
