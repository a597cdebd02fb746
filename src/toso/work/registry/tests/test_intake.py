from datetime import date
from typing import Any

import pytest

from tests.builders import an_of, binh_of, moment
from tests.world import a_world
from toso.ground.people.queries import scope_of
from toso.ground.privacy.models import Consent
from toso.ground.shared.refusal import Refusal
from toso.ground.tables.queries.occasion import Occasion
from toso.ground.tables.rules.heads import Line
from toso.ground.tables.rules.intake import Standing
from toso.work.registry.actions.intake import plan_businesses, plan_households, take_registrants
from toso.work.registry.actions.undoing import undo_import
from toso.work.registry.models import Registrant
from toso.work.registry.tests.builders import DAY, a_registrant, answer

pytestmark = pytest.mark.django_db


def occasion(by, *, proof="Sổ ký của thôn", day=DAY):
    return Occasion(by, scope_of(by.pk, on=DAY), moment(DAY, 9), {"day": day, "proof": proof})


def lines(*rows):
    return [Line(at + 3, dict(cells)) for at, cells in enumerate(rows)]


def test_a_list_of_an_office_comes_in_with_its_answers_and_its_consents():
    world = a_world()
    binh = binh_of(world.commune)
    file = lines(
        {"place": "Thôn Mẫu 1", "code": 1.0, "contact_name": "Nguyễn Mẫu Hạnh", "phone": 905123456, "consent": "x"}
        | {"internet": "Có", "adults": 3},
        {"place": "mau 1", "code": "2", "contact_name": "Lê Mẫu Phúc", "poor": "x", "internet": "Không biết"},
        {"place": "Mẫu 1"},
    )  # fmt: skip

    planned = plan_households(file, occasion(binh))
    taken = take_registrants(planned, occasion(binh))

    assert not planned.is_faulty
    assert planned.notes == ("Bỏ tên của 1 dòng: chưa có sự đồng ý kèm chứng cứ.",)
    assert (taken.new, taken.changed) == (3, 0)
    first, second, third = Registrant.objects.order_by("code_key")
    assert (first.code, first.contact_name, first.phone, first.answers) == (
        "1",
        "Nguyễn Mẫu Hạnh",
        "0905123456",
        {"internet": "yes", "adults": "3"},
    )
    assert (second.contact_name, second.answers, second.group) == (
        "",
        {"poor": "yes", "internet": "unknown"},
        "priority",
    )
    assert (third.code, third.group, third.answered_on) == ("3", "unasked", None)
    assert first.changes.get().fields["internet"] == ["not_asked", "yes"]


def test_the_same_list_again_changes_nothing_and_an_empty_cell_empties_nothing():
    world = a_world()
    binh = binh_of(world.commune)
    row = a_registrant(place=world.hamlet, by=binh, fields={"code": "7", "internet": "no", "address": "Xóm 2"})
    other = a_registrant(place=world.hamlet, by=binh, fields={"code": "8"})
    file = lines(
        {"place": "Mẫu 1", "code": "7", "internet": "x", "address": ""}, {"place": "Mẫu 1", "code": "8", "address": ""}
    )

    planned = plan_households(file, occasion(binh))
    taken = take_registrants(planned, occasion(binh))
    again = plan_households(file, occasion(binh))

    row.refresh_from_db()
    other.refresh_from_db()
    assert [reading.standing for reading in planned.readings] == [Standing.CHANGED, Standing.SAME]
    assert (taken.new, taken.changed) == (0, 1)
    assert (row.answers, row.address, other.version) == ({"internet": "yes"}, "Xóm 2", 1)
    assert [reading.standing for reading in again.readings] == [Standing.SAME, Standing.SAME]


