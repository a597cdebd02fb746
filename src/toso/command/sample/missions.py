"""The missions of the sample: people sent to communes for thirty days, and forty-five days of one commune.

``./toso up`` plays a small mission that is still under way; ``./toso demo`` one of 162 people in 65 communes that is
over, with its reports. Every row comes through the doors of the rooms.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from toso.command.sample.invented import luck_of, person_name
from toso.command.sample.pay import pay
from toso.command.sample.province import SHOWN_COMMUNE, communes_of
from toso.command.sample.work import evening
from toso.ground.people.models import Organisation, Person
from toso.ground.people.queries import persons_with, scope_of
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.shared.vietnam_days import vietnam_calendar
from toso.work.campaign.actions import papers, plans, service
from toso.work.campaign.actions.lists import Listed, hand_in_list
from toso.work.campaign.actions.naming import decide_wave, name_people
from toso.work.campaign.actions.needs import Want, register_need
from toso.work.campaign.actions.praise import award_commendation
from toso.work.campaign.models import Campaign, Commendation, Deployment, MissionReport, TaskGroup, Wave
from toso.work.campaign.queries import chain
from toso.work.campaign.queries.plans import SENDER_KIND
from toso.work.campaign.rules.needs import Remoteness
from toso.work.campaign.rules.service import CRITERIA, Award, ReportKind, Side
from toso.work.helpdesk.actions.tickets import open_ticket, write_step
from toso.work.helpdesk.rules.ways import StepKind
from toso.work.outreach.actions.recording import record_batch
from toso.work.outreach.models import Source
from toso.work.outreach.rules import Counts, Work
from toso.work.training.actions.attendance import take_attendance
from toso.work.training.actions.courses import Syllabus, offer_course
from toso.work.training.actions.sessions import Meeting, hold_session, plan_session
from toso.work.training.rules import Audience, Mode, Organiser

SPACE = UUID("1d0f2a8e-6f5c-5a43-8c0e-7f6f8f4f0a11")
WHOLE = 162  # people of the mission of 30 October 2025 in Khánh Hòa, as the press counted them
SMALL, SMALL_COMMUNES = 14, 6
DAYS, COMMUNE_DAYS, WINDOW = 30, 45, 4
GIANG = "Võ Mẫu Giang"
SKILLS = ("sửa máy", "mạng LAN", "E-Office", "số hoá", "hướng dẫn người cao tuổi")
DISCIPLINES = ("Công nghệ thông tin", "Hệ thống thông tin", "An toàn thông tin", "Kỹ thuật điện tử")
PRAISE, AWARDED = "Dựng lại mạng của bộ phận một cửa, chỉ cho hai công chức tự làm (mẫu)", 4
FAULTS = (("printer", "Máy in bộ phận một cửa kẹt giấy"), ("network", "Mạng phòng họp chập chờn"))


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who acts in the sample on a day."""

    person: Person
    on: date

    @property
    def who(self) -> dict[str, Any]:
        return {"by": self.person, "scope": scope_of(self.person.pk, on=self.on), "at": evening(self.on, 8)}


def hand(role: Role, place: Place, on: date) -> Hand:
    return Hand(persons_with(role, place.path, on)[0], on)


@transaction.atomic
def play(home: Place, *, on: date, is_whole: bool, people: int | None = None) -> None:
    """Once: an earlier run that finished is left alone, one that was cut off has left nothing."""
    if Campaign.objects.filter(is_sample=True).exists():
        return
    begun = on - timedelta(days=DAYS + 10 if is_whole else 12)
    communes = communes_of(home)
    if not is_whole:
        shown = [place for place in communes if place.code == SHOWN_COMMUNE]
        communes = [*shown, *(place for place in communes if place.code != SHOWN_COMMUNE)][:SMALL_COMMUNES]
    wave = _prepare(home, communes, begun, people=people or (WHOLE if is_whole else SMALL))
    last = min(wave.last_day, on - timedelta(days=1))
    rows = list(chain.deployments(wave))
    _receive(rows, begun)
    _work(rows, begun, last)
    _help_and_teach(rows, begun, last)
    _notes(rows, last)
    if is_whole:
        _report(home, wave, rows, wave.last_day + timedelta(days=1))
    pay(home, wave, on=last + timedelta(days=1), is_over=is_whole)
    _commune_campaign(on, is_over=is_whole)


