"""Who takes a table in, with what right, when, and what was said once for all rows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from toso.ground.shared.access import Actor
from toso.ground.shared.scope import Scope
from toso.ground.tables.rules.intake import Settings

By = TypeVar("By", bound=Actor)


@dataclass(frozen=True, slots=True)
class Occasion(Generic[By]):
    by: By
    scope: Scope
    at: datetime
    settings: Settings
