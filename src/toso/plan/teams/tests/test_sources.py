"""Kinds of leaders and members are those of Plan 6863, IV.1.a, and of the campaigns of 2025."""

from toso.plan.teams.models import LEADER_KINDS, MEMBER_KINDS


def test_a_leader_is_of_one_of_the_three_kinds_of_the_plan():
    assert [str(words) for words in LEADER_KINDS.values()] == [
        "Bí thư Chi đoàn Thanh niên thôn",
        "Trưởng thôn, tổ trưởng tổ dân phố",
        "Người có uy tín, am hiểu công nghệ thông tin",
    ]


def test_members_are_of_the_kinds_that_the_sources_name():
    assert [str(words) for words in MEMBER_KINDS.values()] == [
        "Đoàn viên thanh niên",
        "Chi hội Nông dân",
        "Chi hội Phụ nữ",
        "Công an viên",
        "Cán bộ",
        "Giáo viên",
        "Cá nhân tình nguyện",
        "Sinh viên công nghệ thông tin",
        "Nhân sự doanh nghiệp",
    ]
