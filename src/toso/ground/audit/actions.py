from datetime import datetime
from typing import Any

from django.db import models

from toso.ground.audit.models import Entry
from toso.ground.shared.access import Actor


def record(
    code: str,
    *,
    by: Actor | None,
    about: models.Model,
    at: datetime,
    path: str = "",
    detail: dict[str, Any] | None = None,
) -> Entry:
    """Write one audit line in the caller's transaction. ``by`` is None when the system itself acts.

    ``path`` is the place path the line is visible under; ``detail`` holds plain JSON, and of
    persons only ids and digests.
    """
    return Entry.objects.create(
        at=at,
        code=code,
        actor_id=by.pk if by else None,
        actor_name=str(by.name) if by else "",
        about_kind=about._meta.label,
        about_id=str(about.pk),
        path=path,
        detail=detail or {},
    )
