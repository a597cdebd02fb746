"""The year: twelve months of each person, the quota of excellence by group, the organisations before their heads."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from toso.ground.people.models import Organisation
from toso.results.kpi.models import BodyYear, Finding, OutsideResult, Post, Sheet, YearDecision, YearSheet
from toso.results.kpi.models import Leave as LeaveRow
from toso.results.kpi.queries.access import Standing, agencies_kept
from toso.results.kpi.queries.months import main_posts, setting_on
from toso.results.kpi.queries.rule_sets import policy_of
from toso.results.kpi.rules.exact import exact
from toso.results.kpi.rules.quota import HIGHEST_SHARE, USUAL_SHARE, Candidate, Quota, propose
from toso.results.kpi.rules.seats import next_month
from toso.results.kpi.rules.states import EDITABLE, LeaveKind, Mode, Rank
from toso.results.kpi.rules.terms import Grade
from toso.results.kpi.rules.year import Leave

MONTHS = 12
SUPPORT = "SUPPORT"  # the rule set of support and service workers


@dataclass(frozen=True, slots=True)
class Group:
    """People with similar tasks, with what the quota allows among them."""

    name: str
    sheets: tuple[YearSheet, ...]
    quota: Quota
    chosen: int  # already decided as excellent
    is_support: bool  # support and service workers: contract workers, never in one quota with civil servants

    @property
    def is_over(self) -> bool:
        return self.chosen > self.quota.allowed


def totals_of(person_ids: list[int], year: int) -> dict[int, list[str | None]]:
    """The twelve totals of each person, whatever the agency that scored them (Article 19.1); exact, as text."""
    found: dict[int, list[str | None]] = {person: [None] * MONTHS for person in person_ids}
    for person, on, total in outside_totals(person_ids, year):
        found[person][on.month - 1] = str(Fraction(total))
    rows = Sheet.objects.filter(person__in=person_ids, on__year=year, excluded="").exclude(state__in=EDITABLE)
    for person, on, kept, total, mode in rows.values_list("person_id", "on", "answer__total", "total", "month__mode"):
        is_theirs = mode == Mode.FEED and found[person][on.month - 1] is not None
        if total is not None and not is_theirs:
            found[person][on.month - 1] = kept or str(total)
    return found


def outside_totals(person_ids: list[int], year: int) -> list[tuple[int, date, Decimal]]:
    """What another system says of these persons' months, as it stands now."""
    rows = OutsideResult.objects.filter(person__in=person_ids, month__year=year, superseded_at__isnull=True)
    return list(rows.values_list("person_id", "month", "total"))


LEAVES = {LeaveKind.SICK: Leave.SICK, LeaveKind.MATERNITY: Leave.MATERNITY, LeaveKind.UNPAID: Leave.UNPAID}


def whole_months_away(person_ids: list[int], year: int) -> dict[int, dict[int, Leave]]:
    """By person, the months of the year that one leave covers wholly."""
    found: dict[int, dict[int, Leave]] = defaultdict(dict)
    rows = LeaveRow.objects.filter(
        person__in=person_ids, kind__in=list(LEAVES), starts_on__lt=date(year + 1, 1, 1), ends_on__gt=date(year, 1, 1)
    )
    for row in rows:
        for number in range(1, MONTHS + 1):
            first = date(year, number, 1)
            if row.starts_on <= first and row.ends_on >= next_month(first):
                found[row.person_id][number] = LEAVES[LeaveKind(row.kind)]
    return found


def findings_of(person_ids: list[int], year: int) -> dict[int, list[Finding]]:
    """What was noted against persons for a year and stands."""
    found: dict[int, list[Finding]] = defaultdict(list)
    rows = Finding.objects.filter(person__in=person_ids, year=year, withdrawn_at__isnull=True)
    for row in rows.select_related("noted_by").order_by("pk"):
        found[row.person_id].append(row)
    return found


def posts_of_year(agency: Organisation, year: int) -> list[Post]:
    """Who is classified here: everybody whose main post at the end of the year is in the agency."""
    return main_posts(agency.pk, first=date(year, 12, 1), last=date(year, 12, 31))


