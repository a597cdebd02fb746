from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.builders import a_place, an_of, binh_of, chau_of, dung_of, moment
from tests.flat import assert_flat
from tests.world import World, a_world
from toso.ground.places.actions import rebuild_reach
from toso.ground.places.rules import Level
from toso.plan.programme.models import Indicator
from toso.plan.programme.rules import IndicatorKind
from toso.plan.programme.tests.builders import an_indicator, an_issued_decision
from toso.results.reporting.actions.figures import recompute_marked
from toso.results.reporting.actions.periods import ensure_periods
from toso.work.outreach.rules import Counts
from toso.work.outreach.tests.builders import a_record

pytestmark = pytest.mark.django_db
NOW = moment(date(2026, 11, 16), 10)


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def world() -> World:
    world = a_world()
    rebuild_reach()
    ensure_periods(year=2026)
    return world


def guided(name: str = "Lượt người dân được hướng dẫn") -> Indicator:
    return an_indicator(name=name, fact="outreach.citizens_guided")


def targets(indicator: Indicator, world: World, *, commune: int, elsewhere: int) -> None:
    an_issued_decision(
        place=world.province,
        values={
            (indicator.pk, world.province.pk): Decimal(commune + elsewhere),
            (indicator.pk, world.commune.pk): Decimal(commune),
            (indicator.pk, world.elsewhere.pk): Decimal(elsewhere),
        },
    )


def work(world: World, *, here: int, there: int) -> None:
    day = date(2026, 11, 2)
    a_record(place=world.hamlet, by=an_of(world.hamlet), day=day, counts=Counts(citizens=here))
    a_record(place=world.hamlet_elsewhere, by=an_of(world.hamlet_elsewhere), day=day, counts=Counts(citizens=there))
    recompute_marked(at=NOW)


def opened(client: Client, person, place, query: str = "") -> str:
    client.force_login(person.account)
    return client.get(f"/places/{place.pk}/{query}").content.decode()


def test_dung_reads_in_one_sentence_how_the_year_stands(client, world):
    indicator = guided()
    targets(indicator, world, commune=100, elsewhere=100)
    work(world, here=95, there=20)

    page = opened(client, dung_of(world.province), world.province)

    assert '<a href="#indicators">0 trong 1</a> chỉ tiêu năm đúng nhịp hoặc vượt' in page
    assert '<a href="#indicators">1</a> chậm' in page


def test_the_units_below_are_compared_slowest_first(client, world):
    indicator = guided()
    targets(indicator, world, commune=100, elsewhere=100)
    work(world, here=95, there=20)

    page = opened(client, dung_of(world.province), world.province)

    assert page.index("Xã Bình Minh") < page.index("Xã An Hoà")
    assert "Chậm 72 điểm" in page
    assert "Đúng nhịp, hơn 3 điểm" in page


def test_when_everybody_is_on_pace_the_distance_to_the_best_is_shown(client, world):
    indicator = guided()
    targets(indicator, world, commune=100, elsewhere=100)
    work(world, here=99, there=95)

    page = opened(client, dung_of(world.province), world.province)

    assert "Đang dẫn đầu" in page
    assert "Cách nơi dẫn đầu 4 điểm" in page


def test_the_year_up_to_an_earlier_month_leaves_out_what_came_later(client, world):
    indicator = guided()
    targets(indicator, world, commune=100, elsewhere=100)
    work(world, here=95, there=20)

    page = opened(client, binh_of(world.commune), world.commune, "?to=2026-10")

    assert "Năm 2026, đến 14/10" in page
    assert "Chậm 83 điểm" in page


def test_binh_sees_his_hamlets_and_nobody_elses(client, world):
    guided()

    page = opened(client, binh_of(world.commune), world.commune)

    assert "Thôn Mẫu 1" in page
    assert "Bình Minh" not in page
    assert "Thôn Mẫu 9" not in page


