"""What a phone offers to choose from, and the forms that its person may fill."""

import hashlib

from django.db.models import Q
from django.urls import reverse

from toso.front.sync.rules.delta import Row
from toso.front.sync.sources.asker import Asker
from toso.plan.forms.queries import hamlets_csv, published_versions
from toso.plan.programme.models import Platform, Procedure
from toso.work.helpdesk import queries as helpdesk
from toso.work.outreach.queries.media import asks_for_medium, media_on
from toso.work.outreach.queries.records import tasks_on
from toso.work.registry.sync import entity_file, lists_in

HAMLETS = "hamlets.csv"


def tasks(asker: Asker) -> list[Row]:
    return [
        {
            "id": task.code,
            "name": task.name,
            "short_name": task.short_name,
            "icon": task.icon,
            "order": task.order,
            "is_common": task.is_common,
            "asks_medium": asks_for_medium(task.code),
            "from": task.valid_from.isoformat(),
            "until": task.valid_until.isoformat() if task.valid_until else None,
        }
        for task in tasks_on(asker.on)
    ]


def platforms(asker: Asker) -> list[Row]:
    running = Q(valid_until__isnull=True) | Q(valid_until__gt=asker.on)
    rows = Platform.objects.filter(running, valid_from__lte=asker.on).order_by("name", "pk")
    return [{"id": code, "name": name} for code, name in rows.values_list("code", "name")]


def procedures(_asker: Asker) -> list[Row]:
    """The procedures that a commune handles: those that people in a hamlet are helped with."""
    rows = Procedure.objects.in_force().of_communes().order_by("code")
    return [{"id": code, "name": name} for code, name in rows.values_list("code", "name")]


def mediums(asker: Asker) -> list[Row]:
    return [{"id": code, "name": name} for code, name in media_on(asker.on).items()]


def categories(_asker: Asker) -> list[Row]:
    return [{"id": code, "name": name} for code, name in helpdesk.categories()]


def forms(asker: Asker) -> list[Row]:
    return [
        {
            "id": version.pk,
            "form_id": version.form.form_id,
            "title": version.form.title,
            "version": version.version,
            "sha256": hashlib.sha256(version.xform.encode()).hexdigest(),
            "bytes": len(version.xform.encode()),
            "url": reverse("sync:api_xform", args=[version.pk]),
            "media": [*([_hamlets(asker)] if HAMLETS in version.xform else []), *_registers(asker, version.xform)],
        }
        for version in published_versions(asker.scope)
    ]


def _hamlets(asker: Asker) -> dict[str, object]:
    content = hamlets_csv(asker.scope)
    digest = hashlib.sha256(content).hexdigest()
    return {"name": HAMLETS, "sha256": digest, "bytes": len(content), "url": reverse("sync:api_hamlets")}


def _registers(asker: Asker, xform: str) -> list[dict[str, object]]:
    """The registers that a form reads, as files: only the rows of this person's hamlets."""
    found: list[dict[str, object]] = []
    for name in lists_in(xform):
        file = entity_file(name, asker.scope)
        address = reverse("sync:api_entities", args=[name])
        found.append({"name": f"{name}.csv", "sha256": file.sha256, "bytes": file.size, "url": address})
    return found
