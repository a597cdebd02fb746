"""A page must cost the same number of queries for 3 rows and for 30."""

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext


def queries_of(page: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        page()
    return [query["sql"] for query in captured.captured_queries]


def assert_flat(page: Callable[[], object], *, grow: Callable[[], object]) -> None:
    """Open the page, grow its list, open it again: the number of queries may not move.

    The page is opened once before counting, so that what is cached by a process is cached.
    """
    page()
    few = queries_of(page)
    grow()
    many = queries_of(page)
    assert len(many) == len(few), "\n".join([f"{len(few)} queries became {len(many)}:", *many])
