"""The scorer's pages: the day and the month by exception, one sheet in full, assigning."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.results.kpi.actions import inherit, lines, planned, scoring
from toso.results.kpi.forms.month import AssignForm, DecideForm, ReasonForm, ScorerForm
from toso.results.kpi.forms.planned import PlannedForm, planned_forms
from toso.results.kpi.models import Cause, Month, Product, Sheet
from toso.results.kpi.models.catalogue import ProductQuerySet
from toso.results.kpi.queries.access import (
    SCORERS,
    STAFF,
    catalogues_seen,
    readable,
    readable_lines,
    scored_by,
    scorer_of,
)
from toso.results.kpi.queries.criteria import criteria_in, results_in, rule_set_for
from toso.results.kpi.queries.day import confirming, day_of, months_to_confirm, open_sheets
from toso.results.kpi.queries.months import catalogue_on, lines_of, month_name_of, parse_month
from toso.results.kpi.queries.planned import Planned, planned_works
from toso.results.kpi.queries.why import why
from toso.results.kpi.rules.seats import next_month
from toso.results.kpi.rules.states import EDITABLE
from toso.results.kpi.rules.terms import Measure
from toso.results.kpi.views.common import (
    TONES,
    deed,
    line_or_404,
    month_asked,
    month_switch,
    sheet_or_404,
    standing,
    tried,
)


@requires(*SCORERS)
def day(request: StaffRequest) -> HttpResponse:
    """Ten minutes a day: only what deviates is shown, the rest is approved in one act."""
    who = standing(request)
    context = {"day": day_of(who), "months": months_to_confirm(who), "today": timezone.localdate()}
    return render(request, "kpi/day.html", context)


@requires(*SCORERS)
@require_POST
def accept_rest(request: StaffRequest) -> HttpResponse:
    """Approve exactly the lines that were on the screen; what came in meanwhile waits for the next look."""
    ids = [int(text) for text in request.POST.getlist("line") if text.isdecimal()]
    try:
        count = scoring.accept_lines(line_ids=ids, **deed(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        said = ngettext("Đã duyệt %(count)s việc.", "Đã duyệt %(count)s việc.", count)
        messages.success(request, said % {"count": count})
    return redirect("kpi:day")


@requires(*SCORERS)
@require_POST
def decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Accept one line otherwise than it was said."""
    shown, form = line_or_404(request, pk), DecideForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("kpi:line", shown.pk)
    data = form.cleaned_data
    return tried(
        request,
        lambda: scoring.decide_line(
            line_id=shown.pk,
            accepted=shown.done if data["accepted"] is None else data["accepted"],
            quality_failures=data["quality_failures"],
            late=data["late"],
            coefficient=data["coefficient"],
            reason=data["reason"],
            **deed(request),
        ),
        said=_("Đã nghiệm thu: %(name)s.") % {"name": shown.name},
        back=reverse("kpi:day"),
    )


@requires(*SCORERS)
@require_POST
def decide_cause(request: StaffRequest, pk: int) -> HttpResponse:
    """Confirm an objective cause with one touch, or refuse it with a reason."""
    found = Cause.objects.filter(pk=pk, line__in=readable_lines(standing(request))).first()
    if found is None:
        raise Http404
    is_confirmed = request.POST.get("verdict") == "confirmed"
    return tried(
        request,
        lambda: scoring.decide_cause(
            cause_id=found.pk, is_confirmed=is_confirmed, answer=request.POST.get("answer", ""), **deed(request)
        ),
        said=_("Đã xác nhận nguyên nhân khách quan.") if is_confirmed else _("Đã trả lời đề nghị."),
        back=reverse("kpi:day"),
    )


@requires(*STAFF)
@require_POST
def hand_over(request: StaffRequest, pk: int) -> HttpResponse:
    shown, form = line_or_404(request, pk), ReasonForm(request.POST)
    to = request.POST.get("to", "")
    return tried(
        request,
        lambda: lines.hand_over(
            line_id=shown.pk,
            to=int(to) if to.isdecimal() else 0,
            reason=form.cleaned_data["reason"] if form.is_valid() else "",
            **deed(request),
        ),
        said=_("Đã chuyển việc. Người nhận thấy ngay trong tháng của mình."),
        back=reverse("kpi:line", args=[shown.pk]),
    )


