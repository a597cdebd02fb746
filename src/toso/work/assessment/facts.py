"""What can be counted of lasting change: assessments, levels gained and lost, core persons, digital posts."""

from django.db.models import F, QuerySet, Value
from django.db.models.expressions import CombinedExpression
from django.utils.translation import gettext_lazy as _

from toso.ground.shared.facts import Fact, FactKind, Parameters
from toso.work.assessment.models import Answer, Assessment, Core, CoreCheck, DigitalPost, Holding
from toso.work.assessment.rules import MILESTONES, Degree

PARAMETERS = frozenset({"round", "side"})
LOSS: CombinedExpression = Value(0) - F("gain")


def _narrowed(rows: QuerySet, parameters: Parameters, before: str = "") -> QuerySet:
    """``round`` keeps one round (after, days_30, days_90), ``side`` one side (mission, commune)."""
    return rows.filter(**{f"{before}{name}": parameters[name] for name in PARAMETERS & parameters.keys()})


def _all_assessments(parameters: Parameters) -> QuerySet:
    return _narrowed(Assessment.objects.filter(completed_on__isnull=False), parameters)


def _assessments(parameters: Parameters) -> QuerySet:
    return _all_assessments(parameters).filter(superseded_at__isnull=True)


def _all_gains(parameters: Parameters) -> QuerySet:
    return _narrowed(Answer.objects.filter(gain__gt=0), parameters, "assessment__")


def _gains(parameters: Parameters) -> QuerySet:
    return _all_gains(parameters).filter(superseded_at__isnull=True)


def _all_losses(parameters: Parameters) -> QuerySet:
    return _narrowed(Answer.objects.filter(gain__lt=0), parameters, "assessment__")


def _losses(parameters: Parameters) -> QuerySet:
    return _all_losses(parameters).filter(superseded_at__isnull=True)


def _all_cores(_parameters: Parameters) -> QuerySet:
    return Core.objects.all()


def _cores(_parameters: Parameters) -> QuerySet:
    return Core.objects.standing()


def _all_active(_parameters: Parameters) -> QuerySet:
    return CoreCheck.objects.filter(milestone=MILESTONES[-1], is_active=True)


def _active(parameters: Parameters) -> QuerySet:
    return _all_active(parameters).filter(superseded_at__isnull=True)


def _all_posts(_parameters: Parameters) -> QuerySet:
    return DigitalPost.objects.all()


def _posts(_parameters: Parameters) -> QuerySet:
    return DigitalPost.objects.standing()


def _all_held(_parameters: Parameters) -> QuerySet:
    return Holding.objects.all()


def _held(_parameters: Parameters) -> QuerySet:
    return Holding.objects.standing()


def _all_with_degree(_parameters: Parameters) -> QuerySet:
    return Holding.objects.filter(degree=Degree.IT)


def _with_degree(_parameters: Parameters) -> QuerySet:
    return Holding.objects.standing().filter(degree=Degree.IT)


assessments = Fact(
    code="assessment.assessments",
    label=_("Lượt đánh giá xã đã hoàn thành"),
    unit=_("lượt"),
    kind=FactKind.FLOW,
    home="assessment.Assessment",
    rows=_assessments,
    history=_all_assessments,
    measure=Value(1),
    day="completed_on",
    known_from="completed_at",
    parameters=PARAMETERS,
)
levels_gained = Fact(
    code="assessment.levels_gained",
    label=_("Số bậc tăng so với trước khi hỗ trợ"),
    unit=_("bậc"),
    kind=FactKind.FLOW,
    home="assessment.Answer",
    rows=_gains,
    history=_all_gains,
    measure=F("gain"),
    parameters=PARAMETERS,
)
levels_lost = Fact(
    code="assessment.levels_lost",
    label=_("Số bậc giảm so với trước khi hỗ trợ"),
    unit=_("bậc"),
    kind=FactKind.FLOW,
    home="assessment.Answer",
    rows=_losses,
    history=_all_losses,
    measure=LOSS,
    parameters=PARAMETERS,
)
cores = Fact(
    code="assessment.cores",
    label=_("Hạt nhân công nghệ của xã"),
    unit=_("người"),
    kind=FactKind.STOCK,
    home="assessment.Core",
    rows=_cores,
    history=_all_cores,
    measure=Value(1),
    day="named_on",
    until="ended_on",
    person="person",
)
cores_active = Fact(
    code="assessment.cores_active",
    label=_("Hạt nhân công nghệ còn hoạt động sau 90 ngày"),
    unit=_("người"),
    kind=FactKind.FLOW,
    home="assessment.CoreCheck",
    rows=_active,
    history=_all_active,
    measure=Value(1),
    person="core__person",
)
posts = Fact(
    code="assessment.posts",
    label=_("Vị trí việc làm về công nghệ, chuyển đổi số"),
    unit=_("vị trí"),
    kind=FactKind.STOCK,
    home="assessment.DigitalPost",
    rows=_posts,
    history=_all_posts,
    measure=Value(1),
    day="opened_on",
    until="closed_on",
)
posts_filled = Fact(
    code="assessment.posts_filled",
    label=_("Vị trí công nghệ, chuyển đổi số đã có người"),
    unit=_("vị trí"),
    kind=FactKind.STOCK,
    home="assessment.Holding",
    rows=_held,
    history=_all_held,
    measure=Value(1),
    day="starts_on",
    until="ends_on",
)
posts_with_degree = Fact(
    code="assessment.posts_with_degree",
    label=_("Vị trí có người mang bằng công nghệ thông tin"),
    unit=_("vị trí"),
    kind=FactKind.STOCK,
    home="assessment.Holding",
    rows=_with_degree,
    history=_all_with_degree,
    measure=Value(1),
    day="starts_on",
    until="ends_on",
)
