"""Files that come down to a phone: XForms with their files, what was sent, annexes of announcements."""

import hashlib

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from toso.front.sync.views.api import BY_KEY
from toso.front.sync.views.doors import Failed, Phone, phone_door
from toso.ground.notices.models import Announcement
from toso.plan.forms.models import Submission
from toso.plan.forms.queries import hamlets_csv, published_versions
from toso.work.registry.actions.entities import LISTS
from toso.work.registry.sync import entity_csv, entity_file


def _file(phone: Phone, content: bytes, kind: str) -> HttpResponse:
    """The bytes with their ETag; a part of them when a part is asked for."""
    tag = f'"{hashlib.sha256(content).hexdigest()}"'
    if phone.request.headers.get("If-None-Match") == tag:
        return unchanged(tag)
    first, last = _span(phone.request.headers.get("Range", ""), len(content))
    status = 206 if "Range" in phone.request.headers else 200
    response = HttpResponse(content[first : last + 1], content_type=kind, status=status)
    response.headers["ETag"], response.headers["Accept-Ranges"] = tag, "bytes"
    if response.status_code == 206:
        response.headers["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
        response.headers["Content-Encoding"] = "identity"  # a part is a part of the bytes, not of something packed
    return response


def unchanged(tag: str) -> HttpResponse:
    return HttpResponse(status=304, headers={"ETag": tag})


def _span(asked: str, length: int) -> tuple[int, int]:
    first, _dash, last = asked.removeprefix("bytes=").partition("-")
    begin = int(first) if first.isdecimal() and len(first) < 10 else 0
    end = int(last) if last.isdecimal() and len(last) < 10 else length - 1
    if asked and (begin >= length or end < begin):
        raise Failed(416, "bad_range", _("Không có phần đó của tệp."))
    return begin, min(end, length - 1)


def _missing() -> Failed:
    return Failed(404, "not_found", _("Không có tệp này, hoặc không còn trong phạm vi của anh chị."))


@BY_KEY
@require_GET
@phone_door
def xform(phone: Phone, pk: int) -> HttpResponse:
    version = published_versions(phone.scope).filter(pk=pk).first()
    if version is None:
        raise _missing()
    return _file(phone, version.xform.encode(), "text/xml; charset=utf-8")


@BY_KEY
@require_GET
@phone_door
def hamlets(phone: Phone) -> HttpResponse:
    return _file(phone, hamlets_csv(phone.scope), "text/csv; charset=utf-8")


@BY_KEY
@require_GET
@phone_door
def entities(phone: Phone, name: str) -> HttpResponse:
    """One register as the entity list of a form: this person's hamlets, no others."""
    if name not in LISTS:
        raise _missing()
    tag = f'"{entity_file(name, phone.scope).sha256}"'
    if phone.request.headers.get("If-None-Match") == tag:
        return unchanged(tag)
    return _file(phone, entity_csv(name, phone.scope), "text/csv; charset=utf-8")


@BY_KEY
@require_GET
@phone_door
def submission(phone: Phone, pk: int) -> HttpResponse:
    """The last words of one's own submission, to mend them on a phone that never had them."""
    found = Submission.objects.filter(pk=pk, sent_by=phone.key.person).first()
    content = found.contents.order_by("-number").first() if found else None
    if content is None:
        raise _missing()
    return _file(phone, content.xml.encode(), "text/xml; charset=utf-8")


@BY_KEY
@require_GET
@phone_door
def announcement_file(phone: Phone, pk: int) -> HttpResponse:
    """What hangs on an announcement that was sent to this person."""
    found = Announcement.objects.filter(pk=pk, recipients__person=phone.key.person, withdrawn_at=None).first()
    if found is None or not found.file:
        raise _missing()
    with found.file.open() as kept:
        return _file(phone, kept.read(), "application/octet-stream")
