"""The reports of the sample month: written below, handed up, returned, accepted; and closed for the demonstration."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from toso.command.sample.invented import luck_of
from toso.command.sample.province import SHOWN_COMMUNE, communes_of
from toso.command.sample.work import evening
from toso.ground.people.models import Person
from toso.ground.people.queries import persons_with, scope_of
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.queries import hamlets_under
from toso.ground.shared.scope import Scope
from toso.plan.programme.rules import IndicatorKind
from toso.plan.teams.models import Membership
from toso.plan.teams.rules import MemberRole
from toso.results.reporting.actions import cells, narrative, receiving, reports
from toso.results.reporting.models import Cell, Period, Report
from toso.results.reporting.rules.reports import CellState, ReportState
from toso.work.helpdesk.actions import answer_difficulty, escalate_difficulty, raise_difficulty

Progress = Callable[[float, str], None]

LATE_EVERY = 9  # every ninth commune has not handed in
WAITING_EVERY = 11  # every eleventh waits to be accepted
RETURNED_CELL = "households-e-payment"
RETURN_REASON = "Số lượt hộ tăng nhiều so với tháng trước. Đề nghị kiểm tra hai thôn ghi cùng ngày."
WORDS = {
    "results": "Các tổ hướng dẫn đều các tuần, tập trung vào dịch vụ công trực tuyến và thanh toán điện tử (mẫu).",
    "effect": "Người dân tự nộp hồ sơ trên điện thoại nhiều hơn tháng trước (mẫu).",
    "highlights": "Sáng thứ Bảy các tổ ngồi ở nhà văn hoá, ai cần thì đến hỏi (mẫu).",
    "models": "Mỗi tổ nhận giúp năm gia đình có người cao tuổi sống một mình (mẫu).",
    "initiatives": "In mã QR của biểu mẫu hay dùng, dán ở bảng tin thôn (mẫu).",
    "difficulties": "Một số xóm sóng yếu, phải ra đầu ngõ mới làm được (mẫu).",
    "causes": "Chưa có trạm phát sóng gần (mẫu).",
    "remedies": "Đề nghị nhà mạng khảo sát; trước mắt hẹn làm tập trung (mẫu).",
    "next": "Tiếp tục hướng dẫn tại nhà cho người cao tuổi; bổ sung danh sách hộ kinh doanh (mẫu).",
}
TROUBLES = (
    "Sóng 4G yếu ở xóm trên",
    "Máy quét của nhà văn hoá không nhận",
    "Đăng nhập VNeID báo lỗi với người đổi số điện thoại",
    "Chưa có tài liệu hướng dẫn chữ to",
)


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who acts, with the scope that goes with it."""

    person: Person
    scope: Scope


def hand(role: Role, place: Place, on: date) -> Hand:
    person = persons_with(role, place.path, on)[0]
    return Hand(person, scope_of(person.pk, on=on))


def report(home: Place, period: Period, *, progress: Progress) -> None:
    """Bring the month to where it stands a week after the cut-off: most communes accepted, some late, some returned."""
    morning = evening(period.last_day + timedelta(days=1), 6)
    if not Report.objects.filter(period=period, place=home).exists():
        _raise_troubles(home, at=evening(period.last_day - timedelta(days=4), 9))
        reports.draft_reports(period=period, at=morning, province_code=home.province_code)
    officer = hand(Role.PROVINCE_OFFICER, home, morning.date())
    communes = communes_of(home)
    for number, commune in enumerate(communes):
        progress(number / len(communes), commune.full_name)
        is_late = number % LATE_EVERY == LATE_EVERY - 1 and commune.code != SHOWN_COMMUNE
        hand_in_teams(commune, period, at=morning + timedelta(hours=3), is_partial=is_late)
        if is_late or not _is_draft(commune, period):
            continue
        at = morning + timedelta(days=2, minutes=number)
        submitted = hand_in_commune(commune, period, at=at)
        if commune.code == SHOWN_COMMUNE:
            return_one_cell(submitted, officer, at=at + timedelta(hours=3))
        elif number % WAITING_EVERY != WAITING_EVERY - 1:
            reports.accept_report(
                report_id=submitted.pk, by=officer.person, scope=officer.scope, at=at + timedelta(hours=5)
            )
    progress(1, "")


def _is_draft(commune: Place, period: Period) -> bool:
    """Whether an earlier run stopped before this commune handed in."""
    return Report.objects.current().filter(period=period, place=commune, state=ReportState.DRAFT).exists()


def _raise_troubles(home: Place, *, at: datetime) -> None:
    for number, commune in enumerate(communes_of(home)[::8]):
        hamlet = hamlets_under(commune)[0]
        leader = hand(Role.TEAM_LEADER, hamlet, at.date())
        trouble = raise_difficulty(
            place=hamlet,
            title=f"{TROUBLES[number % len(TROUBLES)]} (mẫu)",
            text="Dữ liệu mẫu.",
            by=leader.person,
            scope=leader.scope,
            at=at,
        )
        official = hand(Role.COMMUNE_OFFICIAL, commune, at.date())
        given: dict[str, Any] = {"by": official.person, "scope": official.scope, "at": at + timedelta(hours=4)}
        if number % 3 == 0:
            escalate_difficulty(difficulty_id=trouble.pk, text="Vượt thẩm quyền của xã (mẫu).", **given)
        elif number % 3 == 1:
            answer_difficulty(difficulty_id=trouble.pk, text="Xã đã cử người xuống xem (mẫu).", **given)


