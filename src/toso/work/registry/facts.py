"""What the register counts: states of a day. Who was not asked is in no answer; the rows themselves are the whole."""

from django.db.models import F, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from toso.ground.shared.facts import Fact, FactKind, Parameters
from toso.work.registry.models import Answer, ElectronicArea, Residence
from toso.work.registry.rules.answers import Kind
from toso.work.registry.rules.answers import Value as Said


def _all_residences(parameters: Parameters) -> QuerySet:
    """``kinds`` keeps households, businesses, cooperatives; without it, households."""
    return Residence.objects.filter(kind__in=parameters.get("kinds", [Kind.HOUSEHOLD]))


def _residences(parameters: Parameters) -> QuerySet:
    return _all_residences(parameters).filter(superseded_at__isnull=True)


def _all_answers(parameters: Parameters) -> QuerySet:
    """``question`` names what was asked, ``values`` the answers that count; without values, yes."""
    rows = Answer.objects.filter(
        kind__in=parameters.get("kinds", [Kind.HOUSEHOLD]), question=parameters.get("question", "")
    )
    return rows.filter(value__in=parameters.get("values", [Said.YES]))


def _answers(parameters: Parameters) -> QuerySet:
    return _all_answers(parameters).filter(superseded_at__isnull=True)


def _all_numbers(parameters: Parameters) -> QuerySet:
    return Answer.objects.filter(question=parameters.get("question", ""), number__isnull=False)


def _numbers(parameters: Parameters) -> QuerySet:
    return _all_numbers(parameters).filter(superseded_at__isnull=True)


def _areas(_parameters: Parameters) -> QuerySet:
    return ElectronicArea.objects.filter(superseded_at__isnull=True)


def _all_areas(_parameters: Parameters) -> QuerySet:
    return ElectronicArea.objects.all()


registrants = Fact(
    code="registry.registrants",
    label=_("Hộ, cơ sở, hợp tác xã trong sổ"),
    unit=_("hộ, cơ sở"),
    kind=FactKind.STOCK,
    home="registry.Residence",
    rows=_residences,
    history=_all_residences,
    measure=Value(1),
    day="starts_on",
    until="ends_on",
    parameters=frozenset({"kinds"}),
)
answers = Fact(
    code="registry.answers",
    label=_("Hộ, cơ sở đã trả lời như vậy"),
    unit=_("hộ, cơ sở"),
    kind=FactKind.STOCK,
    home="registry.Answer",
    rows=_answers,
    history=_all_answers,
    measure=Value(1),
    day="starts_on",
    until="ends_on",
    parameters=frozenset({"kinds", "question", "values"}),
)
numbers = Fact(
    code="registry.numbers",
    label=_("Số đếm được trong các hộ đã hỏi"),
    unit=_("theo câu hỏi"),  # what was counted is the question's word: people, phones, hectares
    kind=FactKind.STOCK,
    home="registry.Answer",
    rows=_numbers,
    history=_all_numbers,
    measure=F("number"),
    day="starts_on",
    until="ends_on",
    parameters=frozenset({"question"}),
)
electronic_areas = Fact(
    code="registry.electronic_areas",
    label=_("Thôn được công nhận khu dân cư điện tử"),
    unit=_("thôn"),
    kind=FactKind.STOCK,
    home="registry.ElectronicArea",
    rows=_areas,
    history=_all_areas,
    measure=Value(1),
    day="starts_on",
    until="ends_on",
)
