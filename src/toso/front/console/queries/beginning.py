"""What a province or commune that begins still has to do, in the order in which an office does it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from toso.front.console.imports import IMPORTS
from toso.ground.people.models import ROLES, Assignment
from toso.ground.people.queries import held_on
from toso.ground.people.rules import COMMUNE_ROLES, Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.access import opens_to
from toso.ground.shared.scope import Scope
from toso.plan.programme.models import Denominator, Plan, TargetDecision
from toso.plan.teams.models import Team
from toso.results.reporting.models import Report
from toso.work.outreach.models import Record

STARTERS = (Role.ADMINISTRATOR, Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: where, by whom, and how to see that it is done. ``kind`` is of an import."""

    label: str | Promise
    words: str | Promise
    who: tuple[Role, ...]
    is_done: Callable[[Place, date], bool]
    page: str = ""
    kind: str = ""
    is_of_the_province: bool = False

    def address(self, scope: Scope) -> str:
        """The page for it; "" when it is for another role to do."""
        if self.kind:
            mine = scope.holds(*IMPORTS[self.kind].roles)
            return reverse("console:import_kind", args=[self.kind]) if mine else ""
        found = reverse(self.page)
        return found if scope.holds(*self.who) and opens_to(found, scope.roles) else ""


@dataclass(frozen=True, slots=True)
class Shown:
    label: str | Promise
    words: str | Promise
    who: str
    address: str
    is_done: bool


def _holds(*roles: Role) -> Callable[[Place, date], bool]:
    return lambda place, on: Assignment.objects.filter(
        held_on(on), role__in=roles, place__path__startswith=place.path
    ).exists()


STEPS = (
    Step(
        _("Thêm người của cơ quan thường trực cấp tỉnh"),
        _("Người giao chỉ tiêu, nhận báo cáo của các xã. Giao vai trò rồi mời bằng đường dẫn dùng một lần."),
        (Role.ADMINISTRATOR,),
        _holds(Role.PROVINCE_OFFICER),
        page="people:new",
        is_of_the_province=True,
    ),
    Step(
        _("Nhập danh sách thôn, tổ dân phố"),
        _("Tệp Excel, CSV như đang giữ: xã nào cũng được, tên xã cũ cũng hiểu, xem trước rồi mới ghi."),
        (Role.PROVINCE_OFFICER,),
        lambda place, _on: Place.objects.current().filter(level=Level.HAMLET, path__startswith=place.path).exists(),
        kind="hamlets",
    ),
    Step(
        _("Nhập cán bộ xã và vai trò"),
        _("Mỗi dòng một người giữ một vai trò; sau khi nhập thì mời từng người mở tài khoản."),
        (Role.PROVINCE_OFFICER,),
        _holds(*COMMUNE_ROLES),
        kind="persons",
    ),
    Step(
        _("Lập tổ ở từng thôn"),
        _("Danh sách thành viên kèm quyết định của Chủ tịch UBND cấp xã."),
        (Role.COMMUNE_LEADER,),
        lambda place, _on: Team.objects.filter(
            place__path__startswith=place.path, superseded_at=None, ended_on=None
        ).exists(),
        kind="rosters",
    ),
    Step(
        _("Giao chỉ tiêu năm"),
        _("Lập quyết định, gõ hoặc nhập từ bảng, rồi ban hành; tỉnh giao xã, xã giao thôn."),
        (Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER),
        lambda place, on: TargetDecision.objects.filter(
            place__path__startswith=place.path, year=on.year, issued_at__isnull=False
        ).exists(),
        page="programme:decisions",
    ),
    Step(
        _("Nhập mẫu số"),
        _("Số hộ, số cơ sở của từng nơi; có mẫu số thì tỷ lệ mới tính được."),
        (Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER),
        lambda place, _on: Denominator.objects.filter(place__path__startswith=place.path).exists(),
        kind="denominators",
    ),
    Step(
        _("Lập kế hoạch năm cho các tổ"),
        _("Chia chỉ tiêu cho từng thôn, từng tháng; dòng tự đánh dấu khi có bản ghi."),
        (Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER),
        lambda place, on: Plan.objects.filter(place__path__startswith=place.path, year=on.year).exists(),
        page="programme:plans",
    ),
    Step(
        _("Ghi việc đầu tiên"),
        _("Một lần hướng dẫn là một bản ghi; báo cáo tháng tự lấy số từ đó."),
        (Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER),
        lambda place, _on: Record.objects.filter(place__path__startswith=place.path).exists(),
        page="outreach:new",
    ),
)


def beginning(place: Place | None, scope: Scope, *, at: datetime) -> list[Shown]:
    """The steps of a place that has handed nothing in yet; nothing once all are done or a report was handed in."""
    if place is None or not scope.holds(*STARTERS):
        return []
    if Report.objects.visible_to(scope).filter(submitted_at__isnull=False).exists():
        return []
    on = at.date()
    steps = [
        Shown(step.label, step.words, str(ROLES[step.who[0]]), step.address(scope), step.is_done(place, on))
        for step in STEPS
        if place.level == Level.PROVINCE or not step.is_of_the_province
    ]
    return [] if all(step.is_done for step in steps) else steps
