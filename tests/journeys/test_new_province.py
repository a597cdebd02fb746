"""A new province is set up from nothing: accounts, hamlets, rosters, targets, plan, records, report, inspection.

The pages are opened and their forms sent as a browser would, without a screen: what runs only in a
browser is looked at by the other journeys.
"""

import re
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from tests.builders import VIETNAM
from tests.journeys.desk import Desk
from toso.command import furnish
from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.tables.tests.samples import workbook
from toso.plan.programme.models import TargetDecision
from toso.plan.teams.models import Membership, Team
from toso.results.reporting.actions.figures import recompute_marked
from toso.results.reporting.actions.reminders import catch_up
from toso.results.reporting.models import Report
from toso.results.reporting.queries.check import check_figures
from toso.results.reporting.rules.reports import ReportState
from toso.work.outreach.models import Record

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
PASSWORD = "mat khau cua nguoi moi"
COMMUNE = "Xã Diên Điền"
ROSTER = [
    ["STT", "Họ và tên", "Thôn", "Chức vụ", "Vai trò", "SĐT", "Biết CNTT"],
    [1, "Nguyễn Mẫu Hùng", "Thôn Mẫu Một", "Bí thư chi đoàn", "Tổ trưởng", "0912345678", "x"],
    [2, "Trần Mẫu Lan", "Thôn Mẫu Một", "Chi hội Phụ nữ", "Tổ phó", "0912345679", "x"],
    [3, "Lê Mẫu Đức", "Thôn Mẫu Một", "Đoàn viên", "Thành viên", "", ""],
]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def clock(monkeypatch, at: datetime) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)


def taken_in(desk: Desk, kind: str, rows: list[list[object]], **said: str) -> None:
    """Send a workbook, look at what it would do, press the one button."""
    desk.open(f"/imports/{kind}/")
    desk.send(**said, file=workbook(rows))
    assert "Dòng" not in desk.page.partition("<main")[2].partition("Cột")[0] or "faulty" not in desk.page
    desk.send("/take/")
    assert "Đã nhập" in desk.page, desk.page[-3000:]


def begun(desk: Desk, name: str, role: str, place: Place) -> Person:
    """Somebody new gets a role, and an invitation; the person chooses a password with it."""
    desk.open("/people/new/")
    desk.send(name=name, role=role, place=str(place.pk), starts_on="2026-01-01")
    person = Person.objects.get(name=name)
    desk.open(f"/people/{person.pk}/")
    page = desk.send("/invite/")
    secret = page.partition("/people/invitation/")[2].partition("/")[0].partition('"')[0]
    username = f"moi{person.pk}"
    newcomer = Desk()
    newcomer.open(f"/people/invitation/{secret}/")
    newcomer.send(username=username, password=PASSWORD, again=PASSWORD)
    return person


def desk_of(person: Person) -> Desk:
    desk = Desk()
    desk.log_in(f"moi{person.pk}", PASSWORD)
    return desk


