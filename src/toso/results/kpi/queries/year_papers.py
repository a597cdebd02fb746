"""The papers of a year: Mẫu số 02 of a person, minutes, decision, notice, the list of an agency."""

from fractions import Fraction
from typing import Any

from toso.ground.people.models import Organisation, Person
from toso.results.kpi.models import Sheet, YearDecision, YearMeeting, YearSheet
from toso.results.kpi.queries.criteria import rule_set_for
from toso.results.kpi.queries.papers import DRAFT, SAMPLE, office_of
from toso.results.kpi.queries.year import on_paper, sheets_of_year, support_workers
from toso.results.kpi.rules.papers import DecisionPaper, MinutesPaper, NoticePaper, Official, Rated, YearForm
from toso.results.kpi.rules.terms import Grade


def _official(sheet: YearSheet) -> Official:
    return Official(sheet.person.name, sheet.title, sheet.body.name)


def _exactly(sheet: YearSheet) -> Fraction | None:
    kept = sheet.answer.get("average")
    return Fraction(kept) if kept else None


def _grade(code: str) -> Grade | None:
    return Grade(code) if code else None


def has_year_form(sheet: YearSheet) -> bool:
    """Whether an official form stands for this person: Mẫu số 02 is the decree's, for those whom its rules measure
    (by the last month of the year). For other groups no form is public, and none is printed."""
    months = Sheet.objects.filter(person=sheet.person_id, on__year=sheet.year).select_related("month", "own_rules")
    last = months.order_by("-on").first()
    return last is None or rule_set_for(last).is_printed


def year_form_of(sheet: YearSheet) -> YearForm:
    """Mẫu số 02 of one person; a month without a total says why in its note."""
    notes = dict(Sheet.objects.filter(person=sheet.person_id, on__year=sheet.year).values_list("on__month", "excluded"))
    months = tuple(
        (None if total is None else Fraction(total), notes.get(number, "") if total is None else "")
        for number, total in enumerate(sheet.months, start=1)
    )
    return YearForm(
        office=office_of(sheet.agency),
        official=_official(sheet),
        year=sheet.year,
        months=months,
        average=_exactly(sheet),
        own_grade=_grade(sheet.self_level),
        grade=_grade(sheet.level),
        handling=sheet.handling,
        authority_name=sheet.decided_by.name if sheet.decided_by else "",
        mark=SAMPLE if sheet.is_sample else "" if sheet.decision_id else DRAFT,
    )


def meeting_of(agency: Organisation, year: int) -> YearMeeting | None:
    rows = YearMeeting.objects.filter(agency=agency, year=year)
    return rows.select_related("chair", "secretary", "agency__place").first()


def _rated(sheets: list[YearSheet], year: int, *, is_proposal: bool) -> tuple[Rated, ...]:
    support = support_workers([sheet.person_id for sheet in sheets], year)
    return tuple(
        Rated(
            official=_official(sheet),
            average=_exactly(sheet),
            grade=_grade(sheet.level or (sheet.proposed if is_proposal else "")) if sheet.is_rated else None,
            note=sheet.level_reason,
            is_support=sheet.person_id in support,
        )
        for sheet in sheets
    )


def _titled(person: Person, sheets: list[YearSheet], fallback: str) -> Official:
    own = next((sheet for sheet in sheets if sheet.person_id == person.pk), None)
    return Official(person.name, own.title if own and own.title else fallback, own.body.name if own else "")


