"""How many may be rated excellent (Art. 20.5): a proposal by points, never a demotion by itself.

The decree says 20 % (25 % where the body has outstanding results) "of the number rated hoàn thành tốt",
within the body and within each group of similar tasks; it says nothing of rounding, so we round down.
"""

from dataclasses import dataclass
from fractions import Fraction

from toso.results.kpi.rules.exact import shown
from toso.results.kpi.rules.grades import EXCELLENT_FROM, GOOD_FROM
from toso.results.kpi.rules.terms import QuotaBase
from toso.results.kpi.rules.words import Code, Remark

USUAL_SHARE = Fraction(20, 100)
HIGHEST_SHARE = Fraction(25, 100)


@dataclass(frozen=True, slots=True)
class Candidate:
    id: str | int
    total: Fraction | None  # None: not rated


@dataclass(frozen=True, slots=True)
class Quota:
    """``proposed`` are in order of points. ``tied`` stand together on the border: the authority chooses."""

    allowed: int
    base: int
    proposed: tuple[str | int, ...]
    tied: tuple[str | int, ...] = ()
    warnings: tuple[Remark, ...] = ()


def allowed(count: int, share: Fraction, base: QuotaBase) -> int:
    """The largest number of excellent people among ``count``.

    GOOD: those not chosen fall back to "tốt" and enlarge the base, so x is the largest with
    x ≤ share × (count − x). Otherwise the floor of share × count.
    """
    return int(share * count / (1 + share)) if base is QuotaBase.GOOD else int(share * count)


def propose(people: tuple[Candidate, ...], *, share: Fraction = USUAL_SHARE, base: QuotaBase = QuotaBase.GOOD) -> Quota:
    """Who may be proposed as excellent within the quota, from the highest total down."""
    rated = [(person.id, person.total) for person in people if person.total is not None]
    good = [total for _id, total in rated if total >= GOOD_FROM]
    count = len(people) if base is QuotaBase.HEADCOUNT else len(good)
    places = allowed(count, share, base)
    excellent = sorted(
        ((id_, total) for id_, total in rated if total >= EXCELLENT_FROM), key=lambda pair: pair[1], reverse=True
    )
    warnings = []
    if share > HIGHEST_SHARE:
        warnings.append(Remark(Code.QUOTA_SHARE_UNUSUAL, (("share", shown(share * 100, 2) or ""),)))
    if len(excellent) <= places:
        return Quota(places, count, tuple(id_ for id_, _total in excellent), warnings=tuple(warnings))
    border = excellent[places][1]
    above = tuple(id_ for id_, total in excellent if total > border)
    tied = tuple(id_ for id_, total in excellent if total == border) if len(above) < places else ()
    if tied:
        values = (("number", str(len(tied))), ("total", shown(border, 2) or ""), ("places", str(places - len(above))))
        warnings.append(Remark(Code.QUOTA_TIE, values))
    return Quota(places, count, above, tied, tuple(warnings))
