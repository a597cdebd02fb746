"""One small province for the guards: two communes side by side, one hamlet each."""

from dataclasses import dataclass

from tests.builders import a_place, an_organisation
from toso.ground.people.models import Organisation
from toso.ground.places.models import Place
from toso.ground.places.rules import Level


@dataclass(frozen=True)
class World:
    province: Place
    commune: Place
    hamlet: Place
    elsewhere: Place
    hamlet_elsewhere: Place
    department: Organisation
    committee: Organisation


def a_world() -> World:
    province = a_place(name="Mẫu", level=Level.PROVINCE, code="56")
    commune = a_place(name="An Hoà", level=Level.COMMUNE, parent=province)
    elsewhere = a_place(name="Bình Minh", level=Level.COMMUNE, parent=province)
    department = an_organisation(name="Sở Khoa học và Công nghệ", place=province)
    return World(
        province=province,
        commune=commune,
        hamlet=a_place(name="Mẫu 1", parent=commune),
        elsewhere=elsewhere,
        hamlet_elsewhere=a_place(name="Mẫu 9", parent=elsewhere),
        department=department,
        committee=an_organisation(name="UBND xã An Hoà", place=commune, parent=None),
    )
