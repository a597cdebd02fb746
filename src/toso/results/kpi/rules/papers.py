"""What the papers of KPI hold: plain values that ``queries`` fill and ``exports`` print. No table is named here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from toso.results.kpi.rules.rule_sets import Group
from toso.results.kpi.rules.terms import Grade, Origin


@dataclass(frozen=True, slots=True)
class Office:
    """Whose paper it is. ``issuer`` and ``superior`` stand in capitals at the top, ``name`` in a sentence."""

    issuer: str
    name: str
    place_name: str
    superior: str = ""


@dataclass(frozen=True, slots=True)
class Official:
    """The person of a form or of a row."""

    name: str
    title: str
    unit: str


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One line of the month as it was scored: the columns of the ministry's task table."""

    name: str
    product: str
    coefficient: Fraction
    assigned: Fraction
    done: Fraction
    quality_failures: int
    late: int
    assigned_converted: Fraction
    done_converted: Fraction
    quality_converted: Fraction
    progress_converted: Fraction
    due_on: date | None = None
    finished_on: date | None = None
    origin: Origin = Origin.ASSIGNED


@dataclass(frozen=True, slots=True)
class PeriodForm:
    """Mẫu số 01. ``period`` reads "Tháng 10 năm 2026"; points by the code of the criterion.

    The form has one column for points, the official's own. ``confirmed`` are those of the authority and
    stand in an annex beside them, as do the tasks.
    """

    office: Office
    official: Official
    period: str
    groups: tuple[Group, ...]
    own: Mapping[str, Fraction]
    general: Fraction | None
    task_score: Fraction | None
    total: Fraction | None
    strengths: str = ""
    weaknesses: str = ""
    comment: str = ""
    authority: str = ""  # who follows and scores: "TRƯỞNG PHÒNG", and the name
    authority_name: str = ""
    confirmed: Mapping[str, Fraction] = field(default_factory=dict)
    tasks: tuple[TaskRow, ...] = ()
    ratios: tuple[tuple[str, Fraction], ...] = ()  # a, b, c (d, đ, e) in per cent
    mark: str = ""


@dataclass(frozen=True, slots=True)
class YearForm:
    """Mẫu số 02: twelve months with total and note, the year's mean, both ratings, proposed handling."""

    office: Office
    official: Official
    year: int
    months: tuple[tuple[Fraction | None, str], ...]
    average: Fraction | None
    own_grade: Grade | None = None
    grade: Grade | None = None
    handling: str = ""
    authority: str = ""
    authority_name: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """A product of a catalogue; how often and how many people are asked for in the statistics annex only."""

    task: str
    detail: str
    product: str
    group: int
    points: Fraction
    coefficient: Fraction
    frequency: str = ""
    people: int | None = None
    part: str = ""  # the heading it stands under: "Phần A …"
    is_standard: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class CataloguePaper:
    """The catalogue as the decision's annexes: statistics, the standard product, points and coefficients."""

    office: Office
    year: int
    rows: tuple[CatalogueRow, ...]
    standard_name: str = ""
    standard_points: Fraction | None = None
    standard_reason: str = ""
    decision: str = ""  # "Quyết định số 12/QĐ-UBND ngày 05 tháng 6 năm 2026", once it is approved
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Rated:
    """One official in minutes, decision, notice or list."""

    official: Official
    average: Fraction | None
    grade: Grade | None
    note: str = ""
    is_support: bool = False  # a support or service worker, who is no civil servant


@dataclass(frozen=True, slots=True)
class MinutesPaper:
    """Minutes of the meeting that comments on the year (Art. 21)."""

    office: Office
    year: int
    held_at: datetime
    place: str
    chair: Official
    secretary: Official
    present: tuple[str, ...]
    absent: tuple[str, ...] = ()
    rated: tuple[Rated, ...] = ()
    opinions: tuple[str, ...] = ()
    party_opinion: str = ""
    ended_at: datetime | None = None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class DecisionPaper:
    """The decision that classifies, or that replaces an earlier one (Art. 21.3)."""

    office: Office
    year: int
    decided_by: str  # "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ …"
    signer_title: str
    signer_name: str
    rated: tuple[Rated, ...]
    number: str = ""
    day: date | None = None
    minutes_day: date | None = None
    replaces: str = ""  # "Quyết định số 15/QĐ-UBND ngày 10 tháng 12 năm 2026"
    reason: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class NoticePaper:
    """The written notice of results to the units and officials; published in the unit."""

    office: Office
    period: str  # "năm 2026", "tháng 10 năm 2026"
    signer_title: str
    signer_name: str
    rated: tuple[Rated, ...]
    authority: str = ""
    number: str = ""
    day: date | None = None
    decision: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One official's month in the workbook and in the plain JSON."""

    official: Official
    person: str  # the code by which another system knows the person
    general: Fraction | None
    a_pct: Fraction | None
    b_pct: Fraction | None
    c_pct: Fraction | None
    task_score: Fraction | None
    total: Fraction | None
    grade: Grade | None
    is_rated: bool
    reason: str = ""
    tasks: tuple[TaskRow, ...] = ()


@dataclass(frozen=True, slots=True)
class MonthBook:
    """A month of an agency, for XLSX and JSON."""

    office: Office
    month: date  # its first day
    rule_set: str
    rows: tuple[MonthRow, ...]
