"""Input made clean. The forms of the entrance refine allauth's, whose words are not Vietnamese."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as totp
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from toso.ground.people import queries
from toso.ground.people.models import Organisation
from toso.ground.people.rules import Role
from toso.ground.places.models import Place, PlaceQuerySet
from toso.ground.shared.scope import Scope

PASSWORD_HINT = _("Ít nhất 10 ký tự, không chỉ toàn số, không giống tên đăng nhập. Một câu dễ nhớ là tốt nhất.")


def dress(form: forms.Form, labels: dict[str, Any], **attributes: str) -> None:
    """Give the form our labels and look, and take away placeholders: a label must not vanish while typing."""
    for name, bound in form.fields.items():
        bound.label = labels.get(name, bound.label)
        bound.widget.attrs.pop("placeholder", None)
        bound.widget.attrs["class"] = "form-control ts-big"
        bound.widget.attrs.update(attributes)


class LoginForm(account.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self, {"login": _("Tên đăng nhập hoặc số điện thoại"), "password": _("Mật khẩu")})
        self.fields["login"].widget.attrs.update(autocapitalize="none", spellcheck="false")
        self.fields["password"].help_text = ""

    def clean_login(self) -> str:
        return queries.username_for(self.cleaned_data["login"])


class ReauthenticateForm(account.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self, {"password": _("Mật khẩu")})
        self.fields["password"].help_text = ""


class ChangePasswordForm(account.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "oldpassword": _("Mật khẩu hiện tại"),
            "password1": _("Mật khẩu mới"),
            "password2": _("Mật khẩu mới, nhập lần nữa"),
        }
        dress(self, labels)
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].help_text = PASSWORD_HINT

    def clean(self) -> dict[str, Any] | None:
        cleaned: dict[str, Any] | None = super(account.PasswordVerificationMixin, self).clean()
        if cleaned and cleaned.get("password1") and cleaned["password1"] != cleaned.get("password2"):
            self.add_error("password2", _("Hai lần nhập mật khẩu mới chưa giống nhau."))
        return cleaned


CODE_LABEL = _("Mã xác thực 6 số")
CODE_ATTRIBUTES = {"inputmode": "numeric", "autocomplete": "one-time-code"}


class CodeForm(second_factor.AuthenticateForm):
    """The six digits of the app, or one of the recovery codes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self, {"code": CODE_LABEL}, **CODE_ATTRIBUTES)


class ReauthenticateCodeForm(second_factor.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self, {"code": CODE_LABEL}, **CODE_ATTRIBUTES)


class ActivateCodeForm(totp.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self, {"code": CODE_LABEL}, **CODE_ATTRIBUTES)


class InvitationCodeForm(forms.Form):
    """The code at the end of an invitation link, or the whole link pasted."""

    code = forms.CharField(label=_("Mã mời hoặc cả đường dẫn"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self, {}, autocapitalize="none", spellcheck="false", autocomplete="off")

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).strip().rstrip("/").rsplit("/", 1)[-1]


class AcceptForm(forms.Form):
    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=60,
        help_text=_("4 ký tự trở lên: chữ thường không dấu, chữ số, dấu chấm. Thí dụ: binh.mau"),
    )
    password = forms.CharField(label=_("Mật khẩu"), widget=forms.PasswordInput(render_value=True), strip=False)
    again = forms.CharField(
        label=_("Mật khẩu, nhập lần nữa"), widget=forms.PasswordInput(render_value=True), strip=False
    )

    def __init__(self, *args: Any, known_username: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self, {})
        if known_username:
            self.fields["username"].disabled = True
            self.initial["username"] = known_username
            self.fields["username"].help_text = ""
        self.fields["username"].widget.attrs.update(autocapitalize="none", spellcheck="false", autocomplete="username")
        for name in ("password", "again"):
            self.fields[name].widget.attrs["autocomplete"] = "new-password"
        self.fields["password"].help_text = PASSWORD_HINT

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("password") and cleaned["password"] != cleaned.get("again"):
            self.add_error("again", _("Hai lần nhập mật khẩu chưa giống nhau."))
        return cleaned


