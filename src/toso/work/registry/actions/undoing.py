"""A list of an office taken back in one step, as long as nobody has worked on what it brought."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.people.models import Person
from toso.ground.privacy.actions import forget_consents
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.work.registry.actions.counting import mark_counts
from toso.work.registry.actions.registering import GONE, cells_of, forget
from toso.work.registry.actions.rows import lock_register, note_change, refuse_stranger, write_fields
from toso.work.registry.models import Answer, Change, ChangeState, Registrant, Residence, Source
from toso.work.registry.queries.register import visible

CHUNK = 1000


def key_of(at: datetime) -> str:
    """The name of an import: the moment at which its person made it, which all its changes bear."""
    return at.isoformat()


@transaction.atomic
def undo_import(key: str, *, by: Person, scope: Scope, at: datetime) -> int:
    """Rows that a list brought leave the register as if they had never been in it, rows that it changed say what they
    said before; returns how many. Refuses when one of them has been changed since, and then nothing happens."""
    made_at = datetime.fromisoformat(key)
    changes = list(Change.objects.filter(source=Source.IMPORT, by=by, at=made_at).order_by("pk"))
    rows = {
        row.pk: row
        for row in visible(scope)
        .filter(pk__in=[change.registrant_id for change in changes])
        .select_for_update(of=("self",))
        .select_related("place", "consent")
        .order_by("pk")
    }
    if not changes or len(rows) != len(changes):
        raise Refusal(_("Lần nhập này không còn trong phạm vi của ông/bà, hoặc đã hoàn tác rồi."))
    places = {row.place_id: row.place for row in rows.values()}
    for place in (places[pk] for pk in sorted(places)):
        refuse_stranger(place, scope)
        lock_register(place)
    worked = sum(rows[change.registrant_id or 0].version != change.number for change in changes)
    if worked:
        words = _("%(count)s dòng của lần nhập này đã được sửa, khảo sát sau đó nên không hoàn tác cả lần được.")
        raise Refusal(words % {"count": worked})
    _end([rows[change.registrant_id or 0] for change in changes if change.is_creation], by=by, at=at)
    for change in changes:
        if not change.is_creation:
            _say_as_before(rows[change.registrant_id or 0], change, by=by, at=at)
    first = rows[changes[0].registrant_id or 0]
    audit("registry.rows.undone", by=by, about=first, at=at, path=first.place.path, detail={"rows": len(changes)})
    return len(changes)


def _end(made: list[Registrant], *, by: Person, at: datetime) -> None:
    """They never counted: their spans are closed by a newer version, not from a day on."""
    named = [row for row in made if row.consent_id is not None]
    forget_consents(consents=[row.consent_id for row in named if row.consent_id], by=by, at=at)
    forget(named, at=at)  # who was put on the list by mistake is not named any longer, in no history either
    ids = [row.pk for row in made]
    why = _("Hoàn tác lần nhập")
    for begin in range(0, len(ids), CHUNK):
        some = ids[begin : begin + CHUNK]
        homes = list(Residence.objects.filter(registrant__in=some, superseded_at__isnull=True))
        given = list(Answer.objects.filter(registrant__in=some, superseded_at__isnull=True))
        Residence.objects.filter(pk__in=[span.pk for span in homes]).update(superseded_at=at)
        Answer.objects.filter(pk__in=[span.pk for span in given]).update(superseded_at=at)
        mark_counts(cells_of(homes) | cells_of(given), at=at)
        Registrant.objects.filter(pk__in=some).update(
            ended_on=F("listed_on"), end_reason=why, changed_at=at, version=F("version") + 1
        )
    Change.objects.bulk_create(
        [
            Change(
                registrant=row,
                entity=row.uuid,
                place_id=row.place_id,
                number=row.version + 1,
                state=ChangeState.APPLIED,
                source=Source.IMPORT,
                fields={"ended_on": ["", f"{row.listed_on:%d/%m/%Y}"]},
                day=localdate(at),
                why=why,
                by=by,
                at=at,
            )
            for row in made
        ],
        batch_size=CHUNK,
    )


def _say_as_before(row: Registrant, change: Change, *, by: Person, at: datetime) -> None:
    back = {name: before for name, (before, _given) in change.fields.items() if before != GONE}
    pairs = write_fields(row, back, day=change.day, source=Source.IMPORT, by=by, at=at)
    if row.consent and row.consent.recorded_at == change.at and not (row.contact_name or row.phone):
        forget_consents(consents=[row.consent.pk], by=by, at=at)
        row.consent = None
    row.version += 1
    row.save()
    note_change(row, pairs, day=change.day, source=Source.IMPORT, by=by, at=at, why=_("Hoàn tác lần nhập"))
