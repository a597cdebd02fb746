from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from tests.permissions import Row
from tests.world import World
from toso.ground.people.rules import Role
from toso.results.kpi.actions import complaints, lines, months, people, scoring
from toso.results.kpi.actions.catalogue import propose_product
from toso.results.kpi.actions.findings import note_finding, note_meeting
from toso.results.kpi.actions.year import issue_year_decision, prepare_year
from toso.results.kpi.models import Catalogue, Post
from toso.results.kpi.rules.states import CauseKind, FindingKind
from toso.results.kpi.tests.builders import EARLY, LATER, Office, a_product, a_task, an_office

STAFF = (Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)
LEADER = (Role.COMMUNE_LEADER,)  # an official opens his own months alone, and finds nobody else's


def an_open_office(world: World) -> Office:
    office = an_office(commune=world.commune, people_count=1)
    office.open()
    return office


def a_line(world: World) -> Mapping[str, Any]:
    office = an_open_office(world)
    [line] = office.assign(office.an, a_task())
    return {"pk": line.pk}


def a_sheet(world: World) -> Mapping[str, Any]:
    office = an_open_office(world)
    return {"pk": office.sheet(office.an).pk}


def a_cause(world: World) -> Mapping[str, Any]:
    office = an_open_office(world)
    [line] = office.assign(office.an, a_task())
    cause = scoring.ask_cause(
        line_id=line.pk,
        kind=CauseKind.LATE,
        reason="Bão số 13 mất điện",
        by=office.an,
        scope=office.scope(office.an),
        at=LATER,
    )
    return {"pk": cause.pk}


def a_complaint(world: World) -> Mapping[str, Any]:
    office = an_open_office(world)
    office.assign(office.an, a_task())
    office.self_score(office.an)
    office.confirm(office.an)
    complaint = complaints.complain(
        sheet_id=office.sheet(office.an).pk,
        text="Việc góp ý đã xong đủ",
        by=office.an,
        scope=office.scope(office.an),
        at=LATER,
    )
    return {"pk": complaint.pk}


def a_dispute(world: World) -> Mapping[str, Any]:
    office = an_open_office(world)
    said = people.report_wrong_manager(
        sheet_id=office.sheet(office.an).pk,
        reason="Tôi thuộc phòng khác",
        by=office.an,
        scope=office.scope(office.an),
        at=LATER,
    )
    return {"pk": said.pk}


def a_month(world: World) -> Mapping[str, Any]:
    return {"pk": an_open_office(world).open().pk}


def an_agency(world: World) -> Mapping[str, Any]:
    return {"agency_id": an_office(commune=world.commune).agency.pk}


def a_form(world: World) -> Mapping[str, Any]:
    return {**a_sheet(world), "kind": "docx"}


def a_book(world: World) -> Mapping[str, Any]:
    return {**a_month(world), "kind": "xlsx"}


def an_annex(world: World) -> Mapping[str, Any]:
    return {**a_version(world), "kind": "docx"}


def a_draft(world: World) -> Catalogue:
    office = an_office(commune=world.commune)
    return Catalogue.objects.create(
        agency=office.agency,
        version=2,
        valid_from=EARLY.date(),
        standard_name="Soạn thảo văn bản hành chính",
        standard_points=5,
        drafted_at=EARLY,
    )


def a_version(world: World) -> Mapping[str, Any]:
    return {"pk": a_draft(world).pk}


def a_row(world: World) -> Mapping[str, Any]:
    draft = a_draft(world)
    return {"pk": draft.pk, "product_id": a_product(draft).pk}


def a_proposal(world: World) -> Mapping[str, Any]:
    office = an_open_office(world)
    line = lines.note_adhoc(
        sheet_id=office.sheet(office.an).pk, task=a_task(), by=office.an, scope=office.scope(office.an), at=LATER
    )
    proposal = propose_product(
        line_id=line.pk, points=Decimal(5), reason="", by=office.an, scope=office.scope(office.an), at=LATER
    )
    return {"pk": proposal.pk}


def a_locked_sheet(world: World) -> Mapping[str, Any]:
    office = an_open_office(world)
    office.assign(office.an, a_task())
    office.self_score(office.an)
    office.confirm(office.an)
    months.close_month(month_id=office.open().pk, by=None, at=LATER)
    return {"pk": office.sheet(office.an).pk}