def test_chau_does_not_find_the_dashboard_nor_its_workbook(client, world):
    client.force_login(chau_of(world.elsewhere).account)

    assert client.get(f"/places/{world.commune.pk}/").status_code == 404
    assert client.get(f"/places/{world.commune.pk}/comparison.xlsx").status_code == 404


def test_a_missing_denominator_is_said_and_never_shown_as_zero(client, world):
    indicator = an_indicator(
        name="Tỉ lệ hộ thanh toán điện tử", kind=IndicatorKind.RATIO, fact="outreach.households_guided"
    )
    indicator.terms.create(part="denominator", fact="programme.denominator", parameters={"code": "households"})
    an_issued_decision(place=world.province, values={(indicator.pk, world.commune.pk): Decimal(80)})
    recompute_marked(at=NOW)

    page = opened(client, binh_of(world.commune), world.commune)

    assert "Chưa có mẫu số" in page
    assert "0%" not in page.split("indicators")[-1].split("</table>")[0]


def test_a_missing_denominator_is_said_where_no_target_is_assigned_either(client, world):
    indicator = an_indicator(
        name="Tỉ lệ hộ thanh toán điện tử", kind=IndicatorKind.RATIO, fact="outreach.households_guided"
    )
    indicator.terms.create(part="denominator", fact="programme.denominator", parameters={"code": "households"})
    recompute_marked(at=NOW)

    page = opened(client, binh_of(world.commune), world.commune)

    assert "Chưa có mẫu số" in page


def test_the_comparison_leaves_as_a_workbook_with_real_numbers(client, world):
    indicator = guided()
    targets(indicator, world, commune=100, elsewhere=100)
    work(world, here=95, there=20)
    client.force_login(dung_of(world.province).account)

    response = client.get(f"/places/{world.province.pk}/comparison.xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(1).to_python()

    assert [row[1:4] for row in rows if row[1] in ("Xã An Hoà", "Xã Bình Minh")] == [
        ["Xã An Hoà", 95.0, 100.0],
        ["Xã Bình Minh", 20.0, 100.0],
    ]


def test_the_units_are_narrowed_by_a_name_without_marks(client, world):
    guided()

    page = opened(client, dung_of(world.province), world.province, "?q=binh+minh")

    assert "Xã Bình Minh" in page
    assert "Xã An Hoà</a>" not in page


def test_a_year_without_periods_says_what_is_missing(client):
    world = a_world()

    page = opened(client, binh_of(world.commune), world.commune)

    assert "Chưa có lịch kỳ báo cáo của năm nay" in page


def test_three_communes_and_thirty_cost_the_same_number_of_statements(client, world):
    indicator = guided()
    targets(indicator, world, commune=100, elsewhere=100)
    dung = dung_of(world.province)
    client.force_login(dung.account)

    def grow() -> None:
        for number in range(28):
            a_place(name=f"Mẫu {number}", level=Level.COMMUNE, parent=world.province)
        rebuild_reach()

    assert_flat(lambda: client.get(f"/places/{world.province.pk}/"), grow=grow)


def test_every_number_opens_down_to_its_records(client, world):
    indicator = guided()
    targets(indicator, world, commune=100, elsewhere=100)
    work(world, here=95, there=20)

    page = opened(client, binh_of(world.commune), world.commune)
    address = f"/evidence/{indicator.pk}/{world.commune.pk}/?from=2025-12-15&amp;to=2026-11-16&amp;reading=today"
    evidence = client.get(address.replace("&amp;", "&")).content.decode()

    assert f'href="{address}">95</a>' in page
    assert '<strong class="ts-num">95</strong>, từ <span class="ts-num">1</span> bản ghi' in evidence
    assert "02/11/2026" in evidence


def test_a_day_that_is_not_one_is_answered_as_not_found(client, world):
    indicator = guided()
    client.force_login(binh_of(world.commune).account)

    assert client.get(f"/evidence/{indicator.pk}/{world.commune.pk}/?from=hom-qua").status_code == 404
