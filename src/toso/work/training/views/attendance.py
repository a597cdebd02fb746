from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from toso.ground.people.models import Person
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.work.training import forms
from toso.work.training.actions import attendance as actions
from toso.work.training.models import Attendance, Session
from toso.work.training.queries import sessions as queries
from toso.work.training.queries.sessions import READERS
from toso.work.training.rules import SessionState
from toso.work.training.views.sessions import shown, the_session

EMPTY_ROWS = 8


@requires(*READERS)
def take(request: StaffRequest, session_id: int) -> HttpResponse:
    """Who was there: tick those who registered, type or paste the others. Wrong lines stay where they are."""
    found = the_session(request, session_id)
    if not queries.runs(found, request.scope):
        messages.error(request, _("Chỉ người mở lớp hoặc giảng viên điểm danh."))
        return redirect("training:session", found.pk)
    if request.method != "POST":
        return _page(request, found, [], is_checked=False)
    rows = forms.typed_rows(request.POST)
    if len(rows) > forms.MOST_ROWS:
        words = _("Nhiều nhất %(most)s dòng một lần; đang có %(count)s dòng.")
        messages.error(request, words % {"most": forms.MOST_ROWS, "count": len(rows)})
        return _page(request, found, rows, is_checked=False)
    forms.read_rows(rows, found)
    if "accept" not in request.POST:
        return _page(request, found, rows, is_checked=True)
    return _accept(request, found, rows)


def _accept(request: StaffRequest, found: Session, rows: list[forms.RollRow]) -> HttpResponse:
    ticked = [int(pk) for pk in request.POST.getlist("person") if pk.isdecimal() and len(pk) < 18]
    signed = found.registrations.filter(person__in=ticked).values("person")
    persons = [*Person.objects.filter(pk__in=signed), *(row.person for row in rows if row.person)]
    try:
        count = actions.take_attendance(
            session_id=found.pk,
            persons=persons,
            reason=request.POST.get("reason", ""),
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _page(request, found, rows, is_checked=True)
    words = ngettext("Đã ghi %(count)s người có mặt.", "Đã ghi %(count)s người có mặt.", count)
    messages.success(request, words % {"count": count})
    wrong = [row for row in rows if row.person is None]
    return _page(request, found, wrong, is_checked=True) if wrong else redirect("training:session", found.pk)


def _page(request: StaffRequest, found: Session, rows: list[forms.RollRow], *, is_checked: bool) -> HttpResponse:
    lines = queries.list_of(found)
    ticked = set(request.POST.getlist("person"))
    empty = 1 if rows else EMPTY_ROWS
    context = {
        "session": found,
        "absent": [(line, str(line.person.pk) in ticked) for line in lines if line.attendance is None],
        "present": sum(line.attendance is not None for line in lines),
        "rows": [*rows, *(forms.RollRow(len(rows) + number, "", "") for number in range(1, empty + 1))],
        "is_checked": is_checked,
        "right": sum(row.person is not None for row in rows),
        "wrong": [row for row in rows if row.fault],
        "is_held": found.state == SessionState.HELD,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "training/attendance.html", context)


@requires(*READERS)
@require_POST
def strike(request: StaffRequest, session_id: int, person_id: int) -> HttpResponse:
    """Take somebody off the list, with the reason."""
    found = the_session(request, session_id)
    try:
        row = actions.strike_attendance(
            session_id=found.pk,
            person_id=person_id,
            reason=request.POST.get("reason", ""),
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã bỏ %(name)s khỏi danh sách có mặt.") % {"name": row.person.name})
    return redirect("training:session", found.pk)


@requires(*READERS)
@require_POST
def heads(request: StaffRequest, session_id: int) -> HttpResponse:
    """How many citizens of each group were there."""
    found = the_session(request, session_id)
    form = forms.HeadsForm(request.POST)
    if not form.is_valid():
        return shown(request, found, form, forms.ReasonForm())
    try:
        row = actions.count_heads(
            session_id=found.pk,
            heads=form.heads,
            reason=form.cleaned_data["reason"],
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return shown(request, found, form, forms.ReasonForm())
    words = ngettext("Đã ghi %(count)s người dân.", "Đã ghi %(count)s người dân.", row.total)
    messages.success(request, words % {"count": row.total})
    return redirect("training:session", found.pk)


@requires()
def check_in(request: StaffRequest, token: str) -> HttpResponse:
    """The page behind the code on the wall: one button. The code is the key; it is on paper in the room."""
    found = get_object_or_404(Session.objects.select_related("course", "place"), token=token)
    refused = ""
    if request.method == "POST":
        try:
            actions.check_in(token=token, by=request.person, at=timezone.now())
        except Refusal as refusal:
            refused = str(refusal)
        else:
            return redirect("training:check_in", token)
    standing = Attendance.objects.filter(session=found, person=request.person, superseded_at__isnull=True).first()
    context = {
        "session": found,
        "standing": standing,
        "refused": refused,
        "is_today": found.day == timezone.localdate(),
        "is_cancelled": found.state == SessionState.CANCELLED,
    }
    return render(request, "training/check_in.html", context)
