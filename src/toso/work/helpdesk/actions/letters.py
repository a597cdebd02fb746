"""Requests that come by e-mail: each message once, an answer onto its own request, machines never answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import TypedDict

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.forms import ValidationError
from django.utils.translation import gettext as _

from toso.ground.delivery.actions import queue_message
from toso.ground.delivery.rules import Channel as Way
from toso.ground.people.models import Person
from toso.ground.people.queries import scope_of
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.codes import new_code, shown_code
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.uploads import CleanFile, read_file
from toso.plan.programme.actions import mark_changed
from toso.work.helpdesk import queries
from toso.work.helpdesk.actions.steps import PARTS, note_step
from toso.work.helpdesk.actions.tickets import MOST_FILES, attach, new_ticket, open_ticket
from toso.work.helpdesk.models import Letter, Ticket
from toso.work.helpdesk.queries import letters
from toso.work.helpdesk.queries.clocks import local_day
from toso.work.helpdesk.rules.mail import Mail, MailFile, UnreadableMail, is_thanks, place_code, read_mail, title_of
from toso.work.helpdesk.rules.ways import SETTLED, Channel, RequesterKind, StepKind

MOST_A_DAY = 30  # messages of one sender
UNREADABLE = {
    "large": lambda: _("Thư lớn hơn 25 MB. Bớt tệp kèm rồi gửi lại."),
    "parts": lambda: _("Thư có quá nhiều phần. Gửi lại chữ và vài tệp kèm."),
    "empty": lambda: _("Thư không có chữ, không có tệp. Ghi việc cần giúp rồi gửi lại."),
}


class Said(TypedDict):
    """The words of a request."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message: its request, or none and why it was left."""

    ticket: Ticket | None
    words: str


def read_letter(content: bytes) -> Mail:
    """The message; refuses in a sentence what is none."""
    try:
        return read_mail(content)
    except UnreadableMail as unreadable:
        raise Refusal(UNREADABLE[unreadable.code](), field="file") from unreadable


@transaction.atomic
def take_mail(*, content: bytes, at: datetime, place: Place | None = None) -> Outcome:
    """Take a message in as the mail server hands it on: a new request, or a word onto the one it answers.

    ``place``: the commune whose address it came to, where the server knows it. The sender's own place comes first;
    then the code behind the plus of the address; a message of nobody's goes to the province. The same message twice
    is one. What a machine wrote is left, or two machines would answer each other for ever.
    """
    mail = read_letter(content)
    if (known := _known(mail)) is not None:
        return Outcome(known.ticket, _("Thư này đã nhận: yêu cầu số %(number)s.") % {"number": known.ticket_id})
    ourselves = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower()
    if mail.is_automatic or mail.sender == ourselves:
        return Outcome(None, _("Bỏ qua: thư do máy tự gửi."))
    since = at - timedelta(days=1)
    if Letter.objects.filter(sender=mail.sender, at__gte=since).count() >= MOST_A_DAY:
        raise Refusal(_("Địa chỉ này đã gửi nhiều thư trong một ngày. Mai gửi tiếp, hoặc gọi điện."))
    if (ticket := letters.answered_by(mail)) is not None:
        return Outcome(ticket, _add(ticket, mail, at=at))
    person, scope = _sender(mail, at)
    files, left = _files(mail.files)
    if person is not None and scope is not None and (own := letters.place_of(scope)) is not None:
        ticket = open_ticket(
            place=own, **_said(mail, left), channel=Channel.EMAIL, files=files, by=person, scope=scope, at=at
        )
    else:
        ticket = _of_stranger(mail, left, place or letters.place_named(place_code(mail.recipients)), at=at)
        attach(ticket, files, by=None, at=at)
    _keep(ticket, mail, person, at=at)
    _tell_code(ticket, mail, person, at=at)
    return Outcome(ticket, _("Đã nhận: yêu cầu số %(number)s.") % {"number": ticket.pk})


@transaction.atomic
def take_letter_down(*, content: bytes, place: Place, by: Person, scope: Scope, at: datetime) -> Outcome:
    """Take in a message that somebody at the desk saved as a file, for a place of the own desk."""
    mail = read_letter(content)
    if (known := _known(mail)) is not None:
        if not queries.all_tickets(scope).filter(pk=known.ticket_id).exists():
            raise Refusal(_("Thư này đã được nhận ở nơi khác."), field="file")
        return Outcome(known.ticket, _("Thư này đã nhận: yêu cầu số %(number)s.") % {"number": known.ticket_id})
    ticket = letters.answered_by(mail)
    if ticket is not None and queries.all_tickets(scope).filter(pk=ticket.pk).exists():
        return Outcome(ticket, _add(ticket, mail, at=at))
    person, _scope = _sender(mail, at)
    files, left = _files(mail.files)
    kind = RequesterKind.OFFICIAL if person else RequesterKind.CITIZEN
    ticket = open_ticket(
        place=place,
        **_said(mail, left),
        channel=Channel.EMAIL,
        requester_kind=kind,
        requester_name=person.name if person else "",
        files=files,
        by=by,
        scope=scope,
        at=at,
    )
    _keep(ticket, mail, person, at=at)
    return Outcome(ticket, _("Đã nhận yêu cầu số %(number)s.") % {"number": ticket.pk})


