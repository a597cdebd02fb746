"""Filled forms, classes, requests for help and announcements from the phone."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from toso.front.sync import queries
from toso.front.sync.kinds.handling import OtherContent, Sent, Taken, Wait, file_of
from toso.front.sync.kinds.work import as_upload, place_of
from toso.front.sync.rules.body import BadBody
from toso.ground.notices.actions.announcements import acknowledge
from toso.ground.people.models import Person
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.uploads import CleanFile, read_file
from toso.plan.forms.actions.submissions import Arrived, Conflict, Sending, receive_file
from toso.plan.forms.models import Content
from toso.plan.forms.rules.answers import Refused
from toso.plan.programme.models import Platform
from toso.work.helpdesk.actions.tickets import open_ticket, requester_says
from toso.work.helpdesk.models import Ticket
from toso.work.helpdesk.rules.priorities import Impact, Urgency
from toso.work.helpdesk.rules.ways import Channel, StepKind
from toso.work.registry.sync import receive_form, receive_forms
from toso.work.training.actions.attendance import check_in as check_in_to
from toso.work.training.actions.attendance import count_heads, take_attendance
from toso.work.training.rules import HEADS

MOST_XML = 1_000_000
MOST_PERSONS = 500
SAYS = (StepKind.ADDED, StepKind.REOPENED, StepKind.CLOSED)


def submission(sent: Sent) -> Taken:
    try:
        arrived = receive_form(
            xml=_xml(sent),
            files={},
            device=sent.device,
            by=sent.by,
            scope=sent.scope,
            at=sent.at,
            is_clock_wrong=sent.is_clock_wrong,
        )
    except Refused as error:
        raise BadBody("xml") from error
    except Conflict as error:
        raise OtherContent from error
    content = arrived.content
    names = [attachment.name for attachment in content.attachments.filter(received_at__isnull=True)]
    return _arrived(arrived, names)


def _xml(sent: Sent) -> bytes:
    xml = sent.body.said.get("xml")
    if not isinstance(xml, str) or not xml or len(xml) > MOST_XML:
        raise BadBody("xml")
    return xml.encode()


def _arrived(arrived: Arrived, missing: Sequence[str]) -> Taken:
    return Taken(
        {"submission": arrived.submission.pk, "missing": list(missing)},
        flags=list(arrived.submission.flags),
        wakes=[f"instance:{arrived.content.instance_id}"],
    )


def submissions_together(sents: Sequence[Sent]) -> list[Taken]:
    """New filled forms of one sending in a few statements."""
    sendings = [Sending(_xml(sent), sent.device, sent.by, sent.scope, sent.is_clock_wrong) for sent in sents]
    arrived = receive_forms(sendings=sendings, at=sents[0].at)
    return [_arrived(each, each.missing) for each in arrived]


def media(sent: Sent) -> Taken:
    """A file of a submission that is here; whichever comes first waits for the other."""
    instance = sent.body.text("submission", most=100, is_needed=True)
    name = sent.body.text("name", most=200, is_needed=True)
    held = Content.objects.filter(instance_id=instance).first()
    if held is None:
        raise Wait(f"instance:{instance}")
    receive_file(instance_id=instance, name=name, content=file_of(sent).content, by=sent.by, at=sent.at)
    return Taken({"name": name})


def check_in(sent: Sent) -> Taken:
    captured = None if sent.is_clock_wrong else sent.made_at
    token = sent.body.text("token", most=40, is_needed=True)
    row = check_in_to(token=token, by=sent.by, at=sent.at, captured_at=captured)
    return Taken({"class": row.session_id})


def attendance(sent: Sent) -> Taken:
    wanted = sent.body.wholes("persons", most=MOST_PERSONS)
    persons = list(Person.objects.filter(pk__in=wanted))
    if not wanted or len(persons) < len(set(wanted)):
        raise BadBody("persons")
    new = take_attendance(
        session_id=sent.body.whole("class"),
        persons=persons,
        reason=sent.body.text("reason", most=300),
        by=sent.by,
        scope=sent.scope,
        at=sent.at,
    )
    return Taken({"class": sent.body.whole("class"), "new": new})


def heads(sent: Sent) -> Taken:
    said = sent.body.members("heads")
    row = count_heads(
        session_id=sent.body.whole("class"),
        heads={name: said.whole(name, default=0) for name in HEADS},
        reason=sent.body.text("reason", most=300),
        by=sent.by,
        scope=sent.scope,
        at=sent.at,
    )
    return Taken({"class": row.session_id, "total": row.total})


def request(sent: Sent) -> Taken:
    body = sent.body
    place, words = place_of(sent, body.whole("place"), sent.at.astimezone(VIETNAM).date())
    code = body.text("platform", most=40)
    platform = Platform.objects.filter(code=code).first() if code else None
    ticket = open_ticket(
        place=place,
        title=body.text("title"),
        text=body.text("text", most=5000),
        category=body.text("category", most=40),
        impact=body.choice("impact", Impact, default=Impact.ONE),
        urgency=body.choice("urgency", Urgency, default=Urgency.SOON),
        channel=Channel.PAGE,
        device_label=body.text("device_label", most=120),
        device_serial=body.text("device_serial", most=60),
        platform=platform,
        by=sent.by,
        scope=sent.scope,
        at=sent.at,
    )
    return Taken({"request": ticket.pk}, words)


def _ticket(sent: Sent) -> int:
    """The request by its number, or by the item that asked for it."""
    said = sent.body.said.get("request")
    if isinstance(said, int):
        return sent.body.whole("request")
    asked = queries.taken_item(sent.by, sent.body.uuid("request"))
    if asked is None:
        raise Wait(str(sent.body.uuid("request")))
    found = asked.result.get("request")
    if not isinstance(found, int):
        raise Ticket.DoesNotExist
    return found


def reply(sent: Sent) -> Taken:
    says = sent.body.choice("says", StepKind)
    if says not in SAYS:
        raise BadBody("says")
    ticket = requester_says(
        ticket_id=_ticket(sent),
        kind=says,
        text=sent.body.text("text", most=5000),
        by=sent.by,
        scope=sent.scope,
        at=sent.at,
    )
    return Taken({"request": ticket.pk})


def request_photo(sent: Sent) -> Taken:
    number = _ticket(sent)
    ticket = requester_says(
        ticket_id=number,
        kind=StepKind.ADDED,
        text=_("Gửi kèm tệp từ điện thoại."),
        files=[_clean(sent)],
        by=sent.by,
        scope=sent.scope,
        at=sent.at,
    )
    return Taken({"request": ticket.pk})


def _clean(sent: Sent) -> CleanFile:
    file = file_of(sent)
    try:
        return read_file(as_upload(file.content, file.name))
    except ValidationError as error:
        raise Refusal(" ".join(error.messages), field="sha256") from error


def acknowledgement(sent: Sent) -> Taken:
    number = sent.body.whole("announcement")
    acknowledge(announcement_id=number, by=sent.by, at=sent.at)
    return Taken({"announcement": number})
