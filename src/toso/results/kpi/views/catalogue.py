"""The catalogue: search, versions, the wizard, pasting from Excel, proposals."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from toso.ground.people.models import Organisation
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.text import fold
from toso.results.kpi.actions import catalogue as actions
from toso.results.kpi.forms.catalogue import ApproveForm, PasteForm, ProposeForm, VersionForm, first_words
from toso.results.kpi.forms.tables import CatalogueFileForm
from toso.results.kpi.models import Catalogue, Proposal
from toso.results.kpi.models.catalogue import Part
from toso.results.kpi.queries import catalogue as queries
from toso.results.kpi.queries.access import STAFF, Standing, agencies_kept, catalogues_seen
from toso.results.kpi.queries.catalogue import Narrowing
from toso.results.kpi.queries.months import catalogue_on
from toso.results.kpi.sources import SOURCES
from toso.results.kpi.views.common import deed, line_or_404, standing, tried


def _agency(request: StaffRequest, who: Standing) -> Organisation | None:
    seen = catalogues_seen(who)
    wanted = request.GET.get("agency", "")
    rows = Organisation.objects.filter(pk__in=seen.values("agency")).select_related("place")
    found = rows.filter(pk=int(wanted)).first() if wanted.isdecimal() else rows.order_by("pk").first()
    if found is None and who.posts:
        return who.posts[0].agency
    return found


@requires(*STAFF)
def catalogue(request: StaffRequest) -> HttpResponse:
    """The products in force, or those of a version asked for."""
    who = standing(request)
    agency = _agency(request, who)
    context: dict[str, Any] = {"agency": agency, "rows": [], "after": "", "shown": None, "versions": []}
    narrowing = Narrowing(
        text=request.GET.get("q", "").strip(),
        part=request.GET.get("part", ""),
        group=int(request.GET["group"]) if request.GET.get("group", "").isdecimal() else None,
    )
    if agency is not None:
        versions = queries.versions_of(who, agency)
        wanted = request.GET.get("version", "")
        current = catalogue_on(agency.pk, timezone.localdate())
        shown = next((one for one in versions if str(one.version) == wanted), current or next(iter(versions), None))
        context |= {"versions": versions, "shown": shown, "current": current}
        if shown is not None:
            rows, after = queries.page_of(queries.products_of(shown, narrowing), request.GET.get("after", ""))
            context |= {"rows": rows, "after": after}
        context["may_keep"] = who.keeps(agency)
        context["proposals"] = queries.waiting_proposals(agency) if who.keeps(agency) else []
    context |= {"narrowing": narrowing, "parts": Part.choices, "groups": range(1, 6), "facts": SOURCES}
    return render(request, "kpi/catalogue.html", context)


def _version(request: StaffRequest, pk: int) -> Catalogue:
    who = standing(request)
    found: Catalogue = get_object_or_404(catalogues_seen(who).select_related("agency__place"), pk=pk)
    return found


@requires(*STAFF)
def new_version(request: StaffRequest, agency_id: int) -> HttpResponse:
    """Begin a version from the one in force."""
    who = standing(request)
    agency = next((post.agency for post in who.posts if post.agency_id == agency_id), None)
    if agency is None:
        agency = get_object_or_404(Organisation.objects.select_related("place"), pk=agency_id)
        if not who.leads(agency):
            raise Http404
    last = catalogue_on(agency.pk, timezone.localdate())
    initial = {
        "valid_from": timezone.localdate(),
        "standard_name": last.standard_name if last else _("Soạn thảo văn bản hành chính"),
        "standard_points": f"{last.standard_points.normalize():f}".replace(".", ",") if last else "5",
        "decimals": last.decimals if last else 1,
    }
    form = VersionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.draft_catalogue(agency=agency, copy_of=last, **form.cleaned_data, **deed(request))
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã lập bản %(version)s của danh mục.") % {"version": made.version})
            return redirect("kpi:version", made.pk)
    return render(request, "kpi/new_version.html", {"form": form, "agency": agency, "last": last})


@requires(*STAFF)
def version(request: StaffRequest, pk: int) -> HttpResponse:
    """The wizard of a version: what stands twice, what should be split, rows to paste, approval."""
    return _version_page(request, _version(request, pk), PasteForm())


def _file_form(request: StaffRequest, found: Catalogue, *, is_sent: bool = False) -> CatalogueFileForm:
    bodies = Organisation.objects.filter(path__startswith=found.agency.path).values_list("name", "pk")
    return CatalogueFileForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        standard_points=found.standard_points,
        bodies={fold(name): pk for name, pk in bodies},
        auto_id="file_%s",
    )


@requires(*STAFF)
@require_POST
def load_file(request: StaffRequest, pk: int) -> HttpResponse:
    """The office's own workbook into the draft; the wizard then shows what stands twice and what to split."""
    found = _version(request, pk)
    form = _file_form(request, found, is_sent=True)
    if form.is_valid():
        try:
            count = actions.fill_catalogue(catalogue_id=found.pk, entries=form.entries, **deed(request))
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            said = ngettext("Đã nhập %(count)s sản phẩm mới.", "Đã nhập %(count)s sản phẩm mới.", count)
            messages.success(request, said % {"count": count})
            return redirect("kpi:version", found.pk)
    return _version_page(request, found, PasteForm(), file_form=form)


