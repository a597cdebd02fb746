"""Who is who, who holds what, and what a person may see and do."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import count

from allauth.mfa.utils import is_mfa_enabled
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Length

from toso.ground.people import rules
from toso.ground.people.models import (
    ROLES,
    Account,
    Assignment,
    Duty,
    Invitation,
    Organisation,
    OrganisationVersion,
    Person,
)
from toso.ground.people.rules import Role
from toso.ground.places.models import Place, PlaceQuerySet
from toso.ground.places.queries import today_of
from toso.ground.places.rules import Level
from toso.ground.shared.jobs import Found
from toso.ground.shared.scope import Grant, Scope
from toso.ground.shared.text import fold, sort_key

PEOPLES_COMMITTEE = {
    Level.PROVINCE: "UBND cấp tỉnh",
    Level.DISTRICT: "UBND cấp huyện",
    Level.COMMUNE: "UBND cấp xã",
}

# What ``held_on`` says, in few words: every page and every sending of a phone asks it.
HELD = """
SELECT held.role, held.place_id, place.path, place.level, place.valid_until, organisation.path
FROM people_assignment held
LEFT JOIN places_place place ON place.id = held.place_id
LEFT JOIN people_organisation organisation ON organisation.id = held.organisation_id
WHERE held.person_id = %s AND held.starts_on <= %s AND (held.ends_on IS NULL OR held.ends_on > %s)
ORDER BY held.id
"""


def held_on(on: date | None, prefix: str = "") -> Q:
    """Rows held on a day; without a day, those that have no end."""
    if on is None:
        return Q(**{f"{prefix}ends_on__isnull": True})
    ended = Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gt": on})
    return ended & Q(**{f"{prefix}starts_on__lte": on})


def valid_on(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_until__isnull=True) | Q(valid_until__gt=on))


def scope_of(person_id: int, *, on: date) -> Scope:
    """What the person may see and do on that day, from assignments and from nowhere else."""
    with connection.cursor() as cursor:
        cursor.execute(HELD, [person_id, on, on])
        held = cursor.fetchall()
    grants: list[Grant] = []
    for role, place_id, path, level, ended_on, organisation in held:
        if path:
            heirs = _standing_for(place_id) if ended_on and level == Level.HAMLET else []
            grants += [Grant(role=role, place=each) for each in (path, *heirs)]
        if organisation:
            grants.append(Grant(role=role, organisation=organisation))
    return Scope(person_id=person_id, grants=tuple(grants))


def _standing_for(ended_hamlet: int) -> list[str]:
    """The paths of the hamlets that an ended hamlet became: whoever worked there goes on in them until another
    decision.

    An ended commune hands nothing over by itself: its successor's officials are named by a decision.
    """
    return [place.path for place in today_of([ended_hamlet])[ended_hamlet]]


def path_of(place: Place | None, organisation: Organisation | None) -> str:
    """Where a role stands in the tree of places: its place, else the place of its organisation."""
    if place is not None:
        return place.path
    if organisation is not None and organisation.place is not None:
        return organisation.place.path
    return ""


def roles_at(scope: Scope, path: str) -> frozenset[str]:
    """The roles held at that place or anywhere above it."""
    return frozenset(grant.role for grant in scope.grants if grant.place is not None and path.startswith(grant.place))


def steps_to(path: str) -> list[str]:
    """ "1.5.9." → ["1.", "1.5.", "1.5.9."]: the paths of a place and of everything above it."""
    parts = path.rstrip(".").split(".")
    return [".".join(parts[:end]) + "." for end in range(1, len(parts) + 1)]


def addresses_of(person: Person) -> set[str]:
    """The e-mail addresses that are this person's and nobody else's."""
    given = {person.email, *Account.objects.filter(person=person).values_list("email", flat=True)} - {""}
    others = Person.objects.exclude(pk=person.pk)
    return {
        address
        for address in given
        if not others.filter(Q(email__iexact=address) | Q(account__email__iexact=address)).exists()
    }


def persons_with(role: str, place_path: str, on: date | None = None) -> QuerySet[Person]:
    """Who answers for a place in a role: assigned to it, to a place above it, or to an organisation of such a place.

    On a day; without one, whoever holds the role with no end in sight.
    """
    above = steps_to(place_path)
    held = Assignment.objects.filter(held_on(on), person=OuterRef("pk"), role=role).filter(
        Q(place__path__in=above) | Q(place__isnull=True, organisation__place__path__in=above)
    )
    return Person.objects.filter(Exists(held)).order_by("sort_key", "pk")


def persons_under(role: str, place_path: str, on: date | None = None) -> QuerySet[Person]:
    """Everybody who holds the role at the place or anywhere below it."""
    held = Assignment.objects.filter(held_on(on), person=OuterRef("pk"), role=role, place__path__startswith=place_path)
    return Person.objects.filter(Exists(held)).order_by("sort_key", "pk")


def current_assignments(person_id: int, *, on: date) -> list[Assignment]:
    """What the person holds on that day or will hold later."""
    open_ended = Q(ends_on__isnull=True) | Q(ends_on__gt=on)
    held = Assignment.objects.filter(open_ended, person_id=person_id)
    return list(held.select_related("place", "organisation__place").order_by("starts_on", "pk"))


def place_path_of(person_id: int) -> str:
    """The place of the person's latest role, under which lines about the person are visible."""
    held = Assignment.objects.filter(person_id=person_id).select_related("place", "organisation__place")
    latest = held.order_by("-starts_on", "-pk").first()
    return path_of(latest.place, latest.organisation) if latest else ""


