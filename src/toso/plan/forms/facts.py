from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from toso.ground.shared.facts import Fact, FactKind, Parameters
from toso.plan.forms.models import Answer


def _answers(parameters: Parameters) -> QuerySet:
    return _all_answers(parameters).filter(superseded_at__isnull=True)


def _all_answers(parameters: Parameters) -> QuerySet:
    """``feeds`` names the code that the column `indicator` of a form carries; without it nothing is counted."""
    return Answer.objects.filter(feeds=parameters.get("feeds", ""))


answers = Fact(
    code="forms.answers",
    label=_("Câu trả lời trong biểu mẫu"),
    unit=_("đơn vị của câu hỏi"),
    kind=FactKind.FLOW,
    home="forms.Answer",
    rows=_answers,
    history=_all_answers,
    measure=F("value"),
    parameters=frozenset({"feeds"}),
)
