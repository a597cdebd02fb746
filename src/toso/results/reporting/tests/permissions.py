"""Who gets what answer from each address of the report pages."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tests.builders import a_person, moment
from tests.permissions import Row
from tests.world import World
from toso.ground.people.rules import Role
from toso.ground.places.actions import rebuild_reach
from toso.ground.places.models import Place
from toso.plan.programme.models import Indicator
from toso.plan.programme.rules import IndicatorKind, TermPart
from toso.plan.programme.tests.builders import a_draft_plan
from toso.results.reporting.actions.catalogue import load_reporting
from toso.results.reporting.actions.papers import keep_paper
from toso.results.reporting.actions.periods import ensure_periods
from toso.results.reporting.actions.reports import draft_reports
from toso.results.reporting.models import Period, Quote, Ranking, RankingFormula, RankingRow, Report, Section
from toso.results.reporting.queries.periods import period_containing
from toso.results.reporting.rules.reports import ReportState
from toso.results.reporting.tests.builders import a_team_at
from toso.results.reporting.tests.counting import an_indicator

READERS = (
    Role.PROVINCE_OFFICER,
    Role.PROVINCE_VIEWER,
    Role.COMMUNE_LEADER,
    Role.COMMUNE_OFFICIAL,
    Role.TEAM_LEADER,
    Role.TEAM_MEMBER,
    Role.AUDITOR,
)
WRITERS = (Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL, Role.TEAM_LEADER)
RECEIVERS = (Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)
COMMUNE = (Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)
TEAMS = (Role.TEAM_LEADER, Role.TEAM_MEMBER)


def a_period() -> Period:
    ensure_periods(year=2026)
    found = period_containing("official", date(2026, 10, 10))
    assert found is not None
    return found


def drafted(world: World, place: Place | None = None) -> Report:
    """The draft of the hamlet's report, or of another place."""
    if not Indicator.objects.exists():
        an_indicator(IndicatorKind.FLOW, (TermPart.NUMERATOR, "outreach.citizens_guided", {}))
    load_reporting(at=moment(date(2026, 1, 2)))
    for hamlet in (world.hamlet, world.hamlet_elsewhere):
        if not hamlet.teams.exists():
            a_team_at(hamlet)
    rebuild_reach()
    draft_reports(period=a_period(), at=moment(date(2026, 10, 15)))
    report: Report = Report.objects.get(place=place or world.hamlet)
    return report


def a_report(world: World) -> Mapping[str, Any]:
    return {"report_id": drafted(world).pk}


def a_section(world: World) -> Mapping[str, Any]:
    return {"report_id": drafted(world).pk, "code": "results"}


def a_cell(world: World) -> Mapping[str, Any]:
    report = drafted(world)
    return {"report_id": report.pk, "cell_id": report.cells.values_list("pk", flat=True)[0]}


def a_source(world: World) -> Mapping[str, Any]:
    report = drafted(world, world.commune)
    source = Section.objects.get(report__place=world.hamlet, code="results")
    Section.objects.filter(pk=source.pk).update(text="Lời của tổ")
    return {"report_id": report.pk, "source_id": source.pk}


def a_quote(world: World) -> Mapping[str, Any]:
    kwargs = a_source(world)
    quote = Quote.objects.create(
        section=Section.objects.get(report=kwargs["report_id"], code="results"),
        source_id=kwargs["source_id"],
        text="Lời của tổ",
        quoted_by=a_person(name="Nguyễn Mẫu An"),
        quoted_at=moment(date(2026, 10, 15)),
    )
    return {"report_id": kwargs["report_id"], "quote_id": quote.pk}


def a_paper(world: World) -> Mapping[str, Any]:
    report = drafted(world)
    report.state = ReportState.SUBMITTED
    report.save()
    paper = keep_paper(
        report=report, content=b"%PDF-1.7 mau", by=a_person(name="Nguyễn Mẫu An"), at=moment(date(2026, 10, 16))
    )
    return {"paper_id": paper.pk}


