"""Platforms that ask for a course, and completions of open platforms that count."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.builders import an_of, binh_of, dung_of, moment
from tests.world import a_world
from toso.ground.people.queries import scope_of
from toso.ground.shared.refusal import Refusal
from toso.ground.tables.queries.occasion import Occasion
from toso.ground.tables.rules.heads import Line
from toso.ground.tables.rules.intake import Standing
from toso.plan.programme.models import Platform
from toso.work.training import facts
from toso.work.training.actions import intake
from toso.work.training.models import Completion, TrainedSpan
from toso.work.training.queries import coverage, jobs
from toso.work.training.tests.builders import DAY, SYLLABUS, a_course

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return a_world()


def occasion(person, **settings):
    return Occasion(person, scope_of(person.pk, on=DAY), moment(DAY), settings)


def jobs_of(person):
    return [job.key for job in jobs.jobs(scope=scope_of(person.pk, on=DAY), person_id=person.pk, at=moment(DAY))]


def a_platform(code, released):
    return Platform.objects.create(code=code, name=f"Nền tảng {code}", released_on=released, valid_from=released)


def test_a_platform_released_lately_asks_the_standing_agency_for_a_course(world):
    dung = dung_of(world.province)
    new = a_platform("moi", DAY - timedelta(days=10))
    a_platform("cu", DAY - timedelta(days=400))

    asked = jobs_of(dung)
    a_course(place=world.province, by=dung, syllabus=replace(SYLLABUS, platform=new))

    assert asked == [f"training.platform.{new.pk}"]
    assert jobs_of(dung) == jobs_of(binh_of(world.commune)) == []


def test_completions_of_an_open_platform_count_as_training_once_and_are_taken_back(world):
    binh, an = binh_of(world.commune), an_of(world.hamlet)
    course = a_course(place=world.commune, by=binh)
    lines = (Line(1, {"name": an.name, "day": date(2026, 11, 2), "score": "9/10"}),)
    about = occasion(binh, course=course.title)
    before = coverage.first_trained([an.pk])

    receipt = intake.take_completions(intake.plan_completions(lines, about), about)
    again = intake.plan_completions(lines, about)

    kept = Completion.objects.get()
    assert (kept.person, kept.place, kept.day, kept.score) == (an, world.hamlet, date(2026, 11, 2), "9/10")
    assert (receipt.new, [again.count(standing) for standing in Standing]) == (1, [0, 0, 1, 0])
    assert (before, coverage.first_trained([an.pk])) == ({}, {an.pk: date(2026, 11, 2)})
    intake.undo_completions(batch=kept.batch, by=binh, scope=about.scope, at=about.at)
    assert facts.completions.rows({}).count() == 0
    assert coverage.first_trained([an.pk]) == {}
    assert not TrainedSpan.objects.filter(superseded_at__isnull=True).exists()


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"name": "Không Mẫu Ai"}, "name", "không thấy người này"),
        ({"day": date(2026, 11, 17)}, "day", "ngày này chưa đến"),
        ({"day": None}, "day", "ghi ngày hoàn thành"),
        ({"course": "Khoá lạ"}, "course", "không có khoá “Khoá lạ”"),
    ],
)
def test_a_completion_that_is_wrong_says_where(world, cells, column, words):
    binh, an = binh_of(world.commune), an_of(world.hamlet)
    course = a_course(place=world.commune, by=binh)
    line = Line(1, {"name": an.name, "day": date(2026, 11, 2), "course": course.title} | cells)

    planned = intake.plan_completions((line,), occasion(binh))

    assert words in planned.readings[0].faults[column]
    with pytest.raises(Refusal, match="chưa ghi gì"):
        intake.take_completions(planned, occasion(binh))
    assert not Completion.objects.exists()


def test_two_people_of_one_name_are_told_apart_by_telephone(world):
    binh = binh_of(world.commune)
    first, second = an_of(world.hamlet), an_of(world.hamlet)
    type(first).objects.filter(pk=second.pk).update(phone="0912345678")
    course = a_course(place=world.commune, by=binh)
    said: dict[str, Any] = {"name": first.name, "day": date(2026, 11, 2), "course": course.title}

    unclear = intake.plan_completions((Line(1, said),), occasion(binh))
    clear = intake.plan_completions((Line(1, said | {"phone": "0912345678"}),), occasion(binh))

    assert "2 người cùng tên" in unclear.readings[0].faults["name"]
    rows: Any = clear.payload
    assert [row.person for row in rows] == [second]
