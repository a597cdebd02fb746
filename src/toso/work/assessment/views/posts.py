from collections.abc import Callable

from django import forms as plain
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.documents.queries import PAPERS
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.queries import ancestors_of
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.downloads import download
from toso.ground.shared.refusal import Refusal
from toso.work.assessment import forms
from toso.work.assessment.actions import posts as actions
from toso.work.assessment.exports import posts_review
from toso.work.assessment.models import DigitalPost
from toso.work.assessment.queries import cores as queries
from toso.work.assessment.queries.cores import KEEPERS, READERS
from toso.work.assessment.queries.studies import communes

PAGE = 50
OFFICES = (*KEEPERS, Role.PROVINCE_VIEWER)


@requires(*READERS)
def posts(request: StaffRequest) -> HttpResponse:
    """The digital posts of the communes: held by whom with what degree, standing empty, and not told at all."""
    tab = "empty" if request.GET.get("tab") == "empty" else "all"
    rows = queries.posts(request.scope).order_by("-pk")
    rows = queries.unfilled(rows) if tab == "empty" else rows
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 18:
        rows = rows.filter(pk__lt=int(before))
    shown = list(rows[: PAGE + 1])
    context = {
        "lines": queries.post_lines(shown[:PAGE]),
        "next": shown[PAGE - 1].pk if len(shown) > PAGE else "",
        "tab": tab,
        "counts": queries.post_counts(request.scope),
        "without": list(queries.communes_without_post(request.scope)[:500]),
        "may_keep": request.scope.holds(*KEEPERS),
        "may_print": request.scope.holds(*OFFICES),
    }
    return render(request, "assessment/posts.html", context)


@requires(*OFFICES)
def review(request: StaffRequest, kind: str) -> HttpResponse:
    """All that the communes told of their posts, as a paper to sign and to decide by."""
    own = Place.objects.filter(path__in=request.scope.place_roots).order_by("path").first()
    if kind not in PAPERS or own is None:
        raise Http404
    paper = posts_review(
        own,
        queries.post_lines(queries.posts(request.scope).order_by("place__sort_key", "place", "pk")),
        queries.communes_without_post(request.scope).order_by("sort_key", "pk"),
        queries.post_counts(request.scope),
        day=timezone.localdate(),
        address=request.build_absolute_uri(reverse("assessment:posts")),
    )
    return download(PAPERS[kind](paper), f"ra-soat-vi-tri-{own.code}.{kind}", is_shown=kind == "pdf")


@requires(*KEEPERS)
def new(request: StaffRequest, place_id: int) -> HttpResponse:
    """Declare a post of a commune."""
    place: Place = get_object_or_404(communes(request.scope), pk=place_id)
    form = forms.PostForm(request.POST or None, initial={"opened_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.declare_post(
                place=place, **form.cleaned_data, by=request.person, scope=request.scope, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã thêm vị trí; đang trống đến khi có người giữ."))
            return redirect("assessment:post", made.pk)
    return render(request, "assessment/new_post.html", {"form": form, "place": place, "path": ancestors_of(place)})


def _post(request: StaffRequest, pk: int) -> DigitalPost:
    found: DigitalPost = get_object_or_404(
        DigitalPost.objects.visible_to(request.scope).standing().select_related("place"), pk=pk
    )
    return found


@requires(*READERS)
def post(request: StaffRequest, post_id: int) -> HttpResponse:
    """One post: who holds it and who held it."""
    return _shown(request, _post(request, post_id), {})


def _shown(request: StaffRequest, found: DigitalPost, given: dict[str, plain.Form]) -> HttpResponse:
    today = timezone.localdate()
    (line,) = queries.post_lines([found])
    context = {
        "post": found,
        "path": ancestors_of(found.place),
        "holding": line.holding,
        "history": queries.history_of(found),
        "may_keep": queries.may_keep(request.scope, found.place) and found.closed_on is None,
        "fill_form": given.get("fill") or forms.HolderForm(place=found.place, on=today, initial={"starts_on": today}),
        "day_form": given.get("day") or forms.ClosingForm(initial={"day": today}),
    }
    return render(request, "assessment/post.html", context)


def _act(
    request: StaffRequest, found: DigitalPost, name: str, form: plain.Form, act: Callable[[], object], done: str
) -> HttpResponse:
    if form.is_valid():
        try:
            act()
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("assessment:post", found.pk)
    return _shown(request, found, {name: form})


@requires(*KEEPERS)
@require_POST
def fill(request: StaffRequest, post_id: int) -> HttpResponse:
    found = _post(request, post_id)
    form = forms.HolderForm(request.POST, place=found.place, on=timezone.localdate())

    def act() -> object:
        return actions.fill_post(
            post_id=found.pk, **form.cleaned_data, by=request.person, scope=request.scope, at=timezone.now()
        )

    return _act(request, found, "fill", form, act, _("Đã ghi người giữ vị trí."))


@requires(*KEEPERS)
@require_POST
def empty(request: StaffRequest, post_id: int) -> HttpResponse:
    found, form = _post(request, post_id), forms.ClosingForm(request.POST)

    def act() -> object:
        return actions.empty_post(
            post_id=found.pk,
            on=form.cleaned_data["day"],
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )

    return _act(request, found, "day", form, act, _("Đã ghi. Vị trí đang trống."))


@requires(*KEEPERS)
@require_POST
def close(request: StaffRequest, post_id: int) -> HttpResponse:
    found, form = _post(request, post_id), forms.ClosingForm(request.POST)

    def act() -> object:
        return actions.close_post(
            post_id=found.pk,
            on=form.cleaned_data["day"],
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )

    return _act(request, found, "day", form, act, _("Đã bỏ vị trí này."))
