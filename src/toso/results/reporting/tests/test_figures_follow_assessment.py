"""Guard: after every public action of the room of assessments, the recomputed figures equal their evidence."""

import inspect
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from toso.results.reporting.tests.test_figures_follow_actions import BEFORE, NOW, TODAY, Stage, assert_figures_follow
from toso.work.assessment.actions import cores, posts, studies
from toso.work.assessment.actions.studies import Seen
from toso.work.assessment.rules import Degree, Round
from toso.work.assessment.tests import builders as assessment

pytestmark = pytest.mark.django_db


def a_watched_commune(stage: Stage) -> Any:
    return assessment.a_study(place=stage.world.commune, by=stage.province, first=BEFORE, last=TODAY)


def answer_area(stage: Stage) -> Callable[[], object]:
    """The last area makes the assessment complete; what was before changes the gain of what is after."""
    study = a_watched_commune(stage)
    for area in assessment.AREAS[:-1]:
        assessment.an_answer(study=study, by=stage.official, area=area, seen=Seen(1))
    after: dict[str, Any] = {"study": study, "by": stage.official, "when": Round.AFTER, "area": assessment.AREAS[-1]}
    assessment.an_answer(**after, seen=Seen(4), on=BEFORE)

    def act() -> None:
        who = stage.who(stage.official)
        area: dict[str, Any] = {"study_id": study.pk, "when": Round.BEFORE, "area": assessment.AREAS[-1]}
        studies.answer_area(**area, seen=Seen(1), **who)

    return act


def name_core(stage: Stage) -> Callable[[], object]:
    return lambda: assessment.a_core(place=stage.world.commune, person=stage.leader, by=stage.official, on=BEFORE)


def end_core(stage: Stage) -> Callable[[], object]:
    days = BEFORE - timedelta(days=5)
    core = assessment.a_core(place=stage.world.commune, person=stage.leader, by=stage.official, on=days)
    return lambda: cores.end_core(core_id=core.pk, on=BEFORE, reason="Chuyển", **stage.who(stage.official))


def check_core(stage: Stage) -> Callable[[], object]:
    handed = BEFORE - timedelta(days=90)
    core = assessment.a_core_in_charge(
        place=stage.world.commune, person=stage.leader, by=stage.official, on=max(handed, assessment.LAST)
    )
    core.handed_over_on = handed
    core.save()
    look: dict[str, Any] = {
        "core_id": core.pk,
        "milestone": 90,
        "note": "Giúp bốn bộ phận",
        **stage.who(stage.official),
    }
    cores.check_core(**look, on=BEFORE, is_active=True)
    later = look | {"at": NOW + timedelta(minutes=1)}
    return lambda: cores.check_core(**later, on=TODAY, is_active=True)


def an_open_post(stage: Stage, *, is_held: bool = False) -> Any:
    early = BEFORE - timedelta(days=5)
    post = assessment.a_post(place=stage.world.commune, by=stage.official, on=early)
    if is_held:
        held: dict[str, Any] = {"person": stage.leader, "starts_on": early, "degree": Degree.IT}
        posts.fill_post(post_id=post.pk, **held, **stage.who(stage.official))
    return post


def declare_post(stage: Stage) -> Callable[[], object]:
    return lambda: an_open_post(stage)


def fill_post(stage: Stage) -> Callable[[], object]:
    post = an_open_post(stage)
    held: dict[str, Any] = {"person": stage.leader, "starts_on": BEFORE, "degree": Degree.IT}
    return lambda: posts.fill_post(post_id=post.pk, **held, **stage.who(stage.official))


def empty_post(stage: Stage) -> Callable[[], object]:
    post = an_open_post(stage, is_held=True)
    return lambda: posts.empty_post(post_id=post.pk, on=BEFORE, **stage.who(stage.official))


def close_post(stage: Stage) -> Callable[[], object]:
    post = an_open_post(stage, is_held=True)
    return lambda: posts.close_post(post_id=post.pk, on=BEFORE, **stage.who(stage.official))


CASES: dict[Callable, Callable[[Stage], Callable[[], object]]] = {
    studies.answer_area: answer_area,
    cores.name_core: name_core,
    cores.end_core: end_core,
    cores.check_core: check_core,
    posts.declare_post: declare_post,
    posts.fill_post: fill_post,
    posts.empty_post: empty_post,
    posts.close_post: close_post,
}
CHANGE_NO_COUNTED_ROW: set[Callable] = {
    studies.open_study,
    studies.move_study,
    studies.drop_study,  # while nobody answered it
    cores.note_training,
    cores.hand_over,
}


@pytest.mark.parametrize("action", CASES, ids=lambda f: f.__name__)
def test_figures_follow(action):
    assert_figures_follow(CASES[action])


def test_every_public_action_is_known_to_this_guard():
    acts = {
        function
        for module in (studies, cores, posts)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_") and function.__module__ == module.__name__ and hasattr(function, "__wrapped__")
    }

    assert acts == CASES.keys() | CHANGE_NO_COUNTED_ROW
