"""The criteria that ship with the product."""

import tomllib
from datetime import datetime
from pathlib import Path

from django.db import transaction

from toso.ground.shared.text import nfc
from toso.work.assessment.models import Criteria

DATA = Path(__file__).parents[1] / "data" / "criteria.toml"


@transaction.atomic
def load_criteria(*, at: datetime) -> int:
    """Write the shipped versions that are not there yet; what stands is never changed. Returns how many are new."""
    rows = tomllib.loads(nfc(DATA.read_text(encoding="utf-8")))["criteria"]
    known = set(Criteria.objects.values_list("code", "version"))
    new = [
        Criteria(
            code=row["code"],
            version=row["version"],
            title=row["title"],
            basis=row["basis"],
            areas=row["area"],
            valid_from=row["valid_from"],
            valid_until=row.get("valid_until"),
            recorded_at=at,
        )
        for row in rows
        if (row["code"], row["version"]) not in known
    ]
    Criteria.objects.bulk_create(new)
    return len(new)
