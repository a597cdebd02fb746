"""Media of communication work, as dated data, and the tasks that ask for one."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from toso.ground.shared.text import nfc

DATA = Path(__file__).parents[1] / "data" / "media.toml"


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(nfc(DATA.read_text(encoding="utf-8")))


def media_on(day: date) -> dict[str, str]:
    """The media offered on a day, by code, in the order of the list."""
    return {
        row["code"]: row["name"]
        for row in _data()["medium"]
        if row["valid_from"] <= day < row.get("valid_until", date.max)
    }


def medium_name(code: str) -> str:
    """What a medium is called, in force or not; nothing for none."""
    return next((row["name"] for row in _data()["medium"] if row["code"] == code), code)


def asks_for_medium(task_code: str) -> bool:
    """Whether work of this kind is communication: it says by what medium, and how many it reached."""
    return task_code in _data()["tasks"]
