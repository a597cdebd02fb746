"""Input of announcements and social groups made clean."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from toso.ground.notices.actions.groups import GroupWords
from toso.ground.notices.models import ANNOUNCEMENT_KINDS, CHANNELS, GROUP_LEVELS
from toso.ground.notices.queries import announcements, groups
from toso.ground.notices.rules import BY_HAND, MOST_IN_A_GROUP, AnnouncementKind
from toso.ground.people.models import ROLES
from toso.ground.people.rules import TEAM_ROLES
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.scope import Scope
from toso.ground.shared.uploads import EvidenceField

TEXT = {"class": "form-control"}
CHOICE = {"class": "form-select"}
CHECK = {"class": "form-check-input"}
DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"]


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=DAYS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={**TEXT, "type": "date"}),
        error_messages={"invalid": _("Ghi ngày, ví dụ 16/11/2026."), "required": _("Ghi ngày.")},
        **more,
    )


def _line(label: Any, length: int, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=length, widget=forms.TextInput(attrs=TEXT), **{"required": False, **more}
    )


def place_words(place: Place) -> str:
    """A hamlet with its commune: hamlets of one name are many."""
    return f"{place} ({place.parent})" if place.level == Level.HAMLET and place.parent else str(place)


class AnnouncementForm(forms.Form):
    title = _line(_("Tiêu đề"), 200, required=True, error_messages={"required": _("Ghi tiêu đề.")})
    text = forms.CharField(
        label=_("Nội dung"),
        max_length=8000,
        widget=forms.Textarea(attrs={**TEXT, "rows": 7}),
        error_messages={"required": _("Ghi nội dung.")},
    )
    kind = forms.ChoiceField(
        label=_("Loại"), choices=list(ANNOUNCEMENT_KINDS.items()), widget=forms.Select(attrs=CHOICE)
    )
    number = _line(_("Số, ký hiệu"), 60, help_text=_("Bắt buộc với văn bản chỉ đạo, ví dụ 15/CT-UBND"))
    dated_on = _day(_("Ngày ký"), required=False)
    signer = _line(_("Người ký"), 160, help_text=_("Ví dụ: Chủ tịch UBND tỉnh Nguyễn Mẫu An"))
    roles = forms.MultipleChoiceField(
        label=_("Gửi cho ai"),
        widget=forms.CheckboxSelectMultiple(attrs=CHECK),
        initial=sorted(TEAM_ROLES),
        error_messages={"required": _("Chọn ít nhất một vai trò nhận.")},
    )
    places = forms.ModelMultipleChoiceField(
        label=_("Ở đâu"),
        queryset=Place.objects.none(),
        widget=forms.SelectMultiple(attrs={**CHOICE, "size": 8, "data-narrow": _("Tìm nơi trong danh sách")}),
        help_text=_(
            "Gồm cả các nơi bên dưới. Chọn một thôn và vai trò của tổ là gửi cho một tổ. Giữ Ctrl để chọn nhiều nơi."
        ),
        error_messages={"required": _("Chọn ít nhất một nơi nhận.")},
    )
    from_on = _day(_("Từ ngày"))
    until_on = _day(_("Đến trước ngày"), required=False)
    asks_acknowledgement = forms.BooleanField(
        label=_("Cần người nhận xác nhận"), required=False, widget=forms.CheckboxInput(attrs=CHECK)
    )
    file = EvidenceField(
        label=_("Tệp kèm theo"), required=False, help_text=_("Ảnh, PDF, DOCX hoặc XLSX, không quá 10 MB.")
    )

    def __init__(self, *args: Any, own: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places: Any = self.fields["places"]
        places.queryset = announcements.places_to_speak_to(own)
        places.label_from_instance = place_words
        self.initial.setdefault("places", [own.pk])
        roles: Any = self.fields["roles"]
        roles.choices = [(role, ROLES[role]) for role in announcements.addressed(own)]

    def clean_kind(self) -> AnnouncementKind:
        return AnnouncementKind(self.cleaned_data["kind"])


class NoteForm(forms.Form):
    """How somebody was told."""

    channel = forms.ChoiceField(
        label=_("Đã báo"),
        choices=[(channel, CHANNELS[channel]) for channel in BY_HAND],
        widget=forms.Select(attrs=CHOICE),
    )
    note = _line(_("Ghi chú"), 200)


class ReasonForm(forms.Form):
    reason = _line(_("Lý do thu hồi"), 250)


class GroupForm(forms.Form):
    place = forms.ModelChoiceField(
        label=_("Nơi"), queryset=Place.objects.none(), empty_label=None, widget=forms.Select(attrs=CHOICE)
    )
    level = forms.ChoiceField(
        label=_("Cấp nhóm"), choices=list(GROUP_LEVELS.items()), widget=forms.Select(attrs=CHOICE)
    )
    name = _line(_("Tên nhóm"), 160, required=True, error_messages={"required": _("Ghi tên nhóm.")})
    network = forms.ChoiceField(label=_("Mạng"), widget=forms.Select(attrs=CHOICE))
    link = _line(_("Đường dẫn"), 250, help_text=_("Bắt đầu bằng https://, ví dụ https://zalo.me/g/…"))
    members = forms.IntegerField(
        label=_("Số thành viên"),
        min_value=0,
        max_value=MOST_IN_A_GROUP,
        initial=0,
        widget=forms.NumberInput(attrs={**TEXT, "inputmode": "numeric"}),
    )
    households = _line(
        _("Cụm hộ gia đình"), 160, help_text=_("Với nhóm của cụm hộ: xóm, ngõ, cụm nào. Không ghi tên người dân.")
    )
    head = _line(_("Trưởng nhóm"), 120, help_text=_("Thành viên tổ, lãnh đạo xã hoặc cán bộ cấp trên."))
    purpose = _line(_("Mục đích"), 250)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["network"].choices = list(groups.networks().items())
        fields["place"].queryset = groups.places_to_keep(scope)
        fields["place"].label_from_instance = place_words

    @property
    def words(self) -> GroupWords:
        said = self.cleaned_data
        names = ("name", "network", "members", "link", "purpose", "households", "head")
        return GroupWords(**{name: said[name] for name in names})
