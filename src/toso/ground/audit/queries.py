from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.db import models
from django.utils import timezone

from toso.ground.audit import rules
from toso.ground.audit.models import Entry, EntryQuerySet, Seal
from toso.ground.audit.rules import Fault, FaultKind
from toso.ground.shared.scope import Scope

ERASED = "people.person.erased"
CHUNK = 2000


def persons_erased(person_ids: Collection[int]) -> set[int]:
    """Those of the given persons whose name was erased."""
    rows = Entry.objects.filter(code=ERASED, about_id__in=[str(pk) for pk in person_ids])
    return {int(pk) for pk in rows.values_list("about_id", flat=True)}


def verify() -> list[Fault]:
    """Everything that does not fit in the trail: every seal recomputed, every name held against its digest."""
    erased = set(Entry.objects.filter(code=ERASED).values_list("about_id", flat=True))
    sealed = Entry.objects.filter(seal__isnull=False).order_by("seal_id", "pk").iterator(chunk_size=CHUNK)
    groups = groupby(sealed, key=lambda entry: entry.seal_id)
    faults: list[Fault] = []
    previous = rules.START
    waiting = next(groups, None)
    for seal in Seal.objects.order_by("pk").iterator(chunk_size=CHUNK):
        entries: list[Entry] = []
        if waiting is not None and waiting[0] == seal.pk:
            entries = list(waiting[1])
            waiting = next(groups, None)
        faults += _faults_of_seal(seal, entries, previous)
        faults += _faults_of_names(entries, erased)
        previous = seal.digest
    faults += _faults_of_names(list(Entry.objects.filter(seal__isnull=True).order_by("pk")), erased)
    return faults


def _faults_of_seal(seal: Seal, entries: list[Entry], previous: str) -> Iterator[Fault]:
    if seal.previous_digest != previous:
        yield Fault(FaultKind.CHAIN, seal_id=seal.pk)
    if seal.count != len(entries):
        yield Fault(FaultKind.COUNT, seal_id=seal.pk)
    elif seal.digest != rules.seal_digest(seal.previous_digest, (entry.sealed_line() for entry in entries)):
        yield Fault(FaultKind.CHANGED, seal_id=seal.pk)


def _faults_of_names(entries: list[Entry], erased: set[str]) -> Iterator[Fault]:
    for entry in entries:
        if not entry.actor_digest:
            continue
        if not entry.actor_salt and not entry.actor_name:
            if str(entry.actor_id) not in erased:
                yield Fault(FaultKind.FORGOTTEN, entry_id=entry.pk)
        elif rules.digest_of(entry.actor_name, entry.actor_salt) != entry.actor_digest:
            yield Fault(FaultKind.NAME, entry_id=entry.pk)


def unsealed_count() -> int:
    """Lines written since the last seal: a few seconds of work, or more when the sealer stands still."""
    return Entry.objects.filter(seal__isnull=True).count()


def last_seal() -> Seal | None:
    return Seal.objects.order_by("-pk").first()


def trail(about: models.Model) -> EntryQuerySet:
    """What happened to one object, newest first."""
    return Entry.objects.filter(about_kind=about._meta.label, about_id=str(about.pk)).order_by("-pk")


def lines(
    scope: Scope,
    *,
    sees_all: bool = False,
    first_day: date | None = None,
    last_day: date | None = None,
    name: str = "",
    code: str = "",
    before: int | None = None,
    limit: int,
) -> list[Entry]:
    """Lines of the scope, newest first, from a line number downwards. ``sees_all`` adds those without a place."""
    found = Entry.objects.visible_to(scope)
    if sees_all:
        found = found | Entry.objects.filter(path="")
    if first_day:
        found = found.filter(at__gte=_midnight(first_day))
    if last_day:
        found = found.filter(at__lt=_midnight(last_day + timedelta(days=1)))
    if name:
        found = found.filter(actor_name__icontains=name)
    if code:
        found = found.filter(code=code)
    if before:
        found = found.filter(pk__lt=before)
    return list(found.select_related("seal").order_by("-pk")[:limit])


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
