"""The dated tree of organisations."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.people import queries
from toso.ground.people.actions.organisations import (
    branch_of,
    create_organisation,
    open_branches,
    rename_organisation,
    succeed_organisation,
)
from toso.ground.people.forms import NewOrganisationForm, RenameForm, SucceedForm
from toso.ground.people.models import Organisation
from toso.ground.people.rules import Role
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal

READERS = (
    Role.ADMINISTRATOR,
    Role.PROVINCE_OFFICER,
    Role.PROVINCE_VIEWER,
    Role.COMMUNE_LEADER,
    Role.COMMUNE_OFFICIAL,
    Role.AUDITOR,
)
KEEPERS = (Role.ADMINISTRATOR, Role.PROVINCE_OFFICER)
PAGE = 60


@requires(*READERS)
def organisations(request: StaffRequest) -> HttpResponse:
    """The tops of the tree, or what a search finds."""
    text = request.GET.get("q", "")
    after = request.GET.get("after", "")
    found = queries.find_organisations(scope=request.scope, text=text, after=after, limit=PAGE + 1)
    return render(
        request,
        "people/organisations.html",
        {
            "rows": found[:PAGE],
            "next": found[PAGE - 1].pk if len(found) > PAGE else None,
            "text": text,
            "on": timezone.localdate(),
            "may_keep": request.scope.holds(*KEEPERS),
        },
    )


def organisation_page(
    request: StaffRequest, body: Organisation, form: RenameForm | None = None, status: int = 200
) -> HttpResponse:
    on = timezone.localdate()
    return render(
        request,
        "people/organisation.html",
        {
            "body": body,
            "above": queries.organisations_above(body, scope=request.scope),
            "children": queries.children_of(body, scope=request.scope),
            "versions": queries.versions_of(body),
            "successions": body.successions.select_related("successor").order_by("on"),
            "inheritances": body.inheritances.select_related("predecessor").order_by("on"),
            "duties": queries.duties_of(body),
            "contacts": queries.contacts_of(body, on=on),
            "form": form or RenameForm(initial={"on": on}),
            "may_keep": request.scope.holds(*KEEPERS) and body.valid_until is None,
            "branch": branch_of(body) if body.place_id else "",
        },
        status=status,
    )


def the_organisation(request: StaffRequest, organisation_id: int) -> Organisation:
    found = Organisation.objects.visible_to(request.scope).select_related("place", "parent")
    body: Organisation = get_object_or_404(found, pk=organisation_id)
    return body


@requires(*READERS)
def organisation(request: StaffRequest, organisation_id: int) -> HttpResponse:
    """One body: its names, what it took over, what it carries, what stands below it."""
    return organisation_page(request, the_organisation(request, organisation_id))


@requires(*KEEPERS)
@require_POST
def rename(request: StaffRequest, organisation_id: int) -> HttpResponse:
    body = the_organisation(request, organisation_id)
    form = RenameForm(request.POST)
    if form.is_valid():
        words = form.cleaned_data
        try:
            rename_organisation(
                organisation_id=body.pk,
                name=words["name"],
                on=words["on"],
                basis=words["basis"],
                by=request.person,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Đã đổi tên."))
            return redirect("people:organisation", body.pk)
    return organisation_page(request, body, form, status=400)


@requires(*KEEPERS)
@require_POST
def branches(request: StaffRequest, organisation_id: int) -> HttpResponse:
    """A branch in each hamlet of the commune that has none."""
    body, at = the_organisation(request, organisation_id), timezone.now()
    on = timezone.localdate(at)
    try:
        count = open_branches(organisation_id=body.pk, on=on, by=request.person, scope=request.scope, at=at)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã lập ở %(count)s thôn.") % {"count": count})
    return redirect("people:organisation", body.pk)


@requires(*KEEPERS)
def new_organisation(request: StaffRequest) -> HttpResponse:
    """A body that the province's own list still lacks."""
    form = NewOrganisationForm(
        request.POST or None,
        bodies=queries.bodies_to_name(scope=request.scope),
        kinds=queries.kinds_of_bodies(),
        initial={"valid_from": timezone.localdate()},
    )
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        parent: Organisation | None = words["parent"]
        place = parent.place if parent else None
        try:
            made = create_organisation(
                **words, code=queries.free_code(), place=place, by=request.person, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã thêm đơn vị."))
            return redirect("people:organisation", made.pk)
    status = 400 if form.errors else 200
    return render(request, "people/new_organisation.html", {"form": form}, status=status)


@requires(*KEEPERS)
def succeed(request: StaffRequest, organisation_id: int) -> HttpResponse:
    """The body ends and another takes its duties and roles over."""
    body = the_organisation(request, organisation_id)
    on = timezone.localdate()
    form = SucceedForm(
        request.POST or None, bodies=queries.bodies_to_name(scope=request.scope, beside=body), initial={"on": on}
    )
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        try:
            succeed_organisation(
                predecessor_id=body.pk,
                successor_id=words["successor"].pk,
                on=words["on"],
                basis=words["basis"],
                by=request.person,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã chuyển giao. Việc đã làm trước đó vẫn mang tên đơn vị cũ."))
            return redirect("people:organisation", body.pk)
    context = {
        "body": body,
        "form": form,
        "above": queries.organisations_above(body, scope=request.scope),
        "moving": queries.what_a_body_holds(body, on=on),
    }
    return render(request, "people/succeed.html", context, status=400 if form.errors else 200)