def _prepare(home: Place, communes: Sequence[Place], begun: date, *, people: int) -> Wave:
    asked = begun - timedelta(days=20)
    dung = hand(Role.PROVINCE_OFFICER, home, asked)
    plan = plans.Plan(
        template="support_month",
        title="Tổ hỗ trợ chuyển đổi số và triển khai phần mềm KPI (mẫu)",
        number="Mẫu 45/QĐ-UBND",
        signed_on=asked,
        effective_on=begun,
        days=DAYS,
    )
    campaign = plans.draft_campaign(place=home, plan=plan, is_sample=True, **dung.who)
    plans.start_campaign(campaign_id=campaign.pk, **dung.who)
    schools = list(Organisation.objects.filter(kind=SENDER_KIND, valid_until=None).order_by("code"))
    days = plans.Days(begun, begun + timedelta(days=DAYS - 1), asked + timedelta(days=5), asked + timedelta(days=10))
    wave = plans.open_wave(campaign_id=campaign.pk, days=days, senders=schools, **dung.who)
    for commune in communes:
        _ask(wave, commune, asked)
    _lists(wave, schools, communes, people, dung)
    proposal = chain.proposal(wave)
    wave.refresh_from_db()
    name_people(wave_id=wave.pk, chosen=proposal.matches, seen_version=wave.version, **dung.who)
    wave.refresh_from_db()
    decide_wave(
        wave_id=wave.pk,
        number="Mẫu 99/QĐ-UBND",
        decided_on=asked + timedelta(days=12),
        seen_version=wave.version,
        **dung.who,
    )
    plans.note_launch(
        wave_id=wave.pk,
        launched_on=begun,
        words="Hội trường tỉnh (mẫu)",
        leader=None,
        sessions=[],
        **Hand(dung.person, begun).who,
    )
    wave.refresh_from_db()
    return wave


def _ask(wave: Wave, commune: Place, on: date) -> None:
    luck = luck_of("need", commune.code)
    far = Remoteness.ISLAND if commune.kind == "Đặc khu" else luck.choice(list(Remoteness)[:3])
    want = Want(
        wanted=luck.choice((2, 3, 3, 4)),
        it_staff=luck.choice((0, 0, 1, 2)),
        remoteness=far,
        reasons="Sửa máy, mạng; hướng dẫn KPI, E-Office; giúp người dân nộp hồ sơ.",
        contact="Đầu mối của xã (mẫu)",
        disciplines=DISCIPLINES[:1],
        skills=tuple(luck.sample(SKILLS, k=2)),
        lodging="Nhà công vụ (mẫu)",
    )
    register_need(wave_id=wave.pk, place=commune, want=want, **hand(Role.COMMUNE_OFFICIAL, commune, on).who)


def _lists(wave: Wave, schools: Sequence[Organisation], communes: Sequence[Place], people: int, dung: Hand) -> None:
    luck = luck_of("students", people)
    rows: dict[int, list[Listed]] = defaultdict(list)
    for number in range(people):
        school = number % len(schools)
        is_teacher = number % 9 == 8
        rows[school].append(
            Listed(
                row=number + 1,
                name=GIANG if number == 0 else person_name(luck),
                phone=f"0900{number:06d}",
                kind="Giảng viên" if is_teacher else f"Sinh viên năm {luck.choice((3, 4))}",
                discipline=luck.choice(DISCIPLINES),
                skills=tuple(luck.sample(SKILLS, k=2)),
                home=communes[0] if number == 0 else luck.choice(communes) if luck.random() < 0.4 else None,
                leads=is_teacher,
            )
        )
    for number, listed in rows.items():
        hand_in_list(
            wave_id=wave.pk,
            organisation=schools[number],
            contact="Phòng Công tác sinh viên (mẫu)",
            contact_phone="0900999000",
            rows=listed,
            is_sample=True,
            **dung.who,
        )


