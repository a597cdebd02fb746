"""Roles are given and taken within the giver's own, for spans of days that never overlap."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.builders import a_person, a_place, an_of, an_organisation, binh_of, chau_of, dung_of, moment
from tests.world import a_world
from toso.ground.audit.models import Entry
from toso.ground.people.actions import Newcomer, assign, create_person, end_assignment, enrol, transfer
from toso.ground.people.models import Assignment, Person
from toso.ground.people.queries import persons_under, persons_with, scope_of
from toso.ground.people.rules import Role
from toso.ground.places.actions import merge_places, rebuild_reach
from toso.ground.places.queries.changes import Portion
from toso.ground.shared.refusal import Refusal

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 16)
AT = moment(DAY)


def leader_of(commune):
    return a_person(name="Võ Mẫu Em", role=Role.COMMUNE_LEADER, place=commune)


def scope(person, on=DAY):
    return scope_of(person.pk, on=on)


def test_a_role_holds_from_its_first_day_until_the_day_before_its_end():
    world = a_world()
    an = a_person()
    assign(
        person=an,
        role=Role.TEAM_MEMBER,
        place=world.hamlet,
        starts_on=date(2026, 11, 1),
        ends_on=DAY,
        by=None,
        at=AT,
    )

    assert scope(an, date(2026, 10, 31)).grants == ()
    assert scope(an, date(2026, 11, 1)).holds(Role.TEAM_MEMBER, at_place=world.hamlet.path)
    assert scope(an, date(2026, 11, 15)).place_roots == (world.hamlet.path,)
    assert scope(an, DAY).grants == ()


def test_somebody_without_a_role_has_an_empty_scope():
    assert scope(a_person()).grants == ()


def test_a_role_over_an_organisation_gives_its_subtree():
    world = a_world()
    officer = a_person(role=Role.PARTNER, organisation=world.department)

    assert scope(officer).organisation_roots == (world.department.path,)
    assert scope(officer).place_roots == ()


def test_the_same_role_is_not_held_twice_at_once():
    world = a_world()
    an = an_of(world.hamlet)

    with pytest.raises(Refusal, match="Nguyễn Mẫu An đã giữ vai trò này ở đây từ 01/01/2020"):
        assign(person=an, role=Role.TEAM_LEADER, place=world.hamlet, starts_on=DAY, by=None, at=AT)

    assert Assignment.objects.filter(person=an).count() == 1
    assert not Entry.objects.filter(code="people.assignment.given").exists()


def test_the_database_refuses_an_overlap_that_slips_past():
    world = a_world()
    an = an_of(world.hamlet)

    with pytest.raises(IntegrityError, match="assignment_is_not_held_twice"), transaction.atomic():
        Assignment.objects.create(person=an, role=Role.TEAM_LEADER, place=world.hamlet, starts_on=DAY)

    Assignment.objects.create(person=an, role=Role.TEAM_MEMBER, place=world.hamlet, starts_on=DAY)
    Assignment.objects.create(person=an, role=Role.TEAM_LEADER, place=world.hamlet_elsewhere, starts_on=DAY)
    assert Assignment.objects.filter(person=an).count() == 3


def test_a_role_may_be_taken_up_again_on_the_day_it_ended():
    world = a_world()
    an = an_of(world.hamlet)
    end_assignment(assignment_id=an.assignments.get().pk, ends_on=DAY, by=None, at=AT)

    again = assign(person=an, role=Role.TEAM_LEADER, place=world.hamlet, starts_on=DAY, by=None, at=AT)

    assert again.starts_on == DAY


@pytest.mark.parametrize(
    ("role", "is_allowed"),
    [
        (Role.TEAM_MEMBER, True),
        (Role.TEAM_LEADER, True),
        (Role.COMMUNE_OFFICIAL, True),
        (Role.COMMUNE_LEADER, True),
        (Role.PROVINCE_OFFICER, False),
        (Role.ADMINISTRATOR, False),
        (Role.AUDITOR, False),
    ],
)
def test_a_commune_leader_gives_roles_up_to_his_own(role, is_allowed):
    world = a_world()
    leader, new = leader_of(world.commune), a_person(name="Hồ Mẫu Phúc")
    words = {"person": new, "role": role, "place": world.commune, "starts_on": DAY, "by": leader, "at": AT}

    if is_allowed:
        assert assign(**words, scope=scope(leader)).role == role
    else:
        with pytest.raises(Refusal, match="không có quyền giao hoặc thu vai trò"):
            assign(**words, scope=scope(leader))
        assert not new.assignments.exists()


def test_a_commune_leader_gives_no_role_in_another_commune():
    world = a_world()
    leader = leader_of(world.commune)
    new = a_person()

    with pytest.raises(Refusal):
        assign(
            person=new,
            role=Role.TEAM_MEMBER,
            place=world.hamlet_elsewhere,
            starts_on=DAY,
            by=leader,
            at=AT,
            scope=scope(leader),
        )

    assert not new.assignments.exists()


def test_a_commune_official_brings_in_team_members_but_no_colleagues():
    world = a_world()
    binh = binh_of(world.commune)
    new = a_person()
    words = {"person": new, "starts_on": DAY, "by": binh, "at": AT, "scope": scope(binh)}

    assign(role=Role.TEAM_MEMBER, place=world.hamlet, **words)
    with pytest.raises(Refusal):
        assign(role=Role.COMMUNE_OFFICIAL, place=world.commune, **words)

    assert [held.role for held in new.assignments.all()] == [Role.TEAM_MEMBER]


def test_the_last_administrator_stays():
    world = a_world()
    only = a_person(role=Role.ADMINISTRATOR, place=world.province)

    with pytest.raises(Refusal, match="người quản trị cuối cùng"):
        end_assignment(assignment_id=only.assignments.get().pk, ends_on=DAY, by=only, at=AT)

    assert only.assignments.get().ends_on is None


def test_a_transfer_ends_one_role_and_begins_the_other_on_one_day():
    world = a_world()
    an, dung = an_of(world.hamlet), dung_of(world.province)

    new = transfer(
        assignment_id=an.assignments.get().pk,
        place=world.hamlet_elsewhere,
        on=DAY,
        by=dung,
        at=AT,
        scope=scope(dung),
    )

    assert an.assignments.get(place=world.hamlet).ends_on == DAY
    assert (new.place, new.starts_on, new.role) == (world.hamlet_elsewhere, DAY, Role.TEAM_LEADER)


def test_persons_with_a_role_answer_for_the_place_from_it_or_from_above():
    world = a_world()
    an, binh, dung = an_of(world.hamlet), binh_of(world.commune), dung_of(world.province)
    chau_of(world.elsewhere)

    assert list(persons_with(Role.COMMUNE_OFFICIAL, world.hamlet.path)) == [binh]
    assert list(persons_with(Role.PROVINCE_OFFICER, world.commune.path, DAY)) == [dung]
    assert list(persons_with(Role.TEAM_LEADER, world.commune.path)) == []
    assert list(persons_under(Role.TEAM_LEADER, world.commune.path)) == [an]


def test_persons_with_a_role_through_an_organisation_answer_for_its_place():
    world = a_world()
    committee = an_organisation(place=world.commune)
    person = a_person(role=Role.COMMUNE_LEADER, organisation=committee)

    assert list(persons_with(Role.COMMUNE_LEADER, world.hamlet.path)) == [person]


def test_a_list_of_newcomers_is_taken_over_with_one_audit_line():
    world = a_world()
    list_of_two = [
        Newcomer("Đặng Mẫu Ý", Role.TEAM_LEADER, world.hamlet, phone="0905 111 222"),
        Newcomer("Bùi Mẫu Ánh", Role.TEAM_MEMBER, world.hamlet),
    ]

    persons = enrol(list_of_two, starts_on=DAY, by=None, at=AT)

    assert [person.name for person in persons] == ["Đặng Mẫu Ý", "Bùi Mẫu Ánh"]
    assert persons[0].phone == "0905111222"
    assert Assignment.objects.filter(place=world.hamlet).count() == 2
    assert Entry.objects.filter(code="people.persons.enrolled").count() == 1


def test_a_person_needs_a_whole_name():
    with pytest.raises(Refusal, match="Nhập đủ họ và tên"):
        create_person(name="An", by=None, at=AT)

    assert Person.objects.count() == 0


def test_who_worked_in_a_hamlet_that_merged_goes_on_in_its_successor():
    world = a_world()
    rebuild_reach()
    an = a_person(name="Nguyễn Mẫu An", role=Role.TEAM_MEMBER, place=world.hamlet)
    beside = a_place(name="Mẫu 2", parent=world.commune)
    heir = merge_places(
        place_ids=[world.hamlet.pk, beside.pk],
        into=Portion(name="Mẫu Mới", kind="Thôn"),
        on=date(2026, 11, 1),
        basis="Nghị quyết mẫu",
        by=None,
        at=moment(date(2026, 11, 9)),
    )
    world.hamlet.refresh_from_db()

    scope = scope_of(an.pk, on=date(2026, 11, 10))

    assert set(scope.place_roots) == {world.hamlet.path, heir.path}
    assert scope.holds(Role.TEAM_MEMBER, at_place=heir.path)
    assert not scope.holds(Role.TEAM_MEMBER, at_place=world.commune.path)
