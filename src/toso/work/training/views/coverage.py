from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from toso.ground.places.models import Place
from toso.ground.places.queries import ancestors_of
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.plan.programme.models import Platform
from toso.work.training.actions.sessions import invite as invite_persons
from toso.work.training.models import GROUPS
from toso.work.training.queries import coverage as queries
from toso.work.training.queries import sessions, skills
from toso.work.training.queries.coverage import Taught
from toso.work.training.queries.sessions import HOLDERS, WATCHERS
from toso.work.training.rules import Group

SHOWN = 200
PAGE = 20  # places of the board


def _taught(request: StaffRequest) -> Taught:
    return Taught(outline=request.GET.get("outline", "")[:40], platform=request.GET.get("platform", "")[:40])


@requires(*WATCHERS)
def start(request: StaffRequest) -> HttpResponse:
    """The board of one's own place."""
    roots = [grant.place for grant in request.scope.grants if grant.place and grant.role in WATCHERS]
    own = Place.objects.filter(path__in=roots).order_by("path").first()
    if own is None:
        raise Http404
    return redirect("training:coverage", own.pk)


@requires(*WATCHERS)
def board(request: StaffRequest, place_id: int) -> HttpResponse:
    """How many of the teams and of the communes are trained, by place; each number opens to names."""
    place = get_object_or_404(Place.objects.visible_to(request.scope), pk=place_id)
    taught = _taught(request)
    whole, lines = queries.board(place, request.scope, on=timezone.localdate(), taught=taught)
    page = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    context = {
        "place": place,
        "path": [one for one in ancestors_of(place) if request.scope.place_roots],
        "whole": whole,
        "lines": page.object_list,
        "page": page,
        "taught": taught,
        "outlines": sessions.outlines_on(timezone.localdate()),
        "platforms": Platform.objects.filter(valid_until__isnull=True).order_by("order", "name"),
        "query": urlencode({name: value for name, value in _chosen(taught) if value}),
        "has_officials": place.level != "hamlet",
        "kept": skills.kept(place, request.scope),
    }
    return render(request, "training/coverage.html", context)


def _chosen(taught: Taught) -> tuple[tuple[str, str], ...]:
    return ("outline", taught.outline), ("platform", taught.platform)


@requires(*WATCHERS)
def missing(request: StaffRequest, place_id: int, group: str) -> HttpResponse:
    """Who is missing, by name, and to which class they may be invited."""
    place = get_object_or_404(Place.objects.visible_to(request.scope), pk=place_id)
    if group not in GROUPS:
        raise Http404
    today, taught = timezone.localdate(), _taught(request)
    found = queries.missing(place, group, request.scope, on=today, taught=taught)
    coming = sessions.coming(request.scope, today=today).filter(place__in=_around(place))
    context = {
        "place": place,
        "group": group,
        "label": GROUPS[Group(group)],
        "total": found.count(),
        "persons": found[:SHOWN],
        "shown": SHOWN,
        "coming": coming[:50] if request.scope.holds(*HOLDERS) else [],
        "query": urlencode({name: value for name, value in _chosen(taught) if value}),
    }
    return render(request, "training/missing.html", context)


def _around(place: Place) -> list[int]:
    """The place and those above it: a class there is near enough for everybody of the place."""
    return [int(part) for part in place.path.split(".") if part]


@requires(*HOLDERS)
@require_POST
def invite(request: StaffRequest, place_id: int, group: str) -> HttpResponse:
    """Invite everybody who is missing to a class."""
    place = get_object_or_404(Place.objects.visible_to(request.scope), pk=place_id)
    chosen = request.POST.get("session", "")
    if group not in GROUPS or not chosen.isdecimal() or len(chosen) > 17:
        raise Http404
    session = get_object_or_404(sessions.sessions(request.scope), pk=int(chosen))
    taught = _taught(request)
    persons = queries.missing(place, group, request.scope, on=timezone.localdate(), taught=taught)
    back = reverse("training:missing", args=[place.pk, group])
    try:
        count = invite_persons(
            session_id=session.pk, persons=list(persons), by=request.person, scope=request.scope, at=timezone.now()
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    words = ngettext(
        "Đã mời %(count)s người; mỗi người thấy lời mời trong Việc của tôi.",
        "Đã mời %(count)s người; mỗi người thấy lời mời trong Việc của tôi.",
        count,
    )
    messages.success(request, words % {"count": count})
    return redirect("training:session", session.pk)
