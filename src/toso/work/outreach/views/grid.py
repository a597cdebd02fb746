from uuid import UUID, uuid4

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
from toso.ground.shared.refusal import Refusal
from toso.work.outreach.actions.drafts import drop_draft
from toso.work.outreach.actions.recording import record_batch
from toso.work.outreach.actions.records import undo_batch
from toso.work.outreach.forms import grid as forms
from toso.work.outreach.forms.grid import COLUMNS, MOST_ROWS, GridRow
from toso.work.outreach.models import Batch, Source
from toso.work.outreach.queries import records as queries
from toso.work.outreach.queries.checks import REVIEWERS

DRAFT = "grid"
EMPTY_ROWS = 8


@requires(*REVIEWERS)
def grid(request: StaffRequest) -> HttpResponse:
    """Rows of paper lists: first looked through, then the right ones accepted. Wrong rows stay where they are."""
    if request.method != "POST":
        return _page(request, _of_the_sheet(request), is_checked=False)
    at, token = timezone.now(), _token(request.POST.get("token", ""))
    texts = forms.typed_rows({name: request.POST.getlist(name) for name in COLUMNS})
    texts += forms.split_block(request.POST.get("block", ""))
    if len(texts) > MOST_ROWS:
        words = _("Nhiều nhất %(most)s dòng một lần; đang có %(count)s dòng. Bớt dòng rồi kiểm tra lại.")
        messages.error(request, words % {"most": MOST_ROWS, "count": len(texts)})
        return _page(
            request,
            [GridRow(n, text) for n, text in enumerate(texts[:MOST_ROWS], 1)],
            is_checked=False,
            rest=texts[MOST_ROWS:],
        )
    rows = forms.read_rows(texts, token=token, by=request.person, scope=request.scope, at=at)
    if "accept" not in request.POST:
        return _page(request, rows, is_checked=True, token=token)
    return _accept(request, rows, token)


def _of_the_sheet(request: StaffRequest) -> list[GridRow]:
    """The code of a paper sheet names its hamlet: the rows open with it filled in."""
    code = request.GET.get("hamlet", "")
    hamlet = queries.places_to_record(request.scope).filter(code=code).first() if code else None
    return [GridRow(number, {"place": hamlet.full_name}) for number in range(1, EMPTY_ROWS + 1)] if hamlet else []


def _accept(request: StaffRequest, rows: list[GridRow], token: UUID) -> HttpResponse:
    works = [row.work for row in rows if row.work is not None]
    wrong = [row for row in rows if row.work is None]
    try:
        batch = record_batch(
            works=works,
            place=_root(request, [work.place_id for work in works]),
            source=Source.GRID,
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _page(request, rows, is_checked=True, token=token)
    drop_draft(person=request.person, form=DRAFT)
    words = ngettext("Đã nhận %(count)s dòng.", "Đã nhận %(count)s dòng.", len(works)) % {"count": len(works)}
    messages.success(request, words, extra_tags=f"undo:{reverse('outreach:undo_batch', args=[batch.pk])}")
    if not wrong:
        return redirect(f"{reverse('outreach:records')}?batch={batch.pk}")
    left = forms.read_rows(
        [row.texts for row in wrong], token=uuid4(), by=request.person, scope=request.scope, at=timezone.now()
    )
    return _page(request, left, is_checked=True)


def _token(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def _root(request: StaffRequest, place_ids: list[int]) -> Place:
    """The lowest place of mine that holds all rows: the commune, or the one hamlet."""
    places = list(Place.objects.visible_to(request.scope).filter(pk__in=place_ids).select_related("parent"))
    if len({place.pk for place in places}) == 1 or not places:
        return places[0] if places else queries.places_of_paper(request.scope)[0]
    first = places[0]
    return first.parent if first.level == "hamlet" and first.parent else first


def _page(
    request: StaffRequest,
    rows: list[GridRow],
    *,
    is_checked: bool,
    token: UUID | None = None,
    rest: list[dict[str, str]] | None = None,
) -> HttpResponse:
    right = sum(row.work is not None for row in rows)
    context = {
        "columns": [(name, label) for name, label in COLUMNS.items()],
        "rows": rows + [GridRow(len(rows) + n, {}) for n in range(1, EMPTY_ROWS + 1 if not rows else 2)],
        "is_checked": is_checked,
        "right": right,
        "wrong": len(rows) - right if is_checked else 0,
        "faults": [sentence for row in rows for sentence in row.sentences],
        "token": token or uuid4(),
        "rest": "\n".join("\t".join(text.values()) for text in rest or []),
        "tasks": queries.all_tasks(),
        "places": (places := queries.places_to_record(request.scope)),
        "on_paper": places.first(),  # communes stand before hamlets
    }
    return render(request, "outreach/grid.html", context)


@requires(*REVIEWERS)
@require_POST
def undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Take back a whole paste in one step."""
    batch = get_object_or_404(Batch.objects.visible_to(request.scope), pk=pk)
    try:
        count = undo_batch(batch_id=batch.pk, by=request.person, scope=request.scope, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        words = ngettext("Đã bỏ %(count)s dòng vừa dán.", "Đã bỏ %(count)s dòng vừa dán.", count)
        messages.success(request, words % {"count": count})
    return redirect("outreach:grid")
