from collections.abc import Callable

from django.db.models import BigIntegerField, ExpressionWrapper, F, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from toso.ground.places.rules import Level
from toso.ground.shared.facts import Fact, FactKind, Parameters
from toso.work.outreach.models import Record, Share

PARAMETERS = frozenset({"tasks", "pillar"})
CENTRE_PARAMETERS = PARAMETERS | {"mode", "outcome"}
GUIDED = Q(citizens__gt=0) | Q(households__gt=0) | Q(businesses__gt=0) | Q(cooperatives__gt=0) | Q(reach__gt=0)


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
sessions = Fact(
    code="outreach.sessions",
    label=_("Số lần hướng dẫn"),
    unit=_("lần"),
    kind=FactKind.FLOW,
    home="outreach.Record",
    rows=lambda parameters: _records(parameters).filter(GUIDED),  # work on machines and dossiers guides nobody
    history=lambda parameters: _all_records(parameters).filter(GUIDED),
    measure=Value(1),
    parameters=PARAMETERS,
)
works = Fact(  # all that was done, work on machines and dossiers too: a log and a mission count it, no indicator does
    code="outreach.works",
    label=_("Số việc đã ghi"),
    unit=_("việc"),
    kind=FactKind.FLOW,
    home="outreach.Record",
    rows=_records,
    history=_all_records,
    measure=Value(1),
    parameters=PARAMETERS,
)
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


def _at_centre(rows: Callable[[Parameters], QuerySet]) -> Callable[[Parameters], QuerySet]:
    """Only work at a public-service centre; ``mode`` and ``outcome`` keep one of each."""

    def narrowed(parameters: Parameters) -> QuerySet:
        words = {f"centre__{name}": parameters[name] for name in ("mode", "outcome") if name in parameters}
        return rows(parameters).filter(centre__isnull=False, **words)

    return narrowed


def _centre(name: str, label: str | Promise, unit: str | Promise, measure: Combinable, only: Q | None = None) -> Fact:
    rows, history = _at_centre(_records), _at_centre(_all_records)
    kept = only if only is not None else Q()
    return Fact(
        code=f"outreach.{name}",
        label=label,
        unit=unit,
        kind=FactKind.FLOW,
        home="outreach.Record",
        rows=_adding(lambda parameters: rows(parameters).filter(kept), measure),
        history=_adding(lambda parameters: history(parameters).filter(kept), measure),
        measure=measure,
        parameters=CENTRE_PARAMETERS,
    )


centre_helped = _centre(
    "centre_helped", _("Lượt người được giúp ở Trung tâm Phục vụ hành chính công"), _("lượt người"), F("citizens")
)
centre_priority = _centre(
    "centre_priority",
    _("Lượt người yếu thế được giúp ở Trung tâm"),
    _("lượt người"),
    F("elderly") + F("disabled") + F("vulnerable"),
)
centre_minutes = _centre("centre_minutes", _("Số phút giúp ở Trung tâm"), _("phút"), F("centre__minutes"))
centre_timed = _centre(
    "centre_timed", _("Lượt giúp có ghi số phút"), _("lượt"), Value(1), Q(centre__minutes__isnull=False)
)
centre_rated = _centre("centre_rated", _("Lượt giúp có hỏi hài lòng"), _("lượt"), Value(1), ~Q(centre__satisfaction=""))
centre_satisfied = _centre(
    "centre_satisfied", _("Lượt giúp được đánh giá hài lòng"), _("lượt"), Value(1), Q(centre__satisfaction="good")
)
# The mean of a month is the sum of the days by the dossiers of which the days are known: both add up upwards.
centre_handling_days = _centre(
    "centre_handling_days",
    _("Số ngày làm việc giải quyết hồ sơ ở Trung tâm"),
    _("ngày làm việc"),
    F("centre__handling_days"),
    Q(centre__handling_days__isnull=False),
)
centre_handled = _centre(
    "centre_handled",
    _("Hồ sơ ở Trung tâm có ghi ngày nhận và ngày trả"),
    _("hồ sơ"),
    Value(1),
    Q(centre__handling_days__isnull=False),
)
# Dossiers are things done: by a task of their own, or beside somebody at the counter.
DIGITISED = Q(task__code="digitise") | Q(centre__isnull=False)
dossiers_digitised = Fact(
    code="outreach.dossiers_digitised",
    label=_("Hồ sơ đã số hoá"),
    unit=_("hồ sơ"),
    kind=FactKind.FLOW,
    home="outreach.Record",
    rows=_adding(lambda parameters: _records(parameters).filter(DIGITISED), F("things")),
    history=_adding(lambda parameters: _all_records(parameters).filter(DIGITISED), F("things")),
    measure=F("things"),
    parameters=PARAMETERS,
)


def _told(rows: QuerySet, known: object, column: str) -> QuerySet:
    """The records that brought a platform or a policy to a hamlet; ``known`` keeps those that an indicator names."""
    named = {f"{column}__code__in": known} if known else {f"{column}__isnull": False}
    pair = ExpressionWrapper(F("place_id") * MOST_NAMED + F(f"{column}_id"), BigIntegerField())
    return rows.filter(place__level=Level.HAMLET, **named).annotate(told=pair)


def _telling(name: str, label: str | Promise, column: str, parameter: str) -> Fact:
    """Each platform or policy once in each hamlet, however often people there were told (Plan 6863, III.1)."""
    return Fact(
        code=f"outreach.{name}",
        label=label,
        unit=_("lượt thôn"),
        kind=FactKind.DISTINCT,
        home="outreach.Record",
        rows=lambda parameters: _told(Record.objects.counting(), parameters.get(parameter), column),
        history=lambda parameters: _told(Record.objects.all(), parameters.get(parameter), column),
        measure=Value(1),
        once="told",
        parameters=frozenset({parameter}),
    )


MOST_NAMED = 1_000_000  # platforms or documents: hamlet and platform make one number
platforms_told = _telling("platforms_told", _("Nền tảng đã được hướng dẫn tới thôn"), "platform", "platforms")
policies_told = _telling(
    "policies_told", _("Chủ trương, chính sách đã được tuyên truyền tới thôn"), "document", "documents"
)
