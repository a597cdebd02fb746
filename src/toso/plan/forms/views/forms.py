"""Forms at the desk: upload, look, publish, say where they are open."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from toso.ground.places.models import Place
from toso.ground.places.queries import ancestors_of, place_named
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.downloads import download
from toso.ground.shared.refusal import Refusal
from toso.plan.forms import queries
from toso.plan.forms.actions import versions as actions
from toso.plan.forms.models import Form, Version
from toso.plan.forms.queries import KEEPERS
from toso.plan.forms.queries.faults import sentence, whereabouts
from toso.plan.forms.rules import definition
from toso.plan.forms.rules.workbook import MOST_BYTES


def own_place(request: StaffRequest) -> Place:
    """The place whose forms this person keeps: the highest of those where they hold office."""
    roots = [grant.place for grant in request.scope.grants if grant.place and grant.role in KEEPERS]
    return Place.objects.get(path=min(roots, key=lambda root: root.count(".")))


@requires()
def forms(request: StaffRequest) -> HttpResponse:
    """Every form that is kept inside the scope or open to it, with what came back."""
    context = {"rows": queries.forms_seen(request.scope), "may_upload": request.scope.holds(*KEEPERS)}
    return render(request, "forms/forms.html", context)


@requires(*KEEPERS)
def upload(request: StaffRequest) -> HttpResponse:
    """A file is checked at once: its faults with their places, or its version kept."""
    file = request.FILES.get("file")
    context: dict[str, object] = {"place": own_place(request)}
    if request.method != "POST":
        return render(request, "forms/upload.html", context)
    if file is None or file.size is None or file.size > MOST_BYTES:
        context["error"] = _("Hãy chọn một tệp XLSForm hoặc XForm, tối đa 20 MB.")
        return render(request, "forms/upload.html", context)
    content = file.read()
    read = definition.read(content, file_name=file.name or "")
    if read.faults:
        context |= {
            "file_name": file.name,
            "faults": [(whereabouts(fault.place), sentence(fault)) for fault in read.faults],
        }
        return render(request, "forms/upload.html", context)
    try:
        version = actions.upload_version(
            content=content,
            file_name=file.name or "",
            read=read,
            place=own_place(request),
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
    except Refusal as refusal:
        context["error"] = str(refusal)
        return render(request, "forms/upload.html", context)
    messages.success(request, _("Đã nhận biểu mẫu. Xem thử rồi công bố để điện thoại nhận được."))
    return redirect("forms:form", version.form_id)


@requires()
def form(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.forms_seen(request.scope), pk=pk)
    shown = found.versions.order_by("-uploaded_at", "-pk")
    chosen = shown.filter(pk=request.GET["version"]).first() if request.GET.get("version", "").isdecimal() else None
    current = chosen or shown.filter(published_at__isnull=False, retired_at__isnull=True).first() or shown.first()
    context = {
        "form": found,
        "path": ancestors_of(found.place),
        "versions": shown,
        "current": current,
        "questions": [(each, queries.kind_words(each)) for each in current.questions] if current else [],
        "openings": found.openings.filter(closed_at__isnull=True).select_related("place").order_by("place__sort_key"),
        "may_keep": request.scope.holds(*KEEPERS, at_place=found.place.path),
        "count": queries.submissions_of(found, request.scope).count(),
    }
    return render(request, "forms/form.html", context)


@requires(*KEEPERS)
@require_POST
def publish(request: StaffRequest, pk: int) -> HttpResponse:
    version = get_object_or_404(Version, pk=pk, form__in=Form.objects.visible_to(request.scope))
    try:
        actions.publish_version(version_id=version.pk, by=request.person, scope=request.scope, at=timezone.now())
        messages.success(request, _("Đã công bố. Điện thoại nhận bản này ở lần tải tiếp theo."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("forms:form", version.form_id)


@requires(*KEEPERS)
@require_POST
def open_to(request: StaffRequest, pk: int) -> HttpResponse:
    """Names of places, one a line; an unknown or ambiguous one is told and nothing changes."""
    found = get_object_or_404(Form.objects.visible_to(request.scope), pk=pk)
    names = [line.strip() for line in request.POST.get("places", "").splitlines() if line.strip()]
    try:
        places = [place_named(name, province_code=found.place.province_code) for name in names]
        actions.open_form(form_id=found.pk, places=places, by=request.person, scope=request.scope, at=timezone.now())
        count = len(places)
        messages.success(
            request, ngettext("Biểu mẫu mở ở %(n)s nơi.", "Biểu mẫu mở ở %(n)s nơi.", count) % {"n": count}
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("forms:form", found.pk)


@requires()
def source(request: StaffRequest, pk: int) -> HttpResponse:
    """The file as it was uploaded."""
    version = get_object_or_404(Version, pk=pk, form__in=queries.forms_seen(request.scope))
    name = f"{version.form.form_id}-{version.version or version.pk}" + ("." + version.source_name.rpartition(".")[2])
    return download(bytes(version.source), name)
