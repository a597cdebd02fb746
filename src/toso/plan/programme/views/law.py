from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from toso.ground.shared.access import StaffRequest, requires
from toso.plan.programme import queries
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
    return render(request, "programme/document.html", context)


@requires()
def ended(request: StaffRequest) -> HttpResponse:
    """What in the product rests on a document that has ended."""
    return render(request, "programme/ended.html", {"shelves": law.ended_shelves(on=timezone.localdate())})
