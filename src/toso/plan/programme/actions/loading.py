"""Reading the data files that ship with the product, and writing their rows by code."""

import tomllib
from pathlib import Path
from typing import Any

from django.db import models

from toso.ground.shared.text import nfc

DATA = Path(__file__).parents[1] / "data"


def file_of(name: str) -> dict[str, Any]:
    """A data file of this room, in normal form C."""
    return tomllib.loads(nfc((DATA / f"{name}.toml").read_text(encoding="utf-8")))


def rows_of(kind: str, *, file: str = "") -> list[tuple[int, dict[str, Any]]]:
    """The rows of one kind with their order, from 1."""
    return list(enumerate(file_of(file or f"{kind}s")[kind], start=1))


def upsert(model: type[models.Model], rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Write the rows by code; the rows written, by code."""
    manager: models.Manager[Any] = model._default_manager
    manager.bulk_create(
        [model(**row) for row in rows],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=sorted(rows[0].keys() - {"code"}),
    )
    return {kept.code: kept for kept in manager.filter(code__in=[row["code"] for row in rows])}
