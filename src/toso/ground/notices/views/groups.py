"""Groups in social networks: those there are, and where one is missing."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.notices import forms
from toso.ground.notices.actions import groups as actions
from toso.ground.notices.models import GROUP_LEVELS, SocialGroup
from toso.ground.notices.queries import groups as queries
from toso.ground.notices.rules import GroupLevel
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal

PAGE = 50
MISSING = 12


@requires()
def groups(request: StaffRequest) -> HttpResponse:
    """The groups of the scope by level, each with its head, purpose and members."""
    level = GroupLevel(request.GET["level"]) if request.GET.get("level") in list(GroupLevel) else GroupLevel.TEAM
    rows = queries.groups(request.scope).filter(level=level)
    after = request.GET.get("after", "")
    if after.isdecimal() and len(after) < 18:
        rows = rows.filter(pk__gt=int(after))
    shown = list(rows.order_by("pk")[: PAGE + 1])
    missing = queries.without_group(request.scope, level)
    names = queries.networks()
    context = {
        "level": level,
        "levels": [(one, GROUP_LEVELS[one]) for one in GroupLevel],
        "rows": [(row, names.get(row.network, row.network)) for row in shown[:PAGE]],
        "next": shown[PAGE - 1].pk if len(shown) > PAGE else "",
        "missing": missing[:MISSING],
        "missing_count": missing.count(),
        "may_keep": request.scope.holds(*queries.KEEPERS),
    }
    return render(request, "notices/groups.html", context)


@requires(*queries.KEEPERS)
def new_group(request: StaffRequest) -> HttpResponse:
    """Write a group down."""
    form = forms.GroupForm(request.POST or None, scope=request.scope, initial=request.GET.dict())

    def save() -> SocialGroup:
        return actions.keep_group(
            place=form.cleaned_data["place"],
            level=GroupLevel(form.cleaned_data["level"]),
            words=form.words,
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )

    return _saved(request, form, save) or render(request, "notices/group.html", {"form": form, "group": None})


@requires(*queries.KEEPERS)
def group(request: StaffRequest, group_id: int) -> HttpResponse:
    """Write anew what changed of a group."""
    found: SocialGroup = get_object_or_404(queries.groups(request.scope), pk=group_id)
    names = ("place", "level", "name", "network", "link", "members", "households", "head", "purpose")
    first = {name: found.place_id if name == "place" else getattr(found, name) for name in names}
    given = None
    if request.method == "POST":
        given = request.POST.copy()
        given["place"], given["level"] = str(found.place_id), found.level
    form = forms.GroupForm(given, scope=request.scope, initial=first)

    def save() -> SocialGroup:
        return actions.update_group(
            group_id=found.pk, words=form.words, by=request.person, scope=request.scope, at=timezone.now()
        )

    return _saved(request, form, save) or render(request, "notices/group.html", {"form": form, "group": found})


def _saved(request: StaffRequest, form: forms.GroupForm, save: Callable[[], SocialGroup]) -> HttpResponse | None:
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        kept = save()
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None
    messages.success(request, _("Đã lưu nhóm %(name)s.") % {"name": kept.name})
    return redirect(f"/notices/groups/?level={kept.level}")


@requires(*queries.KEEPERS)
@require_POST
def close(request: StaffRequest, group_id: int) -> HttpResponse:
    found: SocialGroup = get_object_or_404(queries.groups(request.scope), pk=group_id)
    try:
        actions.close_group(group_id=found.pk, by=request.person, scope=request.scope, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã đóng nhóm %(name)s.") % {"name": found.name})
    return redirect("notices:groups")
