"""What is said to somebody who asked by e-mail goes back by e-mail, with the code that brings an answer home."""

from datetime import datetime

from django.utils.translation import gettext as _

from toso.ground.delivery.actions import queue_message
from toso.ground.delivery.rules import Channel as Way
from toso.ground.shared.codes import shown_code
from toso.work.helpdesk.models import Letter, Ticket
from toso.work.helpdesk.rules.ways import Channel


def write_back(ticket: Ticket, text: str, *, at: datetime) -> None:
    """Send the words of a step to whoever asked by e-mail. Of what is confidential only that there is an answer."""
    if ticket.channel != Channel.EMAIL or not ticket.look_up_code:
        return
    letter = Letter.objects.filter(ticket=ticket).exclude(sender="").order_by("-pk").first()
    if letter is None:
        return
    words = _("Đã có trả lời. Xem bằng mã này ở trang hỏi đáp.") if ticket.is_confidential else text
    more = _("Muốn nói thêm, trả lời thư này và giữ nguyên tiêu đề.")
    subject = f"[{shown_code(ticket.look_up_code)}] {ticket.title}"
    queue_message(
        channel=Way.EMAIL,
        recipient=letter.sender,
        subject=subject,
        body=f"{words}\n\n{more}",
        at=at,
        person_number=letter.writer_id,
    )


def forget_address(ticket: Ticket) -> None:
    """The address was kept to answer; a closed request has its answer."""
    if ticket.channel == Channel.EMAIL:
        Letter.objects.filter(ticket=ticket).update(sender="")
