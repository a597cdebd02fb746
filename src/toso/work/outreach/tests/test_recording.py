from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from tests.builders import a_person, a_place, an_of, binh_of, chau_of, moment
from tests.world import a_world
from toso.ground.audit.models import Entry
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.places.models import Place, Succession
from toso.ground.shared.refusal import Refusal
from toso.plan.programme.models import Mark
from toso.work.outreach.actions.recording import record_batch, record_work
from toso.work.outreach.actions.records import undo_batch
from toso.work.outreach.models import Batch, Record, Share, Source
from toso.work.outreach.rules import Counts, Work
from toso.work.outreach.tests.builders import DAY, a_community_team, a_record, a_task

pytestmark = pytest.mark.django_db


def nothing_was_written() -> bool:
    return not (Record.objects.exists() or Share.objects.exists() or Mark.objects.exists() or Entry.objects.exists())


def refused(**changes) -> str:
    """The sentence given to An, who records five people in the hamlet with one thing changed."""
    world = changes.pop("world", None) or a_world()
    by = changes.pop("by", None) or an_of(world.hamlet)
    values: dict[str, Any] = {
        "uuid": uuid4(),
        "place": world.hamlet,
        "day": DAY,
        "task": changes.pop("task", None) or a_task(),
        "counts": Counts(citizens=5),
        "people": [by.pk],
        "captured_at": moment(DAY, 17),
        "source": Source.PAGE,
        "at": moment(DAY, 17),
    } | changes
    with pytest.raises(Refusal) as refusal:
        record_work(**values, by=by, scope=scope_of(by.pk, on=DAY))
    return str(refusal.value)


def test_a_record_holds_what_was_written_and_marks_its_cell():
    world = a_world()
    an = an_of(world.hamlet)
    team = a_community_team(place=world.hamlet)

    record = a_record(place=world.hamlet, by=an, counts=Counts(citizens=12, elderly=4), note="Tại nhà văn hoá")

    assert (record.citizens, record.elderly, record.team_id, record.province_code) == (12, 4, team.pk, "56")
    assert record.flags == []
    assert list(Mark.objects.values_list("place_id", "day")) == [(world.hamlet.pk, DAY)]
    assert Entry.objects.get().code == "outreach.record.recorded"


def test_text_is_kept_in_normal_form_c():
    world = a_world()

    record = a_record(place=world.hamlet, by=an_of(world.hamlet), note="Ho\u0300a")

    assert record.note == "H\u00f2a"


def test_three_people_share_one_hundred_per_cent():
    world = a_world()
    an = an_of(world.hamlet)
    others = [a_person(role=Role.TEAM_MEMBER, place=world.hamlet) for _number in range(2)]

    record = a_record(place=world.hamlet, by=an, people=[an.pk, *(person.pk for person in others)])

    assert sum(record.shares.values_list("percent", flat=True)) == Decimal(100)
    assert record.shares.get(person=an).percent == Decimal("33.34")


def test_the_same_uuid_twice_is_one_record():
    world = a_world()
    an, task, uuid = an_of(world.hamlet), a_task(), uuid4()

    first = a_record(place=world.hamlet, by=an, task=task, uuid=uuid)
    again = a_record(place=world.hamlet, by=an, task=task, uuid=uuid)

    assert first == again
    assert (Record.objects.count(), Share.objects.count(), Entry.objects.count()) == (1, 1, 1)


def test_the_uuid_of_a_record_elsewhere_reveals_nothing():
    world = a_world()
    chau = chau_of(world.elsewhere)
    hers = a_record(place=world.hamlet_elsewhere, by=chau)

    with pytest.raises(Refusal, match="Tải lại trang"):
        a_record(place=world.hamlet, by=an_of(world.hamlet), uuid=hers.uuid)

    assert Record.objects.get() == hers


