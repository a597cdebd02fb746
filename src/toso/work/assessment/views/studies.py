from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.places.queries import ancestors_of
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.downloads import download
from toso.ground.shared.refusal import Refusal
from toso.work.assessment import forms, rules
from toso.work.assessment.actions import studies as actions
from toso.work.assessment.models import ROUNDS, SIDES, Answer, Study
from toso.work.assessment.queries import studies as queries
from toso.work.assessment.queries.studies import OPENERS, READERS, TAKERS, Standing, StudyLine
from toso.work.assessment.rules import LEVELS, Round, Side

PAGE = 30
MOST_SCANNED = 1000


@requires(*READERS)
def studies(request: StaffRequest) -> HttpResponse:
    """The communes that are watched: what changed, what is missing, and who is not watched at all."""
    on = timezone.localdate()
    tab = request.GET.get("tab", "") if request.GET.get("tab") in ("gaps", "done") else "all"
    rows = queries.studies(request.scope).order_by("-last_day", "-pk")
    every = queries.study_lines(rows[:MOST_SCANNED], on=on)
    lines = [line for line in every if tab == "all" or _is_in(line, tab)]
    start = _number(request.GET.get("from", ""))
    without = list(queries.communes_without_study(request.scope)[:MOST_SCANNED])
    context = {
        "lines": lines[start : start + PAGE],
        "next": start + PAGE if len(lines) > start + PAGE else "",
        "tab": tab,
        "kinds": queries.by_kind(every),
        "shown": len(lines),
        "without": without,
        "may_open": request.scope.holds(*OPENERS),
        "rounds": list(ROUNDS.values()),
    }
    return render(request, "assessment/list.html", context)


def _is_in(line: StudyLine, tab: str) -> bool:
    return bool(line.gaps) if tab == "gaps" else all(one.is_done for one in line.rounds)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 0


@requires(*OPENERS)
def new(request: StaffRequest) -> HttpResponse:
    """Open a study of a commune."""
    form = forms.StudyForm(request.POST or None, scope=request.scope, initial={"place": request.GET.get("place")})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.open_study(**said, by=request.person, scope=request.scope, at=timezone.now())
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã mở đợt đánh giá. Hai bên được nhắc khi đến lượt."))
            return redirect("assessment:study", made.pk)
    return render(request, "assessment/new.html", {"form": form})


def _study(request: StaffRequest, pk: int) -> Study:
    found: Study = get_object_or_404(queries.studies(request.scope), pk=pk)
    return found


@requires(*READERS)
def study(request: StaffRequest, study_id: int) -> HttpResponse:
    """What both sides found before and later, side by side, with the evidence."""
    found = _study(request, study_id)
    return _shown(request, found, forms.DaysForm(initial={"first_day": found.first_day, "last_day": found.last_day}))


def _shown(request: StaffRequest, found: Study, form: forms.DaysForm) -> HttpResponse:
    on = timezone.localdate()
    standing = queries.answers_of([found.pk])[found.pk]
    asked = request.GET.get("round", "")
    when = Round(asked) if asked in set(rules.AFTERWARDS) else queries.latest_round(standing)
    stays = queries.stays_of(found.place, request.scope, on=on)
    line = next(one for one in stays if one.study.pk == found.pk)
    side = queries.side_of(request.scope, found.place)
    may_open = queries.may_open(request.scope, found.place)
    context = {
        "study": found,
        "path": ancestors_of(found.place),
        "line": line,
        "stays": stays if len(stays) > 1 else [],
        "rounds": [_round(found, one, side) for one in line.rounds],
        "when": str(when),
        "when_label": ROUNDS[when],
        "choices": [(str(one), ROUNDS[one]) for one in rules.AFTERWARDS],
        "areas": _areas(found, standing, when),
        "outcomes": [(SIDES[one], rules.outcome(queries.found_by(found, standing, when, one))) for one in Side],
        "may_open": may_open,
        "may_drop": may_open and not standing,
        "form": form,
    }
    return render(request, "assessment/study.html", context)


def _round(found: Study, one: queries.RoundLine, side: Side | None) -> dict[str, Any]:
    mine = {Side.MISSION: one.mission_on, Side.COMMUNE: one.commune_on}
    return {
        "line": one,
        "address": reverse("assessment:take", args=[found.pk, one.when]) if side and one.is_open else "",
        "is_mine_done": side is not None and mine[side] is not None,
    }


