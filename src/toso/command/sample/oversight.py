"""What is said from above and looked at in the sample month: a directive, a meeting, groups, one inspection."""

from datetime import datetime, timedelta

from toso.command.sample.month import hand
from toso.command.sample.province import SHOWN_COMMUNE, communes_of
from toso.ground.notices.actions.announcements import Paper as DirectivePaper
from toso.ground.notices.actions.announcements import acknowledge, announce, note_acknowledgement
from toso.ground.notices.actions.groups import GroupWords, keep_group
from toso.ground.notices.models import Announcement
from toso.ground.notices.rules import AnnouncementKind, Channel, GroupLevel
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.queries import hamlets_under
from toso.plan.teams.actions.upkeep import answer_proposal, propose_condition
from toso.plan.teams.models import Team
from toso.plan.teams.rules import ProposalKind
from toso.work.supervision.actions import findings, inspections
from toso.work.supervision.actions.inspections import Paper, Stop
from toso.work.supervision.models import Checklist, Visit
from toso.work.supervision.rules import PointMark

COMMUNE_ROLES = (Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)
SILENT_EVERY = 5  # every fifth has not acknowledged yet
NOT_MET_EVERY = 4


def oversee(home: Place, *, at: datetime) -> None:
    """Write the rows once; a run that finds them leaves them alone."""
    if Announcement.objects.filter(place=home).exists():
        return
    shown = next((one for one in communes_of(home) if one.code == SHOWN_COMMUNE), communes_of(home)[0])
    _announce(home, shown, at=at)
    _keep_groups(shown, at=at)
    _ask_for_conditions(shown, at=at)
    _inspect(home, shown, at=at)


def _announce(home: Place, shown: Place, *, at: datetime) -> None:
    officer, official = hand(Role.PROVINCE_OFFICER, home, at.date()), hand(Role.COMMUNE_OFFICIAL, shown, at.date())
    directive = announce(
        place=home,
        kind=AnnouncementKind.DIRECTIVE,
        title="Phát động đợt cao điểm dịch vụ công trực tuyến (mẫu)",
        text="Mỗi xã hoàn thành chỉ tiêu năm trước ngày 14/12; mỗi tổ giúp ít nhất một buổi tại nhà văn hoá (mẫu).",
        paper=DirectivePaper("15/CT-UBND", at.date(), "Chủ tịch UBND tỉnh (mẫu)"),
        roles=COMMUNE_ROLES,
        places=[home],
        from_on=at.date(),
        asks_acknowledgement=True,
        by=officer.person,
        scope=officer.scope,
        at=at,
    )
    for number, row in enumerate(directive.recipients.select_related("person").order_by("pk")):
        if number % SILENT_EVERY:
            acknowledge(announcement_id=directive.pk, by=row.person, at=at + timedelta(hours=2))
    meeting = announce(
        place=shown,
        title="Mời tổ trưởng họp giao ban tháng (mẫu)",
        text="8 giờ sáng thứ Sáu tại hội trường UBND (mẫu).",
        roles=[Role.TEAM_LEADER],
        places=[shown],
        from_on=at.date(),
        asks_acknowledgement=True,
        by=official.person,
        scope=official.scope,
        at=at + timedelta(hours=1),
    )
    rows = list(meeting.recipients.select_related("person").order_by("pk"))
    for row in rows[1::2]:
        acknowledge(announcement_id=meeting.pk, by=row.person, at=at + timedelta(hours=3))
    note_acknowledgement(
        recipient_id=rows[0].pk,
        channel=Channel.PHONE,
        note="Gọi lúc 10 giờ (mẫu)",
        by=official.person,
        scope=official.scope,
        at=at + timedelta(hours=3),
    )


