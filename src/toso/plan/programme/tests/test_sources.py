"""What the sources of the programme name stands in the catalogue exactly as they name it."""

from datetime import date
from decimal import Decimal

import pytest

from tests.builders import a_place, moment
from toso.ground.places.rules import Level
from toso.plan.programme.actions import load_catalogue
from toso.plan.programme.models import Indicator, LegalDocument, Platform, Target, TargetDecision, TaskType

pytestmark = pytest.mark.django_db
NOW = moment(date(2026, 11, 21))


@pytest.fixture
def catalogue():
    place = a_place(name="Khánh Hòa", level=Level.PROVINCE, code="56", valid_from=date(1989, 7, 1))
    place.valid_until = date(2025, 7, 1)
    place.save(update_fields=["valid_until"])
    load_catalogue(at=NOW)
    return place


@pytest.mark.parametrize(
    ("code", "words", "pillar"),
    [
        ("policy", "chủ trương của Đảng, pháp luật của Nhà nước và chính sách của tỉnh", ""),
        ("online_services", "dịch vụ công trực tuyến", "government"),
        ("platforms", "tương tác với chính quyền trên các nền tảng số", "government"),
        ("essential_services", "tiếp cận, cài đặt, sử dụng các dịch vụ số thiết yếu", "society"),
        ("commune_database", "khai thác cơ sở dữ liệu chính quyền cấp xã", "government"),
        ("marketplaces", "đăng ký tham gia sàn thương mại điện tử", "economy"),
        ("payment", "mở tài khoản thanh toán điện tử", "economy"),
        ("shop", "đăng ảnh, quảng bá sản phẩm, tạo gian hàng", "economy"),
        ("orders", "nhận đơn hàng, đóng gói sản phẩm", "economy"),
        ("quality", "xác thực cam kết cung cấp sản phẩm đúng chất lượng", "economy"),
        ("branding", "xây dựng thương hiệu theo điều kiện và nhu cầu địa phương", "economy"),
        ("other", "theo yêu cầu của Ban Chỉ đạo", ""),
        ("procedures", "người dân, doanh nghiệp thực hiện thủ tục hành chính", "government"),
    ],
)
def test_each_task_of_the_sources_is_a_kind_of_work_under_its_pillar(catalogue, code, words, pillar):
    task = TaskType.objects.get(code=code)

    assert words in task.name
    assert task.pillar == pillar


def test_the_targets_of_2022_and_2025_are_those_of_the_plan(catalogue):
    values = {
        (row.indicator.code.removeprefix("6863-"), row.year): row.value
        for row in Target.objects.filter(place=catalogue).select_related("indicator")
    }

    assert values == {
        ("hamlets-with-team", 2022): Decimal(100),
        ("hamlets-with-team", 2025): Decimal(100),
        ("policies-communicated", 2022): Decimal(100),
        ("policies-communicated", 2025): Decimal(100),
        ("platforms-communicated", 2022): Decimal(100),
        ("platforms-communicated", 2025): Decimal(100),
        ("service-accounts", 2022): Decimal(100),
        ("service-accounts", 2025): Decimal(100),
        ("businesses-online", 2022): Decimal(80),
        ("businesses-online", 2025): Decimal(100),
        ("households-online", 2022): Decimal(30),
        ("households-online", 2025): Decimal(80),
        ("branding-trained", 2022): Decimal(10),
        ("branding-trained", 2025): Decimal(50),
        ("commune-database", 2025): Decimal(100),
        ("digital-neighbourhoods", 2025): Decimal(80),
    }


def test_qualifying_goods_are_explained_beside_their_indicator(catalogue):
    note = Indicator.objects.get(code="6863-branding-trained").note

    assert note == "Sản phẩm đủ điều kiện: đáp ứng tiêu chuẩn, chất lượng và có số lượng lớn."


def test_every_indicator_says_what_it_rests_on_and_which_component_of_the_index_it_serves(catalogue):
    assert not Indicator.objects.filter(basis=None).exists()
    assert not Indicator.objects.filter(dti_component="").exists()


@pytest.mark.parametrize(
    ("code", "number", "signed_on"),
    [
        ("KH-6863", "6863/KH-UBND", date(2022, 7, 27)),
        ("CV-820", "820/BTTTT-THH", date(2022, 3, 9)),
        ("TTR-1714", "1714/TTr-STTTT", date(2022, 6, 23)),
        ("CV-1983", "1983/STTTT-CNTTBCVT", date(2022, 7, 19)),
        ("QD-749", "749/QĐ-TTg", date(2020, 6, 3)),
        ("QD-942", "942/QĐ-TTg", date(2021, 6, 15)),
        ("QD-27-UBQGCS", "27/QĐ-UBQGCS", date(2022, 3, 15)),
        ("NQ-16", "16-NQ/TU", date(2021, 10, 19)),
        ("QD-909", "909/QĐ-UBND", date(2022, 4, 4)),
        ("QD-922", "922/QĐ-BTTTT", date(2022, 5, 20)),
        ("QC-TO-HO-TRO", "", None),
        ("CT-KH-45-NGAY", "", None),
        ("DE-AN-06", "06", None),
    ],
)
def test_each_document_that_the_sources_name_stands_with_its_number_and_day(catalogue, code, number, signed_on):
    document = LegalDocument.objects.get(code=code)

    assert (document.number, document.signed_on) == (number, signed_on)


def test_the_plan_is_kept_with_who_signed_it(catalogue):
    signers = set(TargetDecision.objects.filter(number="6863/KH-UBND").values_list("signer", flat=True))

    assert signers == {"KT. Chủ tịch, Phó Chủ tịch"}


def test_each_platform_of_the_sources_stands_in_the_catalogue(catalogue):
    named = {"e_office", "feedback", "kpi", "mooc", "procedures", "ai_help", "commune_database", "vneid"}

    assert named <= set(Platform.objects.values_list("code", flat=True))


def test_what_must_be_made_known_in_every_hamlet_is_named_and_asked_once_for_each():
    load_catalogue(at=NOW)

    for code, known in (("platforms-told", Platform.objects), ("policies-told", LegalDocument.objects)):
        told, hamlets = Indicator.objects.get(code=code).terms.order_by("-part")
        ((_what, named),) = told.parameters.items()
        assert known.filter(code__in=named).count() == len(named) == hamlets.parameters["times"]
        assert (told.part, hamlets.fact) == ("numerator", "places.hamlets")
