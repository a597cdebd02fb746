from collections.abc import Callable

from django import forms as plain
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.places.models import Place
from toso.ground.places.queries import ancestors_of
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.work.assessment import forms, rules
from toso.work.assessment.actions import cores as actions
from toso.work.assessment.models import CORE_STEPS, Core
from toso.work.assessment.queries import cores as queries
from toso.work.assessment.queries.cores import CORE_KEEPERS, READERS, Learned
from toso.work.assessment.queries.studies import communes
from toso.work.assessment.rules import CoreStep

PAGE = 50
TONES = {
    CoreStep.NAMED: "work",
    CoreStep.TRAINED: "work",
    CoreStep.HANDED_OVER: "wait",
    CoreStep.ACTIVE: "good",
    CoreStep.SILENT: "bad",
    CoreStep.ENDED: "temp",
}


@requires(*READERS)
def cores(request: StaffRequest) -> HttpResponse:
    """Who keeps things running, how far each has come, and which communes have nobody."""
    rows = queries.open_cores(request.scope).order_by("-pk")
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 18:
        rows = rows.filter(pk__lt=int(before))
    shown = list(rows[: PAGE + 1])
    context = {
        "rows": [
            {"core": row, "tone": TONES[queries.step_of(row)], "words": CORE_STEPS[queries.step_of(row)]}
            | {"due": queries.next_check(row)}
            for row in shown[:PAGE]
        ],
        "next": shown[PAGE - 1].pk if len(shown) > PAGE else "",
        "today": timezone.localdate(),
        "without": list(queries.communes_without_core(request.scope)[:500]),
        "may_keep": request.scope.holds(*CORE_KEEPERS),
    }
    return render(request, "assessment/cores.html", context)


def _place(request: StaffRequest, pk: int) -> Place:
    found: Place = get_object_or_404(communes(request.scope), pk=pk)
    return found


@requires(*CORE_KEEPERS)
def new(request: StaffRequest, place_id: int) -> HttpResponse:
    """Name a core person of a commune."""
    place, today = _place(request, place_id), timezone.localdate()
    form = forms.CoreForm(request.POST or None, place=place, on=today, initial={"named_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            core = actions.name_core(
                place=place, **form.cleaned_data, by=request.person, scope=request.scope, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã chọn hạt nhân công nghệ của xã."))
            return redirect("core_person", core.pk)
    return render(request, "assessment/new_core.html", {"form": form, "place": place, "path": ancestors_of(place)})


def _core(request: StaffRequest, pk: int) -> Core:
    found: Core = get_object_or_404(queries.cores(request.scope), pk=pk)
    return found


Classes = Callable[[int], list[Learned]]


@requires(*READERS)
def core(request: StaffRequest, core_id: int, learned: Classes) -> HttpResponse:
    """One core person, step by step; with POST the training is noted. ``learned`` offers the classes attended."""
    found = _core(request, core_id)
    attended = learned(found.person_id)
    may_keep = queries.may_keep(request.scope, found.place, CORE_KEEPERS)
    form = forms.TrainedForm(request.POST if request.method == "POST" and may_keep else None, learned=attended)
    if form.is_bound and form.is_valid():
        chosen = form.chosen
        try:
            actions.note_training(
                core_id=found.pk,
                on=chosen.day,
                what=chosen.title,
                address=chosen.address,
                by=request.person,
                scope=request.scope,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã ghi buổi đào tạo."))
            return redirect("core_person", found.pk)
    return _shown(request, found, attended, {"trained": form})


def _shown(request: StaffRequest, found: Core, attended: list[Learned], given: dict[str, plain.Form]) -> HttpResponse:
    today = timezone.localdate()
    due = queries.next_check(found)
    step = queries.step_of(found)
    may_keep = queries.may_keep(request.scope, found.place, CORE_KEEPERS) and found.ended_on is None
    is_self = found.person_id == request.person.pk
    context = {
        "core": found,
        "path": ancestors_of(found.place),
        "tone": TONES[step],
        "words": CORE_STEPS[step],
        "attended": attended,
        "looks": getattr(found, "looks", []),
        "due": due,
        "is_due": due is not None and due.on <= today,
        "may_keep": may_keep,
        "may_train": may_keep and not getattr(found, "looks", []),
        "may_hand_over": may_keep and found.trained_on is not None and found.handed_over_on is None,
        "may_check": may_keep and due is not None and due.on <= today and not is_self,
        "trained_form": given.get("trained") or forms.TrainedForm(learned=attended),
        "handover_form": given.get("handover") or forms.HandoverForm(initial={"handed_over_on": today}),
        "check_form": given.get("check") or forms.CheckForm(initial={"day": today}),
        "end_form": given.get("end") or forms.EndForm(initial={"ended_on": today}),
        "milestones": rules.MILESTONES,
    }
    return render(request, "assessment/core.html", context)


def _act(
    request: StaffRequest, found: Core, name: str, form: plain.Form, act: Callable[[], object], done: str
) -> HttpResponse:
    if form.is_valid():
        try:
            act()
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("core_person", found.pk)
    return _shown(request, found, [], {name: form})


@requires(*CORE_KEEPERS)
@require_POST
def hand_over(request: StaffRequest, core_id: int) -> HttpResponse:
    found, form = _core(request, core_id), forms.HandoverForm(request.POST)

    def act() -> object:
        said = form.cleaned_data
        return actions.hand_over(
            core_id=found.pk,
            on=said["handed_over_on"],
            what=said["handed_over"],
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )

    return _act(request, found, "handover", form, act, _("Đã ghi bàn giao. Nhắc xem lại sau 30 và 90 ngày."))


@requires(*CORE_KEEPERS)
@require_POST
def check(request: StaffRequest, core_id: int, milestone: int) -> HttpResponse:
    found, form = _core(request, core_id), forms.CheckForm(request.POST)

    def act() -> object:
        said = form.cleaned_data
        return actions.check_core(
            core_id=found.pk,
            milestone=milestone,
            on=said["day"],
            is_active=said["is_active"],
            note=said["note"],
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )

    return _act(request, found, "check", form, act, _("Đã ghi lần xem."))


@requires(*CORE_KEEPERS)
@require_POST
def end(request: StaffRequest, core_id: int) -> HttpResponse:
    found, form = _core(request, core_id), forms.EndForm(request.POST)

    def act() -> object:
        said = form.cleaned_data
        return actions.end_core(
            core_id=found.pk,
            on=said["ended_on"],
            reason=said["ended_reason"],
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )

    return _act(request, found, "end", form, act, _("Đã ghi thôi. Xã cần chọn người khác."))