def test_a_department_starts_the_year_with_an_empty_instance(monkeypatch):
    clock(monkeypatch, datetime(2026, 11, 2, 8, tzinfo=VIETNAM))
    login = furnish.furnish(province="56", is_empty=True)[0]
    home = Place.objects.current().get(level="province", code="56")
    commune = Place.objects.current().get(level="commune", province_code="56", name="Diên Điền")

    # The first administrator: accounts of the department and of a commune, hamlets from a workbook.
    administrator = Desk()
    administrator.log_in(login.username, login.password)
    dung = begun(administrator, "Lê Mẫu Dung", "province_officer", home)
    leader = begun(administrator, "Đỗ Mẫu Lâm", "commune_leader", commune)
    binh = begun(administrator, "Trần Mẫu Bình", "commune_official", commune)
    hamlets = [["STT", "Tên thôn", "Xã"], [1, "Thôn Mẫu Một", COMMUNE], [2, "Thôn Mẫu Hai", COMMUNE]]
    taken_in(administrator, "hamlets", hamlets, on="2026-01-01", basis="Nghị quyết 01/NQ-HĐND")
    hamlet = Place.objects.get(name="Mẫu Một", parent=commune)

    # The commune's chairman: the team from a workbook, under his decision.
    at_leader = desk_of(leader)
    taken_in(
        at_leader,
        "rosters",
        ROSTER,
        number="12/QĐ-UBND",
        signed_on="2026-01-05",
        effective_on="2026-01-10",
        signer="Đỗ Mẫu Lâm",
        signer_title="Chủ tịch",
    )
    assert Membership.objects.filter(team=Team.objects.get(place=hamlet)).count() == 3
    an = Person.objects.get(name="Nguyễn Mẫu Hùng")
    at_leader.open(f"/people/{an.pk}/")
    page = at_leader.send("/invite/")
    secret = page.partition("/people/invitation/")[2].partition("/")[0].partition('"')[0]
    newcomer = Desk()
    newcomer.open(f"/people/invitation/{secret}/")
    newcomer.send(username=f"moi{an.pk}", password=PASSWORD, again=PASSWORD)

    # The department: targets of the year from a workbook, issued.
    at_dung = desk_of(dung)
    at_dung.open("/imports/targets/")
    titles = at_dung.page.partition('id="h-columns"')[2].partition("</ul>")[0]
    guided = next(title for title in titles.split("<li>")[2:]).partition("</li>")[0].strip()
    taken_in(at_dung, "targets", [["Đơn vị", guided], [COMMUNE, 600]], year="2026", title="Giao chỉ tiêu năm 2026")
    draft = TargetDecision.objects.get(issued_at=None)
    at_dung.open(f"/programme/targets/{draft.pk}/")
    at_dung.send("/issue/", number="01/QĐ-SKHCN", signed_on="2026-11-02", signer="Giám đốc")
    assert TargetDecision.objects.get(pk=draft.pk).issued_at is not None

    # The commune's plan of the year for its teams.
    at_binh = desk_of(binh)
    at_binh.open("/programme/plans/new/")
    at_binh.send(year="2026", title="Kế hoạch của tổ năm 2026")
    assert "Kế hoạch" in at_binh.page

    # The team: the first records, written down on a phone.
    at_an = desk_of(an)
    at_an.open("/outreach/new/")
    task = at_an.forms()
    tasks = next(form.choices["task"] for form in task if "task" in form.choices)
    at_an.send(task=tasks[0][0], day="2026-11-01", citizens="12")
    assert Record.objects.get().citizens == 12
    recompute_marked(at=timezone.now())

    # The month ends: the report is drafted by the system, handed in, accepted, and goes on to the province.
    clock(monkeypatch, datetime(2026, 11, 16, 9, tzinfo=VIETNAM))
    catch_up(at=timezone.now())
    for desk, place in ((desk_of(an), hamlet), (desk_of(leader), commune)):
        report = Report.objects.current().get(place=place, period__first_day=date(2026, 10, 15))
        desk.open(f"/reports/{report.pk}/")
        for cell in re.findall(r'href="#cell-(\d+)">chưa nhập', desk.page):  # what only the commune knows
            desk.open(f"/reports/{report.pk}/cells/{cell}/")
            desk.send("/correct/", value="40", reason="Theo sổ theo dõi của xã")
        desk.open(f"/reports/{report.pk}/")
        names = {name for form in desk.forms() for name, _value in form.fields if name.startswith("text-")}
        words = dict.fromkeys(names, "Tổ đã hướng dẫn người dân làm dịch vụ công.")
        desk.send("/save/", pressed=f"/reports/{report.pk}/submit/", **words)
        report.refresh_from_db()
        assert report.state == ReportState.SUBMITTED, desk.page[-3000:]
        above = desk_of(binh) if place == hamlet else desk_of(dung)
        above.open(f"/reports/{report.pk}/")
        above.send("/accept/")
        report.refresh_from_db()
        assert report.state == ReportState.ACCEPTED
    assert check_figures() == []

    # The department: an inspection is planned, and an announcement goes to the teams and is acknowledged.
    at_dung = desk_of(dung)
    at_dung.open("/supervision/new/")
    at_dung.send(
        title="Kiểm tra hoạt động của tổ",
        decision_number="02/KH-SKHCN",
        decided_on="2026-11-16",
        first_day="2026-11-18",
        last_day="2026-11-20",
        places=[str(commune.pk)],
    )
    assert "Kiểm tra hoạt động của tổ" in at_dung.page
    at_dung.open("/notices/announcements/new/")
    at_dung.send(
        title="Họp giao ban",
        text="Mời tổ trưởng dự họp trực tuyến.",
        roles=["team_leader"],
        places=[str(home.pk)],
        from_on="2026-11-16",
        asks_acknowledgement="on",
    )
    at_an = desk_of(an)
    at_an.open("/notices/announcements/")
    assert "Họp giao ban" in at_an.page
    number = at_an.page.partition("/notices/announcements/")[2]
    while not number.partition("/")[0].isdecimal():
        number = number.partition("/notices/announcements/")[2]
    at_an.open(f"/notices/announcements/{number.partition('/')[0]}/")
    at_an.send("/acknowledge/")
    assert timezone.localdate() < date(2026, 11, 16) + timedelta(days=1)
