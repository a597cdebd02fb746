"""What stays of a class: quiz before and after, tasks done alone, the look again, papers that anybody verifies."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from pypdf import PdfReader

from tests.builders import an_of, binh_of, chau_of, moment
from tests.world import a_world
from toso.ground.notices.models import Notice
from toso.ground.people.actions import erase_person
from toso.ground.people.queries import scope_of
from toso.ground.shared.codes import shown_code
from toso.ground.shared.refusal import Refusal
from toso.work.training import facts
from toso.work.training.actions import attendance, papers, quiz, sessions, skills
from toso.work.training.models import Attempt, Certificate, PracticeMark, Recheck, Session
from toso.work.training.queries import jobs
from toso.work.training.queries import skills as queries
from toso.work.training.rules import Moment, Paper
from toso.work.training.tests.builders import (
    DAY,
    SYLLABUS,
    a_course,
    a_held_session,
    a_meeting,
    a_paper,
    a_question,
    a_session,
    an_answered_quiz,
    an_outline,
)

pytestmark = pytest.mark.django_db
TASK = SYLLABUS.practice[0]
LATER = DAY + timedelta(days=30)


def who(person, on=DAY, hour=16):
    return {"by": person, "scope": scope_of(person.pk, on=on), "at": moment(on, hour)}


@pytest.fixture
def world():
    return a_world()


@pytest.fixture
def binh(world):
    return binh_of(world.commune)


@pytest.fixture
def an(world):
    return an_of(world.hamlet)


@pytest.fixture
def held(world, binh, an):
    """A class of the commune with An present and four questions in the bank."""
    course = a_course(place=world.commune, by=binh)
    for number in range(4):
        a_question(course=course, by=binh, text=f"Câu {number}?", right=number % 2)
    return a_held_session(place=world.commune, by=binh, persons=[an], course=course)


def test_a_course_from_an_outline_brings_its_questions(world, binh):
    course = a_course(place=world.commune, by=binh, outline=an_outline())

    assert [question.text for question in queries.bank(course)] == [one["text"] for one in an_outline().questions]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": " "}, "text"),
        ({"choices": ["Một"]}, "choices"),
        ({"choices": ["Một", "Một"]}, "choices"),
        ({"right": 2}, "right"),
    ],
)
def test_a_question_with_a_fault_is_refused_in_words(world, binh, given, field):
    course = a_course(place=world.commune, by=binh)
    asked = {"text": "Ai?", "choices": ["Một", "Hai"], "right": 0, "why": ""} | given

    with pytest.raises(Refusal) as refused:
        quiz.add_question(course_id=course.pk, **asked, **who(binh))

    assert refused.value.field == field
    assert queries.bank(course) == []


def test_the_quiz_is_answered_once_before_and_once_after_and_the_gain_is_shown(world, binh, an):
    course = a_course(place=world.commune, by=binh)
    for number in range(4):
        a_question(course=course, by=binh, text=f"Câu {number}?")
    session = a_session(place=world.commune, by=binh, course=course)
    sessions.register(session_id=session.pk, **who(an, hour=7))
    an_answered_quiz(session=session, by=an, when=Moment.BEFORE, is_right=False, at=moment(DAY, 7))
    attendance.take_attendance(session_id=session.pk, persons=[an], **who(binh, hour=12))
    sessions.hold_session(session_id=session.pk, **who(binh, hour=12))

    an_answered_quiz(session=session, by=an)

    found = queries.averages(session)
    assert (found.mean, found.gain) == ({"before": Decimal(0), "after": Decimal(100)}, Decimal(100))
    with pytest.raises(Refusal, match="không mở hoặc đã làm rồi"):
        an_answered_quiz(session=session, by=an)
    assert Attempt.objects.count() == 2


def test_a_question_left_out_is_named_and_nothing_is_kept(held, an):
    asked = queries.asked(held, an.pk, Moment.AFTER)

    with pytest.raises(Refusal, match="Còn câu chưa chọn: 2, 3, 4"):
        quiz.answer_quiz(session_id=held.pk, moment=Moment.AFTER, answers={asked[0].pk: 0}, by=an, at=moment(DAY, 15))

    assert not Attempt.objects.exists()


def test_a_dropped_question_is_asked_no_more_and_keeps_the_score_it_gave(held, binh, an):
    before = an_answered_quiz(session=held, by=an)
    dropped = queries.bank(held.course)[0]

    quiz.drop_question(question_id=dropped.pk, **who(binh))

    assert dropped.pk not in [one.pk for one in queries.asked(held, an.pk, Moment.DAY_30)]
    assert Attempt.objects.get().score == before.score == 100


def test_a_stranger_neither_sees_nor_answers_the_quiz(client, held, world):
    chau = chau_of(world.elsewhere)
    client.force_login(chau.account)

    assert client.get(reverse("training:quiz", args=[held.pk, "after"])).status_code == 404
    with pytest.raises(Refusal, match="không có tên"):
        an_answered_quiz(session=held, by=chau)


def test_what_somebody_does_alone_is_marked_and_taken_back(held, binh, an):
    assert skills.mark_practice(session_id=held.pk, done=[(an.pk, TASK)], **who(binh)) == 1
    assert queries.practised(held) == {(an.pk, TASK)}

    assert skills.mark_practice(session_id=held.pk, done=[], **who(binh)) == 1

    assert queries.practised(held) == set()
    assert PracticeMark.objects.count() == 1


def test_practice_is_marked_for_who_was_there_and_by_who_taught(held, binh, an, world):
    absent = an_of(world.hamlet)

    with pytest.raises(Refusal, match="Có người không có mặt"):
        skills.mark_practice(session_id=held.pk, done=[(absent.pk, TASK)], **who(binh))
    with pytest.raises(Refusal, match="Chỉ người mở lớp"):
        skills.mark_practice(session_id=held.pk, done=[(an.pk, TASK)], **who(an))

    assert not PracticeMark.objects.exists()


def test_after_thirty_days_the_trainer_is_reminded_and_the_figure_says_what_stayed(held, binh, an, world):
    early = jobs.jobs(scope=scope_of(binh.pk, on=DAY), person_id=binh.pk, at=moment(LATER - timedelta(days=1)))
    due = jobs.jobs(scope=scope_of(binh.pk, on=LATER), person_id=binh.pk, at=moment(LATER))

    skills.look_again(session_id=held.pk, after=30, able={an.pk: True}, **who(binh, LATER))

    assert [job.key for job in early if "again" in job.key] == []
    assert [job.key for job in due if "again" in job.key] == [f"training.again.{held.pk}.30"]
    assert queries.due_rechecks(scope_of(binh.pk, on=LATER), today=LATER) == []
    first, second = queries.kept(world.commune, scope_of(binh.pk, on=LATER))
    assert (first.after, first.looked, first.able, first.percent) == (30, 1, 1, Decimal("100.0"))
    assert (second.looked, second.percent) == (0, None)
    assert facts.skills_kept.rows({"after": 30}).count() == facts.skills_looked_at.rows({}).count() == 1
    assert facts.skills_kept.rows({"after": 90}).count() == 0


def test_a_look_too_early_too_late_or_at_a_stranger_is_refused(held, binh, an, world):
    stranger = an_of(world.hamlet)
    for day, able, words in (
        (LATER - timedelta(days=1), {an.pk: True}, "Chưa đến ngày kiểm tra lại: 16/12/2026"),
        (LATER + timedelta(days=60), {an.pk: True}, "Đã quá 60 ngày"),
        (LATER, {stranger.pk: True}, "1 người không có mặt"),
        (LATER, {}, "ít nhất một người"),
    ):
        with pytest.raises(Refusal, match=words):
            skills.look_again(session_id=held.pk, after=30, able=able, **who(binh, day))

    assert not Recheck.objects.exists()


def test_the_own_quiz_after_thirty_days_says_it_too_and_the_trainers_eye_stands_above_it(held, binh, an):
    an_answered_quiz(session=held, by=an, when=Moment.DAY_30, at=moment(LATER))
    own = Recheck.objects.get()

    skills.look_again(session_id=held.pk, after=30, able={an.pk: False}, **who(binh, LATER))

    assert (own.is_able, own.by_quiz) == (True, True)
    standing = Recheck.objects.get(superseded_at__isnull=True)
    assert (standing.is_able, standing.by_quiz, standing.looked_by) == (False, False, binh)
    assert facts.skills_kept.rows({}).count() == 0


def test_papers_are_given_to_who_was_there_and_to_who_passed_once_each(held, binh, an):
    an_answered_quiz(session=held, by=an)

    assert papers.issue_papers(session_id=held.pk, kind=Paper.ATTENDANCE, **who(binh)) == 1
    assert papers.issue_papers(session_id=held.pk, kind=Paper.QUIZ, **who(binh)) == 1

    with pytest.raises(Refusal, match="Không có ai cần cấp thêm"):
        papers.issue_papers(session_id=held.pk, kind=Paper.QUIZ, **who(binh))
    assert [(paper.kind, paper.score) for paper in queries.papers_of(held)] == [
        ("attendance", None),
        ("quiz", Decimal(100)),
    ]
    assert facts.papers.rows({"kind": "quiz"}).count() == 1
    assert Notice.objects.filter(person=an, code="training.paper.issued").count() == 2


def test_no_paper_for_a_class_that_was_not_held_a_person_struck_off_or_one_who_did_not_pass(world, binh, an, held):
    planned = a_session(place=world.commune, by=binh, course=held.course, day=DAY + timedelta(days=1))
    other = an_of(world.hamlet)
    an_answered_quiz(session=held, by=an, is_right=False)

    for session, kind, persons, words in (
        (planned, Paper.ATTENDANCE, None, "chưa ghi là đã tổ chức"),
        (held, Paper.ATTENDANCE, [other.pk], "1 người không còn trong danh sách"),
        (held, Paper.QUIZ, [an.pk], "1 người không còn trong danh sách có mặt, chưa đạt"),
    ):
        with pytest.raises(Refusal, match=words):
            papers.issue_papers(session_id=session.pk, kind=kind, persons=persons, **who(binh))

    assert not Certificate.objects.exists()


def test_a_paper_of_the_quiz_expires_where_the_course_says_so_and_one_of_attendance_never(world, binh, an):
    syllabus = SYLLABUS.__class__(
        **{name: getattr(SYLLABUS, name) for name in SYLLABUS.__slots__} | {"validity_months": 12}
    )
    course = a_course(place=world.commune, by=binh, syllabus=syllabus)
    a_question(course=course, by=binh)
    session = a_held_session(place=world.commune, by=binh, persons=[an], course=course)
    an_answered_quiz(session=session, by=an)

    assert a_paper(session=session, by=binh).expires_on is None
    assert a_paper(session=session, by=binh, kind=Paper.QUIZ).expires_on == date(2027, 11, 16)


def test_anybody_verifies_a_paper_and_it_never_claims_to_be_the_states(client, held, binh, an):
    paper = a_paper(session=held, by=binh)

    page = client.get(reverse("training:verify"), {"code": f" {shown_code(paper.code).lower()} "}).content.decode()

    assert "Giấy có thật và còn giá trị" in page
    assert "Nguyễn Mẫu An" in page
    assert "không phải là công nhận mức độ phổ cập kỹ năng số của cơ quan nhà nước" in page
    wrong = client.get(reverse("training:verify"), {"code": "K7M2P-9QXPA"})
    assert wrong.status_code == 404
    assert "Không có giấy nào mang mã này" in wrong.content.decode()


def test_a_paper_of_somebody_struck_off_or_erased_says_so(client, world, held, binh, an):
    paper = a_paper(session=held, by=binh)
    erase_person(person_id=an.pk, by=binh, at=moment(DAY, 17))
    erased = client.get(reverse("training:verify_code", args=[paper.code])).content.decode()

    attendance.strike_attendance(session_id=held.pk, person_id=an.pk, reason="Ký thay", **who(binh))
    struck = client.get(reverse("training:verify_code", args=[paper.code])).content.decode()

    assert "đã yêu cầu xoá dữ liệu của mình" in erased
    assert "Nguyễn Mẫu An" not in erased
    assert "Giấy đã bị thu hồi" in struck
    assert "Ký thay" in struck
    with pytest.raises(Refusal):
        papers.issue_papers(session_id=held.pk, kind=Paper.ATTENDANCE, persons=[an.pk], **who(binh))


def test_an_erased_person_who_was_there_gets_no_paper_when_all_get_one(held, binh, an):
    erase_person(person_id=an.pk, by=binh, at=moment(DAY, 17))

    with pytest.raises(Refusal, match="Không có ai cần cấp thêm"):
        papers.issue_papers(session_id=held.pk, kind=Paper.ATTENDANCE, **who(binh))


def test_a_class_taken_back_takes_papers_looks_and_practice_with_it(held, binh, an):
    a_paper(session=held, by=binh)
    skills.mark_practice(session_id=held.pk, done=[(an.pk, TASK)], **who(binh))
    skills.look_again(session_id=held.pk, after=30, able={an.pk: True}, **who(binh, LATER))

    sessions.withdraw_session(session_id=held.pk, reason="Ghi nhầm", **who(binh, LATER, 17))

    assert [fact.rows({}).count() for fact in (facts.papers, facts.skills_kept, facts.skills_looked_at)] == [0, 0, 0]
    assert queries.practised(held) == set()


def test_a_revoked_paper_needs_a_reason(held, binh):
    paper = a_paper(session=held, by=binh)

    with pytest.raises(Refusal, match="Ghi lý do thu hồi"):
        papers.revoke_paper(certificate_id=paper.pk, reason=" ", **who(binh))
    papers.revoke_paper(certificate_id=paper.pk, reason="Cấp nhầm", **who(binh))

    assert queries.papers_of(held) == []


def test_papers_and_the_sheet_to_sign_leave_as_pdf_with_their_words(client, held, binh, an, tmp_path):
    an_answered_quiz(session=held, by=an)
    a_paper(session=held, by=binh)
    quiz_paper = a_paper(session=held, by=binh, kind=Paper.QUIZ)
    client.force_login(binh.account)

    batch = client.get(reverse("training:papers_pdf", args=[held.pk]))
    sheet = client.get(reverse("training:sheet", args=[held.pk]))
    client.force_login(an.account)
    own = client.get(reverse("training:paper", args=[quiz_paper.code]))

    (tmp_path / "batch.pdf").write_bytes(batch.content)
    pages = [page.extract_text() for page in PdfReader(tmp_path / "batch.pdf").pages]
    assert len(pages) == 2
    assert "Nguyễn Mẫu An" in pages[0]
    assert shown_code(quiz_paper.code) in pages[1]
    (tmp_path / "sheet.pdf").write_bytes(sheet.content)
    assert "DANH SÁCH ĐIỂM DANH" in PdfReader(tmp_path / "sheet.pdf").pages[0].extract_text()
    assert own.content[:4] == b"%PDF"
    client.force_login(binh.account)
    assert client.get(reverse("training:paper", args=[quiz_paper.code])).status_code == 404


def test_a_class_is_moved_and_everybody_with_a_seat_is_told(world, binh, an):
    session = a_session(place=world.commune, by=binh, day=DAY + timedelta(days=3), capacity=1)
    waiting = an_of(world.hamlet)
    sessions.register(session_id=session.pk, **who(an))
    sessions.register(session_id=session.pk, **who(waiting))
    meeting = a_meeting(place=world.commune, day=DAY + timedelta(days=4), capacity=2)

    with pytest.raises(Refusal, match="ghi lý do sửa") as unsaid:
        sessions.change_session(session_id=session.pk, meeting=meeting, **who(binh))
    moved = sessions.change_session(session_id=session.pk, meeting=meeting, reason="Mưa bão", **who(binh))

    assert unsaid.value.field == "reason"
    assert (moved.day, moved.capacity) == (DAY + timedelta(days=4), 2)
    assert Notice.objects.filter(code="training.session.moved", title__endswith=". Mưa bão").count() == 2
    assert set(Notice.objects.filter(code="training.session.moved").values_list("person", flat=True)) == {
        an.pk,
        waiting.pk,
    }
    assert Notice.objects.filter(person=waiting, code="training.session.seat").exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"capacity": 1}, "Đã có 2 người giữ chỗ"),
        ({"day": DAY - timedelta(days=60)}, "31 ngày gần đây"),
    ],
)
def test_a_move_that_cannot_be_is_refused_and_changes_nothing(world, binh, an, change, words):
    session = a_session(place=world.commune, by=binh, day=DAY + timedelta(days=3))
    for person in (an, an_of(world.hamlet)):
        sessions.register(session_id=session.pk, **who(person))

    with pytest.raises(Refusal, match=words):
        sessions.change_session(session_id=session.pk, meeting=a_meeting(place=world.commune, **change), **who(binh))

    assert Session.objects.get(pk=session.pk).day == DAY + timedelta(days=3)


def test_nobody_checks_in_to_a_class_that_was_called_off(world, binh, an):
    session = a_session(place=world.commune, by=binh)
    sessions.cancel_session(session_id=session.pk, reason="Mưa bão", **who(binh, hour=8))

    for act in (
        lambda: attendance.check_in(token=session.token, by=an, at=moment(DAY)),
        lambda: attendance.take_attendance(session_id=session.pk, persons=[an], **who(binh)),
        lambda: skills.mark_practice(session_id=session.pk, done=[], **who(binh)),
    ):
        with pytest.raises(Refusal, match="đã huỷ"):
            act()

    assert facts.attendances.rows({}).count() == 0
