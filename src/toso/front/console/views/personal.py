"""A person's own data, from every room, to read and to take along."""

import json
from dataclasses import asdict

from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from toso.front.console import exports
from toso.front.console.queries.about_person import Kept, about_person
from toso.ground.documents.queries import PAPERS
from toso.ground.people.models import Person
from toso.ground.people.queries import persons_visible
from toso.ground.people.rules import Role
from toso.ground.privacy import queries as privacy
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.downloads import download
from toso.work.registry.queries.about import about_row, rows_naming

GIVERS = (Role.ADMINISTRATOR, Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)


@requires()
def my_data(request: StaffRequest) -> HttpResponse:
    """Everything that names me: ?as=pdf, docx or json."""
    return _given(request.person, request.GET.get("as", "json"))


@requires(*GIVERS)
def data_of(request: StaffRequest, person_id: int) -> HttpResponse:
    """Everything that names somebody of my scope, to answer a request with."""
    return _given(get_object_or_404(persons_visible(request.scope), pk=person_id), request.GET.get("as", "json"))


@requires(Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)
def data_of_citizen(request: StaffRequest, request_id: int) -> HttpResponse:
    """What the register keeps of a citizen who asks: the rows with that name or number to choose from, and the paper
    of the chosen ones (?row=…&as=docx, pdf or json)."""
    asked = get_object_or_404(privacy.requests_visible(request.scope), pk=request_id, person=None)
    if not privacy.may_handle(asked, request.scope):
        raise Http404
    rows = rows_naming(request.scope, name=asked.subject_name, contact=asked.contact)
    chosen = [row for row in rows if str(row.pk) in request.GET.getlist("row")]
    form = request.GET.get("as", "")
    if form and chosen:
        kept = [Kept(f"{row.label()}: {label}", len(said), said) for row in chosen for label, said in about_row(row)]
        return _answer(asked.subject_name, f"so-ho-{asked.pk}", kept, form)
    return render(request, "console/citizen.html", {"asked": asked, "rows": rows, "is_unchosen": bool(form)})


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
