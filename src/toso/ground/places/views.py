from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toso.ground.places import actions, queries
from toso.ground.places.forms import MOST_PARTS, ChangeForm, HamletsForm, MergeForm, MoveForm, RenameForm, SplitForm
from toso.ground.places.models import LEVELS, PARTS, Place, Succession
from toso.ground.places.queries import changes
from toso.ground.places.queries.changes import Plan
from toso.ground.places.queries.names import CHANGERS, changing
from toso.ground.places.rules import PARENT_LEVEL, Level, Part
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope

PAGE = 70


@requires()
def browse(request: StaffRequest) -> HttpResponse:
    """Search every unit, old and new; without words, the provinces."""
    text = request.GET.get("q", "").strip()[:100]
    roots = [root.rstrip(".").rsplit(".", 1)[-1] for root in request.scope.place_roots]
    context = {
        "text": text,
        "hits": [
            {"found": hit, "level": LEVELS[Level(hit.place.level)], "last_day": _last_day(hit.place)}
            for hit in queries.find_places(text, near=request.scope.place_roots, limit=50)
        ],
        "provinces": [] if text else list(queries.provinces_today()),
        "mine": list(Place.objects.visible_to(request.scope).filter(pk__in=roots).order_by("path")[:5]),
    }
    return render(request, "places/list.html", context)


@requires()
def unit(request: StaffRequest, pk: int) -> HttpResponse:
    """What a unit is, was and became, and what lies below it. Units are public knowledge."""
    place: Place = get_object_or_404(Place.objects.select_related("parent"), pk=pk)
    after = request.GET.get("after", "")
    last = Place.objects.filter(pk=int(after)).first() if after.isdecimal() and len(after) < 18 else None
    below = list(queries.units_below(place, after=last)[: PAGE + 1])
    before = [_inheritance(row) for row in queries.predecessors_of(place)]
    may_change = place.valid_until is None and Place.objects.visible_to(changing(request.scope)).filter(pk=pk).exists()
    context = {
        "place": place,
        "level": LEVELS[Level(place.level)],
        "last_day": _last_day(place),
        "path": queries.ancestors_of(place),
        "below": below[:PAGE],
        "next": below[PAGE - 1].pk if len(below) > PAGE else "",
        "is_later_page": last is not None,
        "versions": queries.versions_of(place),
        "predecessors": before,
        "formed_from": [one for one in before if one["row"].predecessor.level == place.level],
        "successors": [_inheritance(row) for row in queries.successors_of(place)],
        "verbs": [(verb, verb.address(place)) for verb in VERBS.values() if verb.suits(place)] if may_change else [],
    }
    return render(request, "places/unit.html", context)


def _last_day(place: Place) -> date | None:
    return place.valid_until - timedelta(days=1) if place.valid_until else None


def _inheritance(row: Succession) -> dict[str, Any]:
    return {"row": row, "part": PARTS[Part(row.part)], "is_whole": row.part == Part.WHOLE}


def _plan_rename(place: Place, **asked: Any) -> Plan:
    return changes.planned_rename(place, **asked)[0]


def _plan_merge(_place: Place, **asked: Any) -> Plan:
    return changes.planned_merge(**asked)


def _do_move(place: Place, *, parent: Place, **words: Any) -> Place:
    return actions.move_place(place_id=place.pk, parent_id=parent.pk, **words)


def _do_merge(_place: Place, *, places: list[Place], **words: Any) -> Place:
    return actions.merge_places(place_ids=[one.pk for one in places], **words)


def _do_split(place: Place, **words: Any) -> Place:
    actions.split_place(place_id=place.pk, **words)
    return place


def _do_hamlets(place: Place, **words: Any) -> Place:
    actions.create_hamlets(commune_id=place.pk, **words)
    return place


def _do_rename(place: Place, **words: Any) -> Place:
    return actions.rename_place(place_id=place.pk, **words)


@dataclass(frozen=True, slots=True)
class Verb:
    """One kind of change: its form, its plan, its deed and its words."""

    name: str
    label: str | Promise
    icon: str
    form: type[ChangeForm]
    plan: Callable[..., Plan]
    do: Callable[..., Place]
    done: str | Promise

    def suits(self, place: Place) -> bool:
        if self.name == "hamlets":
            return place.level == Level.COMMUNE
        return self.name != "move" or Level(place.level) in PARENT_LEVEL

    def address(self, place: Place) -> str:
        return reverse(f"places:{self.name}", args=[place.pk])


