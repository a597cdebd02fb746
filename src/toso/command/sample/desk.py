"""The help desk of the sample: a month of requests in every commune, taken in as one list, and a few of today."""

from datetime import date, datetime, timedelta

from toso.command.sample.province import SHOWN_COMMUNE
from toso.command.sample.work import evening
from toso.ground.people.models import Person
from toso.ground.people.queries import persons_with, scope_of
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.tables.queries.occasion import Occasion
from toso.ground.tables.rules.cells import Raw
from toso.ground.tables.rules.heads import Line
from toso.plan.teams.actions.response import set_response_team
from toso.plan.teams.models import Team
from toso.work.helpdesk.actions.catalogue import add_shift, load_desk
from toso.work.helpdesk.actions.hours import tell_hours
from toso.work.helpdesk.actions.intake import plan_tickets, take_tickets_in
from toso.work.helpdesk.actions.rounds import finish_round
from toso.work.helpdesk.actions.tickets import open_ticket
from toso.work.helpdesk.models import Batch
from toso.work.helpdesk.queries.rounds import checks
from toso.work.helpdesk.rules.hours import Bands
from toso.work.helpdesk.rules.priorities import Impact, Urgency
from toso.work.helpdesk.rules.rounds import Finding, Found

ASKED = (
    ("Máy in ở bộ phận một cửa kẹt giấy", "printer", "Lấy giấy kẹt, lau con lăn."),
    ("Quên mật khẩu thư công vụ", "account", "Đã cấp lại mật khẩu qua quản trị của tỉnh."),
    ("Cổng dịch vụ công báo lỗi khi tải tệp", "form_error", "Giảm dung lượng tệp dưới 6 MB rồi tải lại."),
    ("Mất mạng ở bộ phận một cửa", "network", "Khởi động lại bộ chuyển mạch, thay dây."),
    ("Chữ ký số không nhận trên máy mới", "signature", "Cài lại trình điều khiển của thiết bị ký."),
    ("Người dân không đăng nhập được VNeID", "login", "Hướng dẫn đặt lại mật khẩu tại bộ phận một cửa."),
    ("Văn bản đến không hiện trong hệ thống", "document_system", "Đồng bộ lại, đã hiện đủ."),
    ("Máy tính chạy chậm, đầy ổ đĩa", "computer", "Dọn ổ đĩa, chuyển tệp cũ sang ổ lưu."),
)
A_COMMUNE = 4
DAYS = 28
UNTOLD = 3  # communes that have not said when they are open


def run_desk(home: Place, on: date) -> None:
    """Nothing when the sample has its requests already."""
    officer = persons_with(Role.PROVINCE_OFFICER, home.path, on)[0]
    if Batch.objects.filter(made_by=officer).exists():
        return
    load_desk()
    shown = Place.objects.current().get(level=Level.COMMUNE, code=SHOWN_COMMUNE)
    communes = Place.objects.current().filter(level=Level.COMMUNE, path__startswith=home.path).order_by("pk")
    at = evening(on - timedelta(days=1), 9)
    several = (commune for commune in communes for _turn in range(A_COMMUNE))
    lines = [_line(number, commune, on) for number, commune in enumerate(several)]
    occasion = Occasion(officer, scope_of(officer.pk, on=on), at, {})
    take_tickets_in(plan_tickets(lines, occasion), occasion)
    _today(shown, on)
    _hours(list(communes), shown, on)


def _hours(communes: list[Place], shown: Place, on: date) -> None:
    """All communes but the last few say when they are open; the shown one does, and has a further point too."""
    office = ((450, 690), (780, 1020))
    at = evening(on - timedelta(days=60), 9)
    speaking = dict.fromkeys([*communes[:-UNTOLD], shown])
    names = {one: f"{str(one)[:1].lower()}{str(one)[1:]}" for one in speaking}
    told: list[tuple[Place, str, Bands]] = [
        (one, f"Trung tâm Phục vụ hành chính công {name}", ()) for one, name in names.items()
    ]
    told.append((shown, "Điểm phục vụ tại nhà văn hoá (mẫu)", (office[0],)))
    for commune, name, saturday in told:
        for by in persons_with(Role.COMMUNE_OFFICIAL, commune.path, on)[:1]:
            tell_hours(
                place_id=commune.pk,
                name=name,
                week=(office,) * 5 + (saturday, ()),
                starts_on=at.date(),
                by=by,
                scope=scope_of(by.pk, on=on),
                at=at,
            )


def _line(number: int, commune: Place, on: date) -> Line:
    """Three in four are solved, a day or two later."""
    title, category, answer = ASKED[number % len(ASKED)]
    received = on - timedelta(days=2 + number * 7 % DAYS)
    cells: dict[str, Raw] = {
        "code": f"M{number + 1}",
        "title": title,
        "category": category,
        "commune": commune.code,
        "received": received,
        "state": "Mới",
    }
    if number % 4:
        solved = min(received + timedelta(days=number % 3), on - timedelta(days=1))
        cells |= {"state": "Đã xong", "answer": answer, "solved": solved}
    return Line(number + 1, cells)


def _today(commune: Place, on: date) -> None:
    """The shown commune has a response team with somebody on duty, a round, and two calls of this morning."""
    at = evening(on, 7)
    officials = list(persons_with(Role.COMMUNE_OFFICIAL, commune.path, on))[:4]
    by = officials[0]
    scope = scope_of(by.pk, on=on)
    team = set_response_team(
        place_id=commune.pk,
        members=officials[1:],
        leader=by,
        number="15/QĐ-UBND (mẫu)",
        effective_on=on - timedelta(days=30),
        by=by,
        scope=scope,
        at=at,
    )
    _duty(team, officials, at)
    found = [Found(check.code, Finding.GOOD) for check in checks()]
    next_on = on + timedelta(days=30)
    finish_round(place_id=commune.pk, found=found, next_on=next_on, by=by, scope=scope, at=at)
    for title, category, urgency in (
        ("Máy lấy số ở bộ phận một cửa không in phiếu", "queue_machine", Urgency.STANDS_STILL),
        ("Xin hướng dẫn ký số trên điện thoại", "signature", Urgency.CAN_WAIT),
    ):
        open_ticket(
            place=commune,
            title=title,
            category=category,
            impact=Impact.MANY if urgency is Urgency.STANDS_STILL else Impact.ONE,
            urgency=urgency,
            by=by,
            scope=scope,
            at=at,
        )


def _duty(team: Team, people: list[Person], at: datetime) -> None:
    """A week of duty, twelve hours each; the last night is left open, so that a gap shows."""
    for number in range(13):
        begins = at + timedelta(hours=12 * number)
        add_shift(
            team=team,
            person=people[number % len(people)],
            begins_at=begins,
            ends_at=begins + timedelta(hours=12),
            phone="",
            by=people[0],
            scope=scope_of(people[0].pk, on=at.date()),
            at=at,
        )
