"""Groups in social networks are written down, kept up to date and closed."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.notices import rules
from toso.ground.notices.models import SocialGroup
from toso.ground.notices.queries import groups as queries
from toso.ground.notices.rules import GroupLevel
from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc


@dataclass(frozen=True, slots=True)
class GroupWords:
    """What is written down of a group. No names of citizens: the head is somebody of the programme."""

    name: str
    network: str
    members: int
    link: str = ""
    purpose: str = ""
    households: str = ""
    head: str = ""


@transaction.atomic
def keep_group(
    *,
    place: Place,
    level: GroupLevel,
    words: GroupWords,
    by: Person,
    scope: Scope,
    at: datetime,
    opened_on: date | None = None,
) -> SocialGroup:
    """Write a group down (Plan 6863, IV.1.c): of a household group or a team in a hamlet, or of a commune."""
    place = Place.objects.visible_to(scope).get(pk=place.pk)
    _refuse_stranger(place, scope)
    if place.level != queries.PLACE_LEVELS[level]:
        raise Refusal(
            _("Nhóm này không thuộc cấp của %(place)s. Chọn lại nơi hoặc cấp nhóm.") % {"place": place}, field="place"
        )
    today = localdate(at)
    opened = opened_on or today
    if opened > today:
        raise Refusal(_("Ngày lập nhóm chưa đến."), field="opened_on")
    group = SocialGroup(place=place, level=level, opened_on=opened, recorded_by=by, is_sample=place.is_sample)
    _write(group, words, at=at)
    audit("notices.group.kept", by=by, about=group, at=at, path=place.path, detail={"level": level})
    return group


@transaction.atomic
def update_group(*, group_id: int, words: GroupWords, by: Person, scope: Scope, at: datetime) -> SocialGroup:
    """Write anew what changed: the number of members above all."""
    group = _standing(group_id, scope)
    _write(group, words, at=at)
    audit("notices.group.updated", by=by, about=group, at=at, path=group.place.path, detail={"members": group.members})
    return group


@transaction.atomic
def close_group(*, group_id: int, by: Person, scope: Scope, at: datetime) -> SocialGroup:
    """The group is no more."""
    group = _standing(group_id, scope)
    group.closed_on = localdate(at)
    group.save(update_fields=["closed_on"])
    audit("notices.group.closed", by=by, about=group, at=at, path=group.place.path)
    return group


def _standing(group_id: int, scope: Scope) -> SocialGroup:
    rows = SocialGroup.objects.visible_to(scope).select_related("place").select_for_update(of=("self",))
    group: SocialGroup = rows.get(pk=group_id)
    _refuse_stranger(group.place, scope)
    if group.closed_on is not None:
        raise Refusal(_("Nhóm này đã đóng."))
    return group


def _refuse_stranger(place: Place, scope: Scope) -> None:
    if not queries.may_keep(place, scope):
        raise Refusal(_("Tài khoản này chỉ được xem nhóm của %(place)s.") % {"place": place}, field="place")


def _write(group: SocialGroup, words: GroupWords, *, at: datetime) -> None:
    name, link = nfc(words.name).strip(), words.link.strip()
    if not name:
        raise Refusal(_("Ghi tên nhóm."), field="name")
    if words.network not in queries.networks():
        raise Refusal(_("Chọn mạng trong danh sách."), field="network")
    if link and not rules.is_link(link):
        raise Refusal(_("Đường dẫn phải bắt đầu bằng https://, ví dụ https://zalo.me/g/…"), field="link")
    if not 0 <= words.members <= rules.MOST_IN_A_GROUP:
        raise Refusal(_("Số thành viên từ 0 đến %(most)s.") % {"most": rules.MOST_IN_A_GROUP}, field="members")
    taken = SocialGroup.objects.filter(place=group.place, level=group.level, name=name, closed_on__isnull=True)
    if taken.exclude(pk=group.pk).exists():
        raise Refusal(_("%(place)s đã có nhóm tên này.") % {"place": group.place}, field="name")
    group.name, group.network, group.link, group.members = name, words.network, link, words.members
    group.purpose, group.households = nfc(words.purpose).strip()[:250], nfc(words.households).strip()[:160]
    group.head, group.counted_on, group.recorded_at = nfc(words.head).strip()[:120], localdate(at), at
    group.save()
