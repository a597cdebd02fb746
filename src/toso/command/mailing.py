"""What `toso mail` does with one message: takes it in and says what became of it, as a mail server understands it."""

import sys
from datetime import datetime

from django.db import DatabaseError

from toso.ground.places.models import Place
from toso.ground.shared.refusal import Refusal
from toso.work.helpdesk.actions.letters import take_mail
from toso.work.helpdesk.queries.letters import place_named

# The exits of sysexits.h that a mail server acts on: done; bounced to the writer with our sentence; tried again later.
DONE, BOUNCED, LATER = 0, 65, 75


def run(content: bytes, *, commune: str, at: datetime) -> int:
    """Take one message in. ``commune``: the code of the commune whose address it came to; empty where none is."""
    place: Place | None = place_named(commune)
    if commune and place is None:
        print(f"Không có xã, phường, đặc khu nào mang mã {commune}.", file=sys.stderr)
        return LATER  # our own setting is wrong: no letter is lost for it
    try:
        outcome = take_mail(content=content, at=at, place=place)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return BOUNCED
    except DatabaseError as error:
        print(f"Cơ sở dữ liệu chưa nhận được thư: {str(error).splitlines()[0]}", file=sys.stderr)
        return LATER
    print(outcome.words)
    return DONE