def _receive(rows: Sequence[Deployment], begun: date) -> None:
    for row in rows:
        official = hand(Role.COMMUNE_OFFICIAL, row.place, begun)
        reception = service.Reception(begun, official.person, "Nhà công vụ (mẫu)", "Khảo sát, hỗ trợ, bàn giao")
        service.receive(deployment_id=row.pk, reception=reception, **official.who)


def _by_commune(rows: Sequence[Deployment]) -> dict[Place, list[Deployment]]:
    found: dict[Place, list[Deployment]] = defaultdict(list)
    for row in rows:
        found[row.place].append(row)
    return found


def _work(rows: Sequence[Deployment], first: date, last: date) -> None:
    """What each did on every working day, sent in every four days; the lists of a commune come together."""
    calendar = vietnam_calendar()
    groups = list(rows[0].wave.campaign.groups.select_related("task").order_by("order"))
    span = (first + timedelta(days=n) for n in range((last - first).days + 1))
    worked = [day for day in span if calendar.is_working_day(day)]
    for commune, people in _by_commune(rows).items():
        for start in range(0, len(worked), WINDOW):
            days = worked[start : start + WINDOW]
            works = [work for day in days for row in people for work in _day(row, day, groups)]
            sender = Hand(people[0].person, days[-1])
            who = {**sender.who, "at": evening(days[-1], 19)}
            record_batch(works=works, place=commune, source=Source.PHONE, **who)


def _day(row: Deployment, day: date, groups: Sequence[TaskGroup]) -> list[Work]:
    luck = luck_of("mission", row.person_id, row.place.code, day)
    found = []
    for group in luck.sample(list(groups), k=2):
        task = group.task
        if task is None:
            continue
        has_things = bool(group.things)
        found.append(
            Work(
                uuid=uuid5(SPACE, f"{row.pk}|{day}|{group.code}"),
                place_id=row.place_id,
                day=day,
                task_id=task.pk,
                counts=Counts(citizens=0 if has_things else luck.randint(2, 14)),
                things=luck.randint(1, 6) if has_things else 0,
                result=group.name[:250],
                captured_at=evening(day, 17),
                people=(row.person_id,),
            )
        )
    return found


def _help_and_teach(rows: Sequence[Deployment], first: date, last: date) -> None:
    """A request of each commune that was solved, and a class of its officials taught by whoever was sent."""
    calendar = vietnam_calendar()
    day = calendar.first_working_day_on_or_after(first + timedelta(days=3))
    for number, (commune, people) in enumerate(_by_commune(rows).items()):
        category, title = FAULTS[number % len(FAULTS)]
        member, official = Hand(people[0].person, day), hand(Role.COMMUNE_OFFICIAL, commune, day)
        ticket = open_ticket(place=commune, title=title, category=category, **official.who)
        answer = {**member.who, "at": evening(day, 15)}
        write_step(ticket_id=ticket.pk, kind=StepKind.ANSWERED, text="Đã sửa tại chỗ, chỉ lại cách làm.", **answer)
        _teach(commune, people, official, min(day + timedelta(days=2), last))


def _teach(commune: Place, people: Sequence[Deployment], official: Hand, day: date) -> None:
    course = offer_course(
        place=commune,
        syllabus=Syllabus(
            title="Dùng phần mềm KPI và E-Office (mẫu)",
            audience=Audience.OFFICIALS,
            mode=Mode.HANDS_ON,
            organiser=Organiser.COMMUNE,
            parts=("Mở tài khoản", "Giao việc, tự chấm", "Xử lý văn bản"),
        ),
        **official.who,
    )
    meeting = Meeting(
        place=commune,
        day=day,
        starts_at=time(14),
        ends_at=time(16),
        venue="Hội trường UBND (mẫu)",
        trainers=[row.person for row in people],
    )
    session = plan_session(course_id=course.pk, meeting=meeting, **official.who)
    after = {**Hand(official.person, day).who, "at": evening(day, 17)}
    leaders = persons_with(Role.COMMUNE_LEADER, commune.path, day)
    take_attendance(session_id=session.pk, persons=[official.person, *leaders[:1]], **after)
    hold_session(session_id=session.pk, **after)


