from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import a_person, a_place, binh_of, dung_of, moment
from tests.flat import assert_flat
from tests.world import a_world
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.places.rules import Level
from toso.plan.programme import queries
from toso.plan.programme.actions import load_catalogue
from toso.plan.programme.models import Denominator, Exclusion, Target
from toso.plan.programme.tests.builders import a_denominator, a_document, a_draft, an_indicator, an_issued_decision

pytestmark = pytest.mark.django_db
NOW = moment(date(2026, 11, 21))


def browser(person) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


def text_of(response) -> str:
    return response.content.decode()


def test_the_catalogue_shows_each_indicator_with_its_article():
    world = a_world()
    load_catalogue(at=NOW)

    page = text_of(browser(binh_of(world.commune)).get(reverse("programme:list")))

    assert "Tỷ lệ hộ gia đình đăng ký thương mại điện tử" in page
    assert "Kế hoạch 6863/KH-UBND" in page
    assert "III.1; III.2" in page


def test_an_indicator_says_in_words_how_it_is_counted():
    world = a_world()
    load_catalogue(at=NOW)

    address = reverse("programme:indicator", args=["households-e-payment-rate"])
    page = text_of(browser(binh_of(world.commune)).get(address))

    assert "cộng số hộ trong các bản ghi công việc, việc: Chuyển tiền" in page
    assert "số do địa phương nhập, có nguồn, vào ngày cuối kỳ (Hộ gia đình)" in page


def test_the_library_is_searched_without_marks():
    world = a_world()
    load_catalogue(at=NOW)

    page = text_of(browser(binh_of(world.commune)).get(reverse("programme:documents"), {"q": "van thu"}))

    assert "Nghị định 30/2020/NĐ-CP" in page
    assert "749/QĐ-TTg" not in page


def test_every_page_of_the_catalogue_opens():
    world = a_world()
    load_catalogue(at=NOW)
    client = browser(binh_of(world.commune))

    for name, args in (("tasks", []), ("document", ["QD-922"]), ("history", []), ("place", [world.hamlet.pk])):
        assert client.get(reverse(f"programme:{name}", args=args)).status_code == 200


def cell(indicator, place) -> str:
    return f"v-{indicator.pk}-{place.pk}"


def test_the_grid_is_filled_split_reconciled_and_issued_by_clicking():
    world, indicator = a_world(), an_indicator()
    client = browser(dung_of(world.province))
    made = client.post(
        reverse("programme:new_decision"), {"place": world.province.pk, "year": "2026", "title": "Giao chỉ tiêu"}
    )
    decision = made.headers["Location"].rstrip("/").split("/")[-1]

    client.post(reverse("programme:set_targets", args=[decision]), {cell(indicator, world.province): "1.001"})
    client.post(reverse("programme:propose_parts", args=[decision]), {"weight": ""})
    client.post(
        reverse("programme:issue_decision", args=[decision]),
        {"number": "12/QĐ-UBND", "signed_on": "2026-01-05", "signer": "Lê Mẫu Dung"},
    )

    values = Target.objects.filter(replaced_at__isnull=True).order_by("place__path").values_list("value", flat=True)
    assert sorted(values) == [Decimal(500), Decimal(501), Decimal(1001)]


def test_a_cell_that_is_no_number_sends_back_all_that_was_typed():
    world, indicator = a_world(), an_indicator()
    draft = a_draft(place=world.province)

    response = browser(dung_of(world.province)).post(
        reverse("programme:set_targets", args=[draft.pk]),
        {cell(indicator, world.commune): "năm mươi", cell(indicator, world.elsewhere): "40"},
    )

    page = text_of(response)
    assert "“năm mươi” không phải là số." in page
    assert 'value="năm mươi"' in page
    assert 'value="40"' in page
    draft.refresh_from_db()
    assert draft.content == {}