def persons_visible(scope: Scope) -> QuerySet[Person]:
    """Persons with a role, past or present, inside the scope; oneself always."""
    roles = Assignment.objects.visible_to(scope).filter(person=OuterRef("pk"))
    return Person.objects.filter(Exists(roles) | Q(pk=scope.person_id))


def has_words(text: str) -> Q:
    """Rows whose folded text holds a word that begins with each of the words asked for."""
    condition = Q()
    for word in fold(text).split():
        condition &= Q(search__startswith=word) | Q(search__contains=f" {word}")
    return condition


def find_persons(
    *, scope: Scope, text: str = "", role: str = "", on: date, after: tuple[str, int] | None = None, limit: int
) -> list[Person]:
    """Persons of the scope by given name, found without diacritics or by telephone, from a key onwards."""
    found = persons_visible(scope)
    digits = "".join(character for character in text if character.isdigit())
    found = found.filter(phone__contains=digits) if len(digits) >= 4 else found.filter(has_words(text))
    if role:
        found = found.filter(Exists(Assignment.objects.filter(held_on(on), person=OuterRef("pk"), role=role)))
    if after is not None:
        found = found.filter(Q(sort_key__gt=after[0]) | Q(sort_key=after[0], pk__gt=after[1]))
    return list(found.select_related("account").order_by("sort_key", "pk")[:limit])


def roles_of(person_ids: list[int], *, on: date) -> dict[int, list[Assignment]]:
    """What each of the persons holds on that day, in one question."""
    held: dict[int, list[Assignment]] = {person_id: [] for person_id in person_ids}
    rows = Assignment.objects.filter(held_on(on), person_id__in=person_ids).select_related("place", "organisation")
    for assignment in rows.order_by("pk"):
        held[assignment.person_id].append(assignment)
    return held


def place_in_list(person_id: str, *, scope: Scope) -> tuple[str, int] | None:
    """The key of the last person of the page before, by its number in the address."""
    if not person_id.isdigit():
        return None
    return persons_visible(scope).filter(pk=int(person_id)).values_list("sort_key", "pk").first()


def invited_among(person_ids: list[int], *, at: datetime) -> set[int]:
    """Which of the persons have a link that can still be used."""
    return set(open_invitations(at=at).filter(person_id__in=person_ids).values_list("person_id", flat=True))


def history_of(person_id: int) -> list[Assignment]:
    """Every role ever held, the latest first."""
    held = Assignment.objects.filter(person_id=person_id).select_related("place", "organisation__place")
    return list(held.order_by("-starts_on", "-pk"))


def has_second_factor(account: Account) -> bool:
    return bool(is_mfa_enabled(account))


def roles_to_give(scope: Scope) -> list[tuple[str, str]]:
    """The roles that somebody may give somewhere, with their names."""
    given = {role for mine in scope.roles for role in rules.GRANTABLE.get(Role(mine), frozenset())}
    return [(role, str(label)) for role, label in ROLES.items() if role in given]


def places_to_give(scope: Scope) -> PlaceQuerySet:
    """The places somebody may give a role at: those he holds a managing role over, and what stands right below."""
    roots = [grant.place for grant in scope.grants if grant.place and grant.role in rules.MANAGING_ROLES]
    held = Q(path__in=roots) | Q(parent__path__in=roots)
    return Place.objects.current().filter(held).order_by(Length("path"), "sort_key", "pk")


def find_organisations(*, scope: Scope, text: str, after: str, limit: int) -> list[Organisation]:
    """The tops of the scope's tree, or what the text finds in it, in alphabetical order from a body onwards."""
    visible = Organisation.objects.visible_to(scope)
    words = fold(text).split()
    found = visible if words else visible.exclude(parent__in=visible)
    found = found.filter(has_words(text))
    last = visible.filter(pk=int(after)).first() if after.isdigit() else None
    if last is not None:
        found = found.filter(Q(sort_key__gt=last.sort_key) | Q(sort_key=last.sort_key, pk__gt=last.pk))
    return list(found.order_by("sort_key", "pk")[:limit])


