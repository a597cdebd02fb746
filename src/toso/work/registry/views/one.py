"""One household, business or cooperative: its page, the one-minute survey, leaving, moving, forgetting."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.places.queries import ancestors_of
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.work.registry.actions import registering as actions
from toso.work.registry.forms import EndForm, MoveForm, SurveyForm, kind_of
from toso.work.registry.models import KINDS, Registrant
from toso.work.registry.queries import duplicates
from toso.work.registry.queries import register as queries
from toso.work.registry.queries.catalogue import RECORDERS, REVIEWERS, groups_of, sections
from toso.work.registry.queries.groups import why_words
from toso.work.registry.rules.answers import Kind
from toso.work.registry.rules.groups import group_of
from toso.work.registry.views.lists import the_place


def the_row(request: StaffRequest, pk: int) -> Registrant:
    rows = queries.visible(request.scope).select_related("place__parent", "consent", "recorded_by", "merged_into")
    found: Registrant = get_object_or_404(rows, pk=pk)
    return found


@requires(*RECORDERS)
def registrant(request: StaffRequest, pk: int) -> HttpResponse:
    """One row: who, what was answered, what changed."""
    return _page(
        request, the_row(request, pk), EndForm(initial={"on": timezone.localdate()}), MoveForm(scope=request.scope)
    )


def _page(request: StaffRequest, found: Registrant, end: EndForm, move: MoveForm) -> HttpResponse:
    lines = queries.answer_lines(found)
    groups = groups_of(found.place)
    names = {group.code: group.name for group in groups}
    context = {
        "row": found,
        "kind": KINDS[Kind(found.kind)],
        "path": ancestors_of(found.place),
        "sections": [
            (name, [line for line in lines if line.question.section == code])
            for code, name in sections().items()
            if any(line.question.section == code for line in lines)
        ],
        "changes": queries.changes_of(found),
        "group": names.get(found.group, ""),
        "is_household": found.kind == Kind.HOUSEHOLD,
        "alike": duplicates.alike(found, request.scope) if found.ended_on is None else [],
        "merges": duplicates.merges_of(found),
        "why_group": why_words(group_of(groups, found.answers).because),
        "groups": groups if found.kind == Kind.HOUSEHOLD else (),
        "adjusted": found.adjustments.filter(ended_at__isnull=True).select_related("by").first(),
        "may_review": request.scope.holds(*REVIEWERS, at_place=found.place.path),
        "may_name": found.consent is not None and found.consent.withdrawn_on is None,
        "end": end,
        "move": move,
    }
    return render(request, "registry/registrant.html", context)


@requires(*RECORDERS)
def new(request: StaffRequest) -> HttpResponse:
    """The one-minute page for somebody who is not in the register yet."""
    kind = kind_of(request.POST.get("kind", "") or request.GET.get("kind", ""))
    place = the_place(request, request.GET.get("place", ""))
    form = SurveyForm(request.POST or None, scope=request.scope, kind=kind, place=place)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.register(
                kind=kind,
                place=form.cleaned_data["place"],
                fields=form.written(),
                day=form.cleaned_data["day"],
                consent=form.agreed(),
                uuid=uuid4(),
                by=request.person,
                scope=request.scope,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã ghi %(row)s.") % {"row": row.label()})
            if "more" in request.POST:
                return redirect(
                    f"{reverse('registry:new')}?{urlencode({'kind': str(kind), 'place': str(row.place_id)})}"
                )
            return redirect("registry:registrant", row.pk)
    return render(request, "registry/survey.html", {"form": form, "kind": KINDS[kind], "is_new": True, "row": None})


@requires(*RECORDERS)
def survey(request: StaffRequest, pk: int) -> HttpResponse:
    """The one-minute page again: what stands is filled in, what is answered otherwise is dated from its day."""
    found = the_row(request, pk)
    form = SurveyForm(request.POST or None, scope=request.scope, kind=found.kind, registrant=found)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.update_registrant(
                registrant_id=found.pk,
                fields=form.written(),
                day=form.cleaned_data["day"],
                consent=form.agreed(),
                version=form.cleaned_data["version"],
                by=request.person,
                scope=request.scope,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã ghi %(row)s.") % {"row": row.label()})
            return redirect("registry:registrant", row.pk)
    context = {"form": form, "kind": KINDS[Kind(found.kind)], "is_new": False, "row": found}
    return render(request, "registry/survey.html", context)


@requires(*RECORDERS)
@require_POST
def end(request: StaffRequest, pk: int) -> HttpResponse:
    found = the_row(request, pk)
    form = EndForm(request.POST)
    if form.is_valid():
        try:
            actions.end_registrant(
                registrant_id=found.pk,
                on=form.cleaned_data["on"],
                reason=form.cleaned_data["reason"],
                by=request.person,
                scope=request.scope,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã cho ra khỏi sổ. Số liệu những ngày trước vẫn đứng."))
            return redirect("registry:registrant", found.pk)
    return _page(request, found, form, MoveForm(scope=request.scope))


@requires(*RECORDERS)
@require_POST
def move(request: StaffRequest, pk: int) -> HttpResponse:
    found = the_row(request, pk)
    form = MoveForm(request.POST, scope=request.scope)
    if form.is_valid():
        try:
            actions.move_registrant(
                registrant_id=found.pk,
                to=form.cleaned_data["place"],
                on=form.cleaned_data["on"],
                by=request.person,
                scope=request.scope,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã chuyển thôn. Câu trả lời cũ vẫn thuộc thôn cũ đến ngày chuyển."))
            return redirect("registry:registrant", found.pk)
    return _page(request, found, EndForm(initial={"on": timezone.localdate()}), form)


@requires(*RECORDERS)
@require_POST
def forget(request: StaffRequest, pk: int) -> HttpResponse:
    """The person no longer agrees: name and number leave the register and its history."""
    found = the_row(request, pk)
    try:
        actions.forget_contact(registrant_id=found.pk, by=request.person, scope=request.scope, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã xoá tên, số điện thoại và rút sự đồng ý."))
    return redirect("registry:registrant", found.pk)