def test_a_saved_grid_is_taken_back_in_one_step_and_once():
    world, indicator = a_world(), an_indicator()
    draft = a_draft(place=world.province)
    client = browser(dung_of(world.province))
    save = partial(client.post, reverse("programme:set_targets", args=[draft.pk]), follow=True)
    undo = reverse("programme:undo_targets", args=[draft.pk])

    save({cell(indicator, world.commune): "50"})
    saved = save({cell(indicator, world.commune): "60", cell(indicator, world.elsewhere): "40"})
    taken_back = client.post(undo, follow=True)
    draft.refresh_from_db()
    content = draft.content
    again = client.post(undo, follow=True)

    assert f'action="{undo}"' in text_of(saved)
    assert "Đã trả bảng về như trước khi lưu." in text_of(taken_back)
    assert content["values"] == {str(indicator.pk): {str(world.commune.pk): "50"}}
    assert "Không còn lần lưu nào của anh, chị để hoàn tác." in text_of(again)
    draft.refresh_from_db()
    assert draft.content == content


def test_a_block_from_excel_is_shown_before_it_is_saved():
    world = a_world()
    an_indicator()
    draft = a_draft(place=world.province)

    response = browser(dung_of(world.province)).post(
        reverse("programme:paste_targets", args=[draft.pk]), {"block": "Xã An Hoà\t60\nbinh minh\t4O\nXã Lạ\t7"}
    )

    page = text_of(response)
    assert 'value="60"' in page
    assert "“4O” không phải là số." in page
    assert "Dòng 3: không có đơn vị “Xã Lạ”." in page
    draft.refresh_from_db()
    assert draft.content == {}


def test_a_gap_is_said_beside_the_form_and_the_number_typed_stays():
    world, indicator = a_world(), an_indicator(name="Lượt hướng dẫn")
    content = {"values": {str(indicator.pk): {str(world.province.pk): "10", str(world.commune.pk): "4"}}}
    draft = a_draft(place=world.province, content=content)

    response = browser(dung_of(world.province)).post(
        reverse("programme:issue_decision", args=[draft.pk]),
        {"number": "12/QĐ-UBND", "signed_on": "2026-01-05", "signer": "Lê Mẫu Dung"},
    )

    page = text_of(response)
    assert "Lượt hướng dẫn (thiếu 6)" in page
    assert 'value="12/QĐ-UBND"' in page
    assert Target.objects.count() == 0


def test_a_denominator_is_entered_and_a_wrong_one_keeps_what_was_typed():
    world = a_world()
    client = browser(binh_of(world.commune))
    words = {"place": world.hamlet.pk, "code": "households", "as_of": "2026-06-01", "source": "Công an xã"}

    refused = client.post(reverse("programme:denominators"), {**words, "value": "-5"})
    saved = client.post(reverse("programme:denominators"), {**words, "value": "1.250"})

    assert "Số lượng không được âm." in text_of(refused)
    assert 'value="-5"' in text_of(refused)
    assert saved.status_code == 302
    assert list(Denominator.objects.values_list("value", flat=True)) == [Decimal(1250)]


def test_denominators_are_found_by_place_without_marks_and_by_what_they_count():
    world = a_world()
    client = browser(dung_of(world.province))
    near, far = (a_place(name=name, parent=world.commune) for name in ("Điền Mẫu", "Khác"))
    a_denominator(place=near)
    a_denominator(place=far)

    found = client.get(reverse("programme:denominators"), {"q": "dien", "code": "households"})
    nothing = client.get(reverse("programme:denominators"), {"q": "dien", "code": "businesses"})

    assert [row.place for row in found.context["page"]] == [near]
    assert "Không có mẫu số nào khớp" in text_of(nothing)


def test_a_unit_is_left_out_and_counted_again():
    world, indicator = a_world(), an_indicator()
    client = browser(dung_of(world.province))

    client.post(
        reverse("programme:exclusions"),
        {"place": world.commune.pk, "indicator": indicator.pk, "reason": "Đảo xa", "valid_from": "2026-01-01"},
    )
    exclusion = Exclusion.objects.get()
    client.post(reverse("programme:end_exclusion", args=[exclusion.pk]))

    exclusion.refresh_from_db()
    assert exclusion.reason == "Đảo xa"
    assert exclusion.valid_until is not None


