"""The groups of a hamlet, its social groups, and how far it is on the way to an electronic residential area."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet

from toso.ground.notices.models import SocialGroup
from toso.ground.places.models import Place
from toso.ground.shared.scope import Scope
from toso.plan.programme.models import PlanFactor
from toso.plan.programme.rules.plans import FactorKind
from toso.work.registry.models import Answer, ElectronicArea, GroupChat, Registrant
from toso.work.registry.queries.catalogue import answer_words, area_rules, by_code, groups_of
from toso.work.registry.rules import areas
from toso.work.registry.rules.answers import Kind, Value
from toso.work.registry.rules.areas import Judged
from toso.work.registry.rules.groups import ANY, Condition, Group, planning_factor


def group_counts(place: Place) -> dict[str, int]:
    """How many households of a hamlet stand in each group."""
    rows = Registrant.objects.standing().filter(place=place, kind=Kind.HOUSEHOLD).order_by().values_list("group")
    return dict(rows.annotate(Count("pk")))


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group of a hamlet: how many households, by what conditions, with which social group."""

    group: Group
    count: int
    adjusted: int
    conditions: list[str]
    chat: SocialGroup | None


def group_lines(place: Place) -> list[GroupLine]:
    counts = group_counts(place)
    placed = Registrant.objects.standing().filter(place=place, kind=Kind.HOUSEHOLD, is_adjusted=True).order_by()
    adjusted = dict(placed.values_list("group").annotate(Count("pk")))
    chats = {
        row.group: row.social_group
        for row in GroupChat.objects.filter(place=place, social_group__closed_on__isnull=True).select_related(
            "social_group"
        )
    }
    return [
        GroupLine(
            group,
            counts.get(group.code, 0),
            adjusted.get(group.code, 0),
            [condition_words(each) for each in (*group.any_of, *group.all_of)],
            chats.get(group.code),
        )
        for group in groups_of(place)
    ]


def condition_words(condition: Condition) -> str:
    """ "Có Internet cố định: không": a condition as a person reads it."""
    question = by_code().get(condition.question)
    if condition.question == ANY or question is None:
        return ""
    return f"{question.label}: {' / '.join(answer_words(question, value).lower() for value in condition.values)}"


def why_words(conditions: Sequence[Condition]) -> list[str]:
    return [words for words in map(condition_words, conditions) if words]


def factor_of(place: Place) -> Decimal | None:
    """What the groups of a hamlet would make of its part of the plan; nothing while its register is empty."""
    return planning_factor(groups_of(place), group_counts(place))


def factor_in_plan(place: Place) -> PlanFactor | None:
    """The factor of household groups that the plan reckons with for this hamlet today."""
    rows = PlanFactor.objects.filter(place=place, kind=FactorKind.HOUSEHOLDS, valid_until__isnull=True)
    return rows.order_by("-pk").first()


def area_of(place: Place) -> list[Judged]:
    """The hamlet against each criterion of an electronic residential area, from the register as it stands."""
    rows = Answer.objects.filter(
        place=place, kind=Kind.HOUSEHOLD, value=Value.YES, ends_on__isnull=True, superseded_at__isnull=True
    )
    counts = dict(rows.order_by().values_list("question").annotate(Count("pk")))
    standing = Registrant.objects.standing().filter(place=place, kind=Kind.HOUSEHOLD)
    counts[ANY] = standing.filter(answered_on__isnull=False).count()
    return areas.judge(area_rules().criteria, counts, standing.count())


def recognised(place: Place) -> ElectronicArea | None:
    """The recognition of a hamlet that stands."""
    rows = ElectronicArea.objects.filter(place=place, ends_on__isnull=True, superseded_at__isnull=True)
    return rows.select_related("recognised_by").first()


def areas_in(scope: Scope) -> QuerySet[ElectronicArea]:
    rows: QuerySet[ElectronicArea] = ElectronicArea.objects.visible_to(scope)
    return rows.filter(ends_on__isnull=True, superseded_at__isnull=True).select_related("place__parent")