def an_exchange(world: World) -> Mapping[str, Any]:
    """A draft does not leave."""
    return {"report_id": drafted(world).pk, "kind": "json"}


def a_workbook(world: World) -> Mapping[str, Any]:
    return {"report_id": drafted(world).pk, "kind": "xlsx"}


def a_hamlet(world: World) -> Mapping[str, Any]:
    drafted(world)
    return {"place_id": world.hamlet.pk}


def a_commune(world: World) -> Mapping[str, Any]:
    drafted(world)
    return {"place_id": world.commune.pk}


def a_period_code(world: World) -> Mapping[str, Any]:
    return {"period": a_period().code}


def a_review_code(world: World) -> Mapping[str, Any]:
    return {"code": a_year().code}


def a_template(world: World) -> Mapping[str, Any]:
    return {"template_id": drafted(world).template_id}


def some_reports(world: World) -> Mapping[str, Any]:
    drafted(world)
    return {}


def a_reason(world: World) -> Mapping[str, Any]:
    return {"reason": "Xem lại"}


def a_value(world: World) -> Mapping[str, Any]:
    return {"value": "3", "reason": "Xem lại"}


def a_text(world: World) -> Mapping[str, Any]:
    return {"text": "Tổ làm tốt"}


def a_place_and_period(world: World) -> Mapping[str, Any]:
    return {"period": a_period().pk, "place": world.commune.pk}


def a_plan(world: World) -> Mapping[str, Any]:
    return {"plan_id": a_draft_plan(place=world.commune).pk}


def a_ranking(world: World) -> Mapping[str, Any]:
    """A published one: every account of the province may read it."""
    if not Indicator.objects.exists():
        an_indicator(IndicatorKind.FLOW, (TermPart.NUMERATOR, "outreach.citizens_guided", {}))
    formula = RankingFormula.objects.create(
        version=RankingFormula.objects.count() + 1,
        name="Mẫu",
        content={"lines": [], "least": "60"},
        valid_from=date(2022, 8, 1),
    )
    ranking = Ranking.objects.create(
        place=world.province,
        period=a_year(),
        version=Ranking.objects.count() + 1,
        formula=formula,
        reckoned_at=moment(date(2026, 12, 20)),
        published_at=moment(date(2026, 12, 20)),
    )
    return {"ranking_id": ranking.pk}


def a_year() -> Period:
    ensure_periods(year=2026)
    return Period.objects.get(calendar__code="official", code="2026")


def a_ranked_place(world: World) -> Mapping[str, Any]:
    made = a_ranking(world)
    RankingRow.objects.create(ranking_id=made["ranking_id"], place=world.commune, covered=0)
    return {**made, "place_id": world.commune.pk}


ABOVE_TEAMS = tuple(role for role in Role if role not in TEAMS)

