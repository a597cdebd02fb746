from dataclasses import replace

import pytest

from toso.results.kpi.rules.exact import exact
from toso.results.kpi.rules.organisations import BodyRequest, classify_body
from toso.results.kpi.rules.terms import Grade
from toso.results.kpi.rules.words import Code

OUTSTANDING = BodyRequest(general=exact("28"), task_score=exact("66"), above_requirement_pct=exact("30"))


def codes(answer):
    return [remark.code for remark in answer.reasons if remark.code is not Code.BODY_POINTS]


def test_points_and_every_condition_make_an_excellent_body():
    answer = classify_body(OUTSTANDING)

    assert (answer.total, answer.grade, codes(answer)) == (94, Grade.EXCELLENT, [])


@pytest.mark.parametrize(
    ("change", "grade", "reasons"),
    [
        ({"above_requirement_pct": exact("29.9")}, Grade.GOOD, [Code.BODY_NOT_ABOVE]),
        ({"has_failed_unit": True}, Grade.GOOD, [Code.BODY_UNIT_FAILED]),
        ({"has_open_findings": True}, Grade.GOOD, [Code.BODY_FINDINGS_OPEN]),
        ({"late_pct": exact("20")}, Grade.COMPLETED, [Code.BODY_NOT_ALL_IN_TIME]),
        ({"has_quality": False}, Grade.COMPLETED, [Code.BODY_NOT_ALL_IN_TIME]),
        ({"late_pct": exact("20.1")}, Grade.COMPLETED, [Code.BODY_NOT_ALL_IN_TIME, Code.BODY_BETWEEN]),
        ({"done_pct": exact("90")}, Grade.COMPLETED, [Code.BODY_NOT_ALL_IN_TIME, Code.BODY_BETWEEN]),
        ({"done_pct": exact("69.9")}, Grade.FAILED, [Code.BODY_TOO_LITTLE_DONE]),
        ({"has_wrongdoing": True}, Grade.FAILED, [Code.BODY_WRONGDOING]),
        ({"task_score": exact("21.9")}, Grade.FAILED, []),
    ],
)
def test_what_keeps_a_body_from_the_level_of_its_points(change, grade, reasons):
    answer = classify_body(replace(OUTSTANDING, **change))

    assert (answer.grade, codes(answer)) == (grade, reasons)


def test_force_majeure_is_considered_before_a_body_fails():
    answer = classify_body(replace(OUTSTANDING, done_pct=exact("60"), is_force_majeure=True))

    assert answer.grade is Grade.COMPLETED
    assert Code.BODY_BETWEEN in codes(answer)
