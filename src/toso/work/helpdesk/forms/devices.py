from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.scope import Scope, inside
from toso.work.helpdesk.forms.desk import styled
from toso.work.helpdesk.models import DEVICE_KINDS, DEVICE_STATES, Device
from toso.work.helpdesk.queries.rounds import MAKERS
from toso.work.helpdesk.rules.devices import DeviceKind, DeviceState
from toso.work.helpdesk.rules.ways import commune_of


class DeviceForm(forms.ModelForm):
    """A device as its label says it."""

    class Meta:
        model = Device
        fields = ("kind", "label", "serial", "location", "place", "in_use_since", "note")
        widgets = {"in_use_since": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}
        help_texts = {
            "label": _("Như trên nhãn, ví dụ: Canon LBP 2900. Đường truyền: tên nhà mạng và gói."),
            "serial": _("Dãy số sau chữ S/N hoặc Serial, thường ở đáy hoặc lưng máy."),
            "location": _("Ví dụ: bộ phận một cửa, văn phòng Đảng uỷ."),
            "note": _("Ví dụ: tốc độ đường truyền, số hợp đồng, số điện thoại báo hỏng của nhà mạng."),
        }
        error_messages = {
            "label": {"required": _("Ghi tên máy như trên nhãn, ví dụ: Canon LBP 2900.")},
            "in_use_since": {"invalid": _("Ghi ngày, ví dụ 16/11/2026.")},
        }

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.place.valid_until:  # its commune is part of another today
            self.initial["place"] = Place.objects.filter(path=commune_of(self.instance.place.path)).first()
        roots = tuple(grant.place for grant in scope.grants if grant.place and grant.role in MAKERS)
        places = Place.objects.current().filter(inside(roots, "path"), level__in=[Level.COMMUNE, Level.HAMLET])
        self.fields["place"] = forms.ModelChoiceField(
            label=_("Của xã, thôn"), queryset=places.order_by("path"), empty_label=None
        )
        self.fields["kind"] = forms.TypedChoiceField(
            label=_("Loại"),
            coerce=DeviceKind,
            choices=[("", _("Chọn loại")), *DEVICE_KINDS.items()],
            error_messages={"required": _("Chọn loại thiết bị.")},
        )
        styled(self)  # type: ignore[arg-type]  # a form of a row is a form

    def _post_clean(self) -> None:
        """The row is written by its action alone: what was read stays here."""


class DeviceStateForm(forms.Form):
    """What became of a device, and why."""

    state = forms.TypedChoiceField(label=_("Tình trạng"), coerce=DeviceState, choices=DEVICE_STATES.items())
    text = forms.CharField(
        label=_("Vì sao, đã làm gì"),
        max_length=300,
        help_text=_("Ví dụ: hỏng nguồn; đã thay mực; gửi sửa ở cửa hàng nào."),
        error_messages={"required": _("Ghi vì sao, ví dụ: hỏng nguồn, đã thay mực, chuyển bộ phận khác.")},
    )

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [pair for pair in DEVICE_STATES.items() if pair[0] != state]  # type: ignore[attr-defined]  # choices
        styled(self)
