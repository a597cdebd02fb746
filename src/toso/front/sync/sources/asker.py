"""For whom rows are gathered."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from toso.front.sync.models import PhoneKey
from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.scope import Scope
from toso.work.outreach.queries.records import places_to_record

MOST_PLACES = 400  # a phone is for a hamlet or a commune; who watches over a province uses the desk


@dataclass(frozen=True)
class Asker:
    key: PhoneKey
    scope: Scope
    at: datetime
    origin: str = ""  # where the server stands, for addresses that leave it

    @property
    def person(self) -> Person:
        return self.key.person

    @property
    def on(self) -> date:
        return self.at.astimezone(VIETNAM).date()

    def places(self) -> QuerySet[Place]:
        """Where this person may record work today."""
        return places_to_record(self.scope)[:MOST_PLACES]
