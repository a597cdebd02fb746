from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from toso.ground.documents.queries.tally import render_tally
from toso.ground.places.models import Place
from toso.ground.places.queries import hamlets_under
from toso.ground.places.rules import Level
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.downloads import download
from toso.work.outreach.exports import tally_sheets
from toso.work.outreach.queries.checks import RECORDERS


@requires(*RECORDERS)
def tally(request: StaffRequest, place_id: int) -> HttpResponse:
    """The paper sheet of a hamlet, or those of all hamlets of a commune in one file."""
    levels = (Level.COMMUNE, Level.HAMLET)
    place = get_object_or_404(Place.objects.visible_to(request.scope).filter(level__in=levels), pk=place_id)
    hamlets = list(hamlets_under(place).select_related("parent"))
    if not hamlets:
        messages.error(request, _("%(place)s chưa có thôn, tổ dân phố nào.") % {"place": place})
        return redirect("outreach:records")
    address = request.build_absolute_uri(reverse("outreach:grid"))
    content = render_tally(tally_sheets(hamlets, address=address), title=f"Bảng ghi việc, {place.full_name}")
    return download(content, f"bang-ghi-viec-{place.code}.pdf", is_shown=True)
