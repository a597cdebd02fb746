"""An inspection is planned, written down place by place, and ended; each refusal changes nothing."""

from datetime import timedelta

import pytest

from tests.builders import a_person, an_of, binh_of, chau_of, dung_of, moment
from tests.world import a_world
from toso.ground.audit.models import Entry
from toso.ground.notices.models import Notice
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.shared.refusal import Refusal
from toso.plan.programme.models import Mark
from toso.work.supervision import facts, queries
from toso.work.supervision.actions import checklists, inspections
from toso.work.supervision.actions.inspections import Paper, Stop
from toso.work.supervision.models import Checklist, Inspection, PointAnswer, Visit
from toso.work.supervision.rules import InspectionState, PointMark
from toso.work.supervision.tests.builders import DAY, a_checklist, a_finding, a_visit, an_inspection

pytestmark = pytest.mark.django_db
NEXT = DAY + timedelta(days=1)
LATER = moment(DAY, 16)


def do(act, *, by, at=LATER, **words):
    return act(by=by, scope=scope_of(by.pk, on=at.date()), at=at, **words)


def test_a_plan_names_its_decision_and_whoever_is_inspected_is_told():
    world = a_world()
    binh, an, dung = binh_of(world.commune), an_of(world.hamlet), dung_of(world.province)

    inspection = an_inspection(own=world.province, places=[world.commune, world.hamlet], by=dung)

    assert (inspection.decision_number, inspection.decided_on) == ("12/KH-SKHCN", DAY)
    assert [visit.place for visit in inspection.visits.order_by("pk")] == [world.commune, world.hamlet]
    assert Notice.objects.filter(person=binh, code="supervision.visit.planned").count() == 2
    assert Notice.objects.filter(person=an, code="supervision.visit.planned").count() == 1
    assert Entry.objects.get(code="supervision.inspection.planned").detail == {"number": "12/KH-SKHCN", "places": 2}


def test_a_commune_inspects_its_hamlets_and_not_another_s():
    world = a_world()
    binh = binh_of(world.commune)

    with pytest.raises(Refusal, match="không thuộc nơi lập kế hoạch"):
        an_inspection(own=world.commune, places=[world.hamlet_elsewhere], by=binh)
    own = an_inspection(own=world.commune, places=[world.hamlet], by=binh)

    assert list(Inspection.objects.all()) == [own]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": " "}, "Ghi nội dung kiểm tra"),
        ({"paper": Paper("", DAY)}, "Ghi số quyết định"),
        ({"paper": Paper("1/QĐ", NEXT)}, "Ngày ký ở tương lai"),
        ({"last_day": DAY - timedelta(days=1)}, "không được trước ngày bắt đầu"),
        ({"stops": []}, "Chọn ít nhất một nơi"),
    ],
)
def test_a_plan_with_a_fault_is_refused_in_words(change, sentence):
    world = a_world()
    dung = dung_of(world.province)
    words = {
        "place": world.province,
        "title": "Kiểm tra",
        "paper": Paper("1/QĐ", DAY),
        "first_day": DAY,
        "last_day": DAY,
        "lead": dung,
        "stops": [Stop(world.commune, DAY)],
        "checklist": a_checklist(),
    }

    with pytest.raises(Refusal, match=sentence):
        do(inspections.plan_inspection, by=dung, **(words | change))

    assert not Inspection.objects.exists()
    assert not Notice.objects.exists()


def test_the_same_plan_is_not_made_twice():
    world = a_world()
    dung = dung_of(world.province)
    an_inspection(own=world.province, places=[world.commune], by=dung)

    with pytest.raises(Refusal, match="đã có trong kế hoạch"):
        an_inspection(own=world.province, places=[world.commune], by=dung)

    assert Inspection.objects.count() == 1


def test_each_sees_the_own_visit_alone():
    world = a_world()
    binh, chau, dung = binh_of(world.commune), chau_of(world.elsewhere), dung_of(world.province)
    an_inspection(own=world.province, places=[world.commune, world.elsewhere], by=dung)

    seen = {
        person.name: [visit.place for visit in vars(queries.inspections(scope_of(person.pk, on=DAY)).get())["seen"]]
        for person in (binh, chau)
    }
    stranger = a_person(role=Role.TEAM_LEADER, place=world.hamlet)

    assert seen == {"Trần Mẫu Bình": [world.commune], "Phạm Mẫu Châu": [world.elsewhere]}
    assert not queries.inspections(scope_of(stranger.pk, on=DAY)).exists()


def test_a_visit_is_written_down_counted_on_its_day_and_may_be_written_anew():
    world = a_world()
    dung = dung_of(world.province)
    visit = a_visit(own=world.province, place=world.hamlet, by=dung)

    do(
        inspections.write_visit,
        by=dung,
        at=moment(NEXT, 9),
        visit_id=visit.pk,
        on=NEXT,
        attendance="",
        conclusion="Đã xem lại.",
        answers={1: (PointMark.MET, "")},
    )

    assert list(facts.inspections.rows({}).values_list("held_on", flat=True)) == [NEXT]
    assert set(Mark.objects.filter(place=world.hamlet).values_list("day", flat=True)) == {DAY, NEXT}
    marks = dict(PointAnswer.objects.values_list("number", "mark"))
    assert len(marks) == len(visit.inspection.checklist.points)
    assert (marks[1], marks[2]) == (PointMark.MET, PointMark.NOT_ASKED)


