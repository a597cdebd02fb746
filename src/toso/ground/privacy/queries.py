"""What people ask about their own data, what they agreed to, what is kept on what basis."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from toso.ground.audit.queries import persons_erased
from toso.ground.people.models import Person
from toso.ground.people.queries import persons_with, place_path_of
from toso.ground.people.rules import Role, masked_name
from toso.ground.places.models import Place
from toso.ground.privacy import rules
from toso.ground.privacy.models import Breach, Consent, RequestQuerySet, SubjectRequest
from toso.ground.privacy.rules import Clock, Kind, Period, RequestState
from toso.ground.shared.asking import asked_often
from toso.ground.shared.deadline_words import day_words
from toso.ground.shared.jobs import Job
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.ground.shared.vietnam_days import vietnam_calendar

DATA = Path(__file__).parent / "data"
HANDLERS = (Role.ADMINISTRATOR, Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)
READERS = (*HANDLERS, Role.AUDITOR)
CONSENT_KEEPERS = (Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL, Role.TEAM_LEADER)
CONSENT_TAKERS = (*CONSENT_KEEPERS, Role.TEAM_MEMBER)  # whoever stands at the door writes down what was agreed


@dataclass(frozen=True, slots=True)
class Activity:
    """One line of the record of processing. ``keep_days`` of a rule that runs by itself, 0 when none does."""

    code: str
    name: str
    purpose: str
    subjects: str
    data: str
    basis: str
    recipients: str
    retention: str
    valid_from: date
    valid_until: date | None = None
    keep_days: int = 0
    rule: str = ""


@cache
def _kinds() -> tuple[Kind, ...]:
    rows = tomllib.loads(nfc((DATA / "kinds.toml").read_text(encoding="utf-8")))["kind"]
    return tuple(Kind(**row) for row in rows)


@cache
def _activities() -> tuple[Activity, ...]:
    rows = tomllib.loads(nfc((DATA / "activities.toml").read_text(encoding="utf-8")))["activity"]
    return tuple(Activity(**row) for row in rows)


def kinds_on(on: date) -> list[Kind]:
    """What may be asked on a day, in the order of the list."""
    return [kind for kind in _kinds() if kind.valid_from <= on and (kind.valid_until is None or on < kind.valid_until)]


def kind_of(request: SubjectRequest) -> Kind:
    """The kind of a request as it stood on the day it came in."""
    on = request.received_on
    return next((kind for kind in kinds_on(on) if kind.code == request.kind), _kinds()[0])


def activities_on(on: date) -> list[Activity]:
    """The record of processing as it stands on a day."""
    rows = _activities()
    return [row for row in rows if row.valid_from <= on and (row.valid_until is None or on < row.valid_until)]


def clock_of(request: SubjectRequest) -> Clock:
    """By when the request must be answered and done."""
    return rules.clock_of(
        kind_of(request),
        received_on=request.received_on,
        has_others=request.has_others,
        extended_days=request.extended_days,
        add_working_days=vietnam_calendar().add_working_days,
    )


def due_on(request: SubjectRequest) -> date | None:
    return rules.next_day(RequestState(request.state), clock_of(request))


def due_words(request: SubjectRequest, *, on: date) -> str:
    """ "Hạn thứ Tư 18/11" or "Quá hạn từ thứ Tư 18/11"; nothing when nobody is waited for."""
    due = due_on(request)
    if due is None:
        return ""
    words = {"day": day_words(due, now=on)}
    return (_("Quá hạn từ %(day)s") if due < on else _("Hạn %(day)s")) % words


def requests_visible(scope: Scope) -> RequestQuerySet:
    """Requests at the places that the person answers for, and the person's own."""
    inside = SubjectRequest.objects.none()
    if scope.holds(*READERS):
        inside = SubjectRequest.objects.visible_to(scope)
    found: RequestQuerySet = SubjectRequest.objects.filter(Q(pk__in=inside.values("pk")) | Q(person=scope.person_id))
    return found


def may_handle(request: SubjectRequest, scope: Scope) -> bool:
    """Whoever answers for the place, but nobody in his or her own case."""
    return request.person_id != scope.person_id and scope.holds(*HANDLERS, at_place=request.place.path)


def names_of(request: SubjectRequest, scope: Scope) -> tuple[str, str]:
    """Who asks and how to reach them; a citizen's name is masked for whoever only looks at how it is handled."""
    if request.person_id is not None or scope.holds(*HANDLERS, at_place=request.place.path):
        return request.asked_by, request.contact
    return masked_name(request.subject_name), ""


def waits_for_erasure(request: SubjectRequest) -> bool:
    """Whether somebody of the programme asked to be erased and still has a name here."""
    return request.kind == "erase" and request.person_id is not None and not persons_erased([request.person_id])


