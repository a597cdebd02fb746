"""The year's classification: prepared from the months, settled person by person, decided and published at once."""

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.people.models import Organisation, Person
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.results.kpi.actions.checks import refuse_unless_keeper, standing_at
from toso.results.kpi.models import BodyYear, Finding, YearDecision, YearSheet
from toso.results.kpi.models.year import DISCIPLINE_FORMS
from toso.results.kpi.queries.access import agencies_kept
from toso.results.kpi.queries.scoring import stored
from toso.results.kpi.queries.year import (
    findings_of,
    groups_of,
    is_outstanding,
    on_paper,
    posts_of_year,
    sheets_of_year,
    support_workers,
    totals_of,
    whole_months_away,
    year_sheets_seen,
)
from toso.results.kpi.rules.grades import ORDER
from toso.results.kpi.rules.states import DisciplineForm, FindingKind, Rank
from toso.results.kpi.rules.terms import Grade
from toso.results.kpi.rules.year import Discipline, Leave, YearRequest, classify, leave_that_counts


def _path(agency: Organisation) -> str:
    return agency.place.path if agency.place else ""


@transaction.atomic
def prepare_year(*, agency: Organisation, year: int, by: Person, scope: Scope, at: datetime) -> list[YearSheet]:
    """A sheet of the year (Mẫu số 02) for everybody, from the confirmed months; what is decided stays as it is."""
    refuse_unless_keeper(agency, standing_at(scope, at))
    posts = posts_of_year(agency, year)
    totals = totals_of([post.person_id for post in posts], year)
    known = {sheet.person_id: sheet for sheet in YearSheet.objects.filter(year=year, person__in=totals)}
    levels = dict(BodyYear.objects.filter(agency=agency, year=year).values_list("body_id", "level"))
    away, noted = whole_months_away(list(totals), year), findings_of(list(totals), year)
    made = []
    for post in posts:
        sheet = known.get(post.person_id) or YearSheet(agency=agency, person_id=post.person_id, year=year)
        if sheet.decision_id is not None:
            continue
        sheet.agency, sheet.body, sheet.title, sheet.rank, sheet.group = (
            agency,
            post.body,
            post.title,
            post.rank,
            post.group,
        )
        _propose(
            sheet,
            totals[post.person_id],
            levels.get(post.body_id),
            away[post.person_id],
            noted[post.person_id],
        )
        sheet.is_sample = post.is_sample
        sheet.save()
        made.append(sheet)
    if not made:
        raise Refusal(_("Không có ai để xếp loại trong năm này."))
    record(
        "kpi.year.prepared", by=by, about=made[0], at=at, path=_path(agency), detail={"year": year, "count": len(made)}
    )
    return made


def classify_sheet(sheet: YearSheet, months: list[str | None], unit: str | None) -> None:
    """What the rules propose for a person: months, leave, discipline and findings, the unit's level. Not saved."""
    away = whole_months_away([sheet.person_id], sheet.year)[sheet.person_id]
    _propose(sheet, months, unit, away, findings_of([sheet.person_id], sheet.year)[sheet.person_id])


def _propose(
    sheet: YearSheet, months: list[str | None], unit: str | None, away: dict[int, Leave], noted: list[Finding]
) -> None:
    totals = tuple(None if total is None else Fraction(total) for total in months)
    leave = leave_that_counts(away, totals)
    answer = classify(
        YearRequest(
            months=totals,
            leave=leave,
            discipline=tuple(_discipline(one) for one in noted if one.kind == FindingKind.DISCIPLINE),
            has_degradation=any(one.kind == FindingKind.DEGRADATION for one in noted),
            has_corruption_in_unit=any(one.kind == FindingKind.CORRUPTION for one in noted),
            is_head_of_unit=sheet.rank == Rank.HEAD,
            unit_grade=Grade(unit) if unit else None,
        )
    )
    sheet.months = months
    sheet.average = stored(answer.average)
    sheet.proposed = answer.grade or ""
    sheet.is_rated = answer.is_rated
    kept: dict[str, Any] = {
        "average": None if answer.average is None else str(answer.average),
        "leave": leave.value if leave else None,
    }
    sheet.answer = kept | {"reasons": [[remark.code.value, remark.values] for remark in answer.reasons]}


