from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.queries import ancestors_of
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.work.outreach.actions import flags as flag_actions
from toso.work.outreach.actions.photos import add_photo, remove_photo
from toso.work.outreach.actions.records import correct_record, may_change, restore_record, withdraw_record
from toso.work.outreach.forms.records import CorrectionForm, PhotoForm, ReasonForm
from toso.work.outreach.models import Batch, Photo, Record
from toso.work.outreach.queries import records as queries
from toso.work.outreach.queries.checks import RECORDERS, REVIEWERS
from toso.work.outreach.queries.records import Filters, flag_words, guided_words
from toso.work.outreach.views.work import who_words

READERS = (
    Role.TEAM_LEADER,
    Role.TEAM_MEMBER,
    Role.COMMUNE_OFFICIAL,
    Role.COMMUNE_LEADER,
    Role.PROVINCE_OFFICER,
    Role.PROVINCE_VIEWER,
    Role.YOUTH_UNION,
    Role.PARTNER,
    Role.AUDITOR,
)


NARROWING = ("place", "from", "to", "task", "group", "state", "procedure")


@requires(*READERS)
def records(request: StaffRequest) -> HttpResponse:
    """The evidence: every record in the scope, narrowed by what the address says."""
    filters = _filters(request)
    shown, after = queries.page_of(queries.find_records(request.scope, filters), request.GET.get("after", ""))
    batch = Batch.objects.visible_to(request.scope).filter(pk=filters.batch_id).first() if filters.batch_id else None
    context = {
        "rows": [line(record) for record in shown],
        "after": after,
        "filters": filters,
        "path": ancestors_of(filters.place) if filters.place else [],
        "places": _places_below(request, filters.place),
        "tasks": queries.all_tasks(),
        "groups": queries.group_labels(),
        "may_record": request.scope.holds(*RECORDERS),
        "may_paste": request.scope.holds(*REVIEWERS),
        "batch": batch if batch and batch.undone_at is None else None,
        "is_narrowed": any(request.GET.get(name) for name in ("q", *NARROWING)),
        "is_filtered": any(request.GET.get(name) for name in NARROWING),
    }
    return render(request, "outreach/records.html", context)


