"""Rows written and read in few words are the same rows."""

from datetime import date

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.builders import moment
from tests.world import a_world
from toso.ground.audit.models import Entry
from toso.ground.places.models import Place
from toso.ground.shared.rows import AT_ONCE, read_rows, write_rows

pytestmark = pytest.mark.django_db


def a_line(number: int) -> Entry:
    at = moment(date(2026, 10, 1))
    return Entry(at=at, code="shared.row.written", about_kind="x.Y", about_id=str(number), detail={"n": [number, "ă"]})


def plain(line: Entry) -> dict[str, object]:
    return {field.attname: getattr(line, field.attname) for field in Entry._meta.concrete_fields if field.name != "id"}


def test_they_are_the_rows_that_django_writes():
    ours, theirs = write_rows(Entry, [a_line(1), a_line(2)]), Entry.objects.bulk_create([a_line(1), a_line(2)])

    read = [plain(Entry.objects.get(pk=each.pk)) for each in (*ours, *theirs)]
    assert read[:2] == read[2:]
    assert [each["about_id"] for each in read] == ["1", "2", "1", "2"]
    assert [(each._state.adding, each._state.db) for each in ours] == [
        (each._state.adding, each._state.db) for each in theirs
    ]


def test_many_are_written_in_a_few_statements_and_none_in_none():
    with CaptureQueriesContext(connection) as asked:
        written = write_rows(Entry, [a_line(number) for number in range(AT_ONCE + 1)])
        nothing = write_rows(Entry, [])

    assert (len(asked), nothing) == (2, [])
    assert Entry.objects.get(pk=written[-1].pk).about_id == str(AT_ONCE)


def test_what_the_database_refuses_is_refused():
    key = Session(session_key="a", session_data="", expire_date=moment(date(2026, 10, 1)))

    write_rows(Session, [key])
    with pytest.raises(IntegrityError), transaction.atomic():
        write_rows(Session, [key])

    assert Session.objects.count() == 1


def test_rows_are_read_as_django_reads_them():
    world = a_world()

    (found,) = read_rows(Place, "id = ANY(%s) AND level = %s", [world.hamlet.pk, world.commune.pk], "hamlet")

    other = Place.objects.get(pk=world.hamlet.pk)
    assert found == other
    assert all(getattr(found, each.attname) == getattr(other, each.attname) for each in Place._meta.concrete_fields)


def test_a_table_whose_columns_are_not_plain_is_not_read_so():
    with pytest.raises(TypeError):
        read_rows(Entry, "id = %s", 1)
