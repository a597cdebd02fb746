"""What this person sent in the last sixty days, and what has become of it: received, returned, corrected."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from toso.front.sync.models import Item
from toso.front.sync.rules.delta import Row
from toso.front.sync.rules.states import ItemState
from toso.front.sync.sources.asker import Asker
from toso.plan.forms.models import Attachment, Content, Review, Submission
from toso.plan.forms.rules.states import ReviewKind, SubmissionState
from toso.work.helpdesk.models import Step, Ticket
from toso.work.helpdesk.rules.ways import TOLD_TO_REQUESTER, WORDS_KEPT_INSIDE
from toso.work.outreach.models import Record
from toso.work.outreach.queries.records import guided_words
from toso.work.outreach.rules import COUNT_NAMES

DAYS = timedelta(days=60)
MOST = 500
FORM_STATES = {
    SubmissionState.RECEIVED: "received",
    SubmissionState.HAS_ISSUES: "returned",
    SubmissionState.EDITED: "edited",
    SubmissionState.APPROVED: "approved",
}
TOLD_AS_ROWS = ("outreach.record", "forms.submission", "helpdesk.request")  # they have rows of their own


def sent(asker: Asker) -> list[Row]:
    return [*_records(asker), *_submissions(asker), *_items(asker)]


def fields_of(record: Record) -> dict[str, Any]:
    """What a record says, member by member, as the phone names them and bases an edit on."""
    return {
        "place": record.place_id,
        "day": record.day.isoformat(),
        "task": record.task.code,
        "platform": record.platform.code if record.platform else "",
        "procedure": record.procedure.code if record.procedure else "",
        "people": sorted(share.person_id for share in record.shares.all()),
        "result": record.result,
        "note": record.note,
        "medium": record.medium,
        "reach": record.reach,
        "things": record.things,
        **{name: getattr(record, name) for name in COUNT_NAMES},
    }


def _records(asker: Asker) -> Iterable[Row]:
    """My records: the version of each that was written last, if it still lies in my scope."""
    since = asker.at - DAYS
    mine = Record.objects.filter(recorded_by=asker.person, version=1, recorded_at__gte=since)
    first = dict(mine.order_by("-recorded_at").values_list("uuid", "recorded_at")[:MOST])
    rows = Record.objects.visible_to(asker.scope).filter(uuid__in=list(first)).order_by("uuid", "-version")
    newest = rows.distinct("uuid").select_related(
        "place", "task", "platform", "procedure", "recorded_by", "superseded_by"
    )
    for record in newest.prefetch_related("shares"):
        state, words = _standing(record, asker)
        yield {
            "id": str(record.uuid),
            "kind": "outreach.record",
            "state": state,
            "words": words,
            "title": f"{record.task.short_name}, {guided_words(record)}",
            "day": record.day.isoformat(),
            "place": record.place_id,
            "at": first[record.uuid].isoformat(),
            "changed_at": (record.superseded_at or record.recorded_at).isoformat(),
            "version": record.version,
            "fields": fields_of(record),
            "missing": [],
        }


def _standing(record: Record, asker: Asker) -> tuple[str, str]:
    if record.is_withdrawn:
        by = record.superseded_by.name if record.superseded_by else ""
        return "withdrawn", _("%(person)s đã bỏ bản ghi này: %(reason)s") % {"person": by, "reason": record.reason}
    if record.version > 1 and record.recorded_by_id != asker.person.pk:
        words = _("%(person)s đã sửa: %(reason)s") % {"person": record.recorded_by.name, "reason": record.reason}
        return "corrected", words
    return ("edited" if record.version > 1 else "received"), ""


def _submissions(asker: Asker) -> Iterable[Row]:
    """My filled forms; what was returned to me stays until it is mended, however old."""
    mine = Q(received_at__gte=asker.at - DAYS) | Q(state=SubmissionState.HAS_ISSUES)
    rows = (
        Submission.objects.filter(mine, sent_by=asker.person)
        .select_related("form", "version")
        .prefetch_related(
            Prefetch("reviews", Review.objects.select_related("by").order_by("-pk"), to_attr="last_reviews"),
            Prefetch("contents", Content.objects.order_by("-number"), to_attr="versions"),
            Prefetch("versions__attachments", Attachment.objects.filter(received_at=None), to_attr="missing_files"),
        )
    )
    found: list[Any] = list(rows.order_by("-received_at", "-pk")[:MOST])
    ids = Item.objects.filter(
        person=asker.person,
        kind="forms.submission",
        state=ItemState.TAKEN,
        result__submission__in=[row.pk for row in found],
    ).order_by("-arrived_at")
    items = {item.result["submission"]: str(item.pk) for item in ids}
    for row in found:
        last = row.versions[0]
        review = next((each for each in row.last_reviews if each.kind == ReviewKind.RETURNED), None)
        is_returned = row.state == SubmissionState.HAS_ISSUES
        words = ""
        if review is not None and is_returned:
            words = _("%(person)s trả lại: %(reason)s") % {"person": review.by.name, "reason": review.text}
        yield {
            "id": items.get(row.pk, row.instance_id),
            "kind": "forms.submission",
            "state": FORM_STATES[SubmissionState(row.state)],
            "words": words,
            "title": row.form.title,
            "day": row.day.isoformat(),
            "place": row.place_id,
            "at": row.received_at.isoformat(),
            "changed_at": max([last.received_at, *(each.at for each in row.last_reviews)]).isoformat(),
            "version": last.number,
            "fields": {
                "form": row.form.form_id,
                "form_version": row.version.version,
                "instance": last.instance_id,
                "url": reverse("sync:api_submission", args=[row.pk]),
            },
            "missing": [file.name for file in last.missing_files],
        }


def _items(asker: Asker) -> Iterable[Row]:
    """Everything else, and what waits or was refused."""
    since = asker.at - DAYS
    rows = Item.objects.filter(person=asker.person, arrived_at__gte=since).exclude(state=ItemState.DROPPED)
    rows = rows.exclude(state=ItemState.TAKEN, kind__in=[*TOLD_AS_ROWS, "outbox.dropped"])
    for item in rows.order_by("-arrived_at", "pk")[:MOST]:
        yield {
            "id": str(item.pk),
            "kind": item.kind,
            "state": "received" if item.state == ItemState.TAKEN else item.state,
            "words": item.words,
            "title": "",
            "day": None,
            "place": None,
            "at": item.arrived_at.isoformat(),
            "changed_at": (item.settled_at or item.arrived_at).isoformat(),
            "version": 1,
            "fields": {},
            "missing": [name for name in item.waits_for if name.startswith("media:")],
        }


def requests(asker: Asker) -> list[Row]:
    """My requests for help, with the steps that whoever asked may read."""
    told = Step.objects.filter(kind__in=TOLD_TO_REQUESTER).order_by("pk")
    rows = (
        Ticket.objects.visible_to(asker.scope)
        .filter(raised_by=asker.person, recorded_at__gte=asker.at - DAYS * 3)
        .prefetch_related(Prefetch("steps", told, to_attr="told"))
        .order_by("-pk")[:100]
    )
    found = list(rows)
    ids = Item.objects.filter(
        person=asker.person, kind="helpdesk.request", result__request__in=[row.pk for row in found]
    )
    items = {item.result["request"]: str(item.pk) for item in ids}
    return [
        {
            "id": row.pk,
            "item": items.get(row.pk),
            "title": row.title,
            "state": row.state,
            "words": str(row.get_state_display()),
            "at": row.asked_at.isoformat(),
            "due_at": row.due_at.isoformat() if row.due_at else None,
            "steps": [
                {
                    "kind": step.kind,
                    "words": str(step.get_kind_display()),
                    "text": "" if step.kind in WORDS_KEPT_INSIDE else step.text,
                    "at": step.at.isoformat(),
                }
                for step in row.told
            ],
        }
        for row in found
    ]
