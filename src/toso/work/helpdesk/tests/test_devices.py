from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from tests.builders import an_of, binh_of, chau_of, dung_of
from tests.flat import assert_flat
from tests.world import a_world
from toso.ground.people.queries import scope_of
from toso.ground.places.actions import merge_places, rebuild_reach
from toso.ground.places.models import Place
from toso.ground.places.queries.changes import Portion
from toso.ground.shared.refusal import Refusal
from toso.work.helpdesk.actions.devices import change_device, set_device_state
from toso.work.helpdesk.actions.rounds import finish_round
from toso.work.helpdesk.models import Device, DeviceSpan, DeviceStep, Round, Ticket
from toso.work.helpdesk.queries import categories
from toso.work.helpdesk.queries import devices as registry
from toso.work.helpdesk.queries.rounds import checks
from toso.work.helpdesk.rules.devices import DeviceKind, DeviceState, category_of, kind_of
from toso.work.helpdesk.rules.rounds import Finding, Found, Looked
from toso.work.helpdesk.tests.builders import DAY, MORNING, a_desk, a_device, a_ticket

pytestmark = pytest.mark.django_db
ALL_GOOD = [Found(check.code, Finding.GOOD) for check in checks()]


@pytest.mark.parametrize(
    ("kind", "label", "meant"),
    [
        ("may in", "canon lbp 2900", DeviceKind.PRINTER),
        ("", "may in canon", DeviceKind.PRINTER),
        ("", "may tinh ban dell", DeviceKind.COMPUTER),
        ("thiet bi mang", "tp link", DeviceKind.NETWORK),
        ("", "duong truyen vnpt 200 mbps", DeviceKind.LINE),
        ("", "bo luu dien may chu", DeviceKind.POWER),
        ("", "switch/16 cong", DeviceKind.NETWORK),
        ("", "ban ghe", DeviceKind.OTHER),
        ("", "", DeviceKind.OTHER),
    ],
)
def test_a_list_s_own_words_name_the_kind(kind, label, meant):
    assert kind_of(kind, label) is meant


def test_every_kind_of_device_has_a_category_that_ships():
    a_desk()
    from_shelf = {code for code, _name in categories()}

    assert {category_of(kind) for kind in DeviceKind} <= from_shelf


def test_a_serial_stands_once_in_a_commune_and_again_in_another():
    world = a_world()
    binh = binh_of(world.commune)
    a_device(place=world.commune, by=binh, serial="NPB12")

    with pytest.raises(Refusal, match="đã có trong sổ") as refused:
        a_device(place=world.hamlet, by=binh, label="Máy khác", serial="npb12")
    a_device(place=world.elsewhere, by=chau_of(world.elsewhere), serial="NPB12")

    assert refused.value.field == "serial"
    assert Device.objects.count() == 2


def test_an_official_of_another_commune_does_not_find_the_device():
    world = a_world()
    device = a_device(place=world.commune, by=binh_of(world.commune))
    chau = chau_of(world.elsewhere)

    with pytest.raises(Device.DoesNotExist):
        set_device_state(
            device_id=device.pk,
            state=DeviceState.BROKEN,
            text="hỏng nguồn",
            by=chau,
            scope=scope_of(chau.pk, on=DAY),
            at=MORNING,
        )

    assert Device.objects.get().state == DeviceState.IN_USE


def test_a_state_is_told_with_its_reason_and_only_when_it_is_new():
    world = a_world()
    binh = binh_of(world.commune)
    device = a_device(place=world.commune, by=binh)
    given: dict[str, Any] = {"device_id": device.pk, "by": binh, "scope": scope_of(binh.pk, on=DAY), "at": MORNING}

    with pytest.raises(Refusal, match="Ghi vì sao"):
        set_device_state(state=DeviceState.REPAIR, text=" ", **given)
    set_device_state(state=DeviceState.REPAIR, text="Gửi sửa", **given)
    with pytest.raises(Refusal, match="Đang sửa"):
        set_device_state(state=DeviceState.REPAIR, text="Gửi sửa", **given)

    assert [(step.state, step.text) for step in DeviceStep.objects.all()] == [("repair", "Gửi sửa")]


def test_a_device_that_is_corrected_leaves_its_requests_their_words():
    world = a_world()
    binh = binh_of(world.commune)
    device = a_device(place=world.commune, by=binh, label="Cannon", serial="1")
    ticket = a_ticket(place=world.commune, by=binh, device=device)

    change_device(
        device_id=device.pk,
        place=world.hamlet,
        kind=DeviceKind.SCANNER,
        label="Canon DR",
        by=binh,
        scope=scope_of(binh.pk, on=DAY),
        at=MORNING,
    )

    assert (Device.objects.get().label, Device.objects.get().serial) == ("Canon DR", "")
    ticket.refresh_from_db()
    assert (ticket.device_label, ticket.device_serial, ticket.device) == ("Cannon", "1", device)


