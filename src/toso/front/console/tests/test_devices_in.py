"""The list of devices that a commune keeps comes into its register once, and is taken back together."""

from datetime import date

import pytest

from tests.builders import binh_of, chau_of, dung_of
from tests.world import a_world
from toso.front.console.imports import IMPORTS, undo_devices
from toso.front.console.queries.taking import look_through, sentences
from toso.ground.people.queries import scope_of
from toso.ground.places.actions import merge_places
from toso.ground.places.queries.changes import Portion
from toso.ground.shared.refusal import Refusal
from toso.ground.tables.queries.occasion import Occasion
from toso.ground.tables.rules.intake import Standing
from toso.ground.tables.tests.samples import workbook
from toso.work.helpdesk.actions import devices_intake
from toso.work.helpdesk.actions.devices import set_device_state
from toso.work.helpdesk.models import Device
from toso.work.helpdesk.rules.devices import DeviceState
from toso.work.helpdesk.tests.builders import DAY, MORNING, a_device

pytestmark = pytest.mark.django_db
HEAD = ["STT", "Tên thiết bị", "Loại thiết bị", "Serial", "Bộ phận", "Ngày đưa vào sử dụng", "Hiện trạng"]
ROWS = [
    [1, "Canon LBP 2900", "Máy in", "NPB1", "Một cửa", date(2022, 3, 1), "Tốt"],
    [2, "Dell Vostro", "Máy tính", "", "Văn phòng", None, "Hỏng"],
    [3, "Dell Vostro", "Máy tính", "", "Văn phòng", None, ""],
    [4, "VNPT 200 Mbps", "Đường truyền", "", "Cả trụ sở", None, "Đang sử dụng"],
]


def occasion(person):
    return Occasion(person, scope_of(person.pk, on=DAY), MORNING, {})


def looked(person, *rows):
    return look_through(workbook([HEAD, *rows]), IMPORTS["devices"], occasion(person))


def test_a_list_comes_in_once_and_two_alike_without_a_number_are_two():
    binh = binh_of(a_world().commune)
    found = looked(binh, *ROWS)
    assert found.is_ready, sentences(found) or found.trouble

    taken = devices_intake.take_devices(found.planned, occasion(binh))
    again = looked(binh, *ROWS).planned

    assert taken.new == 4
    assert again.count(Standing.SAME) == 4
    assert set(Device.objects.values_list("label", "kind", "state")) == {
        ("Canon LBP 2900", "printer", "in_use"),
        ("Dell Vostro", "computer", "broken"),
        ("Dell Vostro", "computer", "in_use"),
        ("VNPT 200 Mbps", "line", "in_use"),
    }


def test_a_device_written_by_hand_is_known_again_by_its_number():
    world = a_world()
    binh = binh_of(world.commune)
    a_device(place=world.commune, by=binh, serial="npb1")

    planned = looked(binh, *ROWS).planned

    assert [reading.standing for reading in planned.readings] == [Standing.SAME, *[Standing.NEW] * 3]


def test_a_bad_row_stops_the_list_and_says_where():
    binh = binh_of(a_world().commune)
    bad = [
        ROWS[0],
        [2, "", "Máy in", "NPB2", "Một cửa", date(2022, 3, 1), "Tốt"],
        [3, "X", "", "npb1", "", date(2031, 1, 1), "mất"],
    ]

    planned = looked(binh, *bad).planned

    assert planned.readings[1].faults == {"label": "ghi tên máy như trên nhãn, ví dụ: Canon LBP 2900."}
    assert set(planned.readings[2].faults) == {"since", "state"}
    with pytest.raises(Refusal, match="còn lỗi"):
        devices_intake.take_devices(planned, occasion(binh))
    assert not Device.objects.exists()


def test_an_officer_of_the_province_keeps_no_register_of_a_commune():
    dung = dung_of(a_world().province)

    planned = looked(dung, ROWS[0]).planned

    assert planned is None or planned.is_faulty


def test_a_list_is_taken_back_unless_something_happened_to_a_device():
    binh = binh_of(a_world().commune)
    scope = scope_of(binh.pk, on=DAY)
    first = devices_intake.take_devices(looked(binh, ROWS[0]).planned, occasion(binh))
    second = devices_intake.take_devices(looked(binh, ROWS[3]).planned, occasion(binh))
    printer = Device.objects.get(kind="printer")
    set_device_state(device_id=printer.pk, state=DeviceState.BROKEN, text="Rơi", by=binh, scope=scope, at=MORNING)

    with pytest.raises(Refusal, match="1 thiết bị"):
        undo_devices(first.undo, by=binh, scope=scope, at=MORNING)
    undo_devices(second.undo, by=binh, scope=scope, at=MORNING)
    with pytest.raises(Refusal, match="đã hoàn tác rồi"):
        undo_devices(second.undo, by=binh, scope=scope, at=MORNING)

    assert list(Device.objects.current()) == [printer]


def merged(world, *communes):
    """The communes become the first one's successor; whoever wrote at the first is assigned there too."""
    return merge_places(
        place_ids=[one.pk for one in communes],
        into=Portion(kind="Xã", name="Đại Hoà", code="22999"),
        on=DAY,
        basis="Nghị quyết mẫu",
        by=dung_of(world.province),
        at=MORNING,
    )


def test_after_a_merger_the_same_list_changes_nothing_and_the_rows_that_look_alike_are_named():
    world = a_world()
    binh = binh_of(world.commune)
    devices_intake.take_devices(looked(binh, *ROWS).planned, occasion(binh))
    moved = Device.objects.get(label="VNPT 200 Mbps")
    Device.objects.filter(pk=moved.pk).update(location="Phòng máy chủ")  # corrected by hand since
    heir = merged(world, world.commune, world.elsewhere)
    an = binh_of(heir)

    again = looked(an, *ROWS).planned
    one_more = looked(an, *ROWS, ROWS[2]).planned

    assert again.count(Standing.SAME) == 4
    (note,) = again.remarks
    assert note.startswith("Dòng 3, 4, 5 giống thiết bị đã có của đơn vị đã sáp nhập nên giữ nguyên, không thêm.")
    assert [reading.standing for reading in one_more.readings] == [*[Standing.SAME] * 4, Standing.NEW]
    devices_intake.take_devices(one_more, occasion(an))
    assert looked(an, *ROWS, ROWS[2]).planned.count(Standing.SAME) == 5
    assert Device.objects.count() == 5


def test_a_list_that_names_the_old_commune_is_compared_with_the_devices_of_that_one():
    world = a_world()
    here, there = binh_of(world.commune), chau_of(world.elsewhere)
    devices_intake.take_devices(looked(here, ROWS[1], ROWS[2]).planned, occasion(here))
    devices_intake.take_devices(looked(there, ROWS[1]).planned, occasion(there))
    heir = merged(world, world.commune, world.elsewhere)
    an, name = binh_of(heir), world.elsewhere.full_name
    head = [*HEAD, "Xã"]

    def named(*rows):
        return look_through(workbook([head, *([*row, name] for row in rows)]), IMPORTS["devices"], occasion(an)).planned

    assert [reading.standing for reading in named(ROWS[1], ROWS[2]).readings] == [Standing.SAME, Standing.NEW]
    devices_intake.take_devices(named(ROWS[1], ROWS[2]), occasion(an))
    assert named(ROWS[1], ROWS[2]).count(Standing.SAME) == 2
    assert Device.objects.count() == 4
