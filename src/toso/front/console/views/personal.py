"""A person's own data, from every room, to read and to take along."""

import json
from dataclasses import asdict

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from toso.front.console import exports
from toso.front.console.queries.about_person import Kept, about_person
from toso.ground.documents.queries import PAPERS
from toso.ground.people.models import Person
from toso.ground.people.queries import persons_visible
from toso.ground.people.rules import NEEDS_CITIZEN_NAMES, Role, addresses_in, masked_name, masked_phone, phones_in
from toso.ground.privacy import queries as privacy
from toso.ground.privacy.models import SubjectRequest
from toso.ground.privacy.rules import RequestState
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.downloads import download
from toso.work.helpdesk.actions.forgetting import forget_requester
from toso.work.helpdesk.models import Ticket
from toso.work.helpdesk.queries import address_of
from toso.work.helpdesk.queries.about import about_ticket, tickets_naming
from toso.work.registry.queries.about import about_row, rows_naming

REGISTRARS = (Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)
GIVERS = (Role.ADMINISTRATOR, Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)


@requires()
def my_data(request: StaffRequest) -> HttpResponse:
    """Everything that names me: ?as=pdf, docx or json."""
    return _given(request.person, request.GET.get("as", "json"))


@requires(*GIVERS)
def data_of(request: StaffRequest, person_id: int) -> HttpResponse:
    """Everything that names somebody of my scope, to answer a request with."""
    return _given(get_object_or_404(persons_visible(request.scope), pk=person_id), request.GET.get("as", "json"))


def _asked(request: StaffRequest, request_id: int) -> SubjectRequest:
    asked: SubjectRequest = get_object_or_404(privacy.requests_visible(request.scope), pk=request_id, person=None)
    if not privacy.may_handle(asked, request.scope):
        raise Http404
    return asked


def _tickets(request: StaffRequest, asked: SubjectRequest) -> list[Ticket]:
    """What the desk keeps under the name, a telephone number or an address that the citizen gave."""
    phones, addresses = phones_in(asked.contact), addresses_in(asked.contact)
    return tickets_naming(request.scope, name=asked.subject_name, phones=phones, addresses=addresses)


def _lines(request: StaffRequest, tickets: list[Ticket]) -> list[dict[str, object]]:
    """Name and number are whole only for who needs them elsewhere too."""

    def needs(ticket: Ticket) -> bool:
        return request.scope.holds(*NEEDS_CITIZEN_NAMES, at_place=ticket.place.path)

    return [
        {
            "ticket": ticket,
            "address": "" if ticket.superseded_at else address_of(ticket),
            "name": ticket.requester_name if needs(ticket) else masked_name(ticket.requester_name),
            "phone": ticket.requester_phone if needs(ticket) else masked_phone(ticket.requester_phone),
        }
        for ticket in tickets
    ]


@requires(*REGISTRARS, Role.PROVINCE_OFFICER)
def data_of_citizen(request: StaffRequest, request_id: int) -> HttpResponse:
    """What the register and the desk keep of a citizen who asks: the rows and requests with that name, number or
    address to choose from, and the paper of the chosen ones (?row=…&ticket=…&as=docx, pdf or json)."""
    asked = _asked(request, request_id)
    is_registrar = request.scope.holds(*REGISTRARS)
    rows = rows_naming(request.scope, name=asked.subject_name, contact=asked.contact) if is_registrar else []
    tickets = _tickets(request, asked)
    chosen = [row for row in rows if str(row.pk) in request.GET.getlist("row")]
    called = [ticket for ticket in tickets if str(ticket.pk) in request.GET.getlist("ticket")]
    form = request.GET.get("as", "")
    if form and (chosen or called):
        kept = [Kept(f"{row.label()}: {label}", len(said), said) for row in chosen for label, said in about_row(row)]
        for ticket in called:
            number = _("Yêu cầu số %(number)s") % {"number": ticket.pk}
            kept += [Kept(f"{number}: {label}", len(said), said) for label, said in about_ticket(ticket)]
        return _answer(asked.subject_name, f"nguoi-dan-{asked.pk}", kept, form)
    context = {
        "asked": asked,
        "rows": rows,
        "tickets": _lines(request, tickets),
        "may_forget": _may_forget(asked),
        "is_unchosen": bool(form) or "unchosen" in request.GET,
    }
    return render(request, "console/citizen.html", context)


def _may_forget(asked: SubjectRequest) -> bool:
    return asked.kind == "erase" and asked.state == RequestState.ACCEPTED


@requires(*REGISTRARS, Role.PROVINCE_OFFICER)
def forget_citizen(request: StaffRequest, request_id: int) -> HttpResponse:
    """Take a citizen who asked for it out of the chosen requests of the desk: shown first, then confirmed."""
    asked = _asked(request, request_id)
    given = request.POST if request.method == "POST" else request.GET
    chosen = [ticket for ticket in _tickets(request, asked) if str(ticket.pk) in given.getlist("ticket")]
    back = reverse("console:data_of_citizen", args=[asked.pk])
    if not chosen or not _may_forget(asked):
        return redirect(f"{back}?unchosen=1")
    if request.method != "POST":
        return render(request, "console/forget_citizen.html", {"asked": asked, "tickets": _lines(request, chosen)})
    names = {asked.subject_name, *phones_in(asked.contact), *addresses_in(asked.contact)}
    ids = [ticket.pk for ticket in chosen]
    count = forget_requester(ticket_ids=ids, names=names, by=request.person, scope=request.scope, at=timezone.now())
    words = _("Đã ẩn danh người yêu cầu trong %(count)s yêu cầu. Ghi kết quả ở trang này.")
    messages.success(request, words % {"count": count})
    return redirect("privacy:request", asked.pk)


def _given(person: Person, form: str) -> HttpResponse:
    return _answer(person.name, str(person.pk), about_person(person), form)


def _answer(name: str, number: str, kept: list[Kept], form: str) -> HttpResponse:
    on = timezone.localdate()
    if form == "json":
        told = {"person": name, "made_on": on, "kept": [asdict(kind) for kind in kept]}
        content = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()
    elif form in PAPERS:
        content = exports.personal_data_as(form, name, kept, on=on)
    else:
        raise Http404
    return download(content, f"du-lieu-ca-nhan-{number}.{form}")
