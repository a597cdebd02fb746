"""The training of the sample: one course of a commune, two classes that were held and one to come."""

from datetime import date, time, timedelta

from toso.command.sample.province import SHOWN_COMMUNE
from toso.command.sample.work import evening
from toso.ground.people.queries import persons_under, persons_with, scope_of
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.work.training.actions.attendance import count_heads, take_attendance
from toso.work.training.actions.courses import Syllabus, load_outlines, offer_course
from toso.work.training.actions.sessions import Meeting, hold_session, plan_session
from toso.work.training.models import Course, Outline
from toso.work.training.rules import Audience, Mode, Organiser

CLASSES = (20, 9)  # days ago
COMING = 7
SEATS = 60
MOST_PRESENT = 45
CITIZENS = {"elderly": 12, "pupils": 0, "workers": 5, "others": 18}


def hold_classes(on: date) -> None:
    """As the days would have brought them: planned in the morning, held, written down in the evening."""
    commune = Place.objects.current().get(level=Level.COMMUNE, code=SHOWN_COMMUNE)
    if Course.objects.filter(place=commune).exists():
        return
    begun = on - timedelta(days=CLASSES[0])
    by = persons_with(Role.COMMUNE_OFFICIAL, commune.path, begun)[0]
    scope = scope_of(by.pk, on=begun)
    load_outlines(at=evening(begun, 7))
    outline = Outline.objects.get(code="public-service", version=1)
    course = offer_course(
        place=commune,
        outline=outline,
        syllabus=Syllabus(
            title=outline.title,
            audience=Audience.MEMBERS,
            mode=Mode.HANDS_ON,
            organiser=Organiser.COMMUNE,
            basis=outline.basis,
            parts=outline.parts,
            practice=outline.practice,
        ),
        by=by,
        scope=scope,
        at=evening(begun, 7),
    )
    members = list(persons_under(Role.TEAM_MEMBER, commune.path, begun))
    for number, days in enumerate((*CLASSES, -COMING)):
        day = on - timedelta(days=days)
        seen = evening(min(day, on), 7)
        meeting = Meeting(
            place=commune,
            day=day,
            starts_at=time(8),
            ends_at=time(11),
            venue="Hội trường UBND xã (mẫu)",
            trainers=[by],
            capacity=SEATS,
        )
        session = plan_session(course_id=course.pk, meeting=meeting, by=by, scope=scope, at=seen)
        if day > on:
            continue
        done = evening(day, 17)
        present = members[number * MOST_PRESENT : (number + 1) * MOST_PRESENT]
        take_attendance(session_id=session.pk, persons=present, by=by, scope=scope, at=done)
        count_heads(session_id=session.pk, heads=CITIZENS, by=by, scope=scope, at=done)
        hold_session(session_id=session.pk, by=by, scope=scope, at=done)
