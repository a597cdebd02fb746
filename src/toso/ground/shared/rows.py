"""Rows written and read in few words, where a phone waits for it: putting a queryset into SQL costs more than the
statement itself."""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, models

Row = TypeVar("Row", bound=models.Model)
AT_ONCE = 1000


def write_rows(model: type[Row], rows: Sequence[Row]) -> list[Row]:
    """Write new rows and give them their numbers: ``bulk_create`` without its choices. What they refer to is saved."""
    columns, has_number = _columns_of(model)
    names = ", ".join(f'"{column.column}"' for column in columns)
    group = f"({', '.join(['%s'] * len(columns))})"
    number = f' RETURNING "{model._meta.pk.column}"' if has_number else ""
    for first in range(0, len(rows), AT_ONCE):
        some = rows[first : first + AT_ONCE]
        said = [
            column.get_db_prep_save(column.pre_save(row, add=True), connection) for row in some for column in columns
        ]
        with connection.cursor() as cursor:
            cursor.execute(
                f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES {", ".join([group] * len(some))}{number}', said
            )
            if has_number:
                for row, (pk,) in zip(some, cursor.fetchall(), strict=True):
                    row.pk = pk
        for row in some:
            row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return list(rows)


@cache
def _columns_of(model: type[models.Model]) -> tuple[list[Any], bool]:
    """What is written of a row; and whether the database numbers it."""
    has_number = isinstance(model._meta.pk, models.AutoField)
    columns = [field for field in model._meta.concrete_fields if not field.generated]
    return [column for column in columns if not (has_number and column.primary_key)], has_number


def read_rows(model: type[Row], condition: str, *said: Any) -> list[Row]:
    """The rows of a table of plain columns; ``condition``: what follows WHERE, with ``%s`` for each value ``said``."""
    names, columns = _plain_columns_of(model)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {columns} FROM "{model._meta.db_table}" WHERE {condition}', said)
        return [model.from_db(DEFAULT_DB_ALIAS, names, row) for row in cursor.fetchall()]


@cache
def _plain_columns_of(model: type[models.Model]) -> tuple[list[str], str]:
    fields = model._meta.concrete_fields
    if any(field.get_db_converters(connection) for field in fields):
        raise TypeError(f"{model.__name__} has columns that are not read as they stand")
    return [field.attname for field in fields], ", ".join(f'"{field.column}"' for field in fields)