def test_work_written_down_five_days_later_keeps_its_day_and_is_flagged():
    world = a_world()

    record = a_record(place=world.hamlet, by=an_of(world.hamlet), at=moment(date(2026, 10, 25)))

    assert record.day == DAY
    assert record.flags == [{"code": "late_capture", "seen": False, "days": 5}]


def test_the_same_work_by_another_source_is_flagged_and_both_count():
    world = a_world()
    task = a_task()
    hers = a_record(place=world.hamlet, by=an_of(world.hamlet), task=task)

    his = a_record(place=world.hamlet, by=binh_of(world.commune), task=task, source=Source.GRID)

    assert his.flags == [{"code": "same_work", "seen": False, "record": str(hers.uuid), "is_linked": False}]
    assert Record.objects.counting().count() == 2


def test_a_day_in_the_future_is_refused():
    sentence = refused(day=date(2026, 10, 21))

    assert sentence == "Ngày 21/10/2026 chưa đến. Ghi từ hôm nay (20/10/2026) trở về trước."
    assert nothing_was_written()


def test_a_day_before_the_hamlet_existed_is_refused():
    world = a_world()
    young = a_place(name="Mẫu 2", parent=world.commune, valid_from=date(2026, 10, 1))

    sentence = refused(world=world, by=binh_of(world.commune), place=young, day=date(2026, 9, 30))

    assert sentence == "Thôn Mẫu 2 có từ 01/10/2026; việc trước ngày đó ghi cho đơn vị cũ."
    assert nothing_was_written()


def test_a_day_after_the_hamlet_ended_is_refused_and_the_successor_named():
    world = a_world()
    successor = a_place(name="Mẫu 3", parent=world.commune)
    Place.objects.filter(pk=world.hamlet.pk).update(valid_until=DAY)
    Succession.objects.create(predecessor=world.hamlet, successor=successor, on=DAY)

    sentence = refused(world=world)

    assert sentence == "Thôn Mẫu 1 không còn từ 20/10/2026; việc từ ngày đó ghi cho Thôn Mẫu 3."
    assert nothing_was_written()


def test_a_day_before_the_merger_is_still_recorded_for_the_old_hamlet():
    world = a_world()
    Place.objects.filter(pk=world.hamlet.pk).update(valid_until=DAY)

    record = a_record(place=world.hamlet, by=an_of(world.hamlet), day=date(2026, 10, 19))

    assert record.place == world.hamlet


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        (Counts(citizens=-3), "Người dân không thể là số âm. Đang ghi −3."),
        (Counts(citizens=5000), "Người dân: ghi từ 0 đến 2.000 trong một lần. Đang ghi 5.000."),
        (Counts(), "Ghi ít nhất một người, hộ, cơ sở kinh doanh hoặc hợp tác xã được giúp."),
        (Counts(citizens=2, elderly=3), "Người cao tuổi (3) nằm trong số người dân, không thể nhiều hơn 2."),
        (Counts(citizens=1, poor=2), "Hộ nghèo và cận nghèo (2) nhiều hơn số người, số hộ được giúp (1)."),
    ],
)
def test_numbers_that_cannot_be_right_are_refused(counts, sentence):
    assert refused(counts=counts) == sentence
    assert nothing_was_written()


def test_a_task_that_has_left_the_catalogue_is_refused():
    sentence = refused(task=a_task(short_name="Sổ sức khoẻ", valid_until=date(2026, 10, 1)))

    assert sentence == "Việc “Sổ sức khoẻ” không còn trong danh mục từ 01/10/2026; chọn việc khác hoặc sửa ngày."
    assert nothing_was_written()


def test_a_task_that_is_not_yet_in_the_catalogue_is_refused():
    sentence = refused(task=a_task(short_name="Trợ lý ảo", valid_from=date(2026, 11, 1)))

    assert sentence == "Việc “Trợ lý ảo” có trong danh mục từ 01/11/2026; chọn việc khác hoặc sửa ngày."
    assert nothing_was_written()


