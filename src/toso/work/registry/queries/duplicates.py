"""Rows of the register that may be one household, and which merges were made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toso.ground.shared.scope import Scope
from toso.work.registry.models import Distinct, Merge, Registrant
from toso.work.registry.queries.register import visible
from toso.work.registry.rules.names import Likeness, Trace, looks_like

LIKENESS = {
    Likeness.PHONE: _("Cùng số điện thoại"),
    Likeness.NAME: _("Cùng tên trong một thôn"),
    Likeness.NEAR_NAME: _("Tên gần giống trong một thôn"),
}
MOST = 20


@dataclass(frozen=True, slots=True)
class Alike:
    """Another row that may be the same, and why."""

    row: Registrant
    likeness: Likeness
    words: str


def trace(row: Registrant) -> Trace:
    return Trace(row.kind, row.place_id, row.name or row.contact_name, row.phone)


def alike(row: Registrant, scope: Scope) -> list[Alike]:
    """Rows that may be the same as one, the strongest likeness first; those found to be different are left out."""
    pairs = Distinct.objects.filter(Q(one=row) | Q(other=row)).values_list("one", "other")
    apart = {pk for pair in pairs for pk in pair}
    same_phone = Q(phone_key=row.phone_key) if row.phone_key else Q(pk__in=[])
    near = Q(place_id=row.place_id) & ~Q(name_key="") if row.name_key else Q(pk__in=[])
    rows = visible(scope).standing().filter(same_phone | near, kind=row.kind).exclude(pk__in=apart | {row.pk})
    mine = trace(row)
    found = [
        Alike(other, likeness, str(LIKENESS[likeness]))
        for other in rows.select_related("place", "consent").order_by("code_key", "pk")
        if (likeness := looks_like(mine, trace(other)))
    ]
    order = list(Likeness)
    return sorted(found, key=lambda each: order.index(each.likeness))[:MOST]


def alike_in(rows: Sequence[Registrant]) -> list[tuple[Registrant, Registrant, Likeness]]:
    """Every pair among some rows that may be one: by telephone, or by name within a hamlet."""
    ids = [row.pk for row in rows]
    pairs = set(Distinct.objects.filter(one__in=ids, other__in=ids).values_list("one", "other"))
    found = []
    for one, other in _pairs(rows):
        likeness = looks_like(trace(one), trace(other))
        if likeness is not None and (min(one.pk, other.pk), max(one.pk, other.pk)) not in pairs:
            found.append((one, other, likeness))
    return found


def _pairs(rows: Sequence[Registrant]) -> Iterable[tuple[Registrant, Registrant]]:
    """Pairs worth a look: those that share a key. Nothing is compared with everything."""
    shared: dict[tuple[str, object], list[Registrant]] = {}
    for row in rows:
        for key in ({("phone", row.phone_key)} if row.phone_key else set()) | {
            ("word", f"{row.place_id} {row.kind} {word}") for word in row.name_key.split()
        }:
            shared.setdefault(key, []).append(row)
    seen: set[tuple[int, int]] = set()
    for group in shared.values():
        for at, one in enumerate(group):
            for other in group[at + 1 :]:
                key_of = (min(one.pk, other.pk), max(one.pk, other.pk))
                if key_of not in seen:
                    seen.add(key_of)
                    yield one, other


def merges_of(row: Registrant) -> list[Merge]:
    """The merges that a row kept or was dropped by, newest first."""
    rows = Merge.objects.filter(Q(kept=row) | Q(dropped=row)).select_related("kept", "dropped", "by", "undone_by")
    return list(rows.order_by("-pk"))
