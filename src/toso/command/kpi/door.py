"""`toso kpi score FILE`: requests in, answers out in the same order; the first fault stops everything."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from toso.command.kpi.others import read_coefficient, read_quota, read_year
from toso.command.kpi.periods import read_period, read_support
from toso.command.kpi.reading import Fault, Pairs, Value, below, identity, loaded, own, record, text
from toso.command.kpi.writing import Json, coefficient_json, period_json, quota_json, year_json
from toso.results.kpi.queries.rule_sets import brought_rule_sets
from toso.results.kpi.rules.period import score
from toso.results.kpi.rules.quota import Quota, propose
from toso.results.kpi.rules.rule_sets import Measure, RuleSet
from toso.results.kpi.rules.support import score_support
from toso.results.kpi.rules.year import classify

USUAL = "ND335-2025"
WRONG_INPUT = 2

app = typer.Typer(no_args_is_help=True, help="Chấm điểm KPI từ tệp.")


@app.callback()
def kpi() -> None:
    """Chấm điểm KPI theo Nghị định 335/2025/NĐ-CP, không cần cơ sở dữ liệu."""


@app.command("score")
def score_file(
    file: Annotated[str, typer.Argument(help="Tệp JSON: một yêu cầu hoặc danh sách; dấu - là đầu vào chuẩn.")],
) -> None:
    """Chấm một yêu cầu hoặc cả danh sách; in kết quả JSON theo đúng thứ tự."""
    try:
        answer = answered(loaded(_text_of(file)))
    except Fault as fault:
        sys.stderr.buffer.write(f"{fault}\n".encode())
        raise typer.Exit(WRONG_INPUT) from None
    said = json.dumps(answer, ensure_ascii=False, indent=2) + "\n"
    sys.stdout.buffer.write(said.encode(errors="backslashreplace"))  # half a letter in an id leaves as it came: \ud800


def _text_of(file: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise Fault(file, f"không đọc được tệp ({error.strerror})") from None
    except UnicodeDecodeError:
        raise Fault(file, "tệp không phải UTF-8; hãy lưu lại bằng UTF-8") from None


def answered(value: Value) -> Json | list[Json]:
    """The answer to one request, or the answers to a list in the same order. Fault for the first wrong one."""
    if isinstance(value, list) and not isinstance(value, Pairs):
        return [_one(item, below("", index)) for index, item in enumerate(value)]
    return _one(value, "")


KINDS: dict[str, Callable[[Value, str], Json]] = {
    "coefficient": lambda value, path: coefficient_json(*read_coefficient(value, path)),
    "year": lambda value, path: year_json(classify(read_year(value, path))),
    "quota": lambda value, path: quota_json(_proposed(value, path)),
}


def _one(value: Value, path: str) -> Json:
    if not isinstance(value, Pairs):
        raise Fault(path, "phải là một đối tượng {…} có lines, ratios, coefficient, year hoặc quota")
    named = [key for key, _inner in value if key in KINDS]
    if named:
        found = record(value, path, own("id", "rule_set", "note", named[0]))
        _rule_set(found.get("rule_set"), path)
        id_ = identity(found, path)
        answer = KINDS[named[0]](found.get(named[0]), below(path, named[0]))
        return answer if id_ is None else {"id": id_, **answer}
    return _period(value, path)


def _period(value: Pairs, path: str) -> Json:
    given = dict(value)
    rule_set = _rule_set(given.get("rule_set"), path)
    if rule_set.measure is Measure.SUPPORT:
        read = read_support(value, path, rule_set, brought_rule_sets()[USUAL])
        answer = score_support(read.request)
    else:
        read = read_period(value, path, rule_set)
        answer = score(read.request)
    return {"id": identity(given, path), **period_json(answer, read.warnings)}


def _rule_set(value: Value, path: str) -> RuleSet:
    known = brought_rule_sets()
    code = USUAL if value is None else text(value, below(path, "rule_set"))
    usable = ", ".join(one.code for one in known.values() if one.has_text)
    if code not in known:
        raise Fault(below(path, "rule_set"), f"không có bộ quy tắc “{code[:40]}”; dùng được: {usable}")
    if not known[code].has_text:
        raise Fault(below(path, "rule_set"), f"“{code}” chưa có văn bản gốc nên không chấm ở đây; dùng được: {usable}")
    return known[code]


def _proposed(value: Value, path: str) -> Quota:
    read = read_quota(value, path)
    return propose(read.people, share=read.share, base=read.base)
