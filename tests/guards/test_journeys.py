"""A journey waits for what it wants to see: a page read at once may not have come yet, and is empty on a busy day."""

import ast
from pathlib import Path

JOURNEYS = Path(__file__).resolve().parents[1] / "journeys"
AT_ONCE = {"content", "inner_text", "text_content", "all_inner_texts", "is_visible", "is_hidden", "input_value"}


def hasty(source: str) -> list[int]:
    """Lines that assert what a page shows at this moment. That it does not show something, nothing can wait for."""
    return [
        call.lineno
        for said in ast.walk(ast.parse(source))
        if isinstance(said, ast.Assert) and not _denies(said.test)
        for call in ast.walk(said.test)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in AT_ONCE
    ]


def _denies(test: ast.expr) -> bool:
    return isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.NotIn)


def test_no_journey_asserts_what_a_page_shows_before_it_has_come():
    found = {path.name: hasty(path.read_text()) for path in sorted(JOURNEYS.glob("test_*.py"))}

    assert len(found) > 5
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_the_guard_of_haste_is_awake():
    assert hasty('assert "bảy lượt" in page.content()') == [1]
    assert hasty('assert page.get_by_role("link").is_visible()') == [1]
    assert hasty("assert PIN not in page.content()") == []
