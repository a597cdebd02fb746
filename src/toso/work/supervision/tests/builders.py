"""Inspections, findings and opinions for tests, made through the room's own doors."""

from collections.abc import Sequence
from datetime import date, timedelta

from tests.builders import moment
from toso.ground.people.models import Person
from toso.ground.people.queries import scope_of
from toso.ground.places.models import Place
from toso.work.supervision.actions.checklists import load_checklists
from toso.work.supervision.actions.findings import NO_PROOF, Proof, raise_finding
from toso.work.supervision.actions.inspections import Paper, Stop, plan_inspection, write_visit
from toso.work.supervision.actions.opinions import ask_opinion
from toso.work.supervision.models import Checklist, Finding, Inspection, Opinion, Visit
from toso.work.supervision.queries import Subject
from toso.work.supervision.rules import PointMark

DAY = date(2026, 11, 16)  # a Monday
TITLE = "Kiểm tra hoạt động của các tổ"


def a_checklist() -> Checklist:
    load_checklists(at=moment(DAY))
    return Checklist.objects.get(code="commune-teams", version=1)


def an_inspection(
    *, own: Place, places: Sequence[Place], by: Person, title: str = TITLE, day: date = DAY
) -> Inspection:
    """Planned on a day, for that day and the four after it."""
    return plan_inspection(
        place=own,
        title=title,
        paper=Paper("12/KH-SKHCN", day),
        first_day=day,
        last_day=day + timedelta(days=4),
        lead=by,
        stops=[Stop(place, day) for place in places],
        checklist=a_checklist(),
        by=by,
        scope=scope_of(by.pk, on=day),
        at=moment(day),
    )


def a_visit(*, own: Place, place: Place, by: Person, day: date = DAY, title: str = TITLE) -> Visit:
    """A visit that was held, with the first point met and the second not."""
    inspection = an_inspection(own=own, places=[place], by=by, day=day, title=title)
    return write_visit(
        visit_id=inspection.visits.get().pk,
        on=day,
        attendance="Trần Mẫu Bình, Chủ tịch",
        conclusion="Cơ bản thực hiện tốt.",
        answers={1: (PointMark.MET, ""), 2: (PointMark.NOT_MET, "Thiếu tổ phó")},
        by=by,
        scope=scope_of(by.pk, on=day),
        at=moment(day, 16),
    )


def a_finding(
    *,
    own: Place,
    place: Place,
    by: Person,
    text: str = "Tổ thiếu tổ phó",
    day: date = DAY,
    proof: Proof = NO_PROOF,
    title: str = TITLE,
) -> Finding:
    visit = a_visit(own=own, place=place, by=by, day=day, title=title)
    return raise_finding(
        visit_id=visit.pk, text=text, proof=proof, by=by, scope=scope_of(by.pk, on=day), at=moment(day, 16)
    )


def a_subject(*, place: Place | None, pk: int = 7) -> Subject:
    return Subject("outreach.record", pk, "Bản ghi: Dịch vụ công, 16/11/2026", "/outreach/", place)


def an_opinion(*, place: Place | None, by: Person, day: date = DAY) -> Opinion:
    return ask_opinion(
        subject=a_subject(place=place),
        question="Ghi như vậy đã đúng chưa?",
        by=by,
        scope=scope_of(by.pk, on=day),
        at=moment(day),
    )
