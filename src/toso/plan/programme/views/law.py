from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.plan.programme import forms, queries
from toso.plan.programme.actions.law import COMPLETED, COMPLETERS, complete_document
from toso.plan.programme.models import LegalDocument
from toso.plan.programme.queries import law
from toso.plan.programme.rules.law import Force


def force_words(force: Force) -> tuple[str, str]:
    """The tone and the words for how a document stands."""
    return {
        Force.IN_FORCE: ("good", _("Đang có hiệu lực")),
        Force.NOT_YET: ("wait", _("Chưa tới ngày hiệu lực")),
        Force.ENDED: ("bad", _("Hết hiệu lực")),
        Force.UNKNOWN: ("temp", _("Chưa rõ ngày hiệu lực")),
    }[force]


@requires()
def documents(request: StaffRequest) -> HttpResponse:
    """The legal library."""
    text, on = request.GET.get("q", "")[:100], timezone.localdate()
    rows = [(document, *force_words(document.force_on(on))) for document in queries.documents_named(text)]
    return render(request, "programme/documents.html", {"documents": rows, "text": text})


@requires()
def document(request: StaffRequest, code: str) -> HttpResponse:
    """One document: its days, articles, the documents around it, and what rests on it."""
    return _page(request, code)


@requires(*COMPLETERS)
@require_POST
def complete(request: StaffRequest, code: str) -> HttpResponse:
    """Write down the number and the day of a document that was named but not published."""
    get_object_or_404(LegalDocument, code=code)
    form = forms.CompleteDocumentForm(request.POST)
    if form.is_valid():
        try:
            words = form.cleaned_data
            complete_document(code=code, **words, by=request.person, scope=request.scope, at=timezone.now())
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Đã bổ sung văn bản."))
            return redirect("programme:document", code)
    return _page(request, code, form=form, status=422)


def _page(
    request: StaffRequest, code: str, *, form: forms.CompleteDocumentForm | None = None, status: int = 200
) -> HttpResponse:
    shown = get_object_or_404(LegalDocument.objects.select_related("replaced_by"), code=code)
    on = timezone.localdate()
    tone, words = force_words(shown.force_on(on))
    context = {
        "document": shown,
        "tone": tone,
        "force": words,
        "is_ended": shown.force_on(on) == Force.ENDED,
        "replaces": shown.replaces.order_by("order"),
        "links": law.linked(shown),
        "articles": shown.articles.order_by("order"),
        "rests": law.resting([shown], on=on)[shown.pk],
    }
    if request.scope.holds(*COMPLETERS) and (form or shown.gaps or shown.completed_at):
        known = {name: getattr(shown, name) for name in COMPLETED}
        context["form"] = form or forms.CompleteDocumentForm(initial=known)
    return render(request, "programme/document.html", {"form": None} | context, status=status)


@requires()
def ended(request: StaffRequest) -> HttpResponse:
    """What in the product rests on a document that has ended."""
    return render(request, "programme/ended.html", {"shelves": law.ended_shelves(on=timezone.localdate())})
