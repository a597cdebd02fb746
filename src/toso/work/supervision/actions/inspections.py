"""Planning an inspection, writing down its visits, ending it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.notices.actions import settle, tell
from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.plan.programme.actions import mark_changed
from toso.work.supervision import queries, rules
from toso.work.supervision.models import POINT_MARKS, Checklist, Inspection, PointAnswer, Visit
from toso.work.supervision.rules import InspectionState, PointMark


@dataclass(frozen=True, slots=True)
class Paper:
    """The decision or plan that an inspection rests on."""

    number: str
    signed_on: date


@dataclass(frozen=True, slots=True)
class Stop:
    """A place to go to, and the day."""

    place: Place
    on: date


@transaction.atomic
def plan_inspection(
    *,
    place: Place,
    title: str,
    paper: Paper,
    first_day: date,
    last_day: date,
    lead: Person,
    stops: Sequence[Stop],
    checklist: Checklist,
    by: Person,
    scope: Scope,
    at: datetime,
    members: Sequence[Person] = (),
    purpose: str = "",
) -> Inspection:
    """Plan an inspection of places below ``place`` (Plan 6863, V.2, V.5). Whoever is inspected is told."""
    place = Place.objects.visible_to(scope).get(pk=place.pk)
    if not scope.holds(*queries.INSPECTORS, at_place=place.path):
        raise Refusal(_("Tài khoản này không lập kế hoạch kiểm tra của %(place)s.") % {"place": place}, field="place")
    title, number = nfc(title).strip(), nfc(paper.number).strip()
    if not title:
        raise Refusal(_("Ghi nội dung kiểm tra."), field="title")
    if not number:
        raise Refusal(_("Ghi số quyết định hoặc kế hoạch."), field="decision_number")
    if paper.signed_on > at.astimezone(VIETNAM).date():
        raise Refusal(_("Ngày ký ở tương lai. Hãy nhập ngày đã ký."), field="decided_on")
    _refuse_wrong_days(rules.Span(first_day, last_day), stops)
    _refuse_wrong_places(place, stops)
    known = Inspection.objects.filter(place=place, decision_number=number, decided_on=paper.signed_on, title=title)
    if known.exists():
        raise Refusal(_("Cuộc kiểm tra này đã có trong kế hoạch rồi."), field="title")
    inspection = Inspection.objects.create(
        place=place,
        checklist=checklist,
        title=title,
        purpose=nfc(purpose).strip(),
        decision_number=number,
        decided_on=paper.signed_on,
        first_day=first_day,
        last_day=last_day,
        lead=lead,
        made_by=by,
        recorded_at=at,
        is_sample=place.is_sample,
    )
    inspection.members.set(member for member in members if member.pk != lead.pk)
    visits = Visit.objects.bulk_create(
        [Visit(inspection=inspection, place=stop.place, planned_on=stop.on, recorded_at=at) for stop in stops]
    )
    audit(
        "supervision.inspection.planned",
        by=by,
        about=inspection,
        at=at,
        path=place.path,
        detail={"number": number, "places": len(visits)},
    )
    for visit in visits:
        _tell_visited(visit, at=at)
    return inspection


def _refuse_wrong_days(span: rules.Span, stops: Sequence[Stop]) -> None:
    if span.last_day < span.first_day:
        raise Refusal(_("Ngày kết thúc không được trước ngày bắt đầu."), field="last_day")
    for stop in stops:
        if not span.holds(stop.on):
            raise Refusal(
                _("%(place)s: ngày %(day)s nằm ngoài cuộc kiểm tra.")
                % {"place": stop.place, "day": f"{stop.on:%d/%m/%Y}"},
                field="places",
            )


def _refuse_wrong_places(place: Place, stops: Sequence[Stop]) -> None:
    if not stops:
        raise Refusal(_("Chọn ít nhất một nơi được kiểm tra."), field="places")
    allowed = set(
        queries.places_to_inspect(place).filter(pk__in=[s.place.pk for s in stops]).values_list("pk", flat=True)
    )
    for stop in stops:
        if stop.place.pk not in allowed:
            raise Refusal(_("%(place)s không thuộc nơi lập kế hoạch này.") % {"place": stop.place}, field="places")


def _tell_visited(visit: Visit, *, at: datetime) -> None:
    inspection = visit.inspection
    tell(
        persons=queries.inspected_at(visit.place, own=inspection.place, on=at.astimezone(VIETNAM).date()),
        code="supervision.visit.planned",
        key=f"supervision.visit.{visit.pk}.{visit.planned_on}",
        title=_("Kiểm tra ngày %(day)s tại %(place)s: %(title)s")
        % {"day": f"{visit.planned_on:%d/%m/%Y}", "place": visit.place, "title": inspection.title},
        address=reverse("supervision:inspection", args=[inspection.pk]),
        place=visit.place,
        at=at,
    )


@transaction.atomic
def move_visit(*, visit_id: int, planned_on: date, by: Person, scope: Scope, at: datetime) -> Visit:
    """Put a visit that was not held yet on another day within the inspection; the one inspected is told anew."""
    visit = _visit(visit_id, scope)
    inspection = visit.inspection
    if visit.held_on is not None:
        raise Refusal(_("Nơi này đã kiểm tra rồi, không đổi ngày được."))
    if not rules.Span(inspection.first_day, inspection.last_day).holds(planned_on):
        raise Refusal(
            _("Chọn ngày từ %(first)s đến %(last)s.")
            % {"first": f"{inspection.first_day:%d/%m/%Y}", "last": f"{inspection.last_day:%d/%m/%Y}"},
            field="planned_on",
        )
    settle(key=f"supervision.visit.{visit.pk}.{visit.planned_on}", at=at)
    visit.planned_on = planned_on
    visit.save(update_fields=["planned_on"])
    audit("supervision.visit.moved", by=by, about=visit, at=at, path=visit.place.path, detail={"on": str(planned_on)})
    _tell_visited(visit, at=at)
    return visit


@transaction.atomic
def write_visit(
    *,
    visit_id: int,
    on: date,
    attendance: str,
    conclusion: str,
    answers: Mapping[int, tuple[PointMark, str]],
    by: Person,
    scope: Scope,
    at: datetime,
) -> Visit:
    """Write down a visit: its day, who was there, each point of the checklist. Open until the inspection ends."""
    visit = _visit(visit_id, scope)
    inspection = visit.inspection
    if on > at.astimezone(VIETNAM).date():
        raise Refusal(_("Ngày kiểm tra chưa đến. Ghi từ hôm nay trở về trước."), field="held_on")
    if not rules.Span(inspection.first_day, inspection.last_day).holds(on):
        raise Refusal(
            _("Chọn ngày từ %(first)s đến %(last)s.")
            % {"first": f"{inspection.first_day:%d/%m/%Y}", "last": f"{inspection.last_day:%d/%m/%Y}"},
            field="held_on",
        )
    if wrong := next((mark for mark, _note in answers.values() if mark not in POINT_MARKS), None):
        raise Refusal(_("Không có mức “%(mark)s”.") % {"mark": wrong})
    days = {visit.held_on, on} - {None}
    visit.held_on, visit.held_at = on, visit.held_at if visit.held_on == on else at
    visit.attendance, visit.conclusion = nfc(attendance).strip(), nfc(conclusion).strip()
    visit.save()
    _write_points(visit, answers)
    mark_changed([(visit.place_id, day) for day in days if day], at=at)
    settle(key=f"supervision.visit.{visit.pk}.{visit.planned_on}", at=at)
    tally = rules.tally(mark for mark, _note in answers.values())
    detail = {"on": str(on), "met": tally.met, "not_met": tally.not_met}
    audit("supervision.visit.written", by=by, about=visit, at=at, path=visit.place.path, detail=detail)
    return visit


def _write_points(visit: Visit, answers: Mapping[int, tuple[PointMark, str]]) -> None:
    PointAnswer.objects.filter(visit=visit).delete()
    PointAnswer.objects.bulk_create(
        [
            PointAnswer(
                visit=visit,
                number=number,
                text=point["text"],
                article=point["article"],
                mark=answers.get(number, (PointMark.NOT_ASKED, ""))[0],
                note=nfc(answers.get(number, (PointMark.NOT_ASKED, ""))[1]).strip()[:400],
            )
            for number, point in enumerate(visit.inspection.checklist.points, start=1)
        ]
    )


@transaction.atomic
def conclude_inspection(*, inspection_id: int, by: Person, scope: Scope, at: datetime) -> Inspection:
    """End an inspection whose every visit was written down. Findings go on until each is closed."""
    inspection = _inspection(inspection_id, scope)
    missing = Visit.objects.filter(inspection=inspection, held_on__isnull=True, superseded_at__isnull=True)
    names = [str(visit.place) for visit in missing.select_related("place").order_by("planned_on", "pk")[:5]]
    if names:
        raise Refusal(_("Chưa ghi biên bản ở: %(places)s.") % {"places": ", ".join(names)})
    inspection.state, inspection.concluded_at = InspectionState.CONCLUDED, at
    inspection.save(update_fields=["state", "concluded_at"])
    audit("supervision.inspection.concluded", by=by, about=inspection, at=at, path=inspection.place.path)
    return inspection


@transaction.atomic
def cancel_inspection(*, inspection_id: int, reason: str, by: Person, scope: Scope, at: datetime) -> Inspection:
    """Give up an inspection of which no visit was held; whoever was to be inspected hears no more of it."""
    inspection = _inspection(inspection_id, scope)
    reason = nfc(reason).strip()
    if not reason:
        raise Refusal(_("Ghi lý do huỷ."), field="reason")
    if inspection.visits.filter(held_on__isnull=False).exists():
        raise Refusal(_("Đã có nơi được kiểm tra nên không huỷ được. Ghi nốt các nơi còn lại rồi kết thúc."))
    inspection.state, inspection.concluded_at = InspectionState.CANCELLED, at
    inspection.save(update_fields=["state", "concluded_at"])
    for visit in inspection.visits.all():
        settle(key=f"supervision.visit.{visit.pk}.{visit.planned_on}", at=at)
    detail = {"reason": reason}
    audit("supervision.inspection.cancelled", by=by, about=inspection, at=at, path=inspection.place.path, detail=detail)
    return inspection


def _inspection(inspection_id: int, scope: Scope) -> Inspection:
    rows = Inspection.objects.visible_to(scope).select_related("place").select_for_update(of=("self",))
    inspection: Inspection = rows.get(pk=inspection_id)
    refuse_others(inspection, scope)
    return inspection


def _visit(visit_id: int, scope: Scope) -> Visit:
    rows = Visit.objects.visible_to(scope).filter(superseded_at__isnull=True).select_for_update(of=("self",))
    visit: Visit = rows.select_related("place", "inspection__place", "inspection__checklist").get(pk=visit_id)
    refuse_others(visit.inspection, scope)
    return visit


def refuse_others(inspection: Inspection, scope: Scope) -> None:
    """Only the body that inspects writes, and only while the inspection runs."""
    if not queries.inspects(inspection, scope):
        raise Refusal(_("Chỉ %(place)s, nơi lập kế hoạch kiểm tra, làm việc này.") % {"place": inspection.place})
    if inspection.state != InspectionState.PLANNED:
        state = inspection.get_state_display().lower()
        raise Refusal(_("Cuộc kiểm tra %(state)s, không ghi thêm được.") % {"state": state})
