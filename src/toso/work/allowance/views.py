from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.documents.queries import render_docx, render_xlsx
from toso.ground.places.queries import ancestors_of
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.downloads import download
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.text import row_number
from toso.work.allowance import actions, exports, forms, queries
from toso.work.allowance.models import LINE_STATES, PaymentLine, PaymentList
from toso.work.allowance.queries import PAYERS, READERS
from toso.work.allowance.rules import LineState, ListState, Method

PAGE = 30
LINES = 25  # of one list on a page
TONES = {ListState.DRAFT: "work", ListState.CLOSED: "good", ListState.CANCELLED: "temp"}
LINE_TONES = {LineState.OPEN: "wait", LineState.CHECKED: "good", LineState.STRUCK: "temp"}
KINDS = ("docx", "xlsx")


@requires(*READERS)
def lists(request: StaffRequest) -> HttpResponse:
    """The payment lists of the scope, newest first."""
    rows = queries.lists(request.scope)
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 18:
        rows = rows.filter(pk__lt=int(before))
    shown = list(rows[: PAGE + 1])
    context = {
        "rows": [{"list": row, "tone": TONES[ListState(row.state)]} for row in shown[:PAGE]],
        "next": shown[PAGE - 1].pk if len(shown) > PAGE else "",
        "may_draw": request.scope.holds(*PAYERS),
    }
    return render(request, "allowance/lists.html", context)


@requires(*READERS)
def rates(request: StaffRequest) -> HttpResponse:
    """The table of rates with its legal basis; what is not known is said. The province sets the next one."""
    sets = queries.sets_rates(request.scope)
    form = forms.RateForm(request.POST if request.method == "POST" and sets else None)
    if form.is_bound and form.is_valid():
        try:
            actions.set_rate(rate=form.rate, by=request.person, scope=request.scope, at=timezone.now())
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã đặt mức mới; danh sách đã lập giữ mức cũ."))
            return redirect("allowance:rates")
    context = {"rows": queries.rates(), "form": form, "sets": sets, "today": timezone.localdate()}
    return render(request, "allowance/rates.html", context)


