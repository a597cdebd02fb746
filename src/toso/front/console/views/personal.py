"""A person's own data, from every room, to read and to take along."""

from dataclasses import asdict

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from toso.front.console import exports
from toso.front.console.queries.about_person import about_person
from toso.ground.people.models import Person
from toso.ground.people.queries import persons_visible
from toso.ground.people.rules import Role
from toso.ground.shared.access import StaffRequest, requires

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
GIVERS = (Role.ADMINISTRATOR, Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)


@requires()
def my_data(request: StaffRequest) -> HttpResponse:
    """Everything that names me: ?as=pdf, docx or json."""
    return _given(request.person, request.GET.get("as", "json"))


@requires(*GIVERS)
def data_of(request: StaffRequest, person_id: int) -> HttpResponse:
    """Everything that names somebody of my scope, to answer a request with."""
    return _given(get_object_or_404(persons_visible(request.scope), pk=person_id), request.GET.get("as", "json"))


def _given(person: Person, form: str) -> HttpResponse:
    kept, on = about_person(person), timezone.localdate()
    if form == "json":
        response: HttpResponse = JsonResponse(
            {"person": person.name, "made_on": on, "kept": [asdict(kind) for kind in kept]},
            json_dumps_params={"ensure_ascii": False, "indent": 1},
        )
    elif form in TYPES:
        response = HttpResponse(exports.personal_data_as(form, person, kept, on=on), content_type=TYPES[form])
    else:
        raise Http404
    response["Content-Disposition"] = f'attachment; filename="du-lieu-ca-nhan-{person.pk}.{form}"'
    return response
