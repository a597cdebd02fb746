from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.documents.queries import PAPERS
from toso.ground.people.queries import committee_of
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.privacy import actions, exports, queries
from toso.ground.privacy.forms import (
    AnswerForm,
    BreachEndForm,
    BreachForm,
    BreachReportForm,
    ConsentForm,
    ExtendForm,
    OutcomeForm,
    OwnRequestForm,
    ReceivedRequestForm,
)
from toso.ground.privacy.models import STATES, Breach, Consent, SubjectRequest
from toso.ground.privacy.rules import RequestState, Way
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.downloads import download
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import row_number

PAGE = 25
REGISTER_READERS = (Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL, Role.PROVINCE_OFFICER)
TONES = {
    RequestState.RECEIVED: "wait",
    RequestState.ACCEPTED: "work",
    RequestState.REFUSED: "bad",
    RequestState.DONE: "good",
}


def line(request: SubjectRequest, scope: Scope) -> dict[str, Any]:
    state = RequestState(request.state)
    name, contact = queries.names_of(request, scope)
    return {
        "name": name,
        "contact": contact,
        "request": request,
        "kind": queries.kind_of(request),
        "tone": TONES[state],
        "state": STATES[state],
        "due": queries.due_words(request, on=timezone.localdate()),
    }


def refused(form: django_forms.Form, refusal: Refusal) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


@requires()
def mine(request: StaffRequest) -> HttpResponse:
    """What is kept about me, why, and what I may ask."""
    at = timezone.now()
    form = OwnRequestForm(request.POST or None, on=timezone.localdate(at))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.receive_request(
                person=request.person,
                place=queries.place_of(request.person),
                way=Way.ACCOUNT,
                received_on=timezone.localdate(at),
                by=request.person,
                at=at,
                **form.cleaned_data,
            )
        except Refusal as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Đã gửi. Trả lời trong 2 ngày làm việc, hiện ở đây và ở Tin báo."))
            return redirect("privacy:request", made.pk)
    own = SubjectRequest.objects.filter(person=request.person).select_related("place").order_by("-pk")[:PAGE]
    context = {
        "form": form,
        "rows": [line(row, request.scope) for row in own],
        "activities": queries.activities_on(timezone.localdate(at)),
        "kinds": queries.kinds_on(timezone.localdate(at)),
        "is_restricted": request.person.restricted_since is not None,
    }
    return render(request, "privacy/mine.html", context, status=400 if form.errors else 200)


@requires(*queries.READERS)
def listed(request: StaffRequest) -> HttpResponse:
    """Requests of my places: what waits first."""
    rows = queries.requests_visible(request.scope).select_related("place", "person").order_by("-pk")
    show = "all" if request.GET.get("show") == "all" else "waiting"
    if show == "waiting":
        rows = rows.waiting()
    if before := row_number(request.GET.get("before", "")):
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    context = {
        "rows": [line(row, request.scope) for row in found[:PAGE]],
        "show": show,
        "next": found[PAGE - 1].pk if len(found) > PAGE else "",
        "may_receive": request.scope.holds(*queries.HANDLERS),
    }
    return render(request, "privacy/requests.html", context)


@requires(*queries.HANDLERS)
def new(request: StaffRequest) -> HttpResponse:
    """Take in what somebody came to the office with."""
    at = timezone.now()
    on = timezone.localdate(at)
    form = ReceivedRequestForm(request.POST or None, scope=request.scope, on=on, initial={"received_on": on})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.receive_request(person=None, by=request.person, at=at, **form.cleaned_data)
        except Refusal as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Đã tiếp nhận yêu cầu."))
            return redirect("privacy:request", made.pk)
    return render(request, "privacy/new.html", {"form": form}, status=400 if form.errors else 200)


def _visible(request: StaffRequest, pk: int) -> SubjectRequest:
    rows = queries.requests_visible(request.scope).select_related("place", "person", "recorded_by", "handled_by")
    found: SubjectRequest = get_object_or_404(rows, pk=pk)
    return found