def _discipline(one: Finding) -> Discipline:
    form = DisciplineForm(one.form)
    return Discipline(
        kind=str(DISCIPLINE_FORMS[form]).lower(),
        is_public_duty=one.is_public_duty,
        is_formal=form.is_formal,
        is_used_before=one.is_used_before,
    )


@transaction.atomic
def self_rate(*, sheet_id: int, level: Grade, by: Person, scope: Scope, at: datetime) -> YearSheet:
    """The person's own classification (Mẫu số 02, II)."""
    seen = year_sheets_seen(standing_at(scope, at)).filter(pk=sheet_id, person=by)
    sheet: YearSheet = YearSheet.objects.select_for_update(of=("self",)).get(pk__in=seen.values("pk"))
    if sheet.decision_id is not None:
        raise Refusal(_("Năm này đã có quyết định xếp loại."))
    sheet.self_level = level
    sheet.save(update_fields=["self_level"])
    record("kpi.year.self_rated", by=by, about=sheet, at=at, path=_path(sheet.agency), detail={"year": sheet.year})
    return sheet


@transaction.atomic
def settle_person(
    *,
    sheet_id: int,
    level: Grade,
    by: Person,
    scope: Scope,
    at: datetime,
    meeting: str = "",
    party_opinion: str = "",
    reason: str = "",
    handling: str = "",
) -> YearSheet:
    """The authority's level for one person: another than proposed needs a reason; a head is never above the unit."""
    standing = standing_at(scope, at)
    seen = year_sheets_seen(standing).filter(pk=sheet_id)
    sheet: YearSheet = YearSheet.objects.select_for_update(of=("self",)).get(pk__in=seen.values("pk"))
    refuse_unless_keeper(sheet.agency, standing)
    if sheet.person_id == by.pk:
        raise Refusal(_("Không ai tự xếp loại mình. Mức này do cấp trên quyết định."))
    if sheet.decision_id is not None:
        raise Refusal(_("Đã có quyết định xếp loại; kết quả sai thì ban hành quyết định thay."))
    if not sheet.is_rated:
        raise Refusal(_("Người này không thuộc diện xếp loại năm nay."))
    if level != sheet.proposed and not reason.strip():
        raise Refusal(_("Xếp loại khác với mức theo điểm thì cần lý do."), field="reason")
    if sheet.rank != Rank.OFFICIAL and not party_opinion.strip():
        raise Refusal(_("Người lãnh đạo, quản lý: cần ý kiến của cấp uỷ (Điều 21)."), field="party_opinion")
    if sheet.rank == Rank.HEAD:
        _check_head(sheet, level)
    sheet.level, sheet.level_reason = level, nfc(reason).strip()
    sheet.meeting, sheet.party_opinion, sheet.handling = (
        nfc(meeting).strip(),
        nfc(party_opinion).strip(),
        nfc(handling).strip(),
    )
    sheet.decided_by, sheet.decided_at = by, at
    sheet.save()
    detail = {"year": sheet.year, "level": level.value, "reason": reason}
    record("kpi.year.settled", by=by, about=sheet, at=at, path=_path(sheet.agency), detail=detail)
    return sheet


@transaction.atomic
def settle_rest(*, agency: Organisation, year: int, by: Person, scope: Scope, at: datetime) -> int:
    """Give everybody whom nothing sets apart the level by points, in one act. How many were settled.

    Left for an eye of their own: leaders, who need the opinion of the party committee; whoever would be
    excellent beyond the quota or on its border; oneself; who has been settled already.
    """
    refuse_unless_keeper(agency, standing_at(scope, at))
    sheets = list(YearSheet.objects.filter(agency=agency, year=year).select_for_update(of=("self",)))
    groups = groups_of(agency, year, sheets, is_outstanding=is_outstanding(agency, year))
    excellent = {person for group in groups for person in group.quota.proposed}
    ready = [
        sheet
        for sheet in sheets
        if sheet.is_rated
        and not sheet.level
        and sheet.decision_id is None
        and sheet.rank == Rank.OFFICIAL
        and sheet.person_id != by.pk
        and (sheet.proposed != Grade.EXCELLENT or sheet.person_id in excellent)
    ]
    if not ready:
        raise Refusal(_("Không còn ai xếp được theo điểm; những người còn lại cần xem riêng."))
    for sheet in ready:
        sheet.level, sheet.decided_by, sheet.decided_at = sheet.proposed, by, at
    YearSheet.objects.bulk_update(ready, ["level", "decided_by", "decided_at"])
    detail = {"year": year, "count": len(ready)}
    record("kpi.year.rest_settled", by=by, about=ready[0], at=at, path=_path(agency), detail=detail)
    return len(ready)


