"""Announcements and groups for tests, made through the room's own doors."""

from collections.abc import Collection, Sequence
from datetime import date

from tests.builders import moment
from toso.ground.notices.actions.announcements import announce
from toso.ground.notices.actions.groups import GroupWords, keep_group
from toso.ground.notices.models import Announcement, SocialGroup
from toso.ground.notices.rules import GroupLevel
from toso.ground.people.models import Person
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.places.models import Place

DAY = date(2026, 11, 16)
EVERYBODY = (Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER, Role.TEAM_LEADER, Role.TEAM_MEMBER)


def an_announcement(
    *,
    own: Place,
    by: Person,
    places: Sequence[Place] = (),
    roles: Collection[str] = EVERYBODY,
    title: str = "Họp giao ban quý IV",
    day: date = DAY,
    asks: bool = True,
) -> Announcement:
    return announce(
        place=own,
        title=title,
        text="Mời dự họp lúc 8 giờ.",
        roles=roles,
        places=places or [own],
        from_on=day,
        asks_acknowledgement=asks,
        by=by,
        scope=scope_of(by.pk, on=day),
        at=moment(day),
    )


def a_group(*, place: Place, by: Person, name: str = "Tổ số thôn Mẫu 1", day: date = DAY) -> SocialGroup:
    return keep_group(
        place=place,
        level=GroupLevel.TEAM,
        words=GroupWords(name=name, network="zalo", members=9, link="https://zalo.me/g/mau1"),
        by=by,
        scope=scope_of(by.pk, on=day),
        at=moment(day),
    )
