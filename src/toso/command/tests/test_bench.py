"""A bench is measured by hand; that it still runs is proved here, at a size that takes a moment."""

import pytest

from toso.command.bench import importing
from toso.command.bench.all import GROUPS
from toso.command.main import BENCHES


def test_the_command_measures_every_group_there_is():
    assert tuple(GROUPS) == BENCHES


@pytest.mark.django_db
def test_the_bench_of_imports_runs_and_takes_every_row_in_once(monkeypatch):
    for name, size in {"ROWS": 40, "COMMUNES": 2, "HAMLETS": 4}.items():
        monkeypatch.setattr(importing, name, size)

    rows = importing.rows()

    assert [row.name for row in rows] == [
        "100.000 dòng: xem trước",
        "100.000 dòng: nhập",
        "100.000 dòng: xem lại, không gì đổi",
    ]
