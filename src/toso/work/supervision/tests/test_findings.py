"""A finding has a term on the working calendar, is answered by the one inspected, and closes with evidence."""

from datetime import date, datetime, timedelta

import pytest

from tests.builders import VIETNAM, a_person, an_of, binh_of, chau_of, dung_of, moment
from tests.world import a_world
from toso.ground.audit.models import Entry
from toso.ground.notices.models import Notice
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.uploads import CleanFile
from toso.plan.programme.models import Mark
from toso.work.supervision import facts, queries
from toso.work.supervision.actions import findings as actions
from toso.work.supervision.actions.findings import Proof
from toso.work.supervision.models import Evidence, Finding, Step
from toso.work.supervision.rules import FindingState
from toso.work.supervision.tests.builders import DAY, a_finding, an_inspection

pytestmark = pytest.mark.django_db
NEXT = date(2026, 11, 17)
LINK = Proof(link="/teams/")
LATER = moment(NEXT)


def do(act, finding, *, by, at=LATER, text="Đã bổ sung tổ phó", **words):
    return act(finding_id=finding.pk, text=text, by=by, scope=scope_of(by.pk, on=at.date()), at=at, **words)


def told(person, code):
    return Notice.objects.filter(person=person, code=code, done_at=None).count()


def test_a_finding_is_due_ten_working_days_after_it_was_found_and_the_inspected_are_told():
    world = a_world()
    binh = binh_of(world.commune)

    finding = a_finding(own=world.province, place=world.commune, by=dung_of(world.province))

    # Viet Nam works no weekend and not on 24 November 2026, the Day of Culture
    assert finding.due_at == datetime(2026, 12, 1, 17, 0, tzinfo=VIETNAM)
    assert (finding.found_on, finding.place, finding.state) == (DAY, world.commune, FindingState.OPEN)
    assert told(binh, "supervision.finding.found") == 1
    assert Mark.objects.filter(place=world.commune, day=DAY).exists()


def test_the_commune_answers_the_province_looks_again_and_closes_with_evidence():
    world = a_world()
    binh, dung = binh_of(world.commune), dung_of(world.province)
    finding = a_finding(own=world.province, place=world.commune, by=dung)

    answered = do(actions.answer_finding, finding, by=binh, proof=LINK)
    waiting = list(queries.to_check(scope_of(dung.pk, on=NEXT)))
    closed = do(actions.close_finding, finding, by=dung, text="")

    assert answered.state == FindingState.ANSWERED
    assert waiting == [finding]
    assert (closed.state, closed.closed_on) == (FindingState.CLOSED, NEXT)
    assert told(dung, "supervision.finding.answered") == 0
    assert told(binh, "supervision.finding.closed") == 1
    assert [step.kind for step in Step.objects.order_by("pk")] == ["found", "answered", "closed"]
    assert list(facts.findings_closed.rows({}).values_list("closed_on", flat=True)) == [NEXT]
    assert Entry.objects.filter(code="supervision.finding.closed").count() == 1


def test_a_finding_does_not_close_without_evidence_that_it_was_put_right():
    world = a_world()
    dung = dung_of(world.province)
    before = Proof(file=CleanFile("truoc.jpg", b"x", "1" * 64))
    finding = a_finding(own=world.province, place=world.commune, by=dung, proof=before)

    with pytest.raises(Refusal, match="Cần có bằng chứng đã khắc phục"):
        do(actions.close_finding, finding, by=dung)

    assert Finding.objects.get().state == FindingState.OPEN
    assert Evidence.objects.get().side == "found"
    closed = do(actions.close_finding, finding, by=dung, proof=Proof(file=CleanFile("sau.jpg", b"y", "2" * 64)))
    assert closed.state == FindingState.CLOSED


def test_an_answer_that_does_not_do_is_returned_with_a_new_term():
    world = a_world()
    binh, dung = binh_of(world.commune), dung_of(world.province)
    finding = a_finding(own=world.province, place=world.commune, by=dung)
    do(actions.answer_finding, finding, by=binh)

    returned = do(actions.return_finding, finding, by=dung, text="Chưa có quyết định", working_days=2)

    assert returned.state == FindingState.OPEN
    assert returned.due_at == datetime(2026, 11, 19, 17, 0, tzinfo=VIETNAM)
    (job,) = queries.jobs(scope=scope_of(binh.pk, on=NEXT), person_id=binh.pk, at=moment(NEXT))
    assert (job.act, job.is_returned, job.due_words) == ("Giải trình", True, "còn 2 ngày làm việc")