def test_every_fault_of_a_list_is_told_at_its_row_and_nothing_is_written():
    world = a_world()
    an = an_of(world.hamlet)
    file = lines(
        {"place": "Mẫu 9", "code": "1"},
        {"place": "Mẫu 1", "code": "2", "internet": "có lẽ"},
        {"place": "Mẫu 1", "code": "3", "adults": "2", "adults_with_account": "3"},
        {"place": "Mẫu 1", "code": "4", "phone": "12"},
        {"place": "Mẫu 1", "code": "5"},
        {"place": "Mẫu 1", "code": "5"},
    )

    planned = plan_households(file, occasion(an))

    assert [sorted(reading.faults) for reading in planned.readings] == [
        ["place"], ["internet"], ["adults_with_account"], ["phone"], [], ["code"]
    ]  # fmt: skip
    with pytest.raises(Refusal, match="còn lỗi"):
        take_registrants(planned, occasion(an))
    ahead = plan_households(lines({"place": "Mẫu 1"}), occasion(an, day=date(2027, 1, 1)))
    assert ahead.is_faulty
    assert plan_businesses(lines({"place": "Mẫu 1"}), occasion(an)).readings[0].faults == {
        "name": "ghi tên cơ sở, hợp tác xã."
    }
    assert not Registrant.objects.exists()


def test_a_list_is_taken_back_in_one_step_as_long_as_nobody_worked_on_it():
    world = a_world()
    binh = binh_of(world.commune)
    row = a_registrant(place=world.hamlet, by=binh, fields={"code": "7", "internet": "no", "address": "Xóm 2"})
    file = lines({"place": "Mẫu 1", "code": "7", "internet": "x", "address": "Xóm 3"}, {"place": "Mẫu 1", "code": "8"})
    later: Any = {"by": binh, "scope": scope_of(binh.pk, on=DAY), "at": moment(DAY, 18)}

    taken = take_registrants(plan_households(file, occasion(binh)), occasion(binh))
    done = undo_import(taken.undo, **later)

    row.refresh_from_db()
    new = Registrant.objects.get(code="8")
    assert done == 2
    assert (row.answers, row.address, row.version) == ({"internet": "no"}, "Xóm 2", 3)
    assert (new.ended_on, new.end_reason, new.version) == (new.listed_on, "Hoàn tác lần nhập", 2)
    assert not new.residences.filter(superseded_at__isnull=True).exists()
    assert [reading.standing for reading in plan_households(file, occasion(binh)).readings] == [
        Standing.CHANGED,
        Standing.NEW,
    ]
    with pytest.raises(Refusal, match="đã được sửa"):
        undo_import(taken.undo, **later)


def test_whom_a_list_named_by_mistake_is_named_nowhere_once_it_is_taken_back():
    world = a_world()
    binh = binh_of(world.commune)
    row = a_registrant(place=world.hamlet, by=binh, fields={"code": "7"})
    named = {"contact_name": "Nguyễn Mẫu Hạnh", "phone": "0905123456", "consent": "x"}
    file = lines({"place": "Mẫu 1", "code": "7", **named}, {"place": "Mẫu 1", "code": "8", **named})
    taken = take_registrants(plan_households(file, occasion(binh)), occasion(binh))
    assert Consent.objects.filter(subject_name="Nguyễn Mẫu Hạnh").count() == 2

    undo_import(taken.undo, by=binh, scope=scope_of(binh.pk, on=DAY), at=moment(DAY, 18))

    row.refresh_from_db()
    new = Registrant.objects.get(code="8")
    assert [(each.contact_name, each.phone, each.consent, "hanh" in each.search) for each in (row, new)] == [
        ("", "", None, False)
    ] * 2
    assert set(Consent.objects.values_list("subject_name", "contact")) == {("Đã ẩn danh", "")}
    assert "Hạnh" not in str(list(new.changes.values_list("fields", "sent")))


def test_a_list_on_which_somebody_worked_stays():
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    taken = take_registrants(
        plan_households(lines({"place": "Mẫu 1", "code": "8"}, {"place": "Mẫu 1", "code": "9"}), occasion(binh)),
        occasion(binh),
    )
    answer(Registrant.objects.get(code="9"), an, {"internet": "yes"}, day=DAY, hour=10)

    with pytest.raises(Refusal, match="1 dòng"):
        undo_import(taken.undo, by=binh, scope=scope_of(binh.pk, on=DAY), at=moment(DAY, 18))
    with pytest.raises(Refusal, match="phạm vi"):
        undo_import(taken.undo, by=an, scope=scope_of(an.pk, on=DAY), at=moment(DAY, 18))

    assert Registrant.objects.standing().count() == 2
