"""The rows that one table brought, kept together so that they can be taken back together."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.work.helpdesk.models import Batch


def open_batch(places: Sequence[Place], *, by: Person, at: datetime) -> Batch:
    """The batch of rows at these places, kept at the lowest unit that holds them all. The rows leave the line."""
    common: list[str] = []
    for steps in zip(*({place.path: place.path.rstrip(".").split(".") for place in places}.values()), strict=False):
        if len(set(steps)) > 1:
            break
        common.append(steps[0])
    root = Place.objects.get(pk=int(common[-1]))
    made: Batch = Batch.objects.create(place=root, made_by=by, made_at=at)
    return made


def locked_batch(batch_id: int, *, by: Person, scope: Scope) -> Batch:
    """A batch to take back, held: one's own, and not taken back yet."""
    batch: Batch = (
        Batch.objects.visible_to(scope).select_for_update(of=("self",)).select_related("place").get(pk=batch_id)
    )
    if batch.undone_at is not None:
        raise Refusal(_("Lần nhập này đã hoàn tác rồi."))
    if batch.made_by_id != by.pk:
        raise Refusal(_("Lần nhập này của người khác. Nhờ chính người đó hoàn tác."))
    return batch
