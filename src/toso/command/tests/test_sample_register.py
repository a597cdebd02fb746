"""The sample keeps a register in some hamlets, once, marked as a sample."""

from datetime import date

import pytest

from tests.builders import a_place, binh_of
from toso.command.sample.province import SHOWN_COMMUNE
from toso.command.sample.register import HAMLETS, HOUSEHOLDS, keep_register
from toso.ground.places.rules import Level
from toso.work.registry.models import Registrant
from toso.work.registry.rules.answers import Kind

pytestmark = pytest.mark.django_db


def test_the_sample_register_is_kept_once_and_marked():
    province = a_place(level=Level.PROVINCE, code="56")
    commune = a_place(level=Level.COMMUNE, parent=province, code=SHOWN_COMMUNE)
    for number in range(HAMLETS + 1):
        a_place(name=f"Mẫu {number}", parent=commune)
    binh_of(commune)

    keep_register(date(2026, 11, 20))
    keep_register(date(2026, 11, 21))

    rows = Registrant.objects.filter(kind=Kind.HOUSEHOLD)
    assert rows.count() == HAMLETS * HOUSEHOLDS
    assert not Registrant.objects.filter(is_sample=False).exists()
    named = rows.exclude(contact_name="")
    assert 0 < named.count() < rows.count()
    assert not named.exclude(contact_name__contains="Mẫu").exists()
    assert rows.filter(answered_on=None).exists()
