"""What an administrator may want to know of how the house is set up."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from toso.results.reporting.models import Calendar


@dataclass(frozen=True, slots=True)
class Connection:
    label: str
    is_on: bool
    detail: str


def calendars() -> QuerySet[Calendar]:
    """The calendars that cut the year into periods, with their legal basis."""
    return Calendar.objects.select_related("basis").order_by("pk")


def connections() -> list[Connection]:
    """What is linked to this house, and what is not."""
    return [
        Connection(
            _("Thư điện tử"),
            not settings.EMAIL_BACKEND.endswith(("console.EmailBackend", "dummy.EmailBackend", "locmem.EmailBackend"))
            and settings.EMAIL_HOST not in ("", "localhost"),
            settings.EMAIL_HOST,
        ),
        Connection(_("Mã hoá đường truyền (HTTPS)"), settings.SESSION_COOKIE_SECURE, ""),
        Connection(_("Bắt buộc xác thực hai bước cho vai trò cấp tỉnh"), settings.REQUIRE_SECOND_FACTOR, ""),
        Connection(_("Thư mục tệp đính kèm"), True, str(settings.MEDIA_ROOT)),
    ]
