"""What a drill measured, for the table that ./toso drill prints at its end."""

import json
import os
from pathlib import Path

IS_LONG = "TOSO_DRILL" in os.environ


def report(drill: str, **measured: float | int | str) -> None:
    """One line of the table; nothing without a place to keep it."""
    if kept := os.environ.get("TOSO_FIGURES"):
        with Path(kept).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"drill": drill, "measured": measured}, ensure_ascii=False) + "\n")
