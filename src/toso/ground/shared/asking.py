"""Questions asked again and again in the same words, put together once: the statement costs a tenth of its making."""

from collections.abc import Callable, Hashable
from copy import copy
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

Said = ParamSpec("Said")
Row = TypeVar("Row")
MOST_ASKERS = 256  # whose values are kept beside each question; the words are the same for all who hold the same roles
MOST_SHAPES = 64


@dataclass(frozen=True, slots=True)
class Shape:
    """A question without the values in it: its words, and how the lines of its answer are read."""

    words: str
    rows: QuerySet[Any]
    compiler: SQLCompiler

    def read(self, lines: list[tuple[Any, ...]]) -> list[Any]:
        """The queryset's own rows, made of these lines instead of asking."""
        told: Any = copy(self.compiler)
        told.connection = connection
        told.execute_sql = lambda *_how, **_named: [[line[: told.col_count] for line in lines]]
        found = self.rows.all()
        found.query.get_compiler = lambda *_where, **_named: told  # type: ignore[method-assign]
        return list(found)


def asked_often(build: Callable[Said, QuerySet[Any, Row]]) -> Callable[Said, list[Row]]:
    """The rows of the queryset that ``build`` makes of hashable arguments, which hold all that it depends on.

    ``build`` is called once for the same arguments, so it may ask for nothing itself (RuntimeError), and knows the
    day only as an argument.
    """
    made: Callable[..., QuerySet[Any, Row]] = build
    shapes: dict[str, Shape] = {}

    @lru_cache(maxsize=MOST_ASKERS)
    def put_together(said: tuple[Hashable, ...]) -> tuple[Shape, tuple[Any, ...]] | None:
        with connection.execute_wrapper(_refuse):
            rows = made(*said)
        compiler = rows.query.get_compiler(rows.db)
        try:
            words, bound = compiler.as_sql()
        except EmptyResultSet:
            return None
        if len(shapes) >= MOST_SHAPES:
            shapes.clear()
        return shapes.setdefault(words, Shape(words, rows, compiler)), tuple(bound)

    @wraps(build)
    def ask(*said: Said.args, **_none: Said.kwargs) -> list[Row]:
        question = put_together(said)
        if question is None:
            return []
        shape, bound = question
        with connection.cursor() as cursor:
            cursor.execute(shape.words, bound)
            lines = cursor.fetchall()
        return shape.read(lines) if lines else []

    return ask


def _refuse(*_asked: Any) -> None:
    raise RuntimeError("a question that is put together once asks for something while it is made")
