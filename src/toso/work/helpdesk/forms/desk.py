from datetime import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from toso.ground.people.models import Organisation, Person
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.scope import Scope, inside
from toso.ground.shared.uploads import EvidenceField
from toso.plan.programme.models import Platform
from toso.plan.teams.models import Team
from toso.plan.teams.queries import members_of
from toso.work.helpdesk import queries
from toso.work.helpdesk.models import (
    CHANNELS,
    IMPACTS,
    REQUESTER_KINDS,
    SATISFACTIONS,
    URGENCIES,
    Article,
    CannedAnswer,
    Device,
)
from toso.work.helpdesk.queries import desk
from toso.work.helpdesk.queries import devices as registry
from toso.work.helpdesk.queries.clocks import local_day
from toso.work.helpdesk.rules.mail import LARGEST_MAIL
from toso.work.helpdesk.rules.priorities import Impact, Urgency
from toso.work.helpdesk.rules.ways import Channel, RequesterKind

PRIVATE = _("Không ghi số giấy tờ, mật khẩu, ảnh giấy tờ tuỳ thân.")


def styled(form: forms.Form) -> None:
    for field in form.fields.values():
        select = isinstance(field.widget, forms.Select)
        check = isinstance(field.widget, forms.CheckboxInput)
        field.widget.attrs["class"] = "form-check-input" if check else "form-select" if select else "form-control"


def places_to_ask_from(scope: Scope) -> QuerySet[Place]:
    """The own places for which a call can be taken down; for the province its communes."""
    roles = (*queries.RAISERS, Role.PROVINCE_OFFICER)
    roots = tuple(grant.place for grant in scope.grants if grant.place and grant.role in roles)
    levels = [Level.COMMUNE] if scope.holds(Role.PROVINCE_OFFICER) else [Level.HAMLET, Level.COMMUNE]
    places: QuerySet[Place] = Place.objects.current().filter(inside(roots, "path"), level__in=levels)
    return places.order_by("path")


