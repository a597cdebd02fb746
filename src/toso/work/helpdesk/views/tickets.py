from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from toso.ground.people.models import Person
from toso.ground.people.rules import NEEDS_CITIZEN_NAMES, Role, masked_name, masked_phone
from toso.ground.places.queries import ancestors_of
from toso.ground.places.rules import Level
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.downloads import download
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.text import row_number
from toso.work.helpdesk import queries
from toso.work.helpdesk.actions import handing, sorting, tickets
from toso.work.helpdesk.forms.desk import ActForm, TicketForm
from toso.work.helpdesk.models import PRIORITIES, STEP_KINDS, TICKET_STATES, Attachment, Device, Ticket
from toso.work.helpdesk.queries import desk, devices, letters
from toso.work.helpdesk.queries.clocks import due_sentence, explained
from toso.work.helpdesk.queries.desk import PAGE, Queue
from toso.work.helpdesk.rules import ways
from toso.work.helpdesk.rules.devices import DeviceKind, category_of
from toso.work.helpdesk.rules.priorities import Priority
from toso.work.helpdesk.rules.ways import Channel, RequesterKind, StepKind, TicketState
from toso.work.helpdesk.views import TONES

ASKERS = (*queries.RAISERS, Role.PROVINCE_OFFICER)
WORKERS = (Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER, Role.PROVINCE_OFFICER, Role.PARTNER, Role.TEAM_LEADER)
HANDS = (*WORKERS, Role.TEAM_MEMBER, Role.YOUTH_UNION)  # sent to the commune, or on duty in its response team
ACTORS = tuple(dict.fromkeys((*ASKERS, *HANDS)))
DEFAULT_ORDER = (Queue.MINE, Queue.OVERDUE, Queue.UNASSIGNED, Queue.TEAM)


@requires()
def queue(request: StaffRequest) -> HttpResponse:
    """The queues of the desk: what is mine, my team's, nobody's, overdue, waiting; searched, acted on together."""
    at = timezone.now()
    sight = desk.sight_of(request.scope)
    counted = desk.counts(sight, at)
    asked = request.GET.get("queue", "")
    chosen = Queue(asked) if asked in set(Queue) else next((one for one in DEFAULT_ORDER if counted[one]), Queue.ALL)
    text = request.GET.get("q", "").strip()[:200]
    rows = desk.in_queue(chosen, request.scope, at, sight.rows)
    after = row_number(request.GET.get("after", ""))
    shown = desk.page_of(rows, queue=chosen, after=after, text=text, is_near=sight.is_near)
    is_worker = request.scope.holds(*WORKERS) or queries.helps(request.scope)
    context = {
        "queue": chosen,
        "queues": [(one, words, _count(counted.get(one))) for one, words in _queue_words().items()],
        "text": text,
        "rows": [_line(row, at) for row in shown[:PAGE]],
        "next": shown[PAGE - 1].pk if len(shown) > PAGE else "",
        "may_ask": request.scope.holds(*ASKERS),
        "is_worker": is_worker,
        "people": desk.colleagues_of(request.scope, at)[:200] if is_worker else [],
    }
    return render(request, "helpdesk/queue.html", context)


def _queue_words() -> dict[Queue, str]:
    return {
        Queue.MINE: _("của tôi"),
        Queue.TEAM: _("của tổ tôi"),
        Queue.UNASSIGNED: _("chưa ai nhận"),
        Queue.OVERDUE: _("quá hạn"),
        Queue.WAITING: _("chờ người hỏi"),
        Queue.ASKED: _("tôi đã gửi"),
        Queue.ALL: _("tất cả"),
    }


def _count(count: int | None) -> str:
    if count is None:
        return ""
    return f"{queries.MOST_COUNTED}+" if count > queries.MOST_COUNTED else str(count)


def _line(ticket: Ticket, at: datetime) -> dict[str, Any]:
    is_overdue = bool(ticket.due_at and ticket.due_at < at and ticket.state in ways.LIVE)
    return {
        "ticket": ticket,
        "address": queries.address_of(ticket),
        "tone": "bad" if is_overdue else TONES[TicketState(ticket.state)],
        "state": TICKET_STATES[TicketState(ticket.state)],
        "priority": PRIORITIES[Priority(ticket.priority)] if ticket.priority < Priority.NORMAL else "",
        "due": due_sentence(ticket, at),
        "is_overdue": is_overdue,
    }


