"""What a database holds, table by table: how many rows, and one hash over all of them in the order of their key."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psycopg
from psycopg import sql

# One way to write each value, whatever the server or the session prefer.
PLAIN = (
    "SET datestyle = 'ISO, YMD'; SET timezone = 'UTC'; SET intervalstyle = 'iso_8601'; "
    "SET extra_float_digits = 1; SET bytea_output = 'hex'; SET client_encoding = 'UTF8'"
)
TEXTS = ("text", "character varying", "character")


@dataclass(frozen=True, slots=True)
class Content:
    """A table as it stands: its rows, and the SHA-256 of all of them, column by column in alphabetical order."""

    rows: int
    digest: str


def names(connection: psycopg.Connection) -> list[str]:
    """Every table of the product, in alphabetical order."""
    found = connection.execute(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY c.relname COLLATE \"C\""
    )
    return [name for (name,) in found]


def contents(
    connection: psycopg.Connection, *, progress: Callable[[float, str], None] | None = None
) -> dict[str, Content]:
    """Every table's rows and hash, as the transaction of this connection sees them."""
    connection.execute(PLAIN)
    found: dict[str, Content] = {}
    all_names = names(connection)
    for number, name in enumerate(all_names, start=1):
        found[name] = content(connection, name)
        if progress:
            progress(number / len(all_names), name)
    return found


def content(connection: psycopg.Connection, table: str) -> Content:
    columns = _columns(connection, table)
    key = _key(connection, table) or list(columns)
    query = sql.SQL("COPY (SELECT {columns} FROM public.{table} ORDER BY {order}) TO STDOUT").format(
        columns=sql.SQL(", ").join(sql.Identifier(name) for name in columns),
        table=sql.Identifier(table),
        order=sql.SQL(", ").join(_ordered(name, columns[name]) for name in key),
    )
    total, rows = hashlib.sha256(",".join(columns).encode()), 0
    with connection.cursor() as cursor, cursor.copy(query) as copied:
        for block in copied:
            total.update(block)
            rows += bytes(block).count(b"\n")  # a line break inside a value is written as \n
    return Content(rows=rows, digest=total.hexdigest())


def _ordered(name: str, kind: str) -> sql.Composable:
    """Numbers and days in their own order; texts by their bytes, as no two servers agree on an alphabet."""
    column: sql.Composable = sql.Identifier(name)
    if kind in TEXTS:
        return sql.SQL('{} COLLATE "C"').format(column)
    if kind in ("jsonb", "json", "ARRAY", "USER-DEFINED"):
        return sql.SQL('{}::text COLLATE "C"').format(column)
    return column


def _columns(connection: psycopg.Connection, table: str) -> dict[str, str]:
    found = connection.execute(
        "SELECT column_name, data_type FROM information_schema.columns "
        "WHERE table_schema = 'public' AND table_name = %s ORDER BY column_name COLLATE \"C\"",
        [table],
    )
    return dict(found.fetchall())


def _key(connection: psycopg.Connection, table: str) -> list[str]:
    found = connection.execute(
        "SELECT a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid "
        "JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public' "
        "CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS part(number, place) "
        "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = part.number "
        "WHERE i.indisprimary AND c.relname = %s ORDER BY part.place",
        [table],
    )
    return [name for (name,) in found]


def differences(kept: dict[str, Content], found: dict[str, Content]) -> Iterator[str]:
    """Where two databases do not hold the same, in words."""
    for name in sorted(kept.keys() | found.keys()):
        if name not in found:
            yield f"thiếu bảng {name}"
        elif name not in kept:
            yield f"thừa bảng {name}"
        elif kept[name] != found[name]:
            yield f"bảng {name}: sao lưu {kept[name].rows} dòng, khôi phục {found[name].rows} dòng, nội dung khác"
