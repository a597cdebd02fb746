from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from toso.ground.places.models import Place
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.pictures import CleanPhoto
from toso.ground.shared.refusal import Refusal
from toso.work.outreach.actions.drafts import drop_draft
from toso.work.outreach.actions.photos import add_photo
from toso.work.outreach.actions.recording import record_work
from toso.work.outreach.actions.records import withdraw_record
from toso.work.outreach.forms.records import WorkForm
from toso.work.outreach.models import Record, Source
from toso.work.outreach.queries import records as queries
from toso.work.outreach.queries.checks import RECORDERS, REVIEWERS
from toso.work.outreach.queries.records import flag_words, guided_words
from toso.work.outreach.rules import Flag

DRAFT = "work"


@requires(*RECORDERS)
def new(request: StaffRequest) -> HttpResponse:
    """Record a piece of work in a minute. ``again`` shows the page anew for another place, keeping what was typed."""
    at = timezone.now()
    place = _chosen_place(request)
    is_sent = request.method == "POST" and "again" not in request.POST
    form = WorkForm(
        request.POST if request.method == "POST" else None,
        request.FILES if is_sent else None,
        by=request.person,
        scope=request.scope,
        at=at,
        place=place,
    )
    if is_sent and form.is_valid():
        try:
            return _save(request, form)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    context = who_words(form, on=timezone.localdate()) | {
        "form": form,
        "is_sent": is_sent,
        "may_paste": request.scope.holds(*REVIEWERS),
        "last": [_line(record) for record in queries.last_records(request.person)],
        "today": timezone.localdate(),
    }
    return render(request, "outreach/new.html", context)


def who_words(form: WorkForm, *, on: date) -> dict[str, object]:
    """The line that sums up place, day and people, and whether what it sums up stands open."""
    chosen = {str(value) for value in form["people"].value() or []}
    place = next((place for place in form.places if str(place.pk) == str(_key(form["place"].value()))), None)
    others = len(chosen - {str(form.by.pk)})
    people = _people_words(others, is_me=str(form.by.pk) in chosen)
    day = form["day"].value()
    is_today = day in (on, on.isoformat())
    words = _("hôm nay") if is_today else (f"{day:%d/%m/%Y}" if isinstance(day, date) else str(day or ""))
    return {
        "sum_place": place or _("Chọn nơi"),
        "sum_day": words,
        "sum_people": people,
        "chosen": chosen,
        "is_open": form.is_bound or (form.record is None and len(form.places) > 2),
    }


def _people_words(others: int, *, is_me: bool) -> str:
    if is_me and others:
        return ngettext("Tôi và %(count)s người nữa", "Tôi và %(count)s người nữa", others) % {"count": others}
    if is_me:
        return _("Một mình tôi")
    if others:
        return ngettext("%(count)s người tham gia", "%(count)s người tham gia", others) % {"count": others}
    return _("Chưa chọn ai tham gia")


def _key(value: object) -> object:
    return value.pk if isinstance(value, Place) else value


def _chosen_place(request: StaffRequest) -> Place | None:
    wanted = request.POST.get("place") or request.GET.get("place") or ""
    if not wanted.isdecimal():
        return None
    place: Place = get_object_or_404(Place.objects.visible_to(request.scope), pk=int(wanted))
    return place


def _save(request: StaffRequest, form: WorkForm) -> HttpResponse:
    at, work = timezone.now(), form.work()
    record = record_work(
        uuid=work.uuid,
        place=form.cleaned_data["place"],
        day=work.day,
        task=queries.task(work.task_id),
        counts=work.counts,
        people=work.people,
        captured_at=work.captured_at,
        source=Source.PAGE,
        by=request.person,
        scope=request.scope,
        at=at,
        platform=form.cleaned_data["platform"],
        note=work.note,
        procedure=form.cleaned_data["procedure"],
        document=form.cleaned_data["document"],
        medium=work.medium,
        reach=work.reach,
    )
    photo: CleanPhoto | None = form.cleaned_data["photo"]
    if photo is not None:
        add_photo(
            record_id=record.pk,
            content=photo.content,
            digest=photo.digest,
            width=photo.width,
            height=photo.height,
            by=request.person,
            scope=request.scope,
            at=at,
        )
    drop_draft(person=request.person, form=DRAFT)
    words = _("Đã ghi: %(task)s, %(guided)s.") % {"task": record.task.short_name, "guided": guided_words(record)}
    messages.success(request, words, extra_tags=f"undo:{reverse('outreach:undo', args=[record.pk])}")
    _warn_of_same_work(request, record)
    return redirect("outreach:new")


def _warn_of_same_work(request: StaffRequest, record: Record) -> None:
    same = next((flag for flag in record.flags if flag["code"] == Flag.SAME_WORK), None)
    if same is None:
        return
    other = queries.newest(UUID(same["record"]))
    words = _("%(person)s đã ghi việc này ở %(place)s cùng ngày. Nếu là một việc, mở bản vừa ghi ở dưới để liên kết.")
    messages.warning(request, words % {"person": other.recorded_by if other else "", "place": record.place})


def _line(record: Record) -> dict[str, object]:
    return {"record": record, "guided": guided_words(record), "flags": [flag_words(flag) for flag in record.flags]}


@requires(*RECORDERS)
@require_POST
def undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Take back what was saved a moment ago."""
    record = get_object_or_404(Record.objects.visible_to(request.scope), pk=pk)
    try:
        withdraw_record(
            record_id=record.pk,
            reason=_("Hoàn tác ngay sau khi ghi"),
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã bỏ bản vừa ghi. Còn trong thùng 30 ngày."))
    return redirect("outreach:new")
