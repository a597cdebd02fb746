"""How an agency runs its KPI: its settings in force and to come, its seats, its own criteria."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from toso.ground.people.models import Organisation, Person
from toso.ground.people.queries import has_words, persons_visible
from toso.ground.people.rules import Role
from toso.ground.shared.scope import Scope
from toso.results.kpi.models import Month, OwnRules, Post, Setting, Substitute
from toso.results.kpi.queries.access import Standing, agencies_kept
from toso.results.kpi.queries.rule_sets import brought_rule_sets
from toso.results.kpi.rules.rule_sets import RuleSet
from toso.results.kpi.rules.seats import next_month

MONTHS_AHEAD = 12
PEOPLE_SHOWN = 20


@dataclass(frozen=True, slots=True)
class SettingLine:
    setting: Setting
    rules: RuleSet
    choices: tuple[tuple[str, str], ...]  # what the open points are settled to, in words
    is_in_force: bool


def months_to_choose(agency: Organisation, on: date) -> list[date]:
    """The months a new setting may begin with: after the last month that was opened."""
    last = Month.objects.filter(agency=agency).order_by("-month").values_list("month", flat=True).first()
    month = next_month(last) if last else on.replace(day=1)
    found = []
    for _number in range(MONTHS_AHEAD):
        found.append(month)
        month = next_month(month)
    return found


def settings_of(agency: Organisation, on: date) -> list[SettingLine]:
    """Every setting, the newest first, with what it settles in words."""
    rows = list(Setting.objects.filter(agency=agency).order_by("-valid_from"))
    current = next((row for row in rows if row.valid_from <= on), None)
    return [_line(row, is_in_force=row is current) for row in rows]


def _line(row: Setting, *, is_in_force: bool) -> SettingLine:
    rules = brought_rule_sets()[row.rule_set]
    choices = tuple(
        (choice.label, dict(choice.options)[row.policy.get(choice.field, choice.options[0][0])])
        for choice in rules.choices
        if choice.field != "period"
    )
    return SettingLine(row, rules, choices, is_in_force)


def posts_by_body(agency: Organisation, on: date) -> list[tuple[Organisation, list[Post]]]:
    """Who sits where today or will, the agency itself first. Two questions, whatever the size."""
    rows = Post.objects.filter(agency=agency).exclude(ends_on__lte=on).select_related("person", "body")
    order = {"head": 0, "deputy": 1, "official": 2}
    found: dict[Organisation, list[Post]] = defaultdict(list)
    for post in rows.order_by("body__path", "person__sort_key", "pk"):
        found[post.body].append(post)
    return [(body, sorted(posts, key=lambda one: order[one.rank])) for body, posts in found.items()]


def post_seen(standing: Standing, pk: int) -> Post | None:
    rows = Post.objects.filter(agency__in=agencies_kept(standing))
    return rows.select_related("agency__place", "body", "person").filter(pk=pk).first()


def posts_of(person: Person, standing: Standing) -> list[Post]:
    """A person's posts in the agencies one keeps, the latest first."""
    rows = Post.objects.filter(person=person, agency__in=agencies_kept(standing)).select_related("body", "agency")
    return list(rows.order_by("-starts_on", "-pk"))


def persons_to_seat(scope: Scope, agency: Organisation, text: str) -> list[Person]:
    """People inside one's scope by words of their name; without words those with a role here and no seat yet."""
    seen = persons_visible(scope)
    if text.strip():
        return list(seen.filter(has_words(text)).order_by("sort_key", "pk")[:PEOPLE_SHOWN])
    seated = Post.objects.filter(agency=agency).values("person")
    roles = (Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER)
    rows = seen.filter(assignments__role__in=roles, assignments__place=agency.place).exclude(pk__in=seated)
    return list(rows.distinct().order_by("sort_key", "pk")[:PEOPLE_SHOWN])


def own_rules_of(agency: Organisation) -> list[OwnRules]:
    return list(OwnRules.objects.filter(agency=agency).select_related("made_by").order_by("rule_set", "-valid_from"))


def substitutes_of(agency: Organisation, on: date) -> list[Substitute]:
    """Who stands in for whom on a day, or will."""
    rows = Substitute.objects.filter(agency=agency).exclude(ends_on__lte=on).select_related("person", "scorer")
    return list(rows.order_by("person__sort_key", "starts_on"))