def _known(mail: Mail) -> Letter | None:
    found: Letter | None = Letter.objects.filter(digest=mail.digest).select_related("ticket").first()
    return found


def _sender(mail: Mail, at: datetime) -> tuple[Person | None, Scope | None]:
    """Who wrote, as far as the address says it and nobody found it forged; with what the person may do today."""
    person = None if mail.is_forged else letters.person_with(mail.sender)
    return person, scope_of(person.pk, on=local_day(at)) if person else None


def _said(mail: Mail, left: str) -> Said:
    """Title and words of a request. What was cut or left out is said, so that somebody can ask for it."""
    cut = _("(Thư dài hơn, phần sau không giữ.)") if mail.is_cut else ""
    title = title_of(mail) or _("Thư chỉ có tệp kèm")
    return {"title": title, "text": "\n".join(one for one in (mail.text, cut, left) if one)}


def _files(given: Sequence[MailFile], room: int = MOST_FILES) -> tuple[list[CleanFile], str]:
    """The files that may be kept, by the rules of every page; and a sentence about the others."""
    kept: list[CleanFile] = []
    left: list[str] = []
    for file in given:
        try:
            if len(kept) >= room:
                raise ValidationError(_("mỗi yêu cầu kèm nhiều nhất %(most)s tệp") % {"most": MOST_FILES})
            kept.append(read_file(SimpleUploadedFile(file.name, file.content)))
        except ValidationError as fault:
            left.append(f"{file.name} ({fault.messages[0].rstrip('.')})")
    said = _("Tệp kèm thư không giữ: %(files)s.") % {"files": "; ".join(left[:20])} if left else ""
    return kept, said


def _of_stranger(mail: Mail, left: str, place: Place | None, *, at: datetime) -> Ticket:
    """A question of somebody we do not know: as on the citizens' page, without name and number."""
    place = place or letters.province()
    ticket = new_ticket(
        place=place,
        **_said(mail, left),
        channel=Channel.EMAIL,
        requester_kind=RequesterKind.CITIZEN,
        holder_level=Level.PROVINCE if place.level == Level.PROVINCE else Level.COMMUNE,
        team=queries.response_team(place, at),
        at=at,
    )
    mark_changed([(place.pk, ticket.raised_on)], at=at)
    note_step(ticket, StepKind.RAISED, text="", by=None, at=at)
    return ticket


def _keep(ticket: Ticket, mail: Mail, writer: Person | None, *, at: datetime) -> None:
    Letter.objects.create(digest=mail.digest, ticket=ticket, sender=mail.sender, writer=writer, at=at)


def _tell_code(ticket: Ticket, mail: Mail, writer: Person | None, *, at: datetime) -> None:
    """Give the request a code and send it to the writer: an answer with it in the subject finds its way back."""
    ticket.look_up_code = new_code()
    ticket.save(update_fields=["look_up_code"])
    code = shown_code(ticket.look_up_code)
    body = "\n".join(
        (
            _("Đã nhận thư của ông/bà. Mã tra cứu: %(code)s") % {"code": code},
            _("Muốn nói thêm, trả lời thư này và giữ nguyên tiêu đề."),
            _("Không gửi số giấy tờ, mật khẩu qua thư."),
        )
    )
    subject = f"[{code}] {ticket.title}"
    queue_message(
        channel=Way.EMAIL,
        recipient=mail.sender,
        subject=subject,
        body=body,
        at=at,
        person_number=writer.pk if writer else None,
    )


def _add(ticket: Ticket, mail: Mail, *, at: datetime) -> str:
    """A word of the requester onto the request; onto a settled one it asks again, unless it only thanks."""
    locked = Ticket.objects.current().select_for_update(of=("self",)).select_related(*PARTS).get(pk=ticket.pk)
    files, left = _files(mail.files, room=MOST_FILES - locked.attachments.count())
    text = "\n".join(one for one in (mail.text or mail.subject, left) if one)
    person, _scope = _sender(mail, at)
    by = person if person and person.pk == locked.raised_by_id else None
    kind = StepKind.ADDED
    if locked.merged_into_id is not None or (locked.state in SETTLED and is_thanks(mail.text)):
        kind = StepKind.NOTED
        text = _("Thư của người hỏi: %(text)s") % {"text": text}
    elif locked.state in SETTLED:
        kind = StepKind.REOPENED
    note_step(locked, kind, text=text, by=by, at=at)
    attach(locked, files, by=by, at=at)
    if locked.merged_into_id is not None:
        main = Ticket.objects.current().select_for_update(of=("self",)).select_related(*PARTS)
        note_step(main.get(pk=locked.merged_into_id), StepKind.NOTED, text=text, by=by, at=at)
    _keep(locked, mail, person, at=at)
    return _("Đã ghi vào yêu cầu số %(number)s.") % {"number": locked.pk}
