"""Papers that look like the real ones. Names and figures are invented."""

from datetime import date, datetime

from toso.ground.shared.calendar import VIETNAM
from toso.results.kpi.queries.rule_sets import brought_rule_sets
from toso.results.kpi.rules.counting import counted
from toso.results.kpi.rules.exact import exact
from toso.results.kpi.rules.papers import (
    CataloguePaper,
    CatalogueRow,
    DecisionPaper,
    MinutesPaper,
    MonthBook,
    MonthRow,
    NoticePaper,
    Office,
    Official,
    PeriodForm,
    Rated,
    TaskRow,
    YearForm,
)
from toso.results.kpi.rules.period import score
from toso.results.kpi.rules.terms import Grade, LateUnit, PeriodRequest, Policy
from toso.results.kpi.tests.scoring import a_line

OFFICE = Office(
    issuer="ỦY BAN NHÂN DÂN\nXÃ NAM CAM RANH",
    name="Ủy ban nhân dân xã Nam Cam Ranh",
    place_name="Nam Cam Ranh",
)
AN = Official("Nguyễn Mẫu An", "Chuyên viên", "Phòng Văn hóa - Xã hội")
BINH = Official("Trần Mẫu Bình", "Trưởng phòng", "Phòng Văn hóa - Xã hội")
CHAU = Official("Lê Mẫu Châu", "Phó Chủ tịch", "Ủy ban nhân dân xã")
GROUPS = brought_rule_sets()["ND335-2025"].groups
OWN = {criterion.code: criterion.points for group in GROUPS for criterion in group.criteria}
LINES = (
    a_line("1.0", "5", "4", name="Soạn thảo văn bản tham gia ý kiến", late=4),
    a_line("2.7", "3", "3", name="Trả lời kiến nghị của công dân", quality_failures=1, late=2),
    a_line("3.7", "1", "0.8", name="Báo cáo tổng hợp công tác chuyển đổi số", quality_failures=2),
)
POLICY = Policy(late_unit=LateUnit.DAY)
ANSWER = score(PeriodRequest(general=exact("29.5"), lines=LINES, policy=POLICY))
TASKS = tuple(
    TaskRow(
        name=part.line.name,
        product="Văn bản",
        coefficient=part.line.coefficient,
        assigned=part.line.assigned,
        done=part.line.done,
        quality_failures=part.line.quality_failures,
        late=part.line.late,
        assigned_converted=part.assigned,
        done_converted=part.completed,
        quality_converted=part.quality,
        progress_converted=part.progress,
        due_on=date(2026, 10, 15),
        finished_on=date(2026, 10, 19),
    )
    for part in counted(LINES, POLICY, is_leader=False).parts
)
RATED = (
    Rated(AN, exact("91.25"), Grade.EXCELLENT),
    Rated(BINH, exact("84.5"), Grade.GOOD, "Trưởng phòng"),
    Rated(Official("Phạm Mẫu Dung", "Chuyên viên", "Phòng Kinh tế"), None, None, "Công tác 4 tháng"),
)


def a_period_form(**changes) -> PeriodForm:
    given = {
        "office": OFFICE,
        "official": AN,
        "period": "Tháng 10 năm 2026",
        "groups": GROUPS,
        "own": {**OWN, "III.1": exact("2")},
        "general": ANSWER.general,
        "task_score": ANSWER.task_score,
        "total": ANSWER.total,
        "strengths": "- Tham mưu kịp thời kế hoạch chuyển đổi số của xã.\n- Trả lời đủ kiến nghị của công dân.",
        "weaknesses": "Hai việc chậm so với hạn; một báo cáo phải làm lại.",
        "comment": "Đồng ý với nội dung tự đánh giá; cần giữ đúng hạn trong tháng tới.",
        "authority": "TRƯỞNG PHÒNG",
        "authority_name": BINH.name,
        "confirmed": {**OWN, "III.1": exact("2"), "II.2": exact("2.5")},
        "tasks": TASKS,
        "ratios": tuple(
            (name, value)
            for name, value in (("a", ANSWER.a_pct), ("b", ANSWER.b_pct), ("c", ANSWER.c_pct))
            if value is not None
        ),
    }
    return PeriodForm(**{**given, **changes})


def a_year_form(**changes) -> YearForm:
    months = [(exact("84.5"), "")] * 10 + [(None, "Nghỉ thai sản"), (None, "")]
    given = {
        "office": OFFICE,
        "official": AN,
        "year": 2026,
        "months": tuple(months),
        "average": exact("84.5"),
        "own_grade": Grade.EXCELLENT,
        "grade": Grade.GOOD,
        "authority": "CHỦ TỊCH",
        "authority_name": "Hoàng Mẫu Giang",
    }
    return YearForm(**{**given, **changes})