def minutes_of(meeting: YearMeeting) -> MinutesPaper:
    """The minutes: everybody of the year was there but those named as absent; opinions one a line."""
    sheets = on_paper(sheets_of_year(meeting.agency, meeting.year), meeting.agency)
    absent = set(meeting.absent)
    names = [sheet.person.name for sheet in sheets]
    return MinutesPaper(
        office=office_of(meeting.agency),
        year=meeting.year,
        held_at=meeting.held_at,
        place=meeting.venue,
        chair=_titled(meeting.chair, sheets, "Chủ trì"),
        secretary=_titled(meeting.secretary, sheets, "Thư ký"),
        present=tuple(name for name in names if name not in absent),
        absent=tuple(meeting.absent),
        rated=_rated(sheets, meeting.year, is_proposal=True),
        opinions=tuple(line.strip() for line in meeting.opinions.splitlines() if line.strip()),
        party_opinion=meeting.party_opinion,
        ended_at=meeting.ended_at,
        mark=SAMPLE if any(sheet.is_sample for sheet in sheets) else "",
    )


def _frozen(decision: YearDecision) -> tuple[Rated, ...]:
    """The list as it was decided, whatever came after."""
    sheets = {
        sheet.person_id: sheet
        for sheet in YearSheet.objects.filter(agency=decision.agency, year=decision.year).select_related(
            "person", "body"
        )
    }
    found: list[Rated] = []
    for row in decision.levels:
        sheet = sheets.get(row["person"])
        if sheet is not None:
            average = Fraction(row["average"]) if row["average"] else None
            is_support = row.get("is_support", False)
            found.append(Rated(_official(sheet), average, _grade(row["level"]), is_support=is_support))
    return tuple(found)


def _reference(decision: YearDecision) -> str:
    return f"Quyết định số {decision.number} ngày {decision.signed_on:%d/%m/%Y}"


def _sample_mark(decision: YearDecision) -> str:
    return SAMPLE if decision.sheets.filter(is_sample=True).exists() else ""


def _number(text: str) -> str:
    """The bare number where the symbol follows on the paper: 15/QĐ-UBND → 15."""
    return text.split("/")[0].strip()


def decision_paper_of(decision: YearDecision) -> DecisionPaper:
    meeting = meeting_of(decision.agency, decision.year)
    return DecisionPaper(
        office=office_of(decision.agency),
        year=decision.year,
        decided_by=f"CHỦ TỊCH {decision.agency.name}".upper(),
        signer_title="CHỦ TỊCH",
        signer_name=decision.signer,
        rated=_frozen(decision),
        number=_number(decision.number),
        day=decision.signed_on,
        minutes_day=meeting.held_at.date() if meeting else None,
        replaces=_reference(decision.replaces) if decision.replaces else "",
        reason=decision.reason,
        mark=_sample_mark(decision),
    )


def notice_paper_of(decision: YearDecision) -> NoticePaper:
    return NoticePaper(
        office=office_of(decision.agency),
        period=f"năm {decision.year}",
        signer_title="CHỦ TỊCH",
        signer_name=decision.signer,
        rated=_frozen(decision),
        authority="TM. ỦY BAN NHÂN DÂN",
        day=decision.signed_on,
        decision=_reference(decision),
        mark=_sample_mark(decision),
    )


def year_rows(agency: Organisation, year: int) -> list[dict[str, Any]]:
    """The list of a year for the workbook: months, mean, levels."""
    return [
        {
            "official": _official(sheet),
            "group": sheet.group,
            "months": [None if total is None else Fraction(total) for total in sheet.months],
            "average": _exactly(sheet),
            "proposed": _grade(sheet.proposed) if sheet.is_rated else None,
            "own": _grade(sheet.self_level),
            "level": _grade(sheet.level),
            "is_rated": sheet.is_rated,
            "reason": sheet.level_reason,
        }
        for sheet in sheets_of_year(agency, year)
    ]


def published_for(agency_ids: list[int], year: int) -> list[tuple[YearDecision, tuple[Rated, ...]]]:
    """The decisions in force of one's own agencies: published in the unit (Article 21)."""
    rows = YearDecision.objects.filter(agency__in=agency_ids, year=year, replaced_by__isnull=True)
    rows = rows.exclude(published_at__isnull=True).select_related("agency__place", "replaces").order_by("agency", "-pk")
    return [(decision, _frozen(decision)) for decision in rows]
