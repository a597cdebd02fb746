"""./toso kpi score: a stranger's JSON in, answers in the same order out, one sentence for the first fault."""

import json
import os
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from toso.command.kpi.door import answered
from toso.command.kpi.reading import Fault, loaded
from toso.command.main import app
from toso.results.kpi.exports.books import month_json
from toso.results.kpi.tests import papers

PUBLISHED = os.environ.get("TOSO_KPI_VECTORS", "")

PERIOD_NAMES = (
    "a, b, c, d, dd, e, subordinates, id, rule_set, policy, leader, general, lines, leader_terms, ratios, "
    "late_days, note"
)
LINE = {"name": "Soạn văn bản", "coefficient": "2.7", "assigned": "3", "done": "3"}


def scored(request):
    return answered(loaded(json.dumps(request)))


def a_period(*lines, **more):
    return {"general": "30", "lines": list(lines or (LINE,)), **more}


def fault_of(request) -> str:
    with pytest.raises(Fault) as caught:
        scored(request)
    return str(caught.value)


def fault_of_text(text: str) -> str:
    with pytest.raises(Fault) as caught:
        answered(loaded(text))
    return str(caught.value)


def run(*arguments, given=""):
    return CliRunner().invoke(app, ["kpi", "score", *arguments], input=given)


def test_a_file_with_one_request_gets_one_answer(tmp_path):
    file = tmp_path / "yêu cầu.json"
    file.write_text(json.dumps(a_period(id="A", rule_set="ND335-2025")), encoding="utf-8")

    said = run(str(file))

    assert said.exit_code == 0
    answer = json.loads(said.stdout)
    assert list(answer) == [
        "id",
        "assigned_converted",
        "completed_converted",
        "a_pct",
        "b_pct",
        "c_pct",
        "result_pct",
        "task_score",
        "general",
        "total",
        "level",
        "rated",
        "reasons",
        "warnings",
        "trace",
    ]
    assert (answer["id"], answer["total"], answer["level"], answer["rated"]) == ("A", "100.0000", "HTXSNV", True)
    assert "Điều 14" in said.stdout  # not escaped


def test_standard_input_gets_the_answers_in_the_order_of_the_requests():
    requests = [
        {"id": "k", "coefficient": {"points": 7, "standard_points": 3, "decimals": 1}},
        a_period(id=2),
        {"id": "y", "year": {"months": ["80"] * 12}},
        {"quota": {"people": [{"id": 1, "total": 95}, {"id": 2, "total": "80"}], "base": "headcount", "share": "0.5"}},
        {
            "id": "s",
            "rule_set": "SUPPORT",
            "general": 27,
            "ratios": {"quality": 90, "compliance": 80, "efficiency": 100},
        },
    ]

    said = run("-", given=json.dumps(requests))

    answers = json.loads(said.stdout)
    assert [answer.get("id") for answer in answers] == ["k", 2, "y", None, "s"]
    assert answers[0] == {"id": "k", "coefficient": "2.3000"}
    assert answers[2] == {"id": "y", "average": "80.0000", "level": "HTTNV", "rated": True, "reasons": []}
    assert (answers[3]["allowed"], answers[3]["proposed"]) == (1, [1])
    assert answers[4]["total"] == "90.0000"


def test_a_wrong_request_stops_everything_with_one_sentence():
    said = run("-", given=json.dumps([a_period(), a_period({**LINE, "origin": "handed_over"})]))

    assert said.exit_code == 2
    assert said.stdout == ""
    assert said.stderr == (
        "[1].lines[0].done: việc đã chuyển cho người khác thì không tính là đã làm; "
        "phần tự làm hãy ghi thành một dòng riêng\n"
    )


def test_the_trace_holds_exact_numbers():
    answer = scored(a_period({**LINE, "late": 1}, {"coefficient": "1", "assigned": 3, "done": 1}))

    steps = {step["term"]: step for step in answer["trace"]}
    assert (steps["a"]["numerator"], steps["a"]["denominator"], steps["a"]["value"]) == ("9100", "111", "81.9820")
    assert set(steps["a"]) == {"term", "value", "unit", "numerator", "denominator", "from", "basis"}
    assert steps["lines[0].progress"]["from"]["late"] == "1.0000"


