"""A stranger's request for a coefficient, a year or a quota."""

from dataclasses import dataclass
from fractions import Fraction

from toso.command.kpi.reading import (
    Fault,
    Value,
    below,
    choice,
    flag,
    identity,
    listed,
    needed,
    number,
    own,
    record,
    text,
    whole,
)
from toso.ground.shared.text import fold
from toso.results.kpi.rules.conversion import coefficient
from toso.results.kpi.rules.quota import USUAL_SHARE, Candidate
from toso.results.kpi.rules.terms import Grade, QuotaBase
from toso.results.kpi.rules.year import MONTHS, Discipline, Leave, YearRequest

MOST_DECIMALS = 10
YEAR_KEYS = own("months", "leave", "discipline", "degradation", "corruption_in_unit", "head_of_unit", "unit_level")
BELOW_DISCIPLINE = frozenset(
    {"nhac nho", "phe binh", "kiem diem", "rut kinh nghiem", "kiem diem rut kinh nghiem", "reminder", "criticism"}
)


@dataclass(frozen=True, slots=True)
class QuotaRead:
    people: tuple[Candidate, ...]
    base: QuotaBase
    share: Fraction


def read_coefficient(value: Value, path: str) -> tuple[Fraction, int]:
    """The coefficient and with how many places it is meant to be read."""
    found = record(value, path, own("points", "standard_points", "decimals", "product", "group", "code"))
    points, standard = (number(needed(found, name, path), below(path, name)) for name in ("points", "standard_points"))
    for name, given in (("points", points), ("standard_points", standard)):
        if not given:
            raise Fault(below(path, name), "phải lớn hơn 0")
    decimals = whole(found["decimals"], below(path, "decimals"), high=MOST_DECIMALS) if "decimals" in found else None
    return coefficient(points, standard, decimals), decimals or 0


def read_year(value: Value, path: str) -> YearRequest:
    found = record(value, path, YEAR_KEYS)
    months = listed(needed(found, "months", path), below(path, "months"), read_total)
    if len(months) != MONTHS:
        raise Fault(below(path, "months"), f"phải đủ 12 tháng (tháng không chấm ghi null), đây có {len(months)}")

    def is_set(name: str) -> bool:
        return name in found and flag(found[name], below(path, name))

    return YearRequest(
        months=months,
        leave=choice(found["leave"], below(path, "leave"), Leave) if "leave" in found else None,
        discipline=listed(found.get("discipline", []), below(path, "discipline"), _discipline),
        has_degradation=is_set("degradation"),
        has_corruption_in_unit=is_set("corruption_in_unit"),
        is_head_of_unit=is_set("head_of_unit"),
        unit_grade=choice(found["unit_level"], below(path, "unit_level"), Grade) if "unit_level" in found else None,
    )


def read_total(value: Value, path: str) -> Fraction | None:
    return None if value is None else number(value, path, high=100)


def _discipline(value: Value, path: str) -> Discipline:
    found = record(value, path, own("kind", "public_duty", "used_before"))
    kind = text(needed(found, "kind", path), below(path, "kind"))
    if not kind.strip():
        raise Fault(below(path, "kind"), "hãy ghi hình thức kỷ luật")
    return Discipline(
        kind=kind,
        is_public_duty=flag(needed(found, "public_duty", path), below(path, "public_duty")),
        is_formal=fold(kind).replace("_", " ").strip() not in BELOW_DISCIPLINE,
        is_used_before=flag(found["used_before"], below(path, "used_before")) if "used_before" in found else False,
    )


def read_quota(value: Value, path: str) -> QuotaRead:
    found = record(value, path, own("people", "base", "share"))
    people = listed(needed(found, "people", path), below(path, "people"), _candidate)
    seen: dict[str | int, int] = {}
    for index, person in enumerate(people):
        if person.id in seen:
            where = below(below(below(path, "people"), index), "id")
            raise Fault(where, f"trùng với people[{seen[person.id]}]")
        seen[person.id] = index
    share = number(found["share"], below(path, "share"), high=1) if "share" in found else USUAL_SHARE
    base = choice(found["base"], below(path, "base"), QuotaBase) if "base" in found else QuotaBase.GOOD
    return QuotaRead(people, base, share)


def _candidate(value: Value, path: str) -> Candidate:
    found = record(value, path, own("id", "total", "name"))
    id_ = identity(found, path)
    if id_ is None:
        raise Fault(below(path, "id"), "thiếu")
    return Candidate(id_, read_total(found.get("total"), below(path, "total")))
