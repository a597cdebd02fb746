"""Who was there: by code, by list, by heads; corrected with a reason, counted once."""

from datetime import date, timedelta

import pytest

from tests.builders import a_person, a_place, an_of, binh_of, chau_of, moment
from tests.world import a_world
from toso.ground.people.models import Assignment
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.shared.refusal import Refusal
from toso.plan.teams.models import Membership
from toso.plan.teams.tests.builders import a_roster, a_team
from toso.work.training import facts
from toso.work.training.actions import attendance as actions
from toso.work.training.actions.coverage import catch_up, refresh_trained
from toso.work.training.actions.sessions import cancel_session, hold_session
from toso.work.training.models import Attendance, HeadCount, TrainedSpan
from toso.work.training.queries.coverage import Taught, board, missing
from toso.work.training.tests.builders import DAY, a_held_session, a_session

pytestmark = pytest.mark.django_db
NOON = moment(DAY, 12)


def do(act, *, by, at=NOON, **words):
    return act(by=by, scope=scope_of(by.pk, on=at.date()), at=at, **words)


def test_twice_checked_in_is_present_once():
    world = a_world()
    an = an_of(world.hamlet)
    session = a_session(place=world.commune, by=binh_of(world.commune))

    first = actions.check_in(token=session.token, by=an, at=NOON)
    second = actions.check_in(token=session.token, by=an, at=NOON + timedelta(minutes=5))

    assert first == second
    assert Attendance.objects.count() == 1


def test_the_code_is_good_on_the_day_alone():
    world = a_world()
    an = an_of(world.hamlet)
    session = a_session(place=world.commune, by=binh_of(world.commune), day=DAY + timedelta(days=1))

    for at in (NOON, NOON + timedelta(days=2)):
        with pytest.raises(Refusal, match="Mã này dùng vào ngày 17/11/2026"):
            actions.check_in(token=session.token, by=an, at=at)

    assert not Attendance.objects.exists()


def test_nobody_is_present_in_a_class_that_was_called_off_or_is_still_to_come():
    world = a_world()
    binh, an = binh_of(world.commune), an_of(world.hamlet)
    off = a_session(place=world.commune, by=binh)
    do(cancel_session, by=binh, session_id=off.pk, reason="Bão số 13")
    coming = a_session(place=world.commune, by=binh, day=DAY + timedelta(days=3))

    with pytest.raises(Refusal, match="đã huỷ: Bão số 13"):
        actions.check_in(token=off.token, by=an, at=NOON)
    with pytest.raises(Refusal, match="đã huỷ nên không điểm danh"):
        do(actions.take_attendance, by=binh, session_id=off.pk, persons=[an])
    with pytest.raises(Refusal, match="chưa điểm danh được"):
        do(actions.count_heads, by=binh, session_id=coming.pk, heads={"others": 5})

    assert not Attendance.objects.exists()
    assert not HeadCount.objects.exists()


def test_by_code_and_by_list_is_present_once():
    world = a_world()
    binh, an = binh_of(world.commune), an_of(world.hamlet)
    session = a_session(place=world.commune, by=binh)
    actions.check_in(token=session.token, by=an, at=NOON)

    assert do(actions.take_attendance, by=binh, session_id=session.pk, persons=[an, an]) == 0
    assert Attendance.objects.count() == 1


def test_a_stranger_to_the_place_is_not_put_on_the_list():
    world = a_world()
    binh = binh_of(world.commune)
    session = a_session(place=world.commune, by=binh)

    with pytest.raises(Refusal, match="Phạm Mẫu Châu không giữ việc nào"):
        do(actions.take_attendance, by=binh, session_id=session.pk, persons=[chau_of(world.elsewhere)])

    assert not Attendance.objects.exists()


def test_after_the_class_was_held_the_list_is_corrected_with_a_reason_and_versions_stay():
    world = a_world()
    binh, an = binh_of(world.commune), an_of(world.hamlet)
    late = a_person(name="Lý Mẫu Muộn", role=Role.TEAM_MEMBER, place=world.hamlet)
    session = a_held_session(place=world.commune, by=binh, persons=[an])
    after = NOON + timedelta(hours=1)

    with pytest.raises(Refusal, match="Ghi lý do bổ sung"):
        do(actions.take_attendance, by=binh, session_id=session.pk, persons=[late])
    with pytest.raises(Refusal, match="Ghi lý do bỏ"):
        do(actions.strike_attendance, by=binh, session_id=session.pk, person_id=an.pk, reason="")
    do(actions.take_attendance, by=binh, at=after, session_id=session.pk, persons=[late], reason="Đến sau, quên ghi")
    do(actions.strike_attendance, by=binh, at=after, session_id=session.pk, person_id=an.pk, reason="Điểm danh nhầm")

    assert [row.person for row in facts.attendances.rows({})] == [late]
    assert facts.attendances.history({}).count() == 2
    assert Attendance.objects.get(person=an).superseded_reason == "Điểm danh nhầm"