def test_names_of_published_examples_are_understood():
    answer = scored(
        {
            "policy": {"late_unit": "DAY", "penalty_scope": "LINE", "cap": "COMPONENT", "rounding": "2 decimals"},
            "general": 28,
            "lines": [
                {"coef": 1.0, "assigned": 10, "done": 10, "quality_fails": 4, "due": "2025-11-15", "late_count": 0},
                {"coef": 1, "assigned": 0, "done": 2, "extra": True},
                {"coef": 1, "assigned": 1, "done": 1, "late_count": 2, "objective_cause_confirmed": True},
            ],
        }
    )
    loose = scored(
        {"general": 30, "a": 100, "b": 100, "c": 100, "subordinate_scores": ["49.9", 80], "dd": 100, "e": 100}
    )

    assert answer["a_pct"] == "118.1818"
    assert answer["b_pct"] == "27.2727"
    assert loose["total"] == "94.1667"


def test_ratios_beside_lines_are_left_out_and_told():
    answer = scored(a_period(a_pct="1", b_pct="2", c_pct="3"))

    assert answer["a_pct"] == "100.0000"
    assert answer["warnings"] == ["a, b, c: bị bỏ qua vì đã có lines; các tỷ lệ được tính lại từ các dòng."]


def test_days_of_delay_are_as_many_delays_by_day_and_one_by_occurrence():
    late = {"coefficient": "1", "assigned": 4, "done": 4, "late_days": 2}
    by_day = {"late_unit": "DAY"}

    assert scored(a_period(late, policy=by_day))["c_pct"] == "50.0000"
    assert scored(a_period(late))["c_pct"] == "75.0000"
    assert scored(a_period(late))["warnings"] == [
        "lines[0].late_days: 2 ngày được tính là 1 lần chậm, vì policy.late_unit là occurrence."
    ]
    assert scored(a_period(LINE, {**LINE, "late_count": 2}, late_days=[0, 2], policy=by_day))["c_pct"] == "75.0000"


def test_a_support_worker_may_have_the_general_points_by_the_decrees_criteria():
    ratios = {"quality": 90, "compliance": 90, "efficiency": 90}
    ten = ["5", "4.5", *["2.5"] * 8]

    answer = scored({"rule_set": "SUPPORT", "general": ten, "leader": False, "policy": {}, "ratios": ratios})

    assert (answer["general"], answer["total"]) == ("29.5000", "92.5000")


def test_who_is_tied_is_told_only_where_somebody_is():
    people = [{"id": number, "total": 95} for number in range(3)]

    assert scored({"quota": {"people": people[:1]}}) == {"allowed": 0, "proposed": []}
    assert scored({"quota": {"people": people, "base": "headcount", "share": "0.5"}})["tied"] == [0, 1, 2]


def test_half_a_letter_in_an_id_leaves_as_it_came():
    said = run("-", given='{"id": "\\ud800", "coefficient": {"points": 1, "standard_points": 2}}')

    assert said.exit_code == 0
    assert '"id": "\\ud800"' in said.stdout


def test_somebody_who_leads_nobody_may_leave_the_terms_open():
    answer = scored(a_period(leader=False, leader_terms={"d": None, "dd": None, "e": None, "subordinates": []}))

    assert (answer["total"], answer["warnings"]) == ("100.0000", [])


def test_dividing_by_what_was_done_is_refused_with_a_warning():
    answer = scored(a_period(policy={"denominator_bc": "COMPLETED"}))

    assert "Điều 14" in answer["warnings"][0]


def test_criteria_points_are_added_and_held_to_their_maxima():
    ten = ["5", "4.5", *["2.5"] * 8]

    assert scored(a_period(general=ten))["general"] == "29.5000"
    assert scored(a_period(general=[10, "9.5", 10]))["general"] == "29.5000"
    assert fault_of(a_period(general=["5.5", *ten[1:]])) == "general[0]: tối đa 5 điểm"
    assert fault_of(a_period(general=["5", "5", "2.6", *ten[3:]])) == "general[2]: tối đa 2,5 điểm"
    assert fault_of(a_period(general=ten[1:])).startswith("general: phải là một số hoặc đúng 10 điểm tiêu chí")


