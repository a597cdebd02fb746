"""Tables taken in: choose the kind, send the file, look, correct the columns, then one button."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.front.console import actions
from toso.front.console.imports import IMPORTS, ONWARD, ImportKind
from toso.front.console.models import Upload, UploadState
from toso.front.console.queries.taking import EVERY, Looked, look_through, marked_workbook, settings_of, summary
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.downloads import download
from toso.ground.shared.refusal import Refusal
from toso.ground.tables.queries.limits import MOST_BYTES
from toso.ground.tables.queries.occasion import Occasion
from toso.ground.tables.queries.writing import write_book
from toso.ground.tables.rules.grid import Book, Sheet
from toso.ground.tables.rules.intake import Standing

ROLES = tuple(sorted({role for kind in IMPORTS.values() for role in kind.roles}))
LAST = 20
WORDS = {
    Standing.NEW: ("new", "plus"),
    Standing.CHANGED: ("changed", "pencil"),
    Standing.SAME: ("same", "check"),
    Standing.FAULTY: ("faulty", "alert-triangle"),
}


def _kinds(request: StaffRequest) -> dict[str, ImportKind]:
    return {code: kind for code, kind in IMPORTS.items() if request.scope.holds(*kind.roles)}


def _kind(request: StaffRequest, code: str) -> ImportKind:
    if code not in IMPORTS:
        raise Http404
    if code not in _kinds(request):
        raise PermissionDenied
    return IMPORTS[code]


@requires(*ROLES)
def imports(request: StaffRequest) -> HttpResponse:
    """What I may take in, and what I sent in lately."""
    last = Upload.objects.filter(person=request.person).order_by("-at", "-pk")[:LAST]
    context = {"kinds": _kinds(request), "last": [(one, IMPORTS[one.kind].label) for one in last]}
    return render(request, "console/imports.html", context)


@requires(*ROLES)
def import_kind(request: StaffRequest, kind: str) -> HttpResponse:
    """Send a file of one kind, with what the file itself does not say."""
    chosen = _kind(request, kind)
    said = request.POST if request.method == "POST" else request.GET  # a page that leads here names what it knows
    given = {setting.code: said.get(setting.code, "") for setting in chosen.settings}
    faults: dict[str, str] = {}
    if request.method == "POST":
        settings, faults = settings_of(chosen, given)
        pasted = request.POST.get("pasted", "")
        sent = _pasted(pasted) if pasted.strip() else request.FILES.get("file")
        if sent is None:
            faults["file"] = _("Hãy chọn tệp, hoặc dán bảng vào ô bên dưới.")
        elif (sent.size or 0) > MOST_BYTES:
            faults["file"] = _("Tệp lớn hơn %(most)s MB. Hãy chia thành nhiều tệp.") % {"most": MOST_BYTES // 1024**2}
        if not faults and sent is not None:
            content, at = sent.read(), timezone.now()
            wish = {"settings": given}
            try:
                looked = look_through(content, chosen, Occasion(request.person, request.scope, at, settings), wish=wish)
            except Refusal as refusal:
                faults["file"] = str(refusal)
            else:
                kept = actions.keep_upload(
                    kind=kind,
                    name=sent.name or "",
                    content=content,
                    wish=wish,
                    result=summary(looked),
                    by=request.person,
                    at=at,
                )
                return redirect("console:upload", kept.pk)
    context = {
        "kind": kind,
        "chosen": chosen,
        "columns": chosen.columns(timezone.now()),
        "settings": [(one, given[one.code], faults.get(one.code, "")) for one in chosen.settings],
        "faults": faults,
        "pasted": said.get("pasted", ""),
        "most": MOST_BYTES // 1024**2,
    }
    return render(request, "console/import_kind.html", context, status=422 if faults else 200)


def _pasted(text: str) -> "ContentFile[bytes]":
    """A block copied in a spreadsheet: rows as lines, cells parted by tabs. It is read as the file of that name."""
    return ContentFile(text.encode(), name=_("Bảng đã dán.tsv"))


@requires(*ROLES)
def import_template(request: StaffRequest, kind: str) -> HttpResponse:
    """An empty table with the columns of a kind."""
    titles = [column.title for column in _kind(request, kind).columns(timezone.now())]
    return download(write_book(Book([Sheet(str(IMPORTS[kind].label), [list(titles)])])), f"{kind}.xlsx")


def _own(request: StaffRequest, upload_id: int) -> Upload:
    upload = get_object_or_404(Upload, pk=upload_id, person=request.person)
    _kind(request, upload.kind)
    return upload


@requires(*ROLES)
def upload(request: StaffRequest, upload_id: int) -> HttpResponse:
    """What a file would do, or did: counts, faults, the columns as they were understood."""
    kept = _own(request, upload_id)
    chosen, result = IMPORTS[kept.kind], kept.result
    columns = chosen.columns(timezone.now())
    given = kept.wish.get("settings", {})
    used = result.get("columns", {})
    page, onward = ONWARD[kept.kind]
    context = {
        "onward": onward if kept.state == UploadState.TAKEN else "",
        "onward_address": reverse(page),
        "upload": kept,
        "chosen": chosen,
        "result": result,
        "is_waiting": kept.state == UploadState.CHECKED,
        "may_undo": kept.state == UploadState.TAKEN and bool(kept.undo) and chosen.undo is not None,
        "columns": [(column, used.get(column.code, -1)) for column in columns],
        "shown_columns": [column for column in columns if column.code in {*used, *result.get("ticked", ())}],
        "settings": [(setting, given.get(setting.code, "")) for setting in chosen.settings],
        "sheet": kept.wish.get("sheet", EVERY),
        "counts": [(code.value, WORDS[code][1], result.get("counts", {}).get(code.value, 0)) for code in Standing],
    }
    return render(request, "console/upload.html", context)


@requires(*ROLES)
@require_POST
def look_again(request: StaffRequest, upload_id: int) -> HttpResponse:
    """Look once more, with the columns and settings as the person corrected them."""
    kept = _own(request, upload_id)
    wish = _wish(request, kept)
    try:
        looked = _looked(request, kept, wish)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        actions.keep_look(upload_id=kept.pk, wish=wish, result=summary(looked), by=request.person)
    return redirect("console:upload", kept.pk)


def _wish(request: StaffRequest, kept: Upload) -> dict[str, Any]:
    chosen = IMPORTS[kept.kind]
    wish: dict[str, Any] = {
        "settings": {setting.code: request.POST.get(setting.code, "") for setting in chosen.settings},
    }
    known, asked, row = kept.result, request.POST.get("sheet", EVERY), _number(request.POST.get("row", ""))
    sheet = EVERY if asked == EVERY or len(known.get("sheets", ())) < 2 else _number(asked)
    if sheet != kept.wish.get("sheet", EVERY):
        return wish | {"sheet": sheet}
    wish["sheet"] = sheet
    if row and row != known.get("head_row"):
        return wish | {"row": row, "sheet": known.get("sheet", 0)}
    if "row" in kept.wish or not known.get("columns"):
        wish["row"] = kept.wish.get("row", row)
    wish["columns"] = {
        column.code: _number(request.POST.get(f"column_{column.code}", "-1"), least=-1)
        for column in chosen.columns(timezone.now())
    }
    return wish


def _number(text: str, *, least: int = 0) -> int:
    try:
        return max(int(text), least)
    except ValueError:
        return least


def _looked(request: StaffRequest, kept: Upload, wish: dict[str, Any]) -> Looked:
    if not kept.file:
        raise Refusal(_("Tệp này không còn chờ nhập. Hãy tải tệp lên lại."))
    chosen = IMPORTS[kept.kind]
    settings, faults = settings_of(chosen, wish.get("settings", {}))
    if faults:
        raise Refusal(" ".join(faults.values()))
    with kept.file.open() as file:
        content = file.read()
    occasion = Occasion(request.person, request.scope, timezone.now(), settings)
    return look_through(content, chosen, occasion, wish=wish)


@requires(*ROLES)
@require_POST
def take(request: StaffRequest, upload_id: int) -> HttpResponse:
    """Do what the table says, wholly or not at all."""
    kept = _own(request, upload_id)
    try:
        taken = actions.take_upload(upload_id=kept.pk, by=request.person, scope=request.scope, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("console:upload", kept.pk)
    words = _("Đã nhập: %(new)s dòng mới, %(changed)s dòng thay đổi.") % {"new": taken.new, "changed": taken.changed}
    undo = reverse("console:undo_taken", args=[kept.pk]) if taken.undo and IMPORTS[kept.kind].undo else ""
    messages.success(request, words, extra_tags=f"undo:{undo}" if undo else "")
    return redirect("console:upload", kept.pk)


@requires(*ROLES)
@require_POST
def undo_taken(request: StaffRequest, upload_id: int) -> HttpResponse:
    """Take an import back in one step."""
    kept = _own(request, upload_id)
    try:
        actions.undo_upload(upload_id=kept.pk, by=request.person, scope=request.scope, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã hoàn tác lần nhập này."))
    return redirect("console:upload", kept.pk)


@requires(*ROLES)
@require_POST
def drop(request: StaffRequest, upload_id: int) -> HttpResponse:
    """Give a file up without taking it in."""
    kept = _own(request, upload_id)
    try:
        actions.drop_upload(upload_id=kept.pk, by=request.person, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã bỏ tệp, chưa nhập gì."))
    return redirect("console:imports")


@requires(*ROLES)
def marked(request: StaffRequest, upload_id: int) -> HttpResponse:
    """The same workbook, its faults coloured and said."""
    kept = _own(request, upload_id)
    try:
        looked = _looked(request, kept, kept.wish)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("console:upload", kept.pk)
    return download(marked_workbook(looked), f"toso-{kept.kind}-{kept.pk}.xlsx")