def _page(request: StaffRequest, found: SubjectRequest, **given: django_forms.Form) -> HttpResponse:
    may, state = queries.may_handle(found, request.scope), RequestState(found.state)
    context = {
        "line": line(found, request.scope),
        "clock": queries.clock_of(found),
        "may_answer": may and state == RequestState.RECEIVED,
        "may_finish": may and state == RequestState.ACCEPTED,
        "waits_for_erasure": queries.waits_for_erasure(found),
        "may_erase": queries.waits_for_erasure(found) and request.scope.holds(Role.ADMINISTRATOR),
        "may_extend": may and state == RequestState.ACCEPTED and not found.extended_days,
        "may_open_register": may and found.person is None and request.scope.holds(*REGISTER_READERS),
        "may_lift": may and found.person is not None and found.person.restricted_since is not None,
        "answer_form": given.get("answer_form") or AnswerForm(),
        "extend_form": given.get("extend_form") or ExtendForm(),
        "outcome_form": given.get("outcome_form") or OutcomeForm(),
    }
    is_wrong = any(form.errors for form in given.values())
    return render(request, "privacy/request.html", context, status=400 if is_wrong else 200)


@requires()
def one(request: StaffRequest, pk: int) -> HttpResponse:
    return _page(request, _visible(request, pk))


def _by_hand(found: SubjectRequest) -> str:
    """Somebody without an account hears of it from whoever took the request down."""
    words = _("Đã lưu. Người yêu cầu không có tài khoản: hãy báo cho họ%(contact)s.")
    return words % {"contact": f" ({found.contact})" if found.contact else ""}


def _done(
    request: StaffRequest, pk: int, name: str, form: django_forms.Form, act: Callable[[], object], words: str
) -> HttpResponse:
    """Do one step; when it is refused, show the page again with the words still in it."""
    found = _visible(request, pk)
    if form.is_valid():
        try:
            act()
        except Refusal as refusal:
            refused(form, refusal)
        else:
            messages.success(request, words if found.person_id else _by_hand(found))
            return redirect("privacy:request", found.pk)
    return _page(request, found, **{name: form})


@requires(*queries.HANDLERS)
@require_POST
def answer(request: StaffRequest, pk: int) -> HttpResponse:
    form = AnswerForm(request.POST)

    def act() -> None:
        actions.answer_request(
            request_id=pk,
            is_accepted=form.cleaned_data["is_accepted"] == "yes",
            answer=form.cleaned_data["answer"],
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )

    return _done(request, pk, "answer_form", form, act, _("Đã trả lời; người yêu cầu được báo."))


@requires(*queries.HANDLERS)
@require_POST
def extend(request: StaffRequest, pk: int) -> HttpResponse:
    form = ExtendForm(request.POST)

    def act() -> None:
        actions.extend_request(
            request_id=pk, **form.cleaned_data, by=request.person, scope=request.scope, at=timezone.now()
        )

    return _done(request, pk, "extend_form", form, act, _("Đã gia hạn."))


@requires(*queries.HANDLERS)
@require_POST
def finish(request: StaffRequest, pk: int) -> HttpResponse:
    form = OutcomeForm(request.POST)

    def act() -> None:
        actions.finish_request(
            request_id=pk,
            outcome=form.cleaned_data["outcome"],
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )

    words = _("Đã ghi kết quả; người yêu cầu được báo.")
    if _visible(request, pk).kind == "erase":  # whoever is erased has no account any more
        words = _("Đã ghi kết quả. Người yêu cầu không còn tài khoản: hãy báo cho họ theo cách đã hẹn.")
    return _done(request, pk, "outcome_form", form, act, words)


