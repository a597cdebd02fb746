"""Complaints about a month's result: seven working days from receipt (Decree 335/2025/NĐ-CP, Article 22)."""

from datetime import datetime, time

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.people.models import Person
from toso.ground.shared.calendar import OFFICE_HOURS, VIETNAM
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.ground.shared.vietnam_days import vietnam_calendar
from toso.results.kpi.actions.checks import path_of, standing_at
from toso.results.kpi.actions.months import reopen
from toso.results.kpi.models import Complaint, Sheet
from toso.results.kpi.queries.access import readable
from toso.results.kpi.rules.states import EDITABLE, StepKind

WORKING_DAYS = 7


def complaint_due(at: datetime) -> datetime:
    """The end of the seventh working day after the day of receipt."""
    on = vietnam_calendar().add_working_days(localdate(at), WORKING_DAYS)
    closes: time = OFFICE_HOURS[-1].closes
    return datetime.combine(on, closes, VIETNAM)


@transaction.atomic
def complain(*, sheet_id: int, text: str, by: Person, scope: Scope, at: datetime) -> Complaint:
    """Ask that a confirmed result be looked at again. There is no deadline for asking."""
    sheet: Sheet = readable(standing_at(scope, at)).select_for_update(of=("self",)).get(pk=sheet_id)
    if sheet.person_id != by.pk:
        raise Refusal(_("Chỉ người được chấm gửi kiến nghị về phiếu của mình."))
    if sheet.state in EDITABLE:
        raise Refusal(_("Tháng này chưa được xác nhận; hãy trao đổi với người chấm trước."))
    if len(text.split()) < 3:
        raise Refusal(_("Viết rõ việc nào, số nào chưa đúng và vì sao."), field="text")
    if sheet.complaints.filter(answered_at__isnull=True).exists():
        raise Refusal(_("Đã có một kiến nghị về tháng này đang chờ trả lời."))
    complaint = Complaint.objects.create(
        sheet=sheet, text=nfc(text).strip(), made_by=by, made_at=at, due_at=complaint_due(at), total_before=sheet.total
    )
    record("kpi.complaint.made", by=by, about=complaint, at=at, path=path_of(sheet.month))
    return complaint


@transaction.atomic
def answer_complaint(
    *, complaint_id: int, is_upheld: bool, answer: str, by: Person, scope: Scope, at: datetime
) -> Complaint:
    """Answer: the result stands, or the complaint is right and the month is opened for scoring anew."""
    standing = standing_at(scope, at)
    complaint = Complaint.objects.select_for_update(of=("self",)).get(pk=complaint_id, sheet__in=readable(standing))
    sheet: Sheet = readable(standing).select_for_update(of=("self",)).get(pk=complaint.sheet_id)
    if not standing.keeps(sheet.month.agency) or sheet.person_id == by.pk:
        raise Refusal(_("Kiến nghị do lãnh đạo cơ quan hoặc người phụ trách nhân sự trả lời; không tự trả lời."))
    if complaint.answered_at is not None:
        raise Refusal(_("Kiến nghị này đã được trả lời."))
    if len(answer.split()) < 3:
        raise Refusal(_("Viết rõ căn cứ và kết luận."), field="answer")
    complaint.is_upheld, complaint.answer = is_upheld, nfc(answer).strip()
    complaint.answered_by, complaint.answered_at = by, at
    complaint.save()
    record(
        "kpi.complaint.answered", by=by, about=complaint, at=at, path=path_of(sheet.month), detail={"upheld": is_upheld}
    )
    if is_upheld:
        reopen(sheet, StepKind.REPLACED, reason=complaint.answer[:500], by=by, at=at)
    return complaint
