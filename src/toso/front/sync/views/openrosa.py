"""The doors that ODK Collect knows: the key of the phone stands in the address, as in ODK Central's."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from toso.front.sync import queries
from toso.front.sync.actions.keys import notice_use
from toso.front.sync.actions.together import take_form
from toso.front.sync.rules import openrosa
from toso.ground.people.models import Person
from toso.ground.people.queries import scope_of
from toso.ground.shared.access import public
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.plan.forms.actions.submissions import Conflict, Sending
from toso.plan.forms.queries import hamlets_csv, published_versions
from toso.plan.forms.rules.answers import Refused
from toso.work.registry.actions.entities import LISTS
from toso.work.registry.sync import entity_csv, entity_file, lists_in

HAMLETS = "hamlets.csv"
MOST_BYTES = 30 * 1024 * 1024
MOST_XML_BYTES = 5 * 1024 * 1024
WORDS = {
    "xml": gettext_lazy("Tệp gửi lên không phải XML đọc được."),
    "form": gettext_lazy("Phiếu không ghi mã biểu mẫu."),
    "instance": gettext_lazy("Phiếu không có mã riêng (instanceID)."),
}


@dataclass(frozen=True)
class Phone:
    """A phone at the door: what it asks, for whom, and the key that it showed."""

    request: HttpRequest
    person: Person
    scope: Scope
    secret: str

    def url(self, name: str, *args: object) -> str:
        return self.request.build_absolute_uri(reverse(f"sync:{name}", args=[self.secret, *args]))


def answered(content: bytes, *, status: int = 200) -> HttpResponse:
    """An answer with the headers that OpenRosa asks for."""
    response = HttpResponse(content, status=status, content_type="text/xml; charset=utf-8")
    response.headers["X-OpenRosa-Version"] = "1.0"
    response.headers["X-OpenRosa-Accept-Content-Length"] = str(MOST_BYTES)
    response.headers["Date"] = http_date()
    response.headers["Cache-Control"] = "no-store, private"
    return response


def said(message: str, *, status: int, nature: str = "") -> HttpResponse:
    return answered(openrosa.response(message, nature=nature), status=status)


def with_key(door: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open the door to the phone whose key stands in the address; to any other, there is no door."""

    @wraps(door)
    def guarded(request: HttpRequest, secret: str, *args: Any, **kwargs: Any) -> HttpResponse:
        key = queries.key_of(secret)
        if key is None:
            raise Http404
        at = timezone.now()
        notice_use(key=key, at=at)
        scope = scope_of(key.person.pk, on=at.astimezone(VIETNAM).date())
        return door(Phone(request, key.person, scope, secret), *args, **kwargs)

    return guarded


@public("the phone's key in the address is looked at by the door itself")
@require_safe
@with_key
def form_list(phone: Phone) -> HttpResponse:
    """The forms that this person may fill (OpenRosa Form Discovery)."""
    return answered(
        openrosa.form_list(
            openrosa.Listed(
                form_id=version.form.form_id,
                name=version.form.title,
                version=version.version,
                hash=_md5(version.xform.encode()),
                download_url=phone.url("xform", version.pk),
                manifest_url=phone.url("manifest", version.pk) if has_files(version.xform) else "",
            )
            for version in published_versions(phone.scope)
        )
    )


@public("the phone's key in the address is looked at by the door itself")
@require_safe
@with_key
def xform(phone: Phone, pk: int) -> HttpResponse:
    return answered(get_object_or_404(published_versions(phone.scope), pk=pk).xform.encode())


@public("the phone's key in the address is looked at by the door itself")
@require_safe
@with_key
def manifest(phone: Phone, pk: int) -> HttpResponse:
    """The files that come with a form: the hamlets of this person, and the registers that it reads, as entity lists."""
    version = get_object_or_404(published_versions(phone.scope), pk=pk)
    listed = [
        openrosa.MediaFile(
            f"{name}.csv", entity_file(name, phone.scope).md5, phone.url("entities", name), is_entity_list=True
        )
        for name in lists_in(version.xform)
    ]
    if HAMLETS in version.xform:
        listed.insert(0, openrosa.MediaFile(HAMLETS, _md5(hamlets_csv(phone.scope)), phone.url("hamlets")))
    return answered(openrosa.manifest(listed))


def has_files(xform: str) -> bool:
    return HAMLETS in xform or bool(lists_in(xform))


@public("the phone's key in the address is looked at by the door itself")
@require_safe
@with_key
def entities(phone: Phone, name: str) -> HttpResponse:
    """One register as the entity list of a form: this person's hamlets, no others."""
    if name not in LISTS:
        raise Http404
    tag = f'"{entity_file(name, phone.scope).md5}"'
    is_held = phone.request.headers.get("If-None-Match") == tag
    response = answered(b"" if is_held else entity_csv(name, phone.scope), status=304 if is_held else 200)
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["ETag"] = tag
    return response


@public("the phone's key in the address is looked at by the door itself")
@require_safe
@with_key
def hamlets(phone: Phone) -> HttpResponse:
    response = answered(hamlets_csv(phone.scope))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    return response


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


@public("the phone's key in the address is looked at by the door itself")
@csrf_exempt
@require_http_methods(["HEAD", "POST"])
@with_key
def submission(phone: Phone) -> HttpResponse:
    """Take a filled form with its files (OpenRosa Form Submission). Sent again, it changes nothing."""
    request = phone.request
    if request.method == "HEAD":
        response = answered(b"", status=204)
        response.headers["Location"] = request.build_absolute_uri()
        return response
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        return said(_("Phiếu cùng tệp kèm lớn hơn %(size)s MB.") % {"size": MOST_BYTES // 2**20}, status=413)
    sent = request.FILES.get("xml_submission_file")
    if sent is None or sent.size is None or sent.size > MOST_XML_BYTES:
        return said(_("Thiếu phần xml_submission_file."), status=400)
    files = {
        file.name: file.read()
        for part in request.FILES.keys() - {"xml_submission_file"}
        for file in request.FILES.getlist(part)
        if file.name
    }
    try:
        sending = Sending(sent.read(), request.GET.get("deviceID", ""), phone.person, phone.scope)
        arrived = take_form(sending=sending, files=files, at=timezone.now())
    except Refused as refused:
        return said(str(WORDS[str(refused)]), status=400)
    except Refusal as refusal:
        return said(str(refusal), status=403)
    except Conflict:
        return said(_("Mã phiếu này đã có với nội dung khác."), status=409)
    status = 201 if arrived.is_new else 202
    return said(_("Đã nhận."), status=status, nature="submit_success")