VERBS = {
    verb.name: verb
    for verb in (
        Verb(
            "hamlets",
            gettext_lazy("Thêm thôn, tổ dân phố"),
            "plus",
            HamletsForm,
            changes.planned_hamlets,
            _do_hamlets,
            gettext_lazy("Đã thêm thôn, tổ dân phố."),
        ),
        Verb(
            "rename",
            gettext_lazy("Đổi tên, đổi loại"),
            "pencil",
            RenameForm,
            _plan_rename,
            _do_rename,
            gettext_lazy("Đã đổi tên. Ngày trước đó vẫn đọc theo tên cũ."),
        ),
        Verb(
            "move",
            gettext_lazy("Chuyển cấp trên"),
            "arrow-up",
            MoveForm,
            changes.planned_move,
            _do_move,
            gettext_lazy("Đã chuyển. Số liệu cũ đọc được theo cả hai địa giới."),
        ),
        Verb(
            "merge",
            gettext_lazy("Sáp nhập"),
            "arrow-down",
            MergeForm,
            _plan_merge,
            _do_merge,
            gettext_lazy("Đã sáp nhập. Số liệu của các đơn vị cũ được cộng, không ghi đè."),
        ),
        Verb(
            "split",
            gettext_lazy("Chia tách"),
            "adjustments",
            SplitForm,
            changes.planned_split,
            _do_split,
            gettext_lazy("Đã chia tách. Phần không tách được đứng riêng là “chưa phân bổ”."),
        ),
    )
}


@requires(*CHANGERS)
def hamlets(request: StaffRequest, pk: int) -> HttpResponse:
    return _change(request, pk, VERBS["hamlets"])


@requires(*CHANGERS)
def rename(request: StaffRequest, pk: int) -> HttpResponse:
    return _change(request, pk, VERBS["rename"])


@requires(*CHANGERS)
def move(request: StaffRequest, pk: int) -> HttpResponse:
    return _change(request, pk, VERBS["move"])


@requires(*CHANGERS)
def merge(request: StaffRequest, pk: int) -> HttpResponse:
    return _change(request, pk, VERBS["merge"])


@requires(*CHANGERS)
def split(request: StaffRequest, pk: int) -> HttpResponse:
    return _change(request, pk, VERBS["split"])


def _change(request: StaffRequest, pk: int, verb: Verb) -> HttpResponse:
    """Ask, show what moves, then do it: nothing is changed before the preview is confirmed."""
    mine = changing(request.scope)
    place: Place = get_object_or_404(Place.objects.visible_to(mine).select_related("parent"), pk=pk)
    form = _form(request, place, verb, mine)
    if request.method == "POST" and form.is_valid():
        words = {"on": form.cleaned_data["on"], "basis": form.cleaned_data["basis"], **form.asked()}
        try:
            if request.POST.get("step") == "confirm":
                kept = verb.do(place, **words, by=request.person, at=timezone.now())
                messages.success(request, str(verb.done))
                return redirect("places:unit", kept.pk)
            plan = verb.plan(place, **words, today=timezone.localdate())
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return render(request, "places/preview.html", _preview(request, place, verb, plan))
    context = {
        "place": place,
        "path": queries.ancestors_of(place),
        "verb": verb,
        "form": form,
        "groups": form.groups(),
        "parts": len(form.parts) if isinstance(form, SplitForm) else None,
        "more_parts": form.parts[-1] + 1 if isinstance(form, SplitForm) and form.parts[-1] < MOST_PARTS else None,
    }
    return render(request, "places/change.html", context)


def _form(request: StaffRequest, place: Place, verb: Verb, scope: Scope) -> ChangeForm:
    data = request.POST if request.method == "POST" else None
    if verb.form is SplitForm:
        asked = request.POST.get("parts") or request.GET.get("parts") or "2"
        return SplitForm(data, place=place, scope=scope, parts=int(asked) if asked in {"2", "3", "4", "5"} else 2)
    return verb.form(data, place=place, scope=scope)


def _preview(request: StaffRequest, place: Place, verb: Verb, plan: Plan) -> dict[str, Any]:
    kept = [(name, value) for name, values in request.POST.lists() for value in values]
    return {
        "place": place,
        "path": queries.ancestors_of(place),
        "verb": verb,
        "plan": plan,
        "kept": [(name, value) for name, value in kept if name not in ("csrfmiddlewaretoken", "step")],
        "unallocated": _("Chưa phân bổ") if verb.name == "split" else "",
    }
