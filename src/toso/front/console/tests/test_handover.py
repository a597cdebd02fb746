"""A decision that changes the leader, issued on its page, hands over what the former leader had open."""

from datetime import date

import pytest
from django.urls import reverse

from tests.builders import a_person, an_of, moment
from toso.ground.audit.models import Entry
from toso.ground.notices.models import Notice
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.plan.teams.actions import draft_decision
from toso.plan.teams.models import Team
from toso.plan.teams.rules import DecisionKind
from toso.plan.teams.tests.builders import a_roster, a_team
from toso.results.reporting.actions.reports import draft_reports
from toso.results.reporting.models import Report
from toso.results.reporting.queries.periods import period_containing
from toso.results.reporting.tests.builders import AFTER_OCTOBER, OCTOBER, a_reporting_province
from toso.work.helpdesk.actions import close_difficulty
from toso.work.helpdesk.tests.builders import a_difficulty

pytestmark = pytest.mark.django_db
HEAD = {
    "number": "06/QĐ-UBND",
    "signed_on": "2026-11-20",
    "effective_on": "2026-11-20",
    "signer": "Lê Mẫu Chủ",
    "signer_title": "Chủ tịch",
}


def test_a_new_leader_takes_over_open_difficulties_and_the_draft_report(client):
    here = a_reporting_province()
    hamlet = here.hamlets[0]
    Team.objects.filter(place=hamlet).delete()
    former, successor = an_of(hamlet), a_person(name="Trần Mẫu Mới")
    team = a_team(hamlet=hamlet, roster=a_roster(persons=[former, a_person(name="Lê Mẫu Phó"), successor]))
    chairman = a_person(name="Lê Mẫu Chủ", role=Role.COMMUNE_LEADER, place=hamlet.parent)
    period = period_containing("official", OCTOBER)
    assert period is not None
    draft_reports(period=period, at=AFTER_OCTOBER)
    passing = a_difficulty(place=hamlet, by=former, title="Máy in hỏng")
    closed = a_difficulty(place=hamlet, by=former, title="Đã xong rồi")
    scope = scope_of(former.pk, on=date(2026, 11, 17))
    close_difficulty(difficulty_id=closed.pk, text="", by=former, scope=scope, at=moment(date(2026, 11, 17)))
    draft = draft_decision(
        kind=DecisionKind.CHANGE,
        team=team,
        members=a_roster(persons=[successor, a_person(name="Lê Mẫu Phó Hai"), former]),
        by=chairman,
        scope=scope_of(chairman.pk, on=date(2026, 11, 20)),
        at=moment(date(2026, 11, 20)),
    )
    client.force_login(chairman.account)

    page = client.post(reverse("issue_decision", args=[draft.pk]), HEAD, follow=True).content.decode()

    passing.refresh_from_db()
    closed.refresh_from_db()
    report = Report.objects.current().get(place=hamlet)
    told = set(Notice.objects.filter(person=successor, code__endswith="passed_on").values_list("key", flat=True))
    assert "Chuyển cho tổ trưởng mới: " in page
    assert f"Báo cáo {report.period.name}, nháp; Vướng mắc “Máy in hỏng”." in page
    assert (passing.raised_by, closed.raised_by) == (successor, former)
    assert told == {
        f"helpdesk.passed_on.{passing.pk}.{successor.pk}",
        f"reporting.passed_on.{report.pk}.{successor.pk}",
    }
    assert set(Entry.objects.filter(code__endswith="passed_on").values_list("code", flat=True)) == {
        "helpdesk.difficulty.passed_on",
        "reporting.report.passed_on",
    }


def test_the_page_of_what_passed_names_who_raised_it_and_who_follows_it(client):
    here = a_reporting_province()
    hamlet = here.hamlets[0]
    former, successor = an_of(hamlet), a_person(name="Trần Mẫu Mới", role=Role.TEAM_LEADER, place=hamlet)
    difficulty = a_difficulty(place=hamlet, by=former)
    difficulty.raised_by = successor
    difficulty.save()
    client.force_login(successor.account)

    page = client.get(reverse("helpdesk:difficulty", args=[difficulty.pk])).content.decode()

    assert "<dt>Người nêu</dt><dd>Nguyễn Mẫu An" in page
    assert "<dd>Trần Mẫu Mới</dd>" in page
