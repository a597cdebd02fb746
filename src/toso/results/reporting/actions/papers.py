"""The papers of a report: the exact file that leaves to be signed, and the one that comes back."""

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.people.models import Person
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.results.reporting.actions.steps import opened, step
from toso.results.reporting.models import Paper, Report
from toso.results.reporting.rules.reports import HANDED_IN, Act, EventKind

LARGEST = 20 * 1024 * 1024
PDF_SIGN = b"%PDF-"


@transaction.atomic
def keep_paper(*, report: Report, content: bytes, by: Person, at: datetime) -> Paper:
    """Keep the printed form of a report that was handed in. The same bytes are kept once."""
    digest = hashlib.sha256(content).hexdigest()
    found = Paper.objects.filter(report=report, digest=digest, is_signed=False).first()
    if found or report.state not in HANDED_IN:
        return found or Paper(report=report, digest=digest)
    paper = Paper(report=report, digest=digest, added_by=by, added_at=at)
    paper.file.save(f"{report.pk}-{digest[:12]}.pdf", ContentFile(content), save=False)
    paper.save()
    return paper


@transaction.atomic
def attach_signed_paper(*, report_id: int, content: bytes, by: Person, scope: Scope, at: datetime) -> Paper:
    """Keep the signed PDF that came back, with its hash. Anything but a PDF is refused."""
    report = opened(report_id, scope=scope, act=Act.ATTACH)
    if PDF_SIGN not in content[:1024]:
        raise Refusal(_("Tệp này không phải PDF. Chọn tệp PDF đã ký."), field="file")
    if len(content) > LARGEST:
        raise Refusal(_("Tệp lớn hơn 20 MB. Hãy nén hoặc quét lại ở độ phân giải thấp hơn."), field="file")
    digest = hashlib.sha256(content).hexdigest()
    if report.papers.filter(digest=digest, is_signed=True).exists():
        raise Refusal(_("Tệp này đã nhận rồi."), field="file")
    paper = Paper(report=report, is_signed=True, digest=digest, added_by=by, added_at=at)
    paper.file.save(f"{report.pk}-{digest[:12]}-signed.pdf", ContentFile(content), save=False)
    paper.save()
    step(report, code="paper.attached", by=by, at=at, kind=EventKind.SIGNED, note=digest, detail={"digest": digest})
    return paper
