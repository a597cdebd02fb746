"""How a phone comes in: its key, its protocol, JSON both ways, gzip; errors as docs/sync.md tells them."""

import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt

from toso.front.sync import queries
from toso.front.sync.actions.keys import note_unsent, notice_use
from toso.front.sync.models import PhoneKey
from toso.front.sync.rules.body import BadBody, Body, moment
from toso.ground.people.queries import scope_of
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.scope import Scope

PROTOCOLS = (1,)
OLDEST_APP = "0.1.0"
MOST_BODY_BYTES = 5_000_000
BEARER = "Bearer "


class Failed(Exception):
    """The whole request fails, with this answer."""

    def __init__(self, status: int, code: str, words: str, **more: Any) -> None:
        super().__init__(words)
        self.status, self.code, self.words, self.more = status, code, words, more


@dataclass(frozen=True)
class Phone:
    """A phone that was let in."""

    request: HttpRequest
    key: PhoneKey
    scope: Scope


def answer(said: Mapping[str, Any], *, status: int = 200) -> JsonResponse:
    response = JsonResponse(said, status=status, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})
    return _dressed(response)


def _dressed(response: HttpResponse) -> Any:
    response.headers["X-Toso-Protocol"] = str(PROTOCOLS[-1])
    response.headers["Cache-Control"] = "no-store, private"
    return response


def failed(error: Failed) -> HttpResponse:
    response = answer({"error": {"code": error.code, "words": error.words, **error.more}}, status=error.status)
    if "retry_after" in error.more:
        response.headers["Retry-After"] = str(error.more["retry_after"])
    return response


def spoken(request: HttpRequest) -> None:
    """Refuse a phone that speaks a protocol that nobody here speaks."""
    if request.headers.get("X-Toso-Protocol", "1") not in {str(each) for each in PROTOCOLS}:
        words = _("Ứng dụng trên máy không cùng phiên bản với máy chủ. Công việc vẫn còn trên máy; hãy cập nhật.")
        raise Failed(426, "protocol", words, protocols=list(PROTOCOLS))


def json_of(request: HttpRequest) -> Mapping[str, Any]:
    """The JSON object that was sent, unpacked if it came packed; never more than the limit."""
    try:
        content = request.body
    except RequestDataTooBig as error:
        raise _too_large() from error
    except RawPostDataException as error:  # it came as a form, and was read as one
        raise bad_request("body") from error
    encoding = request.headers.get("Content-Encoding", "identity")
    if encoding == "gzip":
        content = _unpacked(content)
    elif encoding != "identity":
        raise Failed(415, "bad_encoding", _("Máy chủ không đọc được cách nén này."))
    if len(content) > MOST_BODY_BYTES:
        raise _too_large()
    try:
        said = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise bad_request("body") from error
    if not isinstance(said, dict):
        raise bad_request("body")
    return said


def _unpacked(content: bytes) -> bytes:
    packed = zlib.decompressobj(wbits=31)
    try:
        found = packed.decompress(content, MOST_BODY_BYTES + 1)
    except zlib.error as error:
        raise Failed(415, "bad_encoding", _("Máy chủ không đọc được cách nén này.")) from error
    return found


def _too_large() -> Failed:
    return Failed(413, "too_large", _("Gửi một lần quá lớn. Ứng dụng sẽ gửi từng phần."), most=MOST_BODY_BYTES)


def bad_request(field: str) -> Failed:
    words = _("Ứng dụng gửi sai phần “%(field)s”. Công việc vẫn còn trên máy; hãy cập nhật ứng dụng.")
    return Failed(400, "bad_request", words % {"field": field}, field=field)


def open_door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A door of the protocol that needs no key."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with override("vi"):
            try:
                spoken(request)
                return _dressed(view(request, *args, **kwargs))
            except Failed as error:
                return failed(error)
            except BadBody as error:
                return failed(bad_request(error.field))

    return csrf_exempt(guarded)


def phone_door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A door that opens to a phone with a living key; to another it says why not."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = _key(request)
        at = timezone.now()
        notice_use(key=key, at=at)
        scope = scope_of(key.person_id, on=at.astimezone(VIETNAM).date())
        return view(Phone(request, key, scope), *args, **kwargs)

    return open_door(guarded)


def _key(request: HttpRequest) -> Any:
    shown = request.headers.get("Authorization", "")
    key = queries.any_key_of(shown.removeprefix(BEARER)) if shown.startswith(BEARER) else None
    if key is None:
        raise Failed(401, "key_unknown", _("Máy chủ không nhận ra khoá của máy này. Hãy ghép lại với tài khoản."))
    if key.revoked_at is not None:
        _note_of_revoked(request, key)
        words = _("Máy này đã bị thu hồi lúc %(at)s. Công việc chưa gửi vẫn còn trên máy; ghép lại thì gửi tiếp được.")
        said = words % {"at": f"{key.revoked_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"}
        raise Failed(403, "key_revoked", said, revoked_at=key.revoked_at.isoformat())
    if not key.is_open:
        words = _("Tài khoản này đã ngừng. Công việc chưa gửi vẫn còn trên máy; hỏi công chức xã.")
        raise Failed(403, "account_closed", words)
    return key


def _note_of_revoked(request: HttpRequest, key: PhoneKey) -> None:
    """A phone that was shut out still says how much lies on it, and those who lead hear of it."""
    if request.method != "POST":
        return
    try:
        note_of(json_of(request), key)
    except (Failed, BadBody):
        return


def note_of(said: Mapping[str, Any], key: PhoneKey) -> bool:
    """Keep what the phone says of its unsent work; whether it said anything."""
    unsent = said.get("unsent")
    if not isinstance(unsent, dict):
        return False
    oldest = unsent.get("oldest_at")
    storage = said.get("storage")
    note_unsent(
        key=key,
        count=Body(unsent).whole("count", default=0),
        oldest_at=moment(oldest, "unsent.oldest_at") if oldest else None,
        storage=storage if isinstance(storage, dict) else {},
        app=str(said.get("app", ""))[:20],
        at=timezone.now(),
    )
    return True