def test_more_time_is_given_with_a_reason_alone():
    world = a_world()
    dung = dung_of(world.province)
    finding = a_finding(own=world.province, place=world.commune, by=dung)

    with pytest.raises(Refusal, match="Ghi lý do gia hạn"):
        do(actions.extend_finding, finding, by=dung, text=" ")
    with pytest.raises(Refusal, match="từ 1 đến 120 ngày"):
        do(actions.extend_finding, finding, by=dung, text="Chờ họp", working_days=0)
    extended = do(actions.extend_finding, finding, by=dung, text="Chờ họp", working_days=20)

    assert extended.state == FindingState.OPEN
    assert extended.due_at.date() == date(2026, 12, 16)
    assert Step.objects.filter(kind="extended").count() == 1


def test_the_inspector_does_not_answer_and_the_inspected_does_not_close():
    world = a_world()
    binh, dung = binh_of(world.commune), dung_of(world.province)
    finding = a_finding(own=world.province, place=world.commune, by=dung)

    with pytest.raises(Refusal, match="Nơi được kiểm tra giải trình"):
        do(actions.answer_finding, finding, by=dung)
    with pytest.raises(Refusal, match="nơi kiểm tra, làm việc này"):
        do(actions.close_finding, finding, by=binh, proof=LINK)

    assert Finding.objects.get().state == FindingState.OPEN
    assert not Evidence.objects.exists()


def test_of_a_commune_s_inspection_the_team_answers_and_not_the_commune():
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    finding = a_finding(own=world.commune, place=world.hamlet, by=binh)

    with pytest.raises(Refusal, match="Nơi được kiểm tra giải trình"):
        do(actions.answer_finding, finding, by=binh)
    answered = do(actions.answer_finding, finding, by=an)

    assert answered.state == FindingState.ANSWERED
    assert list(queries.to_check(scope_of(binh.pk, on=NEXT))) == [finding]


def test_a_stranger_does_not_find_it():
    world = a_world()
    finding = a_finding(own=world.province, place=world.commune, by=dung_of(world.province))

    with pytest.raises(Finding.DoesNotExist):
        do(actions.answer_finding, finding, by=chau_of(world.elsewhere))

    assert Step.objects.count() == 1


def test_what_is_closed_stays_closed():
    world = a_world()
    dung = dung_of(world.province)
    finding = a_finding(own=world.province, place=world.commune, by=dung)
    do(actions.close_finding, finding, by=dung, proof=LINK)

    with pytest.raises(Refusal, match="đang ở trạng thái “Đã khắc phục”"):
        do(actions.answer_finding, finding, by=binh_of(world.commune))

    assert Step.objects.count() == 2


@pytest.mark.parametrize(
    "link", ["https://example.com/no/such/page", "//example.com/", "javascript:alert(1)", "/nope/"]
)
def test_an_address_of_another_house_is_no_evidence(link):
    world = a_world()
    dung = dung_of(world.province)
    finding = a_finding(own=world.province, place=world.commune, by=dung)

    with pytest.raises(Refusal, match="không phải trang của Tổ Số"):
        do(actions.close_finding, finding, by=dung, proof=Proof(link=link))

    assert not Evidence.objects.exists()
    assert Finding.objects.get().state == FindingState.OPEN


def test_nothing_is_found_before_the_visit_was_written_down():
    world = a_world()
    dung = dung_of(world.province)
    visit = an_inspection(own=world.province, places=[world.commune], by=dung).visits.get()

    with pytest.raises(Refusal, match="Ghi ngày kiểm tra trước"):
        actions.raise_finding(
            visit_id=visit.pk, text="Thiếu sổ", by=dung, scope=scope_of(dung.pk, on=DAY), at=moment(DAY)
        )

    assert not Finding.objects.exists()


def test_an_open_finding_stands_from_its_day_until_it_is_closed():
    world = a_world()
    dung = dung_of(world.province)
    finding = a_finding(own=world.province, place=world.commune, by=dung)
    do(actions.close_finding, finding, by=dung, proof=LINK, at=moment(NEXT + timedelta(days=2)))

    row = facts.findings_open.rows({}).get()

    assert (row.found_on, row.closed_on) == (DAY, date(2026, 11, 19))


def test_an_overdue_finding_is_one_line_for_whoever_found_it():
    world = a_world()
    dung, other = (
        dung_of(world.province),
        a_person(name="Lê Mẫu Đông", role=Role.PROVINCE_OFFICER, place=world.province),
    )
    a_finding(own=world.province, place=world.commune, by=dung)
    late = moment(date(2026, 12, 2))

    mine = queries.jobs(scope=scope_of(dung.pk, on=late.date()), person_id=dung.pk, at=late)
    others = queries.jobs(scope=scope_of(other.pk, on=late.date()), person_id=other.pk, at=late)

    assert [job.title for job in mine] == ["1 phát hiện quá hạn khắc phục"]
    assert others == []