def _areas(found: Study, standing: Standing, when: Round) -> list[dict[str, Any]]:
    sides = {side: {one.area: one for one in queries.found_by(found, standing, when, side)} for side in Side}
    lines = []
    for area in found.criteria.areas:
        code = area["code"]
        views = [
            {
                "label": SIDES[side],
                "difference": sides[side][code],
                "later": standing.get((when, side), {}).get(code),
                "before": standing.get((Round.BEFORE, side), {}).get(code),
                "tone": _tone(sides[side][code].by),
            }
            for side in Side
        ]
        mission, commune = (sides[side][code].later for side in Side)
        lines.append({"area": area, "views": views, "apart": rules.apart(mission, commune)})
    return lines


def _tone(by: int | None) -> str:
    if by is None:
        return "temp"
    return "good" if by > 0 else "bad" if by < 0 else "work"


@requires(*OPENERS)
@require_POST
def move(request: StaffRequest, study_id: int) -> HttpResponse:
    """Other days of the stay."""
    found = _study(request, study_id)
    form = forms.DaysForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, form)
    try:
        actions.move_study(
            study_id=found.pk, **form.cleaned_data, by=request.person, scope=request.scope, at=timezone.now()
        )
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _shown(request, found, form)
    messages.success(request, _("Đã đổi ngày; các hạn đánh giá đổi theo."))
    return redirect("assessment:study", found.pk)


@requires(*OPENERS)
@require_POST
def drop(request: StaffRequest, study_id: int) -> HttpResponse:
    """Take back a study opened by mistake."""
    found = _study(request, study_id)
    try:
        actions.drop_study(study_id=found.pk, by=request.person, scope=request.scope, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("assessment:study", found.pk)
    messages.success(request, _("Đã bỏ đợt đánh giá."))
    return redirect("assessment:list")


@requires(*TAKERS)
def take(request: StaffRequest, study_id: int, when: str) -> HttpResponse:
    """One area a page: read five sentences, choose the one that fits, say what was seen."""
    found = _study(request, study_id)
    side = queries.side_of(request.scope, found.place)
    if side is None or when not in set(Round):
        raise Http404
    chosen = Round(when)
    answered = queries.answers_of([found.pk])[found.pk].get((chosen, side), {})
    codes = [str(area["code"]) for area in found.criteria.areas]
    asked = request.GET.get("area", "")
    area = asked if asked in codes else queries.first_open_area(found, answered)
    form = forms.AreaForm(request.POST or None, request.FILES or None, answer=answered.get(area))
    if request.method == "POST" and form.is_valid():
        try:
            _answer(request, found, chosen, area, form)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return _onward(request, found, chosen, area, {*answered, area})
    number = codes.index(area)
    context = {
        "study": found,
        "side_label": SIDES[side],
        "when": when,
        "when_label": ROUNDS[chosen],
        "span": queries.window_of(found, chosen),
        "is_early": not queries.window_of(found, chosen).is_open(timezone.localdate()),
        "area": found.criteria.areas[number],
        "levels": [(str(level), found.criteria.areas[number]["levels"][level]) for level in LEVELS],
        "number": number + 1,
        "total": len(codes),
        "steps": [_step(one, answered) for one in found.criteria.areas],
        "said": answered.get(area),
        "form": form,
    }
    return render(request, "assessment/take.html", context)


def _answer(request: StaffRequest, found: Study, when: Round, area: str, form: forms.AreaForm) -> None:
    actions.answer_area(
        study_id=found.pk,
        when=when,
        area=area,
        seen=form.seen,
        by=request.person,
        scope=request.scope,
        at=timezone.now(),
    )


def _onward(request: StaffRequest, found: Study, when: Round, area: str, answered: set[str]) -> HttpResponse:
    """To the next area without an answer; to the comparison when every area has one."""
    codes = [str(one["code"]) for one in found.criteria.areas]
    after = codes[codes.index(area) + 1 :] + codes[: codes.index(area)]
    left = next((code for code in after if code not in answered), "")
    if left:
        return redirect(f"{reverse('assessment:take', args=[found.pk, when])}?area={left}")
    messages.success(request, _("Đã đánh giá đủ các mục. Cảm ơn!"))
    return redirect("assessment:study", found.pk)


def _step(area: dict[str, Any], answered: dict[str, Answer]) -> dict[str, Any]:
    answer = answered.get(area["code"])
    return {"area": area, "is_answered": answer is not None, "level": answer.level if answer else None}


@requires(*READERS)
def evidence(request: StaffRequest, answer_id: int) -> HttpResponse:
    """A kept photo or file, to those who may see its commune."""
    found = get_object_or_404(Answer.objects.visible_to(request.scope).exclude(file=""), pk=answer_id)
    with found.file.open("rb") as file:
        content = file.read()
    ending = PurePath(str(found.file)).suffix
    return download(content, f"danh-gia-{found.pk}{ending}")
