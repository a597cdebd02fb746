"""Every measurement of ./toso bench, gathered."""

from collections.abc import Callable

from toso.command.bench import (
    BenchRow,
    desk,
    documents,
    importing,
    kpi,
    matching,
    papers,
    phones,
    register,
    rollup,
    serving,
    table,
)

GROUPS: dict[str, Callable[[], list[BenchRow]]] = {
    "rollup": rollup.rows,
    "documents": documents.rows,
    "matching": matching.rows,
    "kpi": kpi.rows,
    "desk": desk.rows,
    "papers": papers.rows,
    "importing": importing.rows,
    "register": register.rows,
    "phones": phones.rows,
    "serving": serving.rows,
}


def run(*, only: str) -> None:
    """Measure one group; each has a process and a database of its own."""
    print(f"\n{only}\n{table(GROUPS[only]())}", flush=True)
