"""Which platforms, policies and procedures the work has reached: counted from the records that name them."""

from datetime import date
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import a_place, an_of, binh_of, moment
from tests.flat import assert_flat
from tests.world import a_world
from toso.ground.people.queries import scope_of
from toso.plan.programme.actions.procedures import load_procedures
from toso.plan.programme.models import LegalDocument, Procedure
from toso.work.outreach.models import Record
from toso.work.outreach.queries import reach
from toso.work.outreach.tests.builders import a_community_team, a_platform, a_record, a_task

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 20)
SPAN: dict[str, Any] = {"first_day": date(2025, 12, 15), "last_day": date(2026, 11, 21)}
ROWS = [
    {"code": "1.001193", "name": "Đăng ký khai sinh", "level": "xa", "field": "Hộ tịch", "ministry": "Bộ Tư pháp"},
    {"code": "1.004884", "name": "Đăng ký lại khai sinh", "level": "xa|tinh", "field": "Hộ tịch"},
    {"code": "2.000815", "name": "Chứng thực bản sao", "level": "xa", "field": "Chứng thực"},
]


class Set:
    def __init__(self):
        self.world = a_world()
        self.second = a_place(name="Mẫu 2", parent=self.world.commune)
        self.an = an_of(self.world.hamlet)
        self.binh = binh_of(self.world.commune)
        self.scope = scope_of(self.binh.pk, on=DAY)

    def named(self, **about) -> Record:
        record = a_record(place=self.world.hamlet, by=self.an)
        Record.objects.filter(pk=record.pk).update(**about)
        return record


@pytest.fixture
def made() -> Set:
    return Set()


def browser(person) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


def test_a_platform_in_force_is_counted_by_the_hamlets_it_reached(made):
    platform, other = a_platform(name="VNeID"), a_platform(name="Cổng dịch vụ công")
    made.named(platform=platform)
    made.named(platform=platform)

    rows = {row.code: row for row in reach.reach(made.scope, **SPAN)}

    assert (rows[platform.code].reached, rows[platform.code].hamlets, rows[platform.code].records) == (1, 2, 2)
    assert rows[platform.code].percent == 50
    assert rows[other.code].reached == 0
    missed = reach.hamlets_missed(made.scope, column="platform", key=platform.pk, **SPAN)
    assert [hamlet.name for hamlet in missed] == ["Mẫu 2"]


def test_a_policy_in_force_is_counted_and_one_that_ended_is_not(made):
    words = {"kind": "Luật", "issuer": "Quốc hội", "title": "Mẫu", "is_to_communicate": True}
    law = LegalDocument.objects.create(code="L1", number="1", **words)
    LegalDocument.objects.create(code="L2", number="2", effective_until=date(2026, 1, 1), **words)
    made.named(document=law)

    assert [(row.code, row.reached, row.missing) for row in reach.reach(made.scope, **SPAN)] == [("L1", 1, 1)]


def test_teams_not_yet_trained_are_listed_from_the_records_of_their_training(made):
    platform = a_platform()
    team = a_community_team(place=made.world.hamlet)
    other = a_community_team(place=made.second)
    record = a_record(place=made.world.hamlet, by=made.an, task=a_task(code="team_training"))
    Record.objects.filter(pk=record.pk).update(platform=platform)

    teams, trained = reach.teams_trained(made.scope, platform.pk, on=DAY)
    page = browser(made.binh).get(reverse("outreach:reach_platform", args=[platform.code])).content.decode()

    assert set(teams) == {team, other}
    assert trained == {team.pk: DAY}
    assert "Đã tập huấn 1 trên 2 tổ." in page
    assert "Tổ Mẫu 2" in page
    assert "Tổ Mẫu 1" not in page


def posted(made, **more: str):
    task = a_task(short_name="Thủ tục")
    words = {
        "uuid": "6b1b1b0e-93e0-4e5e-9b1e-000000000001",
        "place": made.world.hamlet.pk,
        "day": "2026-10-20",
        "task": task.pk,
        "citizens": "3",
        "elderly": "0",
        "people": [made.an.pk],
    }
    return browser(made.an).post(reverse("outreach:new"), {**words, **more})


def test_a_record_names_its_procedure_by_a_few_words_without_marks(made):
    load_procedures(ROWS, by=None, at=moment(DAY))

    posted(made, procedure="chung thuc ban sao")

    assert Record.objects.filter(procedure__code="2.000815").count() == 1


def test_where_several_procedures_fit_the_page_asks_which_and_keeps_what_was_typed(made):
    load_procedures(ROWS, by=None, at=moment(DAY))

    page = posted(made, procedure="khai sinh").content.decode()
    assert "Có nhiều thủ tục khớp" in page
    assert 'value="khai sinh"' in page
    assert not Record.objects.exists()

    posted(made, procedure="khai sinh", procedure_code="1.001193")
    assert Record.objects.filter(procedure__code="1.001193").count() == 1


def test_a_procedure_nobody_knows_is_refused_in_words(made):
    page = posted(made, procedure="thủ tục không có").content.decode()

    assert "Không có thủ tục nào khớp" in page
    assert not Record.objects.exists()


def test_guided_procedures_are_counted_and_open_to_their_records(made):
    load_procedures(ROWS, by=None, at=moment(DAY))
    birth = Procedure.objects.get(code="1.001193")
    record = made.named(procedure=birth)
    made.named(procedure=birth)

    (row,) = reach.by_procedure(made.scope, **SPAN)
    client = browser(made.binh)
    page = client.get(reverse("outreach:reach")).content.decode()
    listed = client.get(reverse("outreach:records"), {"procedure": birth.code}).content.decode()
    shown = client.get(reverse("outreach:record", args=[record.pk])).content.decode()

    assert (row.procedure, row.records, row.people) == (birth, 2, 10)
    assert "Đăng ký khai sinh" in page
    assert reverse("outreach:record", args=[record.pk]) in listed
    assert "Đăng ký khai sinh" in shown


def test_a_correction_keeps_the_procedure(made):
    load_procedures(ROWS, by=None, at=moment(DAY))
    record = made.named(procedure=Procedure.objects.get(code="1.001193"))
    client = browser(made.an)
    form = client.get(reverse("outreach:correct", args=[record.pk])).context["form"]
    words = {name: form[name].value() for name in ("uuid", "place", "day", "task", "procedure", "citizens")}

    words = {**words, "other_task": "", "people": [made.an.pk], "citizens": "4", "reason": "Đếm lại"}
    answer = client.post(reverse("outreach:correct", args=[record.pk]), words)
    assert answer.status_code == 302, answer.context["form"].errors

    newest = Record.objects.counting().get()
    assert (newest.version, newest.citizens, newest.procedure.code) == (2, 4, "1.001193")


def test_the_page_of_reach_costs_the_same_for_many(made):
    client = browser(made.binh)
    made.named(platform=a_platform())

    def grow() -> None:
        for number in range(10):
            a_place(name=f"Thêm {number}", parent=made.world.commune)
            made.named(platform=a_platform())

    assert_flat(partial(client.get, reverse("outreach:reach")), grow=grow)
