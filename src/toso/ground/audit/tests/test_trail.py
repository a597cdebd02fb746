"""The trail as it is read: in words, within the scope, by day and by person."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

import toso
from tests.builders import a_person, moment
from tests.flat import assert_flat
from tests.world import a_world
from toso.ground.audit.actions import record
from toso.ground.audit.templatetags.trail import ACTS

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 16)
AT = moment(DAY)


def reader(role, place):
    return a_person(name="Lý Mẫu Kiểm", role=role, place=place)


def lines_of(client, person, **query):
    client.force_login(person.account)
    return client.get(reverse("audit:list"), query)


def three_lines(world):
    binh = a_person(name="Trần Mẫu Bình")
    for place, path in ((world.commune, world.commune.path), (world.elsewhere, world.elsewhere.path)):
        record("places.place.renamed", by=binh, about=place, at=AT, path=path)
    record("places.country.imported", by=None, about=world.province, at=moment(date(2026, 11, 15)))


def test_an_auditor_reads_every_line_in_words(client):
    world = a_world()
    three_lines(world)

    page = lines_of(client, reader("auditor", world.province)).content.decode()

    assert page.count("đổi tên đơn vị hành chính</td>") == 2
    assert "nạp danh mục hành chính</td>" in page
    assert "Hệ thống" in page


def test_a_line_names_the_kind_of_thing_it_is_about(client):
    world = a_world()
    binh = a_person(name="Trần Mẫu Bình")
    for about in (binh, binh.account, world.department, world.commune):
        record("people.person.corrected", by=binh, about=about, at=AT, path=world.commune.path)

    page = lines_of(client, reader("auditor", world.province)).content.decode()

    names = {"nhân sự": binh, "tài khoản": binh.account, "đơn vị": world.department, "địa bàn": world.commune}
    assert [name for name, about in names.items() if f">{name} {about.pk}<" in page] == list(names)


def test_a_commune_leader_reads_the_lines_of_the_commune_alone(client):
    world = a_world()
    three_lines(world)

    page = lines_of(client, reader("commune_leader", world.commune))

    assert [entry.about_id for entry in page.context["rows"]] == [str(world.commune.pk)]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"first_day": "2026-11-16"}, 2),
        ({"last_day": "2026-11-15"}, 1),
        ({"name": "Bình"}, 2),
        ({"code": "places.country.imported"}, 1),
        ({"first_day": "không phải ngày"}, 3),
    ],
    ids=["from", "to", "name", "code", "no day"],
)
def test_lines_are_narrowed_by_day_person_and_act(client, query, count):
    world = a_world()
    three_lines(world)

    page = lines_of(client, reader("auditor", world.province), **query)

    assert page.status_code == 200
    assert len(page.context["rows"]) == count


def test_the_trail_costs_the_same_for_3_and_for_30_lines(client):
    world = a_world()
    client.force_login(reader("auditor", world.province).account)

    def grow():
        for _ in range(9):
            three_lines(world)

    three_lines(world)
    assert_flat(lambda: client.get(reverse("audit:list")), grow=grow)


CODE = re.compile(r'record\(\s*"([a-z]+\.[a-z_]+\.[a-z_]+)"')


def recorded_codes():
    package = Path(toso.__file__).parent
    files = [*package.glob("*/*/actions.py"), *package.glob("*/*/actions/*.py")]
    return {code for file in files for code in CODE.findall(file.read_text(encoding="utf-8"))}


def test_every_recorded_act_has_its_words():
    assert len(recorded_codes()) > 20
    assert recorded_codes() - set(ACTS) == set()


def test_what_a_line_carries_is_said_in_words(client):
    world = a_world()
    detail = {"on": "2026-11-16", "on_time": False, "reports": [1, 2, 3, 4, 5, 6, 7], "reason": "", "odd": "x"}
    record("reporting.report.submitted", by=None, about=world.commune, at=AT, path=world.commune.path, detail=detail)

    page = lines_of(client, reader("auditor", world.province)).content.decode()
    page = page[page.index("<summary>Chi tiết") :].partition("</details>")[0]

    said = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page)
    assert sorted(said) == sorted(
        [
            ("Từ ngày", "16/11/2026"),
            ("Đúng hạn", "không"),
            ("Báo cáo số", "1, 2, 3, 4, 5 và 2 nữa"),
            ("Lý do", "–"),
            ("odd", "x"),
        ]
    )
