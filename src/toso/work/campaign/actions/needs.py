"""What communes ask for, and how many people each of them gets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.work.campaign.actions.plans import refuse_stale, wave_to_run
from toso.work.campaign.models import Need, Wave
from toso.work.campaign.queries import plans as queries
from toso.work.campaign.rules import needs
from toso.work.campaign.rules.listing import plain_words
from toso.work.campaign.rules.needs import Remoteness


@dataclass(frozen=True, slots=True)
class Want:
    """What a commune asks for."""

    wanted: int
    it_staff: int
    remoteness: Remoteness
    reasons: str
    contact: str
    disciplines: Sequence[str] = ()
    skills: Sequence[str] = ()
    lodging: str = ""


@transaction.atomic
def register_need(*, wave_id: int, place: Place, want: Want, by: Person, scope: Scope, at: datetime) -> Need:
    """A commune asks for people in a wave; asked again before the term, the later word stands."""
    wave: Wave = queries.waves(scope).get(pk=wave_id)
    place = Place.objects.visible_to(scope).get(pk=place.pk)
    is_own = scope.holds(*queries.COMMUNE, at_place=place.path)
    if place.level != Level.COMMUNE or not place.path.startswith(wave.campaign.place.path):
        raise Refusal(_("Chọn một xã, phường, đặc khu thuộc chiến dịch."), field="place")
    if not is_own and not queries.runs(wave.campaign, scope):
        raise Refusal(_("Tài khoản này không đăng ký thay %(place)s.") % {"place": place}, field="place")
    on = at.astimezone(VIETNAM).date()
    if on > wave.needs_until and not queries.runs(wave.campaign, scope):
        raise Refusal(
            _("Hạn đăng ký là hết ngày %(day)s. Gọi người điều phối để được đăng ký bổ sung.")
            % {"day": f"{wave.needs_until:%d/%m/%Y}"}
        )
    if not 1 <= want.wanted <= needs.MOST_WANTED:
        raise Refusal(_("Số người cần từ 1 đến %(most)s.") % {"most": needs.MOST_WANTED}, field="wanted")
    if not nfc(want.reasons).strip():
        raise Refusal(_("Ghi những việc xã cần giúp."), field="reasons")
    if not nfc(want.contact).strip():
        raise Refusal(_("Ghi tên và số điện thoại đầu mối của xã."), field="contact")
    need, _is_new = Need.objects.update_or_create(
        wave=wave,
        place=place,
        defaults={
            "wanted": want.wanted,
            "it_staff": want.it_staff,
            "remoteness": want.remoteness,
            "reasons": nfc(want.reasons).strip(),
            "contact": nfc(want.contact).strip()[:200],
            "disciplines": plain_words(want.disciplines),
            "skills": plain_words(want.skills),
            "lodging": nfc(want.lodging).strip()[:200],
            "registered_by": by,
            "registered_at": at,
        },
    )
    audit("campaign.need.registered", by=by, about=need, at=at, path=place.path, detail={"wanted": want.wanted})
    return need


@transaction.atomic
def grant_seats(
    *, wave_id: int, seats: Mapping[int, int], seen_version: int, by: Person, scope: Scope, at: datetime
) -> int:
    """The coordinator decides how many each commune gets, by need. Returns how many seats in all."""
    wave = wave_to_run(wave_id, scope)
    refuse_stale(wave, seen_version)
    rows = {need.pk: need for need in wave.needs.select_for_update()}
    for pk, count in seats.items():
        need = rows.get(pk)
        if need is None:
            continue
        if not 0 <= count <= needs.MOST_WANTED:
            raise Refusal(
                _("%(place)s: số người từ 0 đến %(most)s.") % {"place": need.place, "most": needs.MOST_WANTED}
            )
        need.granted = count
    Need.objects.bulk_update(rows.values(), ["granted"])
    wave.mark_changed()
    total = sum(need.granted or 0 for need in rows.values())
    audit("campaign.seats.granted", by=by, about=wave, at=at, path=wave.campaign.place.path, detail={"count": total})
    return total
