"""The doors of the phone's own protocol: docs/sync.md."""

import gzip
import json
from uuid import UUID

from allauth.core import ratelimit
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from toso.front.sync import queries
from toso.front.sync.actions import media as media_actions
from toso.front.sync.actions.down import MOST_ROWS, changes_since, next_changes, snapshot_named
from toso.front.sync.actions.judging import MOST_HELD, wake
from toso.front.sync.actions.keys import keep_envelope, leave, pair, subtract_unsent
from toso.front.sync.actions.outbox import reach_disk, take_items
from toso.front.sync.actions.receipts import Sender, receipt_of
from toso.front.sync.actions.recovery import ask_rescue, commune_key, fetch_rescue
from toso.front.sync.models import Rescue, Upload
from toso.front.sync.rules import body as reading
from toso.front.sync.rules.body import SHA256, Body
from toso.front.sync.rules.recovery import ALGORITHM, Envelope, Unreadable
from toso.front.sync.rules.states import ItemState, RescueState
from toso.front.sync.sources import everything
from toso.front.sync.sources.asker import Asker
from toso.front.sync.views.doors import (
    MOST_BODY_BYTES,
    OLDEST_APP,
    PROTOCOLS,
    Failed,
    Phone,
    answer,
    bad_request,
    json_of,
    note_of,
    open_door,
    phone_door,
)
from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.access import public
from toso.ground.shared.refusal import Refusal

MOST_ITEMS = 200
MOST_ITEM_BYTES = 1_000_000
MOST_IDS = 500
MOST_LATER = 200
BY_KEY = public("the phone's key in its header is looked at by the door itself")


@public("says what the server speaks, to a phone that is not paired yet")
@require_GET
@open_door
def hello(_request: HttpRequest) -> HttpResponse:
    limits = {
        "items": MOST_ITEMS,
        "body_bytes": MOST_BODY_BYTES,
        "item_bytes": MOST_ITEM_BYTES,
        "media_bytes": media_actions.MOST_BYTES,
        "chunk_bytes": media_actions.CHUNK_BYTES,
        "rows": MOST_ROWS,
        "held": MOST_HELD,
    }
    at = timezone.now().isoformat()
    return answer({"protocols": list(PROTOCOLS), "oldest_app": OLDEST_APP, "server_at": at, "limits": limits})


@public("a code shown on the desk lets a phone in, once")
@require_POST
@open_door
def pairing(request: HttpRequest) -> HttpResponse:
    """Turn a code of the desk into the key of this phone."""
    said = Body(json_of(request))
    if not ratelimit.consume(request, action="sync_pair"):
        raise Failed(429, "too_often", _("Thử mã quá nhiều lần. Đợi mười phút rồi thử lại."), retry_after=600)
    at = timezone.now()
    try:
        paired = pair(
            code=said.text("code", most=40, is_needed=True),
            device=said.uuid("device"),
            label=said.text("label", most=80),
            app=said.text("app", most=20),
            at=at,
        )
    except Refusal as refusal:
        raise Failed(403, "wrong_code", str(refusal)) from refusal
    person = paired.key.person
    found = {
        "secret": paired.secret,
        "key": paired.key.pk,
        "protocol": PROTOCOLS[-1],
        "server_at": at.isoformat(),
        "person": {"id": person.pk, "name": person.name},
        "recovery": _recovery(person),
    }
    return answer(found, status=201)


def _recovery(person: Person) -> dict[str, str] | None:
    at = timezone.now()
    work = queries.work_place_of(person, at=at)
    place: Place | None = work.place if work else None
    if place is not None and place.level == Level.HAMLET:
        place = place.parent
    if place is None or place.level != Level.COMMUNE:
        return None
    key = commune_key(commune=place, at=at)
    return {"kid": key.kid, "alg": ALGORITHM, "public": key.public}


@BY_KEY
@require_POST
@phone_door
def outbox(phone: Phone) -> HttpResponse:
    """Take what the phone sends; a receipt for each item."""
    said, at = json_of(phone.request), timezone.now()
    items = said.get("items")
    if not isinstance(items, list):
        raise bad_request("items")
    if len(items) > MOST_ITEMS:
        raise Failed(413, "too_large", _("Gửi một lần quá nhiều mục. Ứng dụng sẽ gửi từng phần."), most=MOST_ITEMS)
    skew = reading.moment(said["sent_at"], "sent_at") - at if said.get("sent_at") else None
    has_told = note_of(said, phone.key)
    sender = Sender(phone.key, phone.scope, is_clock_wrong=reading.clock_is_wrong(skew=skew, has_jumped=False))
    receipts, later = take_items(items=items, sender=sender, at=at)
    arrived = sum(receipt.state != ItemState.REFUSED for receipt in receipts)
    if has_told and arrived:
        subtract_unsent(key=phone.key, count=arrived)
    return answer(
        {
            "server_at": at.isoformat(),
            "skew_seconds": round(skew.total_seconds()) if skew is not None else None,
            "receipts": [receipt.said() for receipt in receipts],
            "later": [receipt.said() for receipt in later[:MOST_LATER]],
        }
    )


@BY_KEY
@require_POST
@phone_door
def receipts(phone: Phone) -> HttpResponse:
    """What the server knows of items whose answer was lost."""
    ids = json_of(phone.request).get("ids")
    if not isinstance(ids, list) or len(ids) > MOST_IDS:
        raise bad_request("ids")
    found = queries.items_named(phone.key.person, [reading.uuid(each, "ids") for each in ids])
    reach_disk(key=phone.key, at=timezone.now())  # they may stand in a sending that is still being taken
    return answer({"receipts": [receipt_of(item, again=True).said() for item in found]})