def _notes(rows: Sequence[Deployment], last: date) -> None:
    told = "Bà cụ 78 tuổi tự nộp được hồ sơ trên điện thoại của cháu, lần sau không phải ra xã (chuyện mẫu)."
    for row in rows[:3]:
        who = {**Hand(row.person, last).who, "at": evening(last, 18)}
        service.write_note(deployment_id=row.pk, day=last, text="Họp rút kinh nghiệm với xã.", story=told, **who)


def _report(home: Place, wave: Wave, rows: Sequence[Deployment], on: date) -> None:
    """Everybody leaves, is appraised and certified; one of each commune reports; then wave and campaign."""
    for commune, people in _by_commune(rows).items():
        official = hand(Role.COMMUNE_OFFICIAL, commune, wave.last_day)
        for row in people:
            service.finish(
                deployment_id=row.pk,
                left_on=wave.last_day,
                handover="Sổ tay xử lý sự cố; hai cán bộ tự làm được KPI, E-Office.",
                **{**official.who, "at": evening(wave.last_day, 18)},
            )
            mark = luck_of("mark", row.person_id).choice((4, 4, 5))
            papers.appraise(
                deployment_id=row.pk,
                side=Side.COMMUNE,
                marks=dict.fromkeys(CRITERIA[Side.COMMUNE], mark),
                words="Làm được việc, bàn giao rõ (mẫu).",
                praise=PRAISE if mark == 5 and row.is_leader else "",
                **{**official.who, "at": evening(wave.last_day, 19)},
            )
        own = {**Hand(people[0].person, wave.last_day).who, "at": evening(wave.last_day, 20)}
        report = papers.draft_report(deployment_id=people[0].pk, kind=ReportKind.FINAL, first_day=None, **own)
        papers.hand_in_report(report_id=report.pk, seen_version=report.version, **own)
    dung = hand(Role.PROVINCE_OFFICER, home, on)
    for wave_id in (wave.pk, None):
        whole = papers.draft_whole_report(campaign_id=wave.campaign_id, wave_id=wave_id, **dung.who)
        papers.hand_in_report(report_id=whole.pk, seen_version=whole.version, **dung.who)
    for found in list(Commendation.objects.filter(deployment__wave=wave).order_by("pk"))[:AWARDED]:
        number = "Mẫu 120/QĐ-UBND"
        award_commendation(commendation_id=found.pk, award=Award.CERTIFICATE, number=number, decided_on=on, **dung.who)
    plans.close_campaign(campaign_id=wave.campaign_id, **dung.who)


def _commune_campaign(on: date, *, is_over: bool) -> None:
    """Forty-five days of one commune: its figures are all work of the place, that of its teams as well."""
    begun = on - timedelta(days=COMMUNE_DAYS + 5 if is_over else 20)
    commune = Place.objects.current().get(code=SHOWN_COMMUNE, level="commune")
    leader = hand(Role.COMMUNE_LEADER, commune, begun)
    plan = plans.Plan(
        template="commune_45_days",
        title="45 ngày chuyển đổi số toàn diện (mẫu)",
        number="Mẫu 11/KH-UBND",
        signed_on=begun,
        effective_on=begun,
        days=COMMUNE_DAYS,
    )
    campaign = plans.draft_campaign(place=commune, plan=plan, is_sample=True, **leader.who)
    plans.start_campaign(campaign_id=campaign.pk, **leader.who)
    if is_over:
        who = Hand(leader.person, campaign.last_day + timedelta(days=1)).who
        report = papers.draft_whole_report(campaign_id=campaign.pk, wave_id=None, **who)
        papers.hand_in_report(report_id=report.pk, seen_version=report.version, **who)
        plans.close_campaign(campaign_id=campaign.pk, **who)


def whole_reports() -> list[MissionReport]:
    """The final reports of waves and campaigns, for the papers of the demonstration."""
    rows = MissionReport.objects.filter(kind__in=[ReportKind.WAVE, ReportKind.CAMPAIGN], is_sample=True)
    return list(rows.select_related("campaign__place", "wave", "place", "deployment").order_by("pk"))
