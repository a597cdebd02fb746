"""The technology core person and the digital posts of a commune."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.builders import a_person, an_of, binh_of, chau_of, dung_of, moment
from tests.world import World, a_world
from toso.ground.people.models import Person
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.shared.refusal import Refusal
from toso.work.assessment import facts
from toso.work.assessment.actions.cores import check_core, end_core, hand_over
from toso.work.assessment.actions.posts import close_post, empty_post, fill_post
from toso.work.assessment.models import Core, CoreCheck, Holding
from toso.work.assessment.queries import cores as queries
from toso.work.assessment.queries import jobs
from toso.work.assessment.rules import CoreStep, Degree
from toso.work.assessment.tests.builders import FIRST, LAST, a_core, a_core_in_charge, a_post

pytestmark = pytest.mark.django_db
AFTER_30, AFTER_90 = LAST + timedelta(days=30), LAST + timedelta(days=90)


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def nhan(world) -> Person:
    return a_person(name="Võ Mẫu Nhân", role=Role.COMMUNE_OFFICIAL, place=world.commune)


def given(person: Person, on: date) -> dict:
    return {"by": person, "scope": scope_of(person.pk, on=on), "at": moment(on)}


def test_a_core_person_is_named_trained_handed_over_to_and_still_active_after_ninety_days(world, nhan):
    binh = binh_of(world.commune)
    core = a_core_in_charge(place=world.commune, person=nhan, by=binh)
    for days, on in ((30, AFTER_30), (90, AFTER_90)):
        check_core(core_id=core.pk, milestone=days, on=on, is_active=True, note="Giúp bốn bộ phận", **given(binh, on))

    shown = queries.cores(scope_of(binh.pk, on=AFTER_90)).get()

    assert queries.step_of(shown) == CoreStep.ACTIVE
    assert queries.next_check(shown) is None
    assert facts.cores_active.rows({}).count() == 1
    assert facts.cores.rows({}).count() == 1


def test_the_look_waits_for_its_day(world, nhan):
    binh, on = binh_of(world.commune), AFTER_90 - timedelta(days=1)
    core = a_core_in_charge(place=world.commune, person=nhan, by=binh)

    with pytest.raises(Refusal, match="từ ngày 30/11/2026"):
        check_core(core_id=core.pk, milestone=90, on=on, is_active=True, note="Tốt", **given(binh, on))

    assert not CoreCheck.objects.exists()


def test_nobody_says_of_himself_that_he_is_active(world, nhan):
    core = a_core_in_charge(place=world.commune, person=nhan, by=binh_of(world.commune))

    with pytest.raises(Refusal, match="Người khác xem"):
        check_core(core_id=core.pk, milestone=30, on=AFTER_30, is_active=True, note="Tốt", **given(nhan, AFTER_30))

    assert not CoreCheck.objects.exists()


def test_nothing_is_handed_over_before_the_training(world, nhan):
    binh = binh_of(world.commune)
    core = a_core(place=world.commune, person=nhan, by=binh)

    with pytest.raises(Refusal, match="Đào tạo trước"):
        hand_over(core_id=core.pk, on=LAST, what="Sơ đồ mạng", **given(binh, LAST))

    assert Core.objects.get().handed_over_on is None


def test_a_look_said_again_replaces_the_first_and_the_count_follows(world, nhan):
    binh = binh_of(world.commune)
    core = a_core_in_charge(place=world.commune, person=nhan, by=binh)
    said: dict[str, Any] = {"core_id": core.pk, "milestone": 90, "on": AFTER_90, "note": "Xem lại"}
    check_core(**said, is_active=True, **given(binh, AFTER_90))

    check_core(**said, is_active=False, **given(binh, AFTER_90 + timedelta(days=1)))

    assert facts.cores_active.rows({}).count() == 0
    assert facts.cores_active.history({}).count() == 1


def test_somebody_who_does_not_work_there_is_not_named(world):
    binh, chau = binh_of(world.commune), chau_of(world.elsewhere)

    with pytest.raises(Refusal, match="không làm việc ở"):
        a_core(place=world.commune, person=chau, by=binh)

    assert not Core.objects.exists()


def test_a_core_person_who_left_is_named_no_more_and_the_commune_stands_without(world, nhan):
    binh = binh_of(world.commune)
    core = a_core(place=world.commune, person=nhan, by=binh)
    scope = scope_of(binh.pk, on=LAST)

    end_core(core_id=core.pk, on=LAST, reason="Chuyển công tác", **given(binh, LAST))

    assert list(queries.communes_without_core(scope)) == [world.commune]
    assert not queries.open_cores(scope).exists()
    with pytest.raises(Refusal, match="đã thôi"):
        end_core(core_id=core.pk, on=LAST, reason="Lần nữa", **given(binh, LAST))


def test_the_commune_is_reminded_to_look_and_the_core_person_is_not(world, nhan):
    binh = binh_of(world.commune)
    core = a_core_in_charge(place=world.commune, person=nhan, by=binh)

    def offered(person):
        return jobs.jobs(scope=scope_of(person.pk, on=AFTER_30), person_id=person.pk, at=moment(AFTER_30))

    assert [job.key for job in offered(binh)] == [f"assessment.core.{core.pk}.30"]
    assert offered(nhan) == []


def test_a_post_stands_empty_until_an_official_takes_it(world, nhan):
    binh, dung = binh_of(world.commune), dung_of(world.province)
    post = a_post(place=world.commune, by=binh)
    scope = scope_of(dung.pk, on=LAST)
    empty_before = queries.post_counts(scope)

    fill_post(post_id=post.pk, person=nhan, starts_on=FIRST, degree=Degree.IT, **given(binh, FIRST))

    assert (empty_before.posts, empty_before.unfilled, empty_before.communes_without) == (1, 1, 1)
    assert queries.post_counts(scope) == queries.PostCounts(1, 0, 1, 1)
    assert facts.posts_with_degree.rows({}).count() == 1


def test_a_post_is_not_given_to_a_team_member_nor_twice(world, nhan):
    binh = binh_of(world.commune)
    post = a_post(place=world.commune, by=binh)
    said: dict[str, Any] = {"post_id": post.pk, "starts_on": FIRST, "degree": Degree.OTHER, **given(binh, FIRST)}

    with pytest.raises(Refusal, match="không phải công chức"):
        fill_post(person=an_of(world.hamlet), **said)
    fill_post(person=nhan, **said)
    with pytest.raises(Refusal, match="đang giữ vị trí"):
        fill_post(person=binh, **said)

    assert Holding.objects.count() == 1


def test_a_post_left_is_listed_as_empty_again_and_a_closed_one_no_more(world, nhan):
    binh = binh_of(world.commune)
    post = a_post(place=world.commune, by=binh)
    fill_post(post_id=post.pk, person=nhan, starts_on=FIRST, degree=Degree.IT, **given(binh, FIRST))
    scope = scope_of(binh.pk, on=LAST)

    empty_post(post_id=post.pk, on=LAST, **given(binh, LAST))
    empties = list(queries.unfilled(queries.posts(scope)))
    close_post(post_id=post.pk, on=LAST, **given(binh, LAST))

    assert empties == [post]
    assert not queries.posts(scope).exists()
    assert list(queries.communes_without_post(scope)) == [world.commune]
