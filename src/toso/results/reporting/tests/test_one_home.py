"""One record, one home: reports and figures point at records of other rooms, and what happens to people or units
later neither moves nor doubles them."""

from datetime import date

import pytest

from tests.builders import a_person, moment
from toso.ground.people.actions import erase_person
from toso.ground.people.rules import Role
from toso.ground.places.actions import rebuild_reach
from toso.ground.places.rules import Level, Part
from toso.ground.shared.facts import FactKind
from toso.plan.programme.actions import load_catalogue
from toso.plan.programme.models import Indicator
from toso.plan.programme.rules import IndicatorKind, TermPart
from toso.results.reporting.actions.figures import recompute_marked
from toso.results.reporting.actions.narrative import carry_difficulties
from toso.results.reporting.actions.reports import submit_report
from toso.results.reporting.exports.paper import official_document
from toso.results.reporting.models import CarriedDifficulty
from toso.results.reporting.queries.cells import evidence_lines
from toso.results.reporting.queries.check import check_figures
from toso.results.reporting.queries.evidence import evidence, rows_sql
from toso.results.reporting.queries.figures import figures
from toso.results.reporting.rules.figures import Missing
from toso.results.reporting.rules.reports import ReportState
from toso.results.reporting.sources import SOURCES
from toso.results.reporting.tests.builders import AFTER_OCTOBER, OCTOBER, a_reporting_province
from toso.results.reporting.tests.counting import Country, an_indicator
from toso.work.helpdesk.actions import raise_difficulty
from toso.work.helpdesk.models import Ticket

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 9, 15), date(2026, 10, 14)
AT = moment(date(2026, 11, 1))


def test_every_fact_names_the_one_table_its_records_live_in():
    homes = {code: fact.rows({}).model._meta.label for code, fact in SOURCES.items()}

    assert homes == {code: fact.home for code, fact in SOURCES.items()}


def test_a_fact_asks_for_nothing_while_it_says_what_it_counts(django_assert_num_queries):
    """So the words of its SQL can be kept for every later batch of marks."""
    with django_assert_num_queries(0):
        said = {code: rows_sql(fact, {}) for code, fact in SOURCES.items()}

    assert all(rows_sql(SOURCES[code], {}) is words for code, words in said.items())


def test_only_facts_that_know_their_persons_speak_of_persons():
    persons = {code for code, fact in SOURCES.items() if str(fact.unit) == "người"}
    knowing = {code for code, fact in SOURCES.items() if fact.person}
    distinct = {code for code, fact in SOURCES.items() if fact.kind == FactKind.DISTINCT}

    assert persons == {
        "outreach.people_taking_part",
        "teams.members",
        "teams.members_with_basic_it",
        "training.people_trained",
        "training.members_trained",
        "training.officials_trained",
        "assessment.cores",
        "assessment.cores_active",
    }
    assert knowing - persons == {  # times and papers, each of somebody known
        "training.attendances",
        "training.completions",
        "training.papers",
        "training.skills_looked_at",
        "training.skills_kept",
    }
    assert distinct - persons == {"outreach.platforms_told", "outreach.policies_told"}  # each once in each hamlet
    assert all(fact.counted_once for fact in SOURCES.values() if fact.kind == FactKind.DISTINCT)
    assert {str(SOURCES[code].unit) for code in ("outreach.citizens_guided", "outreach.elderly_guided")} == {
        "lượt người"
    }


def test_no_counted_indicator_of_the_catalogue_calls_times_persons():
    load_catalogue(at=AT)

    called_persons = Indicator.objects.filter(unit="người").exclude(kind=IndicatorKind.TYPED)

    assert called_persons.count() == 3
    assert all(SOURCES[term.fact].person for indicator in called_persons for term in indicator.terms.all())


