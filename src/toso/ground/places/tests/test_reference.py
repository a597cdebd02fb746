"""Our tables against a second compilation of the official lists, where one is at hand."""

import csv
import os
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tests.builders import moment
from toso.ground.places.actions import import_country, import_history
from toso.ground.places.models import Place, Succession
from toso.ground.places.rules import Level

FOLDER = os.environ.get("TOSO_ADMIN_UNITS", "")

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FOLDER, reason="TOSO_ADMIN_UNITS names no folder with a second list of units"),
]


def rows(name):
    with (Path(FOLDER) / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_todays_communes_agree_with_the_second_list():
    import_country(moment(date(2026, 11, 16)))

    ours = {
        place.code: (place.kind, place.province_code, {place.name, place.other_name or place.name})
        for place in Place.objects.current().filter(level=Level.COMMUNE)
    }
    theirs = {row["code"]: row for row in rows("communes.csv")}

    assert ours.keys() == theirs.keys()
    for code, (kind, province, names) in ours.items():
        row = theirs[code]
        assert (kind, province) == (row["type"], row["province_code"])
        assert unicodedata.normalize("NFC", row["full_name"].removeprefix(f"{kind} ")) in names, code
    assert Counter(kind for kind, _province, _names in ours.values()) == {"Phường": 697, "Xã": 2611, "Đặc khu": 13}


def test_successions_agree_with_the_second_list():
    at = moment(date(2026, 11, 16))
    import_country(at)
    import_history(at)

    ours = {
        (row.predecessor.code, row.successor.code, row.part, row.is_usual)
        for row in Succession.objects.filter(predecessor__level=Level.COMMUNE).select_related(
            "predecessor", "successor"
        )
    }
    theirs = {
        (row["old_code"], row["new_code"], row["part"], row["default_target"] == "1")
        for row in rows("old_to_new_communes.csv")
        if row["old_province"] in {"Tỉnh Khánh Hòa", "Tỉnh Ninh Thuận"}
    }

    assert ours == theirs