@requires(*PAYERS)
def new(request: StaffRequest) -> HttpResponse:
    """Draw up a list by hand, for persons who were out on the same days."""
    own = forms.own_body(queries.bodies_of(request.scope), request.GET.get("place", ""))
    if own is None:
        raise Http404
    today = timezone.localdate()
    form = forms.ListForm(request.POST or None, own=own, on=today, initial={"decided_on": today})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.draw_up_list(
                place=own,
                label=said["label"],
                decision_number=said["decision_number"],
                decided_on=said["decided_on"],
                method=Method(said["method"]),
                days=form.days,
                by_hand=said["by_hand"],
                by=request.person,
                scope=request.scope,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã lập danh sách. Người khác soát từng dòng rồi chốt."))
            return redirect("allowance:list", made.pk)
    return render(request, "allowance/new.html", {"form": form, "own": own, "path": ancestors_of(own)})


def _list(request: StaffRequest, pk: int) -> PaymentList:
    rows = PaymentList.objects.visible_to(request.scope).select_related("place", "made_by", "closed_by")
    found: PaymentList = get_object_or_404(rows, pk=pk)
    return found


@requires(*READERS)
def payment_list(request: StaffRequest, list_id: int) -> HttpResponse:
    """One list, person by person, each with the days behind it."""
    return _shown(request, _list(request, list_id), None, forms.ReasonForm())


def _shown(
    request: StaffRequest, found: PaymentList, faulty: tuple[int, forms.CheckForm] | None, reason: forms.ReasonForm
) -> HttpResponse:
    narrowed = _narrowed(request)
    lines = queries.lines_page(found, narrowed, limit=LINES + 1)
    shown = lines[:LINES]
    if faulty and faulty[0] not in {line.pk for line in shown}:
        shown = [*queries.one_line(found, faulty[0]), *shown]
    tally = queries.tally_of(found)
    may_pay = found.state == ListState.DRAFT and queries.pays(request.scope, found.place)
    context = {
        "list": found,
        "path": ancestors_of(found.place),
        "tone": TONES[ListState(found.state)],
        "lines": [
            {
                "line": line,
                "tone": LINE_TONES[LineState(line.state)],
                "days": sorted(line.days.all(), key=lambda day: day.day),
                "form": faulty[1] if faulty and faulty[0] == line.pk else None,
            }
            for line in shown
        ],
        "tally": tally,
        "total": tally.total,
        "left": tally.left,
        "unknown": tally.unknown,
        "narrowed": narrowed,
        "states": [*LINE_STATES.items(), (queries.UNKNOWN, _("Bảng chưa có mức"))],
        "next": shown[-1].pk if len(lines) > LINES else "",
        "to_check": sum(line.state == LineState.OPEN and line.computed is not None for line in shown),
        "may_check": may_pay and found.made_by_id != request.person.pk,
        "may_cancel": may_pay,
        "is_maker": found.made_by_id == request.person.pk,
        "reason_form": reason,
    }
    return render(request, "allowance/list.html", context)


def _narrowed(request: StaffRequest) -> queries.Narrowed:
    state = request.GET.get("state", "")
    known = {*LINE_STATES, queries.UNKNOWN}
    return queries.Narrowed(
        text=request.GET.get("q", "").strip()[:100],
        state=state if state in known else "",
        after=row_number(request.GET.get("after", "")),
    )


def _back(request: StaffRequest, list_id: int) -> HttpResponse:
    """To the same lines of the list that were looked at."""
    query = request.GET.urlencode()
    return redirect(reverse("allowance:list", args=[list_id]) + (f"?{query}" if query else "") + "#h-lines")


def _line(request: StaffRequest, pk: int) -> PaymentLine:
    visible = PaymentList.objects.visible_to(request.scope)
    found: PaymentLine = get_object_or_404(PaymentLine.objects.filter(list__in=visible), pk=pk)
    return found


def _act(request: StaffRequest, line_id: int, act: Callable[[PaymentLine, forms.CheckForm], object]) -> HttpResponse:
    line, form = _line(request, line_id), forms.CheckForm(request.POST)
    if form.is_valid():
        try:
            act(line, form)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return _back(request, line.list_id)
    return _shown(request, _list(request, line.list_id), (line.pk, form), forms.ReasonForm())


@requires(*PAYERS)
@require_POST
def check(request: StaffRequest, line_id: int) -> HttpResponse:
    """This line is right."""

    def act(line: PaymentLine, form: forms.CheckForm) -> object:
        said = form.cleaned_data
        given = {"by": request.person, "scope": request.scope, "at": timezone.now()}
        return actions.check_line(line_id=line.pk, amount=said["amount"], reason=said["reason"], **given)

    return _act(request, line_id, act)


@requires(*PAYERS)
@require_POST
def check_shown(request: StaffRequest, list_id: int) -> HttpResponse:
    """The lines that were looked at on one page are right as the table gives them."""
    found = _list(request, list_id)
    numbers = [row_number(text) for text in request.POST.getlist("line")[:LINES]]
    given = {"by": request.person, "scope": request.scope, "at": timezone.now()}
    try:
        count = actions.check_lines(list_id=found.pk, lines=numbers, **given)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã soát %(count)s dòng.") % {"count": count})
    return _back(request, found.pk)


@requires(*PAYERS)
@require_POST
def strike(request: StaffRequest, line_id: int) -> HttpResponse:
    """This person is not paid by this list."""

    def act(line: PaymentLine, form: forms.CheckForm) -> object:
        given = {"by": request.person, "scope": request.scope, "at": timezone.now()}
        return actions.strike_line(line_id=line.pk, reason=form.cleaned_data["reason"], **given)

    return _act(request, line_id, act)


@requires(*PAYERS)
@require_POST
def close(request: StaffRequest, list_id: int) -> HttpResponse:
    found = _list(request, list_id)
    try:
        actions.close_list(list_id=found.pk, by=request.person, scope=request.scope, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã chốt danh sách chi."))
    return redirect("allowance:list", found.pk)


@requires(*PAYERS)
@require_POST
def cancel(request: StaffRequest, list_id: int) -> HttpResponse:
    found, form = _list(request, list_id), forms.ReasonForm(request.POST)
    form.is_valid()
    try:
        actions.cancel_list(
            list_id=found.pk,
            reason=form.cleaned_data.get("reason", ""),
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _shown(request, found, None, form)
    messages.success(request, _("Đã huỷ danh sách; các ngày công dùng được cho danh sách khác."))
    return redirect("allowance:list", found.pk)


@requires(*READERS)
def file(request: StaffRequest, list_id: int, kind: str) -> HttpResponse:
    """The list as a workbook or as official paper."""
    if kind not in KINDS:
        raise Http404
    found = _list(request, list_id)
    address = request.build_absolute_uri(reverse("allowance:list", args=[found.pk]))
    try:
        made = (
            render_xlsx(exports.workbook(found))
            if kind == "xlsx"
            else render_docx(exports.paper(found, address=address))
        )
    except Refusal as refusal:  # a character that no font shows
        messages.error(request, str(refusal))
        return redirect("allowance:list", found.pk)
    return download(made, f"danh-sach-chi-{found.pk}.{kind}")