def a_reason(world: World) -> Mapping[str, Any]:
    return {"reason": "Xem lại"}


def done(world: World) -> Mapping[str, Any]:
    return {"quantity": "1", "on": "2026-10-20"}


def _post(kwargs: Any, **more: Any) -> Row:
    return Row(allowed=LEADER, kwargs=kwargs, method="post", is_placed=True, **more)


def a_year(world: World) -> Mapping[str, Any]:
    return {"agency_id": an_open_office(world).agency.pk, "number": 2026}


def a_body_year(world: World) -> Mapping[str, Any]:
    office = an_open_office(world)
    return {"agency_id": office.agency.pk, "number": 2026, "body_id": office.division.pk}


def a_year_sheet(world: World) -> Mapping[str, Any]:
    office = an_open_office(world)
    made = prepare_year(
        agency=office.agency, year=2026, by=office.personnel, scope=office.scope(office.personnel), at=LATER
    )
    return {"pk": next(sheet.pk for sheet in made if sheet.person_id == office.an.pk)}


def a_slot(world: World) -> Mapping[str, Any]:
    return {**an_agency(world), "code": "ND233-2026"}


def a_seat(world: World) -> Mapping[str, Any]:
    office = an_office(commune=world.commune)
    return {"pk": Post.objects.get(person=office.an).pk}


def a_substitute(world: World) -> Mapping[str, Any]:
    office = an_open_office(world)
    found = people.name_substitute(
        person=office.an,
        scorer=office.personnel,
        agency=office.agency,
        starts_on=timezone.localdate(),
        ends_on=None,
        reason="Trưởng phòng đi học",
        by=office.personnel,
        scope=office.scope(office.personnel),
        at=LATER,
    )
    return {"pk": found.pk}


def a_year_form(world: World) -> Mapping[str, Any]:
    return {**a_year_sheet(world), "kind": "docx"}


def some_minutes(world: World) -> Mapping[str, Any]:
    office = an_open_office(world)
    note_meeting(
        agency=office.agency,
        year=2026,
        held_at=LATER,
        venue="Phòng họp",
        chair=office.chairman,
        secretary=office.personnel,
        by=office.personnel,
        scope=office.scope(office.personnel),
        at=LATER,
    )
    return {"agency_id": office.agency.pk, "number": 2026, "kind": "docx"}


def a_decision(world: World) -> Mapping[str, Any]:
    office = an_open_office(world)
    prepare_year(agency=office.agency, year=2026, by=office.personnel, scope=office.scope(office.personnel), at=LATER)
    made = issue_year_decision(
        agency=office.agency,
        year=2026,
        number="1/QĐ-UBND",
        signed_on=LATER.date(),
        signer="Trần Mẫu Bình",
        by=office.personnel,
        scope=office.scope(office.personnel),
        at=LATER,
    )
    return {"pk": made.pk, "paper": "decision", "kind": "docx"}


def a_finding(world: World) -> Mapping[str, Any]:
    office = an_open_office(world)
    made = prepare_year(
        agency=office.agency, year=2026, by=office.personnel, scope=office.scope(office.personnel), at=LATER
    )
    found = note_finding(
        sheet_id=next(sheet.pk for sheet in made if sheet.person_id == office.an.pk),
        kind=FindingKind.DEGRADATION,
        number="3/KL",
        by=office.personnel,
        scope=office.scope(office.personnel),
        at=LATER,
    )
    return {"pk": found.pk}


SCORERS = (*STAFF, Role.PROVINCE_OFFICER)  # somebody above may stand in for the head of an agency