@pytest.mark.parametrize("policy", [{}, {"empty": "exclude"}])
@pytest.mark.parametrize("lines", [[], [{"coefficient": 1, "done": 2, "origin": "adhoc"}]])
def test_nothing_assigned_is_not_rated(policy, lines):
    answer = scored({"general": 30, "lines": lines, "policy": policy})

    assert (answer["rated"], answer["total"], answer["level"], answer["task_score"]) == (False, None, None, None)
    assert answer["reasons"]


def test_nothing_assigned_may_count_as_nought():
    answer = scored({"general": 30, "lines": [], "policy": {"empty": "zero"}})

    assert (answer["rated"], answer["a_pct"], answer["task_score"], answer["total"]) == (
        True,
        "0.0000",
        "0.0000",
        "30.0000",
    )


def test_a_leader_has_d_from_those_led_unless_it_is_given():
    terms = {"dd": 100, "e": 100, "subordinates": ["49.9", 95, None]}

    computed = scored(a_period(leader=True, leader_terms=terms))
    given = scored(a_period(leader=True, leader_terms={**terms, "d": "100"}))

    assert computed["result_pct"] == "91.6667"
    assert given["result_pct"] == "100.0000"
    assert "đã chấm theo số đã ghi" in given["warnings"][0]


def test_terms_between_fifty_and_a_hundred_are_scored_with_a_warning():
    answer = scored(
        {
            "general": 30,
            "ratios": {"a": 100, "b": 100, "c": 100},
            "leader": True,
            "leader_terms": {"d": 90, "dd": 80, "e": 100},
        }
    )

    assert answer["result_pct"] == "95.0000"
    assert [words[:5] for words in answer["warnings"]] == ["d = 9", "đ = 8"]


def test_the_year_and_its_reasons():
    months = ["95"] * 6 + [None] * 6
    assert scored({"year": {"months": months, "leave": "sick"}})["rated"] is True
    assert scored({"year": {"months": [None] * 12}})["average"] is None

    head = scored({"year": {"months": ["95"] * 12, "head_of_unit": True, "unit_level": "HTNV"}})
    assert (head["level"], len(head["reasons"])) == ("HTNV", 1)
    failed = scored({"year": {"months": ["95"] * 12, "discipline": [{"kind": "khiển trách", "public_duty": True}]}})
    assert failed["level"] == "KHTNV"
    told = scored({"year": {"months": ["95"] * 12, "discipline": [{"kind": "Phê bình", "public_duty": True}]}})
    assert told["level"] == "HTXSNV"


