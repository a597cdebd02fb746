"""What is counted of those who were sent: facts of the rooms below, and who stands in a row. A plain dictionary.

Nothing of the work is kept here: a log, a report and an objective read the same records as every other figure.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from toso.ground.shared.facts import Fact
from toso.plan.forms.models import Submission
from toso.work.helpdesk import facts as helpdesk
from toso.work.helpdesk.rules.ways import StepKind
from toso.work.outreach import facts as outreach
from toso.work.training import facts as training


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure: its fact, and the column of the person who did the work (through many rows or one)."""

    label: str | Promise
    unit: str | Promise
    fact: Fact
    worker: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    only: Mapping[str, Any] = field(default_factory=dict)  # of the rows between: the one that makes it somebody's work
    is_shown_in_log: bool = False  # one row, one line of the day


FIGURES: dict[str, Counted] = {
    "works": Counted(_("Việc đã ghi"), _("việc"), outreach.works, "shares__person", is_shown_in_log=True),
    "citizens": Counted(
        _("Lượt người dân được hướng dẫn"), _("lượt người"), outreach.citizens_guided, "shares__person"
    ),
    "elderly": Counted(_("Trong đó lượt người cao tuổi"), _("lượt người"), outreach.elderly_guided, "shares__person"),
    "households": Counted(_("Lượt hộ gia đình"), _("lượt hộ"), outreach.households_guided, "shares__person"),
    "things": Counted(
        _("Máy, phần mềm, hồ sơ đã làm"),
        _("máy, hồ sơ"),
        outreach.things_done,
        "shares__person",
        {"tasks": ["equipment", "software", "digitise"]},
    ),
    "officials": Counted(
        _("Lượt cán bộ được hướng dẫn"),
        _("lượt người"),
        outreach.things_done,
        "shares__person",
        {"tasks": ["officials", "kpi_guidance"]},
    ),
    "tickets": Counted(
        _("Yêu cầu hỗ trợ đã giải quyết"),
        _("yêu cầu"),
        helpdesk.tickets_solved,
        "steps__by",
        only={"steps__kind": StepKind.ANSWERED},
        is_shown_in_log=True,
    ),
    "difficulties": Counted(
        _("Vướng mắc đã nêu"), _("vướng mắc"), helpdesk.difficulties_raised, "raised_by", is_shown_in_log=True
    ),
    "sessions": Counted(_("Buổi tập huấn đã giảng"), _("buổi"), training.sessions, "trainers", is_shown_in_log=True),
    "trained": Counted(
        _("Lượt cán bộ, thành viên tổ dự tập huấn"), _("lượt người"), training.attendances, "session__trainers"
    ),
    "citizens_trained": Counted(
        _("Lượt người dân dự lớp"), _("lượt người"), training.citizens_trained, "session__trainers"
    ),
}


def answers(persons: Collection[int], first_day: date, last_day: date) -> QuerySet:
    """The forms that these people filled in these days: seen in the log, counted by their own indicators."""
    return Submission.objects.filter(sent_by__in=persons, day__range=(first_day, last_day))


ANSWERS: Callable[[Collection[int], date, date], QuerySet] = answers
