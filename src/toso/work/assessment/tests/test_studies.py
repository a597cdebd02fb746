"""Opening a study, answering it area by area, and what the differences come to."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.builders import a_person, a_place, binh_of, chau_of, dung_of, moment
from tests.world import World, a_world
from toso.ground.audit.models import Entry
from toso.ground.people.models import Person
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.places.rules import Level
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.uploads import CleanFile
from toso.work.assessment import facts
from toso.work.assessment.actions.criteria import load_criteria
from toso.work.assessment.actions.studies import Seen, answer_area, drop_study, move_study, open_study
from toso.work.assessment.models import Answer, Assessment, Criteria, Study
from toso.work.assessment.queries import jobs
from toso.work.assessment.queries import studies as queries
from toso.work.assessment.rules import Round, Side
from toso.work.assessment.tests.builders import AREAS, FIRST, LAST, a_study, a_whole_look, an_answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


def giang_of(commune) -> Person:
    """A student of a support team, who stands at the commune."""
    return a_person(name="Đỗ Mẫu Giang", role=Role.TEAM_MEMBER, place=commune)


def measured(fact, **parameters) -> int:
    return sum(fact.rows(parameters).values_list("gain", flat=True))


def test_the_shipped_criteria_have_six_areas_with_five_levels_each_and_load_once():
    load_criteria(at=moment(FIRST))
    again = load_criteria(at=moment(FIRST))

    row = Criteria.objects.get()
    assert again == 0
    assert tuple(area["code"] for area in row.areas) == AREAS
    assert [len(area["levels"]) for area in row.areas] == [5] * 6
    assert all(len(words) > 20 for area in row.areas for words in (*area["levels"], area["look"]))


def test_the_two_sides_assess_before_and_after_and_each_gain_is_the_difference(world):
    binh, giang = binh_of(world.commune), giang_of(world.commune)
    study = a_study(place=world.commune, by=dung_of(world.province))
    a_whole_look(study=study, by=giang, when=Round.BEFORE, level=1)
    a_whole_look(study=study, by=binh, when=Round.BEFORE, level=2)
    a_whole_look(study=study, by=giang, when=Round.AFTER, level=3)
    a_whole_look(study=study, by=binh, when=Round.AFTER, level=3)

    (line,) = queries.study_lines([study], on=LAST)

    assert measured(facts.levels_gained, side="mission", round="after") == 12
    assert measured(facts.levels_gained, side="commune") == 6
    assert facts.assessments.rows({}).count() == 4
    assert (line.before, line.latest) == (Decimal("1.5"), Decimal(3))
    assert line.outcome.raised == 12
    assert [one.is_done for one in line.rounds] == [True, True, False, False]


def test_an_area_that_could_not_be_seen_is_missing_and_not_zero(world):
    binh = binh_of(world.commune)
    study = a_study(place=world.commune, by=binh)
    a_whole_look(study=study, by=binh, when=Round.BEFORE, level=2)
    for area in AREAS:
        seen = Seen(None, "Máy chủ đang sửa") if area == "security" else Seen(3)
        an_answer(study=study, by=binh, when=Round.AFTER, area=area, seen=seen)

    (line,) = queries.study_lines([study], on=LAST)

    assert line.outcome.raised == 5
    assert line.outcome.fallen == 0
    assert line.outcome.unknown == 7  # one area of the commune, six that the mission never saw
    assert line.latest == Decimal(3)
    assert facts.levels_lost.rows({}).count() == 0
    assert Assessment.objects.get(round=Round.AFTER).completed_on == LAST


def test_an_area_not_seen_needs_its_reason_and_nothing_is_kept_without(world):
    binh = binh_of(world.commune)
    study = a_study(place=world.commune, by=binh)

    with pytest.raises(Refusal, match="ghi vì sao"):
        an_answer(study=study, by=binh, seen=Seen(None))

    assert not Answer.objects.exists()


@pytest.mark.parametrize("level", [-1, 5])
def test_a_level_outside_nought_to_four_is_refused(world, level):
    binh = binh_of(world.commune)
    study = a_study(place=world.commune, by=binh)

    with pytest.raises(Refusal, match="từ 0 đến 4"):
        an_answer(study=study, by=binh, seen=Seen(level))

    assert not Answer.objects.exists()


def test_a_round_is_not_taken_before_its_time(world):
    binh = binh_of(world.commune)
    study = a_study(place=world.commune, by=binh)

    with pytest.raises(Refusal, match="23/11/2026"):
        an_answer(study=study, by=binh, when=Round.DAYS_90, seen=Seen(2), on=date(2026, 11, 22))

    assert not Answer.objects.exists()


def test_correcting_what_was_before_moves_the_gain_after_it_and_keeps_the_old_words(world):
    binh = binh_of(world.commune)
    study = a_study(place=world.commune, by=binh)
    an_answer(study=study, by=binh, when=Round.BEFORE, seen=Seen(1, "Nhìn qua"))
    an_answer(study=study, by=binh, when=Round.AFTER, seen=Seen(3, "Tự làm"))
    corrected_on = LAST + timedelta(days=2)

    answer = an_answer(study=study, by=binh, when=Round.BEFORE, seen=Seen(2, "Hỏi lại"), on=corrected_on)

    later = Answer.objects.standing().get(assessment__round=Round.AFTER)
    assert answer.day == FIRST
    assert (later.level, later.gain, later.day) == (3, 1, LAST)
    assert list(Answer.objects.filter(superseded_at__isnull=False).order_by("pk").values_list("level", "gain")) == [
        (1, None),
        (3, 2),
    ]


def test_what_fell_again_after_ninety_days_is_counted_as_lost(world):
    binh = binh_of(world.commune)
    study = a_study(place=world.commune, by=binh)
    an_answer(study=study, by=binh, when=Round.BEFORE, seen=Seen(2))
    an_answer(study=study, by=binh, when=Round.DAYS_90, seen=Seen(1))

    (row,) = facts.levels_lost.rows({"round": "days_90"}).annotate(lost=facts.LOSS)

    assert row.lost == 1


def test_a_photo_stays_when_the_area_is_said_again_without_one(world):
    binh = binh_of(world.commune)
    study = a_study(place=world.commune, by=binh)
    photo = CleanFile("tu-mang.jpg", b"anh", "1" * 64)
    an_answer(study=study, by=binh, seen=Seen(1, file=photo))

    again = an_answer(study=study, by=binh, seen=Seen(2), on=FIRST + timedelta(days=1))

    assert again.file_name == "tu-mang.jpg"
    with again.file.open("rb") as kept:
        assert kept.read() == b"anh"


def test_an_address_of_another_house_is_no_evidence(world):
    binh = binh_of(world.commune)
    study = a_study(place=world.commune, by=binh)

    with pytest.raises(Refusal, match="không phải trang của Tổ Số"):
        an_answer(study=study, by=binh, seen=Seen(1, link="https://example.org/khong-co"))

    assert not Answer.objects.exists()


def test_chau_neither_opens_nor_assesses_a_commune_of_others(world):
    study = a_study(place=world.commune, by=binh_of(world.commune))
    chau = chau_of(world.elsewhere)

    with pytest.raises(Study.DoesNotExist):
        an_answer(study=study, by=chau, seen=Seen(1))

    assert not Answer.objects.exists()


def test_whoever_only_watches_does_not_assess(world):
    viewer = a_person(name="Hồ Mẫu Xem", role=Role.PROVINCE_VIEWER, place=world.province)
    study = a_study(place=world.commune, by=binh_of(world.commune))

    with pytest.raises(Refusal, match="không đánh giá"):
        an_answer(study=study, by=viewer, seen=Seen(1))

    assert not Answer.objects.exists()


def test_nobody_speaks_for_the_other_side(world):
    giang = giang_of(world.commune)
    study = a_study(place=world.commune, by=binh_of(world.commune))

    with pytest.raises(Refusal, match="không đánh giá"):
        answer_area(
            study_id=study.pk,
            when=Round.BEFORE,
            area="skills",
            seen=Seen(1),
            side=Side.COMMUNE,
            by=giang,
            scope=scope_of(giang.pk, on=FIRST),
            at=moment(FIRST),
        )

    assert not Answer.objects.exists()


def test_the_same_stay_is_not_opened_twice_nor_one_that_ends_before_it_begins(world):
    dung = dung_of(world.province)
    a_study(place=world.commune, by=dung)

    with pytest.raises(Refusal, match="đã có đợt"):
        a_study(place=world.commune, by=dung)
    with pytest.raises(Refusal, match="trước ngày bắt đầu"):
        a_study(place=world.commune, by=dung, label="Đợt khác", first=LAST, last=FIRST)

    assert Study.objects.count() == 1


def test_a_hamlet_is_not_assessed(world):
    dung = dung_of(world.province)

    with pytest.raises(Refusal, match="Chọn một xã"):
        a_study(place=world.hamlet, by=dung)

    assert not Study.objects.exists()


def test_moving_the_stay_moves_what_is_due(world):
    dung = dung_of(world.province)
    study = a_study(place=world.commune, by=dung)
    scope, later = scope_of(dung.pk, on=FIRST), LAST + timedelta(days=10)

    move_study(study_id=study.pk, first_day=FIRST, last_day=later, by=dung, scope=scope, at=moment(FIRST))

    study.refresh_from_db()
    assert queries.window_of(study, Round.DAYS_30).due_on == date(2026, 10, 11)
    assert Entry.objects.filter(code="assessment.study.moved").count() == 1


def test_a_study_that_somebody_answered_is_not_dropped(world):
    binh = binh_of(world.commune)
    study = a_study(place=world.commune, by=binh)
    an_answer(study=study, by=binh, seen=Seen(1))
    given: dict[str, Any] = {
        "study_id": study.pk,
        "by": binh,
        "scope": scope_of(binh.pk, on=FIRST),
        "at": moment(FIRST),
    }

    with pytest.raises(Refusal, match="không bỏ được"):
        drop_study(**given)

    assert Study.objects.standing().count() == 1


def test_a_study_opened_by_mistake_goes_and_may_be_opened_again(world):
    binh = binh_of(world.commune)
    study = a_study(place=world.commune, by=binh)

    drop_study(study_id=study.pk, by=binh, scope=scope_of(binh.pk, on=FIRST), at=moment(FIRST))

    assert a_study(place=world.commune, by=binh).pk != study.pk


def test_each_side_is_reminded_of_its_own_rounds_and_the_province_of_the_gaps(world):
    binh, dung, giang = binh_of(world.commune), dung_of(world.province), giang_of(world.commune)
    study = a_study(place=world.commune, by=dung)
    a_whole_look(study=study, by=binh, when=Round.BEFORE, level=1)
    on = LAST - timedelta(days=3)

    def offered(person):
        return jobs.jobs(scope=scope_of(person.pk, on=on), person_id=person.pk, at=moment(on))

    assert [job.key for job in offered(binh)] == [f"assessment.{study.pk}.after"]
    assert [job.key for job in offered(giang)] == [f"assessment.{study.pk}.before", f"assessment.{study.pk}.after"]
    assert [job.title for job in offered(dung)] == ["1 xã còn thiếu lượt đánh giá"]


def test_communes_that_nobody_watches_are_listed(world):
    dung = dung_of(world.province)
    a_study(place=world.commune, by=dung)

    found = queries.communes_without_study(scope_of(dung.pk, on=FIRST))

    assert list(found) == [world.elsewhere]


def test_without_any_criteria_nothing_is_opened():
    province = a_place(level=Level.PROVINCE)
    commune, dung = a_place(level=Level.COMMUNE, parent=province), dung_of(province)

    with pytest.raises(Refusal, match="Chưa có bộ tiêu chí"):
        open_study(
            place=commune,
            label="Đợt 1",
            first_day=FIRST,
            last_day=LAST,
            by=dung,
            scope=scope_of(dung.pk, on=FIRST),
            at=moment(FIRST),
        )

    assert not Study.objects.exists()
