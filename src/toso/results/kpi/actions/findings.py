"""What may fail a year whatever the points, the meeting that comments on it, and an organisation's own 30 + 70."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.people.models import Organisation, Person
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.results.kpi.actions.checks import refuse_unless_keeper, standing_at
from toso.results.kpi.actions.year import classify_sheet
from toso.results.kpi.models import BodyYear, Finding, YearMeeting, YearSheet
from toso.results.kpi.queries.access import agencies_kept
from toso.results.kpi.queries.year import bodies_to_rate, year_sheets_seen
from toso.results.kpi.rules.exact import exact
from toso.results.kpi.rules.organisations import BodyRequest, classify_body
from toso.results.kpi.rules.states import DisciplineForm, FindingKind, Rank
from toso.results.kpi.rules.terms import Grade


def _path(agency: Organisation) -> str:
    return agency.place.path if agency.place else ""


def _open_sheet(sheet_id: int, by: Person, scope: Scope, at: datetime) -> YearSheet:
    """A year sheet that is still to be decided, kept by the asker and not his own."""
    standing = standing_at(scope, at)
    seen = year_sheets_seen(standing).filter(pk=sheet_id)
    sheet: YearSheet = (
        YearSheet.objects.select_related("agency__place", "body", "person")
        .select_for_update(of=("self",))
        .get(pk__in=seen.values("pk"))
    )
    refuse_unless_keeper(sheet.agency, standing)
    if sheet.person_id == by.pk:
        raise Refusal(_("Không ai tự ghi kỷ luật, kết luận về mình."))
    if sheet.decision_id is not None:
        raise Refusal(_("Đã có quyết định xếp loại; kết quả sai thì ban hành quyết định thay."))
    return sheet


@transaction.atomic
def note_finding(
    *,
    sheet_id: int,
    kind: FindingKind,
    number: str,
    by: Person,
    scope: Scope,
    at: datetime,
    form: DisciplineForm | None = None,
    is_public_duty: bool = True,
    is_used_before: bool = False,
) -> Finding:
    """Note a decision or conclusion with its paper; the year's proposal follows at once."""
    sheet = _open_sheet(sheet_id, by, scope, at)
    if not number.strip():
        raise Refusal(_("Ghi số, ngày của văn bản."), field="number")
    if kind == FindingKind.DISCIPLINE and form is None:
        raise Refusal(_("Chọn hình thức kỷ luật."), field="form")
    if kind == FindingKind.CORRUPTION and sheet.rank == Rank.OFFICIAL:
        raise Refusal(_("Trường hợp này chỉ xét với người đứng đầu đơn vị trực tiếp phụ trách."), field="kind")
    words = " ".join(nfc(number).split())
    same = Finding.objects.filter(person=sheet.person, year=sheet.year, number=words, withdrawn_at__isnull=True)
    if same.exists():
        raise Refusal(_("Văn bản này đã được ghi cho năm này."), field="number")
    found = Finding.objects.create(
        agency=sheet.agency,
        person=sheet.person,
        year=sheet.year,
        kind=kind,
        form=form or "",
        number=words,
        is_public_duty=is_public_duty,
        is_used_before=is_used_before,
        noted_by=by,
        noted_at=at,
    )
    _again(sheet)
    detail = {"year": sheet.year, "number": words}
    record("kpi.finding.noted", by=by, about=found, at=at, path=_path(sheet.agency), detail=detail)
    return found


@transaction.atomic
def withdraw_finding(*, finding_id: int, by: Person, scope: Scope, at: datetime) -> Finding:
    """A finding noted by mistake no longer counts; it stays in the file."""
    kept = agencies_kept(standing_at(scope, at))
    rows = Finding.objects.select_related("agency__place").select_for_update(of=("self",))
    found: Finding = rows.get(pk=finding_id, agency__in=kept, withdrawn_at__isnull=True)
    sheet = YearSheet.objects.filter(person=found.person_id, year=found.year).first()
    if sheet is not None:
        _open_sheet(sheet.pk, by, scope, at)
    found.withdrawn_at = at
    found.save(update_fields=["withdrawn_at"])
    if sheet is not None:
        _again(sheet)
    detail = {"year": found.year, "number": found.number}
    record("kpi.finding.withdrawn", by=by, about=found, at=at, path=_path(found.agency), detail=detail)
    return found


def _again(sheet: YearSheet) -> None:
    """Classify anew; a level already settled on the old grounds is taken up again."""
    unit = BodyYear.objects.filter(body=sheet.body_id, year=sheet.year).values_list("level", flat=True).first()
    before = sheet.proposed
    classify_sheet(sheet, sheet.months, unit)
    if sheet.proposed != before:
        sheet.level = sheet.level_reason = ""
    sheet.save()