def test_a_difficulty_goes_up_with_two_reports_and_stays_one_row_of_its_own_room():
    world = a_reporting_province()
    raised = an_indicator(IndicatorKind.FLOW, (TermPart.NUMERATOR, "helpdesk.difficulties_raised", {}))
    found = raise_difficulty(
        place=world.hamlets[0],
        title="Cổng không gửi mã",
        by=world.an,
        scope=world.scope(world.an),
        at=moment(OCTOBER, 15),
    )
    recompute_marked(at=AFTER_OCTOBER)
    world.draft(OCTOBER, AFTER_OCTOBER)
    for place, person in ((world.hamlets[0], world.an), (world.commune, world.binh)):
        carry_difficulties(
            report_id=world.report(place).pk,
            difficulty_ids=[found.pk],
            by=person,
            scope=world.scope(person),
            at=AFTER_OCTOBER,
        )

    Ticket.objects.filter(pk=found.pk).update(title="Cổng gửi mã chậm")  # what its own room says is what is read

    counted = figures([raised], [world.province], FIRST, LAST)[raised.pk, world.province.pk]
    assert (Ticket.objects.count(), CarriedDifficulty.objects.count(), counted.value) == (1, 2, 1)
    for place in (world.hamlets[0], world.commune):
        assert "Cổng gửi mã chậm" in str(official_document(world.report(place), [], address="https://example.test/1"))


def test_after_a_split_the_parts_wait_for_their_own_denominator_and_the_whole_keeps_what_was_said():
    country = Country(communes=2, hamlets=1)
    ratio = an_indicator(
        IndicatorKind.RATIO,
        (TermPart.NUMERATOR, "outreach.citizens_guided", {}),
        (TermPart.DENOMINATOR, "programme.denominator", {"code": "households"}),
    )
    one, two = country.standing(Level.HAMLET)
    left, right = country.standing(Level.COMMUNE)
    country.state(one, date(2026, 1, 5), 300)
    country.state(two, date(2026, 1, 5), 100)
    parts = [country.found(Level.HAMLET, commune, date(2026, 10, 1)) for commune in (left, right)]
    country.end(one, parts, date(2026, 10, 1), Part.PART)
    rebuild_reach()
    recompute_marked(at=AT)

    def read(pk: int):
        return figures([ratio], [country.units[pk].place], FIRST, LAST)[ratio.pk, pk]

    assert [(read(pk).value, read(pk).missing) for pk in parts] == [(None, Missing.DENOMINATOR)] * 2
    assert [(read(pk).value, read(pk).lacking) for pk in (left, right)] == [(None, 1), (None, 1)]
    assert (read(country.province).denominator, read(country.province).lacking) == (400, 0)


def test_the_leader_of_the_successor_hands_in_the_report_of_the_ended_hamlet():
    world = a_reporting_province()
    ended, successor = world.hamlets[:2]
    leader = a_person(name="Hồ Mẫu Em", role=Role.TEAM_LEADER, place=successor)
    world.work(ended, date(2026, 9, 20), 10)
    world.country.end(ended.pk, [successor.pk], date(2026, 10, 1), Part.WHOLE)
    ended.refresh_from_db()
    ended.path = f"{successor.path}{ended.pk}."
    ended.save()
    rebuild_reach()
    world.draft(OCTOBER, AFTER_OCTOBER)
    owed = world.report(ended)
    world.write(owed, by=leader, at=AFTER_OCTOBER)

    done = submit_report(report_id=owed.pk, by=leader, scope=world.scope(leader), at=AFTER_OCTOBER)

    assert (done.state, world.cell(done).numerator) == (ReportState.SUBMITTED, 10)


def test_erasing_a_person_takes_the_name_out_of_the_evidence_and_moves_no_figure():
    world = a_reporting_province()
    people = an_indicator(IndicatorKind.DISTINCT, (TermPart.NUMERATOR, "outreach.people_taking_part", {}))
    world.country.work(world.hamlets[0].pk, OCTOBER, 7, people=(world.chau.pk,))
    recompute_marked(at=AFTER_OCTOBER)
    world.draft(OCTOBER, AFTER_OCTOBER)
    frozen = world.submit(world.hamlets[0], OCTOBER, AFTER_OCTOBER)

    erase_person(person_id=world.chau.pk, by=world.dung, at=moment(date(2026, 10, 20)))
    recompute_marked(at=AT)

    (behind,) = evidence(people, world.hamlets[0], FIRST, LAST, scope=world.scope(world.an))
    (line,) = evidence_lines(behind, most=10)
    live = figures([world.indicator, people], [world.hamlets[0]], FIRST, LAST)
    assert world.cell(frozen).numerator == 7
    assert {figure.value for figure in live.values()} == {7, 1}
    assert f"Người đã xoá số {world.chau.pk}" in line.words
    assert "Châu" not in line.words
    assert check_figures() == []