@pytest.mark.parametrize(
    ("request_", "fault"),
    [
        (3, "phải là một đối tượng {…} có lines, ratios, coefficient, year hoặc quota"),
        ([3], "[0]: phải là một đối tượng {…} có lines, ratios, coefficient, year hoặc quota"),
        ({}, "lines: thiếu (hoặc ghi ratios)"),
        ({"lines": [], "ratios": {"a": 1, "b": 1, "c": 1}}, "lines: chỉ dùng một trong hai: lines hoặc ratios"),
        ({"lines": {}}, "lines: phải là danh sách […], không phải đối tượng"),
        (a_period(rule_set="ND90-2020"), "rule_set: không có bộ quy tắc “ND90-2020”; dùng được: ND335-2025, SUPPORT"),
        (
            a_period(rule_set="ND233-2026"),
            "rule_set: “ND233-2026” chưa có văn bản gốc nên không chấm ở đây; dùng được: ND335-2025, SUPPORT",
        ),
        (a_period(id=True), "id: phải là chuỗi hoặc số nguyên, không phải true/false"),
        (a_period(id=1.5), "id: phải là số nguyên"),
        ({"lines": [], "hai\ndòng": 1}, "hai�dòng: khóa không biết; các khóa dùng được: " + PERIOD_NAMES),
        (
            a_period({**LINE, "late": 2, "late_days": 4}),
            "lines[0].late_days: khác với số chậm ghi trong dòng; hãy giữ một",
        ),
        (a_period(late_days=[4, 2]), "late_days: phải đủ 1 dòng như lines, đây có 2"),
        ({"ratios": {"a": 1, "b": 1, "c": 1}, "late_days": [1]}, "late_days: chỉ dùng cùng lines"),
        (
            {"rule_set": "SUPPORT", "leader": True, "ratios": {"quality": 1, "compliance": 1, "efficiency": 1}},
            "leader: nhóm hỗ trợ, phục vụ không có d, đ, e của người lãnh đạo",
        ),
        (a_period(general="31"), "general: tối đa 30 điểm"),
        (a_period(general=True), "general: phải là số (chuỗi thập phân như “2.7”), không phải true/false"),
        (a_period(leader="true"), "leader: phải là true hoặc false, không phải chuỗi"),
        (a_period(leader=True), "leader_terms: thiếu; người lãnh đạo, quản lý cần dd, e và d hoặc subordinates"),
        (a_period(leader=True, leader_terms={"d": 100, "e": 100}), "leader_terms.dd: thiếu"),
        (
            a_period(leader=True, leader_terms={"dd": 100, "e": 100, "subordinates": []}),
            "leader_terms.d: thiếu; hãy ghi d, hoặc ghi tổng điểm của cấp dưới trong subordinates",
        ),
        (a_period(leader=True, leader_terms={"d": 101, "dd": 100, "e": 100}), "leader_terms.d: tối đa 100"),
        (
            a_period(policy={"late_unit": "hour"}),
            "policy.late_unit: “hour” không có trong các giá trị: occurrence, day",
        ),
        (a_period({**LINE, "coefficient": 0}), "lines[0].coefficient: hệ số quy đổi phải lớn hơn 0"),
        (a_period({**LINE, "coefficient": "-1"}), "lines[0].coefficient: hệ số quy đổi phải lớn hơn 0"),
        (a_period(LINE, {**LINE, "done": -1}), "lines[1].done: không được là số âm"),
        (a_period({**LINE, "late": "0.5"}), "lines[0].late: phải là số nguyên"),
        (
            a_period({**LINE, "done": "2,5"}),
            "lines[0].done: “2,5” không phải là số; viết dấu chấm thập phân và không có khoảng trắng, như “2.7”",
        ),
        (a_period({**LINE, "done": "ba"}), "lines[0].done: “ba” không phải là số thập phân như “2.7”"),
        (a_period({**LINE, "done": "٣"}), "lines[0].done: “٣” không phải là số thập phân như “2.7”"),
        (a_period({**LINE, "done": None}), "lines[0].done: thiếu"),
        (a_period({**LINE, "done": "1" * 13}), "lines[0].done: số quá lớn (tối đa 12 chữ số phần nguyên)"),
        (a_period({**LINE, "done": "0." + "1" * 21}), "lines[0].done: số quá dài (tối đa 20 chữ số thập phân)"),
        (a_period({**LINE, "coef": 1}), "lines[0].coef: khóa trùng nghĩa với coefficient; hãy giữ một"),
        (a_period({**LINE, "origin": "adhoc", "extra": True}), "lines[0].extra: trùng nghĩa với origin; hãy giữ một"),
        (a_period({**LINE, "led": True}), "lines[0].led: chỉ dùng khi leader là true"),
        ({"coefficient": {"points": 5, "standard_points": 0}}, "coefficient.standard_points: phải lớn hơn 0"),
        ({"coefficient": {"points": 5}}, "coefficient.standard_points: thiếu"),
        ({"year": {"months": ["80"] * 11}}, "year.months: phải đủ 12 tháng (tháng không chấm ghi null), đây có 11"),
        ({"year": {"months": [101] * 12}}, "year.months[0]: tối đa 100"),
        (
            {"year": {"months": [80] * 12, "leave": "study"}},
            "year.leave: “study” không có trong các giá trị: sick, maternity, unpaid",
        ),
        (
            {"quota": {"people": [{"id": "a", "total": 1}, {"id": "a", "total": 2}]}},
            "quota.people[1].id: trùng với people[0]",
        ),
        ({"quota": {"people": [], "share": "-0.1"}}, "quota.share: không được là số âm"),
        (
            {"rule_set": "SUPPORT", "ratios": {"quality": 101, "compliance": 1, "efficiency": 1}},
            "ratios.quality: tối đa 100",
        ),
    ],
)
def test_each_fault_has_its_path_and_one_sentence(request_, fault):
    assert fault_of(request_) == fault


