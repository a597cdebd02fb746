"""What phones send at the same moment to one process is taken in one transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction

from toso.front.sync.rules.gathering import Alone, Gathering
from toso.plan.forms.actions.submissions import Arrived, Sending
from toso.work.registry.sync import receive_form, receive_forms

MOST = 50
# Whoever waits for a row that another transaction holds, keeps nobody else waiting for longer than this.
IMPATIENT = "SELECT set_config('lock_timeout', '1s', true)"


def take_form(*, sending: Sending, files: Mapping[str, bytes], at: datetime) -> Arrived:
    """Keep a filled form and do what it says, as ``receive_form``, which tells what it raises; one without files
    together with those that other phones send meanwhile. It is committed when this returns."""
    if not files:
        try:
            return _gathering().ask((sending, at))
        except Alone:
            pass
    return receive_form(
        xml=sending.xml,
        files=files,
        device=sending.device,
        by=sending.by,
        scope=sending.scope,
        at=at,
        is_clock_wrong=sending.is_clock_wrong,
    )


def _take_forms(asked: Sequence[tuple[Sending, datetime]]) -> list[Arrived]:
    with transaction.atomic():
        keep_none_waiting(len(asked))
        return receive_forms(sendings=[sending for sending, _at in asked], at=max(at for _sending, at in asked))


def keep_none_waiting(count: int) -> None:
    if count > 1:
        with connection.cursor() as cursor:
            cursor.execute(IMPATIENT)


FORMS = Gathering(_take_forms, most=MOST)


def _gathering() -> Gathering[tuple[Sending, datetime], Arrived]:
    """What is done inside a transaction that somebody else will end is not told to others as done."""
    return Gathering(_take_forms, most=1) if connection.in_atomic_block else FORMS
