"""Records of guidance work for tests, saved through the room's own door."""

from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256
from io import BytesIO
from itertools import count
from uuid import UUID, uuid4

from PIL import Image

from tests.builders import moment
from toso.ground.people.models import Person
from toso.ground.people.queries import scope_of
from toso.ground.places.models import Place
from toso.plan.programme.models import Pillar, Platform, TaskType
from toso.plan.teams.models import Team
from toso.work.outreach.actions.photos import add_photo
from toso.work.outreach.actions.recording import record_work
from toso.work.outreach.models import Photo, Record, Source
from toso.work.outreach.rules import Counts

DAY = date(2026, 10, 20)
_numbers = count(1)


def a_task(
    *,
    code: str = "",
    name: str = "",
    short_name: str = "Dịch vụ công",
    pillar: str = Pillar.SOCIETY,
    is_common: bool = True,
    valid_from: date = date(2022, 1, 1),
    valid_until: date | None = None,
) -> TaskType:
    number = next(_numbers)
    return TaskType.objects.create(
        code=code or f"task{number}",
        name=name or f"Hướng dẫn: {short_name}",
        short_name=short_name,
        icon="building-bank",
        pillar=pillar,
        order=number,
        is_common=is_common,
        valid_from=valid_from,
        valid_until=valid_until,
    )


def a_platform(*, name: str = "Cổng dịch vụ công quốc gia") -> Platform:
    return Platform.objects.create(code=f"platform{next(_numbers)}", name=name, valid_from=date(2022, 1, 1))


def a_community_team(*, place: Place, established_on: date = date(2026, 1, 1)) -> Team:
    return Team.objects.create(
        place=place, name=f"Tổ {place.name}", established_on=established_on, recorded_at=moment(established_on)
    )


def a_record(
    *,
    place: Place,
    by: Person,
    task: TaskType | None = None,
    day: date = DAY,
    counts: Counts | None = None,
    people: Sequence[int] | None = None,
    at: datetime | None = None,
    uuid: UUID | None = None,
    source: Source = Source.PAGE,
    note: str = "",
) -> Record:
    at = at or moment(day, 17)
    return record_work(
        uuid=uuid or uuid4(),
        place=place,
        day=day,
        task=task or a_task(),
        counts=counts or Counts(citizens=5, elderly=2),
        people=[by.pk] if people is None else people,
        captured_at=at,
        source=source,
        by=by,
        scope=scope_of(by.pk, on=day),
        at=at,
        note=note,
    )


def a_picture(*, size: tuple[int, int] = (40, 30), form: str = "JPEG", **extra: object) -> bytes:
    """The bytes of a small picture."""
    kept = BytesIO()
    Image.new("RGB", size, (11, 90, 115)).save(kept, form, **extra)
    return kept.getvalue()


def a_photo(record: Record) -> Photo:
    content = a_picture()
    return add_photo(
        record_id=record.pk,
        content=content,
        digest=sha256(content).hexdigest(),
        width=40,
        height=30,
        by=record.recorded_by,
        scope=scope_of(record.recorded_by_id, on=record.day),
        at=record.recorded_at,
    )
