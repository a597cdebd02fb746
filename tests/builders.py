"""Plain builders and the cast. An works in the hamlet, Bình works above, Châu works elsewhere."""

from datetime import date, datetime
from itertools import count
from zoneinfo import ZoneInfo

from toso.ground.people.models import Account, Assignment, Organisation, OrganisationVersion, Person
from toso.ground.people.rules import Role
from toso.ground.places.models import Place, PlaceVersion
from toso.ground.places.rules import Level
from toso.ground.shared.text import fold, person_sort_key, sort_key

_numbers = count(1)
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
KINDS = {Level.PROVINCE: "Tỉnh", Level.DISTRICT: "Huyện", Level.COMMUNE: "Xã", Level.HAMLET: "Thôn"}


def moment(day: date, hour: int = 8, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=VIETNAM)


def a_place(
    *,
    name: str = "Mẫu",
    level: Level = Level.HAMLET,
    parent: Place | None = None,
    code: str = "",
    valid_from: date = date(2000, 1, 1),
) -> Place:
    number = next(_numbers)
    place = Place.objects.create(
        level=level,
        kind=KINDS[level],
        code=code or f"T{number}",
        name=name,
        parent=parent,
        path=f"new-{number}",
        province_code=parent.province_code if parent else "56",
        search=fold(f"{KINDS[level]} {name}"),
        sort_key=sort_key(name),
        valid_from=valid_from,
    )
    place.path = f"{parent.path if parent else ''}{place.pk}."
    place.save(update_fields=["path"])
    PlaceVersion.objects.create(
        place=place, valid_from=valid_from, name=name, kind=place.kind, code=place.code, parent=parent
    )
    return place


def an_organisation(
    *, name: str = "UBND xã Mẫu", place: Place | None = None, parent: Organisation | None = None, code: str = ""
) -> Organisation:
    number = next(_numbers)
    organisation = Organisation.objects.create(
        code=code or f"O{number}",
        name=name,
        kind="UBND cấp xã",
        parent=parent,
        path=f"new-{number}",
        place=place,
        search=fold(name),
        sort_key=sort_key(name),
        valid_from=date(2000, 1, 1),
    )
    organisation.path = f"{parent.path if parent else ''}{organisation.pk}."
    organisation.save(update_fields=["path"])
    OrganisationVersion.objects.create(
        organisation=organisation, valid_from=organisation.valid_from, name=name, parent=parent
    )
    return organisation


def a_person(
    *,
    name: str = "Nguyễn Mẫu An",
    role: Role | None = None,
    place: Place | None = None,
    organisation: Organisation | None = None,
    starts_on: date = date(2020, 1, 1),
) -> Person:
    """A person with an account of the same number, and one assignment when a role is given."""
    person = Person.objects.create(name=name, search=fold(name), sort_key=person_sort_key(name))
    Account.objects.create(username=f"user{person.pk}", person=person)
    if role:
        Assignment.objects.create(person=person, role=role, place=place, organisation=organisation, starts_on=starts_on)
    return person


def an_of(hamlet: Place) -> Person:
    return a_person(name="Nguyễn Mẫu An", role=Role.TEAM_LEADER, place=hamlet)


def binh_of(commune: Place) -> Person:
    return a_person(name="Trần Mẫu Bình", role=Role.COMMUNE_OFFICIAL, place=commune)


def chau_of(elsewhere: Place) -> Person:
    return a_person(name="Phạm Mẫu Châu", role=Role.COMMUNE_OFFICIAL, place=elsewhere)


def dung_of(province: Place) -> Person:
    return a_person(name="Lê Mẫu Dung", role=Role.PROVINCE_OFFICER, place=province)
