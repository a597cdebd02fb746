"""My phones: a key for each, shown once as an address and as a picture that ODK Collect reads."""

import segno
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.front.sync import actions, queries
from toso.front.sync.models import PhoneKey
from toso.front.sync.rules.keys import collect_settings
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.refusal import Refusal


@requires()
def phones(request: StaffRequest) -> HttpResponse:
    return render(request, "sync/phones.html", {"keys": queries.keys_of(request.person)})


@requires()
@require_POST
def issue(request: StaffRequest) -> HttpResponse:
    """The secret is in this one answer and nowhere else."""
    try:
        key, secret = actions.issue_key(label=request.POST.get("label", ""), by=request.person, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("sync:phones")
    address = request.build_absolute_uri(reverse("sync:form_list", args=[secret])).removesuffix("/formList")
    picture = segno.make(collect_settings(address, name=f"Tổ Số – {request.person.name}"), micro=False)
    context = {
        "key": key,
        "address": address,
        "picture": picture.svg_data_uri(scale=4, border=4),
        "keys": queries.keys_of(request.person),
    }
    return render(request, "sync/phones.html", context)


@requires()
@require_POST
def revoke(request: StaffRequest, pk: int) -> HttpResponse:
    try:
        key = actions.revoke_key(key_id=pk, by=request.person, at=timezone.now())
    except PhoneKey.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("Đã thu hồi khoá của “%(phone)s”. Máy đó không gửi được nữa.") % {"phone": key.label})
    return redirect("sync:phones")
