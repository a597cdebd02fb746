"""Digital posts of a commune: declared, held, left, closed (R258–R260)."""

from datetime import date, datetime

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
from toso.plan.programme.actions import mark_changed
from toso.work.assessment.models import DEGREES, DigitalPost, Holding
from toso.work.assessment.queries import cores as queries
from toso.work.assessment.rules import Degree


def _refuse_strangers(place: Place, scope: Scope) -> None:
    if not queries.may_keep(scope, place):
        raise Refusal(_("Tài khoản này chỉ xem vị trí việc làm của %(place)s.") % {"place": place})


def _refuse_future(day: date, at: datetime, *, field: str) -> None:
    if day > at.astimezone(VIETNAM).date():
        raise Refusal(_("Ngày này chưa đến. Ghi từ hôm nay trở về trước."), field=field)


@transaction.atomic
def declare_post(
    *,
    place: Place,
    title: str,
    opened_on: date,
    by: Person,
    scope: Scope,
    at: datetime,
    is_shared: bool = False,
    basis: str = "",
    note: str = "",
) -> DigitalPost:
    """Say that a commune has a post for technology and digital transformation. It stands empty until held."""
    place = Place.objects.visible_to(scope).get(pk=place.pk)
    _refuse_strangers(place, scope)
    if place.level != Level.COMMUNE:
        raise Refusal(_("Vị trí việc làm thuộc một xã, phường, đặc khu."), field="place")
    _refuse_future(opened_on, at, field="opened_on")
    title = nfc(title).strip()
    if not title:
        raise Refusal(_("Ghi tên vị trí việc làm."), field="title")
    post = DigitalPost.objects.create(
        place=place,
        title=title[:200],
        is_shared=is_shared,
        basis=nfc(basis).strip()[:200],
        note=nfc(note).strip()[:300],
        opened_on=opened_on,
        made_by=by,
        recorded_at=at,
        is_sample=place.is_sample,
    )
    mark_changed([(place.pk, opened_on)], at=at)
    audit("assessment.post.declared", by=by, about=post, at=at, path=place.path, detail={"title": post.title})
    return post


def _post(post_id: int, scope: Scope) -> DigitalPost:
    rows = DigitalPost.objects.visible_to(scope).standing().select_for_update(of=("self",))
    post: DigitalPost = rows.select_related("place").get(pk=post_id)
    _refuse_strangers(post.place, scope)
    if post.closed_on is not None:
        raise Refusal(_("Vị trí này đã bỏ từ ngày %(day)s.") % {"day": f"{post.closed_on:%d/%m/%Y}"})
    return post


def _holding(post: DigitalPost) -> Holding | None:
    return Holding.objects.standing().filter(post=post, ends_on__isnull=True).select_related("person").first()


@transaction.atomic
def fill_post(
    *, post_id: int, person: Person, starts_on: date, degree: str, by: Person, scope: Scope, at: datetime
) -> Holding:
    """Somebody of the commune takes an empty post, with the degree he or she has."""
    post = _post(post_id, scope)
    _refuse_future(starts_on, at, field="starts_on")
    if degree not in DEGREES:
        raise Refusal(_("Chọn bằng cấp trong danh sách."), field="degree")
    if (held := _holding(post)) is not None:
        raise Refusal(_("%(name)s đang giữ vị trí này.") % {"name": held.person.name}, field="person")
    if starts_on < post.opened_on:
        raise Refusal(_("Vị trí này có từ ngày %(day)s.") % {"day": f"{post.opened_on:%d/%m/%Y}"}, field="starts_on")
    last = Holding.objects.standing().filter(post=post).order_by("-ends_on").first()
    if last is not None and last.ends_on is not None and starts_on < last.ends_on:
        raise Refusal(_("Người trước giữ đến ngày %(day)s.") % {"day": f"{last.ends_on:%d/%m/%Y}"}, field="starts_on")
    if not queries.officials_at(post.place, on=starts_on).filter(pk=person.pk).exists():
        raise Refusal(
            _("%(name)s không phải công chức của %(place)s vào ngày đó.") % {"name": person.name, "place": post.place},
            field="person",
        )
    holding = Holding.objects.create(
        post=post, place=post.place, person=person, degree=Degree(degree), starts_on=starts_on, recorded_at=at
    )
    mark_changed([(post.place_id, starts_on)], at=at)
    audit("assessment.post.filled", by=by, about=post, at=at, path=post.place.path, detail={"on": str(starts_on)})
    return holding


@transaction.atomic
def empty_post(*, post_id: int, on: date, by: Person, scope: Scope, at: datetime) -> DigitalPost:
    """Whoever holds the post leaves it, from a day; it is listed as empty until somebody takes it."""
    post = _post(post_id, scope)
    _refuse_future(on, at, field="day")
    held = _holding(post)
    if held is None:
        raise Refusal(_("Vị trí này đang trống."))
    _leave(held, on, at=at)
    audit("assessment.post.emptied", by=by, about=post, at=at, path=post.place.path, detail={"on": str(on)})
    return post


def _leave(held: Holding, on: date, *, at: datetime) -> None:
    if on <= held.starts_on:
        raise Refusal(_("Người này giữ vị trí từ ngày %(day)s.") % {"day": f"{held.starts_on:%d/%m/%Y}"}, field="day")
    held.ends_on = on
    held.save(update_fields=["ends_on"])
    mark_changed([(held.place_id, held.starts_on), (held.place_id, on)], at=at)


@transaction.atomic
def close_post(*, post_id: int, on: date, by: Person, scope: Scope, at: datetime) -> DigitalPost:
    """The commune no longer has the post, from a day; whoever holds it leaves it that day."""
    post = _post(post_id, scope)
    _refuse_future(on, at, field="day")
    if on <= post.opened_on:
        raise Refusal(_("Vị trí này có từ ngày %(day)s.") % {"day": f"{post.opened_on:%d/%m/%Y}"}, field="day")
    if (held := _holding(post)) is not None:
        _leave(held, on, at=at)
    post.closed_on = on
    post.save(update_fields=["closed_on"])
    mark_changed([(post.place_id, post.opened_on), (post.place_id, on)], at=at)
    audit("assessment.post.closed", by=by, about=post, at=at, path=post.place.path, detail={"on": str(on)})
    return post