def _check_head(sheet: YearSheet, level: Grade) -> None:
    unit = BodyYear.objects.filter(body=sheet.body, year=sheet.year).values_list("level", flat=True).first()
    if unit is None:
        raise Refusal(_("Xếp loại đơn vị trước, rồi mới xếp loại người đứng đầu."))
    if ORDER.index(level) > ORDER.index(Grade(unit)):
        raise Refusal(_("Người đứng đầu không xếp cao hơn mức của đơn vị (Điều 20 khoản 6)."), field="level")


@transaction.atomic
def issue_year_decision(
    *,
    agency: Organisation,
    year: int,
    number: str,
    signed_on: date,
    signer: str,
    by: Person,
    scope: Scope,
    at: datetime,
    reason: str = "",
) -> YearDecision:
    """Decide everybody's level at once. A second decision replaces the first and says why (Article 21.3)."""
    refuse_unless_keeper(agency, standing_at(scope, at))
    if not number.strip() or not signer.strip():
        raise Refusal(_("Ghi số quyết định và người ký."), field="number")
    sheets = on_paper(sheets_of_year(agency, year), agency)
    open_ones = [sheet for sheet in sheets if sheet.is_rated and not sheet.level]
    if open_ones or not sheets:
        raise Refusal(_("Còn %(count)s người chưa được xếp loại.") % {"count": len(open_ones) or len(sheets)})
    last = YearDecision.objects.filter(agency=agency, year=year, replaced_by__isnull=True).first()
    if last is not None and not reason.strip():
        raise Refusal(_("Đã có quyết định số %(number)s; ghi lý do thay.") % {"number": last.number}, field="reason")
    support = support_workers([sheet.person_id for sheet in sheets], year)
    decision = YearDecision.objects.create(
        agency=agency,
        year=year,
        number=number.strip(),
        signed_on=signed_on,
        signer=" ".join(nfc(signer).split()),
        issued_by=by,
        issued_at=at,
        published_at=at,
        replaces=last,
        reason=nfc(reason).strip(),
        levels=[
            {
                "person": one.person_id,
                "average": one.answer.get("average"),
                "level": one.level,
                "body": one.body_id,
                "is_support": one.person_id in support,
            }
            for one in sheets
        ],
    )
    YearSheet.objects.filter(pk__in=[sheet.pk for sheet in sheets]).update(decision=decision)
    detail = {"year": year, "number": decision.number, "count": len(sheets)}
    record("kpi.year.decided", by=by, about=decision, at=at, path=_path(agency), detail=detail)
    return decision


@transaction.atomic
def reopen_year(*, agency: Organisation, year: int, reason: str, by: Person, scope: Scope, at: datetime) -> int:
    """Take the levels of a wrong decision up again, so that a decision that replaces it can be prepared."""
    refuse_unless_keeper(agency, standing_at(scope, at))
    if not reason.strip():
        raise Refusal(_("Ghi lý do thay quyết định."), field="reason")
    if agency not in agencies_kept(standing_at(scope, at)):
        raise Refusal(_("Cơ quan này không thuộc phạm vi của ông/bà."))
    last = YearDecision.objects.filter(agency=agency, year=year, replaced_by__isnull=True).first()
    if last is None:
        raise Refusal(_("Năm này chưa có quyết định nào."))
    count = YearSheet.objects.filter(agency=agency, year=year).update(decision=None)
    record("kpi.year.reopened", by=by, about=last, at=at, path=_path(agency), detail={"year": year, "reason": reason})
    return count
