"""Two rows that are one household become one, and apart again when that was a mistake."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.notices.actions import settle
from toso.ground.people.models import Person
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.work.registry.actions.counting import mark_counts
from toso.work.registry.actions.registering import GONE, Span, cells_of, standing
from toso.work.registry.actions.rows import (
    lock_register,
    note_change,
    refuse_stranger,
    write_fields,
)
from toso.work.registry.models import Answer, Distinct, Merge, Registrant, Residence, Source
from toso.work.registry.queries.catalogue import PERSONAL, REVIEWERS
from toso.work.registry.queries.register import fields_of, visible


def likeness_key(row: Registrant) -> str:
    """Under which key somebody was told that a row may be a double."""
    return f"registry.registrant.{row.pk}.alike"


@transaction.atomic
def merge_registrants(*, kept_id: int, dropped_id: int, reason: str, by: Person, scope: Scope, at: datetime) -> Merge:
    """Keep one row of two. What only the other knew goes over; the other never counted. It can be undone."""
    if kept_id == dropped_id:
        raise Refusal(_("Chọn hai dòng khác nhau."))
    first, second = (standing(pk, scope) for pk in sorted((kept_id, dropped_id)))
    kept, dropped = (first, second) if first.pk == kept_id else (second, first)
    for row in (kept, dropped):
        refuse_stranger(row.place, scope, roles=REVIEWERS)
    if kept.kind != dropped.kind:
        raise Refusal(_("Không gộp hộ với cơ sở, hợp tác xã."))
    reason = " ".join(nfc(reason).split())
    if not reason:
        raise Refusal(_("Ghi lý do gộp."), field="reason")
    day = localdate(at)
    pairs = _hand_over(kept, dropped, by=by, at=at)
    _stop_counting(dropped, at=at)
    dropped.ended_on, dropped.end_reason, dropped.merged_into, dropped.changed_at = day, reason[:300], kept, at
    dropped.version += 1
    dropped.save()
    if pairs:
        kept.version += 1
        kept.save()
        note_change(kept, pairs, day=day, source=Source.MERGE, by=by, at=at, why=reason[:300])
    merge: Merge = Merge.objects.create(
        place=kept.place, kept=kept, dropped=dropped, before=pairs, reason=reason[:300], by=by, at=at
    )
    note_change(dropped, {}, day=day, source=Source.MERGE, by=by, at=at, why=reason[:300])
    for row in (kept, dropped):
        settle(key=likeness_key(row), at=at)
    detail = {"kept": kept.pk, "fields": sorted(pairs)}
    audit("registry.registrants.merged", by=by, about=dropped, at=at, path=kept.place.path, detail=detail)
    return merge


def _hand_over(kept: Registrant, dropped: Registrant, *, by: Person, at: datetime) -> dict[str, list[str]]:
    """What the kept row does not know and the other does; a name goes with its consent."""
    held, other = fields_of(kept), fields_of(dropped)
    taken = {
        name: value
        for name, value in other.items()
        if name not in ("code", "is_head", *PERSONAL) and not held.get(name) and value
    }
    day = max(kept.listed_on, dropped.answered_on or dropped.listed_on)
    if kept.consent_id is None and dropped.consent_id is not None:
        taken |= {name: other[name] for name in PERSONAL if other[name]}
        kept.consent = dropped.consent
    return write_fields(kept, taken, day=day, source=Source.MERGE, by=by, at=at)


def _stop_counting(row: Registrant, *, at: datetime) -> None:
    homes = row.residences.filter(superseded_at__isnull=True)
    given = row.given_answers.filter(superseded_at__isnull=True)
    cells = cells_of(list(homes)) | cells_of(list(given))
    homes.update(superseded_at=at)
    given.update(superseded_at=at)
    mark_counts(cells, at=at)


@transaction.atomic
def undo_merge(*, merge_id: int, by: Person, scope: Scope, at: datetime) -> Merge:
    """They were two after all: the dropped row counts again from where it did, the kept one forgets what it took."""
    merge: Merge = Merge.objects.visible_to(scope).select_for_update(of=("self",)).get(pk=merge_id)
    if merge.undone_at is not None:
        raise Refusal(_("Lần gộp này đã tách lại rồi."))
    kept, dropped = (
        visible(scope).select_for_update(of=("self",)).select_related("place", "consent").get(pk=pk)
        for pk in (merge.kept_id, merge.dropped_id)
    )
    refuse_stranger(dropped.place, scope, roles=REVIEWERS)
    lock_register(dropped.place)
    same = Registrant.objects.standing().filter(place=dropped.place, kind=dropped.kind, code=dropped.code)
    if same.exclude(pk=dropped.pk).exists():
        raise Refusal(_("Mã %(code)s nay là của dòng khác; đổi mã dòng đó trước.") % {"code": dropped.code})
    _count_again(dropped, merge.at, at=at)
    dropped.ended_on, dropped.end_reason, dropped.merged_into, dropped.changed_at = None, "", None, at
    dropped.version += 1
    dropped.save()
    note_change(dropped, {}, day=localdate(at), source=Source.MERGE, by=by, at=at, why=_("Tách lại"))
    _give_back(kept, dropped, merge, by=by, at=at)
    merge.undone_at, merge.undone_by = at, by
    merge.save(update_fields=["undone_at", "undone_by"])
    audit("registry.merge.undone", by=by, about=dropped, at=at, path=dropped.place.path, detail={"kept": kept.pk})
    return merge


def _count_again(row: Registrant, closed_at: datetime, *, at: datetime) -> None:
    """The spans that the merge closed stand again, as new versions."""
    homes = _opened(row.residences.filter(superseded_at=closed_at), at)
    given = _opened(row.given_answers.filter(superseded_at=closed_at), at)
    Residence.objects.bulk_create(homes)
    Answer.objects.bulk_create(given)
    mark_counts(cells_of(homes) | cells_of(given), at=at)


def _opened(spans: Iterable[Span], at: datetime) -> list[Span]:
    """New versions of spans that stand again."""
    again = list(spans)
    for span in again:
        span.pk, span.superseded_at, span.recorded_at = None, None, at
    return again


def _give_back(kept: Registrant, dropped: Registrant, merge: Merge, *, by: Person, at: datetime) -> None:
    """The kept row loses what the merge gave it and nobody has changed since."""
    now = fields_of(kept)
    back = {
        name: before for name, (before, given) in merge.before.items() if now.get(name, "") == given and given != GONE
    }
    pairs = write_fields(kept, back, day=kept.listed_on, source=Source.MERGE, by=by, at=at)  # as if never answered
    if kept.consent_id is not None and kept.consent_id == dropped.consent_id and not (kept.contact_name or kept.phone):
        kept.consent = None
    if pairs:
        kept.version += 1
        note_change(kept, pairs, day=localdate(at), source=Source.MERGE, by=by, at=at, why=_("Tách lại"))
    kept.save()


@transaction.atomic
def tell_apart(*, one_id: int, other_id: int, by: Person, scope: Scope, at: datetime) -> None:
    """Somebody looked: two rows that look alike are two households. They are not warned of again."""
    first, second = (standing(pk, scope) for pk in sorted((one_id, other_id)))
    refuse_stranger(first.place, scope)
    refuse_stranger(second.place, scope)
    if first.pk == second.pk:
        raise Refusal(_("Chọn hai dòng khác nhau."))
    Distinct.objects.get_or_create(one=first, other=second, defaults={"by": by, "at": at})
    for row in (first, second):
        settle(key=likeness_key(row), at=at)
    detail = {"other": second.pk}
    audit("registry.registrants.told_apart", by=by, about=first, at=at, path=first.place.path, detail=detail)
