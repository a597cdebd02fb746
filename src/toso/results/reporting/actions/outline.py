"""The outline of the monthly report and its deadlines as they stand in the documents: data to load once."""

from datetime import date, time
from typing import TypedDict

from toso.ground.places.rules import Level

PLAN = "KH-6863"
PLAN_NUMBER = "6863/KH-UBND"
OUTLINE_ARTICLE = "IV.1.đ"


class SectionOutline(TypedDict):
    code: str
    title: str
    hint: str
    is_required: bool


SECTIONS: list[SectionOutline] = [
    {
        "code": "results",
        "title": "Kết quả trong kỳ",
        "hint": "Việc đã làm trong kỳ. Số liệu đã có ở bảng trên, chỉ viết điều con số không nói được.",
        "is_required": True,
    },
    {
        "code": "effect",
        "title": "Hiệu quả",
        "hint": "Người dân, hộ gia đình, cơ sở kinh doanh được lợi gì.",
        "is_required": False,
    },
    {"code": "highlights", "title": "Điểm nổi bật", "hint": "Một hai việc đáng kể nhất.", "is_required": False},
    {
        "code": "models",
        "title": "Mô hình mới",
        "hint": "Cách làm mới đang thử; ở đâu, ai làm, làm từ bao giờ.",
        "is_required": False,
    },
    {
        "code": "initiatives",
        "title": "Sáng kiến hay",
        "hint": "Điều nơi khác có thể làm theo ngay.",
        "is_required": False,
    },
    {
        "code": "difficulties",
        "title": "Khó khăn, hạn chế",
        "hint": "Điều đang cản việc. Chọn vướng mắc đã ghi để đưa lên cùng báo cáo.",
        "is_required": False,
    },
    {"code": "causes", "title": "Nguyên nhân", "hint": "Vì sao có khó khăn, hạn chế ấy.", "is_required": False},
    {
        "code": "remedies",
        "title": "Cách khắc phục",
        "hint": "Đã và sẽ làm gì; cần cấp trên giúp gì.",
        "is_required": False,
    },
    {
        "code": "next",
        "title": "Nhiệm vụ kỳ tới",
        "hint": "Phương hướng, việc chính của kỳ sau.",
        "is_required": True,
    },
]

TEMPLATE_NAMES = {
    Level.HAMLET: "Báo cáo tháng của tổ công nghệ số cộng đồng",
    Level.COMMUNE: "Báo cáo tháng của xã, phường, đặc khu",
    Level.PROVINCE: "Báo cáo tổng hợp tháng của tỉnh",
}


def _review(code: str, title: str, hint: str, *, is_required: bool = False) -> SectionOutline:
    return {"code": code, "title": title, "hint": hint, "is_required": is_required}


# The review of half a year or a year keeps the codes of the monthly outline, so that each part quotes its months.
REVIEW_SECTIONS: list[SectionOutline] = [
    _review(
        "results",
        "Kết quả thực hiện",
        "Việc đã làm trong cả kỳ. Số liệu đã có ở bảng trên; trích lời các tháng ở bên.",
        is_required=True,
    ),
    _review("effect", "Thành tích, hiệu quả", "Người dân, hộ gia đình, cơ sở kinh doanh được lợi gì."),
    _review("advantages", "Thuận lợi", "Điều gì đã giúp việc chạy tốt."),
    _review("highlights", "Điểm nổi bật", "Một hai việc đáng kể nhất của cả kỳ."),
    _review("models", "Mô hình mới", "Mô hình nào đáng nhân rộng; ở đâu."),
    _review("initiatives", "Sáng kiến hay", "Sáng kiến nơi khác có thể làm theo."),
    _review("difficulties", "Hạn chế, khó khăn", "Điều chưa làm được. Chọn vướng mắc đã ghi để đưa lên cùng báo cáo."),
    _review("causes", "Nguyên nhân", "Vì sao có hạn chế, khó khăn ấy."),
    _review("remedies", "Bài học, cách khắc phục", "Đã và sẽ làm gì; cần cấp trên giúp gì."),
    _review(
        "next",
        "Phương hướng kỳ tới và đề xuất chỉ tiêu",
        "Việc chính của kỳ sau; chỉ tiêu đề xuất cho năm sau thì gửi ở trang Đề xuất hằng năm.",
        is_required=True,
    ),
]
REVIEW_NAMES = {
    ("half", Level.COMMUNE): ("Báo cáo sơ kết sáu tháng của xã, phường, đặc khu", "IV.2"),
    ("half", Level.PROVINCE): ("Báo cáo sơ kết sáu tháng của tỉnh", "V.2"),
    ("year", Level.COMMUNE): ("Báo cáo tổng kết năm của xã, phường, đặc khu", "IV.2"),
    ("year", Level.PROVINCE): ("Báo cáo tổng kết năm của tỉnh", "V.5"),
}
VALID_FROM = date(2022, 8, 1)
TWO_TIERS_FROM = date(2025, 7, 1)


class DeadlineOutline(TypedDict):
    level: Level
    day: int
    time: time
    duty: str  # code of a standing duty of people; a team carries none, it reports to its commune
    article: str
    note: str
    is_in_plan: bool  # the plan names the day itself
    valid_from: date


DEADLINES: list[DeadlineOutline] = [
    {
        "level": Level.HAMLET,
        "day": 16,
        "time": time(17, 0),
        "duty": "",
        "article": OUTLINE_ARTICLE,
        "note": "Kế hoạch không định ngày cho tổ; mặc định là hai ngày sau ngày chốt số liệu.",
        "is_in_plan": False,
        "valid_from": VALID_FROM,
    },
    {
        "level": Level.COMMUNE,
        "day": 19,
        "time": time(17, 0),
        "duty": "monthly_report",
        "article": OUTLINE_ARTICLE,
        "note": "Theo Kế hoạch là việc của cấp huyện; từ 1/7/2025 cấp xã gửi lên tỉnh.",
        "is_in_plan": True,
        "valid_from": TWO_TIERS_FROM,
    },
    {
        "level": Level.PROVINCE,
        "day": 25,
        "time": time(17, 0),
        "duty": "standing_agency",
        "article": OUTLINE_ARTICLE,
        "note": "Kế hoạch không định ngày cho cơ quan thường trực; mặc định là ngày 25.",
        "is_in_plan": False,
        "valid_from": VALID_FROM,
    },
]

RANKING_NAME = "Xếp hạng chuyển đổi số cộng đồng cấp xã"
RANKING_ARTICLE = "V.2"
# A sample: the documents say that there is a ranking, not by which weights. The province revises it.
RANKING_LINES = [
    {"indicator": "guided-online-services", "weight": "30", "measure": "target"},
    {"indicator": "households-e-payment-rate", "weight": "20", "measure": "percent"},
    {"indicator": "hamlets-with-team", "weight": "20", "measure": "percent"},
    {"indicator": "businesses-on-marketplaces", "weight": "15", "measure": "target"},
    {"indicator": "priority-groups-helped", "weight": "15", "measure": "target"},
]
