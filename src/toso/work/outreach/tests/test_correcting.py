from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from tests.builders import a_person, a_place, an_of, binh_of, chau_of, moment
from tests.world import a_world
from toso.ground.audit.models import Entry
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.shared.refusal import Refusal
from toso.plan.programme.models import Mark
from toso.work.outreach.actions.records import correct_record, restore_record, withdraw_record, work_of
from toso.work.outreach.models import Record
from toso.work.outreach.rules import Counts
from toso.work.outreach.tests.builders import DAY, a_record

pytestmark = pytest.mark.django_db


def correct(record, *, by, at=None, reason="Ghi nhầm số", **changes):
    return correct_record(
        record_id=record.pk,
        work=replace(work_of(record), **changes),
        reason=reason,
        by=by,
        scope=scope_of(by.pk, on=DAY),
        at=at or moment(DAY, 18),
    )


def withdraw(record, *, by, at=None):
    return withdraw_record(
        record_id=record.pk, reason="Ghi trùng", by=by, scope=scope_of(by.pk, on=DAY), at=at or moment(DAY, 18)
    )


def restore(record, *, by, at):
    return restore_record(record_id=record.pk, by=by, scope=scope_of(by.pk, on=DAY), at=at)


def test_a_correction_is_a_new_version_and_the_old_one_stays_readable():
    world = a_world()
    an = an_of(world.hamlet)
    old = a_record(place=world.hamlet, by=an, counts=Counts(citizens=30))

    new = correct(old, by=an, counts=Counts(citizens=3))

    old.refresh_from_db()
    assert (new.uuid, new.version, new.citizens, new.reason) == (old.uuid, 2, 3, "Ghi nhầm số")
    assert (old.citizens, old.superseded_at, old.superseded_by) == (30, moment(DAY, 18), an)
    assert Record.objects.counting().get() == new
    assert [share.percent for share in new.shares.all()] == [100]
    assert Entry.objects.get(code="outreach.record.corrected").detail["changed"] == ["citizens"]


def test_a_correction_marks_the_old_and_the_new_cell():
    world = a_world()
    neighbour = a_place(name="Mẫu 2", parent=world.commune)
    binh = binh_of(world.commune)
    old = a_record(place=world.hamlet, by=binh)
    Mark.objects.all().delete()

    correct(old, by=binh, place_id=neighbour.pk, day=date(2026, 10, 19))

    assert set(Mark.objects.values_list("place_id", "day")) == {
        (world.hamlet.pk, DAY),
        (neighbour.pk, date(2026, 10, 19)),
    }


def test_the_second_of_two_corrections_of_one_version_is_refused_and_the_first_stands():
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    record = a_record(place=world.hamlet, by=an)
    correct(record, by=an, counts=Counts(citizens=3))

    with pytest.raises(Refusal, match=r"Nguyễn Mẫu An vừa sửa bản ghi này lúc 18:00 20/10/2026"):
        correct(record, by=binh, counts=Counts(citizens=4))

    assert Record.objects.counting().get().citizens == 3


