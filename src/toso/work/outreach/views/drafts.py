import json

from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.utils import timezone

from toso.ground.shared.access import StaffRequest, requires
from toso.work.outreach.actions.drafts import drop_draft, keep_draft
from toso.work.outreach.forms.records import draft_values
from toso.work.outreach.queries.records import draft_of

LARGEST = 200_000


@requires()
def draft(request: StaffRequest, name: str) -> HttpResponse:
    """What this person has typed in a form and not saved: read it, keep it (POST), drop it (DELETE)."""
    if request.method == "DELETE":
        drop_draft(person=request.person, form=name)
        return HttpResponse(status=204)
    if request.method == "POST":
        if request.content_type != "application/json":
            return HttpResponseBadRequest()
        try:
            if len(request.body) > LARGEST:
                raise ValueError("too long")
            values = draft_values(json.loads(request.body))
        except ValueError:
            return HttpResponseBadRequest()
        keep_draft(person=request.person, form=name, values=values, at=timezone.now())
        return HttpResponse(status=204)
    kept = draft_of(request.person, name)
    return JsonResponse({"values": kept.values, "saved_at": kept.saved_at} if kept else {})