def hand_in_teams(commune: Place, period: Period, *, at: datetime, is_partial: bool = False) -> None:
    """What the teams wrote comes to the commune: in the commune that is shown by their own hand, elsewhere on
    paper, which the commune's official types in; all of it is accepted."""
    drafts = Report.objects.current().filter(period=period, place__parent=commune, state=ReportState.DRAFT)
    handed = [
        draft
        for draft in drafts.select_related("place").order_by("place__code")
        if not (is_partial and int(draft.place.code[-1]) % 2)
    ]
    official = hand(Role.COMMUNE_OFFICIAL, commune, at.date())
    given: dict[str, Any] = {"by": official.person, "scope": official.scope, "at": at + timedelta(hours=5)}
    if commune.code == SHOWN_COMMUNE:
        hand_in_themselves(commune, handed, at=at)
        receiving.accept_reports(report_ids=[draft.pk for draft in handed], **given)
    else:
        words = {draft.pk: words_of(draft) for draft in handed}
        receiving.take_in_reports(report_ids=words, words=words, **given)


def words_of(draft: Report) -> dict[str, str]:
    """Half of the teams write no more than they must."""
    extra = luck_of("words", draft.place_id).choice(("highlights", "models", "difficulties", "", "", ""))
    return {code: WORDS[code] for code in ("results", "next", extra) if code}


def hand_in_themselves(commune: Place, drafts: list[Report], *, at: datetime) -> None:
    """The team leaders write and hand in."""
    standing = Membership.objects.filter(
        team__place__parent=commune, role=MemberRole.LEADER, superseded_at__isnull=True, ends_on__isnull=True
    )
    leaders = {member.team.place_id: member.person for member in standing.select_related("team", "person")}
    for draft in drafts:
        leader = leaders[draft.place_id]
        given: dict[str, Any] = {"by": leader, "scope": scope_of(leader.pk, on=at.date()), "at": at}
        for code, text in words_of(draft).items():
            narrative.write_section(report_id=draft.pk, code=code, text=text, seen_at=None, **given)
        reports.submit_report(report_id=draft.pk, **given)


def hand_in_commune(commune: Place, period: Period, *, at: datetime) -> Report:
    """The official writes the nine sections, the chairman hands in."""
    draft = Report.objects.current().get(period=period, place=commune)
    official = hand(Role.COMMUNE_OFFICIAL, commune, at.date())
    write_words(draft, official, at=at - timedelta(hours=2))
    for cell in draft.cells.filter(indicator__kind=IndicatorKind.TYPED):
        cells.correct_cell(
            report_id=draft.pk,
            cell_id=cell.pk,
            value=Decimal(luck_of("typed", commune.code).randint(200, 900)),
            reason="Số của Trung tâm Phục vụ hành chính công (mẫu).",
            by=official.person,
            scope=official.scope,
            at=at - timedelta(hours=1),
        )
    chairman = hand(Role.COMMUNE_LEADER, commune, at.date())
    return reports.submit_report(report_id=draft.pk, by=chairman.person, scope=chairman.scope, at=at)


def write_words(draft: Report, author: Hand, *, at: datetime) -> None:
    for section in draft.sections.order_by("order"):
        narrative.write_section(
            report_id=draft.pk,
            code=section.code,
            text=WORDS.get(section.code, "Không có (mẫu)."),
            seen_at=section.updated_at,
            by=author.person,
            scope=author.scope,
            at=at,
        )


def return_one_cell(submitted: Report, officer: Hand, *, at: datetime) -> None:
    cell = submitted.cells.get(indicator__code=RETURNED_CELL)
    cells.return_cell(
        report_id=submitted.pk, cell_id=cell.pk, reason=RETURN_REASON, by=officer.person, scope=officer.scope, at=at
    )


def close(home: Place, period: Period, *, at: datetime, progress: Progress) -> Report:
    """Finish the month: late communes hand in, returned cells are answered, the province consolidates and locks."""
    officer = hand(Role.PROVINCE_OFFICER, home, at.date())
    communes = communes_of(home)
    for number, commune in enumerate(communes):
        progress(number / len(communes), commune.full_name)
        hand_in_teams(commune, period, at=at)
        whole = Report.objects.current().get(period=period, place=commune)
        if whole.state == ReportState.RETURNED:
            whole = _answer(whole, commune, at=at)
        elif whole.state == ReportState.DRAFT:
            whole = hand_in_commune(commune, period, at=at)
        if whole.state == ReportState.SUBMITTED:
            reports.accept_report(report_id=whole.pk, by=officer.person, scope=officer.scope, at=at)
    whole = Report.objects.current().get(period=period, place=home)
    write_words(whole, officer, at=at)
    reports.consolidate_report(report_id=whole.pk, by=officer.person, scope=officer.scope, at=at)
    reports.submit_report(report_id=whole.pk, by=officer.person, scope=officer.scope, at=at)
    locked = reports.lock_report(report_id=whole.pk, by=officer.person, scope=officer.scope, at=at)
    progress(1, "")
    return locked


def _answer(returned: Report, commune: Place, *, at: datetime) -> Report:
    official = hand(Role.COMMUNE_OFFICIAL, commune, at.date())
    for cell in Cell.objects.filter(report=returned, state=CellState.RETURNED):
        cells.answer_cell(
            report_id=returned.pk,
            cell_id=cell.pk,
            value=max((cell.numerator or Decimal(0)) - 2, Decimal(0)),
            reason="Bỏ 2 lượt ghi trùng (mẫu).",
            by=official.person,
            scope=official.scope,
            at=at,
        )
    chairman = hand(Role.COMMUNE_LEADER, commune, at.date())
    return reports.submit_report(report_id=returned.pk, by=chairman.person, scope=chairman.scope, at=at)
