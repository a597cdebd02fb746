"""From the logged days of a wave to a payment list."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal
from toso.work.allowance.actions import draw_up_list
from toso.work.campaign.queries import pay, plans
from toso.work.campaign.queries.plans import RUNNERS
from toso.work.campaign.views.plans import pay_form, shown_wave, the_wave


@requires(*RUNNERS)
@require_POST
def draw_up(request: StaffRequest, wave_id: int) -> HttpResponse:
    """Draw up who is paid for a month of the wave from the log; what allowances refuse is said on the wave's page."""
    found = the_wave(request, wave_id)
    form = pay_form(found, request.POST)
    if not form.is_valid():
        return shown_wave(request, found, pay_form=form)
    campaign, today = found.campaign, timezone.localdate()
    chosen = form.chosen
    try:
        if not plans.runs(campaign, request.scope):
            raise Refusal(_("Tài khoản này không điều phối chiến dịch này."))
        made = draw_up_list(
            place=campaign.place,
            label=_("%(where)s, tháng %(month)s, %(wave)s, %(campaign)s")
            % {
                "where": chosen["place"] or _("Cả đợt"),
                "month": f"{chosen['month']:%m/%Y}",
                "wave": found,
                "campaign": campaign,
            },
            decision_number=found.decision_number,
            decided_on=found.decided_on or today,
            days=pay.worked_days(found, **chosen, today=today),
            method=form.way,
            is_sample=campaign.is_sample,
            by=request.person,
            scope=request.scope,
            at=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return shown_wave(request, found, pay_form=form)
    messages.success(request, _("Đã lập danh sách chi từ nhật ký. Người khác soát từng dòng."))
    return redirect("allowance:list", made.pk)