def test_a_long_list_goes_on_on_a_second_page_and_every_page_can_be_copied(monkeypatch):
    monkeypatch.setattr("toso.plan.programme.views.PAGE", 2)
    monkeypatch.setattr("toso.plan.programme.views.DENOMINATORS", 2)
    world, indicator = a_world(), an_indicator()
    client = browser(dung_of(world.province))
    for number in range(3):
        hamlet = a_place(name=f"Thêm {number}", parent=world.commune)
        a_denominator(place=hamlet)
        an_issued_decision(place=world.commune, values={(indicator.pk, hamlet.pk): Decimal(5)})
        Exclusion.objects.create(place=hamlet, indicator=indicator, reason="Mẫu", valid_from=date(2026, 1, 1))

    for name, args in (("decisions", []), ("denominators", []), ("exclusions", []), ("indicator", [indicator.code])):
        address = reverse(f"programme:{name}", args=args)
        first, second = (client.get(address, {"page": number}) for number in (1, 2))

        assert "Trang 1 trong 2" in text_of(first)
        assert "Chép sang Excel" in text_of(second)
        rows = [row.pk for answer in (first, second) for row in answer.context["page"]]
        assert (len(rows), len(set(rows))) == (3, 3)


def test_the_lists_cost_the_same_for_three_rows_and_for_thirty():
    world, indicator = a_world(), an_indicator()
    client = browser(dung_of(world.province))

    def grow(times):
        for number in range(times):
            hamlet = a_place(name=f"Thêm {number}", parent=world.commune)
            a_denominator(place=hamlet)
            an_issued_decision(place=world.commune, values={(indicator.pk, hamlet.pk): Decimal(5)})
            Exclusion.objects.create(place=hamlet, indicator=indicator, reason="Mẫu", valid_from=date(2026, 1, 1))
            a_document()

    grow(3)
    for name, args in (
        ("list", []),
        ("documents", []),
        ("decisions", []),
        ("denominators", []),
        ("exclusions", []),
        ("history", []),
        ("indicator", [indicator.code]),
    ):
        address = reverse(f"programme:{name}", args=args)
        assert_flat(partial(client.get, address), grow=partial(grow, 4))


def test_the_grid_costs_the_same_for_three_units_and_for_thirty():
    world = a_world()
    an_indicator()
    draft = a_draft(place=world.province)
    client = browser(dung_of(world.province))

    def grow():
        for number in range(27):
            a_place(name=f"Xã {number}", level=Level.COMMUNE, parent=world.province)
            an_indicator()

    assert_flat(lambda: client.get(reverse("programme:decision", args=[draft.pk])), grow=grow)


def test_a_draft_and_a_missing_cascade_stand_in_my_work():
    world, indicator = a_world(), an_indicator()
    an_issued_decision(place=world.province, values={(indicator.pk, world.commune.pk): Decimal(60)})
    leader = a_person(role=Role.COMMUNE_LEADER, place=world.commune)
    scope = scope_of(leader.pk, on=NOW.date())

    before = queries.jobs(scope=scope, person_id=leader.pk, at=NOW)
    a_draft(place=world.commune)
    after = queries.jobs(scope=scope, person_id=leader.pk, at=NOW)

    assert [job.title for job in before] == ["Giao chỉ tiêu 2026 cho thôn, tổ dân phố"]
    assert [job.title for job in after] == ["Quyết định giao chỉ tiêu 2026 còn dự thảo"]


def test_the_search_finds_documents_and_indicators_without_marks():
    world = a_world()
    load_catalogue(at=NOW)
    scope = scope_of(binh_of(world.commune).pk, on=NOW.date())

    labels = [hit.label for hit in queries.found(text="chuyen doi so", scope=scope, limit=40)]

    assert "Luật 148/2025/QH15" in labels
