"""Who a phone is, what has arrived from it, and which phones have work that is not sent."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet

from toso.front.sync.models import Chunk, Item, Pairing, PhoneKey, Rescue, Upload
from toso.front.sync.rules.keys import digest_of, plain_code
from toso.front.sync.rules.states import ItemState, RescueState
from toso.ground.people.models import Assignment, Person
from toso.ground.people.queries import held_on
from toso.ground.people.rules import Role
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.scope import Scope, inside

MANAGERS = (Role.TEAM_LEADER, Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER)
RESCUERS = (Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER)

# Asked before every sending, so in few words; the long members are read when somebody asks for them.
UNASKED = ("digest", "issued_by", "issued_at", "revoked_by", "app", "told_at", "storage", "envelope")
KEY_FIELDS = [field.attname for field in PhoneKey._meta.concrete_fields if field.name not in UNASKED]
KEY = f"""
SELECT {", ".join(f"key.{name}" for name in KEY_FIELDS)}, person.name, account.is_active
FROM sync_phonekey key
JOIN people_person person ON person.id = key.person_id
LEFT JOIN people_account account ON account.person_id = person.id
WHERE key.digest = %s
"""


def key_of(secret: str) -> PhoneKey | None:
    """The key that a phone shows, unless it was revoked or its person may no longer log in."""
    key = any_key_of(secret)
    return key if key is not None and key.revoked_at is None and key.is_open else None


def any_key_of(secret: str) -> Any:
    """The key that a phone shows, living or not: to a phone that was shut out the reason is told. ``is_open``: its
    person may log in."""
    with connection.cursor() as cursor:
        cursor.execute(KEY, [digest_of(secret)])
        found = cursor.fetchone()
    if found is None:
        return None
    key: Any = PhoneKey.from_db(DEFAULT_DB_ALIAS, KEY_FIELDS, found[: len(KEY_FIELDS)])
    key.person = Person.from_db(DEFAULT_DB_ALIAS, ("id", "name"), (key.person_id, found[-2]))
    key.is_open = found[-1]
    return key


def keys_of(person: Person) -> QuerySet[PhoneKey]:
    """One's own keys, those in use first."""
    return PhoneKey.objects.filter(person=person).order_by("revoked_at", "-pk")


def open_pairing(code: str, *, at: datetime) -> Pairing | None:
    found = Pairing.objects.filter(digest=digest_of(plain_code(code)), used_at__isnull=True, until__gt=at)
    return found.select_related("person__account").first()


def content_of(person: Person, sha256: str) -> bytes | None:
    """The bytes of a file that has arrived whole; None while it has not."""
    upload = Upload.objects.filter(person=person, sha256=sha256, done_at__isnull=False).first()
    if upload is None:
        return None
    chunks = Chunk.objects.filter(upload=upload).order_by("offset").values_list("content", flat=True)
    return b"".join(bytes(chunk) for chunk in chunks)


def upload_of(person: Person, sha256: str) -> Upload | None:
    return Upload.objects.filter(person=person, sha256=sha256).first()


def taken_item(person: Person, item_id: UUID) -> Item | None:
    return Item.objects.filter(pk=item_id, person=person, state=ItemState.TAKEN).first()


KNOWN = """
SELECT id, person_id, ARRAY(SELECT jsonb_array_elements_text(waits_for)) FROM sync_item
WHERE id = ANY(%s) OR (person_id = %s AND state = 'held')
"""


def known_items(person: Person, ids: Sequence[UUID]) -> tuple[dict[UUID, Item], set[str]]:
    """Those of these items that are known here, whosever they are; and every name that an item of the person's waits
    for."""
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [list(ids), person.pk])
        found = cursor.fetchall()
    waited = {name for _pk, person_id, names in found if person_id == person.pk for name in names}
    here = {pk for pk, _person, _names in found} & set(ids)
    return (Item.objects.in_bulk(here) if here else {}), waited


def items_named(person: Person, ids: Sequence[UUID]) -> list[Item]:
    """What is known of these items of the person's own, in the order asked."""
    found = Item.objects.filter(person=person).in_bulk(ids)
    return [found[each] for each in ids if each in found]


def untaken(person: Person, ids: Iterable[UUID]) -> list[str]:
    """Those of the items that are not taken yet, in the order given."""
    wanted = list(dict.fromkeys(ids))
    taken = set(Item.objects.filter(pk__in=wanted, person=person, state=ItemState.TAKEN).values_list("pk", flat=True))
    return [str(each) for each in wanted if each not in taken]


def have_held(persons: Sequence[int]) -> set[int]:
    """Those of these persons of whom anything waits; asked after every sending, so in few words."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_id FROM sync_item WHERE person_id = ANY(%s) AND state = 'held'", [list(persons)])
        return {pk for (pk,) in cursor.fetchall()}


def held_items(person: Person) -> QuerySet[Item]:
    return Item.objects.filter(person=person, state=ItemState.HELD).order_by("key", "seq", "arrived_at", "pk")


def phones_in(scope: Scope, *, at: datetime) -> QuerySet[PhoneKey]:
    """The phones of those who work where this person leads or answers: those in use, and revoked ones with work
    that never arrived; with the most unsent work first."""
    roots = tuple(grant.place for grant in scope.grants if grant.place and grant.role in MANAGERS)
    on = at.astimezone(VIETNAM).date()
    held = Assignment.objects.filter(held_on(on), inside(roots, "place__path")).values("person")
    rows = PhoneKey.objects.filter(person__in=held)
    return (
        (rows.filter(revoked_at__isnull=True) | rows.filter(unsent__gt=0))
        .select_related("person")
        .order_by("-unsent", "person__sort_key", "pk")
    )


def may_manage(key: PhoneKey, scope: Scope, *, at: datetime) -> bool:
    """Whether this person may shut the phone out: its own person, or who leads or answers where that one works."""
    return key.person_id == scope.person_id or phones_in(scope, at=at).filter(pk=key.pk).exists()


def work_place_of(person: Person, *, at: datetime) -> Assignment | None:
    """Where somebody works: the deepest place of the assignments held today."""
    on = at.astimezone(VIETNAM).date()
    held = Assignment.objects.filter(held_on(on), person=person, place__isnull=False).select_related("place")
    return max(held, key=lambda each: (each.place.path.count(".") if each.place else 0, -each.pk), default=None)


def waiting_rescues(scope: Scope, *, at: datetime) -> QuerySet[Rescue]:
    """The phones whose person waits before this official for a new PIN."""
    roots = tuple(grant.place for grant in scope.grants if grant.place and grant.role in RESCUERS)
    on = at.astimezone(VIETNAM).date()
    held = Assignment.objects.filter(held_on(on), inside(roots, "place__path")).values("person")
    rows = Rescue.objects.filter(key__person__in=held, state=RescueState.WAITING, until__gt=at)
    return rows.exclude(key__person=scope.person_id).select_related("key__person").order_by("asked_at", "pk")


def told_of(person: Person, *, at: datetime) -> list[Person]:
    """Who hears of a phone's unsent work: leaders of its person's hamlet, officials of the commune; never that one."""
    work = work_place_of(person, at=at)
    if work is None or work.place is None:
        return []
    on = at.astimezone(VIETNAM).date()
    above = [work.place.path[: index + 1] for index, letter in enumerate(work.place.path) if letter == "."]
    held = Assignment.objects.filter(held_on(on), place__path__in=above, role__in=MANAGERS)
    return list(Person.objects.filter(pk__in=held.values("person")).exclude(pk=person.pk).order_by("pk"))
