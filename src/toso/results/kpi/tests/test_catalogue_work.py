"""The catalogue at work: doubles, several products in one row, proposals from outside it."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from toso.ground.shared.refusal import Refusal
from toso.results.kpi.actions import catalogue, lines
from toso.results.kpi.models import Proposal
from toso.results.kpi.queries.catalogue import doubles, signature, unsplit
from toso.results.kpi.rules.own import score_own, tree_fault
from toso.results.kpi.rules.rule_sets import Criterion, Group
from toso.results.kpi.rules.terms import Measure, PeriodRequest, Result, Unit
from toso.results.kpi.rules.words import Code
from toso.results.kpi.tests.builders import EARLY, LATER, a_product, a_task, an_office
from toso.results.kpi.tests.scoring import general_points, quantities


@pytest.mark.django_db
def test_what_says_the_same_stands_together_and_several_products_in_one_row_are_named():
    book = an_office().catalogue
    one = a_product(book, name="Soạn báo cáo tháng về chuyển đổi số")
    other = a_product(book, name="Báo cáo tháng về chuyển đổi số, soạn")
    near = a_product(book, name="Soạn báo cáo tháng về chuyển đổi số xã")
    two = a_product(book, name="Lập kế hoạch tuần; tổng hợp số liệu")
    alone = a_product(book, name="Kiểm tra cơ sở kinh doanh")

    found = [{product.pk for product in group} for group in doubles([one, other, near, two, alone])]

    assert {one.pk, other.pk} in found
    assert any(near.pk in group for group in found)
    assert not any(alone.pk in group for group in found)
    assert unsplit([one, two, alone]) == [two]
    assert signature("Đơn – thư") == signature("thư, ĐƠN")


def an_outside_line(office):
    office.open()
    return lines.note_adhoc(
        sheet_id=office.sheet(office.an).pk,
        task=a_task(name="Trực phòng chống bão"),
        by=office.an,
        scope=office.scope(office.an),
        at=LATER,
    )


def propose(office, line):
    return catalogue.propose_product(
        line_id=line.pk, points=Decimal(15), reason="Làm nhiều", by=office.an, scope=office.scope(office.an), at=LATER
    )


@pytest.mark.django_db
def test_a_proposal_goes_into_the_draft_or_back_with_a_reason(client):
    office = an_office()
    proposal = propose(office, an_outside_line(office))
    client.force_login(office.personnel.account)
    answer = reverse("kpi:answer_proposal", args=[proposal.pk])

    without_draft = client.post(answer, {"verdict": "taken"}, follow=True).content.decode()
    without_reason = client.post(answer, {"verdict": "refused"}, follow=True).content.decode()
    draft = catalogue.draft_catalogue(
        agency=office.agency,
        valid_from=date(2026, 11, 1),
        standard_name="Soạn thảo văn bản hành chính",
        standard_points=Decimal(5),
        decimals=1,
        by=office.personnel,
        at=EARLY,
    )
    client.post(answer, {"verdict": "taken"})

    assert "Lập một bản mới của danh mục trước" in without_draft
    assert "Không nhận thì ghi lý do." in without_reason
    proposal.refresh_from_db()
    assert proposal.product.catalogue == draft
    assert proposal.product.coefficient == Decimal(3)


@pytest.mark.django_db
def test_the_same_task_is_not_proposed_twice():
    office = an_office()
    line = an_outside_line(office)
    propose(office, line)

    with pytest.raises(Refusal, match="đang chờ trả lời"):
        propose(office, line)

    assert Proposal.objects.count() == 1


def a_tree(general, results):
    group = Group("1", "Chung", tuple(Criterion(f"C{n}", "x", points) for n, points in enumerate(general)))
    return (group,), tuple(Criterion(f"K{n}", "x", points) for n, points in enumerate(results))


@pytest.mark.parametrize(
    ("general", "results", "fault"),
    [
        ((10, 20), (30, 40), None),
        ((10, 19), (30, 40), Code.TREE_GENERAL),
        ((10, 20), (30, 41), Code.TREE_RESULTS),
        ((30, 0), (70,), Code.TREE_POINTS),
    ],
)
def test_a_units_criteria_come_to_thirty_and_seventy(general, results, fault):
    assert tree_fault(*a_tree(general, results)) == fault


def test_a_code_stands_once():
    twice = (Criterion("K", "x", Fraction(30)), Criterion("K", "y", Fraction(40)))

    assert tree_fault(a_tree((30,), ())[0], twice) == Code.TREE_CODE_TWICE


@given(general_points, st.lists(quantities, min_size=1, max_size=6))
def test_the_points_of_own_criteria_add_up_to_the_score_exactly(general, points):
    results = tuple(Result(f"K{n}", one, one + 1) for n, one in enumerate(points))

    answer = score_own(PeriodRequest(general=general, measure=Measure.OWN, results=results))

    assert answer.total == general + sum(points)
    steps = {step.term: step.value for step in answer.trace}
    assert sum(value for term, value in steps.items() if term.startswith("results.")) == steps["task_score"]
    assert steps["total"] == answer.total
    assert {step.unit for step in answer.trace} == {Unit.POINT}


@given(general_points, st.lists(quantities, min_size=1, max_size=6))
def test_a_criterion_nobody_scored_leaves_the_month_unrated(general, points):
    results = (*(Result(f"K{n}", one, one) for n, one in enumerate(points)), Result("K", None, points[0]))

    answer = score_own(PeriodRequest(general=general, measure=Measure.OWN, results=results))

    assert (answer.is_rated, [remark.code for remark in answer.reasons]) == (False, [Code.RESULTS_MISSING])