def organisations_above(body: Organisation, *, scope: Scope) -> list[Organisation]:
    """From the top of the scope's tree down to the one right above."""
    above = Organisation.objects.visible_to(scope).filter(path__in=steps_to(body.path)).exclude(pk=body.pk)
    return list(above.order_by("path"))


def children_of(body: Organisation, *, scope: Scope) -> list[Organisation]:
    """What stands right below, what still exists first."""
    below = Organisation.objects.visible_to(scope).filter(parent=body)
    return list(below.order_by(F("valid_until").asc(nulls_first=True), "sort_key", "pk"))


def versions_of(body: Organisation) -> list[OrganisationVersion]:
    return list(body.versions.select_related("parent").order_by("-valid_from"))


def duties_of(body: Organisation) -> list[Duty]:
    """The standing duties the body carries or carried, by itself or as one of its level."""
    levels = [level for level, kind in PEOPLES_COMMITTEE.items() if kind == body.kind]
    carried = Duty.objects.filter(Q(organisation=body) | Q(level__in=levels))
    return list(carried.order_by("code", "valid_from"))


def username_for(text: str) -> str:
    """The user name that somebody means who types it, or the telephone number of exactly one account."""
    typed = text.strip()
    phone = rules.phone_digits(typed)
    if phone is None:
        return typed
    found = list(Account.objects.filter(person__phone=phone).values_list("username", flat=True)[:2])
    return found[0] if len(found) == 1 else typed


def open_invitations(*, at: datetime) -> QuerySet[Invitation]:
    """Links that can still be used."""
    return Invitation.objects.filter(accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=at)


def duty_on(code: str, on: date) -> Duty | None:
    """The row that says who carries a standing duty on a day."""
    return Duty.objects.filter(valid_on(on), code=code).select_related("organisation").first()


def duties_until(code: str, on: date) -> list[Duty]:
    """Who carried a standing duty up to a day, the latest first."""
    return list(
        Duty.objects.filter(code=code, valid_from__lte=on).select_related("organisation").order_by("-valid_from")
    )


def organisation_on_duty(code: str, on: date, *, place: Place | None = None) -> Organisation | None:
    """The organisation that carries a duty on a day. A duty carried by every body of a level needs the place."""
    duty = duty_on(code, on)
    if duty is None or duty.organisation is not None:
        return duty.organisation if duty else None
    if place is None:
        return None
    committees = Organisation.objects.filter(
        valid_on(on), kind=PEOPLES_COMMITTEE[Level(duty.level)], place__path__in=steps_to(place.path)
    )
    return committees.first()


def committee_of(place: Place, *, on: date) -> Organisation | None:
    """The People's Committee of a place on a day."""
    return Organisation.objects.filter(valid_on(on), place=place, kind__in=PEOPLES_COMMITTEE.values()).first()


def organisations_of(place: Place, *, on: date) -> QuerySet[Organisation]:
    """The organisations that stand at a place on a day, in alphabetical order."""
    return Organisation.objects.filter(valid_on(on), place=place).order_by("sort_key", "pk")


def name_on(organisation: Organisation, on: date) -> str:
    """What the organisation was called on a day."""
    version = organisation.versions.filter(valid_on(on)).first()
    return version.name if version else organisation.name


def open_roles_of(person_ids: list[int]) -> dict[int, str]:
    """What each holds without an end being set, in words: tells two persons of one name apart."""
    words: dict[int, list[str]] = {}
    rows = Assignment.objects.filter(ends_on=None, person_id__in=person_ids).select_related(
        "place__parent", "organisation"
    )
    for row in rows.order_by("starts_on", "pk"):
        around = f", {row.place.parent}" if row.place and row.place.parent else ""
        where = f"{row.place}{around}" if row.place else str(row.organisation)
        words.setdefault(row.person_id, []).append(f"{row.get_role_display()}, {where}")
    return {person_id: "; ".join(texts) for person_id, texts in words.items()}


