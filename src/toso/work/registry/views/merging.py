"""Rows that look alike, and edits that meet: a person sees both and decides."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.places.queries import ancestors_of
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.text import row_number
from toso.work.registry.actions import merging as actions
from toso.work.registry.actions.entities import settle_conflict
from toso.work.registry.models import Change, ChangeState, Merge
from toso.work.registry.queries import duplicates
from toso.work.registry.queries import register as queries
from toso.work.registry.queries.catalogue import RECORDERS, REVIEWERS, needing
from toso.work.registry.views.lists import the_place
from toso.work.registry.views.one import the_row

SHOWN = 100


@requires(*REVIEWERS)
def alike(request: StaffRequest) -> HttpResponse:
    """Pairs of rows of one hamlet that may be one household."""
    hamlets = list(queries.hamlets_of(needing(request.scope), *REVIEWERS)[: queries.SHOWN_AT_ONCE])
    place = the_place(request, request.GET.get("place", "")) or (hamlets[0] if hamlets else None)
    rows = list(queries.visible(request.scope).standing().filter(place=place).select_related("place", "consent"))
    pairs = [(one, other, duplicates.LIKENESS[likeness]) for one, other, likeness in duplicates.alike_in(rows)[:SHOWN]]
    context = {"pairs": pairs, "place": place, "hamlets": hamlets, "path": ancestors_of(place) if place else []}
    return render(request, "registry/alike.html", context)


@requires(*REVIEWERS)
@require_POST
def merge(request: StaffRequest, pk: int) -> HttpResponse:
    """Keep this row, let the other one go."""
    row = the_row(request, pk)
    other = the_row(request, row_number(request.POST.get("other", "")))
    try:
        actions.merge_registrants(
            kept_id=row.pk,
            dropped_id=other.pk,
            reason=request.POST.get("reason", "") or _("Hai dòng của một hộ"),
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã gộp. Tách lại được ở trang của dòng này."))
    return redirect("registry:registrant", row.pk)


@requires(*REVIEWERS)
@require_POST
def apart(request: StaffRequest, pk: int) -> HttpResponse:
    row = the_row(request, pk)
    other = the_row(request, row_number(request.POST.get("other", "")))
    try:
        actions.tell_apart(one_id=row.pk, other_id=other.pk, by=request.person, scope=request.scope, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã ghi là hai hộ khác nhau, không nhắc nữa."))
    return redirect("registry:registrant", row.pk)


@requires(*REVIEWERS)
@require_POST
def undo(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Merge.objects.visible_to(needing(request.scope)), pk=pk)
    try:
        actions.undo_merge(merge_id=found.pk, by=request.person, scope=request.scope, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã tách lại hai dòng."))
    return redirect("registry:registrant", found.kept_id)


@requires(*RECORDERS)
def waiting(request: StaffRequest) -> HttpResponse:
    """What forms said and the register could not simply take: both values shown, somebody chooses."""
    rows = queries.waiting(request.scope)
    before = row_number(request.GET.get("before", ""))
    if before:
        rows = rows.filter(pk__lt=before)
    shown = list(rows[: queries.PAGE + 1])
    context = {
        "rows": [(row, queries.conflict_lines(row), queries.sent_words(row)) for row in shown[: queries.PAGE]],
        "next": shown[queries.PAGE - 1].pk if len(shown) > queries.PAGE else "",
        "conflict": ChangeState.CONFLICT,
        "held": ChangeState.HELD,
    }
    return render(request, "registry/waiting.html", context)


@requires(*RECORDERS)
@require_POST
def settle(request: StaffRequest, pk: int) -> HttpResponse:
    change: Change = get_object_or_404(queries.waiting(request.scope), pk=pk)
    take = frozenset(name for name in change.conflicts if request.POST.get(name) == "sent")
    try:
        settle_conflict(
            change_id=change.pk,
            take=take,
            why=request.POST.get("why", ""),
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã ghi lựa chọn."))
    return redirect(reverse("registry:waiting"))