class TicketForm(forms.Form):
    """A call for help as it is taken down at the desk or by oneself: half a minute."""

    title = forms.CharField(
        label=_("Cần giúp việc gì"), max_length=200, error_messages={"required": _("Ghi việc cần giúp trong một câu.")}
    )
    text = forms.CharField(
        label=_("Mô tả"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Đã thử gì, báo lỗi thế nào.") + " " + PRIVATE,
    )
    place = forms.ModelChoiceField(label=_("Nơi cần giúp"), queryset=Place.objects.none(), empty_label=None)
    category = forms.ChoiceField(label=_("Nhóm"), required=False)
    impact = forms.TypedChoiceField(label=_("Ảnh hưởng đến"), coerce=lambda v: Impact(int(v)), choices=IMPACTS.items())
    urgency = forms.TypedChoiceField(
        label=_("Gấp đến đâu"), coerce=lambda v: Urgency(int(v)), choices=URGENCIES.items(), initial=Urgency.SOON
    )
    device = forms.ModelChoiceField(
        label=_("Thiết bị trong sổ"),
        required=False,
        queryset=Device.objects.none(),
        empty_label=_("Không có trong sổ, hoặc chưa rõ máy nào"),
    )
    device_label = forms.CharField(label=_("Thiết bị chưa có trong sổ"), required=False, max_length=120)
    device_serial = forms.CharField(label=_("Số máy (serial)"), required=False, max_length=60)
    platform = forms.ModelChoiceField(
        label=_("Nền tảng, dịch vụ số"),
        required=False,
        queryset=Platform.objects.none(),
        empty_label=_("Không thuộc nền tảng nào"),
    )
    channel = forms.TypedChoiceField(
        label=_("Nhận qua"), coerce=Channel, choices=[pair for pair in CHANNELS.items() if pair[0] != Channel.TABLE]
    )
    requester_kind = forms.TypedChoiceField(
        label=_("Người yêu cầu là"), coerce=RequesterKind, choices=REQUESTER_KINDS.items()
    )
    requester_name = forms.CharField(
        label=_("Tên người yêu cầu"), required=False, max_length=120, help_text=_("Để trống nếu là chính ông/bà.")
    )
    requester_phone = forms.CharField(label=_("Số điện thoại"), required=False, max_length=20)
    has_consent = forms.BooleanField(label=_("Người dân đồng ý để lại tên, số điện thoại"), required=False)
    file = EvidenceField(label=_("Ảnh, tệp kèm theo"), required=False)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places_to_ask_from(scope)  # type: ignore[attr-defined]  # a choice of rows
        devices = registry.offered(scope).select_related("place")
        self.fields["device"].queryset = devices  # type: ignore[attr-defined]  # a choice of rows
        platforms = Platform.objects.filter(valid_until__isnull=True).order_by("order", "name")
        self.fields["platform"].queryset = platforms  # type: ignore[attr-defined]  # a choice of rows
        self.fields["category"].choices = [("", _("Chưa rõ")), *queries.categories()]  # type: ignore[attr-defined]  # choices
        if scope.holds(Role.TEAM_LEADER, Role.TEAM_MEMBER) and "requester_kind" not in self.initial:
            self.initial["requester_kind"] = RequesterKind.TEAM
        styled(self)


class LetterForm(forms.Form):
    """A message saved as a file, and the place it is about."""

    file = forms.FileField(
        label=_("Tệp thư (.eml)"),
        widget=forms.FileInput(attrs={"accept": ".eml,message/rfc822"}),
        error_messages={"required": _("Chọn tệp thư."), "empty": _("Tệp này rỗng. Lưu lại thư rồi chọn tệp khác.")},
    )
    place = forms.ModelChoiceField(label=_("Nơi cần giúp"), queryset=Place.objects.none(), empty_label=None)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places_to_ask_from(scope)  # type: ignore[attr-defined]  # a choice of rows
        styled(self)

    def clean_file(self) -> UploadedFile:
        given: UploadedFile = self.cleaned_data["file"]
        if (given.size or 0) > LARGEST_MAIL:
            raise forms.ValidationError(_("Thư lớn hơn 25 MB. Bớt tệp kèm rồi gửi lại."))
        return given


class ActForm(forms.Form):
    """What is done on a request: words, and what the act needs beside."""

    text = forms.CharField(
        label=_("Nội dung"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    organisation = forms.ModelChoiceField(
        label=_("Đơn vị chủ quản"), required=False, queryset=Organisation.objects.none(), empty_label=_("Chọn đơn vị")
    )
    assignee = forms.ModelChoiceField(
        label=_("Người xử lý"), required=False, queryset=Person.objects.none(), empty_label=_("Chọn người")
    )
    impact = forms.TypedChoiceField(
        label=_("Ảnh hưởng đến"), required=False, coerce=lambda v: Impact(int(v)), choices=IMPACTS.items()
    )
    urgency = forms.TypedChoiceField(
        label=_("Gấp đến đâu"), required=False, coerce=lambda v: Urgency(int(v)), choices=URGENCIES.items()
    )
    category = forms.ChoiceField(label=_("Nhóm"), required=False)
    commune = forms.ModelChoiceField(
        label=_("Xã, phường, đặc khu giải quyết"),
        required=False,
        queryset=Place.objects.none(),
        empty_label=_("Chọn xã, phường, đặc khu"),
    )
    other = forms.IntegerField(label=_("Số của yêu cầu kia"), required=False, min_value=1, max_value=10**15)
    satisfaction = forms.TypedChoiceField(
        label=_("Mức hài lòng"),
        required=False,
        coerce=int,
        choices=SATISFACTIONS.items(),
    )
    file = EvidenceField(label=_("Ảnh, tệp kèm theo"), required=False)

    def __init__(self, *args: Any, people: Any = None, communes: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = Organisation.objects.filter(platforms__isnull=False, valid_until__isnull=True).distinct()
        self.fields["organisation"].queryset = owners.order_by("sort_key")  # type: ignore[attr-defined]  # a choice of rows
        self.fields["category"].choices = [("", _("Chưa rõ")), *queries.categories()]  # type: ignore[attr-defined]  # choices
        if people is not None:
            self.fields["assignee"].queryset = people  # type: ignore[attr-defined]  # a choice of rows
        if communes is not None:
            self.fields["commune"].queryset = communes  # type: ignore[attr-defined]  # a choice of rows
        styled(self)


class AskForm(forms.Form):
    """A citizen's question, or a word about the help he had: two things to say, two to leave if one likes."""

    title = forms.CharField(
        label=_("Ông/bà cần giúp việc gì?"),
        max_length=200,
        help_text=_("Ví dụ: Tôi không đăng nhập được VNeID"),
        error_messages={"required": _("Ghi việc cần giúp trong một câu.")},
    )
    is_feedback = forms.BooleanField(
        label=_("Không phải câu hỏi: đây là lời khen, góp ý về một lần đã được giúp"), required=False
    )
    place = forms.ModelChoiceField(
        label=_("Xã, phường, đặc khu nơi ông/bà ở"),
        queryset=Place.objects.none(),
        empty_label=_("Chọn xã, phường, đặc khu"),
        error_messages={"required": _("Chọn xã, phường, đặc khu để biết nơi trả lời.")},
    )
    text = forms.CharField(
        label=_("Kể thêm"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=PRIVATE,
    )
    name = forms.CharField(label=_("Tên để gọi"), required=False, max_length=120)
    phone = forms.CharField(
        label=_("Số điện thoại để gọi lại"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    has_consent = forms.BooleanField(label=_("Tôi đồng ý để lại tên, số điện thoại cho riêng việc này"), required=False)

    def __init__(self, *args: Any, province_code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = desk.communes_to_ask(province_code)  # type: ignore[attr-defined]  # rows
        styled(self)


class CodeForm(forms.Form):
    """The code of an earlier question, and what the citizen says to it."""

    code = forms.CharField(
        label=_("Mã tra cứu"), max_length=20, error_messages={"required": _("Ghi mã đã nhận khi gửi câu hỏi.")}
    )
    text = forms.CharField(
        label=_("Nói thêm"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    file = EvidenceField(label=_("Ảnh, tệp kèm theo"), required=False, help_text=PRIVATE)
    satisfaction = forms.IntegerField(required=False, min_value=1, max_value=5)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"autocomplete": "off", "autocapitalize": "characters"}
        styled(self)


class CannedForm(forms.ModelForm):
    class Meta:
        model = CannedAnswer
        fields = ("place", "title", "text")

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own_places(self, scope)
        styled(self)  # type: ignore[arg-type]  # a form of a row is a form


class ArticleForm(forms.ModelForm):
    class Meta:
        model = Article
        fields = ("place", "title", "text", "category", "is_public")

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own_places(self, scope)
        self.fields["category"] = forms.ChoiceField(
            label=_("Nhóm"), required=False, choices=[("", _("Chưa rõ")), *queries.categories()]
        )
        styled(self)  # type: ignore[arg-type]  # a form of a row is a form


def own_places(form: Any, scope: Scope) -> None:
    """The communes and the province somebody works for."""
    roots = tuple(grant.place for grant in scope.grants if grant.place and grant.role in OFFICE)
    places = Place.objects.current().filter(path__in=roots)
    form.fields["place"] = forms.ModelChoiceField(
        label=_("Dùng cho"), queryset=places.order_by("path"), empty_label=None
    )


OFFICE = (Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER, Role.PROVINCE_OFFICER)


class ReviewForm(forms.Form):
    good_until = forms.DateField(label=_("Xem lại trước ngày"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        styled(self)


class ShiftForm(forms.Form):
    """Who is on duty, from when to when."""

    person = forms.ModelChoiceField(label=_("Người trực"), queryset=Person.objects.none(), empty_label=None)
    begins_at = forms.DateTimeField(label=_("Từ"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    ends_at = forms.DateTimeField(label=_("Đến"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    phone = forms.CharField(label=_("Số trực"), required=False, max_length=20)

    def __init__(self, *args: Any, team: Team, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = members_of(team, local_day(at)).values_list("person_id", flat=True)
        people = Person.objects.filter(pk__in=list(members)).order_by("sort_key")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]  # a choice of rows
        styled(self)