@transaction.atomic
def note_meeting(
    *,
    agency: Organisation,
    year: int,
    held_at: datetime,
    venue: str,
    chair: Person,
    secretary: Person,
    by: Person,
    scope: Scope,
    at: datetime,
    ended_at: datetime | None = None,
    absent: Sequence[str] = (),
    opinions: str = "",
    party_opinion: str = "",
) -> YearMeeting:
    """What the minutes of the year's meeting need (Article 21)."""
    refuse_unless_keeper(agency, standing_at(scope, at))
    if chair == secretary:
        raise Refusal(_("Chủ trì và thư ký là hai người khác nhau."), field="secretary")
    if ended_at is not None and ended_at <= held_at:
        raise Refusal(_("Giờ kết thúc phải sau giờ bắt đầu."), field="ended_at")
    row, _new = YearMeeting.objects.update_or_create(
        agency=agency,
        year=year,
        defaults={
            "held_at": held_at,
            "ended_at": ended_at,
            "venue": " ".join(nfc(venue).split()),
            "chair": chair,
            "secretary": secretary,
            "absent": list(absent),
            "opinions": nfc(opinions).strip(),
            "party_opinion": nfc(party_opinion).strip(),
            "noted_by": by,
            "noted_at": at,
        },
    )
    record("kpi.year.met", by=by, about=row, at=at, path=_path(agency), detail={"year": year})
    return row


@transaction.atomic
def rate_body(
    *,
    body: Organisation,
    agency: Organisation,
    year: int,
    general: Decimal,
    results: Decimal,
    by: Person,
    scope: Scope,
    at: datetime,
    done_pct: Decimal = Decimal(100),
    late_pct: Decimal = Decimal(0),
    above_pct: Decimal = Decimal(0),
    has_quality: bool = True,
    has_open_findings: bool = False,
    has_wrongdoing: bool = False,
    is_force_majeure: bool = False,
    reason: str = "",
) -> BodyYear:
    """An organisation's own 30 + 70 with the conditions beside the points (Articles 5 to 9), before its head's year.

    Nothing is taken for granted: without 30 % of tasks above requirement there is no "xuất sắc". Units come
    before the agency, whose level falls when one of them has failed.
    """
    refuse_unless_keeper(agency, standing_at(scope, at))
    if not (0 <= general <= 30 and 0 <= results <= 70):
        raise Refusal(_("Tiêu chí chung từ 0 đến 30 điểm, kết quả từ 0 đến 70 điểm."), field="general")
    if not all(0 <= share <= 100 for share in (done_pct, late_pct, above_pct)):
        raise Refusal(_("Các tỷ lệ nhiệm vụ từ 0 đến 100%."), field="done_pct")
    if body.pk == agency.pk:
        waiting = [one for one in bodies_to_rate(agency, year) if one["year"] is None and one["body"].pk != agency.pk]
        if waiting:
            raise Refusal(_("Còn %(count)s đơn vị chưa xếp loại; xếp loại đơn vị trước.") % {"count": len(waiting)})
    units = BodyYear.objects.filter(agency=agency, year=year).exclude(body=agency)
    answer = classify_body(
        BodyRequest(
            general=exact(general),
            task_score=exact(results),
            done_pct=exact(done_pct),
            late_pct=exact(late_pct),
            above_requirement_pct=exact(above_pct),
            has_quality=has_quality,
            has_failed_unit=body.pk == agency.pk and units.filter(level=Grade.FAILED).exists(),
            has_open_findings=has_open_findings,
            has_wrongdoing=has_wrongdoing,
            is_force_majeure=is_force_majeure,
        )
    )
    row, _new = BodyYear.objects.update_or_create(
        body=body,
        year=year,
        defaults={
            "agency": agency,
            "general": general,
            "results": results,
            "level": answer.grade,
            "facts": {
                "done_pct": str(done_pct),
                "late_pct": str(late_pct),
                "above_pct": str(above_pct),
                "has_quality": has_quality,
                "has_open_findings": has_open_findings,
                "has_wrongdoing": has_wrongdoing,
                "is_force_majeure": is_force_majeure,
            },
            "reasons": [[remark.code.value, remark.values] for remark in answer.reasons],
            "reason": nfc(reason).strip(),
            "decided_by": by,
            "decided_at": at,
        },
    )
    for sheet in YearSheet.objects.filter(body=body, year=year, rank=Rank.HEAD, decision__isnull=True):
        classify_sheet(sheet, sheet.months, answer.grade)
        sheet.save()
    detail = {"year": year, "level": answer.grade.value}
    record("kpi.year.body_rated", by=by, about=row, at=at, path=_path(agency), detail=detail)
    return row
