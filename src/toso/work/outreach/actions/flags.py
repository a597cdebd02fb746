"""A second look at what was flagged. It never changes what counts: for that there is correcting and withdrawing."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.people.models import Person
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.work.outreach.actions.records import refuse_outsider
from toso.work.outreach.models import Record
from toso.work.outreach.queries.checks import REVIEWERS
from toso.work.outreach.rules import Flag


def _counting(record_id: int, scope: Scope) -> Record:
    rows = Record.objects.visible_to(scope).select_for_update(of=("self",)).select_related("place")
    record: Record = rows.get(pk=record_id)
    if record.superseded_at is not None:
        raise Refusal(_("Bản này đã được thay bằng bản mới. Mở bản mới để xem."))
    return record


@transaction.atomic
def link_same_work(*, record_id: int, by: Person, scope: Scope, at: datetime) -> Record:
    """Say that a record and the one it was compared with are one piece of work. Both count until somebody decides."""
    record = _counting(record_id, scope)
    refuse_outsider(record, by=by, scope=scope, at=at)
    linked = [flag for flag in record.flags if flag["code"] == Flag.SAME_WORK]
    if not linked:
        raise Refusal(_("Không có bản ghi nào để liên kết."))
    for flag in linked:
        flag["is_linked"] = True
    record.save(update_fields=["flags"])
    detail = {"uuid": str(record.uuid), "other": linked[-1]["record"]}
    audit("outreach.record.linked", by=by, about=record, at=at, path=record.place.path, detail=detail)
    return record


@transaction.atomic
def settle_flags(*, record_id: int, by: Person, scope: Scope, at: datetime) -> Record:
    """Somebody responsible has looked, and lets the record stand as it is."""
    record = _counting(record_id, scope)
    if not scope.holds(*REVIEWERS, at_place=record.place.path):
        raise Refusal(_("Tổ trưởng hoặc công chức xã xem lại bản ghi này."))
    for flag in record.flags:
        flag["seen"] = True
    record.save(update_fields=["flags"])
    detail = {"uuid": str(record.uuid), "flags": [flag["code"] for flag in record.flags]}
    audit("outreach.record.looked_at", by=by, about=record, at=at, path=record.place.path, detail=detail)
    return record
