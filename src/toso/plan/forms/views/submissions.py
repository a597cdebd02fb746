"""What came back: the list, one of them, its review, and all of them as a file."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.places.queries import ancestors_of
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.downloads import download
from toso.ground.shared.refusal import Refusal
from toso.plan.forms import exports, queries
from toso.plan.forms.actions import submissions as actions
from toso.plan.forms.models import REVIEW_KINDS, SUBMISSION_STATES, Attachment, Submission
from toso.plan.forms.queries import REVIEWERS
from toso.plan.forms.rules.states import MAY_REVIEW, ReviewKind, SubmissionState

PAGE = 30
TONES = {
    SubmissionState.RECEIVED: "wait",
    SubmissionState.EDITED: "wait",
    SubmissionState.HAS_ISSUES: "bad",
    SubmissionState.APPROVED: "good",
}


@requires()
def submissions(request: StaffRequest, pk: int) -> HttpResponse:
    form = get_object_or_404(queries.forms_seen(request.scope), pk=pk)
    state = request.GET.get("state", "")
    rows = queries.submissions_of(form, request.scope)
    if state in SUBMISSION_STATES:
        rows = rows.filter(state=state)
    if request.GET.get("before", "").isdecimal():
        rows = rows.filter(pk__lt=int(request.GET["before"]))
    shown = list(rows.select_related("place", "sent_by").order_by("-pk")[: PAGE + 1])
    context = {
        "form": form,
        "path": ancestors_of(form.place),
        "rows": [(row, TONES[SubmissionState(row.state)]) for row in shown[:PAGE]],
        "states": SUBMISSION_STATES.items(),
        "state": state,
        "next": shown[PAGE - 1].pk if len(shown) > PAGE else "",
    }
    return render(request, "forms/submissions.html", context)


@requires()
def submission(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        Submission.objects.visible_to(request.scope).select_related("form", "place", "sent_by", "version"), pk=pk
    )
    contents = list(found.contents.order_by("-number").select_related("sent_by"))
    state = SubmissionState(found.state)
    may_review = request.scope.holds(*REVIEWERS, at_place=found.place.path) and found.sent_by_id != request.person.pk
    context = {
        "submission": found,
        "path": ancestors_of(found.place),
        "tone": TONES[state],
        "lines": queries.lines_of(found.version, contents[0].answers),
        "contents": contents,
        "attachments": contents[0].attachments.order_by("name"),
        "reviews": found.reviews.select_related("by").order_by("at", "pk"),
        "kinds": [(kind, REVIEW_KINDS[kind]) for kind in ReviewKind if may_review and state in MAY_REVIEW[kind]],
    }
    return render(request, "forms/submission.html", context)


@requires(*REVIEWERS)
@require_POST
def review(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Submission.objects.visible_to(request.scope), pk=pk)
    kind = request.POST.get("kind", "")
    if kind not in REVIEW_KINDS:
        raise Http404
    try:
        actions.review(
            submission_id=found.pk,
            kind=ReviewKind(kind),
            text=request.POST.get("text", ""),
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
        messages.success(request, _("Đã ghi."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("forms:submission", found.pk)


@requires()
def attachment(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        Attachment,
        pk=pk,
        received_at__isnull=False,
        content__submission__in=Submission.objects.visible_to(request.scope),
    )
    with found.file.open() as file:
        return download(file.read(), found.name)


@requires()
def export(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """All submissions of a form that this person may see, as CSV or XLSX."""
    form = get_object_or_404(queries.forms_seen(request.scope), pk=pk)
    content = exports.WRITERS[kind](form, queries.submissions_of(form, request.scope))
    return download(content, f"{form.form_id}.{kind}")
