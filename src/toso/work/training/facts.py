"""What can be counted of training: classes, presences, persons, citizens, and who is trained today."""

from django.db.models import F, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from toso.ground.shared.facts import Fact, FactKind, Parameters
from toso.work.training.models import Attendance, Certificate, Completion, HeadCount, Recheck, Session, TrainedSpan
from toso.work.training.rules import Group

PARAMETERS = frozenset({"audience", "outline", "platform"})
HEADS = F("elderly") + F("pupils") + F("workers") + F("others")


def _narrowed(rows: QuerySet, parameters: Parameters, course: str) -> QuerySet:
    """``audience`` keeps courses for one audience, ``outline`` one content, ``platform`` one platform (by code)."""
    columns = {"audience": "audience", "outline": "outline__code", "platform": "platform__code"}
    return rows.filter(**{f"{course}__{columns[name]}": parameters[name] for name in PARAMETERS & parameters.keys()})


def _sessions(parameters: Parameters) -> QuerySet:
    return _narrowed(Session.objects.counting(), parameters, "course")


def _all_sessions(parameters: Parameters) -> QuerySet:
    return _narrowed(Session.objects.filter(held_at__isnull=False), parameters, "course")


def _attendances(parameters: Parameters) -> QuerySet:
    return _all_attendances(parameters).filter(superseded_at__isnull=True)


def _all_attendances(parameters: Parameters) -> QuerySet:
    return _narrowed(Attendance.objects.filter(counted_at__isnull=False), parameters, "session__course")


def _head_counts(parameters: Parameters) -> QuerySet:
    return _all_head_counts(parameters).filter(superseded_at__isnull=True)


def _all_head_counts(parameters: Parameters) -> QuerySet:
    counted = HeadCount.objects.filter(counted_at__isnull=False).alias(heads=HEADS).filter(heads__gt=0)
    return _narrowed(counted, parameters, "session__course")


def _members(_parameters: Parameters) -> QuerySet:
    return TrainedSpan.objects.filter(group=Group.MEMBER, superseded_at__isnull=True)


def _all_members(_parameters: Parameters) -> QuerySet:
    return TrainedSpan.objects.filter(group=Group.MEMBER)


def _officials(_parameters: Parameters) -> QuerySet:
    return TrainedSpan.objects.filter(group=Group.OFFICIAL, superseded_at__isnull=True)


def _all_officials(_parameters: Parameters) -> QuerySet:
    return TrainedSpan.objects.filter(group=Group.OFFICIAL)


sessions = Fact(
    code="training.sessions",
    label=_("Buổi tập huấn, lớp học đã tổ chức"),
    unit=_("buổi"),
    kind=FactKind.FLOW,
    home="training.Session",
    rows=_sessions,
    history=_all_sessions,
    measure=Value(1),
    known_from="held_at",
    parameters=PARAMETERS,
)
attendances = Fact(
    code="training.attendances",
    label=_("Lượt cán bộ, thành viên tổ dự tập huấn"),
    unit=_("lượt người"),
    kind=FactKind.FLOW,
    home="training.Attendance",
    rows=_attendances,
    history=_all_attendances,
    measure=Value(1),
    place="session__place",
    day="session__day",
    person="person",
    known_from="counted_at",
    parameters=PARAMETERS,
)
people_trained = Fact(
    code="training.people_trained",
    label=_("Số cán bộ, thành viên tổ được tập huấn"),
    unit=_("người"),
    kind=FactKind.DISTINCT,
    home="training.Attendance",
    rows=_attendances,
    history=_all_attendances,
    measure=Value(1),
    place="session__place",
    day="session__day",
    person="person",
    known_from="counted_at",
    parameters=PARAMETERS,
)
citizens_trained = Fact(
    code="training.citizens_trained",
    label=_("Lượt người dân được tập huấn kỹ năng số"),
    unit=_("lượt người"),
    kind=FactKind.FLOW,
    home="training.HeadCount",
    rows=_head_counts,
    history=_all_head_counts,
    measure=HEADS,
    place="session__place",
    day="session__day",
    known_from="counted_at",
    parameters=PARAMETERS,
)
members_trained = Fact(
    code="training.members_trained",
    label=_("Thành viên tổ đã được tập huấn"),
    unit=_("người"),
    kind=FactKind.STOCK,
    home="training.TrainedSpan",
    rows=_members,
    history=_all_members,
    measure=Value(1),
    day="starts_on",
    until="ends_on",
    person="person",
)
officials_trained = Fact(
    code="training.officials_trained",
    label=_("Cán bộ, công chức cấp xã đã được tập huấn"),
    unit=_("người"),
    kind=FactKind.STOCK,
    home="training.TrainedSpan",
    rows=_officials,
    history=_all_officials,
    measure=Value(1),
    day="starts_on",
    until="ends_on",
    person="person",
)


def _all_completions(parameters: Parameters) -> QuerySet:
    return _narrowed(Completion.objects.all(), parameters, "course")


def _completions(parameters: Parameters) -> QuerySet:
    return _all_completions(parameters).filter(superseded_at__isnull=True)


def _all_papers(parameters: Parameters) -> QuerySet:
    rows = _narrowed(Certificate.objects.all(), parameters, "session__course")
    return rows.filter(kind=parameters["kind"]) if "kind" in parameters else rows


def _papers(parameters: Parameters) -> QuerySet:
    return _all_papers(parameters).filter(superseded_at__isnull=True)


def _all_looked(parameters: Parameters) -> QuerySet:
    rows = _narrowed(Recheck.objects.all(), parameters, "session__course")
    return rows.filter(after_days=parameters["after"]) if "after" in parameters else rows


def _looked(parameters: Parameters) -> QuerySet:
    return _all_looked(parameters).filter(superseded_at__isnull=True)


def _all_kept(parameters: Parameters) -> QuerySet:
    return _all_looked(parameters).filter(is_able=True)


def _kept(parameters: Parameters) -> QuerySet:
    return _looked(parameters).filter(is_able=True)


completions = Fact(
    code="training.completions",
    label=_("Lượt hoàn thành khoá tự học trực tuyến"),
    unit=_("lượt người"),
    kind=FactKind.FLOW,
    home="training.Completion",
    rows=_completions,
    history=_all_completions,
    measure=Value(1),
    person="person",
    parameters=PARAMETERS,
)
papers = Fact(
    code="training.papers",
    label=_("Giấy chứng nhận tập huấn đã cấp"),
    unit=_("giấy"),
    kind=FactKind.FLOW,
    home="training.Certificate",
    rows=_papers,
    history=_all_papers,
    measure=Value(1),
    place="session__place",
    day="issued_on",
    person="person",
    parameters=PARAMETERS | {"kind"},
)
# On the day of the look, not of the class: a share of the two is what a class left behind.
skills_looked_at = Fact(
    code="training.skills_looked_at",
    label=_("Lượt kiểm tra lại kỹ năng sau tập huấn"),
    unit=_("lượt người"),
    kind=FactKind.FLOW,
    home="training.Recheck",
    rows=_looked,
    history=_all_looked,
    measure=Value(1),
    place="session__place",
    person="person",
    parameters=PARAMETERS | {"after"},
)
skills_kept = Fact(
    code="training.skills_kept",
    label=_("Lượt kiểm tra lại còn tự làm được"),
    unit=_("lượt người"),
    kind=FactKind.FLOW,
    home="training.Recheck",
    rows=_kept,
    history=_all_kept,
    measure=Value(1),
    place="session__place",
    person="person",
    parameters=PARAMETERS | {"after"},
)
