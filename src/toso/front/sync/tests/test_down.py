"""What comes down: only what the person may see today, only what changed, and nothing that was sent is lost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import an_of, binh_of, chau_of
from tests.world import World, a_world
from toso.front.sync.models import Snapshot
from toso.front.sync.rules.delta import delta, row_digest
from toso.front.sync.tests.builders import Phone
from toso.ground.people.models import Assignment
from toso.ground.people.queries import scope_of
from toso.plan.forms.actions.submissions import review
from toso.plan.forms.rules.states import ReviewKind
from toso.plan.forms.tests.builders import a_filled_form, a_version
from toso.work.outreach.tests.builders import a_task

ROWS = st.dictionaries(
    st.sampled_from(["a", "b"]),
    st.dictionaries(st.integers(0, 6), st.integers(0, 2), max_size=6),
    max_size=2,
)


def as_rows(said: dict[str, dict[int, int]]) -> dict[str, list[dict[str, int]]]:
    return {part: [{"id": pk, "value": value} for pk, value in rows.items()] for part, rows in said.items()}


@given(ROWS, ROWS, st.integers(1, 3))
def test_from_any_state_the_pages_lead_to_what_should_be_there(before, after, most):
    has = {part: {row["id"]: row for row in rows} for part, rows in as_rows(before).items()}
    known = {part: {str(pk): row_digest(row) for pk, row in rows.items()} for part, rows in has.items()}
    wanted, has_more, turns = as_rows(after), True, 0

    while has_more:
        found = delta(known, wanted, most=most)
        for part, change in found.parts.items():
            here = has.setdefault(part, {})
            for gone in change["gone"]:
                del here[gone]
            here.update({row["id"]: row for row in change["rows"]})
        known, has_more, turns = found.known, found.has_more, turns + 1
        assert found.rows <= most
        assert turns < 20

    assert {part: rows for part, rows in has.items() if rows} == {
        part: {row["id"]: row for row in rows} for part, rows in wanted.items() if rows
    }
    assert delta(known, wanted, most=most).parts == {}


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.mark.django_db
def test_everything_comes_first_and_nothing_comes_twice(world: World):
    task = a_task()
    phone = Phone(an_of(world.hamlet))

    size = phone.get("size").json()
    phone.fetch()
    cursor = phone.cursor
    again = phone.get("changes", cursor=cursor).json()

    assert size["full"]
    assert size["rows"] == sum(len(rows) for rows in phone.parts.values())
    assert [row["id"] for row in phone.rows("places")] == [world.hamlet.pk]
    assert [row["id"] for row in phone.rows("tasks")] == [task.code]
    assert phone.parts["me"]["me"]["name"] == phone.person.name
    assert (again["parts"], again["cursor"], again["more"], again["reset"]) == ({}, cursor, False, False)
    assert phone.get("size", cursor=cursor).json()["rows"] == 0


@pytest.mark.django_db
def test_a_record_comes_back_with_its_state_also_to_a_new_phone(world: World):
    phone = Phone(an_of(world.hamlet))
    item = phone.record(world.hamlet, a_task())
    phone.receipts(item)
    binh = Phone(binh_of(world.commune))
    change = {"record": item["id"], "base": {"citizens": 5}, "changes": {"citizens": 8}, "reason": "Theo sổ"}
    binh.receipts(binh.item("outreach.correction", change))
    fresh = Phone(phone.person)

    row = fresh.fetch()["sent"][item["id"]]

    assert (row["state"], row["version"], row["fields"]["citizens"]) == ("corrected", 2, 8)
    assert row["words"] == f"{binh.person.name} đã sửa: Theo sổ"


@pytest.mark.django_db
def test_returned_work_reaches_the_worker_on_every_phone_and_can_be_mended(world: World):
    a_version(place=world.commune)
    phone = Phone(an_of(world.hamlet))
    item = phone.item("forms.submission", {"xml": a_filled_form(place=world.hamlet.code).decode()})
    receipt = phone.receipts(item)[0]
    binh = binh_of(world.commune)
    review(
        submission_id=receipt["result"]["submission"],
        kind=ReviewKind.RETURNED,
        text="Thiếu số người",
        by=binh,
        scope=scope_of(binh.pk, on=timezone.localdate()),
        at=timezone.now(),
    )
    fresh = Phone(phone.person)

    rows = [each.fetch()["sent"][item["id"]] for each in (phone, fresh)]
    xml = fresh.client.get(rows[1]["fields"]["url"], headers=fresh.headers())
    instance = rows[1]["fields"]["instance"]
    edit = a_filled_form(place=world.hamlet.code, people="6", deprecated=instance).decode()
    mended = fresh.receipts(fresh.item("forms.submission", {"xml": edit}))[0]

    words = f"{binh.name} trả lại: Thiếu số người"
    assert [(row["state"], row["words"]) for row in rows] == [("returned", words)] * 2
    assert instance in xml.content.decode()
    assert mended["state"] == "taken"
    assert fresh.fetch()["sent"][item["id"]]["state"] == "edited"


@pytest.mark.django_db
def test_nothing_of_another_commune_comes_down(world: World):
    task = a_task()
    phone = Phone(an_of(world.hamlet))
    phone.receipts(phone.record(world.hamlet, task))
    a_version(place=world.commune)
    stranger = Phone(chau_of(world.elsewhere))

    stranger.fetch()

    assert stranger.rows("sent") == []
    assert stranger.rows("forms") == []
    assert {row["id"] for row in stranger.rows("places")} == {world.elsewhere.pk, world.hamlet_elsewhere.pk}
    assert {row["name"] for row in stranger.rows("people")} == {stranger.person.name}


@pytest.mark.django_db
def test_what_leaves_the_scope_is_gone_from_the_phone(world: World):
    task = a_task()
    phone = Phone(an_of(world.hamlet))
    item = phone.record(world.hamlet, task)
    phone.receipts(item)
    phone.fetch()
    today = timezone.localdate()
    Assignment.objects.filter(person=phone.person).update(ends_on=today)

    phone.fetch()
    refused = phone.receipts(phone.record(world.hamlet, task))[0]

    assert phone.rows("places") == phone.rows("sent") == []
    assert refused["code"] == "not_found"


@pytest.mark.django_db
def test_pages_are_cut_anywhere_and_go_on(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("toso.front.sync.actions.down.MOST_ROWS", 3)
    for number in range(8):
        a_task(short_name=f"Việc {number}")
    phone = Phone(an_of(world.hamlet))
    first = phone.get("changes").json()
    lost = phone.get("changes", cursor=first["cursor"]).json()

    again = phone.get("changes", cursor=first["cursor"]).json()
    phone.cursor = ""
    phone.fetch()

    assert first["more"]
    assert first["reset"]
    assert lost["parts"] == again["parts"]
    assert len(phone.rows("tasks")) == 8
    assert Snapshot.objects.filter(key=phone.key).count() <= 5


@pytest.mark.django_db
def test_a_cursor_of_another_phone_names_nothing(world: World):
    phone, other = Phone(an_of(world.hamlet)), Phone(an_of(world.hamlet))
    phone.fetch()

    answers = [other.get("changes", cursor=word).json() for word in (phone.cursor, "abc", "9" * 15)]

    assert all(answer["reset"] for answer in answers)


@pytest.mark.django_db
def test_thirty_records_cost_as_many_questions_as_three(world: World):
    task = a_task()
    phone = Phone(an_of(world.hamlet))

    def questions(count: int) -> int:
        phone.receipts(*(phone.record(world.hamlet, task, people=number + 1) for number in range(count)))
        with CaptureQueriesContext(connection) as asked:
            assert phone.get("changes").status_code == 200
        return len(asked)

    assert questions(3) == questions(27)


@pytest.mark.django_db
def test_a_form_comes_whole_in_part_or_not_again(world: World):
    version = a_version(place=world.commune)
    phone = Phone(an_of(world.hamlet))
    (row,) = list(phone.fetch()["forms"].values())

    whole = phone.client.get(row["url"], headers=phone.headers())
    part = phone.client.get(row["url"], headers={**phone.headers(), "Range": "bytes=10-19"})
    same = phone.client.get(row["url"], headers={**phone.headers(), "If-None-Match": whole["ETag"]})
    foreign = Phone(chau_of(world.elsewhere))
    refused = foreign.client.get(row["url"], headers=foreign.headers())

    assert whole.content.decode() == version.xform
    assert (part.status_code, part.content) == (206, version.xform.encode()[10:20])
    assert (same.status_code, refused.status_code) == (304, 404)