def test_an_unknown_key_is_named_with_the_known_ones():
    assert fault_of(a_period({**LINE, "finish": 1})).startswith(
        "lines[0].finish: khóa không biết; các khóa dùng được: name, coefficient"
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('{"lines": [', "dòng 1, cột 12: không phải JSON đúng cú pháp"),
        ("", "dòng 1, cột 1: không phải JSON đúng cú pháp"),
        ('{"general": 1, "general": 2, "lines": []}', "general: khóa viết hai lần; hãy giữ một"),
        ('{"general": NaN, "lines": []}', "general: NaN không phải là số dùng được"),
        (
            '{"general": 1e999999999999999999999, "lines": []}',
            "general: 1e999999999999999999 không phải là số dùng được",
        ),
        ('{"general": 1e999999999, "lines": []}', "general: số quá lớn (tối đa 12 chữ số phần nguyên)"),
        ('{"general": ' + "9" * 5000 + ', "lines": []}', "general: số quá lớn (tối đa 12 chữ số phần nguyên)"),
        ("[" * 100_000, "JSON lồng nhau quá sâu"),
    ],
)
def test_text_that_json_allows_or_not_is_never_a_crash(text, fault):
    assert fault_of_text(text) == fault


def test_a_missing_or_foreign_file_is_told(tmp_path):
    foreign = tmp_path / "cu.json"
    foreign.write_bytes(b"\xff\xfe{}")

    assert run(str(tmp_path / "khong-co.json")).exit_code == 2
    assert "không phải UTF-8" in run(str(foreign)).stderr


def test_the_plain_json_of_a_month_can_be_reckoned_again_by_a_stranger():
    (row, _absent) = json.loads(json.dumps(month_json(papers.a_month_book())))["results"]

    answer = scored({"general": row["general"], "lines": row["lines"], "policy": {"late_unit": "day"}})

    assert (answer["total"], answer["level"]) == (row["total"], row["level"])


def test_an_empty_list_is_answered_with_an_empty_list():
    assert json.loads(run("-", given="[]").stdout) == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.sampled_from(["lines", "ratios", "general", "policy", "leader", "leader_terms", "year", "quota", "id"]),
    json_values,
)
def test_any_value_in_any_place_is_answered_or_refused(key, value):
    with suppress(Fault):  # any other exception is a crash
        assert scored({**a_period(), key: value})


@pytest.mark.skipif(not PUBLISHED, reason="TOSO_KPI_VECTORS names no file with published examples")
def test_published_examples_of_a_file():
    examples = json.loads(Path(PUBLISHED).read_text(encoding="utf-8"), parse_float=Decimal)["vectors"]
    seen = 0
    for example in examples:
        inputs, expected = example["inputs"], example["decree_strict"]
        if "lines" in inputs:
            policy = {**example["policy"], **({"late_unit": "DAY"} if "late_days" in inputs else {})}
            scopes = {"line_scope": "line", "unit_scope": "unit"} if "line_scope" in expected else {None: None}
            for name, scope in scopes.items():
                request = {
                    "policy": {**policy, **({"penalty_scope": scope} if scope else {})},
                    "lines": inputs["lines"],
                    **({"general": inputs["general"]} if "general" in inputs else {}),
                }
                seen += agrees(example["id"], request, expected[name] if name else expected)
        elif "standard_points" in inputs:
            wanted = {name: inputs[name] for name in ("points", "standard_points")}
            seen += agrees(example["id"], {"coefficient": wanted}, {"coefficient": expected["coefficient"]})
        elif "dd" in inputs:
            seen += agrees(example["id"], inputs, expected)
    assert seen > 40


def agrees(name, request, expected):
    """How many figures of the example were compared with the answer; each must be equal to four places."""
    also = {"rating_by_score": "level", "c_pct_per_day": "c_pct"}
    answer = answered(loaded(json.dumps(request, default=str)))
    pairs = [(key, also.get(key, key), value) for key, value in expected.items()]
    known = [(key, answer[own], value) for key, own, value in pairs if own in answer]
    for key, found, value in known:
        same = (
            found == value
            if isinstance(value, str)
            else abs(Decimal(str(found)) - Decimal(value)) <= Decimal("0.00005")
        )
        assert same, f"{name}.{key}: {found} ≠ {value}"
    return len(known)
