"""Studies, core persons and posts for tests, made through the room's own doors."""

from datetime import date, timedelta
from typing import Any

from tests.builders import moment
from toso.ground.people.models import Person
from toso.ground.people.queries import scope_of
from toso.ground.places.models import Place
from toso.work.assessment.actions.cores import hand_over, name_core, note_training
from toso.work.assessment.actions.criteria import load_criteria
from toso.work.assessment.actions.posts import declare_post
from toso.work.assessment.actions.studies import Seen, answer_area, open_study
from toso.work.assessment.models import Answer, Core, DigitalPost, Study
from toso.work.assessment.rules import Round

FIRST, LAST = date(2026, 8, 3), date(2026, 9, 1)  # a stay of thirty days
AREAS = ("infrastructure", "systems", "skills", "service_centre", "data", "security")


def a_study(
    *, place: Place, by: Person, label: str = "Tổ hỗ trợ tháng 8", first: date = FIRST, last: date = LAST
) -> Study:
    load_criteria(at=moment(first))
    return open_study(
        place=place,
        label=label,
        first_day=first,
        last_day=last,
        by=by,
        scope=scope_of(by.pk, on=first),
        at=moment(first),
    )


def an_answer(
    *, study: Study, by: Person, when: Round = Round.BEFORE, area: str = "skills", seen: Seen, on: date | None = None
) -> Answer:
    day = (
        on
        or {
            Round.BEFORE: study.first_day,
            Round.AFTER: study.last_day,
            Round.DAYS_30: study.last_day + timedelta(days=30),
            Round.DAYS_90: study.last_day + timedelta(days=90),
        }[when]
    )
    return answer_area(
        study_id=study.pk, when=when, area=area, seen=seen, by=by, scope=scope_of(by.pk, on=day), at=moment(day, 9)
    )


def a_whole_look(*, study: Study, by: Person, when: Round, level: int) -> list[Answer]:
    """Every area at one level."""
    return [an_answer(study=study, by=by, when=when, area=area, seen=Seen(level, "Đã thử tại chỗ")) for area in AREAS]


def a_core(*, place: Place, person: Person, by: Person, on: date = FIRST) -> Core:
    return name_core(
        place=place, person=person, named_on=on, by=by, scope=scope_of(by.pk, on=on), at=moment(on), duties="Một cửa"
    )


def a_core_in_charge(*, place: Place, person: Person, by: Person, on: date = LAST) -> Core:
    """Named and trained earlier, handed over to on a day."""
    core = a_core(place=place, person=person, by=by)
    given: dict[str, Any] = {"by": by, "scope": scope_of(by.pk, on=on), "at": moment(on)}
    note_training(core_id=core.pk, on=FIRST + timedelta(days=7), what="Quản trị mạng cơ bản", **given)
    return hand_over(core_id=core.pk, on=on, what="Sơ đồ mạng\nDanh sách thiết bị", **given)


def a_post(*, place: Place, by: Person, on: date = FIRST) -> DigitalPost:
    return declare_post(
        place=place,
        title="Công chức chuyển đổi số",
        opened_on=on,
        by=by,
        scope=scope_of(by.pk, on=on),
        at=moment(on),
    )