def test_a_request_names_no_device_of_another_commune():
    world = a_world()
    device = a_device(place=world.elsewhere, by=chau_of(world.elsewhere))

    with pytest.raises(Refusal, match="của xã khác"):
        a_ticket(place=world.commune, by=binh_of(world.commune), device=device)

    assert not Ticket.objects.exists()


def test_a_round_finds_a_device_broken_and_the_next_finds_it_whole():
    world = a_world()
    a_desk()
    binh = binh_of(world.commune)
    scope = scope_of(binh.pk, on=DAY)
    printer, line, unseen = (
        a_device(place=world.commune, by=binh, label=label, kind=kind)
        for label, kind in (("LBP", DeviceKind.PRINTER), ("VNPT", DeviceKind.LINE), ("PC", DeviceKind.COMPUTER))
    )

    def look(at, *looked):
        given: dict[str, Any] = {"place_id": world.commune.pk, "found": ALL_GOOD, "by": binh, "scope": scope, "at": at}
        return finish_round(looked=looked, next_on=at.date() + timedelta(days=30), **given)

    with pytest.raises(Refusal, match="LBP có lỗi"):
        look(MORNING, Looked(printer.pk, Finding.FAULT))
    assert not Round.objects.exists()
    first = look(MORNING, Looked(printer.pk, Finding.FAULT, "Kẹt giấy"), Looked(line.pk, Finding.GOOD))
    ticket = Ticket.objects.get()
    assert (ticket.title, ticket.category, ticket.device) == ("Kẹt giấy", "printer", printer)
    assert set(first.lines.filter(code="").values_list("device", "finding")) == {
        (printer.pk, "fault"),
        (line.pk, "good"),
    }
    printer.refresh_from_db()
    assert printer.state == DeviceState.BROKEN

    look(MORNING + timedelta(days=31), Looked(printer.pk, Finding.GOOD))

    printer.refresh_from_db()
    assert printer.state == DeviceState.IN_USE
    told = [event.words for event in registry.history(printer, scope)]
    assert sorted(told) == sorted(["Đang dùng", "Tốt", "Hỏng", "Có lỗi", "Kẹt giấy"])
    assert registry.history(unseen, scope) == []


def test_what_was_put_away_is_not_offered_and_is_listed_only_when_asked_for():
    world = a_world()
    binh = binh_of(world.commune)
    scope = scope_of(binh.pk, on=DAY)
    old = a_device(place=world.commune, by=binh, label="Máy cũ")
    new = a_device(place=world.commune, by=binh, label="Máy mới", location="Một cửa")
    set_device_state(device_id=old.pk, state=DeviceState.PUT_AWAY, text="Thanh lý", by=binh, scope=scope, at=MORNING)

    assert list(registry.offered(scope)) == [new]
    assert list(registry.listed(scope)) == [new]
    assert list(registry.listed(scope, state="put_away")) == [old]
    assert list(registry.listed(scope, text="mot cua")) == [new]


def test_a_device_is_written_down_and_its_fault_reported_from_its_page(client):
    world = a_world()
    a_desk()
    client.force_login(binh_of(world.commune).account)
    given = {"kind": "printer", "label": "Canon LBP 2900", "serial": "N1", "place": world.commune.pk, "more": "1"}

    written = client.post(reverse("helpdesk:new_device"), given)
    again = client.post(reverse("helpdesk:new_device"), given)
    device = Device.objects.get()
    page = client.get(reverse("helpdesk:new_ticket"), {"device": device.pk})
    asked = {
        "title": "Kẹt giấy",
        "place": world.commune.pk,
        "impact": 0,
        "urgency": 1,
        "channel": "page",
        "requester_kind": "official",
        "device": device.pk,
    }
    client.post(reverse("helpdesk:new_ticket"), asked)

    assert written.url == reverse("helpdesk:new_device")
    assert "Số máy này đã có trong sổ" in again.text
    assert f'<option value="{device.pk}" selected' in page.text
    assert Ticket.objects.get().device == device
    history = client.get(reverse("helpdesk:device", args=[device.pk])).text
    assert "Kẹt giấy" in history
    told = client.post(reverse("helpdesk:device_state", args=[device.pk]), {"state": "repair", "text": "Gửi sửa"})
    assert told.url == reverse("helpdesk:device", args=[device.pk])
    assert "Đang sửa" in client.get(reverse("helpdesk:devices"), {"q": "canon", "kind": "printer"}).text


