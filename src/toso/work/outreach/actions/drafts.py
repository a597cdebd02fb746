"""What somebody has typed and not yet saved. Not a record: no audit, no counting."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from toso.ground.people.models import Person
from toso.work.outreach.models import Draft


def keep_draft(*, person: Person, form: str, values: Mapping[str, Sequence[str]], at: datetime) -> None:
    """Keep what stands in a form; a later draft takes the place of the earlier one."""
    Draft.objects.update_or_create(person=person, form=form, defaults={"values": values, "saved_at": at})


def drop_draft(*, person: Person, form: str) -> None:
    Draft.objects.filter(person=person, form=form).delete()