def found(*, text: str, scope: Scope, limit: int) -> list[Found]:
    """Persons and organisations of the scope for the global search."""
    words = fold(text).split()
    if not words or rules.MANAGING_ROLES.isdisjoint(scope.roles):
        return []
    persons, organisations = persons_visible(scope), Organisation.objects.visible_to(scope)
    persons = persons.filter(restricted_since=None)
    persons, organisations = persons.filter(has_words(text)), organisations.filter(has_words(text))
    named = list(persons.order_by("sort_key", "pk")[:limit])
    held = open_roles_of([person.pk for person in named])
    hits = [
        Found(kind="person", label=person.name, address=f"/people/{person.pk}/", detail=held.get(person.pk, ""))
        for person in named
    ]
    hits += [
        Found(
            kind="organisation",
            label=body.name,
            address=f"/people/organisations/{body.pk}/",
            detail=body.kind,
            icon="building-bank",
        )
        for body in organisations.order_by("sort_key", "pk")[:limit]
    ]
    return hits[:limit]


def commune_points(province_code: str) -> list[tuple[Decimal, Decimal]]:
    """Longitude and latitude of today's communes of a province."""
    communes = Place.objects.current().filter(level=Level.COMMUNE, province_code=province_code, lat__isnull=False)
    return list(communes.values_list("lon", "lat"))


def province_line(province_code: str) -> tuple[str, int]:
    """The full name of a province and how many communes it has today; an empty name when it is not loaded."""
    current = Place.objects.current().filter(province_code=province_code)
    province = current.filter(level=Level.PROVINCE).first()
    return (province.full_name if province else "", current.filter(level=Level.COMMUNE).count())


def kept_at(places: QuerySet[Place]) -> dict[str, int]:
    """What this room keeps at these places that goes along when they change."""
    return {"assignments": Assignment.objects.filter(held_on(None), place__in=places).count()}


def places_to_transfer_to(held: Assignment, scope: Scope) -> PlaceQuerySet:
    """Where a role may go on: units of today, of the same level, inside the scope."""
    level = held.place.level if held.place else ""
    beside = Place.objects.current().filter(level=level).visible_to(scope).exclude(pk=held.place_id)
    return beside.order_by("sort_key", "pk")


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A standing duty as it is carried today, and in words who carried it before."""

    today: Duty
    carrier: str
    before: list[str]


def duty_lines(on: date) -> list[DutyLine]:
    """Every duty that somebody carries on the day, in alphabetical order of its name."""
    by_code: dict[str, list[Duty]] = {}
    for duty in Duty.objects.filter(valid_from__lte=on).select_related("organisation").order_by("valid_from"):
        by_code.setdefault(duty.code, []).append(duty)
    lines = [
        DutyLine(last, carrier_of(last), [_past_words(duty) for duty in earlier])
        for *earlier, last in by_code.values()
        if last.valid_until is None or last.valid_until > on
    ]
    return sorted(lines, key=lambda line: sort_key(line.today.name))


def carrier_of(duty: Duty) -> str:
    return duty.organisation.name if duty.organisation else PEOPLES_COMMITTEE[Level(duty.level)]


def _past_words(duty: Duty) -> str:
    return f"{carrier_of(duty)}, {duty.valid_from:%d/%m/%Y} – {duty.valid_until:%d/%m/%Y}"


def bodies_to_name(*, scope: Scope, beside: Organisation | None = None) -> QuerySet[Organisation]:
    """Bodies of today that a form offers: those of the province itself, or those beside one body."""
    bodies: QuerySet[Organisation] = Organisation.objects.visible_to(scope).filter(valid_until__isnull=True)
    if beside is None:
        return bodies.filter(place__level=Level.PROVINCE).order_by("sort_key", "pk")
    near = Q(parent=beside.parent_id) if beside.parent_id else Q(parent__isnull=True)
    return bodies.filter(near | Q(pk=beside.parent_id)).exclude(pk=beside.pk).order_by("sort_key", "pk")


def kinds_of_bodies() -> list[str]:
    """The kinds in use, for a new body to be one of them."""
    return sorted(set(Organisation.objects.values_list("kind", flat=True)), key=sort_key)


def free_code() -> str:
    """A code nobody bears: bodies that are entered by hand are numbered on."""
    used = set(Organisation.objects.filter(code__startswith="them.").values_list("code", flat=True))
    return next(code for number in count(1) if (code := f"them.{number}") not in used)


def contacts_of(body: Organisation, *, on: date) -> list[Assignment]:
    """Who stands for a body on a day: those who hold a role over it. Whoever's data are restricted is left out."""
    held = Assignment.objects.filter(held_on(on), organisation=body, person__restricted_since=None)
    return list(held.select_related("person").order_by("person__sort_key", "pk"))


def what_a_body_holds(body: Organisation, *, on: date) -> dict[str, int]:
    """What goes along when the body ends: its duties and the roles held there; and what stands below it."""
    return {
        "duties": Duty.objects.filter(organisation=body, valid_until__isnull=True).count(),
        "roles": Assignment.objects.filter(held_on(on), organisation=body).count(),
        "children": body.children.filter(valid_until__isnull=True).count(),
    }
