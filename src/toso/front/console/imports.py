"""What can be taken in from a table, kind by kind. A plain dictionary: the page and ``toso import`` read it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from toso.ground.people.actions import intake as people
from toso.ground.people.models import Person
from toso.ground.people.rules import Role
from toso.ground.places.actions import intake as places
from toso.ground.shared.scope import Scope
from toso.ground.tables.rules.heads import Column
from toso.ground.tables.rules.intake import Planned, Setting, Taken
from toso.plan.programme.actions import intake as programme
from toso.plan.programme.actions import procedures_intake as procedures
from toso.plan.teams.actions import intake as teams
from toso.work.campaign.actions import intake as campaign
from toso.work.helpdesk.actions import devices_intake as devices
from toso.work.helpdesk.actions import intake as helpdesk
from toso.work.outreach.actions import intake as outreach
from toso.work.outreach.actions.records import undo_batch
from toso.work.registry.actions import intake as registry
from toso.work.registry.actions.undoing import undo_import
from toso.work.registry.rules.answers import Kind
from toso.work.training.actions import intake as training


@dataclass(frozen=True, slots=True)
class ImportKind:
    """One kind: its columns and settings, who may, and the room's own plan and act."""

    label: str | Promise
    about: str | Promise
    roles: tuple[Role, ...]
    columns: Callable[[datetime], tuple[Column, ...]]
    settings: tuple[Setting, ...]
    plan: Callable[..., Planned]
    take: Callable[..., Taken]
    undo: Callable[..., object] | None = None


def undo_records(key: str, *, by: Person, scope: Scope, at: datetime) -> None:
    undo_batch(batch_id=int(key), by=by, scope=scope, at=at)


def undo_tickets(key: str, *, by: Person, scope: Scope, at: datetime) -> None:
    helpdesk.undo_batch(batch_id=int(key), by=by, scope=scope, at=at)


def undo_devices(key: str, *, by: Person, scope: Scope, at: datetime) -> None:
    devices.undo_devices(batch_id=int(key), by=by, scope=scope, at=at)


def undo_completions(key: str, *, by: Person, scope: Scope, at: datetime) -> None:
    training.undo_completions(batch=UUID(key), by=by, scope=scope, at=at)


