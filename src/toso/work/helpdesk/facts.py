from django.db.models import QuerySet, Value
from django.utils.translation import gettext_lazy as _

from toso.ground.shared.facts import Fact, FactKind, Parameters
from toso.work.helpdesk.models import Difficulty


def _raised(_parameters: Parameters) -> QuerySet:
    return Difficulty.objects.filter(superseded_at__isnull=True)


def _answered(_parameters: Parameters) -> QuerySet:
    return Difficulty.objects.filter(superseded_at__isnull=True, answered_on__isnull=False)


def _all(_parameters: Parameters) -> QuerySet:
    return Difficulty.objects.all()


def _all_answered(_parameters: Parameters) -> QuerySet:
    return Difficulty.objects.filter(answered_on__isnull=False)


difficulties_raised = Fact(
    code="helpdesk.difficulties_raised",
    label=_("Vướng mắc đã nêu"),
    unit=_("vướng mắc"),
    kind=FactKind.FLOW,
    home="helpdesk.Difficulty",
    rows=_raised,
    history=_all,
    measure=Value(1),
    day="raised_on",
)
# On the day of the first answer; a difficulty asked again is not counted twice.
difficulties_answered = Fact(
    code="helpdesk.difficulties_answered",
    label=_("Vướng mắc đã được trả lời"),
    unit=_("vướng mắc"),
    kind=FactKind.FLOW,
    home="helpdesk.Difficulty",
    rows=_answered,
    history=_all_answered,
    measure=Value(1),
    day="answered_on",
)
