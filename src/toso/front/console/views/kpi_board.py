"""How KPI is taken up in the communes, and who needs help with it."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from toso.ground.shared.access import StaffRequest, requires
from toso.results.kpi.queries import rollout
from toso.results.kpi.rules.rollout import Lack

LACKS: dict[Lack, str | Promise] = {
    Lack.ACCOUNTS: _("thiếu tài khoản"),
    Lack.CATALOGUE: _("chưa duyệt danh mục"),
    Lack.MONTH: _("chưa giao việc tháng"),
    Lack.SELF_SCORE: _("tự chấm chậm"),
}
FIRST_MONTH = date(2025, 1, 1)  # before it there was no decree


def _month(said: str, today: date) -> date:
    """The month asked for, else the running one."""
    this = today.replace(day=1)
    try:
        asked = date.fromisoformat(f"{said}-01")
    except ValueError:
        return this
    return asked if FIRST_MONTH <= asked <= this else this


def _switch(month: date, today: date) -> dict[str, Any]:
    here = reverse("console:kpi_board")
    before, after = (month - timedelta(days=1)).replace(day=1), (month + timedelta(days=32)).replace(day=1)
    return {
        "label": f"{month:%m/%Y}",
        "choose": f"{here}?month={month:%Y-%m}",
        "previous": f"{here}?month={before:%Y-%m}" if before >= FIRST_MONTH else "",
        "next": f"{here}?month={after:%Y-%m}" if after <= today else "",
    }


@requires(*rollout.READERS)
def kpi_board(request: StaffRequest) -> HttpResponse:
    """Accounts, catalogue, the month's work and own scores of each commune of the scope, the neediest first."""
    today = timezone.localdate()
    month = _month(request.GET.get("month", ""), today)
    found = rollout.board(request.scope, month=month, on=today)
    context = {
        "board": found,
        "rows": [(line, [LACKS[one] for one in line.lacks]) for line in found.lines],
        "period_switch": _switch(month, today),
    }
    return render(request, "console/kpi_board.html", context)