def a_catalogue(**changes) -> CataloguePaper:
    rows = (
        CatalogueRow(
            "Soạn thảo văn bản hành chính", "Công văn, tờ trình", "Văn bản", 1, exact(5), exact(1),
            "20 văn bản/tháng", 6, "Phần B.I. Công việc chung", is_standard=True,
        ),
        CatalogueRow(
            "Báo cáo tổng hợp", "Báo cáo tháng", "Báo cáo", 2, exact("18.5"), exact("3.7"), "1 báo cáo/tháng", 2,
            "Phần B.I. Công việc chung",
        ),
        CatalogueRow(
            "Hướng dẫn dịch vụ công trực tuyến", "Tại bộ phận một cửa", "Lượt hướng dẫn", 1, exact(3), exact("0.6"),
            "60 lượt/tháng", 3, "Phần B.II. Trung tâm Phục vụ hành chính công",
        ),
    )  # fmt: skip
    given = {
        "office": OFFICE,
        "year": 2026,
        "rows": rows,
        "standard_name": "Soạn thảo văn bản hành chính",
        "standard_points": exact(5),
        "standard_reason": "Làm thường xuyên, đếm được, mọi đơn vị đều có.",
        "decision": "Quyết định số 12/QĐ-UBND ngày 05 tháng 6 năm 2026",
    }
    return CataloguePaper(**{**given, **changes})


def minutes_paper(**changes) -> MinutesPaper:
    given = {
        "office": OFFICE,
        "year": 2026,
        "held_at": datetime(2026, 12, 4, 14, 0, tzinfo=VIETNAM),
        "ended_at": datetime(2026, 12, 4, 16, 30, tzinfo=VIETNAM),
        "place": "Phòng họp Ủy ban nhân dân xã",
        "chair": CHAU,
        "secretary": AN,
        "present": ("Lê Mẫu Châu, Phó Chủ tịch", "Trần Mẫu Bình, Trưởng phòng", "Nguyễn Mẫu An, Chuyên viên"),
        "absent": ("Phạm Mẫu Dung, Chuyên viên (nghỉ phép)",),
        "rated": RATED,
        "opinions": ("Ông Trần Mẫu Bình: nhất trí với mức tự xếp loại của các thành viên trong phòng.",),
        "party_opinion": "Chi ủy nhất trí với đề xuất đối với cấp trưởng, cấp phó.",
    }
    return MinutesPaper(**{**given, **changes})


def a_decision(**changes) -> DecisionPaper:
    given = {
        "office": OFFICE,
        "year": 2026,
        "decided_by": "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ NAM CAM RANH",
        "signer_title": "CHỦ TỊCH",
        "signer_name": "Hoàng Mẫu Giang",
        "rated": RATED,
        "minutes_day": date(2026, 12, 4),
    }
    return DecisionPaper(**{**given, **changes})


def a_notice(**changes) -> NoticePaper:
    given = {
        "office": OFFICE,
        "period": "năm 2026",
        "signer_title": "CHỦ TỊCH",
        "signer_name": "Hoàng Mẫu Giang",
        "authority": "TM. ỦY BAN NHÂN DÂN",
        "rated": RATED,
        "decision": "Quyết định số 45/QĐ-UBND ngày 10 tháng 12 năm 2026",
    }
    return NoticePaper(**{**given, **changes})


def a_month_book(**changes) -> MonthBook:
    whole = MonthRow(
        official=AN,
        person="P-0001",
        general=ANSWER.general,
        a_pct=ANSWER.a_pct,
        b_pct=ANSWER.b_pct,
        c_pct=ANSWER.c_pct,
        task_score=ANSWER.task_score,
        total=ANSWER.total,
        grade=ANSWER.grade,
        is_rated=True,
        tasks=TASKS,
    )
    absent = MonthRow(
        official=Official("=Phạm Mẫu Dung", "Chuyên viên", "Phòng Kinh tế"),
        person="P-0002",
        general=None,
        a_pct=None,
        b_pct=None,
        c_pct=None,
        task_score=None,
        total=None,
        grade=None,
        is_rated=False,
        reason="Nghỉ thai sản",
    )
    given = {"office": OFFICE, "month": date(2026, 10, 1), "rule_set": "ND335-2025", "rows": (whole, absent)}
    return MonthBook(**{**given, **changes})
