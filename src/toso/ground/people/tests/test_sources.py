"""Every body and duty that the sources of the programme name is in the tree, under the name it has there."""

from datetime import date

import pytest

from tests.builders import a_place, moment
from toso.ground.people.actions.organisations import load_organisations
from toso.ground.people.models import Organisation
from toso.ground.people.queries import organisation_on_duty
from toso.ground.places.rules import Level

pytestmark = pytest.mark.django_db
AT = moment(date(2026, 11, 16))


@pytest.fixture
def khanh_hoa():
    province = a_place(name="Khánh Hòa", level=Level.PROVINCE, code="56")
    a_place(name="Vạn Thắng", level=Level.COMMUNE, parent=province, code="22489", valid_from=date(2025, 7, 1))
    load_organisations(AT)
    return province


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("56.ubnd", "Ủy ban nhân dân tỉnh Khánh Hòa"),
        ("56.bcd", "Ban Chỉ đạo chuyển đổi số tỉnh Khánh Hòa"),
        ("56.stttt", "Sở Thông tin và Truyền thông"),
        ("56.cnttbcvt", "Phòng Công nghệ thông tin - Bưu chính viễn thông"),
        ("56.stc", "Sở Tài chính"),
        ("56.snv", "Sở Nội vụ"),
        ("56.sdttg", "Sở Dân tộc và Tôn giáo"),
        ("56.tdoan", "Tỉnh đoàn Khánh Hòa"),
        ("56.hnd", "Hội Nông dân tỉnh Khánh Hòa"),
        ("56.hlhpn", "Hội Liên hiệp Phụ nữ tỉnh Khánh Hòa"),
        ("56.btttt", "Bộ Thông tin và Truyền thông"),
        ("56.tttu", "Thường trực Tỉnh ủy Khánh Hòa"),
        ("56.tthdnd", "Thường trực Hội đồng nhân dân tỉnh Khánh Hòa"),
        ("56.ct", "Chủ tịch và các Phó Chủ tịch UBND tỉnh Khánh Hòa"),
        ("56.dpt", "Đài Phát thanh và Truyền hình Khánh Hòa"),
        ("56.bao", "Báo Khánh Hòa"),
        ("56.cong", "Cổng thông tin điện tử tỉnh Khánh Hòa"),
        ("56.skhcn", "Sở Khoa học và Công nghệ"),
        ("56.tu", "Tỉnh ủy Khánh Hòa"),
    ],
)
def test_each_body_of_the_province_that_the_sources_name_is_in_the_tree(khanh_hoa, code, name):
    assert Organisation.objects.get(code=code).name == name


def test_eight_schools_and_four_kinds_of_enterprise_stand_as_samples(khanh_hoa):
    samples = Organisation.objects.filter(is_sample=True)

    assert samples.filter(kind="Cơ sở đào tạo").count() == 8
    assert samples.filter(kind="Doanh nghiệp").count() == 4


def test_a_commune_has_the_bodies_that_the_campaign_names(khanh_hoa):
    commune = khanh_hoa.children.get(code="22489")

    names = set(Organisation.objects.filter(place=commune).values_list("name", flat=True))

    for words in (
        "Ủy ban nhân dân", "Văn phòng HĐND và UBND", "Phòng Văn hóa - Xã hội", "Công an",
        "Trung tâm Văn hóa Thông tin và Thể thao", "Điểm phục vụ hành chính công",
        "Đoàn Thanh niên Cộng sản Hồ Chí Minh", "Hội Nông dân", "Hội Liên hiệp Phụ nữ",
    ):  # fmt: skip
        assert any(name.startswith(words) for name in names), words


def test_the_schools_that_gia_lai_names_stand_in_gia_lai():
    gia_lai = a_place(name="Gia Lai", level=Level.PROVINCE, code="52")
    type(gia_lai).objects.filter(pk=gia_lai.pk).update(province_code="52")

    load_organisations(AT, province_code="52")

    schools = set(Organisation.objects.filter(kind="Cơ sở đào tạo", is_sample=False).values_list("name", flat=True))
    assert schools == {"Trường Cao đẳng Kỹ thuật Công nghệ Quy Nhơn", "Trường Cao đẳng Gia Lai"}


@pytest.mark.parametrize(
    ("code", "carrier"),
    [
        ("standing_agency", "56.skhcn"),
        ("direct_establishment", "56.skhcn"),
        ("guide_communes", "56.skhcn"),
        ("yearly_evaluation", "56.skhcn"),
        ("targets_to_communes", "56.ubnd"),
    ],
)
def test_the_duties_of_2022_are_carried_by_todays_bodies(khanh_hoa, code, carrier):
    found = organisation_on_duty(code, date(2026, 11, 16))

    assert found is not None
    assert found.code == carrier
