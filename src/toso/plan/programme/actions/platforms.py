"""The catalogue of platforms: who owns one, whom to ask, since when, which version, where its guide is."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.people.models import Organisation
from toso.ground.people.rules import Role
from toso.ground.shared.access import Actor
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.plan.programme.models import Platform

FIELDS = ("contact", "phone", "email", "version", "guide", "address", "note")


@transaction.atomic
def save_platform(
    *,
    platform_id: int | None,
    name: str,
    owner: Organisation | None,
    released_on: date | None,
    by: Actor,
    scope: Scope,
    at: datetime,
    **words: str,
) -> Platform:
    """Add a platform or correct what is known of it (Plan 6863, V.2: the standing agency follows them)."""
    if not scope.holds(Role.PROVINCE_OFFICER):
        raise Refusal(_("Chỉ cơ quan thường trực ghi danh mục nền tảng."))
    if not name.strip():
        raise Refusal(_("Hãy nhập tên nền tảng."), field="name")
    platform = Platform.objects.select_for_update().filter(pk=platform_id).first() if platform_id else None
    is_new = platform is None
    if platform is None:
        last = Platform.objects.order_by("-order").values_list("order", flat=True).first() or 0
        platform = Platform(
            code=f"added_{last + 1}_{int(at.timestamp())}", order=last + 1, valid_from=released_on or at
        )
    platform.name, platform.owner, platform.released_on = nfc(name).strip(), owner, released_on
    for field in FIELDS:
        setattr(platform, field, nfc(words.get(field, "")).strip())
    platform.save()
    code = "programme.platform.added" if is_new else "programme.platform.changed"
    record(code, by=by, about=platform, at=at)
    return platform


@transaction.atomic
def end_platform(*, platform_id: int, on: date, by: Actor, scope: Scope, at: datetime) -> Platform:
    """From a day on nobody is guided to use it; what was recorded stays."""
    if not scope.holds(Role.PROVINCE_OFFICER):
        raise Refusal(_("Chỉ cơ quan thường trực ghi danh mục nền tảng."))
    platform = Platform.objects.select_for_update().get(pk=platform_id)
    platform.valid_until = on
    platform.save(update_fields=["valid_until"])
    record("programme.platform.ended", by=by, about=platform, at=at)
    return platform
