from datetime import date

import pytest

from tests.builders import a_place, moment
from toso.ground.places import facts
from toso.ground.places.actions import merge_places
from toso.ground.places.queries.changes import Portion
from toso.ground.places.rules import Level
from toso.ground.shared.facts import FactKind


@pytest.mark.django_db
def test_hamlets_are_counted_from_the_day_they_begin_until_the_day_they_end():
    commune = a_place(level=Level.COMMUNE, parent=a_place(level=Level.PROVINCE, code="56"))
    kept, ended = a_place(name="Bắc", parent=commune), a_place(name="Nam", parent=commune)
    merge_places(
        place_ids=[ended.pk],
        into=Portion(place_id=kept.pk),
        on=date(2026, 9, 1),
        basis="Nghị quyết 12",
        by=None,
        at=moment(date(2026, 11, 16)),
    )

    spans = {row.pk: (row.valid_from, row.valid_until) for row in facts.hamlets.rows({})}

    assert spans == {kept.pk: (date(2000, 1, 1), None), ended.pk: (date(2000, 1, 1), date(2026, 9, 1))}
    assert list(facts.communes.rows({})) == [commune]
    assert facts.hamlets.kind == FactKind.STOCK