def test_a_place_outside_the_scope_is_not_found():
    world = a_world()

    with pytest.raises(Place.DoesNotExist):
        a_record(place=world.hamlet_elsewhere, by=an_of(world.hamlet))

    assert nothing_was_written()


def test_who_only_sees_a_place_does_not_record_there():
    world = a_world()
    viewer = a_person(role=Role.PROVINCE_VIEWER, place=world.province)

    assert refused(world=world, by=viewer) == "Tài khoản này chỉ được xem Thôn Mẫu 1, không ghi việc ở đây."
    assert nothing_was_written()


def test_somebody_from_elsewhere_did_not_take_part():
    world = a_world()
    chau = chau_of(world.elsewhere)

    assert refused(world=world, people=[chau.pk]) == "Có người không thuộc tổ hay xã này; chọn lại người tham gia."
    assert nothing_was_written()


def test_nobody_taking_part_is_refused_on_the_page():
    assert refused(people=[]) == "Chọn ít nhất một người tham gia."
    assert nothing_was_written()


def test_shares_that_do_not_make_one_hundred_are_refused():
    world = a_world()
    an = an_of(world.hamlet)

    sentence = refused(world=world, by=an, shares={an.pk: Decimal("99.99")})

    assert sentence == "Phần của những người tham gia phải cộng lại đúng 100%."
    assert nothing_was_written()


def works_for(place: Place, *numbers: int) -> list[Work]:
    task = a_task()
    return [
        Work(
            uuid=uuid4(),
            place_id=place.pk,
            day=DAY,
            task_id=task.pk,
            counts=Counts(citizens=number),
            captured_at=moment(DAY, 17),
        )
        for number in numbers
    ]


def keep(works, *, world, by) -> Batch:
    return record_batch(
        works=works, place=world.commune, source=Source.GRID, by=by, scope=scope_of(by.pk, on=DAY), at=moment(DAY, 17)
    )


def test_a_batch_is_saved_once_and_undone_in_one_step():
    world = a_world()
    binh = binh_of(world.commune)
    works = works_for(world.hamlet, 4, 7, 9)

    batch = keep(works, world=world, by=binh)
    again = keep(works, world=world, by=binh)
    undone = undo_batch(batch_id=batch.pk, by=binh, scope=scope_of(binh.pk, on=DAY), at=moment(DAY, 18))

    assert again == batch
    assert undone == 3
    assert not Record.objects.counting().exists()
    assert Record.objects.filter(is_withdrawn=True).count() == 3
    assert list(Entry.objects.order_by("pk").values_list("code", flat=True)) == [
        "outreach.batch.recorded",
        "outreach.batch.undone",
    ]


def test_one_wrong_row_keeps_the_whole_batch_out():
    world = a_world()
    binh = binh_of(world.commune)

    with pytest.raises(Refusal, match=r"Đang ghi 7\.000"):
        keep(works_for(world.hamlet, 4, 7000), world=world, by=binh)

    assert nothing_was_written()
    assert not Batch.objects.exists()


def test_an_undone_batch_is_not_undone_again():
    world = a_world()
    binh = binh_of(world.commune)
    scope = scope_of(binh.pk, on=DAY)
    batch = keep(works_for(world.hamlet, 4), world=world, by=binh)
    undo_batch(batch_id=batch.pk, by=binh, scope=scope, at=moment(DAY, 18))

    with pytest.raises(Refusal, match="đã hoàn tác rồi"):
        undo_batch(batch_id=batch.pk, by=binh, scope=scope, at=moment(DAY, 19))

    assert Entry.objects.filter(code="outreach.batch.undone").count() == 1


def test_many_rows_cost_as_many_questions_as_few(django_assert_num_queries):
    world = a_world()
    binh = binh_of(world.commune)
    few, many = works_for(world.hamlet, 1, 2, 3), works_for(world.hamlet, *range(1, 31))

    with django_assert_num_queries(16) as spent:
        keep(few, world=world, by=binh)
    with django_assert_num_queries(len(spent.captured_queries)):
        keep(many, world=world, by=binh)
