"""./toso check: every figure from its evidence, every seal from its lines, the tree from its versions."""

from collections.abc import Iterator
from datetime import datetime

from toso.command.say import step
from toso.ground.audit import queries as audit
from toso.results.reporting.actions.figures import recompute_marked
from toso.results.reporting.queries.check import check_figures
from toso.work.registry.queries.counts import differences as differences_of_counts


def faults(*, at: datetime) -> Iterator[str]:
    """What does not agree, in words. Waiting marks are worked off first, as the worker would."""
    with step("Tính nốt các số đang chờ"):
        while recompute_marked(at=at):
            pass
    with step("Đối chiếu mọi con số với bằng chứng"):
        differences = check_figures()
    yield from (str(difference) for difference in differences)
    with step("Đối chiếu số đếm giữ sẵn của sổ hộ với từng dòng"):
        counts = list(differences_of_counts())
    yield from counts
    with step("Kiểm dấu niêm nhật ký"):
        broken = audit.verify()
    yield from (str(fault) for fault in broken)
