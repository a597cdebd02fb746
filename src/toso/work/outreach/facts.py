from collections.abc import Callable

from django.db.models import F, QuerySet, Value
from django.db.models.expressions import Combinable
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from toso.ground.shared.facts import Fact, FactKind, Parameters
from toso.work.outreach.models import Record, Share

PARAMETERS = frozenset({"tasks", "pillar"})


def _narrowed(rows: QuerySet, parameters: Parameters, task: str) -> QuerySet:
    """``tasks`` keeps the named kinds of work, ``pillar`` those that serve one pillar (Plan 6863, IV.1.b)."""
    if tasks := parameters.get("tasks"):
        rows = rows.filter(**{f"{task}__code__in": tasks})
    if pillar := parameters.get("pillar"):
        rows = rows.filter(**{f"{task}__pillar": pillar})
    return rows


def _records(parameters: Parameters) -> QuerySet:
    return _narrowed(Record.objects.counting(), parameters, "task")


def _all_records(parameters: Parameters) -> QuerySet:
    return _narrowed(Record.objects.all(), parameters, "task")


def _shares(parameters: Parameters) -> QuerySet:
    return _narrowed(Share.objects.filter(record__superseded_at__isnull=True), parameters, "record__task")


def _all_shares(parameters: Parameters) -> QuerySet:
    return _narrowed(Share.objects.all(), parameters, "record__task")


def _adding(rows: Callable[[Parameters], QuerySet], measure: Combinable) -> Callable[[Parameters], QuerySet]:
    """Only the records that add something: one that helped no household is no evidence of households."""
    return lambda parameters: rows(parameters).alias(adds=measure).filter(adds__gt=0)


def _of_media(rows: QuerySet, parameters: Parameters) -> QuerySet:
    """``media`` keeps the work done by the named media; without it, all that has one."""
    media = parameters.get("media")
    return rows.filter(medium__in=media) if media else rows.exclude(medium="")


def _communications(parameters: Parameters) -> QuerySet:
    return _of_media(_records(parameters), parameters)


def _all_communications(parameters: Parameters) -> QuerySet:
    return _of_media(_all_records(parameters), parameters)


def _flow(name: str, label: str | Promise, unit: str | Promise, measure: Combinable) -> Fact:
    return Fact(
        code=f"outreach.{name}",
        label=label,
        unit=unit,
        kind=FactKind.FLOW,
        home="outreach.Record",
        rows=_adding(_records, measure),
        history=_adding(_all_records, measure),
        measure=measure,
        parameters=PARAMETERS,
    )


citizens_guided = _flow("citizens_guided", _("Lượt người dân được hướng dẫn"), _("lượt người"), F("citizens"))
households_guided = _flow("households_guided", _("Lượt hộ gia đình được hướng dẫn"), _("lượt hộ"), F("households"))
businesses_guided = _flow(
    "businesses_guided", _("Lượt cơ sở kinh doanh được hướng dẫn"), _("lượt cơ sở"), F("businesses")
)
cooperatives_guided = _flow(
    "cooperatives_guided", _("Lượt hợp tác xã được hướng dẫn"), _("lượt hợp tác xã"), F("cooperatives")
)
businesses_and_cooperatives_guided = _flow(
    "businesses_and_cooperatives_guided",
    _("Lượt cơ sở kinh doanh và hợp tác xã được hướng dẫn"),
    _("lượt đơn vị"),
    F("businesses") + F("cooperatives"),
)
elderly_guided = _flow("elderly_guided", _("Lượt người cao tuổi được hướng dẫn"), _("lượt người"), F("elderly"))
priority_guided = _flow(
    "priority_guided",
    _("Lượt hướng dẫn cho nhóm ưu tiên"),
    _("lượt"),
    F("elderly") + F("disabled") + F("poor") + F("near_poor") + F("vulnerable"),
)
reach = _flow("reach", _("Lượt người được tiếp cận qua tuyên truyền"), _("lượt tiếp cận"), F("reach"))
things_done = _flow("things_done", _("Máy, phần mềm, hồ sơ đã làm"), _("máy, hồ sơ"), F("things"))
communications = Fact(
    code="outreach.communications",
    label=_("Số lần tuyên truyền"),
    unit=_("lần"),
    kind=FactKind.FLOW,
    home="outreach.Record",
    rows=_communications,
    history=_all_communications,
    measure=Value(1),
    parameters=PARAMETERS | {"media"},
)
sessions = _flow("sessions", _("Số lần hướng dẫn"), _("lần"), Value(1))
people_taking_part = Fact(
    code="outreach.people_taking_part",
    label=_("Số người tham gia hướng dẫn"),
    unit=_("người"),
    kind=FactKind.DISTINCT,
    home="outreach.Share",
    rows=_shares,
    history=_all_shares,
    measure=Value(1),
    place="record__place",
    day="record__day",
    person="person",
    known_from="record__recorded_at",
    known_until="record__superseded_at",
    parameters=PARAMETERS,
)