@BY_KEY
@require_http_methods(["GET", "PUT"])
@phone_door
def media(phone: Phone, sha256: str) -> HttpResponse:
    """How much of a file has arrived; and its next bytes."""
    if not SHA256.fullmatch(sha256):
        raise bad_request("sha256")
    if phone.request.method == "GET":
        return answer(_received(queries.upload_of(phone.key.person, sha256)))
    given = phone.request.GET
    numbers = [given.get("offset", ""), given.get("size", "")]
    if not all(each.isdecimal() and len(each) < 10 for each in numbers):
        raise bad_request("offset")
    too_large = Failed(413, "too_large", _("Tệp hoặc mảnh tệp quá lớn."), most=media_actions.CHUNK_BYTES)
    try:
        content = phone.request.body
        upload = media_actions.keep_chunk(
            person=phone.key.person,
            sha256=sha256,
            offset=int(numbers[0]),
            size=int(numbers[1]),
            content=content,
            at=timezone.now(),
        )
    except (media_actions.TooLarge, RequestDataTooBig) as error:
        raise too_large from error
    except media_actions.WrongOffset as error:
        words = _("Máy chủ đã có một phần của tệp; gửi tiếp từ đó.")
        raise Failed(409, "wrong_offset", words, received=error.received) from error
    if upload is None:
        raise Failed(422, "wrong_hash", _("Tệp đến không khớp; gửi lại từ đầu."))
    if upload.done_at is not None:
        _wake_media(phone, sha256)
    return answer(_received(upload))


def _received(upload: Upload | None) -> dict[str, object]:
    if upload is None:
        return {"received": 0, "size": None, "done": False}
    return {"received": upload.received, "size": upload.size, "done": upload.done_at is not None}


def _wake_media(phone: Phone, sha256: str) -> None:
    sender = Sender(phone.key, phone.scope)
    wake(names=[f"media:{sha256}"], sender=sender, at=timezone.now())


def _asker(phone: Phone) -> Asker:
    origin = f"{phone.request.scheme}://{phone.request.get_host()}"
    return Asker(phone.key, phone.scope, timezone.now(), origin)


@BY_KEY
@require_GET
@phone_door
def size(phone: Phone) -> HttpResponse:
    """How much a fetch will bring, before it is fetched."""
    wanted = everything(_asker(phone))
    snapshot = snapshot_named(phone.key, phone.request.GET.get("cursor", ""))
    found = changes_since(snapshot, wanted, most=1_000_000)
    packed = gzip.compress(json.dumps(found.parts, ensure_ascii=False, separators=(",", ":")).encode(), 6)
    changed = found.parts.get("forms", {}).get("rows", [])
    forms = sum(form["bytes"] + sum(file["bytes"] for file in form["media"]) for form in changed)
    return answer({"rows": found.rows, "bytes": len(packed), "forms_bytes": forms, "full": snapshot is None})


@BY_KEY
@require_GET
@phone_door
def changes(phone: Phone) -> HttpResponse:
    """The next rows since the cursor."""
    asker = _asker(phone)
    cursor = phone.request.GET.get("cursor", "")
    return answer(next_changes(key=phone.key, cursor=cursor, wanted=everything(asker), at=asker.at))


@BY_KEY
@require_http_methods(["PUT"])
@phone_door
def envelope(phone: Phone) -> HttpResponse:
    """Keep the phone's data key, closed to its commune."""
    try:
        found = Envelope.read(json_of(phone.request))
    except Unreadable as error:
        raise bad_request("envelope") from error
    keep_envelope(key=phone.key, envelope=found, at=timezone.now())
    return HttpResponse(status=204)


@BY_KEY
@require_POST
@phone_door
def leaving(phone: Phone) -> HttpResponse:
    """The person logs out on the phone."""
    note_of(json_of(phone.request), phone.key)
    leave(key=phone.key, at=timezone.now())
    return HttpResponse(status=204)


@public("a phone whose PIN was forgotten cannot show its key; what it sends must be what it sent before")
@require_POST
@open_door
def rescue(request: HttpRequest) -> HttpResponse:
    """A phone asks the commune for its data key."""
    if not ratelimit.consume(request, action="sync_rescue"):
        raise Failed(429, "too_often", _("Thử quá nhiều lần. Đợi một lúc rồi thử lại."), retry_after=600)
    said = Body(json_of(request))
    try:
        found = ask_rescue(
            device=said.uuid("device"),
            envelope=Envelope.read(said.members("envelope").said),
            public=said.text("public", most=120),
            at=timezone.now(),
        )
    except Unreadable as error:
        raise bad_request("envelope") from error
    except Refusal as refusal:
        raise Failed(403, "refused", str(refusal)) from refusal
    made = {"rescue": str(found.pk), "number": found.number, "until": found.until.isoformat()}
    return answer(made, status=201)


@public("the number of a rescue is long and random; what it gives opens on one phone alone")
@require_GET
@open_door
def rescued(_request: HttpRequest, rescue_id: UUID) -> HttpResponse:
    """What became of a rescue; the envelope once."""
    at = timezone.now()
    try:
        found = fetch_rescue(rescue_id=rescue_id, at=at)
    except Rescue.DoesNotExist as error:
        raise Failed(404, "not_found", _("Không có yêu cầu cứu dữ liệu này.")) from error
    state = "expired" if found.state == RescueState.WAITING and found.until <= at else found.state
    words = found.reason if found.state == RescueState.REFUSED else ""
    return answer({"state": state, "envelope": found.envelope, "words": words})
