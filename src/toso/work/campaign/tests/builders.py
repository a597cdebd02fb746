"""Campaigns, waves and people sent, made through the room's own doors."""

from collections.abc import Sequence
from datetime import date
from itertools import count
from typing import Any

from tests.builders import an_organisation, moment
from toso.ground.people.models import Organisation, Person
from toso.ground.people.queries import scope_of
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.plan.programme.models import Pillar, TaskType
from toso.work.campaign.actions.conduct import report_case
from toso.work.campaign.actions.lists import Listed, hand_in_list
from toso.work.campaign.actions.naming import decide_wave, name_people
from toso.work.campaign.actions.needs import Want, register_need
from toso.work.campaign.actions.papers import appraise, draft_whole_report
from toso.work.campaign.actions.plans import Days, Plan, draft_campaign, open_wave, start_campaign
from toso.work.campaign.actions.praise import propose_commendation
from toso.work.campaign.actions.service import Reception, receive, record_ordinary_day
from toso.work.campaign.models import (
    Appraisal,
    Campaign,
    Commendation,
    ConductCase,
    Deployment,
    MissionReport,
    Need,
    SendingList,
    Wave,
)
from toso.work.campaign.queries.plans import SENDER_KIND
from toso.work.campaign.rules.matching import Fit, Match
from toso.work.campaign.rules.needs import Remoteness
from toso.work.campaign.rules.service import CRITERIA, Side

ASKED = date(2026, 10, 5)
FIRST, LAST = date(2026, 11, 2), date(2026, 12, 1)  # thirty days
DAY = date(2026, 11, 16)  # a Monday in the middle
DAYS = Days(FIRST, LAST, date(2026, 10, 12), date(2026, 10, 20))
_numbers = count(1)


def the_tasks() -> dict[str, TaskType]:
    """The kinds of work that the templates name."""
    names = ("officials", "kpi_guidance", "equipment", "software", "digitise", "online_services", "fraud", "platforms")
    for order, code in enumerate(names):
        TaskType.objects.get_or_create(
            code=code,
            defaults={
                "name": f"Việc {code}",
                "short_name": code,
                "icon": "pencil",
                "pillar": Pillar.GOVERNMENT,
                "order": order,
                "valid_from": date(2022, 1, 1),
            },
        )
    return {task.code: task for task in TaskType.objects.all()}


def a_plan(*, template: str = "support_month", days: int = 30, effective_on: date = FIRST) -> Plan:
    return Plan(
        template=template,
        title="Tổ hỗ trợ về xã",
        number="45/QĐ-UBND",
        signed_on=date(2026, 10, 1),
        effective_on=effective_on,
        days=days,
    )


def a_campaign(*, place: Place, by: Person, plan: Plan | None = None) -> Campaign:
    """Running since the beginning of October: the tasks are there, the regulation is its template's."""
    the_tasks()
    template = "support_month" if place.level == Level.PROVINCE else "commune_45_days"
    scope = scope_of(by.pk, on=ASKED)
    made = draft_campaign(
        place=place, plan=plan or a_plan(template=template, days=30), by=by, scope=scope, at=moment(ASKED)
    )
    return start_campaign(campaign_id=made.pk, by=by, scope=scope, at=moment(ASKED))


def a_school(*, name: str = "Trường Đại học Mẫu 1") -> Organisation:
    school = an_organisation(name=name)
    school.kind = SENDER_KIND
    school.save(update_fields=["kind"])
    return school


def a_wave(*, campaign: Campaign, by: Person, senders: Sequence[Organisation] = (), days: Days = DAYS) -> Wave:
    scope = scope_of(by.pk, on=ASKED)
    return open_wave(campaign_id=campaign.pk, days=days, senders=senders, by=by, scope=scope, at=moment(ASKED))


def a_want(*, wanted: int = 2, it_staff: int = 0, remoteness: Remoteness = Remoteness.NEAR, skills=()) -> Want:
    return Want(
        wanted=wanted,
        it_staff=it_staff,
        remoteness=remoteness,
        reasons="Sửa máy, hướng dẫn KPI",
        contact="Trần Mẫu Bình, 0905000111",
        disciplines=("Công nghệ thông tin",),
        skills=skills,
    )


def a_need(*, wave: Wave, place: Place, by: Person, want: Want | None = None) -> Need:
    scope = scope_of(by.pk, on=ASKED)
    return register_need(wave_id=wave.pk, place=place, want=want or a_want(), by=by, scope=scope, at=moment(ASKED))


