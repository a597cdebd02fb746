"""My phones: a code that pairs the app, a key for ODK Collect; the phones of those whom I lead; rescues."""

from uuid import UUID

import segno
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.front.sync import queries
from toso.front.sync.actions.keys import issue_key, offer_pairing, revoke_key
from toso.front.sync.actions.recovery import approve_rescue, refuse_rescue
from toso.front.sync.models import PhoneKey, Rescue
from toso.front.sync.queries import MANAGERS, RESCUERS
from toso.front.sync.rules.keys import APP, collect_settings, shown_code
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal


@requires()
def phones(request: StaffRequest) -> HttpResponse:
    return _page(request)


def _page(request: StaffRequest, **more: object) -> HttpResponse:
    context = {
        "keys": queries.keys_of(request.person),
        "leads": request.scope.holds(*MANAGERS),
        "rescues": request.scope.holds(*RESCUERS),
        **more,
    }
    return render(request, "sync/phones.html", context)


@requires()
@require_POST
def offer(request: StaffRequest) -> HttpResponse:
    """A code for the app, in letters and as a picture; it stands in this one answer."""
    try:
        pairing, code = offer_pairing(by=request.person, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("sync:phones")
    address = request.build_absolute_uri(APP)
    to_pair = f"{address}#pair={shown_code(code)}"
    context = {
        "code": shown_code(code),
        "until": pairing.until,
        "app_address": address,
        "pair_address": to_pair,
        "pair_picture": segno.make(to_pair, micro=False).svg_data_uri(scale=5, border=4),
    }
    return _page(request, **context)


@requires()
@require_POST
def issue(request: StaffRequest) -> HttpResponse:
    """The secret is in this one answer and nowhere else."""
    try:
        key, secret = issue_key(label=request.POST.get("label", ""), by=request.person, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("sync:phones")
    address = request.build_absolute_uri(reverse("sync:form_list", args=[secret])).removesuffix("/formList")
    picture = segno.make(collect_settings(address, name=f"Tổ Số – {request.person.name}"), micro=False)
    return _page(request, key=key, address=address, picture=picture.svg_data_uri(scale=4, border=4))


@requires()
@require_POST
def revoke(request: StaffRequest, pk: int) -> HttpResponse:
    """One's own phone, or one of those whom one leads."""
    try:
        key = revoke_key(key_id=pk, by=request.person, scope=request.scope, at=timezone.now())
    except PhoneKey.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("Đã thu hồi khoá của “%(phone)s”. Máy đó không gửi được nữa.") % {"phone": key.label})
    return redirect("sync:phones" if key.person_id == request.person.pk else "sync:team_phones")


@requires(*MANAGERS)
def team_phones(request: StaffRequest) -> HttpResponse:
    """The phones of those whom I lead or answer for, and what is not sent yet."""
    context = {
        "keys": queries.phones_in(request.scope, at=timezone.now())[:300],
        "rescues": request.scope.holds(*RESCUERS),
    }
    return render(request, "sync/team_phones.html", context)


@requires(*RESCUERS)
def rescues(request: StaffRequest) -> HttpResponse:
    """Phones whose PIN was forgotten, that wait for the commune."""
    return render(request, "sync/rescues.html", {"rescues": queries.waiting_rescues(request.scope, at=timezone.now())})


@requires(*RESCUERS)
@require_POST
def decide(request: StaffRequest, rescue_id: UUID) -> HttpResponse:
    """Give a phone its data key again, or not."""
    given = {
        "rescue_id": rescue_id,
        "reason": request.POST.get("reason", ""),
        "by": request.person,
        "scope": request.scope,
        "at": timezone.now(),
    }
    try:
        if "refuse" in request.POST:
            refuse_rescue(**given)
            messages.success(request, _("Đã ghi là không duyệt."))
        else:
            approve_rescue(number=request.POST.get("number", ""), **given)
            messages.success(request, _("Đã duyệt. Điện thoại sẽ hỏi mã PIN mới trong giây lát."))
    except Rescue.DoesNotExist as error:
        raise Http404 from error
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("sync:rescues")