def _keep_groups(shown: Place, *, at: datetime) -> None:
    official = hand(Role.COMMUNE_OFFICIAL, shown, at.date())
    given = {"by": official.person, "scope": official.scope, "at": at}
    for number, hamlet in enumerate(list(hamlets_under(shown))[:-1]):
        words = GroupWords(
            f"Tổ số {hamlet.full_name} (mẫu)", "zalo", 8 + number % 5, purpose="Trao đổi việc của tổ (mẫu)"
        )
        keep_group(place=hamlet, level=GroupLevel.TEAM, words=words, **given)  # type: ignore[arg-type]  # three values of three types
    words = GroupWords(f"Chuyển đổi số {shown.full_name} (mẫu)", "zalo", 46, purpose="Chỉ đạo, hỏi đáp (mẫu)")
    keep_group(place=shown, level=GroupLevel.COMMUNE, words=words, **given)  # type: ignore[arg-type]  # as above


def _ask_for_conditions(shown: Place, *, at: datetime) -> None:
    hamlets = list(hamlets_under(shown))[:2]
    official = hand(Role.COMMUNE_OFFICIAL, shown, at.date())
    for number, hamlet in enumerate(hamlets):
        leader = hand(Role.TEAM_LEADER, hamlet, at.date())
        proposal = propose_condition(
            team_id=Team.objects.get(place=hamlet, ended_on=None, superseded_at=None).pk,
            kind=(ProposalKind.EQUIPMENT, ProposalKind.MEETING)[number],
            title=("Một máy tính bảng cho nhà văn hoá (mẫu)", "Họp ba tổ lân cận mỗi quý (mẫu)")[number],
            by=leader.person,
            scope=leader.scope,
            at=at,
        )
        if number:
            answer_proposal(
                proposal_id=proposal.pk,
                is_agreed=True,
                text="Xã đồng ý, giao Phòng Văn hóa - Xã hội chuẩn bị (mẫu).",
                promised_on=at.date() + timedelta(days=20),
                by=official.person,
                scope=official.scope,
                at=at + timedelta(hours=5),
            )


def _inspect(home: Place, shown: Place, *, at: datetime) -> None:
    officer = hand(Role.PROVINCE_OFFICER, home, at.date())
    places = [shown, *[one for one in communes_of(home) if one != shown][:2]]
    inspection = inspections.plan_inspection(
        place=home,
        title="Kiểm tra việc thành lập và hoạt động của các tổ (mẫu)",
        paper=Paper("12/KH-SKHCN", at.date()),
        first_day=at.date(),
        last_day=at.date() + timedelta(days=14),
        lead=officer.person,
        stops=[Stop(place, at.date()) for place in places],
        checklist=Checklist.objects.filter(code="commune-teams").order_by("-version")[0],
        by=officer.person,
        scope=officer.scope,
        at=at,
    )
    for visit in Visit.objects.filter(inspection=inspection).order_by("pk")[:2]:
        _visit(visit, officer_place=home, at=at + timedelta(hours=6))


def _visit(visit: Visit, *, officer_place: Place, at: datetime) -> None:
    officer = hand(Role.PROVINCE_OFFICER, officer_place, at.date())
    official = hand(Role.COMMUNE_OFFICIAL, visit.place, at.date())
    marks = {
        number: (PointMark.NOT_MET if number % NOT_MET_EVERY == 0 else PointMark.MET, "")
        for number, _point in enumerate(visit.inspection.checklist.points, start=1)
    }
    inspections.write_visit(
        visit_id=visit.pk,
        on=at.date(),
        attendance=f"{official.person.name}, công chức xã (mẫu)",
        conclusion="Các tổ hoạt động đều; cần nộp báo cáo đúng hạn (mẫu).",
        answers=marks,
        by=officer.person,
        scope=officer.scope,
        at=at,
    )
    for number, words in enumerate(("Hai tổ chưa có lịch trực (mẫu)", "Chưa lập nhóm Zalo cho cụm hộ (mẫu)")):
        finding = findings.raise_finding(
            visit_id=visit.pk, text=words, basis="Kế hoạch 6863", by=officer.person, scope=officer.scope, at=at
        )
        if number:
            findings.answer_finding(
                finding_id=finding.pk,
                text="Đã lập đủ nhóm (mẫu).",
                proof=findings.Proof(link="/notices/groups/"),
                by=official.person,
                scope=official.scope,
                at=at + timedelta(minutes=30),
            )