ROWS = {
    "kpi:mine": Row(allowed=STAFF),
    "kpi:adhoc": Row(allowed=STAFF),
    "kpi:line": Row(allowed=LEADER, kwargs=a_line, is_placed=True),
    "kpi:update": _post(a_line, data=done),
    "kpi:ask_cause": _post(a_line, data=a_reason),
    "kpi:withdraw": _post(a_line),
    "kpi:decide": _post(a_line),
    "kpi:hand_over": _post(a_line, data=a_reason),
    "kpi:propose": _post(a_line),
    "kpi:decide_cause": _post(a_cause),
    "kpi:sheet": Row(allowed=LEADER, kwargs=a_sheet, is_placed=True),
    "kpi:take_evidence": _post(a_sheet),
    "kpi:self_score": Row(allowed=LEADER, kwargs=a_sheet, is_placed=True),
    "kpi:why": Row(allowed=LEADER, kwargs=a_sheet, is_placed=True),
    "kpi:complain": _post(a_sheet),
    "kpi:wrong_manager": _post(a_sheet, data=a_reason),
    "kpi:return": _post(a_sheet, data=a_reason),
    "kpi:unlock": _post(a_locked_sheet, data=a_reason),
    "kpi:exclude": _post(a_sheet, data=a_reason),
    "kpi:day": Row(allowed=SCORERS),
    "kpi:accept_rest": Row(allowed=SCORERS, method="post"),
    "kpi:confirm": Row(allowed=SCORERS),
    "kpi:confirm_many": Row(allowed=SCORERS, method="post"),
    "kpi:assign": Row(allowed=STAFF),
    "kpi:complaints": Row(allowed=STAFF),
    "kpi:complaint": Row(allowed=LEADER, kwargs=a_complaint, is_placed=True),
    "kpi:overview": Row(allowed=LEADER),
    "kpi:close": _post(a_month),
    "kpi:notify": _post(a_month),
    "kpi:refresh": _post(a_month),
    "kpi:leave": _post(a_month),
    "kpi:substitute": _post(a_month),
    "kpi:dispute": Row(allowed=LEADER, kwargs=a_dispute, is_placed=True),
    "kpi:form": Row(allowed=LEADER, kwargs=a_form, is_placed=True),
    "kpi:results": Row(allowed=LEADER, kwargs=a_book, is_placed=True),
    "kpi:annexes": Row(allowed=LEADER, kwargs=an_annex, is_placed=True),
    "kpi:compare": Row(allowed=(Role.PROVINCE_OFFICER, Role.PROVINCE_VIEWER, Role.COMMUNE_LEADER)),
    "kpi:year": Row(allowed=LEADER, kwargs=lambda world: {"number": 2026}),
    "kpi:periods": Row(allowed=STAFF, kwargs=lambda world: {"number": 2026}),
    "kpi:year_person": Row(allowed=LEADER, kwargs=a_year_sheet, is_placed=True),
    "kpi:prepare_year": _post(a_year),
    "kpi:rate_body": _post(a_body_year),
    "kpi:issue_year": _post(a_year),
    "kpi:reopen_year": _post(a_year),
    "kpi:settle_rest": _post(a_year),
    "kpi:year_meeting": _post(a_year),
    "kpi:finding": _post(a_year_sheet),
    "kpi:withdraw_finding": _post(a_finding),
    "kpi:published": Row(allowed=STAFF, kwargs=lambda world: {"number": 2026}),
    "kpi:year_form": Row(allowed=LEADER, kwargs=a_year_form, is_placed=True),
    "kpi:year_minutes": Row(allowed=LEADER, kwargs=some_minutes, is_placed=True),
    "kpi:year_list": Row(allowed=LEADER, kwargs=a_year, is_placed=True),
    "kpi:year_decision": Row(allowed=LEADER, kwargs=a_decision, is_placed=True),
    "kpi:outside": Row(allowed=LEADER, kwargs=a_month, is_placed=True),
    "kpi:assign_planned": Row(allowed=STAFF, method="post"),
    "kpi:assign_by_position": Row(allowed=STAFF, method="post"),
    "kpi:load_catalogue": _post(a_version),
    "kpi:setup": Row(allowed=LEADER, kwargs=an_agency, is_placed=True),
    "kpi:own_rules": Row(allowed=LEADER, kwargs=a_slot, is_placed=True),
    "kpi:posts": Row(allowed=LEADER, kwargs=an_agency, is_placed=True),
    "kpi:post": Row(allowed=LEADER, kwargs=a_seat, is_placed=True),
    "kpi:move_post": _post(a_seat),
    "kpi:end_post": _post(a_seat),
    "kpi:end_substitute": _post(a_substitute),
    "kpi:catalogue": Row(allowed=STAFF),
    "kpi:new_version": Row(allowed=LEADER, kwargs=an_agency, is_placed=True),
    "kpi:version": Row(allowed=LEADER, kwargs=a_version, is_placed=True),
    "kpi:paste": _post(a_version),
    "kpi:drop_product": _post(a_row),
    "kpi:approve": _post(a_version),
    "kpi:answer_proposal": _post(a_proposal),
}
