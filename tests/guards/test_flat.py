"""Lists cost the same for three rows and for thirty: each room with a list counts its queries, and really counts."""

import ast
from pathlib import Path

import toso

PACKAGE = Path(toso.__file__).parent
COUNTERS = {"assertNumQueries", "django_assert_num_queries", "django_assert_max_num_queries", "CaptureQueriesContext"}


def rooms() -> list[Path]:
    return [urls.parent for urls in PACKAGE.glob("*/*/urls.py")]


def has_list(room: Path) -> bool:
    return 'name="list"' in (room / "urls.py").read_text()


def is_counted(room: Path) -> bool:
    return any("assert_flat(" in path.read_text() for path in (room / "tests").glob("test_*.py"))


def idle_counters(source: str) -> list[int]:
    """The lines on which a counter of queries is called outside a ``with``: there it counts nothing."""
    tree = ast.parse(source)
    entered = {id(item.context_expr) for node in ast.walk(tree) if isinstance(node, ast.With) for item in node.items}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and id(node) not in entered]
    return [
        node.lineno
        for node in calls
        if (getattr(node.func, "attr", None) or getattr(node.func, "id", None)) in COUNTERS and len(node.args) < 2
    ]


def test_every_room_with_a_list_counts_its_queries():
    with_list = [room for room in rooms() if has_list(room)]

    assert len(with_list) > 5
    assert [room.name for room in with_list if not is_counted(room)] == []


def test_no_counter_of_queries_stands_outside_a_with():
    files = [*PACKAGE.rglob("tests/*.py"), *Path(__file__).parents[1].rglob("*.py")]

    assert {str(path): lines for path in files if (lines := idle_counters(path.read_text()))} == {}


def test_the_guard_of_counters_is_awake(tmp_path):
    (tmp_path / "urls.py").write_text('path("", views.rows, name="list")')

    assert has_list(tmp_path)
    assert not is_counted(tmp_path)
    assert idle_counters("self.assertNumQueries(3)") == [1]
    assert idle_counters("with self.assertNumQueries(3):\n    page()") == []