def test_citizens_are_counted_by_groups_and_a_correction_is_the_next_version():
    world = a_world()
    binh = binh_of(world.commune)
    session = a_session(place=world.hamlet, by=binh)

    first = do(actions.count_heads, by=binh, session_id=session.pk, heads={"elderly": 12, "others": 8})
    again = do(actions.count_heads, by=binh, session_id=session.pk, heads={"elderly": 12, "others": 8})
    do(hold_session, by=binh, session_id=session.pk)
    with pytest.raises(Refusal, match="Ghi lý do sửa"):
        do(actions.count_heads, by=binh, session_id=session.pk, heads={"elderly": 13, "others": 8})
    do(actions.count_heads, by=binh, session_id=session.pk, heads={"elderly": 13, "others": 8}, reason="Đếm sót")

    assert first == again
    assert [row.total for row in facts.citizens_trained.rows({})] == [21]
    assert facts.citizens_trained.history({}).count() == 2


@pytest.mark.parametrize("heads", [{"others": -1}, {"others": 5001}])
def test_an_impossible_number_of_heads_is_refused(heads):
    world = a_world()
    binh = binh_of(world.commune)
    session = a_session(place=world.hamlet, by=binh)

    with pytest.raises(Refusal, match="từ 0 đến 5000"):
        do(actions.count_heads, by=binh, session_id=session.pk, heads=heads)

    assert not HeadCount.objects.exists()


def test_a_member_and_an_official_count_as_trained_while_they_hold_their_post():
    world = a_world()
    binh = binh_of(world.commune)
    member = a_team(hamlet=world.hamlet, roster=a_roster()).memberships.order_by("pk")[0].person
    Assignment.objects.create(person=member, role=Role.TEAM_MEMBER, place=world.hamlet, starts_on=date(2026, 1, 1))
    a_held_session(place=world.commune, by=binh, persons=[member, binh])

    stood = {(row.group, row.place, row.starts_on, row.ends_on) for row in TrainedSpan.objects.all()}
    assert stood == {("member", world.hamlet, DAY, None), ("official", world.commune, DAY, None)}

    Membership.objects.filter(person=member).update(ends_on=DAY + timedelta(days=10))
    catch_up(at=NOON + timedelta(days=11))
    catch_up(at=NOON + timedelta(days=11))

    assert [row.ends_on for row in facts.members_trained.rows({})] == [DAY + timedelta(days=10)]
    assert facts.members_trained.history({}).count() == 2
    assert refresh_trained(at=NOON + timedelta(days=12)) == 0


def test_the_board_says_how_many_are_missing_and_who():
    world = a_world()
    a_place(name="Mẫu 2", parent=world.commune)
    binh = binh_of(world.commune)
    team = a_team(hamlet=world.hamlet, roster=a_roster())
    people = [row.person for row in team.memberships.order_by("pk")]
    for person in people:
        Assignment.objects.create(person=person, role=Role.TEAM_MEMBER, place=world.hamlet, starts_on=date(2026, 1, 1))
    a_held_session(place=world.commune, by=binh, persons=people[:2])
    scope = scope_of(binh.pk, on=DAY)

    whole, lines = board(world.commune, scope, on=DAY, taught=Taught())
    untrained = missing(world.commune, "member", scope, on=DAY, taught=Taught())

    assert (whole.members.total, whole.members.trained) == (len(people), 2)
    assert (whole.officials.total, whole.officials.missing) == (1, 1)
    assert [(line.place.name, line.members.trained, line.members.percent is None) for line in lines] == [
        ("Mẫu 1", 2, False),
        ("Mẫu 2", 0, True),
    ]
    assert set(untrained) == set(people[2:])
    assert missing(world.commune, "member", scope, on=DAY, taught=Taught(platform="none")).count() == len(people)
