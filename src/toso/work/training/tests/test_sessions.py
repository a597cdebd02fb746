"""A course is offered, a class planned, seats taken, the class held or called off; each refusal changes nothing."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from django.urls import reverse

from tests.builders import a_person, an_of, binh_of, chau_of, dung_of, moment
from tests.world import a_world
from toso.ground.audit.models import Entry
from toso.ground.notices.models import Notice
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.shared.refusal import Refusal
from toso.plan.programme.models import Mark
from toso.work.training import facts
from toso.work.training.actions import courses
from toso.work.training.actions import sessions as actions
from toso.work.training.actions.attendance import count_heads, take_attendance
from toso.work.training.actions.courses import close_course, load_outlines
from toso.work.training.models import Attendance, Course, Outline, Registration, Session
from toso.work.training.queries import sessions as queries
from toso.work.training.queries.jobs import jobs
from toso.work.training.rules import RegistrationState, SessionState
from toso.work.training.tests.builders import DAY, SYLLABUS, a_course, a_held_session, a_meeting, a_session, an_outline

pytestmark = pytest.mark.django_db
NEXT = DAY + timedelta(days=1)


def do(act, *, by, at=moment(DAY, 12), **words):  # noqa: B008  # a fixed moment, never changed
    return act(by=by, scope=scope_of(by.pk, on=at.date()), at=at, **words)


def test_outlines_ship_with_their_questions_and_are_loaded_once():
    first = load_outlines(at=moment(DAY))

    assert first == Outline.objects.count() >= 8
    assert load_outlines(at=moment(DAY)) == 0
    for outline in Outline.objects.all():
        assert outline.parts
        assert outline.practice
        assert outline.questions
        assert all(0 <= one["right"] < len(one["choices"]) for one in outline.questions)


def test_the_software_of_kpi_has_a_course_for_officials_with_practice_and_questions():
    load_outlines(at=moment(DAY))

    outline = Outline.objects.get(code="kpi-software")

    assert outline.audiences == ["officials"]
    assert "Vì sao được điểm này" in " ".join(outline.parts)
    assert len(outline.questions) == 5


def test_a_course_is_offered_by_a_commune_and_not_by_a_member():
    world = a_world()

    course = a_course(place=world.commune, by=binh_of(world.commune), outline=an_outline())
    with pytest.raises(Refusal, match="không mở khoá"):
        a_course(place=world.hamlet, by=an_of(world.hamlet))

    assert list(Course.objects.all()) == [course]
    assert Entry.objects.get(code="training.course.offered").path == world.commune.path


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": " "}, "Ghi tên khoá"),
        ({"parts": ()}, "ít nhất một nội dung"),
        ({"mode": "self_study"}, "cần địa chỉ"),
        ({"pass_percent": 0}, "từ 1 đến 100"),
    ],
)
def test_a_course_with_a_fault_is_refused_in_words(change, sentence):
    world = a_world()

    with pytest.raises(Refusal, match=sentence):
        a_course(place=world.commune, by=binh_of(world.commune), syllabus=replace(SYLLABUS, **change))

    assert not Course.objects.exists()


def test_what_a_commune_offers_is_seen_below_it_and_not_elsewhere():
    world = a_world()
    session = a_session(place=world.commune, by=binh_of(world.commune))
    an, chau, dung = an_of(world.hamlet), chau_of(world.elsewhere), dung_of(world.province)

    seen = {who.name: list(queries.sessions(scope_of(who.pk, on=DAY))) for who in (an, chau, dung)}

    assert seen == {"Nguyễn Mẫu An": [session], "Phạm Mẫu Châu": [], "Lê Mẫu Dung": [session]}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"venue": ""}, "Ghi địa điểm"),
        ({"ends_at": time(7)}, "sau giờ bắt đầu"),
        ({"guests": ""}, "ít nhất một giảng viên"),
        ({"capacity": 0}, "Số chỗ từ 1"),
        ({"day": DAY - timedelta(days=60)}, "trong 31 ngày"),
    ],
)
def test_a_class_with_a_fault_is_refused_in_words(change, sentence):
    world = a_world()
    binh = binh_of(world.commune)
    course = a_course(place=world.commune, by=binh)

    with pytest.raises(Refusal, match=sentence):
        do(
            actions.plan_session,
            by=binh,
            course_id=course.pk,
            meeting=replace(a_meeting(place=world.commune), **change),
        )

    assert not Session.objects.exists()


def test_two_trainers_teach_one_class_but_nobody_teaches_two_at_once():
    world = a_world()
    binh = binh_of(world.commune)
    other = a_person(name="Hồ Mẫu Hai", role=Role.COMMUNE_OFFICIAL, place=world.commune)
    course = a_course(place=world.commune, by=binh)

    session = a_session(place=world.commune, by=binh, course=course, trainers=[binh, other])
    with pytest.raises(Refusal, match="Hồ Mẫu Hai đã giảng một buổi khác cùng giờ"):
        a_session(place=world.hamlet, by=binh, course=course, trainers=[other], starts_at=time(10))
    later = a_session(place=world.hamlet, by=binh, course=course, trainers=[other], starts_at=time(11))

    assert set(session.trainers.all()) == {binh, other}
    assert set(Session.objects.all()) == {session, later}
    assert Notice.objects.filter(person=other, code="training.session.teach").count() == 2


def test_the_same_class_is_not_planned_twice_unless_the_first_was_called_off():
    world = a_world()
    binh = binh_of(world.commune)
    first = a_session(place=world.commune, by=binh)

    with pytest.raises(Refusal, match="đã có trong lịch"):
        a_session(place=world.commune, by=binh, course=first.course)
    do(actions.cancel_session, by=binh, session_id=first.pk, reason="Bão")
    a_session(place=world.commune, by=binh, course=first.course)

    assert Session.objects.count() == 2


def test_over_capacity_one_waits_and_moves_up_when_a_seat_becomes_free():
    world = a_world()
    session = a_session(place=world.commune, by=binh_of(world.commune), capacity=1)
    an, second = an_of(world.hamlet), a_person(name="Lý Mẫu Chờ", role=Role.TEAM_MEMBER, place=world.hamlet)

    assert do(actions.register, by=an, session_id=session.pk).state == RegistrationState.REGISTERED
    assert do(actions.register, by=second, session_id=session.pk).state == RegistrationState.WAITING
    with pytest.raises(Refusal, match="đã đăng ký buổi này rồi"):
        do(actions.register, by=an, session_id=session.pk)
    do(actions.decline, by=an, session_id=session.pk)

    assert Registration.objects.get(person=second).state == RegistrationState.REGISTERED
    assert Notice.objects.filter(person=second, code="training.session.seat").count() == 1


def test_whoever_is_invited_finds_it_in_the_own_work_and_answers():
    world = a_world()
    binh, an = binh_of(world.commune), an_of(world.hamlet)
    session = a_session(place=world.commune, by=binh, day=NEXT)

    assert do(actions.invite, by=binh, session_id=session.pk, persons=[an]) == 1
    assert do(actions.invite, by=binh, session_id=session.pk, persons=[an]) == 0
    found = jobs(scope=scope_of(an.pk, on=DAY), person_id=an.pk, at=moment(DAY))
    do(actions.register, by=an, session_id=session.pk)

    assert [(job.title, job.act) for job in found] == [("Mời dự tập huấn: Dịch vụ công trực tuyến", "Trả lời")]
    assert jobs(scope=scope_of(an.pk, on=DAY), person_id=an.pk, at=moment(DAY)) == []


def test_more_invitations_than_seats_are_refused_whole():
    world = a_world()
    binh = binh_of(world.commune)
    session = a_session(place=world.commune, by=binh, capacity=1)
    persons = [an_of(world.hamlet), a_person(role=Role.TEAM_MEMBER, place=world.hamlet)]

    with pytest.raises(Refusal, match="còn 1 chỗ, không mời được 2 người"):
        do(actions.invite, by=binh, session_id=session.pk, persons=persons)

    assert not Registration.objects.exists()


def test_a_class_counts_when_it_is_said_to_be_held_and_not_before():
    world = a_world()
    binh, an = binh_of(world.commune), an_of(world.hamlet)
    session = a_session(place=world.commune, by=binh)
    do(take_attendance, by=binh, session_id=session.pk, persons=[an])
    do(count_heads, by=binh, session_id=session.pk, heads={"elderly": 4, "others": 6})
    assert not facts.attendances.rows({}).exists()
    assert not Mark.objects.exists()

    do(actions.hold_session, by=binh, session_id=session.pk)

    assert facts.sessions.rows({}).count() == facts.attendances.rows({}).count() == 1
    assert [row.total for row in facts.citizens_trained.rows({})] == [10]
    assert (world.commune.pk, DAY) in set(Mark.objects.values_list("place", "day"))


def test_a_class_without_anybody_or_before_its_day_is_not_held():
    world = a_world()
    binh = binh_of(world.commune)
    empty, coming = a_session(place=world.commune, by=binh), a_session(place=world.commune, by=binh, day=NEXT)

    with pytest.raises(Refusal, match="Chưa có ai trong danh sách có mặt"):
        do(actions.hold_session, by=binh, session_id=empty.pk)
    with pytest.raises(Refusal, match="Chưa đến ngày học"):
        do(actions.hold_session, by=binh, session_id=coming.pk)

    assert set(Session.objects.values_list("state", flat=True)) == {SessionState.PLANNED}


def test_calling_off_needs_a_reason_takes_presences_back_and_tells_everybody():
    world = a_world()
    binh, an = binh_of(world.commune), an_of(world.hamlet)
    session = a_session(place=world.commune, by=binh)
    do(actions.invite, by=binh, session_id=session.pk, persons=[an])
    do(take_attendance, by=binh, session_id=session.pk, persons=[an])

    with pytest.raises(Refusal, match="Ghi lý do huỷ"):
        do(actions.cancel_session, by=binh, session_id=session.pk, reason=" ")
    do(actions.cancel_session, by=binh, session_id=session.pk, reason="Mất điện")

    assert not Attendance.objects.filter(superseded_at=None).exists()
    assert Notice.objects.filter(person=an, code="training.session.cancelled", title__contains="Mất điện").count() == 1


def test_a_class_held_by_mistake_is_taken_back_and_counts_no_more():
    world = a_world()
    binh, an = binh_of(world.commune), an_of(world.hamlet)
    session = a_held_session(place=world.commune, by=binh, persons=[an])

    with pytest.raises(Refusal, match="không huỷ được"):
        do(actions.cancel_session, by=binh, session_id=session.pk, reason="Nhầm")
    do(actions.withdraw_session, by=binh, session_id=session.pk, reason="Ghi nhầm buổi")

    assert not facts.sessions.rows({}).exists()
    assert not facts.attendances.rows({}).exists()
    assert facts.sessions.history({}).count() == 1


def test_nobody_else_runs_the_class():
    world = a_world()
    session = a_session(place=world.commune, by=binh_of(world.commune))

    with pytest.raises(Refusal, match="Chỉ người mở lớp"):
        do(actions.cancel_session, by=an_of(world.hamlet), session_id=session.pk, reason="Thôi")

    session.refresh_from_db()
    assert session.state == SessionState.PLANNED


def test_a_course_with_a_class_to_come_is_not_closed():
    world = a_world()
    binh = binh_of(world.commune)
    session = a_session(place=world.commune, by=binh)

    with pytest.raises(Refusal, match="còn buổi sắp tới"):
        do(close_course, by=binh, course_id=session.course_id)
    do(actions.cancel_session, by=binh, session_id=session.pk, reason="Bão")
    do(close_course, by=binh, course_id=session.course_id)
    with pytest.raises(Refusal, match="đã đóng"):
        a_session(place=world.commune, by=binh, course=session.course)


def test_whoever_runs_a_class_is_reminded_to_write_it_down():
    world = a_world()
    binh = binh_of(world.commune)
    a_session(place=world.commune, by=binh)

    found = jobs(scope=scope_of(binh.pk, on=DAY), person_id=binh.pk, at=moment(DAY, 12))

    assert [(job.title, job.act) for job in found] == [("Điểm danh: Dịch vụ công trực tuyến", "Ghi kết quả")]


def test_the_list_of_trainers_leaves_out_the_members_of_teams_but_not_oneself():
    world = a_world()
    binh, an = binh_of(world.commune), an_of(world.hamlet)
    a_person(name="Lý Mẫu Nhiều", role=Role.TEAM_MEMBER, place=world.hamlet)

    assert list(queries.trainers_to_name(scope_of(binh.pk, on=DAY), on=DAY)) == [binh]
    assert list(queries.trainers_to_name(scope_of(an.pk, on=DAY), on=DAY)) == [an]


def test_a_course_is_corrected_until_somebody_took_part_and_who_signed_up_hears_why(client):
    world = a_world()
    binh, an = binh_of(world.commune), an_of(world.hamlet)
    session = a_session(place=world.commune, by=binh, day=DAY + timedelta(days=3))
    course = session.course
    do(actions.register, by=an, session_id=session.pk)
    other = replace(SYLLABUS, title="Nộp hồ sơ trực tuyến", pass_percent=70)
    given = {"course_id": course.pk, "syllabus": other}

    with pytest.raises(Refusal, match="ghi lý do sửa"):
        do(courses.change_course, by=binh, **given)
    with pytest.raises(Refusal, match="nơi mở khoá"):
        do(courses.change_course, by=an, reason="Mẫu", **given)
    course.refresh_from_db()
    assert course.title == SYLLABUS.title
    do(courses.change_course, by=binh, reason="Theo nội dung mới", **given)

    course.refresh_from_db()
    assert (course.title, course.pass_percent, course.outline) == ("Nộp hồ sơ trực tuyến", 70, None)
    told = Notice.objects.get(code="training.course.changed")
    assert (told.person, told.title) == (an, "Khoá Nộp hồ sơ trực tuyến thay đổi: Theo nội dung mới")
    held = a_held_session(place=world.commune, by=binh, persons=[an], course=course)
    with pytest.raises(Refusal, match="Đã có người học"):
        do(courses.change_course, by=binh, reason="Mẫu", **given)
    client.force_login(binh.account)
    assert client.get(reverse("training:edit_course", args=[held.course_id])).status_code == 302


def test_a_class_goes_to_another_place_until_somebody_was_present():
    world = a_world()
    binh = binh_of(world.commune)
    session = a_session(place=world.commune, by=binh)
    meeting = replace(a_meeting(place=world.hamlet), venue="Nhà văn hoá thôn")

    with pytest.raises(Place.DoesNotExist):
        do(actions.change_session, by=binh, session_id=session.pk, meeting=replace(meeting, place=world.elsewhere))
    do(actions.change_session, by=binh, session_id=session.pk, meeting=meeting)
    session.refresh_from_db()
    assert (session.place, session.venue) == (world.hamlet, "Nhà văn hoá thôn")

    do(take_attendance, by=binh, session_id=session.pk, persons=[an_of(world.hamlet)])
    with pytest.raises(Refusal, match="giữ nguyên nơi"):
        do(actions.change_session, by=binh, session_id=session.pk, meeting=replace(meeting, place=world.commune))
    session.refresh_from_db()
    assert session.place == world.hamlet


def test_the_keeper_corrects_a_course_on_its_page(client):
    world = a_world()
    binh = binh_of(world.commune)
    course = a_course(place=world.commune, by=binh)
    client.force_login(binh.account)
    address = reverse("training:edit_course", args=[course.pk])
    first = client.get(address).context["form"].initial

    client.post(address, {**{name: value or "" for name, value in first.items()}, "title": "Tên mới"})

    course.refresh_from_db()
    assert (course.title, course.parts) == ("Tên mới", list(SYLLABUS.parts))
    assert address in client.get(reverse("training:course", args=[course.pk])).text
