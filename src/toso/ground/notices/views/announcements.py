"""Announcements: read, made, acknowledged, noted, reminded of, withdrawn."""

from pathlib import PurePath

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from toso.ground.notices import forms
from toso.ground.notices.actions import announcements as actions
from toso.ground.notices.models import Announcement, Recipient
from toso.ground.notices.queries import announcements as queries
from toso.ground.notices.rules import Channel
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.downloads import download
from toso.ground.shared.refusal import Refusal

PAGE = 25
NAMES = 100


@requires()
def announcements(request: StaffRequest) -> HttpResponse:
    """What was announced to me or in my scope, the newest first."""
    rows = queries.announcements(request.scope).order_by("-pk")
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 18:
        rows = rows.filter(pk__lt=int(before))
    shown = list(rows[: PAGE + 1])
    mine = Recipient.objects.filter(announcement__in=shown, person=request.person.pk)
    reached = {row.announcement_id: row for row in mine}
    context = {
        "rows": [(row, reached.get(row.pk)) for row in shown[:PAGE]],
        "next": shown[PAGE - 1].pk if len(shown) > PAGE else "",
        "may_announce": request.scope.holds(*queries.ANNOUNCERS),
        "today": timezone.localdate(),
    }
    return render(request, "notices/announcements.html", context)


@requires(*queries.ANNOUNCERS)
def new(request: StaffRequest) -> HttpResponse:
    """Say something to many."""
    own = _own_place(request)
    form = forms.AnnouncementForm(
        request.POST or None, request.FILES or None, own=own, initial={"from_on": timezone.localdate()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = _announce(request, own, form)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            count = made.recipients.count()
            words = ngettext("Đã gửi cho %(count)s người.", "Đã gửi cho %(count)s người.", count)
            if count:
                messages.success(request, words % {"count": count})
            elif made.from_on > timezone.localdate():
                messages.success(request, _("Đã lưu; gửi vào ngày %(day)s.") % {"day": f"{made.from_on:%d/%m/%Y}"})
            else:
                nobody = _("Chưa ai nhận: ở nơi đã chọn không có ai giữ vai trò ấy. Hãy thu hồi rồi chọn lại.")
                messages.warning(request, nobody)
            return redirect("notices:announcement", made.pk)
    context = {"form": form, "own": own, "places": queries.places_to_speak_from(request.scope)}
    return render(request, "notices/announce.html", context)


def _own_place(request: StaffRequest) -> Place:
    own = queries.places_to_speak_from(request.scope)
    key = request.GET.get("place", "")
    chosen = own.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 18 else own.first()
    if chosen is None:
        raise Http404
    return chosen


def _announce(request: StaffRequest, own: Place, form: forms.AnnouncementForm) -> Announcement:
    said = form.cleaned_data
    return actions.announce(
        place=own,
        title=said["title"],
        text=said["text"],
        kind=said["kind"],
        paper=actions.Paper(said["number"], said["dated_on"], said["signer"]),
        roles=said["roles"],
        places=list(said["places"]),
        from_on=said["from_on"],
        until_on=said["until_on"],
        asks_acknowledgement=said["asks_acknowledgement"],
        file=said["file"],
        by=request.person,
        scope=request.scope,
        at=timezone.now(),
    )


def _announcement(request: StaffRequest, pk: int) -> Announcement:
    found: Announcement = get_object_or_404(queries.announcements(request.scope), pk=pk)
    return found


@requires()
def announcement(request: StaffRequest, announcement_id: int) -> HttpResponse:
    return _page(request, _announcement(request, announcement_id), forms.ReasonForm())


def _page(request: StaffRequest, shown: Announcement, form: forms.ReasonForm) -> HttpResponse:
    whole, lines = queries.tallies(shown, request.scope)
    key = request.GET.get("place", "")
    here = (
        Place.objects.visible_to(request.scope).filter(pk=int(key)).first()
        if key.isdecimal() and len(key) < 18
        else None
    )
    silent = queries.silent_ones(shown, request.scope, at_path=here.path if here else "")
    may_note = request.scope.holds(*queries.NOTERS)
    context = {
        "announcement": shown,
        "roles": queries.role_words(shown.roles),
        "places": shown.places.order_by("path")[:20],
        "mine": Recipient.objects.filter(announcement=shown, person=request.person.pk).first(),
        "whole": whole,
        "lines": lines,
        "here": here,
        "silent": silent[:NAMES],
        "note_form": forms.NoteForm(),
        "may_note": may_note,
        "may_remind": (may_note or request.scope.holds(Role.YOUTH_UNION)) and whole.silent > 0,
        "may_withdraw": shown.withdrawn_at is None and queries.manages(shown, request.scope),
        "form": form,
    }
    return render(request, "notices/announcement.html", context)


@requires()
@require_POST
def acknowledge(request: StaffRequest, announcement_id: int) -> HttpResponse:
    """I have read it."""
    shown = _announcement(request, announcement_id)
    if not Recipient.objects.filter(announcement=shown, person=request.person.pk).exists():
        raise Http404
    actions.acknowledge(announcement_id=shown.pk, by=request.person, at=timezone.now())
    messages.success(request, _("Đã xác nhận."))
    return redirect("notices:announcement", shown.pk)


@requires(*queries.NOTERS)
@require_POST
def note(request: StaffRequest, recipient_id: int) -> HttpResponse:
    """Somebody was told by telephone, on paper or at a meeting."""
    found: Recipient = get_object_or_404(Recipient.objects.visible_to(request.scope), pk=recipient_id)
    form = forms.NoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Chọn đã báo bằng cách nào."))
        return redirect("notices:announcement", found.announcement_id)
    try:
        actions.note_acknowledgement(
            recipient_id=found.pk,
            channel=Channel(form.cleaned_data["channel"]),
            note=form.cleaned_data["note"],
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã ghi nhận."))
    return redirect("notices:announcement", found.announcement_id)


@requires(*queries.NOTERS, Role.YOUTH_UNION)
@require_POST
def remind(request: StaffRequest, announcement_id: int) -> HttpResponse:
    shown = _announcement(request, announcement_id)
    try:
        count = actions.remind_silent(
            announcement_id=shown.pk, by=request.person, scope=request.scope, at=timezone.now()
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, ngettext("Đã nhắc %(count)s người.", "Đã nhắc %(count)s người.", count) % {"count": count}
        )
    return redirect("notices:announcement", shown.pk)


@requires(*queries.ANNOUNCERS)
@require_POST
def withdraw(request: StaffRequest, announcement_id: int) -> HttpResponse:
    shown = _announcement(request, announcement_id)
    form = forms.ReasonForm(request.POST)
    form.is_valid()
    try:
        actions.withdraw_announcement(
            announcement_id=shown.pk,
            reason=form.cleaned_data.get("reason", ""),
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _page(request, shown, form)
    messages.success(request, _("Đã thu hồi thông báo."))
    return redirect("notices:announcement", shown.pk)


@requires()
def attachment(request: StaffRequest, announcement_id: int) -> HttpResponse:
    """The file that came with it."""
    shown = get_object_or_404(queries.announcements(request.scope).exclude(file=""), pk=announcement_id)
    with shown.file.open("rb") as file:
        content = file.read()
    return download(content, f"thong-bao-{shown.pk}{PurePath(str(shown.file)).suffix}")
