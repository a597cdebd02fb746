"""What stands on every page: the entries a role needs, the theme, how long the session lasts."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from toso.ground.people.rules import COMMUNE_ROLES, TEAM_ROLES, Role, idle_minutes
from toso.ground.privacy import queries as privacy
from toso.ground.shared.access import opens_to
from toso.results.kpi.queries import rollout
from toso.work.allowance import queries as allowance
from toso.work.assessment.queries import studies as assessment
from toso.work.campaign.queries import plans as campaign
from toso.work.registry.queries import catalogue as registry
from toso.work.supervision import queries as supervision
from toso.work.training.queries import sessions as training

THEMES = {"light": _("Sáng"), "dark": _("Tối"), "sunlight": _("Ngoài nắng")}
THEME_COOKIE = "toso_theme"


@dataclass(frozen=True, slots=True)
class Way:
    """Somewhere a menu can lead. ``room`` is the room whose pages light the entry up."""

    label: str | Promise
    name: str
    room: str = ""
    icon: str = ""
    roles: frozenset[Role] = frozenset(Role)
    also: tuple[str, ...] = ()  # further pages that light it up


@dataclass(frozen=True, slots=True)
class Entry:
    label: str | Promise
    address: str
    icon: str = ""
    is_current: bool = False
    count: int | None = None
    is_desk_only: bool = False
    is_desk_label: bool = False
    is_search: bool = False
    is_main: bool = False


MANAGING = frozenset({Role.ADMINISTRATOR, Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL})
AUDITING = frozenset({Role.ADMINISTRATOR, Role.AUDITOR, Role.PROVINCE_OFFICER})
SUPERVISED = frozenset(supervision.READERS)
ASSESSED = frozenset(assessment.READERS)
TRAINED = frozenset(training.READERS)
CAMPAIGNING = frozenset(campaign.READERS)
RECORDING = TEAM_ROLES | COMMUNE_ROLES
COUNTED = frozenset(registry.READERS) - RECORDING

FIGURES = ("console:place", "console:evidence")
MENU = (
    Way(_("Việc của tôi"), "console:home"),
    Way(_("Chỉ tiêu"), "console:figures", also=FIGURES),
    Way(_("Báo cáo"), "reporting:list", "reporting"),
    Way(_("Ghi việc"), "outreach:new", "outreach", roles=RECORDING),
    Way(_("KPI"), "kpi:mine", "kpi", roles=COMMUNE_ROLES),
    Way(_("Tổ"), "teams:list", "teams"),
    Way(_("Vướng mắc"), "helpdesk:list", "helpdesk"),
    Way(_("Thêm"), "console:more"),
)
TABS = (
    Way(_("Việc"), "console:home", icon="home"),
    Way(_("Ghi việc"), "outreach:new", "outreach", "pencil", RECORDING),
    Way(_("Số liệu"), "console:figures", icon="chart-line", also=FIGURES),
    Way(_("Gọi giúp"), "console:call", "helpdesk", "phone"),
)
PRIMARY = (Way(_("Ghi công việc"), "outreach:new", "outreach", "plus", RECORDING),)
MORE = (
    Way(_("Tài khoản của tôi"), "people:me", "people", "user"),
    Way(_("Tin báo"), "notices:list", icon="bell"),
    Way(
        _("Thông báo"), "notices:announcements", icon="speakerphone", also=("notices:announcement", "notices:announce")
    ),
    Way(_("Nhóm mạng xã hội"), "notices:groups", icon="users", also=("notices:group", "notices:new_group")),
    Way(_("Bản ghi"), "outreach:records", "outreach", "list-check"),
    Way(_("Kết quả ở Trung tâm"), "outreach:centre_figures", icon="building-bank", also=("outreach:centre",)),
    Way(
        _("Giờ mở cửa của Trung tâm"),
        "helpdesk:hours",
        icon="clock",
        roles=COMMUNE_ROLES | {Role.PROVINCE_OFFICER, Role.PROVINCE_VIEWER},
        also=("helpdesk:commune_hours", "helpdesk:new_point", "helpdesk:change_hours"),
    ),
    Way(_("Sổ hộ"), "registry:list", "registry", "home", RECORDING),
    Way(_("Sổ hộ: số đếm"), "registry:counts", icon="home", roles=COUNTED),
    Way(_("Báo cáo"), "reporting:list", "reporting", "file-text"),
    Way(_("KPI"), "kpi:mine", "kpi", "star", COMMUNE_ROLES),
    Way(
        _("KPI giữa các cơ quan"),
        "kpi:compare",
        "",
        "chart-line",
        frozenset({Role.PROVINCE_OFFICER, Role.PROVINCE_VIEWER, Role.COMMUNE_LEADER}),
    ),
    Way(_("Tổ"), "teams:list", "teams", "users"),
    Way(_("Tâm tư gửi Đoàn"), "teams:wishes", icon="lock", roles=TEAM_ROLES | {Role.YOUTH_UNION}),
    Way(_("Bàn hỗ trợ"), "helpdesk:queue", "helpdesk", "phone"),
    Way(_("Hỏi nhiều nhất"), "console:topics", icon="chart-line", roles=MANAGING - {Role.ADMINISTRATOR}),
    Way(_("Vướng mắc"), "helpdesk:list", icon="message-report", also=("helpdesk:new", "helpdesk:difficulty")),
    Way(_("Biểu mẫu"), "forms:list", "forms", "clipboard-list"),
    Way(_("Điện thoại của tôi"), "sync:phones", "sync", "device-mobile"),
    Way(_("Kiểm tra, giám sát"), "supervision:list", "supervision", "list-check", SUPERVISED),
    Way(_("Tập huấn"), "training:list", "training", "calendar", TRAINED),
    Way(_("Chiến dịch"), "campaign:list", "campaign", "target", CAMPAIGNING),
    Way(_("Triển khai KPI ở các xã"), "console:kpi_board", icon="list-check", roles=frozenset(rollout.READERS)),
    Way(_("Tôi được cử đi"), "campaign:mine", icon="map-pin", also=("campaign:day",)),
    Way(_("Danh sách chi công tác phí"), "allowance:lists", "allowance", "credit-card", frozenset(allowance.READERS)),
    Way(_("Thay đổi của xã sau hỗ trợ"), "assessment:list", "assessment", "clipboard-list", ASSESSED, ("core_person",)),
    Way(
        _("Người dùng và tài khoản"),
        "people:list",
        "people",
        "users",
        frozenset({Role.ADMINISTRATOR, Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER}),
    ),
    Way(_("Địa bàn"), "places:list", "places", "map-pin"),
    Way(_("Kết quả hướng tới"), "console:outcomes", icon="star"),
    Way(_("Chỉ tiêu, nhiệm vụ, văn bản"), "programme:list", "programme", "target"),
    Way(
        _("Nhập từ tệp"),
        "console:imports",
        icon="upload",
        roles=MANAGING | frozenset({Role.TEAM_LEADER, Role.YOUTH_UNION}),
        also=("console:import_kind", "console:upload"),
    ),
    Way(_("Dữ liệu cá nhân của tôi"), "privacy:mine", icon="shield"),
    Way(
        _("Yêu cầu về dữ liệu cá nhân"),
        "privacy:list",
        icon="shield",
        roles=frozenset(privacy.READERS),
        also=("privacy:new", "privacy:request"),
    ),
    Way(
        _("Sự cố dữ liệu cá nhân"),
        "privacy:breaches",
        icon="alert-triangle",
        roles=frozenset(privacy.READERS),
        also=("privacy:new_breach", "privacy:breach"),
    ),
    Way(_("Sự đồng ý của người dân"), "privacy:consents", icon="checks", roles=frozenset(privacy.CONSENT_KEEPERS)),
    Way(
        _("Nhật ký"),
        "audit:list",
        "audit",
        "history",
        frozenset({Role.ADMINISTRATOR, Role.AUDITOR, Role.PROVINCE_OFFICER}),
    ),
    Way(_("Hiển thị và ngôn ngữ"), "console:display", icon="adjustments"),
    Way(_("Trợ giúp"), "console:help", icon="help-circle"),
    Way(_("Cài đặt"), "console:settings", icon="shield", roles=frozenset({Role.ADMINISTRATOR})),
)


# What stays open to whoever has an account and no office just now: the stay is over, the paper is still theirs.
OWN = frozenset(
    {
        "console:home",
        "console:more",
        "people:me",
        "notices:list",
        "campaign:mine",
        "privacy:mine",
        "console:display",
        "console:help",
    }
)


def way(name: str, *words: Any, query: dict[str, Any] | None = None, roles: AbstractSet[str] | None = None) -> str:
    """The address of a page; nothing while its room has no such page, or when it opens to none of the ``roles``."""
    try:
        address = reverse(name, args=words)
    except NoReverseMatch:
        return ""
    if roles is not None and not opens_to(address, roles):
        return ""
    return f"{address}?{urlencode(query)}" if query else address


def entries(request: HttpRequest, ways: tuple[Way, ...], counts: dict[str, int]) -> list[Entry]:
    """The ways open to the roles held, in their fixed order."""
    here = request.resolver_match
    roles = request.scope.roles  # type: ignore[attr-defined]  # the middleware of people sets it
    room = here.app_name if here else ""
    name = here.view_name if here else ""
    return [
        Entry(
            label=one.label,
            address=address,
            icon=one.icon,
            is_current=name in (one.name, *one.also) or (bool(one.room) and one.room == room),
            count=counts.get(one.name),
        )
        for one in ways
        if (one.roles & roles or (not roles and one.name in OWN)) and (address := way(one.name, roles=roles))
    ]


def theme_of(request: HttpRequest) -> str:
    """The account's theme; before somebody is logged in, the one this browser last chose."""
    user = getattr(request, "user", None)
    theme = user.theme if user is not None and user.is_authenticated else request.COOKIES.get(THEME_COOKIE, "light")
    return theme if theme in THEMES else "light"


def menu(request: HttpRequest) -> dict[str, Any]:
    """The context every page shares. ``request.job_counts`` is set by a page that has counted."""
    shared: dict[str, Any] = {"theme": theme_of(request), "menu": [], "tools": [], "tabs": [], "is_sample": False}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return shared
    person = request.person  # type: ignore[attr-defined]  # the middleware of people sets it
    counts: dict[str, int] = getattr(request, "job_counts", {})
    return shared | {
        "menu": entries(request, MENU, counts),
        "tabs": entries(request, TABS, counts),
        "tools": [
            Entry(_("Tìm"), reverse("console:search"), "search", is_search=True),
            Entry(_("Hiển thị"), reverse("console:display"), "adjustments", is_desk_only=True),
            Entry(person.name, reverse("console:more"), "user", is_desk_label=True),
        ],
        "session_seconds": idle_minutes(request.scope.roles) * 60,  # type: ignore[attr-defined]  # as above
        "is_sample": person.is_sample,
    }
