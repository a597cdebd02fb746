"""The trail is sealed in a chain, and whoever tampers is found."""

from datetime import date

import pytest

from tests.builders import a_person, a_place, moment
from toso.ground.audit.actions import digest_of, record, seal_committed
from toso.ground.audit.models import Entry, Seal
from toso.ground.audit.queries import trail, unsealed_count, verify
from toso.ground.audit.rules import Fault, FaultKind

pytestmark = pytest.mark.django_db
AT = moment(date(2026, 11, 16))


def some_lines(number=3, *, by=None):
    place = a_place()
    person = by or a_person(name="Trần Mẫu Bình")
    return [
        record("places.place.renamed", by=person, about=place, at=AT, path=place.path, detail={"on": "2026-11-16"})
        for _ in range(number)
    ]


def test_sealing_closes_the_open_lines_in_order_and_again_does_nothing():
    some_lines(3)

    assert seal_committed(AT) == 3
    assert seal_committed(AT) == 0
    assert Seal.objects.get().count == 3
    assert unsealed_count() == 0
    assert verify() == []


def test_each_seal_follows_the_one_before():
    some_lines(2)
    seal_committed(AT)
    some_lines(1)
    seal_committed(AT)

    first, second = Seal.objects.order_by("pk")

    assert second.previous_digest == first.digest
    assert verify() == []


def test_the_unsealed_tail_is_counted_and_is_no_fault():
    some_lines(2)
    seal_committed(AT)
    some_lines(4)

    assert unsealed_count() == 4
    assert verify() == []


@pytest.mark.parametrize(
    "change",
    [
        {"code": "places.place.moved"},
        {"at": moment(date(2026, 11, 17))},
        {"actor_id": 999},
        {"actor_digest": "0" * 64},
        {"about_id": "999"},
        {"path": "9."},
        {"detail": {"on": "2026-11-15"}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_line_is_found(change):
    middle = some_lines(3)[1]
    seal_committed(AT)

    Entry.objects.filter(pk=middle.pk).update(**change)

    assert Fault(FaultKind.CHANGED, seal_id=Seal.objects.get().pk) in verify()


def test_a_changed_name_is_found():
    line = some_lines(1)[0]
    seal_committed(AT)

    Entry.objects.filter(pk=line.pk).update(actor_name="Phạm Mẫu Châu")

    assert verify() == [Fault(FaultKind.NAME, entry_id=line.pk)]


def test_a_removed_name_is_found_when_nobody_was_erased():
    line = some_lines(1)[0]
    seal_committed(AT)

    Entry.objects.filter(pk=line.pk).update(actor_name="", actor_salt="")

    assert verify() == [Fault(FaultKind.FORGOTTEN, entry_id=line.pk)]


def test_a_removed_line_is_found():
    line = some_lines(3)[1]
    seal_committed(AT)

    Entry.objects.filter(pk=line.pk).delete()

    assert verify() == [Fault(FaultKind.COUNT, seal_id=Seal.objects.get().pk)]


def test_a_removed_seal_is_found():
    some_lines(1)
    seal_committed(AT)
    some_lines(1)
    seal_committed(AT)
    first, second = Seal.objects.order_by("pk")

    first.entries.all().delete()
    first.delete()

    assert verify() == [Fault(FaultKind.CHAIN, seal_id=second.pk)]


def test_a_personal_value_stands_in_the_trail_only_as_a_salted_digest():
    one, other = digest_of("0905123456"), digest_of("0905123456")

    assert one != other
    assert "0905123456" not in one
    assert len(one) == 16 + 1 + 64


def test_the_trail_of_an_object_is_newest_first():
    place = a_place()
    lines = [record(code, by=None, about=place, at=AT) for code in ("places.place.created", "places.place.renamed")]

    assert list(trail(place)) == [lines[1], lines[0]]
