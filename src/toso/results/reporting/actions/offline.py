"""Figures that were filled in without the network come back; the province's receipt is kept."""

import hashlib
from datetime import date, datetime
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from toso.ground.people.models import Person
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.results.reporting.actions.cells import set_value
from toso.results.reporting.actions.steps import opened, step
from toso.results.reporting.models import Receipt, Report
from toso.results.reporting.queries.offline import filled_in
from toso.results.reporting.rules.reports import Act

LARGEST_RECEIPT = 20 * 1024 * 1024


@transaction.atomic
def fill_from_form(
    *, report_id: int, content: bytes, by: Person, scope: Scope, at: datetime, edition: int | None = None
) -> Report:
    """Correct every cell that the form changes, each with its reason, or none."""
    report = opened(report_id, scope=scope, act=Act.CORRECT, edition=edition)
    filled = filled_in(report, content)
    if not filled:
        raise Refusal(_("Phiếu không đổi số nào."))
    for one in filled:
        set_value(one.cell, one.value, reason=one.reason, by=by, at=at)
        one.cell.save()
    detail = {"count": len(filled), "digest": hashlib.sha256(content).hexdigest()}
    step(report, code="form.returned", by=by, at=at, detail=detail)
    return report


@transaction.atomic
def keep_receipt(
    *,
    report_id: int,
    number: str,
    received_on: date,
    name: str,
    content: bytes,
    by: Person,
    scope: Scope,
    at: datetime,
) -> Receipt:
    """Keep what the province's own report system gave back for a report: its number, day and file, with the hash."""
    report = opened(report_id, scope=scope, act=Act.ATTACH)
    number = nfc(number).strip()
    if not number:
        raise Refusal(_("Hãy nhập số biên nhận."), field="number")
    if received_on > localdate(at):
        raise Refusal(_("Ngày ở tương lai. Hãy nhập ngày trên biên nhận."), field="received_on")
    if not content or len(content) > LARGEST_RECEIPT:
        raise Refusal(_("Chọn tệp biên nhận, nhiều nhất 20 MB."), field="file")
    digest = hashlib.sha256(content).hexdigest()
    if report.receipts.filter(digest=digest).exists():
        raise Refusal(_("Tệp này đã nhận rồi."), field="file")
    suffix = PurePath(name).suffix.lower()[:8]
    receipt = Receipt(
        report=report, number=number[:80], received_on=received_on, digest=digest, added_by=by, added_at=at
    )
    receipt.file.save(
        f"{report.pk}-{digest[:12]}-receipt{suffix if suffix.isascii() else ''}", ContentFile(content), save=False
    )
    receipt.save()
    step(report, code="receipt.kept", by=by, at=at, note=number, detail={"number": number, "digest": digest})
    return receipt


def _ending(name: str) -> str:
    """The ending of a file's name when it is an ordinary one."""
    ending = PurePath(name).suffix.lower()
    return ending if ending[1:].isalnum() and ending.isascii() and len(ending) < 8 else ""
