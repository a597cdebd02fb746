"""A call for help: taken in by any channel, worked on, solved, refused with what to add, asked again."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.people.models import Organisation, Person
from toso.ground.people.rules import Role, phone_digits
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.ground.shared.uploads import CleanFile
from toso.plan.programme.actions import mark_changed
from toso.plan.programme.models import Platform
from toso.plan.teams.models import Team
from toso.work.helpdesk import queries
from toso.work.helpdesk.actions.steps import locked, needed, note_step, refuse_other_holder
from toso.work.helpdesk.models import Attachment, Device, Link, Ticket
from toso.work.helpdesk.queries.clocks import local_day, term_on
from toso.work.helpdesk.rules import ways
from toso.work.helpdesk.rules.priorities import Impact, Urgency, priority_of
from toso.work.helpdesk.rules.ways import Channel, RequesterKind, StepKind, TicketKind

OFFICE = (Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER, Role.PROVINCE_OFFICER)
MOST_FILES = 5
MOST_AT_ONCE = 200


def new_ticket(
    *,
    place: Place,
    title: str,
    at: datetime,
    holder_level: Level,
    team: Team | None,
    text: str = "",
    category: str = "",
    impact: Impact = Impact.ONE,
    urgency: Urgency = Urgency.SOON,
    channel: Channel = Channel.PAGE,
    requester_kind: RequesterKind = RequesterKind.OFFICIAL,
    requester_name: str = "",
    requester_phone: str = "",
    device_label: str = "",
    device_serial: str = "",
    device: Device | None = None,
    platform: Platform | None = None,
    raised_by: Person | None = None,
    has_consent: bool = False,
) -> Ticket:
    """A request made ready with its priority and term, not yet saved. Bad words raise Refusal with their field."""
    title = needed(title, _("Ghi việc cần giúp trong một câu."), field="title")
    if len(title) > 200:
        raise Refusal(_("Câu nêu việc dài nhất 200 chữ; phần còn lại ghi ở mô tả."), field="title")
    found = queries.category_of(category)
    if category and found is None:
        raise Refusal(_("Chọn nhóm trong danh sách."), field="category")
    name = nfc(requester_name).strip()[:120]
    phone = ""
    if requester_phone.strip():
        phone = phone_digits(requester_phone) or ""
        if not phone:
            raise Refusal(_("Số điện thoại gồm 10 chữ số, bắt đầu bằng 0."), field="requester_phone")
    if requester_kind == RequesterKind.CITIZEN and (name or phone) and not has_consent:
        raise Refusal(
            _(
                "Chỉ giữ tên, số điện thoại của người dân khi người đó đồng ý. "
                "Đánh dấu đồng ý, hoặc để trống hai ô này."
            ),
            field="has_consent",
        )
    priority = priority_of(impact, urgency)
    named = nfc(device_label).strip()[:120], nfc(device_serial).strip()[:60]
    return Ticket(
        kind=TicketKind.SUPPORT,
        province_code=place.province_code,
        place=place,
        title=title,
        text=nfc(text).strip(),
        category=category,
        platform=platform,
        device=device,
        device_label=named[0],
        device_serial=named[1],
        channel=channel,
        requester_kind=requester_kind,
        requester_name=name,
        requester_phone=phone,
        consented_at=at if has_consent and (name or phone) else None,
        impact=impact,
        urgency=urgency,
        priority=priority,
        term=term_on(priority, local_day(at)) if found is None or found.has_clocks else None,
        holder_level=holder_level,
        team=team,
        raised_by=raised_by,
        raised_on=local_day(at),
        asked_at=at,
        held_at=at,
        is_confidential=found.is_confidential if found else False,
        search=queries.search_words(title, place.search, *named, raised_by.search if raised_by else ""),
        recorded_at=at,
        is_sample=place.is_sample or (raised_by is not None and raised_by.is_sample),
    )


@transaction.atomic
def open_ticket(
    *,
    place: Place,
    title: str,
    by: Person,
    scope: Scope,
    at: datetime,
    text: str = "",
    category: str = "",
    impact: Impact = Impact.ONE,
    urgency: Urgency = Urgency.SOON,
    channel: Channel = Channel.PAGE,
    requester_kind: RequesterKind | None = None,
    requester_name: str = "",
    requester_phone: str = "",
    has_consent: bool = False,
    device_label: str = "",
    device_serial: str = "",
    device: Device | None = None,
    platform: Platform | None = None,
    files: Sequence[CleanFile] = (),
) -> Ticket:
    """Take in a call for help, one's own or somebody else's by telephone, in person or by e-mail.

    It goes to the commune; an official's to its response team or whoever was sent to it, to the province where
    there is neither. A ``device`` of the register says its own name and number.
    """
    if not any(place.path.startswith(root) for root in scope.place_roots):  # the gate, without asking again
        raise Place.DoesNotExist
    if not scope.holds(*queries.RAISERS, Role.PROVINCE_OFFICER, at_place=place.path):
        raise Refusal(
            _("Tài khoản này chỉ được xem %(place)s, không gửi yêu cầu ở đây.") % {"place": place}, field="place"
        )
    if requester_kind is None:
        is_official = scope.holds(*OFFICE, at_place=place.path)
        requester_kind = RequesterKind.OFFICIAL if is_official else RequesterKind.TEAM
    if device is not None:
        if ways.commune_of(device.place.path) != ways.commune_of(place.path):
            raise Refusal(
                _("Thiết bị này của xã khác; chọn máy trong sổ của %(place)s.") % {"place": place}, field="device"
            )
        device_label, device_serial = device.label, device.serial
    team, level = queries.response_team(place, at), Level.COMMUNE
    if requester_kind == RequesterKind.OFFICIAL and team is None and not queries.has_helpers(place, at):
        level = Level.PROVINCE
    ticket = new_ticket(
        place=place,
        title=title,
        text=text,
        category=category,
        impact=impact,
        urgency=urgency,
        channel=channel,
        requester_kind=requester_kind,
        requester_name=requester_name,
        requester_phone=requester_phone,
        has_consent=has_consent,
        device_label=device_label,
        device_serial=device_serial,
        device=device,
        platform=platform,
        raised_by=by,
        holder_level=level,
        team=team,
        at=at,
    )
    mark_changed([(place.pk, ticket.raised_on)], at=at)
    note_step(ticket, StepKind.RAISED, text="", by=by, at=at)
    attach(ticket, files, by=by, at=at)
    return ticket


def attach(ticket: Ticket, files: Sequence[CleanFile], *, by: Person | None, at: datetime) -> None:
    """Put files with a request, up to the number it may have."""
    if files and ticket.attachments.count() + len(files) > MOST_FILES:
        raise Refusal(_("Mỗi yêu cầu kèm nhiều nhất %(most)s tệp.") % {"most": MOST_FILES}, field="file")
    for file in files:
        attached = Attachment(ticket=ticket, name=file.name[:120], digest=file.digest, added_by=by, added_at=at)
        attached.file.save(file.name, ContentFile(file.content), save=True)


@transaction.atomic
def take_ticket(*, ticket_id: int, by: Person, scope: Scope, at: datetime) -> Ticket:
    """I will see to it."""
    ticket = locked(ticket_id, StepKind.TAKEN, scope=scope)
    refuse_other_holder(ticket, scope)
    ticket.assignee = by
    note_step(ticket, StepKind.TAKEN, text="", by=by, at=at)
    return ticket


@transaction.atomic
def assign_tickets(*, ticket_ids: Sequence[int], to: Person, by: Person, scope: Scope, at: datetime) -> int:
    """Give one or many to a colleague who may answer them. One that is not possible stops all."""
    tickets = _each(ticket_ids, StepKind.ASSIGNED, scope=scope)
    for ticket in tickets:
        refuse_other_holder(ticket, scope)
        if not queries.may_work(ticket, to, on=local_day(at)):
            raise Refusal(
                _("%(name)s không thuộc nơi đang giữ “%(title)s”; chọn người khác hoặc chuyển nơi trước.")
                % {"name": to.name, "title": ticket.title},
                field="assignee",
            )
        ticket.assignee = to
        note_step(ticket, StepKind.ASSIGNED, text=to.name, by=by, at=at)
    return len(tickets)


def _each(ticket_ids: Sequence[int], step: StepKind, *, scope: Scope) -> list[Ticket]:
    wanted = sorted(set(ticket_ids))
    if not wanted:
        raise Refusal(_("Chưa chọn yêu cầu nào."))
    if len(wanted) > MOST_AT_ONCE:
        raise Refusal(_("Mỗi lần chọn nhiều nhất %(most)s yêu cầu.") % {"most": MOST_AT_ONCE})
    return [locked(pk, step, scope=scope) for pk in wanted]


@transaction.atomic
def take_tickets(*, ticket_ids: Sequence[int], by: Person, scope: Scope, at: datetime) -> int:
    """Take many at once, all or none."""
    tickets = _each(ticket_ids, StepKind.TAKEN, scope=scope)
    for ticket in tickets:
        refuse_other_holder(ticket, scope)
        ticket.assignee = by
        note_step(ticket, StepKind.TAKEN, text="", by=by, at=at)
    return len(tickets)


@transaction.atomic
def set_priority(
    *, ticket_id: int, impact: Impact, urgency: Urgency, by: Person, scope: Scope, at: datetime, text: str = ""
) -> Ticket:
    """Say anew how pressing it is. The clocks are counted again from their own starts, by the term of today."""
    ticket = locked(ticket_id, StepKind.CHANGED, scope=scope)
    refuse_other_holder(ticket, scope)
    before = ticket.get_priority_display()
    ticket.impact, ticket.urgency = impact, urgency
    ticket.priority = priority_of(impact, urgency)
    if ticket.term is not None:
        ticket.term = term_on(ticket.priority, local_day(at))
    words = _("%(before)s → %(after)s") % {"before": before, "after": ticket.get_priority_display()}
    note_step(
        ticket, StepKind.CHANGED, text=". ".join(part for part in (words, nfc(text).strip()) if part), by=by, at=at
    )
    return ticket


@transaction.atomic
def write_step(
    *, ticket_id: int, kind: StepKind, text: str, by: Person, scope: Scope, at: datetime, seen: int | None = None
) -> Ticket:
    """A word by who works on it: told, a note for colleagues, a question back, the solution, or a refusal."""
    sentences = {
        StepKind.REPLIED: _("Ghi tin báo cho người yêu cầu."),
        StepKind.NOTED: _("Ghi nội dung ghi chú."),
        StepKind.ASKED: _("Ghi điều cần người yêu cầu cho biết thêm."),
        StepKind.ANSWERED: _("Ghi cách đã giải quyết."),
        StepKind.REFUSED: _("Ghi vì sao không nhận, và người yêu cầu cần bổ sung gì hoặc hỏi ở đâu."),
    }
    ticket = locked(ticket_id, kind, scope=scope, seen=seen)
    refuse_other_holder(ticket, scope)
    text = needed(text, sentences[kind])
    if kind is StepKind.REFUSED and len(text.split()) < 5:
        raise Refusal(sentences[kind], field="text")
    if ticket.assignee is None and kind is not StepKind.NOTED:
        ticket.assignee = by
    note_step(ticket, kind, text=text, by=by, at=at)
    return ticket


@transaction.atomic
def pass_ticket_up(*, ticket_id: int, text: str, by: Person, scope: Scope, at: datetime) -> Ticket:
    """To the level above, with all that was said; it has its own time for the first word."""
    ticket = locked(ticket_id, StepKind.ESCALATED, scope=scope)
    refuse_other_holder(ticket, scope)
    above = ways.level_above(Level(ticket.holder_level))
    if above is None:
        raise Refusal(_("Không còn cấp nào trên tỉnh. Giải quyết, hoặc chuyển đơn vị chủ quản nền tảng."))
    text = needed(text, _("Ghi vì sao chuyển cấp trên."))
    ticket.holder_level, ticket.organisation, ticket.team, ticket.assignee = above, None, None, None
    note_step(ticket, StepKind.ESCALATED, text=text, by=by, at=at)
    return ticket


@transaction.atomic
def pass_ticket_to_owner(
    *, ticket_id: int, organisation: Organisation, text: str, by: Person, scope: Scope, at: datetime
) -> Ticket:
    """To the organisation that owns the platform."""
    ticket = locked(ticket_id, StepKind.FORWARDED, scope=scope)
    refuse_other_holder(ticket, scope)
    if ticket.organisation_id == organisation.pk:
        raise Refusal(_("Yêu cầu đang ở %(organisation)s rồi.") % {"organisation": organisation}, field="organisation")
    text = needed(text, _("Ghi vì sao chuyển đơn vị này."))
    ticket.organisation, ticket.team, ticket.assignee = organisation, None, None
    note_step(ticket, StepKind.FORWARDED, text=text, by=by, at=at)
    return ticket


@transaction.atomic
def requester_says(
    *,
    ticket_id: int,
    kind: StepKind,
    text: str,
    by: Person,
    scope: Scope,
    at: datetime,
    files: Sequence[CleanFile] = (),
) -> Ticket:
    """Who asked adds something, asks again, or says that it is done."""
    ticket = locked(ticket_id, kind, scope=scope)
    if ticket.raised_by_id != by.pk:
        raise Refusal(_("Chỉ người gửi yêu cầu bổ sung, hỏi lại hay kết thúc."))
    text = nfc(text).strip() if kind is StepKind.CLOSED else needed(text, _("Ghi điều cần nói thêm."))
    note_step(ticket, kind, text=text, by=by, at=at)
    attach(ticket, files, by=by, at=at)
    return ticket


@transaction.atomic
def rate_ticket(*, ticket_id: int, satisfaction: int, text: str, by: Person, scope: Scope, at: datetime) -> Ticket:
    """Say once how content one is, from 1 to 5."""
    ticket = locked(ticket_id, StepKind.RATED, scope=scope)
    if ticket.raised_by_id != by.pk:
        raise Refusal(_("Chỉ người gửi yêu cầu đánh giá."))
    rate(ticket, satisfaction=satisfaction, text=text)
    note_step(ticket, StepKind.RATED, text=str(satisfaction), by=by, at=at)
    return ticket


def rate(ticket: Ticket, *, satisfaction: int, text: str) -> None:
    """Put the mark on a request that is settled and has none; not yet saved."""
    if ticket.satisfaction is not None:
        raise Refusal(_("Yêu cầu này đã được đánh giá."))
    if not 1 <= satisfaction <= 5:
        raise Refusal(_("Chọn từ 1 đến 5."), field="satisfaction")
    ticket.satisfaction, ticket.satisfaction_text = satisfaction, nfc(text).strip()[:500]


@transaction.atomic
def merge_tickets(*, ticket_ids: Sequence[int], into: int, by: Person, scope: Scope, at: datetime) -> int:
    """The same matter asked several times: the others end in one, which keeps their words and is answered for all."""
    others = [pk for pk in sorted(set(ticket_ids)) if pk != into]
    main = locked(into, StepKind.NOTED, scope=scope)
    if main.merged_into_id is not None or main.state not in ways.LIVE:
        raise Refusal(_("Chọn một yêu cầu chưa xong làm yêu cầu chính."))
    refuse_other_holder(main, scope)
    merging = _each(others, StepKind.MERGED, scope=scope)
    for ticket in merging:
        refuse_other_holder(ticket, scope)
        if ticket.is_confidential or main.is_confidential:
            raise Refusal(_("Yêu cầu kín không gộp: người hỏi kia sẽ đọc được. Hãy nối hai yêu cầu."), field="other")
        if ticket.kind != main.kind:
            raise Refusal(_("Vướng mắc và yêu cầu hỗ trợ không gộp với nhau; hãy nối chúng lại."))
        ticket.merged_into = main
        note_step(ticket, StepKind.MERGED, text=_("vào yêu cầu số %(number)s") % {"number": main.pk}, by=by, at=at)
    words = "\n".join(f"{ticket.pk}: {ticket.title}" for ticket in merging)
    note_step(main, StepKind.NOTED, text=_("Gộp vào đây:") + f"\n{words}", by=by, at=at)
    return len(merging)


@transaction.atomic
def link_tickets(*, ticket_id: int, other_id: int, by: Person, scope: Scope, at: datetime) -> Link:
    """Say that two requests have to do with each other."""
    ticket = locked(ticket_id, StepKind.LINKED, scope=scope)
    other = queries.all_tickets(scope).filter(pk=other_id).first()
    if other is None or other.pk == ticket.pk:
        raise Refusal(_("Không thấy yêu cầu số %(number)s.") % {"number": other_id}, field="other")
    low, high = sorted((ticket.pk, other.pk))
    link, is_new = Link.objects.get_or_create(one_id=low, other_id=high)
    if is_new:
        note_step(ticket, StepKind.LINKED, text=_("với yêu cầu số %(number)s") % {"number": other.pk}, by=by, at=at)
    return link
