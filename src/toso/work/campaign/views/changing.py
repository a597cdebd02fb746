"""The coordinator changes what a campaign is to do, one part a page."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.work.campaign.actions import changing as actions
from toso.work.campaign.forms import changing as forms
from toso.work.campaign.models import Campaign
from toso.work.campaign.queries import plans as queries
from toso.work.campaign.queries.plans import RUNNERS
from toso.work.campaign.rules.days import CampaignState, Part
from toso.work.campaign.views.plans import the_campaign

TITLES = {
    Part.HEAD: gettext_lazy("Sửa thông tin chiến dịch"),
    Part.PHASES: gettext_lazy("Sửa giai đoạn"),
    Part.OBJECTIVES: gettext_lazy("Sửa mục tiêu"),
    Part.GROUPS: gettext_lazy("Sửa nhóm nhiệm vụ"),
    Part.UNITS: gettext_lazy("Sửa trách nhiệm các đơn vị"),
}
ACTS: Mapping[Part, tuple[str, Callable[..., Campaign]]] = {
    Part.PHASES: ("phases", actions.change_phases),
    Part.OBJECTIVES: ("goals", actions.change_objectives),
    Part.GROUPS: ("groups", actions.change_groups),
    Part.UNITS: ("units", actions.change_units),
}


@requires(*RUNNERS)
def edit(request: StaffRequest, campaign_id: int, part: str) -> HttpResponse:
    """One part of the plan of a campaign that is not closed."""
    found = the_campaign(request, campaign_id)
    if part not in set(Part) or not queries.runs(found, request.scope):
        raise Http404
    if found.state == CampaignState.CLOSED:
        messages.error(request, _("Chiến dịch đã kết thúc, không sửa nữa."))
        return redirect("campaign:campaign", found.pk)
    chosen, said = Part(part), request.POST if request.method == "POST" else None
    first = {"seen": queries.print_of(found, chosen)}
    rows = None if chosen == Part.HEAD else forms.rows_of_part(chosen, found, said)
    form: Any = forms.SeenForm(said, initial=first)
    if chosen == Part.HEAD:
        form = forms.HeadForm(said, initial={name: getattr(found, name) for name in queries.HEAD} | first)
    if said is not None and form.is_valid() and (rows is None or rows.is_valid()):
        given = {
            "campaign_id": found.pk,
            "seen": form.cleaned_data["seen"],
            "by": request.person,
            "scope": request.scope,
            "at": timezone.now(),
        }
        try:
            if rows is None:
                actions.change_head(head=form.head, **given)
            else:
                name, act = ACTS[chosen]
                act(**{name: forms.said_of(chosen, rows)}, **given)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã lưu."))
            return redirect("campaign:campaign", found.pk)
    context = {"campaign": found, "part": chosen, "title": TITLES[chosen], "form": form, "rows": rows}
    return render(request, "campaign/edit.html", context)
