"""Input made clean. The forms of the entrance refine allauth's, whose words are not Vietnamese."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as totp
from django import forms
from django.utils.translation import gettext_lazy as _

from toso.ground.people import queries

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
