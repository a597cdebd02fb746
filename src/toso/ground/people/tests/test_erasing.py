"""Erasing a person takes the name away and nothing else."""

from datetime import date

import pytest

from tests.builders import a_person, a_place, moment
from toso.ground.audit.actions import record, seal_committed
from toso.ground.audit.models import Entry
from toso.ground.audit.queries import verify
from toso.ground.people.actions import erase_person

pytestmark = pytest.mark.django_db
AT = moment(date(2026, 11, 16))


def test_erasing_a_person_leaves_the_chain_whole_and_no_name_behind():
    binh = a_person(name="Trần Mẫu Bình")
    place = a_place()
    record("places.place.renamed", by=binh, about=place, at=AT)
    record("places.place.moved", by=binh, about=place, at=AT)
    seal_committed(AT)

    erase_person(person_id=binh.pk, by=a_person(name="Lê Mẫu Dung"), at=AT)
    seal_committed(AT)

    assert verify() == []
    assert not Entry.objects.filter(actor_name__contains="Bình").exists()
    binh.refresh_from_db()
    assert binh.name == f"Người đã xoá số {binh.pk}"
