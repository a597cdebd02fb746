"""What a stay of support left behind in three communes of the sample: assessments, core persons, digital posts."""

from datetime import date, timedelta
from typing import Any

from toso.command.sample.month import Hand, hand
from toso.command.sample.province import SHOWN_COMMUNE, communes_of
from toso.command.sample.work import evening
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.work.assessment.actions import cores, posts, studies
from toso.work.assessment.actions.criteria import load_criteria
from toso.work.assessment.actions.studies import Seen
from toso.work.assessment.models import Study
from toso.work.assessment.rules import Degree, Round

LABEL = "Tổ hỗ trợ chuyển đổi số đợt 1 (mẫu)"
ENDED = 40  # days ago
LASTED = 30
MARGIN = {Round.BEFORE: 0, Round.AFTER: LASTED, Round.DAYS_30: LASTED + 30}
# What each side saw, area by area; None could not be seen.
MISSION: dict[Round, tuple[int | None, ...]] = {
    Round.BEFORE: (1, 1, 1, 2, 1, 0),
    Round.AFTER: (3, 2, 2, 3, 1, 2),
    Round.DAYS_30: (3, 3, 2, 3, None, 2),
}
COMMUNE: dict[Round, tuple[int | None, ...]] = {
    Round.BEFORE: (2, 2, 1, 2, 2, 1),
    Round.AFTER: (3, 3, 2, 3, 2, 2),
    Round.DAYS_30: (2, 3, 3, 3, 2, 2),
}
WORDS = (
    "Thử tốc độ ở ba chỗ ngồi, xem danh sách máy (mẫu)",
    "Xem đăng nhập một tuần của văn bản điện tử và một cửa (mẫu)",
    "Nhờ ba người ở ba bộ phận tự làm một việc (mẫu)",
    "Ngồi ở quầy một giờ buổi sáng (mẫu)",
    "Hỏi số hộ và số hồ sơ đúng hạn, hai người trả lời (mẫu)",
    "Xem ba máy: diệt virus, khoá màn hình, sao lưu (mẫu)",
)
NOT_SEEN = "Người giữ số liệu đi vắng (mẫu)"


def assess(home: Place, *, on: date) -> None:
    """As the days would have brought it; a run that finds it leaves it alone."""
    if Study.objects.filter(label=LABEL).exists():
        return
    first = on - timedelta(days=ENDED + LASTED)
    load_criteria(at=evening(first, 7))
    shown = next(one for one in communes_of(home) if one.code == SHOWN_COMMUNE)
    others = [one for one in communes_of(home) if one != shown][:2]
    for number, commune in enumerate((shown, *others)):
        officer, official = hand(Role.PROVINCE_OFFICER, home, first), hand(Role.COMMUNE_OFFICIAL, commune, first)
        study = studies.open_study(
            place=commune,
            label=LABEL,
            first_day=first,
            last_day=first + timedelta(days=LASTED),
            by=officer.person,
            scope=officer.scope,
            at=evening(first, 7),
        )
        _look(study, officer, MISSION, rounds=3 - number)
        _look(study, official, COMMUNE, rounds=3 if number == 0 else 1)
        if number < 2:
            _keep(commune, official, first, is_active=number == 0)


def _look(study: Study, who: Hand, seen: dict[Round, tuple[int | None, ...]], *, rounds: int) -> None:
    areas = [area["code"] for area in study.criteria.areas]
    for when in list(seen)[:rounds]:
        at = evening(study.first_day + timedelta(days=MARGIN[when]), 16)
        for area, level, words in zip(areas, seen[when], WORDS, strict=True):
            answer = Seen(level, words if level is not None else NOT_SEEN)
            studies.answer_area(
                study_id=study.pk, when=when, area=area, seen=answer, by=who.person, scope=who.scope, at=at
            )


def _keep(commune: Place, official: Hand, first: date, *, is_active: bool) -> None:
    """One core person handed over to at the end of the stay; one post held, one empty."""
    leader = hand(Role.COMMUNE_LEADER, commune, first)
    last = first + timedelta(days=LASTED)
    by: dict[str, Any] = {"by": leader.person, "scope": leader.scope}
    core = cores.name_core(
        place=commune,
        person=official.person,
        named_on=first,
        duties="Mạng, máy tính, văn bản điện tử cho các bộ phận (mẫu)",
        decision_number="31/QĐ-UBND (mẫu)",
        at=evening(first, 9),
        **by,
    )
    trained: dict[str, Any] = {
        "core_id": core.pk,
        "on": first + timedelta(days=9),
        "what": "Quản trị mạng, máy tính cơ bản (mẫu)",
    }
    cores.note_training(**trained, at=evening(first + timedelta(days=9), 17), **by)
    handed: dict[str, Any] = {"core_id": core.pk, "on": last, "what": "Sơ đồ mạng (mẫu)\nDanh sách thiết bị (mẫu)"}
    cores.hand_over(**handed, at=evening(last, 17), **by)
    if is_active:
        day = last + timedelta(days=31)
        look: dict[str, Any] = {"core_id": core.pk, "milestone": 30, "on": day, "is_active": True}
        cores.check_core(**look, note="Đã giúp bốn bộ phận, xử lý sáu sự cố (mẫu)", at=evening(day, 17), **by)
    held = posts.declare_post(
        place=commune,
        title="Công chức quản lý nhà nước về chuyển đổi số (mẫu)",
        opened_on=first,
        at=evening(first, 9),
        **by,
    )
    degree = Degree.IT if is_active else Degree.OTHER
    fill: dict[str, Any] = {"post_id": held.pk, "person": official.person, "starts_on": first, "degree": degree}
    posts.fill_post(**fill, at=evening(first, 9), **by)
    posts.declare_post(
        place=commune,
        title="Viên chức công nghệ thông tin dùng chung (mẫu)",
        is_shared=True,
        opened_on=first,
        at=evening(first, 9),
        **by,
    )
