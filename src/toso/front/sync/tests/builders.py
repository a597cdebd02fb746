"""Phones for tests: paired through the door, sending what a phone sends."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.test import Client
from django.utils import timezone

from toso.front.sync.actions.keys import issue_key, offer_pairing
from toso.front.sync.models import PhoneKey
from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.plan.programme.models import TaskType


def a_collect_key(*, by: Person, at: datetime) -> tuple[PhoneKey, str]:
    return issue_key(label="Máy mẫu", by=by, at=at)


class Phone:
    """A phone with the app: its outbox, and what came down to it."""

    def __init__(self, person: Person, *, device: UUID | None = None) -> None:
        self.person = person
        self.device = device or uuid4()
        self.client = Client()
        self.seq = 0
        self.cursor = ""
        self.parts: dict[str, dict[Any, Mapping[str, Any]]] = {}
        self.secret = ""
        self.pair()

    def pair(self) -> None:
        _pairing, code = offer_pairing(by=self.person, at=timezone.now())
        answer = self.post("pair", {"code": code, "device": str(self.device), "label": "Máy mẫu", "app": "0.1.0"})
        assert answer.status_code == 201, answer.content.decode()
        self.paired = answer.json()
        self.secret, self.cursor, self.parts = self.paired["secret"], "", {}

    @property
    def key(self) -> PhoneKey:
        return PhoneKey.objects.get(pk=self.paired["key"])

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"} if self.secret else {}

    def post(self, door: str, said: Mapping[str, Any]) -> Any:
        return self.client.post(
            f"/sync/api/{door}/", json.dumps(said), content_type="application/json", headers=self.headers()
        )

    def put(self, door: str, said: Mapping[str, Any]) -> Any:
        return self.client.put(
            f"/sync/api/{door}/", json.dumps(said), content_type="application/json", headers=self.headers()
        )

    def get(self, door: str, **given: str) -> Any:
        return self.client.get(f"/sync/api/{door}/", given, headers=self.headers())

    def item(self, kind: str, said: Mapping[str, Any], **frame: Any) -> dict[str, Any]:
        self.seq += 1
        made = {"id": str(uuid4()), "seq": self.seq, "kind": kind, "made_at": timezone.now().isoformat()}
        return {**made, "after": [], "body": dict(said), **frame}

    def record(self, place: Place, task: TaskType, *, people: int = 5, **frame: Any) -> dict[str, Any]:
        """An item that records guidance work of today."""
        body = {
            "place": place.pk,
            "day": timezone.localdate().isoformat(),
            "task": task.code,
            "counts": {"citizens": people},
        }
        return self.item("outreach.record", body, **frame)

    def send(self, *items: Mapping[str, Any], unsent: int | None = None, skew: timedelta | None = None) -> Any:
        """The answer to a sending."""
        said: dict[str, Any] = {"device": str(self.device), "app": "0.1.0", "items": list(items)}
        said["sent_at"] = (timezone.now() + (skew or timedelta())).isoformat()
        if unsent is not None:
            said["unsent"] = {"count": unsent, "oldest_at": (timezone.now() - timedelta(days=2)).isoformat()}
        return self.post("outbox", said)

    def receipts(self, *items: Mapping[str, Any], skew: timedelta | None = None) -> list[dict[str, Any]]:
        answer = self.send(*items, skew=skew)
        assert answer.status_code == 200, answer.content.decode()
        found: list[dict[str, Any]] = answer.json()["receipts"]
        return found

    def upload(self, content: bytes, digest: str, *, offset: int = 0, length: int | None = None) -> Any:
        piece = content[offset : offset + length] if length else content[offset:]
        return self.client.put(
            f"/sync/api/media/{digest}/?offset={offset}&size={len(content)}",
            piece,
            content_type="application/octet-stream",
            headers=self.headers(),
        )

    def fetch(self) -> Mapping[str, dict[Any, Mapping[str, Any]]]:
        """Ask until nothing more comes; what the phone has then."""
        while True:
            said = self.get("changes", cursor=self.cursor).json()
            if said["reset"]:
                self.parts = {}
            for part, change in said["parts"].items():
                here = self.parts.setdefault(part, {})
                for gone in change["gone"]:
                    here.pop(gone, None)
                here.update({row["id"]: row for row in change["rows"]})
            self.cursor = said["cursor"]
            if not said["more"]:
                return self.parts

    def rows(self, part: str) -> Sequence[Mapping[str, Any]]:
        return list(self.parts.get(part, {}).values())