@pytest.mark.django_db(transaction=True)
def test_two_browsers_correcting_at_the_same_moment_make_one_new_version():
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    record = a_record(place=world.hamlet, by=an)
    start, answers = Barrier(2), []

    def press(person, citizens):
        try:
            start.wait()
            answers.append(correct(record, by=person, counts=Counts(citizens=citizens)).citizens)
        except Refusal as refusal:
            answers.append(str(refusal))
        finally:
            connection.close()

    threads = [Thread(target=press, args=(an, 3)), Thread(target=press, args=(binh, 4))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    kept = Record.objects.counting().get()
    assert Record.objects.count() == 2
    assert kept.citizens in answers
    assert sum("vừa sửa bản ghi này" in str(answer) for answer in answers) == 1


def test_a_correction_without_a_reason_is_refused():
    world = a_world()
    an = an_of(world.hamlet)
    record = a_record(place=world.hamlet, by=an)

    with pytest.raises(Refusal, match="Ghi lý do"):
        correct(record, by=an, reason="  ")

    assert Record.objects.get().superseded_at is None


def test_a_correction_to_nonsense_is_refused_and_the_record_stands():
    world = a_world()
    an = an_of(world.hamlet)
    record = a_record(place=world.hamlet, by=an)

    with pytest.raises(Refusal, match=r"Đang ghi 9\.999"):
        correct(record, by=an, counts=Counts(citizens=9999))

    assert Record.objects.get().superseded_at is None


def test_a_stranger_does_not_find_the_record():
    world = a_world()
    record = a_record(place=world.hamlet, by=an_of(world.hamlet))

    with pytest.raises(Record.DoesNotExist):
        correct(record, by=chau_of(world.elsewhere))

    assert Record.objects.get().superseded_at is None


def test_a_member_corrects_own_records_and_not_those_of_others():
    world = a_world()
    an, member = an_of(world.hamlet), a_person(role=Role.TEAM_MEMBER, place=world.hamlet)
    own, others = a_record(place=world.hamlet, by=member), a_record(place=world.hamlet, by=an)

    corrected = correct(own, by=member, counts=Counts(citizens=1))
    with pytest.raises(Refusal, match="của người khác"):
        correct(others, by=member)

    assert corrected.citizens == 1
    assert Record.objects.get(pk=others.pk).superseded_at is None


def test_after_thirty_days_the_member_asks_the_leader():
    world = a_world()
    member, an = a_person(role=Role.TEAM_MEMBER, place=world.hamlet), an_of(world.hamlet)
    record = a_record(place=world.hamlet, by=member)
    later = moment(DAY + timedelta(days=31))

    with pytest.raises(Refusal, match="quá 30 ngày"):
        correct(record, by=member, at=later)
    corrected = correct(record, by=an, at=later, counts=Counts(citizens=2))

    assert corrected.version == 2


def test_a_withdrawn_record_does_not_count_and_comes_back_within_thirty_days():
    world = a_world()
    an = an_of(world.hamlet)
    record = a_record(place=world.hamlet, by=an, counts=Counts(citizens=8))

    gone = withdraw(record, by=an)
    counted_without = Record.objects.counting().count()
    back = restore(gone, by=an, at=moment(DAY + timedelta(days=30)))

    assert counted_without == 0
    assert (back.version, back.citizens, back.uuid) == (2, 8, record.uuid)
    assert Record.objects.counting().get() == back


def test_after_thirty_days_the_bin_is_closed():
    world = a_world()
    an = an_of(world.hamlet)
    gone = withdraw(a_record(place=world.hamlet, by=an), by=an)

    with pytest.raises(Refusal, match="quá 30 ngày"):
        restore(gone, by=an, at=moment(DAY + timedelta(days=31)))

    assert not Record.objects.counting().exists()


def test_a_record_that_counts_is_not_restored():
    world = a_world()
    an = an_of(world.hamlet)
    record = a_record(place=world.hamlet, by=an)

    with pytest.raises(Refusal, match="không cần khôi phục"):
        restore(record, by=an, at=moment(DAY, 19))

    assert Record.objects.count() == 1


def test_a_withdrawn_record_is_not_corrected():
    world = a_world()
    an = an_of(world.hamlet)
    gone = withdraw(a_record(place=world.hamlet, by=an), by=an)

    with pytest.raises(Refusal, match="đã bỏ"):
        correct(gone, by=an)

    assert Record.objects.count() == 1


def test_a_viewer_withdraws_nothing():
    world = a_world()
    record = a_record(place=world.hamlet, by=an_of(world.hamlet))
    viewer = a_person(role=Role.PROVINCE_VIEWER, place=world.province)

    with pytest.raises(Refusal, match="chỉ được xem"):
        withdraw(record, by=viewer)

    assert Record.objects.get().superseded_at is None
