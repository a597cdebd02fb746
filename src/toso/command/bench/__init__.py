"""Measurements beside a floor taken in the same run. A bench reports; it never fails a build."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BenchRow:
    """One measured thing: its median and spread, the floor it stands beside, and the bar of the design."""

    name: str
    unit: str
    value: float
    low: float
    high: float
    bar: str
    floor_name: str = ""
    floor: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.value / self.floor if self.floor else None


def milliseconds(work: Callable[[], object], *, runs: int = 9, warmup: int = 1) -> tuple[float, float, float]:
    """Median, least and greatest of several runs after a warm-up, in milliseconds."""
    for _ in range(warmup):
        work()
    taken = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken), min(taken), max(taken)


def milliseconds_beside(
    work: Callable[[], object], floor: Callable[[], object], *, runs: int = 9, warmup: int = 1
) -> tuple[tuple[float, float, float], float]:
    """Median, least and greatest of the work, and the median of its floor, run in turns: what else
    the machine does meanwhile falls on both alike."""
    taken: tuple[list[float], list[float]] = ([], [])
    for run in range(warmup + runs):
        for one, times in zip((work, floor), taken, strict=True):
            begun = time.perf_counter()
            one()
            if run >= warmup:
                times.append((time.perf_counter() - begun) * 1000)
    return (statistics.median(taken[0]), min(taken[0]), max(taken[0])), statistics.median(taken[1])


def table(rows: list[BenchRow]) -> str:
    """The rows as a plain table: value with spread, floor, ratio, bar."""
    head = ("Phép đo", "Trung vị", "Nhỏ nhất – lớn nhất", "Mốc", "Tỷ lệ", "Ngưỡng")
    lines = [
        (
            row.name,
            f"{row.value:,.1f} {row.unit}",
            f"{row.low:,.1f} – {row.high:,.1f}",
            f"{row.floor_name} {row.floor:,.1f} {row.unit}" if row.floor is not None else "–",
            f"{row.ratio:.2f}" if row.ratio is not None else "–",
            row.bar,
        )
        for row in rows
    ]
    widths = [max(len(line[i]) for line in [head, *lines]) for i in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in [head, *lines]
    )
