"""Every measurement of ./toso bench, gathered."""

from collections.abc import Callable

from toso.command.bench import BenchRow, rollup, table

GROUPS: dict[str, Callable[[], list[BenchRow]]] = {
    "rollup": rollup.rows,  # first: it needs the database empty
}


def run(*, only: str = "") -> None:
    for name, rows in GROUPS.items():
        if only in ("", name):
            print(f"\n{name}\n{table(rows())}", flush=True)