def listed(*, name: str = "", phone: str = "", **more: Any) -> Listed:
    number = next(_numbers)
    kind, discipline = str(more.pop("kind", "Sinh viên năm 3")), str(more.pop("discipline", "Công nghệ thông tin"))
    return Listed(
        row=number,
        name=name or f"Võ Mẫu Giang {number}",
        phone=phone or f"09{number:08d}",
        kind=kind,
        discipline=discipline,
        **more,
    )


def a_list(*, wave: Wave, organisation: Organisation, rows: Sequence[Listed], by: Person) -> SendingList:
    return hand_in_list(
        wave_id=wave.pk,
        organisation=organisation,
        contact="Cô Mẫu Liên Hệ",
        contact_phone="0905000222",
        rows=rows,
        by=by,
        scope=scope_of(by.pk, on=ASKED),
        at=moment(ASKED),
    )


def named(*, wave: Wave, place: Place, by: Person) -> list[Deployment]:
    """Everybody on the lists who has no place yet goes to this commune."""
    wave.refresh_from_db()
    free = wave.candidates.filter(deployment__isnull=True, withdrawn_at__isnull=True).order_by("pk")
    return name_people(
        wave_id=wave.pk,
        chosen=[Match(one.pk, place.pk, 0, (Fit.NUMBER,)) for one in free],
        seen_version=wave.version,
        by=by,
        scope=scope_of(by.pk, on=ASKED),
        at=moment(ASKED),
    )


def decided(*, wave: Wave, by: Person, at: date = ASKED) -> int:
    wave.refresh_from_db()
    return decide_wave(
        wave_id=wave.pk,
        number="99/QĐ-UBND",
        decided_on=at,
        seen_version=wave.version,
        by=by,
        scope=scope_of(by.pk, on=at),
        at=moment(at),
    )


def a_deployment(*, campaign: Campaign, place: Place, by: Person, rows: Sequence[Listed] = ()) -> Deployment:
    """Somebody decided for a commune, in a new wave of the campaign."""
    school = a_school()
    wave = a_wave(campaign=campaign, by=by, senders=[school])
    a_list(wave=wave, organisation=school, rows=rows or [listed()], by=by)
    named(wave=wave, place=place, by=by)
    decided(wave=wave, by=by)
    return wave.deployments.order_by("pk")[0]


def a_serving(*, campaign: Campaign, place: Place, by: Person, on: date = FIRST) -> Deployment:
    """Somebody who arrived at the commune on the first day; whoever coordinates is the contact."""
    row = a_deployment(campaign=campaign, place=place, by=by)
    return receive(
        deployment_id=row.pk,
        reception=Reception(arrived_on=on, focal=by, lodging="Nhà khách xã", workplan="Ngày 1: khảo sát"),
        by=by,
        scope=scope_of(by.pk, on=on),
        at=moment(on),
    )


def an_ordinary_day(*, deployment: Deployment, day: date = DAY, people: int = 5, things: int = 3) -> int:
    """The member taps once in the evening."""
    return record_ordinary_day(
        deployment_id=deployment.pk,
        day=day,
        done={"citizens": (people, 0), "network": (0, things), "public_services": (people, 0)},
        by=deployment.person,
        scope=scope_of(deployment.person_id, on=day),
        at=moment(day, 17),
    )


def an_appraisal(*, deployment: Deployment, by: Person, mark: int = 5) -> Appraisal:
    return appraise(
        deployment_id=deployment.pk,
        side=Side.COMMUNE,
        marks=dict.fromkeys(CRITERIA[Side.COMMUNE], mark),
        words="Làm được việc",
        by=by,
        scope=scope_of(by.pk, on=DAY),
        at=moment(DAY, 18),
    )


def a_whole_report(*, campaign: Campaign, by: Person) -> MissionReport:
    return draft_whole_report(
        campaign_id=campaign.pk, wave_id=None, by=by, scope=scope_of(by.pk, on=DAY), at=moment(DAY, 18)
    )


def a_commendation(*, deployment: Deployment, by: Person) -> Commendation:
    return propose_commendation(
        deployment_id=deployment.pk,
        merit="Dựng lại mạng của bộ phận một cửa, chỉ cho hai công chức tự làm",
        by=by,
        scope=scope_of(by.pk, on=DAY),
        at=moment(DAY, 18),
    )


def a_case(*, deployment: Deployment, by: Person) -> ConductCase:
    return report_case(
        deployment_id=deployment.pk,
        happened_on=DAY,
        text="Tự ý rời xã hai ngày",
        by=by,
        scope=scope_of(by.pk, on=DAY),
        at=moment(DAY, 18),
    )