def _version_page(
    request: StaffRequest, found: Catalogue, form: PasteForm, *, file_form: CatalogueFileForm | None = None
) -> HttpResponse:
    products = list(found.products.order_by("pk"))
    context = {
        "catalogue": found,
        "count": len(products),
        "doubles": queries.doubles(products),
        "unsplit": queries.unsplit(products),
        "form": form,
        "file_form": file_form or _file_form(request, found),
        "approve_form": ApproveForm(),
        "may_change": found.approved_at is None and standing(request).keeps(found.agency),
    }
    return render(request, "kpi/version.html", context)


@requires(*STAFF)
@require_POST
def paste(request: StaffRequest, pk: int) -> HttpResponse:
    found, form = _version(request, pk), PasteForm(request.POST)
    if form.is_valid():
        try:
            count = actions.fill_catalogue(catalogue_id=found.pk, entries=form.entries, **deed(request))
        except Refusal as refusal:
            form.add_error("text", str(refusal))
        else:
            said = ngettext("Đã nhập %(count)s sản phẩm mới.", "Đã nhập %(count)s sản phẩm mới.", count)
            messages.success(request, said % {"count": count})
            return redirect("kpi:version", found.pk)
    return _version_page(request, found, form)


@requires(*STAFF)
@require_POST
def drop_product(request: StaffRequest, pk: int, product_id: int) -> HttpResponse:
    found = _version(request, pk)
    get_object_or_404(found.products, pk=product_id)
    return tried(
        request,
        lambda: actions.drop_product(product_id=product_id, **deed(request)),
        said=_("Đã bỏ sản phẩm khỏi bản nháp."),
        back=reverse("kpi:version", args=[found.pk]),
    )


@requires(*STAFF)
@require_POST
def approve(request: StaffRequest, pk: int) -> HttpResponse:
    found, form = _version(request, pk), ApproveForm(request.POST)
    return tried(
        request,
        lambda: actions.approve_catalogue(
            catalogue_id=found.pk, number=form.cleaned_data["number"] if form.is_valid() else "", **deed(request)
        ),
        said=_("Danh mục có hiệu lực từ ngày %(day)s.") % {"day": f"{found.valid_from:%d/%m/%Y}"},
        back=reverse("kpi:version", args=[found.pk]),
    )


@requires(*STAFF)
@require_POST
def propose(request: StaffRequest, pk: int) -> HttpResponse:
    """Propose the task of a line for the catalogue."""
    line, form = line_or_404(request, pk), ProposeForm(request.POST)
    if not form.is_valid():
        messages.error(request, first_words(form))
        return redirect("kpi:line", line.pk)
    return tried(
        request,
        lambda: actions.propose_product(line_id=line.pk, **form.cleaned_data, **deed(request)),
        said=_("Đã đề xuất đưa việc này vào danh mục."),
        back=reverse("kpi:line", args=[line.pk]),
    )


@requires(*STAFF)
@require_POST
def answer_proposal(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a proposal into the newest draft, or refuse it with a reason."""
    who = standing(request)
    draft = catalogues_seen(who).filter(approved_at__isnull=True).order_by("-version").first()
    is_taken = request.POST.get("verdict") == "taken"
    if is_taken and draft is None:
        messages.error(request, _("Lập một bản mới của danh mục trước, rồi nhận đề xuất vào đó."))
        return redirect("kpi:catalogue")
    proposal = get_object_or_404(Proposal, pk=pk, agency__in=agencies_kept(who))
    return tried(
        request,
        lambda: actions.answer_proposal(
            proposal_id=proposal.pk,
            answer=request.POST.get("answer", ""),
            catalogue_id=draft.pk if is_taken and draft else None,
            **deed(request),
        ),
        said=_("Đã trả lời đề xuất."),
        back=reverse("kpi:catalogue"),
    )
