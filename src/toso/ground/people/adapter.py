"""Where allauth asks us: nobody signs up, everything is said in Vietnamese, TOTP codes are drawn by segno."""

from base64 import urlsafe_b64encode
from io import BytesIO
from typing import Any, ClassVar

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from toso.ground.people import actions, queries, rules
from toso.ground.people.models import Account

TOO_MANY = _("Đã nhập sai nhiều lần. Chờ 5 phút rồi thử lại, hoặc xin người quản lý cấp lại mật khẩu.")
WRONG_CODE = _("Mã chưa đúng hoặc đã hết hạn. Xem mã mới trong ứng dụng xác thực rồi nhập lại.")


SEALED = "sealed:"


class LengthValidator(MinimumLengthValidator):
    """Django's own, in words that its Vietnamese catalogue lacks."""

    def get_error_message(self) -> str:
        return gettext("Mật khẩu cần ít nhất %(count)s ký tự.") % {"count": self.min_length}


class AccountBackend(AuthenticationBackend):
    """allauth's own; an account comes with its person, whom every page greets, in one question."""

    def get_user(self, user_id: int) -> Account | None:
        account = Account.objects.select_related("person").filter(pk=user_id).first()
        return account if account and self.user_can_authenticate(account) else None


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Tài khoản này đang bị khoá."),
        "enter_current_password": _("Mật khẩu hiện tại chưa đúng."),
        "incorrect_password": _("Mật khẩu chưa đúng."),
        "incorrect_code": WRONG_CODE,
        "invalid_login": _("Tên đăng nhập hoặc mật khẩu chưa đúng."),
        "username_password_mismatch": _("Tên đăng nhập hoặc mật khẩu chưa đúng."),
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
        "username_taken": _("Tên đăng nhập này đã có người dùng."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  the signature is allauth's
        """Accounts are made by invitation alone."""
        return False

    def post_login(self, request: HttpRequest, user: Account, **words: Any) -> HttpResponse:
        at = timezone.now()
        request.person = user.person  # type: ignore[attr-defined]  # StaffRequest declares it
        request.scope = queries.scope_of(user.person_id, on=timezone.localdate(at))  # type: ignore[attr-defined]  # StaffRequest declares it
        response: HttpResponse = super().post_login(request, user, **words)
        actions.note_entrance(account=user, at=at)
        return response


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("Vai trò của ông/bà bắt buộc có mã xác thực, nên không tắt được."),
        "cannot_generate_recovery_codes": _("Cần bật mã xác thực trước khi tạo mã dự phòng."),
        "incorrect_code": WRONG_CODE,
    }

    def encrypt(self, text: str) -> str:
        """Keys of second factors and seeds of recovery codes lie in the database sealed, so that a stolen
        copy of it opens no account."""
        return SEALED + second_factor_box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises InvalidToken when the instance's secret is no longer the one that sealed it."""
        token = encrypted_text.removeprefix(SEALED)
        return encrypted_text if token == encrypted_text else second_factor_box().decrypt(token.encode()).decode()

    def get_totp_label(self, user: Account) -> str:
        return user.username

    def build_totp_svg(self, url: str) -> str:
        """A picture that needs no style of its own, so that a strict content policy shows it."""
        picture = BytesIO()
        segno.make(url, error="m").save(picture, kind="svg", scale=6, border=4, dark="#000000", light="#ffffff")
        return picture.getvalue().decode()

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        if not settings.REQUIRE_SECOND_FACTOR:
            return True
        scope = queries.scope_of(authenticator.user.person_id, on=timezone.localdate())
        return not rules.needs_second_factor(scope.roles)


def second_factor_box() -> MultiFernet:
    """Seals with a key of its own, derived from the instance's secret; opens what older secrets sealed too."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(urlsafe_b64encode(_derived(secret))) for secret in secrets])


def _derived(secret: str | bytes) -> bytes:
    given = secret.encode() if isinstance(secret, str) else secret
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"toso second factor").derive(given)
