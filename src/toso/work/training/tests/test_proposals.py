"""A partner proposes a class; the place that is asked hosts it or says why not."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from django.urls import reverse

from tests.builders import a_person, an_of, an_organisation, binh_of, chau_of, dung_of, moment
from tests.world import World, a_world
from toso.ground.audit.models import Entry
from toso.ground.notices.models import Notice
from toso.ground.people.models import Organisation, Person
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.shared.refusal import Refusal
from toso.work.training.actions import proposals as actions
from toso.work.training.actions.attendance import take_attendance
from toso.work.training.actions.courses import close_course
from toso.work.training.actions.proposals import Proposed
from toso.work.training.actions.sessions import cancel_session, hold_session
from toso.work.training.models import Course, Proposal, Session
from toso.work.training.queries import proposals as queries
from toso.work.training.queries import sessions
from toso.work.training.queries.jobs import jobs
from toso.work.training.rules import ProposalState
from toso.work.training.tests.builders import DAY, SYLLABUS, a_course, a_meeting, a_proposal, a_session

pytestmark = pytest.mark.django_db
NEXT = DAY + timedelta(days=3)


def a_company(world: World, *, name: str = "Doanh nghiệp viễn thông Mẫu") -> Organisation:
    company = an_organisation(name=name, place=world.province)
    company.kind = "Doanh nghiệp"
    company.save(update_fields=["kind"])
    return company


def giang_of(company: Organisation) -> Person:
    return a_person(name="Võ Mẫu Giang", role=Role.PARTNER, organisation=company)


def do(act, found: Proposal, *, by: Person, at=moment(DAY, 12), **words):  # noqa: B008  # a fixed moment
    return act(proposal_id=found.pk, by=by, scope=scope_of(by.pk, on=DAY), at=at, **words)


def propose(by: Person, **change):
    world_meeting = change.pop("meeting")
    body = change.pop("organisation", None)
    proposed = Proposed(meeting=world_meeting, organisation=body, **{"syllabus": SYLLABUS, **change})
    return actions.propose_class(proposed=proposed, by=by, scope=scope_of(by.pk, on=DAY), at=moment(DAY))


def test_an_accepted_proposal_stands_as_any_other_class_and_its_partner_runs_it_to_the_end():
    world = a_world()
    company, binh, an = a_company(world), binh_of(world.commune), an_of(world.hamlet)
    giang = giang_of(company)
    asked = a_proposal(place=world.commune, by=giang)
    (job,) = jobs(scope=scope_of(binh.pk, on=DAY), person_id=binh.pk, at=moment(DAY))

    taken = do(actions.accept_proposal, asked, by=binh)
    scope = scope_of(giang.pk, on=DAY)
    take_attendance(session_id=taken.session_id, persons=[an], by=giang, scope=scope, at=moment(DAY, 12))
    held = hold_session(session_id=taken.session_id, by=giang, scope=scope, at=moment(DAY, 12))

    assert job.address == reverse("training:proposal", args=[asked.pk])
    assert (held.course.organiser, held.course.organiser_name) == ("company", company.name)
    assert (held.course.organisation, held.course.place, held.place) == (company, world.commune, world.commune)
    assert list(held.trainers.all()) == [giang]
    assert [row.state for row in Session.objects.counting()] == ["held"]
    assert Notice.objects.filter(person=giang, code="training.session.teach").count() == 1
    assert not Notice.objects.filter(person=binh, code="training.proposal", done_at=None).exists()
    assert jobs(scope=scope_of(binh.pk, on=DAY), person_id=binh.pk, at=moment(DAY)) == []
    assert Entry.objects.filter(code__startswith="training.proposal").count() == 2


def test_nothing_is_opened_before_somebody_takes_it_and_a_refusal_says_why():
    world = a_world()
    giang, binh = giang_of(a_company(world)), binh_of(world.commune)
    asked = a_proposal(place=world.commune, by=giang)

    with pytest.raises(Refusal, match="Ghi lý do"):
        do(actions.decline_proposal, asked, by=binh, reason=" ")
    before = (Course.objects.count(), Session.objects.count())
    declined = do(actions.decline_proposal, asked, by=binh, reason="Hội trường bận, xin chuyển sang 20/11")
    with pytest.raises(Refusal, match="đã có kết quả: không nhận"):
        do(actions.accept_proposal, asked, by=binh)

    assert before == (0, 0)
    assert (declined.state, declined.answered_by) == (ProposalState.DECLINED, binh)
    told = Notice.objects.get(person=giang)
    assert "Hội trường bận" in told.title
    assert not Course.objects.exists()


def test_the_province_hosts_for_all_and_also_answers_for_a_commune():
    world = a_world()
    giang, dung = giang_of(a_company(world)), dung_of(world.province)
    whole, one = a_proposal(place=world.province, by=giang), a_proposal(place=world.commune, by=giang, day=NEXT)

    waiting = list(queries.to_answer(scope_of(dung.pk, on=DAY)))
    do(actions.accept_proposal, whole, by=dung)
    do(actions.accept_proposal, one, by=dung)

    assert waiting == [whole]
    assert sorted(Course.objects.values_list("place", flat=True)) == sorted([world.province.pk, world.commune.pk])


def test_only_the_places_that_the_body_serves_are_asked():
    world = a_world()
    local = an_organisation(name="Trung tâm viễn thông An Hoà", place=world.commune)
    giang = giang_of(local)

    assert list(queries.places_served(scope_of(giang.pk, on=DAY))) == [world.commune]
    for place in (world.elsewhere, world.province, world.hamlet):
        with pytest.raises(Refusal, match="không phục vụ nơi này"):
            a_proposal(place=place, by=giang)
    with pytest.raises(Refusal, match="Chọn đơn vị của mình"):
        a_proposal(place=world.commune, by=giang, organisation=a_company(world))

    assert not Proposal.objects.exists()


def test_a_partner_at_a_place_names_the_own_body():
    world = a_world()
    giang = a_person(name="Võ Mẫu Giang", role=Role.PARTNER, place=world.commune)

    made = a_proposal(place=world.commune, by=giang)
    with pytest.raises(Refusal, match="Ghi tên đơn vị"):
        propose(giang, meeting=replace(a_meeting(place=world.commune, day=NEXT), trainers=[giang]))

    assert (made.organisation, made.organisation_name) == (None, "Doanh nghiệp Mẫu")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"venue": " "}, "Ghi địa điểm"),
        ({"ends_at": time(7)}, "sau giờ bắt đầu"),
        ({"capacity": 0}, "Số chỗ từ 1"),
        ({"day": DAY - timedelta(days=1)}, "từ hôm nay trở đi"),
    ],
)
def test_a_proposal_with_a_fault_is_refused_in_words(change, sentence):
    world = a_world()
    company = a_company(world)
    giang = giang_of(company)
    meeting = replace(a_meeting(place=world.commune), trainers=[giang], **change)

    with pytest.raises(Refusal, match=sentence):
        propose(giang, meeting=meeting, organisation=company)

    assert not Proposal.objects.exists()


def test_the_same_proposal_sent_twice_is_one():
    world = a_world()
    giang = giang_of(a_company(world))
    a_proposal(place=world.commune, by=giang)

    with pytest.raises(Refusal, match="đã gửi rồi"):
        a_proposal(place=world.commune, by=giang)

    assert Proposal.objects.count() == 1


def test_strangers_and_other_partners_neither_find_it_nor_answer():
    world = a_world()
    asked = a_proposal(place=world.commune, by=giang_of(a_company(world)))
    rival = a_person(name="Hồ Mẫu Khác", role=Role.PARTNER, organisation=a_company(world, name="Doanh nghiệp khác"))
    chau, an = chau_of(world.elsewhere), an_of(world.hamlet)

    for who in (rival, chau, an):
        with pytest.raises(Proposal.DoesNotExist):
            do(actions.accept_proposal, asked, by=who)
    assert asked in queries.proposals(scope_of(dung_of(world.province).pk, on=DAY))
    asked.refresh_from_db()
    assert asked.state == ProposalState.ASKED


def test_it_is_taken_back_only_by_its_body_and_only_before_the_answer():
    world = a_world()
    company, binh = a_company(world), binh_of(world.commune)
    asked = a_proposal(place=world.commune, by=giang_of(company))
    colleague = a_person(name="Lý Mẫu Đồng", role=Role.PARTNER, organisation=company)

    with pytest.raises(Refusal, match="Chỉ đơn vị đề nghị"):
        do(actions.withdraw_proposal, asked, by=binh)
    taken_back = do(actions.withdraw_proposal, asked, by=colleague)
    with pytest.raises(Refusal, match="đã rút"):
        do(actions.accept_proposal, asked, by=binh)

    assert taken_back.state == ProposalState.WITHDRAWN


def test_a_day_that_has_passed_and_a_busy_trainer_are_told_and_nothing_is_opened():
    world = a_world()
    company, binh = a_company(world), binh_of(world.commune)
    giang = giang_of(company)
    late, clash = a_proposal(place=world.commune, by=giang), a_proposal(place=world.elsewhere, by=giang, day=NEXT)
    a_session(place=world.commune, by=binh, day=NEXT, trainers=[giang])

    with pytest.raises(Refusal, match="Ngày đề nghị đã qua"):
        do(actions.accept_proposal, late, by=binh, at=moment(DAY + timedelta(days=1)))
    with pytest.raises(Refusal, match="đã giảng một buổi khác cùng giờ"):
        do(actions.accept_proposal, clash, by=chau_of(world.elsewhere))

    assert Proposal.objects.asked().count() == 2
    assert not Course.objects.filter(organisation=company).exists()


def test_one_more_class_of_the_own_course_and_none_of_anothers():
    world = a_world()
    company, binh = a_company(world), binh_of(world.commune)
    giang = giang_of(company)
    course = do(actions.accept_proposal, a_proposal(place=world.commune, by=giang), by=binh).course
    other = a_course(place=world.elsewhere, by=chau_of(world.elsewhere))

    more = do(actions.accept_proposal, a_proposal(place=world.commune, by=giang, day=NEXT, course=course), by=binh)
    with pytest.raises(Course.DoesNotExist):
        a_proposal(place=world.elsewhere, by=giang, day=NEXT, course=other)
    for session in course.sessions.all():
        cancel_session(
            session_id=session.pk, reason="Mưa lũ", by=giang, scope=scope_of(giang.pk, on=DAY), at=moment(DAY, 13)
        )
    close_course(course_id=course.pk, by=binh, scope=scope_of(binh.pk, on=DAY), at=moment(DAY, 13))
    with pytest.raises(Refusal, match="Khoá này đã đóng"):
        a_proposal(place=world.commune, by=giang, day=NEXT, course=course)

    assert (more.course, more.session.day) == (course, NEXT)


def test_a_partner_sees_the_own_courses_and_classes_alone():
    world = a_world()
    company, binh = a_company(world), binh_of(world.commune)
    giang = giang_of(company)
    mine = do(actions.accept_proposal, a_proposal(place=world.commune, by=giang), by=binh)
    a_session(place=world.commune, by=binh, day=NEXT)

    scope = scope_of(giang.pk, on=DAY)

    assert list(sessions.sessions(scope)) == [mine.session]
    assert list(sessions.courses(scope)) == [mine.course]


def test_the_pages_lead_from_the_proposal_to_the_class(client, monkeypatch):
    world = a_world()
    company, binh = a_company(world), binh_of(world.commune)
    giang = giang_of(company)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment(DAY))
    said = {
        "organisation": company.pk,
        "title": "Chữ ký số trên điện thoại",
        "audience": "members",
        "mode": "hands_on",
        "parts": "Cài ứng dụng\nKý một văn bản",
        "place": world.commune.pk,
        "venue": "Hội trường xã",
        "day": "31/02/2026",
        "starts_at": "08:00",
        "ends_at": "11:00",
        "capacity": "abc",
    }

    client.force_login(giang.account)
    refused = client.post(reverse("training:propose"), said).content.decode()
    sent = client.post(reverse("training:propose"), said | {"day": "18/11/2026", "capacity": "30"})
    found = Proposal.objects.get()
    own = client.get(reverse("training:proposals")).content.decode()
    client.force_login(binh.account)
    page = client.get(reverse("training:proposal", args=[found.pk])).content.decode()
    unsaid = client.post(reverse("training:answer_proposal", args=[found.pk]), {"reason": ""}).content.decode()
    taken = client.post(reverse("training:answer_proposal", args=[found.pk]), {"accept": "1"})

    assert "Ký một văn bản" in refused
    assert "Ghi ngày, ví dụ" in refused
    assert sent.status_code == 302
    assert "Chữ ký số trên điện thoại" in own
    assert company.name in page
    assert "Ghi lý do để đơn vị biết đường sửa." in unsaid
    found.refresh_from_db()
    assert taken.headers["Location"] == reverse("training:session", args=[found.session_id])
    client.force_login(giang.account)
    assert client.get(taken.headers["Location"]).status_code == 200
    course = client.get(reverse("training:course", args=[found.course_id])).content.decode()
    assert "Đề nghị thêm một buổi" in course
    assert client.get(reverse("training:propose") + f"?course={found.course_id}").status_code == 200