IMPORTS: dict[str, ImportKind] = {
    "hamlets": ImportKind(
        _("Thôn, tổ dân phố"),
        _("Danh sách thôn, tổ dân phố của một hay nhiều xã. Thôn đã có thì giữ nguyên."),
        (Role.ADMINISTRATOR, Role.PROVINCE_OFFICER),
        lambda _at: places.HAMLETS,
        places.HAMLET_SETTINGS,
        places.plan_hamlets,
        places.take_hamlets,
        places.undo_hamlets,
    ),
    "persons": ImportKind(
        _("Cán bộ, công chức và vai trò"),
        _("Mỗi dòng một người giữ một vai trò ở một nơi. Tài khoản mở bằng lời mời, từng người, sau khi nhập."),
        people.PERSON_IMPORTERS,
        lambda _at: people.PERSONS,
        people.PERSON_SETTINGS,
        people.plan_persons,
        people.take_persons,
        people.undo_persons,
    ),
    "rosters": ImportKind(
        _("Danh sách thành viên tổ"),
        _("Kèm một quyết định của Chủ tịch UBND cấp xã. Danh sách của thôn nào thay danh sách đang có của tổ thôn đó."),
        teams.IMPORTERS,
        lambda _at: teams.ROSTERS,
        teams.ROSTER_SETTINGS,
        teams.plan_rosters,
        teams.take_rosters,
        teams.undo_rosters,
    ),
    "records": ImportKind(
        _("Việc đã làm"),
        _("Mỗi dòng là một việc ở một thôn trong một ngày. Dòng đã nhập rồi thì không đếm lại."),
        outreach.IMPORTERS,
        lambda _at: outreach.RECORDS,
        (outreach.DOUBLES,),
        outreach.plan_records,
        outreach.take_records,
        undo_records,
    ),
    "households": ImportKind(
        _("Hộ gia đình (sổ hộ)"),
        _("Danh sách hộ của thôn, kèm câu trả lời nếu có. Hộ đã có thì cập nhật ô có chữ; tên chỉ ghi khi có đồng ý."),
        registry.IMPORTERS,
        lambda _at: registry.columns_of(Kind.HOUSEHOLD),
        registry.SETTINGS,
        registry.plan_households,
        registry.take_registrants,
        undo_import,
    ),
    "businesses": ImportKind(
        _("Cơ sở kinh doanh (sổ hộ)"),
        _("Danh sách cơ sở kinh doanh của thôn, kèm câu trả lời nếu có."),
        registry.IMPORTERS,
        lambda _at: registry.columns_of(Kind.BUSINESS),
        registry.SETTINGS,
        registry.plan_businesses,
        registry.take_registrants,
        undo_import,
    ),
    "cooperatives": ImportKind(
        _("Hợp tác xã (sổ hộ)"),
        _("Danh sách hợp tác xã của thôn, kèm câu trả lời nếu có."),
        registry.IMPORTERS,
        lambda _at: registry.columns_of(Kind.COOPERATIVE),
        registry.SETTINGS,
        registry.plan_cooperatives,
        registry.take_registrants,
        undo_import,
    ),
    "targets": ImportKind(
        _("Chỉ tiêu giao cho đơn vị"),
        _("Mỗi dòng một đơn vị, mỗi cột một chỉ tiêu. Vào dự thảo quyết định; ban hành vẫn làm ở trang chỉ tiêu."),
        programme.TARGET_IMPORTERS,
        lambda at: programme.target_columns(at=at),
        programme.TARGET_SETTINGS,
        programme.plan_targets,
        programme.take_targets,
        programme.undo_targets,
    ),
    "denominators": ImportKind(
        _("Mẫu số"),
        _("Số hộ, số người, số cơ sở của từng đơn vị, kèm ngày và nguồn số liệu."),
        programme.DENOMINATOR_IMPORTERS,
        lambda _at: programme.denominator_columns(),
        programme.DENOMINATOR_SETTINGS,
        programme.plan_denominators,
        programme.take_denominators,
        programme.undo_denominators,
    ),
    "procedures": ImportKind(
        _("Thủ tục hành chính"),
        _("Danh mục của Cổng Dịch vụ công quốc gia, theo mã. Nhập lại cùng tệp thì không đổi gì."),
        procedures.PROCEDURE_IMPORTERS,
        lambda _at: procedures.PROCEDURES,
        procedures.PROCEDURE_SETTINGS,
        procedures.plan_procedures,
        procedures.take_procedures,
    ),
    "tickets": ImportKind(
        _("Yêu cầu hỗ trợ"),
        _("Danh sách giữ ở nơi khác. Yêu cầu còn mở vào hàng chờ, hạn tính từ lúc nhập; dòng đã nhập giữ nguyên."),
        helpdesk.IMPORTERS,
        lambda _at: helpdesk.TICKETS,
        helpdesk.TICKET_SETTINGS,
        helpdesk.plan_tickets,
        helpdesk.take_tickets_in,
        undo_tickets,
    ),
    "devices": ImportKind(
        _("Sổ thiết bị, đường truyền"),
        _("Máy tính, máy in, mạng, đường truyền của xã. Máy đã có trong sổ (theo số máy) thì giữ nguyên."),
        devices.IMPORTERS,
        lambda _at: devices.DEVICES,
        devices.DEVICE_SETTINGS,
        devices.plan_devices,
        devices.take_devices,
        undo_devices,
    ),
    "sending_lists": ImportKind(
        _("Danh sách người cử về xã"),
        _("Mỗi dòng một người của một đơn vị cử. Gửi lại thì danh sách mới thay phần chưa phân công của danh sách cũ."),
        campaign.LISTERS,
        lambda _at: campaign.LISTS,
        campaign.LIST_SETTINGS,
        campaign.plan_lists,
        campaign.take_lists,
    ),
    "completions": ImportKind(
        _("Hoàn thành khoá tự học"),
        _("Danh sách tải về từ nền tảng học trực tuyến mở. Ai đã hoàn thành thì được tính là đã tập huấn từ ngày đó."),
        training.IMPORTERS,
        lambda _at: training.COMPLETIONS,
        training.COMPLETION_SETTINGS,
        training.plan_completions,
        training.take_completions,
        undo_completions,
    ),
}

# Where the work goes on once a table was taken in: the page, and what is done there.
ONWARD: dict[str, tuple[str, str | Promise]] = {
    "hamlets": ("places:list", _("Xem địa bàn")),
    "persons": ("people:list", _("Mời từng người mở tài khoản")),
    "rosters": ("teams:list", _("Xem các tổ")),
    "records": ("outreach:records", _("Xem các bản ghi")),
    "households": ("registry:list", _("Xem sổ hộ")),
    "businesses": ("registry:list", _("Xem sổ hộ")),
    "cooperatives": ("registry:list", _("Xem sổ hộ")),
    "targets": ("programme:decisions", _("Mở dự thảo để ban hành")),
    "denominators": ("programme:denominators", _("Xem mẫu số")),
    "procedures": ("programme:procedures", _("Xem danh mục thủ tục")),
    "tickets": ("helpdesk:queue", _("Mở bàn hỗ trợ")),
    "devices": ("helpdesk:devices", _("Xem sổ thiết bị")),
    "sending_lists": ("campaign:list", _("Xem chiến dịch")),
    "completions": ("training:coverage_start", _("Xem ai đã tập huấn")),
}