def sheets_of_year(agency: Organisation, year: int) -> list[YearSheet]:
    rows = YearSheet.objects.filter(agency=agency, year=year).select_related("person", "body", "decision")
    return list(rows.order_by("group", "-average", "person__sort_key"))


def on_paper(sheets: Iterable[YearSheet], agency: Organisation) -> list[YearSheet]:
    """In the order of an official list: the agency itself, then its units; heads, deputies, officials; by name."""
    ranks = (Rank.HEAD, Rank.DEPUTY, Rank.OFFICIAL)
    return sorted(
        sheets,
        key=lambda one: (
            one.body_id != agency.pk,
            one.body.sort_key,
            ranks.index(Rank(one.rank)),
            one.person.sort_key,
            one.pk,
        ),
    )


def groups_of(agency: Organisation, year: int, sheets: list[YearSheet], *, is_outstanding: bool) -> list[Group]:
    """The quota within each group of similar tasks: it proposes and never takes anybody down."""
    setting = setting_on(agency, date(year, 12, 1))
    base = policy_of(setting.policy if setting else {}).quota_base
    support = support_workers([sheet.person_id for sheet in sheets], year)
    by_group: dict[tuple[bool, str], list[YearSheet]] = defaultdict(list)
    for sheet in sheets:
        by_group[sheet.person_id in support, sheet.group].append(sheet)
    share = HIGHEST_SHARE if is_outstanding else USUAL_SHARE
    return [
        Group(
            name=name,
            sheets=tuple(rows),
            quota=propose(
                tuple(Candidate(row.person_id, _average(row) if row.is_rated else None) for row in rows),
                share=share,
                base=base,
            ),
            chosen=sum(row.level == Grade.EXCELLENT for row in rows),
            is_support=is_support,
        )
        for (is_support, name), rows in sorted(by_group.items())
    ]


def support_workers(person_ids: list[int], year: int) -> set[int]:
    """Who was measured as a support or service worker in the last month of the year (handbook, III; Article 28.2)."""
    rows = Sheet.objects.filter(person__in=person_ids, on__year=year).order_by("on")
    last = {
        person: own or of_month
        for person, own, of_month in rows.values_list("person_id", "rule_set", "month__rule_set")
    }
    return {person for person, code in last.items() if code == SUPPORT}


def _average(sheet: YearSheet) -> Fraction | None:
    kept = sheet.answer.get("average")
    return Fraction(kept) if kept else None if sheet.average is None else exact(sheet.average)


def bodies_to_rate(agency: Organisation, year: int) -> list[dict[str, Any]]:
    """The units of the agency, then the agency itself, each with its own year when it has been settled."""
    known = {row.body_id: row for row in BodyYear.objects.filter(agency=agency, year=year)}
    bodies = {post.body_id: post.body for post in posts_of_year(agency, year)}
    rows = sorted(bodies.values(), key=lambda body: (body.pk == agency.pk, body.sort_key))
    return [{"body": body, "year": known.get(body.pk)} for body in rows]


def is_outstanding(agency: Organisation, year: int) -> bool:
    """Whether the agency itself has outstanding results, which raises the quota to 25 %."""
    return BodyYear.objects.filter(body=agency, year=year, level=Grade.EXCELLENT).exists()


def decisions_of(agency: Organisation, year: int) -> list[YearDecision]:
    rows = YearDecision.objects.filter(agency=agency, year=year).select_related("issued_by", "replaces")
    return list(rows.order_by("-pk"))


def year_sheets_seen(standing: Standing) -> Any:
    """One's own year always; those of an agency one keeps or leads."""
    own = YearSheet.objects.filter(person=standing.person_id)
    kept = YearSheet.objects.filter(agency__in=agencies_kept(standing))
    return (own | kept).select_related("person", "body", "agency__place", "decision", "decided_by")


def months_shown(sheet: YearSheet) -> list[tuple[int, Decimal | None]]:
    """The twelve months of Mẫu số 02."""
    return [
        (number, None if total is None else Decimal(Fraction(total).numerator) / Decimal(Fraction(total).denominator))
        for number, total in enumerate(sheet.months, start=1)
    ]
