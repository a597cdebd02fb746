"""What can be counted of training: classes, presences, persons, citizens, and who is trained today."""

from django.db.models import F, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from toso.ground.shared.facts import Fact, FactKind, Parameters
from toso.work.training.models import Attendance, HeadCount, Session, TrainedSpan
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