def day_field(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y"], **more)


def text_field(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.TextInput(attrs={"class": "form-control"}), **more)


class AssignForm(forms.Form):
    """A role over a place, among the roles and places that the giver holds."""

    role = forms.TypedChoiceField(label=_("Vai trò"), coerce=Role, widget=forms.Select(attrs={"class": "form-select"}))
    place = forms.ModelChoiceField(
        label=_("Nơi"),
        queryset=Place.objects.none(),
        empty_label="–",
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    title = text_field(_("Chức danh"), required=False, max_length=120)
    starts_on = day_field(_("Từ ngày"))
    ends_on = day_field(_("Đến trước ngày"), required=False, help_text=_("Để trống khi chưa biết."))
    decision_number = text_field(_("Số quyết định"), required=False, max_length=60)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role, place = self.fields["role"], self.fields["place"]
        role.choices = [("", "–"), *queries.roles_to_give(scope)]  # type: ignore[attr-defined]  # a choice field has them
        place.queryset = queries.places_to_give(scope)  # type: ignore[attr-defined]  # a model choice field has it


class PersonFields(forms.Form):
    name = text_field(_("Họ và tên"), max_length=120)
    salutation = forms.ChoiceField(
        label=_("Xưng hô"),
        required=False,
        choices=[("", "–"), ("ông", _("ông")), ("bà", _("bà")), ("anh", _("anh")), ("chị", _("chị"))],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    phone = forms.CharField(
        label=_("Điện thoại"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"class": "form-control", "inputmode": "tel"}),
    )
    email = forms.EmailField(
        label=_("Thư điện tử"),
        required=False,
        widget=forms.EmailInput(attrs={"class": "form-control"}),
        error_messages={"invalid": _("Thư điện tử có dạng ten@noi.vn.")},
    )


class CorrectPersonForm(PersonFields):
    """How a person is written and reached."""


class NewPersonForm(PersonFields, AssignForm):
    """Somebody new with a first role; roles without an end are the rule here."""

    ends_on = None  # type: ignore[assignment]  # Django's way to leave a field of the parent out
    field_order = ("name", "salutation", "phone", "email", "role", "place", "title", "starts_on", "decision_number")


class EndForm(forms.Form):
    ends_on = day_field(_("Thôi từ ngày"))


class RenameForm(forms.Form):
    name = text_field(_("Tên mới"), max_length=200)
    on = day_field(_("Từ ngày"))
    basis = text_field(_("Căn cứ"), required=False, max_length=200, help_text=_("Số và ngày của văn bản."))


class TransferForm(forms.Form):
    """Where a role goes on, from which day."""

    place = forms.ModelChoiceField(
        label=_("Nơi mới"),
        queryset=Place.objects.none(),
        empty_label="–",
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    on = day_field(_("Từ ngày"))
    decision_number = text_field(_("Số quyết định"), max_length=60)

    def __init__(self, *args: Any, places: PlaceQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places  # type: ignore[attr-defined]  # a model choice field has it


class EraseForm(forms.Form):
    basis = text_field(
        _("Căn cứ"), max_length=200, help_text=_("Số và ngày của đơn yêu cầu xoá. Không ghi họ tên ở đây.")
    )
    is_sure = forms.BooleanField(
        label=_("Tôi hiểu là không lấy lại được"),
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
        error_messages={"required": _("Đánh dấu để xác nhận.")},
    )


def body_field(label: Any, bodies: QuerySet[Organisation], *, required: bool = True) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=label,
        queryset=bodies,
        required=required,
        empty_label=_("Chọn đơn vị"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )


class SucceedForm(forms.Form):
    """Who takes over, from which day, by which document."""

    def __init__(self, *args: Any, bodies: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"] = body_field(_("Đơn vị tiếp nhận"), bodies)
        self.fields["on"] = day_field(_("Từ ngày"))
        self.fields["basis"] = text_field(_("Căn cứ"), max_length=200, help_text=_("Số và ngày của văn bản."))


class RouteForm(forms.Form):
    """A body, or every committee of a level; never both."""

    def __init__(self, *args: Any, bodies: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = body_field(_("Giao cho một đơn vị"), bodies, required=False)
        self.fields["level"] = forms.ChoiceField(
            label=_("hoặc giao cho mọi UBND của một cấp"),
            choices=[("", "–"), ("commune", _("UBND cấp xã")), ("province", _("UBND cấp tỉnh"))],
            required=False,
            widget=forms.Select(attrs={"class": "form-select"}),
        )
        self.fields["on"] = day_field(_("Từ ngày"))
        self.fields["basis"] = text_field(_("Căn cứ"), max_length=200, help_text=_("Số và ngày của văn bản."))


class NewOrganisationForm(forms.Form):
    """A body of the tree: its name, kind and where it stands."""

    def __init__(self, *args: Any, bodies: QuerySet[Organisation], kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = text_field(_("Tên"), max_length=200)
        self.fields["short_name"] = text_field(_("Tên gọi tắt"), max_length=80, required=False)
        self.fields["kind"] = forms.ChoiceField(
            label=_("Loại"),
            choices=[(kind, kind) for kind in kinds],
            widget=forms.Select(attrs={"class": "form-select"}),
        )
        self.fields["symbol"] = text_field(
            _("Ký hiệu văn bản"), max_length=30, required=False, help_text=_("Phần sau dấu gạch, ví dụ SKHCN.")
        )
        self.fields["parent"] = body_field(_("Thuộc"), bodies)
        self.fields["valid_from"] = day_field(_("Từ ngày"))
        self.fields["basis"] = text_field(
            _("Căn cứ"), required=False, max_length=200, help_text=_("Số và ngày của văn bản.")
        )