ROWS = {
    "reporting:rankings": Row(allowed=READERS),
    "reporting:reckon_ranking": Row(allowed=(Role.PROVINCE_OFFICER,), method="post", also=(404,)),
    "reporting:ranking_formula": Row(allowed=(Role.PROVINCE_OFFICER,)),
    "reporting:ranking": Row(allowed=READERS, kwargs=a_ranking, is_placed=False),
    "reporting:publish_ranking": Row(allowed=(Role.PROVINCE_OFFICER,), kwargs=a_ranking, method="post"),
    "reporting:ranking_sheet": Row(allowed=READERS, kwargs=a_ranking),
    "reporting:why_ranked": Row(allowed=READERS, kwargs=a_ranked_place),
    "reporting:my_plan": Row(allowed=TEAMS),
    "reporting:plan": Row(allowed=ABOVE_TEAMS, kwargs=a_plan, is_placed=True),
    "reporting:share_plan": Row(allowed=COMMUNE, kwargs=a_plan, is_placed=True, method="post"),
    "reporting:list": Row(allowed=READERS, kwargs=some_reports),
    "reporting:accept_many": Row(allowed=RECEIVERS, method="post"),
    "reporting:draft_review": Row(allowed=(Role.PROVINCE_OFFICER,), kwargs=a_review_code, method="post"),
    "reporting:intake": Row(allowed=COMMUNE, kwargs=a_commune, is_placed=True),
    "reporting:take_in": Row(allowed=COMMUNE, kwargs=a_commune, method="post", data=a_period_code, is_placed=True),
    "reporting:remind": Row(
        allowed=RECEIVERS, kwargs=some_reports, method="post", data=a_place_and_period, is_placed=True
    ),
    "reporting:deadlines": Row(kwargs=some_reports),
    "reporting:template": Row(kwargs=a_template),
    "reporting:revise": Row(allowed=(Role.PROVINCE_OFFICER,), kwargs=a_template),
    "reporting:feedback": Row(allowed=(*COMMUNE, *TEAMS), kwargs=some_reports),
    "reporting:send_feedback": Row(allowed=COMMUNE, kwargs=a_hamlet, method="post", data=a_text, is_placed=True),
    "reporting:paper": Row(allowed=READERS, kwargs=a_paper, is_placed=True),
    "reporting:read": Row(allowed=READERS, kwargs=a_report, is_placed=True),
    "reporting:save": Row(allowed=WRITERS, kwargs=a_report, method="post", is_placed=True),
    "reporting:section": Row(allowed=WRITERS, kwargs=a_section, method="post", is_placed=True),
    "reporting:quote": Row(allowed=WRITERS, kwargs=a_source, method="post", is_placed=True, also=(404,)),
    "reporting:drop_quote": Row(allowed=WRITERS, kwargs=a_quote, method="post", is_placed=True, also=(404,)),
    "reporting:submit": Row(allowed=WRITERS, kwargs=a_report, method="post", is_placed=True),
    "reporting:refresh": Row(allowed=WRITERS, kwargs=a_report, method="post", is_placed=True),
    "reporting:accept": Row(allowed=RECEIVERS, kwargs=a_report, method="post", is_placed=True),
    "reporting:return": Row(allowed=RECEIVERS, kwargs=a_report, method="post", data=a_reason, is_placed=True),
    "reporting:lock": Row(allowed=RECEIVERS, kwargs=a_report, method="post", is_placed=True),
    "reporting:amend": Row(allowed=WRITERS, kwargs=a_report, method="post", data=a_reason, is_placed=True),
    "reporting:history": Row(allowed=READERS, kwargs=a_report, is_placed=True),
    "reporting:attach": Row(allowed=WRITERS, kwargs=a_report, method="post", is_placed=True),
    "reporting:form": Row(allowed=READERS, kwargs=a_report, is_placed=True),
    "reporting:form_back": Row(allowed=WRITERS, kwargs=a_report, method="post", is_placed=True),
    "reporting:exchange": Row(allowed=READERS, kwargs=an_exchange, is_placed=True, also=(404,)),
    "reporting:receive": Row(allowed=WRITERS, kwargs=a_report, method="post", is_placed=True),
    "reporting:receipt": Row(allowed=READERS, kwargs=lambda world: {"receipt_id": 1}, also=(404,)),
    "reporting:print": Row(allowed=READERS, kwargs=a_workbook, is_placed=True),
    "reporting:cell": Row(allowed=READERS, kwargs=a_cell, is_placed=True),
    "reporting:correct_cell": Row(allowed=WRITERS, kwargs=a_cell, method="post", data=a_value, is_placed=True),
    "reporting:drop_correction": Row(allowed=WRITERS, kwargs=a_cell, method="post", is_placed=True),
    "reporting:return_cell": Row(allowed=RECEIVERS, kwargs=a_cell, method="post", data=a_reason, is_placed=True),
    "reporting:answer_cell": Row(allowed=WRITERS, kwargs=a_cell, method="post", data=a_value, is_placed=True),
}
