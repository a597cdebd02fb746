from datetime import datetime

from toso.ground.delivery.models import Message
from toso.ground.delivery.rules import Channel


def a_message(
    *, at: datetime, recipient: str = "binh@mau.vn", sent_at: datetime | None = None, person_number: int | None = None
) -> Message:
    return Message.objects.create(
        channel=Channel.EMAIL,
        recipient=recipient,
        person_number=person_number,
        subject="Tin mới",
        body="Lời",
        created_at=at,
        try_at=None if sent_at else at,
        sent_at=sent_at,
    )
