from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from toso.ground.people.rules import Role
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.work.supervision import forms
from toso.work.supervision.actions.checklists import write_checklist
from toso.work.supervision.models import Checklist
from toso.work.supervision.queries import READERS


@requires(*READERS)
def checklists(request: StaffRequest) -> HttpResponse:
    """Every version of every checklist, the newest of each first."""
    rows = Checklist.objects.select_related("made_by").order_by("code", "-version")
    context = {"rows": rows, "may_write": request.scope.holds(Role.PROVINCE_OFFICER)}
    return render(request, "supervision/checklists.html", context)


@requires(Role.PROVINCE_OFFICER)
def new(request: StaffRequest) -> HttpResponse:
    """Write a checklist, or the next version of one."""
    code = request.GET.get("code", "")[:40]
    former = Checklist.objects.filter(code=code).order_by("-version").first() if code else None
    first: dict[str, Any] = {"valid_from": timezone.localdate()}
    if former is not None:
        lines = [f"{point['text']} | {point['article']}".rstrip(" |") for point in former.points]
        first |= {"title": former.title, "basis": former.basis, "points": "\n".join(lines)}
    form = forms.ChecklistForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            written = write_checklist(
                title=said["title"],
                basis=said["basis"],
                valid_from=said["valid_from"],
                points=form.lines,
                code=former.code if former else "",
                by=request.person,
                scope=request.scope,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã lưu bảng kiểm, bản %(version)s.") % {"version": written.version})
            return redirect("supervision:checklists")
    return render(request, "supervision/new_checklist.html", {"form": form, "former": former})
