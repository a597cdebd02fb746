from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from toso.front.console.menu import way
from toso.front.console.queries.places import helpers_of, own_place
from toso.front.console.queries.settings import Connection, calendars, connections
from toso.ground.notices.queries import runs
from toso.ground.people.rules import COMMUNE_ROLES, TEAM_ROLES, Role
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.calendar import OFFICE_HOURS
from toso.ground.shared.vietnam_days import vietnam_calendar


@dataclass(frozen=True, slots=True)
class Guide:
    """What somebody in this role does in the first month, week by week."""

    title: str
    steps: tuple[str, ...]


def guides_for(roles: frozenset[str]) -> list[Guide]:
    """The guides of the roles held; a province account reads them all, to help others."""
    found = []
    if roles & (TEAM_ROLES | {Role.YOUTH_UNION}) or Role.PROVINCE_OFFICER in roles:
        found.append(team_guide())
    if roles & COMMUNE_ROLES or Role.PROVINCE_OFFICER in roles:
        found.append(commune_guide())
    if roles & {Role.PROVINCE_OFFICER, Role.PROVINCE_VIEWER}:
        found.append(province_guide())
    if Role.ADMINISTRATOR in roles:
        found.append(administrator_guide())
    if roles & {Role.AUDITOR, Role.PARTNER}:
        found.append(visitor_guide())
    return found


def team_guide() -> Guide:
    return Guide(
        _("Thành viên tổ, tháng đầu tiên"),
        (
            _("Ngày đầu: đăng nhập, đổi mật khẩu, chọn nền “Ngoài nắng” nếu hay dùng ngoài trời."),
            _("Tuần 1: sau mỗi lần hướng dẫn, mở “Ghi việc”, chọn việc, ghi số người, bấm lưu. Không quá một phút."),
            _("Tuần 2: xem “Số liệu” của thôn; bấm vào một con số để thấy từng bản ghi làm nên nó."),
            _("Gặp vướng mắc không tự gỡ được: bấm “Gọi giúp”. Câu trả lời sẽ hiện ở “Việc của tôi”."),
            _("Sau ngày 14: báo cáo tháng của tổ đã có sẵn số. Tổ trưởng đọc lại, viết thêm lời, gửi lên xã."),
            _("Xã trả lại một ô: sửa đúng ô đó và nói vì sao. Số hệ thống tính vẫn còn bên cạnh."),
        ),
    )


def commune_guide() -> Guide:
    return Guide(
        _("Công chức cấp xã, tháng đầu tiên"),
        (
            _("Tuần 1: kiểm tra thôn, tổ, thành viên tổ; thiếu tổ nào thì soạn quyết định thành lập."),
            _("Tuần 1: nhập số hộ, số cơ sở kinh doanh của từng thôn để tỉ lệ có mẫu số."),
            _("Tuần 2: giao chỉ tiêu năm cho các thôn; tổng các thôn phải bằng chỉ tiêu của xã hoặc ghi lý do lệch."),
            _("Hằng tuần: trả lời vướng mắc; giấy ghi tay thì dán cả khối vào bảng nhập từ Excel."),
            _("Sau ngày 14: nhận báo cáo của từng tổ, trả lại ô chưa rõ kèm lý do, trích lời hay vào báo cáo xã."),
            _("Trước hạn: gửi báo cáo của xã, tải bản in, trình ký, rồi nạp lại bản đã ký."),
        ),
    )


def province_guide() -> Guide:
    return Guide(
        _("Cơ quan thường trực cấp tỉnh, tháng đầu tiên"),
        (
            _("Tuần 1: xem bảng điều hành; chọn một chỉ tiêu để so sánh các xã; chấm hình thoi là nơi chậm nhiều."),
            _("Tuần 2: ban hành quyết định giao chỉ tiêu; hệ thống đối chiếu tổng các xã với chỉ tiêu tỉnh."),
            _("Trước hạn: nhắc các xã chưa nộp; trả lại từng ô, không trả cả báo cáo khi chỉ một ô chưa rõ."),
            _("Sau hạn: nhận, tổng hợp, khoá. Ô của tỉnh bằng tổng các ô đã nhận; phần chưa nhận ghi là tạm tính."),
            _("Số đến muộn sau khi khoá tự vào dòng “bổ sung kỳ trước” của báo cáo sau, không mất, không tính đôi."),
        ),
    )


def administrator_guide() -> Guide:
    return Guide(
        _("Quản trị viên, tháng đầu tiên"),
        (
            _("Mời từng người bằng đường dẫn dùng một lần; giao vai trò theo địa bàn và theo quyết định."),
            _("Vai trò cấp tỉnh phải bật mã xác thực hai bước."),
            _("Người nghỉ hoặc chuyển việc: kết thúc vai trò đúng ngày, không xoá người."),
            _("Hằng tuần: xem nhật ký và chạy kiểm tra; mọi dòng nhật ký được niêm phong theo chuỗi."),
        ),
    )


def visitor_guide() -> Guide:
    return Guide(
        _("Người kiểm tra, đơn vị phối hợp"),
        (
            _("Tài khoản chỉ xem trong phạm vi được giao. Mọi con số mở được tới bản ghi."),
            _("Tìm bằng tên cũ hay mới của xã, có dấu hay không dấu."),
        ),
    )


def raise_address(request: StaffRequest) -> str:
    return way("helpdesk:new", roles=request.scope.roles)


@requires()
def help_page(request: StaffRequest) -> HttpResponse:
    roles = request.scope.roles
    return render(request, "console/help.html", {"guides": guides_for(roles), "raise_address": raise_address(request)})


@requires()
def call(request: StaffRequest) -> HttpResponse:
    """Who can be rung up, and the way to write instead."""
    own = own_place(request.scope)
    helpers = helpers_of(own, on=timezone.localdate(), but=request.person.pk) if own else []
    return render(request, "console/call.html", {"helpers": helpers, "raise_address": raise_address(request)})


@requires(Role.ADMINISTRATOR)
def settings_page(request: StaffRequest) -> HttpResponse:
    """How this house is set up. What a server decides comes from its environment and is shown, not changed, here."""
    on = timezone.localdate()
    calendar = vietnam_calendar()
    off = [day for day in calendar.days(on.replace(month=1, day=1), on.replace(month=12, day=31)) if day.reason]
    return render(
        request,
        "console/settings.html",
        {
            "team_label": settings.TEAM_LABEL,
            "year": on.year,
            "days_off": off,
            "bands": OFFICE_HOURS,
            "calendars": calendars(),
            "runs": runs(most=7),
            "connections": [shown_connection(one) for one in connections()],
        },
    )


def shown_connection(one: Connection) -> tuple[str, bool, str]:
    return str(one.label), one.is_on, str(one.detail)
