"""Where the house is wired. Everything a server decides comes from the environment; see docs/settings.md."""

import os
import secrets
from pathlib import Path

import dj_database_url
from django.utils.translation import gettext_lazy as _

SOURCE = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("TOSO_DATA", SOURCE.parents[1] / "var")).resolve()


def secret_key() -> str:
    """The key from the environment, or one made once and kept in the data folder."""
    if given := os.environ.get("TOSO_SECRET_KEY"):
        return given
    kept = DATA / "secret-key"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(50))
    return kept.read_text().strip()


SECRET_KEY = secret_key()
DEBUG = os.environ.get("TOSO_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("TOSO_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
IS_HTTPS = os.environ.get("TOSO_HTTPS") == "1"

INSTALLED_APPS = [
    "toso.front.console",
    "toso.front.sync",
    "toso.results.kpi",
    "toso.results.reporting",
    "toso.work.helpdesk",
    "toso.work.outreach",
    "toso.work.registry",
    "toso.work.allowance",
    "toso.work.assessment",
    "toso.work.supervision",
    "toso.work.training",
    "toso.work.campaign",
    "toso.plan.forms",
    "toso.plan.teams",
    "toso.plan.programme",
    "toso.ground.privacy",
    "toso.ground.notices",
    "toso.ground.people",
    "toso.ground.places",
    "toso.ground.audit",
    "toso.ground.documents",
    "toso.ground.delivery",
    "toso.ground.tables",
    "toso.ground.shared",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "procrastinate.contrib.django",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "toso.front.console.middleware.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "toso.ground.people.middleware.PersonMiddleware",
    "toso.ground.people.middleware.EntranceMiddleware",
    "toso.front.console.middleware.PlainWordsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "toso.front.console.middleware.WordsMiddleware",
    "toso.front.console.middleware.OnceMiddleware",
]

ROOT_URLCONF = "toso.config.urls"
WSGI_APPLICATION = "toso.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["toso.ground.shared.templatetags.once"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "toso.front.console.menu.menu",
            ],
        },
    }
]

DATABASES = {"default": dj_database_url.config(default="postgresql:///toso", conn_max_age=600, conn_health_checks=True)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["toso.ground.people.adapter.AccountBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "toso.ground.people.adapter.LengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
REQUIRE_SECOND_FACTOR = os.environ.get("TOSO_REQUIRE_SECOND_FACTOR", "1") != "0"  # 0 is for demonstrations and tests

ACCOUNT_ADAPTER = "toso.ground.people.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "toso.ground.people.forms.LoginForm",
    "change_password": "toso.ground.people.forms.ChangePasswordForm",
    "reauthenticate": "toso.ground.people.forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # sign-up is closed; this only keeps e-mail out of the reckoning
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/account/login/"
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "60/m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
    "helpdesk_ask": "30/h/ip",  # a village may share one address
    "helpdesk_code": "60/10m/ip",
    "sync_pair": "30/10m/ip",  # a class pairs its phones behind one address; a code has 8 of 31 letters
    "sync_rescue": "30/h/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TOSO_PROXIES", "0"))
MFA_ADAPTER = "toso.ground.people.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Tổ Số"
MFA_FORMS = {
    "authenticate": "toso.ground.people.forms.CodeForm",
    "reauthenticate": "toso.ground.people.forms.ReauthenticateCodeForm",
    "activate_totp": "toso.ground.people.forms.ActivateCodeForm",
}
# Throttling counts in the database, so that several web processes share one count.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "toso_cache"},
}
KEPT_SECONDS = int(os.environ.get("TOSO_KEPT_SECONDS", "3"))  # with the worker's two, a record shows within five

# Without a mail server nothing leaves by e-mail; messages wait in the outbox and can be taken out as a file.
EMAIL_HOST = os.environ.get("TOSO_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("TOSO_SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("TOSO_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("TOSO_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("TOSO_SMTP_TLS", "1") != "0"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("TOSO_SMTP_FROM", "Tổ Số <to-so@localhost>")

# What a page could not do stands, with where it failed, in the log of the web process (web.log of the data folder).
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"log": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"django": {"handlers": ["log"], "level": "ERROR"}},
}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [SOURCE / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "static/"
STATIC_ROOT = Path(os.environ.get("TOSO_STATIC", DATA / "static"))
MEDIA_ROOT = DATA / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}

SESSION_COOKIE_AGE = 12 * 3600  # a session ends then at the latest; idle ones end earlier, see people/rules.py
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "toso.front.console.views.forged"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

TEAM_LABEL = _("Tổ công nghệ số cộng đồng")
PROVINCE_CODE = os.environ.get("TOSO_PROVINCE", "56")