def test_a_round_s_page_takes_the_rest_as_good(client):
    world = a_world()
    a_desk()
    binh = binh_of(world.commune)
    bad = a_device(place=world.commune, by=binh, label="LBP")
    a_device(place=world.commune, by=binh, label="PC")
    client.force_login(binh.account)
    said = {f"{check.code}-finding": "good" for check in checks()}

    client.post(
        reverse("helpdesk:new_round", args=[world.commune.pk]),
        {**said, "next_on": "2036-01-01", f"device-{bad.pk}-text": "Mất nguồn"},
    )
    assert not Round.objects.exists()  # the day is too far off; nothing was half done
    soon = client.get(reverse("helpdesk:new_round", args=[world.commune.pk])).context["form"].initial["next_on"]
    done = client.post(
        reverse("helpdesk:new_round", args=[world.commune.pk]),
        {**said, "next_on": soon.isoformat(), f"device-{bad.pk}-text": "Mất nguồn", "rest": "1"},
    )

    assert done.status_code == 302
    assert sorted(Round.objects.get().lines.filter(code="").values_list("name", "finding")) == [
        ("LBP", "fault"),
        ("PC", "good"),
    ]


def test_the_register_costs_the_same_for_three_and_for_thirty(client):
    world = a_world()
    binh = binh_of(world.commune)
    client.force_login(binh.account)

    def grow(count):
        for number in range(count):
            a_device(place=world.commune, by=binh, label=f"Máy {number}")

    grow(3)
    assert_flat(lambda: client.get(reverse("helpdesk:devices")), grow=lambda: grow(27))
    assert client.get(reverse("helpdesk:devices")).status_code == 200


def test_a_member_of_the_team_has_no_register(client):
    world = a_world()
    client.force_login(an_of(world.hamlet).account)

    assert client.get(reverse("helpdesk:devices")).status_code == 403


def spans():
    rows = DeviceSpan.objects.filter(superseded_at__isnull=True).order_by("starts_on", "pk")
    return list(rows.values_list("place", "starts_on", "ends_on"))


def test_a_device_counts_where_it_stands_until_it_is_moved_or_put_away():
    world = a_world()
    binh = binh_of(world.commune)
    device = a_device(place=world.commune, by=binh)
    given: dict[str, Any] = {"device_id": device.pk, "by": binh, "scope": scope_of(binh.pk, on=DAY)}
    days = [DAY + timedelta(days=number) for number in range(5)]

    def note(state, number):
        set_device_state(state=state, text="Mẫu", at=MORNING + timedelta(days=number), **given)

    note(DeviceState.BROKEN, 1)
    change_device(place=world.hamlet, kind=DeviceKind.PRINTER, label="Canon", at=MORNING + timedelta(days=2), **given)
    note(DeviceState.PUT_AWAY, 3)
    note(DeviceState.IN_USE, 4)
    note(DeviceState.PUT_AWAY, 4)

    assert spans() == [(world.commune.pk, days[0], days[2]), (world.hamlet.pk, days[2], days[3])]


def test_after_a_merger_the_devices_are_found_and_kept_under_the_successor(client):
    world = a_world()
    dung = dung_of(world.province)
    device = a_device(place=world.elsewhere, by=chau_of(world.elsewhere), serial="N1")
    rebuild_reach()

    merge_places(
        place_ids=[world.elsewhere.pk, world.commune.pk],
        into=Portion(place_id=world.commune.pk),
        on=DAY,
        basis="Nghị quyết mẫu",
        by=dung,
        at=MORNING,
    )

    binh = binh_of(world.commune)
    scope = scope_of(binh.pk, on=DAY)
    assert list(registry.listed(scope, place=Place.objects.get(pk=world.commune.pk))) == [device]
    with pytest.raises(Refusal, match="đã có trong sổ"):
        a_device(place=Place.objects.get(pk=world.commune.pk), by=binh, serial="N1")
    client.force_login(binh.account)
    page = client.get(reverse("helpdesk:edit_device", args=[device.pk]))
    assert page.context["form"]["place"].value() == world.commune.pk
    assert f'<option value="{world.commune.pk}" selected' in page.text


def test_what_stood_in_the_register_before_it_was_counted_counts_from_the_day_it_was_written_down():
    world = a_world()
    binh = binh_of(world.commune)
    a_device(place=world.commune, by=binh)
    away = a_device(place=world.commune, by=binh, label="Máy cũ")
    Device.objects.filter(pk=away.pk).update(state=DeviceState.PUT_AWAY)
    DeviceSpan.objects.all().delete()
    statement = import_module("toso.work.helpdesk.migrations.0007_device_spans").Migration.operations[-1].sql

    with connection.cursor() as cursor:
        cursor.execute(statement)

    assert spans() == [(world.commune.pk, DAY, None)]
