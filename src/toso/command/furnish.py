"""What a fresh house holds: the country, the bodies, the programme; then a sample month, or one administrator.

Every step may run again: it adds what is missing, so a run that was cut off goes on where it stopped.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from toso.command.sample import build
from toso.command.say import Progress, Trouble, step
from toso.ground.people import actions as people
from toso.ground.people.actions import organisations
from toso.ground.people.models import ROLES, Account, Assignment
from toso.ground.people.rules import Role
from toso.ground.places import actions as places
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.plan.programme import actions as programme
from toso.results.reporting.actions import catalogue, periods
from toso.work.allowance.actions import load_rates
from toso.work.assessment.actions.criteria import load_criteria
from toso.work.helpdesk.actions.catalogue import load_desk
from toso.work.supervision.actions.checklists import load_checklists
from toso.work.training.actions.courses import load_outlines

FIRST_YEAR = 2022  # the year of Plan 6863


@dataclass(frozen=True, slots=True)
class Login:
    username: str
    password: str
    who: str


def lay_foundations(*, at: datetime) -> None:
    """Places, organisations, catalogues, periods: what every instance needs."""
    with step("Nạp 34 tỉnh, thành phố và 3.321 xã, phường, đặc khu"):
        places.import_country(at=at)
        places.import_history(at=at)
        places.rebuild_reach()  # derived: a newer version of the program may derive it anew
    with step("Nạp cơ quan, tổ chức và danh mục chương trình"):
        home = province_of(settings.PROVINCE_CODE)
        organisations.load_organisations(at=at, province_code=home.code)
        programme.load_catalogue(at=at)
        periods.ensure_calendars()
        for year in range(FIRST_YEAR, at.year + 2):
            periods.ensure_periods(year=year)
        catalogue.load_reporting(at=at)
        load_checklists(at=at)
        load_outlines(at=at)
        load_criteria(at=at)
        load_rates()
        load_desk()


def province_of(code: str) -> Place:
    found = Place.objects.current().filter(level=Level.PROVINCE, code=code).first()
    if found is None:
        raise Trouble(f"Không có tỉnh, thành phố nào mang mã {code}. Mã của Khánh Hòa là 56.")
    return found


def furnish(*, province: str, is_empty: bool) -> list[Login]:
    """Make the data folder ready; the logins to print."""
    at = timezone.now()
    lay_foundations(at=at)
    home = province_of(province)
    if is_empty:
        return _only_an_administrator(home, at=at)
    password = _kept_password(Path(settings.DATA))
    _build_once(home, on=timezone.localdate(at))
    build.open_accounts(password=password, at=at)
    return [
        Login(member.username, password, f"{ROLES[member.role]}: {member.name}{_where(member.username)}")
        for member in (*build.CAST, *build.SENT, build.PARTNER)
    ]


def lines_of(logins: list[Login]) -> list[str]:
    """What a newcomer reads: what to type in columns, then who that is and where."""
    if not logins:
        return ["  Đăng nhập bằng tài khoản đã có. Mật khẩu quản trị chỉ in ở lần chạy đầu tiên."]
    wide = max(len(login.username) for login in logins)
    return [f"  {login.username:<{wide}}  {login.password}  {login.who}" for login in logins]


def _where(username: str) -> str:
    """The first post of this account: ", Xã Diên Điền"; nothing where it has none."""
    posts = Assignment.objects.filter(person__account__username=username, place__isnull=False)
    post = posts.select_related("place").order_by("starts_on", "pk").first()
    return f", {post.place.full_name}" if post and post.place else ""


def _build_once(home: Place, *, on: date) -> None:
    """The sample month, unless an earlier run finished it: what people did since is never added to."""
    built = Path(settings.DATA) / "sample-built"
    if not built.exists():
        build.build(home, on=on, progress=Progress)
        built.write_text(on.isoformat())


def _kept_password(data: Path) -> str:
    """One password for all sample accounts, made by chance and kept in the data folder."""
    kept = data / "sample-password"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(f"mau-{secrets.token_hex(4)}")
    return kept.read_text().strip()


def _only_an_administrator(home: Place, *, at: datetime) -> list[Login]:
    if Account.objects.exists():
        return []
    password = secrets.token_urlsafe(12)
    person = people.create_person(name="Quản trị hệ thống", by=None, at=at)
    people.assign(person=person, role=Role.ADMINISTRATOR, place=home, starts_on=date(at.year, 1, 1), by=None, at=at)
    people.open_account(person=person, username="quantri", password=password, by=None, at=at)
    return [Login("quantri", password, "Quản trị hệ thống: đổi mật khẩu ngay")]
