from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from tests.builders import a_place, moment
from toso.ground.places.actions import merge_places, rebuild_reach
from toso.ground.places.models import Place, Succession
from toso.ground.places.queries.changes import Portion
from toso.ground.places.rules import Level
from toso.ground.shared.refusal import Refusal


@pytest.mark.django_db(transaction=True)
def test_two_mergers_of_one_hamlet_at_once_end_it_once_and_explain_the_other():
    province = a_place(level=Level.PROVINCE, code="56")
    commune = a_place(level=Level.COMMUNE, parent=province)
    ended, north, south = (a_place(name=name, parent=commune) for name in ("Giữa", "Bắc", "Nam"))
    rebuild_reach()

    def merge(into: Place) -> str:
        try:
            merge_places(
                place_ids=[ended.pk],
                into=Portion(place_id=into.pk),
                on=date(2026, 9, 1),
                basis="Nghị quyết 12",
                by=None,
                at=moment(date(2026, 11, 16)),
            )
        except Refusal as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(merge, [north, south]))

    assert said == ["", "Thôn Giữa đã kết thúc từ 01/09/2026."]
    assert Succession.objects.count() == 1