@requires(*queries.HANDLERS)
@require_POST
def lift(request: StaffRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    try:
        actions.lift_restriction(request_id=found.pk, by=request.person, scope=request.scope, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã bỏ hạn chế xử lý dữ liệu."))
    return redirect("privacy:request", found.pk)


@requires(*queries.CONSENT_KEEPERS)
def consents(request: StaffRequest) -> HttpResponse:
    """What citizens of my places agreed to, and a new one."""
    at = timezone.now()
    on = timezone.localdate(at)
    form = ConsentForm(request.POST or None, scope=request.scope, initial={"given_on": on})
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_consent(**form.cleaned_data, by=request.person, scope=request.scope, at=at)
        except Refusal as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Đã ghi sự đồng ý."))
            return redirect("privacy:consents")
    rows = queries.consents_visible(request.scope)
    if before := row_number(request.GET.get("before", "")):
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    context = {"form": form, "rows": found[:PAGE], "next": found[PAGE - 1].pk if len(found) > PAGE else ""}
    return render(request, "privacy/consents.html", context, status=400 if form.errors else 200)


@requires(*queries.CONSENT_KEEPERS)
@require_POST
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    at = timezone.now()
    found = get_object_or_404(Consent.objects.visible_to(request.scope), pk=pk)
    try:
        actions.withdraw_consent(
            consent_id=found.pk, on=timezone.localdate(at), by=request.person, scope=request.scope, at=at
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã ghi việc rút lại sự đồng ý."))
    return redirect("privacy:consents")


@requires()
def processing(request: StaffRequest) -> HttpResponse:
    """The record of processing: whose data, why, on what basis, how long. As a page or as a paper."""
    on = timezone.localdate()
    form = request.GET.get("as", "")
    if form in PAPERS:
        home = Place.objects.current().filter(level=Level.PROVINCE, path__in=_provinces(request)).first()
        paper = exports.printed(form, on=on, issuer=committee_of(home, on=on) if home else None)
        return download(paper, f"ho-so-xu-ly-du-lieu-ca-nhan.{form}")
    context = {
        "activities": queries.activities_on(on),
        "kinds": queries.kinds_on(on),
        "measures": exports.MEASURES,
    }
    return render(request, "privacy/processing.html", context)


def _provinces(request: StaffRequest) -> list[str]:
    return [f"{root.split('.')[0]}." for root in request.scope.place_roots]


@requires(*queries.READERS)
def breaches(request: StaffRequest) -> HttpResponse:
    """Personal data that went astray at my places, those not closed first."""
    at = timezone.now()
    page = Paginator(queries.breaches_visible(request.scope), PAGE).get_page(request.GET.get("page"))
    rows = [(row, queries.breach_words(row, at=at)) for row in page]
    context = {"page": page, "rows": rows, "may_write": request.scope.holds(*queries.HANDLERS)}
    return render(request, "privacy/breaches.html", context)


@requires(*queries.HANDLERS)
def new_breach(request: StaffRequest) -> HttpResponse:
    """Write a breach down."""
    at = timezone.now()
    form = BreachForm(request.POST or None, scope=request.scope, initial={"known_at": timezone.localtime(at)})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.record_breach(**form.cleaned_data, by=request.person, scope=request.scope, at=at)
        except Refusal as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Đã ghi sự cố. Đồng hồ chạy từ lúc biết."))
            return redirect("privacy:breach", made.pk)
    return render(request, "privacy/new_breach.html", {"form": form}, status=400 if form.errors else 200)


def _breach(request: StaffRequest, pk: int) -> Breach:
    found: Breach = get_object_or_404(queries.breaches_visible(request.scope), pk=pk)
    return found


@requires(*queries.READERS)
def breach(request: StaffRequest, pk: int) -> HttpResponse:
    """One breach, as a page or as the paper that goes to the authority."""
    shown = _breach(request, pk)
    form = request.GET.get("as", "")
    if form in PAPERS:
        on = timezone.localdate()
        paper = exports.printed_breach(shown, form, on=on, issuer=committee_of(shown.place, on=on))
        return download(paper, f"su-co-du-lieu-{shown.pk}.{form}")
    return _breach_page(request, shown)


def _breach_page(
    request: StaffRequest,
    shown: Breach,
    *,
    report: BreachReportForm | None = None,
    end: BreachEndForm | None = None,
    status: int = 200,
) -> HttpResponse:
    at = timezone.now()
    may_write = shown.closed_at is None and request.scope.holds(*queries.HANDLERS, at_place=shown.place.path)
    context = {
        "breach": shown,
        "clock": queries.breach_words(shown, at=at),
        "period": queries.period_of(shown),
        "may_write": may_write,
        "report": report or BreachReportForm(initial={"reported_at": timezone.localtime(at)}),
        "end": end or BreachEndForm(),
    }
    return render(request, "privacy/breach.html", context, status=status)


@requires(*queries.HANDLERS)
@require_POST
def report_breach(request: StaffRequest, pk: int) -> HttpResponse:
    shown, form = _breach(request, pk), BreachReportForm(request.POST)
    if form.is_valid():
        try:
            actions.report_breach(
                breach_id=shown.pk, **form.cleaned_data, by=request.person, scope=request.scope, at=timezone.now()
            )
        except Refusal as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Đã ghi việc báo."))
            return redirect("privacy:breach", shown.pk)
    return _breach_page(request, shown, report=form, status=400)


@requires(*queries.HANDLERS)
@require_POST
def close_breach(request: StaffRequest, pk: int) -> HttpResponse:
    shown, form = _breach(request, pk), BreachEndForm(request.POST)
    if form.is_valid():
        try:
            actions.close_breach(
                breach_id=shown.pk, **form.cleaned_data, by=request.person, scope=request.scope, at=timezone.now()
            )
        except Refusal as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Sự cố đã kết thúc."))
            return redirect("privacy:breach", shown.pk)
    return _breach_page(request, shown, end=form, status=400)