@requires(*SCORERS)
def confirm(request: StaffRequest) -> HttpResponse:
    """The month of everybody I score: those who deviate one by one, the rest in one act."""
    who = standing(request)
    waiting = months_to_confirm(who)
    today = timezone.localdate()
    post = next(iter(who.posts), None)
    fallback = month_name_of(post.agency_id, today) if post else today.replace(day=1)
    month = month_asked(request, waiting[0] if waiting else fallback)
    context = {
        "month": month,
        "found": confirming(who, month),
        "period_switch": month_switch(month, name="kpi:confirm"),
    }
    return render(request, "kpi/confirm.html", context)


@requires(*SCORERS)
@require_POST
def confirm_many(request: StaffRequest) -> HttpResponse:
    """Confirm the sheets named, each in the edition that was on the screen (``sheet`` is "number:edition")."""
    editions: dict[int, int | None] = {}
    for text in request.POST.getlist("sheet"):
        number, _colon, edition = text.partition(":")
        if number.isdecimal():
            editions[int(number)] = int(edition) if edition.isdecimal() else None
    month = request.POST.get("month", "")
    try:
        done = scoring.confirm_sheets(editions=editions, **deed(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        said = ngettext("Đã xác nhận tháng của %(count)s người.", "Đã xác nhận tháng của %(count)s người.", len(done))
        messages.success(request, said % {"count": len(done)})
    return redirect(f"{reverse('kpi:confirm')}?month={month}" if len(month) == 7 else reverse("kpi:confirm"))


def _scorer_form(request: StaffRequest, sheet: Sheet) -> ScorerForm:
    terms = sheet.leader_terms
    initial = {"comment": sheet.comment, "edition": sheet.edition}
    for name in ("d", "dd", "e"):
        initial[name] = terms.get(name, {}).get("value", "").replace(".", ",")
        initial[f"{name}_reason"] = terms.get(name, {}).get("reason", "")
    points = sheet.general_confirmed or sheet.general_self
    rules = rule_set_for(sheet)
    return ScorerForm(
        request.POST or None,
        criteria=criteria_in(rules),
        points=points,
        results=results_in(rules),
        result_points=sheet.results_confirmed or sheet.results_self,
        initial=initial,
    )


@requires(*SCORERS)
def sheet(request: StaffRequest, pk: int) -> HttpResponse:
    """One person's month as its scorer sees it: lines, general points, a leader's terms, the comment."""
    shown = sheet_or_404(request, pk)
    is_scorer = shown.person_id != request.person.pk and scorer_of(shown, timezone.localdate()) == request.person.pk
    form = _scorer_form(request, shown)
    may_change = is_scorer and shown.state in EDITABLE
    has_terms = shown.rank != "official" and rule_set_for(shown).measure is Measure.LINES
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            scoring.change_sheet(
                sheet_id=shown.pk,
                points=form.points(),
                results=form.result_values() or None,
                terms=form.terms() if has_terms else None,
                comment=data["comment"],
                reason=data["reason"],
                edition=data["edition"],
                **deed(request),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã lưu phần chấm của %(name)s.") % {"name": shown.person.name})
            return redirect(f"{reverse('kpi:confirm')}?month={shown.on:%Y-%m}")
    context = {
        "sheet": shown,
        "rows": lines_of(shown),
        "why": why(shown),
        "form": form,
        "tone": TONES[shown.state],
        "may_change": may_change,
        "may_return": is_scorer and shown.state not in EDITABLE and shown.state != "locked",
        "is_leader": has_terms,
        "reason_form": ReasonForm(auto_id="return_%s"),
        "wrong_form": ReasonForm(auto_id="wrong_%s"),
    }
    return render(request, "kpi/sheet.html", context)


@requires(*SCORERS)
@require_POST
def give_back(request: StaffRequest, pk: int) -> HttpResponse:
    shown, form = sheet_or_404(request, pk), ReasonForm(request.POST)
    return tried(
        request,
        lambda: scoring.return_sheet(
            sheet_id=shown.pk, reason=form.cleaned_data["reason"] if form.is_valid() else "", **deed(request)
        ),
        said=_("Đã trả lại phiếu để sửa."),
        back=reverse("kpi:sheet", args=[shown.pk]),
    )


@dataclass(frozen=True)
class Desk:
    """What somebody assigns from: the open sheets of the people scored in a month, and the catalogue in force."""

    month: date
    sheets: QuerySet[Sheet]
    products: ProductQuerySet

    @cached_property
    def of_plan(self) -> tuple[Month | None, list[Planned], list[Sheet], list[Product]]:
        """The month, what the yearly plan asks for in it, who may do it, which products records measure."""
        sheets = list(self.sheets)
        measured = list(self.products.exclude(fact=""))
        if not sheets:
            return None, [], [], []
        month = sheets[0].month
        return month, planned_works(month.agency, month.month, sheets=sheets, products=measured), sheets, measured


def _desk(request: StaffRequest) -> Desk:
    who = standing(request)
    today = timezone.localdate()
    sheets = readable(who).filter(pk__in=[one.pk for one in open_sheets(who)], person__in=scored_by(who))
    current = sheets.order_by("person__sort_key", "on")
    first = current.first()
    catalogue = catalogue_on(first.month.agency_id, today) if first else None
    products: ProductQuerySet = Product.objects.filter(catalogue__in=catalogues_seen(who), catalogue=catalogue)
    month = month_asked(request, max((one.on for one in current), default=today.replace(day=1)))
    return Desk(month, current.filter(on=month), products.order_by("part", "name", "pk"))


@requires(*STAFF)
def assign(request: StaffRequest) -> HttpResponse:
    """Assign one task to one person or many: from the catalogue or outside it, repeating, or split over months."""
    desk = _desk(request)
    chosen = request.GET.get("product", "")
    form = AssignForm(
        request.POST or None,
        sheets=desk.sheets,
        products=desk.products,
        initial={"quantity": "1", "product": chosen if chosen.isdecimal() else ""},
    )
    if request.method == "POST" and form.is_valid():
        try:
            _assign(request, form)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã giao việc: %(name)s.") % {"name": form.task().words})
            return redirect(f"{reverse('kpi:assign')}?month={desk.month:%Y-%m}")
    return _assign_page(request, desk, form)


def _assign_page(
    request: StaffRequest, desk: Desk, form: AssignForm, *, rows: list[PlannedForm] | None = None
) -> HttpResponse:
    _month, works, sheets, measured = desk.of_plan
    context = {
        "form": form,
        "month": desk.month,
        "period_switch": month_switch(desk.month, name="kpi:assign"),
        "plan": works[0].plan if works else None,
        "planned": planned_forms(None, works, sheets=sheets, products=measured) if rows is None else rows,
        "given": [work for work in works if work.given],
    }
    return render(request, "kpi/assign.html", context)


@requires(*STAFF)
@require_POST
def assign_planned(request: StaffRequest) -> HttpResponse:
    """Works of the yearly plan become tasks by one act; what was typed stays when one of them is wrong."""
    desk = _desk(request)
    month, works, sheets, measured = desk.of_plan
    rows = planned_forms(request.POST, works, sheets=sheets, products=measured)
    if all(row.is_valid() for row in rows) and month is not None:
        picks = [row.pick() for row in rows if row.is_taken]
        try:
            made = planned.assign_planned(month_id=month.pk, picks=picks, **deed(request))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            said = ngettext("Đã giao %(count)s việc theo kế hoạch.", "Đã giao %(count)s việc theo kế hoạch.", len(made))
            messages.success(request, said % {"count": len(made)})
            return redirect(f"{reverse('kpi:assign')}?month={desk.month:%Y-%m}")
    form = AssignForm(None, sheets=desk.sheets, products=desk.products, initial={"quantity": "1"})
    return _assign_page(request, desk, form, rows=rows)


def _assign(request: StaffRequest, form: AssignForm) -> None:
    data, task = form.cleaned_data, form.task()
    parts = data["months"] or 1
    if parts == 1:
        lines.assign(
            sheet_ids=[one.pk for one in data["sheets"]],
            tasks=[task],
            plan=data["plan"],
            is_repeating=data["is_repeating"],
            **deed(request),
        )
        return
    for one in data["sheets"]:
        lines.split_long_task(sheet_id=one.pk, task=task, weights=_even(one, parts), **deed(request))


@requires(*STAFF)
@require_POST
def assign_by_position(request: StaffRequest) -> HttpResponse:
    """The usual work of their positions for everybody I score in the month."""
    who = standing(request)
    month = parse_month(request.POST.get("month", "")) or timezone.localdate().replace(day=1)
    sheets = readable(who).filter(person__in=scored_by(who), on=month, state__in=EDITABLE)
    back = f"{reverse('kpi:assign')}?month={month:%Y-%m}"
    ids = list(sheets.values_list("pk", flat=True))
    return tried(
        request,
        lambda: inherit.assign_by_position(sheet_ids=ids, **deed(request)),
        said=_("Đã giao việc thường lệ theo vị trí."),
        back=back,
    )


def _even(sheet: Sheet, parts: int) -> dict:
    """Equal whole per cents; the first months carry what is left over."""
    each, rest = divmod(100, parts)
    month, weights = sheet.on, {}
    for number in range(parts):
        weights[month] = Decimal(each + (1 if number < rest else 0))
        month = next_month(month)
    return weights