@requires(*ASKERS)
def new(request: StaffRequest) -> HttpResponse:
    """Take down a call for help, one's own or another's."""
    asked = row_number(request.GET.get("device", ""))
    device = devices.devices(request.scope).standing().filter(pk=asked).first() if asked else None
    form = TicketForm(
        request.POST or None,
        request.FILES or None,
        scope=request.scope,
        initial={"channel": Channel.PAGE, "requester_kind": RequesterKind.OFFICIAL, **_of(device)},
    )
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        file = given.pop("file")
        try:
            made = tickets.open_ticket(
                **given, files=[file] if file else [], by=request.person, scope=request.scope, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Đã nhận yêu cầu số %(number)s.") % {"number": made.pk})
            return redirect("helpdesk:ticket", made.pk)
    return render(request, "helpdesk/new_ticket.html", {"form": form, "device": device})


def _of(device: Device | None) -> dict[str, Any]:
    """What a request about a device says before anybody writes."""
    if device is None:
        return {}
    return {"device": device.pk, "place": device.place_id, "category": category_of(DeviceKind(device.kind))}


@requires()
def ticket(request: StaffRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    form = ActForm(
        initial={name: getattr(found, name) for name in ("version", "impact", "urgency", "category")},
        people=desk.colleagues(found, timezone.now()),
        communes=desk.communes_to_hand_to(found, request.scope),
    )
    canned = row_number(request.GET.get("canned", ""))
    if canned and (words := queries.canned_answers(request.scope).filter(pk=canned).first()):
        form.initial["text"] = words.text
    return _page(request, found, form)


def _visible(request: StaffRequest, pk: int) -> Ticket:
    rows = queries.all_tickets(request.scope).select_related(
        "place", "platform__owner", "raised_by", "organisation", "assignee", "team", "term", "merged_into"
    )
    found: Ticket = get_object_or_404(rows, pk=pk)
    return found


def _page(request: StaffRequest, found: Ticket, form: ActForm) -> HttpResponse:
    at = timezone.now()
    may_work = queries.may_answer(found, request.scope)
    is_live = found.state in ways.LIVE
    is_mine = found.raised_by_id == request.person.pk
    steps = list(found.steps.select_related("by").order_by("pk"))
    if not may_work:
        steps = [step for step in steps if step.kind in ways.TOLD_TO_REQUESTER]
    needs_names = request.scope.holds(*NEEDS_CITIZEN_NAMES, at_place=found.place.path)
    names = needs_names or found.requester_kind != RequesterKind.CITIZEN
    if not form.is_bound and found.platform and found.platform.owner_id:
        form.initial.setdefault("organisation", found.platform.owner_id)
    category = queries.category_of(found.category)
    works = may_work and is_live
    context = {
        "line": _line(found, at),
        "ticket": found,
        "path": ancestors_of(found.place),
        "category": category,
        "requester": found.requester_name if names else masked_name(found.requester_name),
        "phone": found.requester_phone if names else masked_phone(found.requester_phone),
        "writer": letters.writer_of(found, is_shown=names) if may_work else "",
        "steps": [{"step": step, "words": STEP_KINDS[StepKind(step.kind)]} for step in steps],
        "clocks": explained(found, at) if may_work or is_mine else [],
        "form": form,
        "attachments": list(found.attachments.order_by("pk")),
        "linked": desk.linked(found, request.scope),
        "alike": desk.alike(found, request.scope) if works else [],
        "articles": desk.articles_for(found, request.scope, at) if works else [],
        "canned": list(queries.canned_answers(request.scope)[:50]) if works else [],
        "may_work": works,
        "may_take": works and found.assignee_id != request.person.pk,
        "may_escalate": works and ways.level_above(Level(found.holder_level)) is not None,
        "may_hand_down": works and desk.is_to_hand_down(found, request.scope),
        "may_add": is_mine and is_live,
        "may_reopen": is_mine and found.state in ways.SETTLED and found.merged_into_id is None,
        "may_close": is_mine and found.state != TicketState.CLOSED,
        "may_rate": is_mine and found.state in ways.SETTLED and found.satisfaction is None,
        "may_write_article": may_work
        and not found.is_confidential
        and found.state in (TicketState.ANSWERED, TicketState.CLOSED),
        "is_waiting": found.state == TicketState.WAITING,
    }
    return render(request, "helpdesk/ticket.html", context)


WORKING = {
    "reply": StepKind.REPLIED,
    "note": StepKind.NOTED,
    "ask": StepKind.ASKED,
    "solve": StepKind.ANSWERED,
    "refuse": StepKind.REFUSED,
}
REQUESTER = {"add": StepKind.ADDED, "reopen": StepKind.REOPENED, "close": StepKind.CLOSED}


@requires(*ACTORS)
@require_POST
def act(request: StaffRequest, pk: int) -> HttpResponse:
    """Do what the pressed button says; when refused, the page again with the words still in it."""
    found = _visible(request, pk)
    at = timezone.now()
    communes = desk.communes_to_hand_to(found, request.scope)
    form = ActForm(request.POST, request.FILES, people=desk.colleagues(found, at), communes=communes)
    if not form.is_valid():
        return _page(request, found, form)
    given = {"by": request.person, "scope": request.scope, "at": at}
    try:
        done = _do(request.POST.get("act", ""), found, form.cleaned_data, given)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        again = _visible(request, pk)
        form.data = {**form.data.dict(), "version": str(again.version)}  # type: ignore[attr-defined]  # what was posted
        return _page(request, again, form)
    messages.success(request, done)
    if not queries.all_tickets(request.scope).filter(pk=pk).exists():
        return redirect("helpdesk:queue")
    return redirect("helpdesk:ticket", pk)


def _do(name: str, found: Ticket, data: dict[str, Any], given: dict[str, Any]) -> str:
    if name in WORKING:
        kind = WORKING[name]
        tickets.write_step(ticket_id=found.pk, kind=kind, text=data["text"], seen=data["version"], **given)
        return DONE[name]()
    if name in REQUESTER:
        files = [data["file"]] if data["file"] else []
        tickets.requester_says(ticket_id=found.pk, kind=REQUESTER[name], text=data["text"], files=files, **given)
        return _("Đã gửi.")
    if name not in ACTS:
        raise Refusal(_("Chọn một việc để làm."))
    return ACTS[name](found.pk, data, given)


def _wanted(data: dict[str, Any], field: str, sentence: str) -> Any:
    if data[field] is None or data[field] == "":
        raise Refusal(sentence, field=field)
    return data[field]


def _take(pk: int, _data: dict[str, Any], given: dict[str, Any]) -> str:
    tickets.take_ticket(ticket_id=pk, **given)
    return _("Đã nhận xử lý.")


def _assign(pk: int, data: dict[str, Any], given: dict[str, Any]) -> str:
    to = _wanted(data, "assignee", _("Chọn người xử lý."))
    tickets.assign_tickets(ticket_ids=[pk], to=to, **given)
    return _("Đã giao %(name)s.") % {"name": to.name}


def _set_priority(pk: int, data: dict[str, Any], given: dict[str, Any]) -> str:
    impact = _wanted(data, "impact", _("Chọn mức ảnh hưởng."))
    urgency = _wanted(data, "urgency", _("Chọn mức gấp."))
    tickets.set_priority(ticket_id=pk, impact=impact, urgency=urgency, **given)
    return _("Đã đổi mức ưu tiên; hạn được tính lại.")


def _set_category(pk: int, data: dict[str, Any], given: dict[str, Any]) -> str:
    category = _wanted(data, "category", _("Chọn nhóm trong danh sách."))
    sorting.set_category(ticket_id=pk, category=category, **given)
    return _("Đã đổi nhóm.")


def _pass_up(pk: int, data: dict[str, Any], given: dict[str, Any]) -> str:
    tickets.pass_ticket_up(ticket_id=pk, text=data["text"], **given)
    return _("Đã chuyển cấp trên.")


def _pass_to_owner(pk: int, data: dict[str, Any], given: dict[str, Any]) -> str:
    owner = _wanted(data, "organisation", _("Chọn đơn vị nhận."))
    tickets.pass_ticket_to_owner(ticket_id=pk, organisation=owner, text=data["text"], **given)
    return _("Đã chuyển đơn vị chủ quản.")


def _hand_down(pk: int, data: dict[str, Any], given: dict[str, Any]) -> str:
    commune = _wanted(data, "commune", _("Chọn xã, phường, đặc khu."))
    handing.hand_ticket_down(ticket_id=pk, commune=commune, text=data["text"], **given)
    return _("Đã chuyển về %(place)s.") % {"place": commune}


def _merge(pk: int, data: dict[str, Any], given: dict[str, Any]) -> str:
    other = _wanted(data, "other", _("Ghi số của yêu cầu kia."))
    try:
        tickets.merge_tickets(ticket_ids=[other], into=pk, **given)
    except Ticket.DoesNotExist as missing:
        raise Refusal(_("Không thấy yêu cầu số %(number)s.") % {"number": other}, field="other") from missing
    return _("Đã gộp vào yêu cầu này.")


def _link(pk: int, data: dict[str, Any], given: dict[str, Any]) -> str:
    tickets.link_tickets(ticket_id=pk, other_id=_wanted(data, "other", _("Ghi số của yêu cầu kia.")), **given)
    return _("Đã nối hai yêu cầu.")


def _rate(pk: int, data: dict[str, Any], given: dict[str, Any]) -> str:
    mark = _wanted(data, "satisfaction", _("Chọn từ 1 đến 5."))
    tickets.rate_ticket(ticket_id=pk, satisfaction=mark, text=data["text"], **given)
    return _("Cảm ơn ông/bà đã đánh giá.")


ACTS: dict[str, Callable[[int, dict[str, Any], dict[str, Any]], str]] = {
    "take": _take,
    "assign": _assign,
    "priority": _set_priority,
    "category": _set_category,
    "up": _pass_up,
    "owner": _pass_to_owner,
    "down": _hand_down,
    "merge": _merge,
    "link": _link,
    "rate": _rate,
}
DONE: dict[str, Callable[[], str]] = {
    "reply": lambda: _("Đã báo tin cho người yêu cầu."),
    "note": lambda: _("Đã ghi chú; người yêu cầu không thấy."),
    "ask": lambda: _("Đã hỏi thêm; đồng hồ tạm dừng đến khi có trả lời."),
    "solve": lambda: _("Đã giải quyết; người yêu cầu được báo."),
    "refuse": lambda: _("Đã báo không nhận, kèm lý do."),
}


@requires(*HANDS)
@require_POST
def bulk(request: StaffRequest) -> HttpResponse:
    """One act on the requests that are ticked: all of them, or none."""
    ids = [number for one in request.POST.getlist("ticket") if (number := row_number(one))]
    at = timezone.now()
    given = {"by": request.person, "scope": request.scope, "at": at}
    back = redirect("helpdesk:queue")
    back["Location"] += f"?queue={queue_of(request)}"
    try:
        if request.POST.get("act") == "take":
            count = tickets.take_tickets(ticket_ids=ids, **given)
        elif request.POST.get("act") == "merge":
            count = tickets.merge_tickets(ticket_ids=ids, into=min(ids, default=0), **given) if len(ids) > 1 else 0
            if not count:
                raise Refusal(_("Chọn ít nhất hai yêu cầu để gộp."))
        else:
            people = desk.colleagues_of(request.scope, at)
            to: Person | None = people.filter(pk=row_number(request.POST.get("assignee", ""))).first()
            if to is None:
                raise Refusal(_("Chọn người xử lý."))
            count = tickets.assign_tickets(ticket_ids=ids, to=to, **given)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    except Ticket.DoesNotExist:
        messages.error(request, _("Có yêu cầu không còn trong tầm nhìn; chưa làm gì. Tải lại danh sách."))
    else:
        said = ngettext("Đã làm với %(count)s yêu cầu.", "Đã làm với %(count)s yêu cầu.", count)
        messages.success(request, said % {"count": count})
    return back


def queue_of(request: HttpRequest) -> str:
    asked = request.POST.get("queue", "")
    return asked if asked in set(Queue) else Queue.ALL


@requires()
@require_safe
def attachment(request: StaffRequest, pk: int) -> HttpResponse:
    """A file of a request that is in sight, always handed out to be saved."""
    found = get_object_or_404(Attachment.objects.filter(ticket__in=queries.all_tickets(request.scope)), pk=pk)
    with found.file.open("rb") as kept:
        content = kept.read()
    return download(content, found.name)
