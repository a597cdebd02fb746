"""What comes down to a phone, part by part: docs/sync.md, section 8. A plain dictionary of functions."""

from collections.abc import Callable, Mapping

from toso.front.sync.rules.delta import Row
from toso.front.sync.sources import catalogues, ground, register, sent, work
from toso.front.sync.sources.asker import Asker

PARTS: dict[str, Callable[[Asker], list[Row]]] = {
    "me": ground.me,
    "places": ground.places,
    "people": ground.people,
    "tasks": catalogues.tasks,
    "platforms": catalogues.platforms,
    "procedures": catalogues.procedures,
    "mediums": catalogues.mediums,
    "categories": catalogues.categories,
    "questions": register.questions,
    "forms": catalogues.forms,
    "register": register.register,
    "jobs": work.jobs,
    "targets": work.targets,
    "plan": work.plan,
    "classes": work.classes,
    "announcements": work.announcements,
    "sent": sent.sent,
    "requests": sent.requests,
}


def everything(asker: Asker) -> Mapping[str, list[Row]]:
    """All that the phone of this person should have now."""
    return {part: rows(asker) for part, rows in PARTS.items()}
