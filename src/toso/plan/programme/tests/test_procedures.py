"""The catalogue of administrative procedures: loaded by code, ended ones kept, searched without marks."""

import csv
import os
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import binh_of, dung_of, moment
from tests.flat import assert_flat
from tests.world import a_world
from toso.ground.people.queries import scope_of
from toso.ground.shared.refusal import Refusal
from toso.plan.programme.actions.platforms import end_platform
from toso.plan.programme.actions.procedures import Loaded, load_procedures
from toso.plan.programme.models import Platform, Procedure

pytestmark = pytest.mark.django_db
NOW = moment(date(2026, 11, 21))
LATER = moment(date(2026, 12, 1))


def a_row(code: str, name: str = "Đăng ký khai sinh", level: str = "xa") -> dict[str, str]:
    return {"code": code, "name": name, "level": level, "field": "Hộ tịch", "decision": "1/QĐ-BTP", "source_url": ""}


ROWS = [a_row(f"1.{number}") for number in range(4)]


def test_the_same_file_again_changes_nothing():
    assert load_procedures(ROWS, by=None, at=NOW) == Loaded(new=4, changed=0, unchanged=0, ended=0)
    assert load_procedures(ROWS, by=None, at=LATER) == Loaded(new=0, changed=0, unchanged=4, ended=0)
    assert set(Procedure.objects.values_list("loaded_on", flat=True)) == {date(2026, 11, 21)}


def test_a_procedure_that_left_the_catalogue_has_ended_and_may_come_back():
    load_procedures(ROWS, by=None, at=NOW)

    assert load_procedures(ROWS[:3], by=None, at=LATER).ended == 1
    assert Procedure.objects.get(code="1.3").ended_on == date(2026, 12, 1)
    assert load_procedures(ROWS, by=None, at=LATER).changed == 1
    assert Procedure.objects.in_force().count() == 4


def test_a_file_that_was_cut_short_is_refused_until_confirmed():
    load_procedures(ROWS, by=None, at=NOW)

    with pytest.raises(Refusal, match="thiếu 3 trên 4"):
        load_procedures(ROWS[:1], by=None, at=LATER)
    assert Procedure.objects.in_force().count() == 4

    assert load_procedures(ROWS[:1], by=None, at=LATER, is_forced=True).ended == 3


def test_a_row_without_a_code_loads_nothing():
    with pytest.raises(Refusal, match="thiếu mã"):
        load_procedures([*ROWS, a_row("")], by=None, at=NOW)

    assert not Procedure.objects.exists()


def page_of(person, **query: str) -> str:
    client = Client()
    client.force_login(person.account)
    return client.get(reverse("programme:procedures"), query).content.decode()


def test_the_catalogue_is_searched_without_marks_and_begins_with_the_commune_s():
    binh = binh_of(a_world().commune)
    load_procedures([a_row("1.1"), a_row("1.2", "Cấp hộ chiếu", "tinh")], by=None, at=NOW)

    assert "Đăng ký khai sinh" in page_of(binh, q="dang ky khai")
    assert "Cấp hộ chiếu" not in page_of(binh)
    assert "Cấp hộ chiếu" in page_of(binh, level="all", q="ho chieu")


def test_the_catalogue_costs_the_same_for_many():
    binh = binh_of(a_world().commune)
    load_procedures(ROWS, by=None, at=NOW)

    assert_flat(
        partial(page_of, binh),
        grow=lambda: load_procedures([a_row(f"2.{n}") for n in range(30)], by=None, at=NOW, is_whole=False),
    )


@pytest.mark.skipif("TOSO_PROCEDURES" not in os.environ, reason="no catalogue file named by TOSO_PROCEDURES")
def test_the_real_catalogue_loads_twice():
    rows = list(csv.DictReader(Path(os.environ["TOSO_PROCEDURES"]).read_text(encoding="utf-8").splitlines()))

    first, again = load_procedures(rows, by=None, at=NOW), load_procedures(rows, by=None, at=NOW)

    assert first.new == len(rows) == again.unchanged


def test_the_department_keeps_what_is_known_of_a_platform():
    world = a_world()
    dung = dung_of(world.province)
    client = Client()
    client.force_login(dung.account)
    words = {
        "name": "Ứng dụng Khánh Hòa số",
        "owner": world.department.pk,
        "contact": "Lê Mẫu Dung",
        "phone": "0258 000 000",
        "released_on": "2026-05-01",
        "version": "2.1",
        "guide": "https://example.vn/huong-dan",
    }

    client.post(reverse("programme:new_platform"), words)
    platform = Platform.objects.get()
    client.post(reverse("programme:edit_platform", args=[platform.code]), {**words, "version": "2.2"})
    page = client.get(reverse("programme:platform", args=[platform.code])).content.decode()

    assert (platform.owner, platform.released_on) == (world.department, date(2026, 5, 1))
    assert "Sở Khoa học và Công nghệ" in page
    assert "2.2" in page
    assert "https://example.vn/huong-dan" in page


def test_a_commune_does_not_change_the_catalogue_of_platforms():
    world = a_world()
    binh = binh_of(world.commune)
    platform = Platform.objects.create(code="mau", name="Mẫu", valid_from=date(2022, 1, 1))

    with pytest.raises(Refusal, match="cơ quan thường trực"):
        end_platform(
            platform_id=platform.pk, on=date(2026, 11, 21), by=binh, scope=scope_of(binh.pk, on=NOW.date()), at=NOW
        )

    assert Platform.objects.get().valid_until is None
