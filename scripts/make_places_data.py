"""Writes the tables of administrative units in ``src/toso/ground/places/data`` from the package
vietnamadminunits 1.0.4 (MIT). Run it again only when that source changes:

    python scripts/make_places_data.py
"""

import csv
import json
import re
import sqlite3
import unicodedata
from decimal import Decimal
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from toso.ground.places.rules import other_spelling

SOURCE = "vietnamadminunits"
VERSION = "1.0.4"
FOLDER = Path(__file__).resolve().parents[1] / "src/toso/ground/places/data"
FORMER = {"56", "58"}  # former Khánh Hòa and former Ninh Thuận
KINDS = ("Thành phố", "Tỉnh", "Quận", "Huyện", "Thị xã", "Thị trấn", "Phường", "Xã", "Đặc khu")


def clean(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def kind_and_name(full_name: str) -> tuple[str, str]:
    full_name = clean(full_name)
    kind = next(kind for kind in KINDS if full_name.startswith(f"{kind} "))
    return kind, full_name.removeprefix(f"{kind} ")


def degrees(value: float | None) -> str:
    return "" if value is None else str(Decimal(str(value)).quantize(Decimal("0.00001")))


def area(value: float | None) -> str:
    return "" if value is None else str(Decimal(str(value)).quantize(Decimal("0.01")))


def unit(code: str, full_name: str, lat: float, lon: float) -> dict[str, str]:
    kind, name = kind_and_name(full_name)
    other = other_spelling(name)
    return {"code": code, "kind": kind, "name": name, "other_name": other, "lat": degrees(lat), "lon": degrees(lon)}


def write(name: str, rows: list[dict[str, str]]) -> None:
    with (FOLDER / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_country(source: sqlite3.Connection) -> None:
    communes = [
        unit(row["wardCode"], row["ward"], row["wardLat"], row["wardLon"])
        | {"province_code": row["provinceCode"], "area_km2": area(row["wardAreaKm2"])}
        for row in source.execute("SELECT * FROM admin_units ORDER BY wardCode")
    ]
    provinces = [
        unit(row["provinceCode"], row["province"], row["provinceLat"], row["provinceLon"])
        for row in source.execute(
            "SELECT DISTINCT provinceCode, province, provinceLat, provinceLon FROM admin_units ORDER BY provinceCode"
        )
    ]
    write("provinces.csv", provinces)
    write("communes.csv", communes)


def write_former(source: sqlite3.Connection, converter: dict[str, Any]) -> None:
    rows = source.execute("SELECT * FROM admin_units_legacy ORDER BY provinceCode, districtCode, wardCode").fetchall()
    rows = [row for row in rows if row["provinceCode"] in FORMER]
    provinces = {
        row["provinceCode"]: unit(row["provinceCode"], row["province"], row["provinceLat"], row["provinceLon"])
        for row in rows
    }
    districts = {
        row["districtCode"]: unit(row["districtCode"], row["district"], row["districtLat"], row["districtLon"])
        | {"province_code": row["provinceCode"]}
        for row in rows
    }
    communes = [
        unit(row["wardCode"], row["ward"], row["wardLat"], row["wardLon"]) | {"district_code": row["districtCode"]}
        for row in rows
    ]
    write("former_provinces.csv", list(provinces.values()))
    write("former_districts.csv", list(districts.values()))
    write("former_communes.csv", communes)
    write_successions(source, converter, rows)


def write_successions(source: sqlite3.Connection, converter: dict[str, Any], rows: list[Any]) -> None:
    """Which commune of today took over which former commune, wholly or in part."""
    old = {f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey']}": row["wardCode"] for row in rows}
    province = "tinhkhanhhoa"
    new = {
        row["wardKey"]: row["wardCode"]
        for row in source.execute("SELECT wardKey, wardCode FROM admin_units WHERE provinceKey = ?", [province])
    }
    found = [
        {"old_code": old[former], "new_code": new[key], "part": "whole", "is_usual": "1"}
        for key, formers in converter["DICT_PROVINCE_WARD_NO_DIVIDED"][province].items()
        for former in formers
    ]
    found += [
        {
            "old_code": old[former],
            "new_code": new[heir["newWardKey"]],
            "part": "part",
            "is_usual": str(int(heir["isDefaultNewWard"])),
        }
        for former, heirs in converter["DICT_PROVINCE_WARD_DIVIDED"][province].items()
        for heir in heirs
    ]
    write("successions.csv", sorted(found, key=lambda row: (row["old_code"], row["new_code"])))


def main() -> None:
    if version(SOURCE) != VERSION:
        raise SystemExit(f"{SOURCE} {VERSION} is needed, {version(SOURCE)} is installed")
    data = files(SOURCE) / "data"
    source = sqlite3.connect(str(data / "dataset.db"))
    source.row_factory = sqlite3.Row
    converter = json.loads((data / "converter_2025.json").read_text(encoding="utf-8"))
    write_country(source)
    write_former(source, converter)


if __name__ == "__main__":
    main()