def consents_visible(scope: Scope) -> QuerySet[Consent]:
    rows: QuerySet[Consent] = Consent.objects.visible_to(scope)
    return rows.select_related("place", "recorded_by").order_by("-pk")


def place_of(person: Person) -> Place | None:
    """Where a person's own request goes: the place of the latest role."""
    path = place_path_of(person.pk)
    return Place.objects.filter(path=path).first() if path else None


@cache
def _periods() -> tuple[Period, ...]:
    rows = tomllib.loads(nfc((DATA / "breach.toml").read_text(encoding="utf-8")))["period"]
    return tuple(Period(**row) for row in rows)


def period_of(breach: Breach) -> Period:
    """How soon it had to be reported, by the rule of the day when it became known."""
    on = localdate(breach.known_at)
    return next((one for one in _periods() if one.valid_until is None or on < one.valid_until), _periods()[-1])


def breaches_visible(scope: Scope) -> QuerySet[Breach]:
    """The breaches at the places that the person answers for; those not closed first."""
    rows: QuerySet[Breach] = Breach.objects.visible_to(scope) if scope.holds(*READERS) else Breach.objects.none()
    return rows.select_related("place", "recorded_by").order_by(F("closed_at").desc(nulls_first=True), "-pk")


def breach_words(breach: Breach, *, at: datetime) -> str:
    """Where its clock stands: reported in time or not, or by when it must be."""
    due = rules.report_by(period_of(breach), breach.known_at)
    words = {"moment": f"{localtime(due):%H:%M %d/%m/%Y}"}
    if breach.reported_at is not None:
        return (
            _("Báo đúng hạn %(moment)s") % words if breach.reported_at <= due else _("Báo sau hạn %(moment)s") % words
        )
    return (_("Quá hạn báo từ %(moment)s") if due < at else _("Báo trước %(moment)s")) % words


def to_be_told(place: Place, *, on: date) -> list[Person]:
    """Whoever leads the place, the standing agency and the administrators of the system."""
    roles = (Role.COMMUNE_LEADER, Role.PROVINCE_OFFICER, Role.ADMINISTRATOR)
    return list({one.pk: one for role in roles for one in persons_with(role, place.path, on)}.values())


@asked_often
def _open_breaches(scope: Scope) -> QuerySet[Breach]:
    rows = Breach.objects.visible_to(scope).filter(closed_at__isnull=True).select_related("place")
    return rows.order_by("known_at")[:20]


@asked_often
def _waiting(scope: Scope, person_id: int) -> QuerySet[SubjectRequest]:
    rows = SubjectRequest.objects.visible_to(scope).waiting().exclude(person=person_id)
    return rows.select_related("place", "person").order_by("received_on", "pk")[:50]


def _breach_jobs(scope: Scope, at: datetime) -> list[Job]:
    return [
        Job(
            key=f"privacy.breach.{row.pk}",
            title=_("Sự cố dữ liệu cá nhân: %(what)s") % {"what": row.what[:80]},
            detail=str(row.place),
            address=reverse("privacy:breach", args=[row.pk]),
            act=_("Kết thúc") if row.reported_at else _("Ghi việc báo"),
            icon="alert-triangle",
            due_at=None if row.reported_at else rules.report_by(period_of(row), row.known_at),
            due_words="" if row.reported_at else breach_words(row, at=at),
        )
        for row in _open_breaches(scope)
        if scope.holds(*HANDLERS, at_place=row.place.path)
    ]


def jobs(*, scope: Scope, person_id: int, at: datetime) -> list[Job]:
    """Requests that this person must answer or see through; the overdue ones come first by their day."""
    if not scope.holds(*HANDLERS):
        return []
    on, found = localdate(at), _breach_jobs(scope, at)
    for row in _waiting(scope, person_id):
        due = due_on(row)
        if due is None or not may_handle(row, scope):
            continue
        is_new = row.state == RequestState.RECEIVED
        found.append(
            Job(
                key=f"privacy.request.{row.pk}",
                title=_("%(kind)s: %(name)s") % {"kind": kind_of(row).name, "name": row.asked_by},
                detail=_("Yêu cầu về dữ liệu cá nhân, %(place)s") % {"place": row.place},
                address=reverse("privacy:request", args=[row.pk]),
                act=_("Trả lời") if is_new else _("Ghi kết quả"),
                icon="shield",
                due_at=datetime.combine(due + timedelta(days=1), datetime.min.time(), tzinfo=at.tzinfo)
                - timedelta(minutes=1),
                due_words=due_words(row, on=on),
            )
        )
    return found