def _filters(request: StaffRequest) -> Filters:
    get = request.GET
    place = None
    if get.get("place", "").isdecimal():
        place = get_object_or_404(Place.objects.visible_to(request.scope), pk=int(get["place"]))
    return Filters(
        text=get.get("q", "").strip(),
        place=place,
        first_day=_day(get.get("from", "")),
        last_day=_day(get.get("to", "")),
        task_id=int(get["task"]) if get.get("task", "").isdecimal() else None,
        group=get.get("group", ""),
        state=get.get("state", ""),
        batch_id=int(get["batch"]) if get.get("batch", "").isdecimal() else None,
        procedure=get.get("procedure", "")[:30],
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _places_below(request: StaffRequest, place: Place | None) -> list[Place]:
    """The next smaller units to choose: of the chosen place, or of the roots of the scope."""
    rows = Place.objects.visible_to(request.scope).current()
    if place is not None:
        below = list(rows.filter(parent=place).order_by("sort_key"))
        return [place, *below]
    tops = request.scope.place_roots
    return list(rows.filter(path__in=tops).order_by("path")) + list(
        rows.filter(parent__path__in=tops).order_by("sort_key")
    )


def line(record: Record) -> dict[str, Any]:
    flags = [] if record.is_withdrawn else [flag_words(flag) for flag in record.flags if not flag["seen"]]
    return {"record": record, "guided": guided_words(record), "flags": flags}


def _visible(request: StaffRequest, pk: int) -> Record:
    rows = Record.objects.visible_to(request.scope).select_related(
        "place", "task", "platform", "procedure", "document", "team", "recorded_by"
    )
    record: Record = get_object_or_404(rows, pk=pk)
    return record


@requires(*READERS)
def record(request: StaffRequest, pk: int) -> HttpResponse:
    """One record with everything that was ever said in it."""
    return _record_page(request, _visible(request, pk), ReasonForm())


def _record_page(
    request: StaffRequest, shown: Record, form: ReasonForm, photo_form: PhotoForm | None = None
) -> HttpResponse:
    versions = queries.versions_of(shown)
    newest = versions[0]
    is_newest = newest.pk == shown.pk
    may = may_change(newest, by=request.person, scope=request.scope, at=timezone.now())
    flags = [_flag(request, flag) for flag in shown.flags] if is_newest and not shown.is_withdrawn else []
    context = {
        "line": line(shown),
        "record": shown,
        "newest": newest,
        "is_newest": is_newest,
        "path": ancestors_of(shown.place),
        "counts": queries.labelled_counts(shown),
        "case": queries.case_words(shown),
        "shares": list(shown.shares.select_related("person").order_by("-percent", "pk")),
        "versions": [
            {"version": new, "changes": queries.changes_between(old, new)}
            for new, old in zip(versions, [*versions[1:], None], strict=True)
        ],
        "photos": queries.photos_of(shown),
        "flags": flags,
        "has_unseen": any(not flag["flag"]["seen"] for flag in flags),
        "may_correct": may and is_newest and not shown.is_withdrawn,
        "may_restore": may and is_newest and shown.is_withdrawn,
        "may_review": request.scope.holds(*REVIEWERS, at_place=shown.place.path),
        "form": form,
        "photo_form": photo_form or PhotoForm(),
    }
    return render(request, "outreach/record.html", context)


def _flag(request: StaffRequest, flag: dict[str, Any]) -> dict[str, Any]:
    other = queries.newest(UUID(flag["record"])) if "record" in flag else None
    if other is not None and not Record.objects.visible_to(request.scope).filter(pk=other.pk).exists():
        other = None
    return {
        "flag": flag,
        "words": flag_words(flag),
        "why": queries.flag_reason(flag),
        "other": other,
        "other_guided": guided_words(other) if other else "",
    }


@requires(*RECORDERS)
def correct(request: StaffRequest, pk: int) -> HttpResponse:
    """Correct by a new version. ``record`` in the address is the version that was on the screen."""
    shown, at = _visible(request, pk), timezone.now()
    form = CorrectionForm(request.POST or None, by=request.person, scope=request.scope, at=at, record=shown)
    if request.method == "POST" and form.is_valid():
        try:
            new = correct_record(
                record_id=shown.pk,
                work=form.work(),
                reason=form.cleaned_data["reason"],
                by=request.person,
                scope=request.scope,
                at=at,
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(
                request, _("Đã sửa thành bản %(version)s; bản cũ vẫn đọc được.") % {"version": new.version}
            )
            return redirect("outreach:record", new.pk)
    context = who_words(form, on=timezone.localdate()) | {
        "form": form,
        "record": shown,
        "path": ancestors_of(shown.place),
        "draft": f"correct-{shown.pk}",
    }
    return render(request, "outreach/correct.html", context)


@requires(*RECORDERS)
@require_POST
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    shown, form = _visible(request, pk), ReasonForm(request.POST)
    if not form.is_valid():
        return _record_page(request, shown, form)
    try:
        withdraw_record(
            record_id=shown.pk,
            reason=form.cleaned_data["reason"],
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _record_page(request, _visible(request, pk), form)
    undo = f"undo:{reverse('outreach:restore', args=[shown.pk])}"
    messages.success(request, _("Đã bỏ bản ghi; còn trong thùng 30 ngày."), extra_tags=undo)
    return redirect("outreach:record", shown.pk)


@requires(*RECORDERS)
@require_POST
def restore(request: StaffRequest, pk: int) -> HttpResponse:
    shown = _visible(request, pk)
    try:
        new = restore_record(record_id=shown.pk, by=request.person, scope=request.scope, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("outreach:record", shown.pk)
    messages.success(request, _("Đã khôi phục bản ghi."))
    return redirect("outreach:record", new.pk)


@requires(*RECORDERS)
@require_POST
def link(request: StaffRequest, pk: int) -> HttpResponse:
    """Say that this record and the other are one piece of work."""
    shown = _visible(request, pk)
    try:
        flag_actions.link_same_work(record_id=shown.pk, by=request.person, scope=request.scope, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã liên kết hai bản ghi. Cả hai còn tính đến khi có người bỏ một bản."))
    return redirect("outreach:record", shown.pk)


@requires(*REVIEWERS)
@require_POST
def settle(request: StaffRequest, pk: int) -> HttpResponse:
    """I have looked; the record stands."""
    shown = _visible(request, pk)
    try:
        flag_actions.settle_flags(record_id=shown.pk, by=request.person, scope=request.scope, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã xem; giữ bản ghi như hiện có."))
    return redirect("outreach:record", shown.pk)


@requires(*RECORDERS)
@require_POST
def photograph(request: StaffRequest, pk: int) -> HttpResponse:
    """Add a picture to a record that is already saved."""
    shown, form = _visible(request, pk), PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        return _record_page(request, shown, ReasonForm(), form)
    photo = form.cleaned_data["photo"]
    try:
        add_photo(
            record_id=shown.pk,
            content=photo.content,
            digest=photo.digest,
            width=photo.width,
            height=photo.height,
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _record_page(request, shown, ReasonForm(), form)
    messages.success(request, _("Đã thêm ảnh."))
    return redirect("outreach:record", shown.pk)


@requires(*READERS)
def photo(request: StaffRequest, pk: int) -> HttpResponse:
    """The picture itself, only to those who see its place."""
    found = get_object_or_404(Photo.objects.visible_to(request.scope), pk=pk, removed_at__isnull=True)
    with found.file.open("rb") as file:
        response = HttpResponse(file.read(), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=3600"
    return response


@requires(*RECORDERS)
@require_POST
def drop_photo(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Photo.objects.visible_to(request.scope), pk=pk, removed_at__isnull=True)
    record = queries.newest(found.record_uuid)
    try:
        remove_photo(photo_id=found.pk, by=request.person, scope=request.scope, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã gỡ ảnh."))
    return redirect("outreach:record", record.pk) if record else redirect("outreach:records")