def test_a_visit_outside_the_days_of_the_inspection_or_in_the_future_is_refused():
    world = a_world()
    dung = dung_of(world.province)
    inspection = an_inspection(own=world.province, places=[world.hamlet], by=dung)
    words = {"visit_id": inspection.visits.get().pk, "attendance": "", "conclusion": "", "answers": {}}

    with pytest.raises(Refusal, match="chưa đến"):
        do(inspections.write_visit, by=dung, on=NEXT, **words)
    with pytest.raises(Refusal, match="Chọn ngày từ 16/11/2026 đến 20/11/2026"):
        do(inspections.write_visit, by=dung, on=DAY - timedelta(days=1), **words)

    assert Visit.objects.get().held_on is None
    assert not Mark.objects.exists()


def test_whoever_is_inspected_writes_no_minutes():
    world = a_world()
    inspection = an_inspection(own=world.province, places=[world.commune], by=dung_of(world.province))

    with pytest.raises(Refusal, match="nơi lập kế hoạch kiểm tra"):
        do(
            inspections.write_visit,
            by=binh_of(world.commune),
            visit_id=inspection.visits.get().pk,
            on=DAY,
            attendance="",
            conclusion="",
            answers={},
        )

    assert Visit.objects.get().held_on is None


def test_an_inspection_ends_when_every_place_has_its_minutes_and_is_cancelled_only_before_the_first():
    world = a_world()
    dung = dung_of(world.province)
    planned = an_inspection(own=world.province, places=[world.commune], by=dung)

    with pytest.raises(Refusal, match="Chưa ghi biên bản ở: Xã An Hoà"):
        do(inspections.conclude_inspection, by=dung, inspection_id=planned.pk)
    do(inspections.cancel_inspection, by=dung, inspection_id=planned.pk, reason="Hoãn vì bão")
    finding = a_finding(own=world.province, place=world.hamlet, by=dung, day=NEXT)
    with pytest.raises(Refusal, match="Đã có nơi được kiểm tra"):
        do(inspections.cancel_inspection, by=dung, inspection_id=finding.visit.inspection_id, reason="Thôi")
    ended = do(inspections.conclude_inspection, by=dung, inspection_id=finding.visit.inspection_id)

    planned.refresh_from_db()
    assert (planned.state, ended.state) == (InspectionState.CANCELLED, InspectionState.CONCLUDED)
    assert not Notice.objects.filter(code="supervision.visit.planned", done_at=None).exists()


def test_a_visit_is_put_on_another_day_and_told_anew():
    world = a_world()
    binh, dung = binh_of(world.commune), dung_of(world.province)
    visit = an_inspection(own=world.province, places=[world.commune], by=dung).visits.get()

    do(inspections.move_visit, by=dung, visit_id=visit.pk, planned_on=NEXT)
    with pytest.raises(Refusal, match="Chọn ngày từ"):
        do(inspections.move_visit, by=dung, visit_id=visit.pk, planned_on=DAY + timedelta(days=9))

    visit.refresh_from_db()
    assert visit.planned_on == NEXT
    assert Notice.objects.filter(person=binh, done_at=None).count() == 1


def test_the_lead_finds_the_visit_of_the_day_in_my_work():
    world = a_world()
    dung = dung_of(world.province)
    an_inspection(own=world.province, places=[world.commune], by=dung)

    jobs = queries.jobs(scope=scope_of(dung.pk, on=DAY), person_id=dung.pk, at=moment(DAY))

    assert [(job.title, job.act) for job in jobs] == [("Kiểm tra tại Xã An Hoà", "Ghi biên bản")]


def test_a_checklist_is_changed_by_its_next_version_and_minutes_keep_the_words_they_had():
    world = a_world()
    dung = dung_of(world.province)
    visit = a_visit(own=world.province, place=world.hamlet, by=dung)

    second = do(
        checklists.write_checklist,
        by=dung,
        title="Kiểm tra tổ",
        points=[("Có sổ họp", "KH 6863")],
        basis="",
        valid_from=NEXT,
        code="commune-teams",
    )

    assert second.version == 2
    assert [row.version for row in queries.checklists_on(DAY) if row.code == "commune-teams"] == [1]
    assert [row.version for row in queries.checklists_on(NEXT) if row.code == "commune-teams"] == [2]
    assert visit.answers.get(number=1).text.startswith("Mỗi thôn, tổ dân phố có một tổ")
    assert checklists.load_checklists(at=moment(NEXT)) == 0


def test_nobody_but_the_standing_agency_writes_a_checklist_and_none_is_empty():
    world = a_world()
    words = {"title": "Kiểm tra", "basis": "", "valid_from": DAY}

    with pytest.raises(Refusal, match="cơ quan thường trực"):
        do(checklists.write_checklist, by=binh_of(world.commune), points=[("Có", "")], **words)
    with pytest.raises(Refusal, match="từ 1 đến 60 mục"):
        do(checklists.write_checklist, by=dung_of(world.province), points=[(" ", "")], **words)

    assert not Checklist.objects.exists()
