"""Documents that were named but not published: they stand with what is known, and are completed when it comes."""

from datetime import date

import pytest
from django.urls import reverse

from tests.builders import binh_of, dung_of, moment
from tests.world import a_world
from toso.ground.audit.models import Entry
from toso.plan.programme.actions import load_catalogue
from toso.plan.programme.models import LegalDocument

pytestmark = pytest.mark.django_db
NOW = moment(date(2026, 11, 16))
REGULATION, DIRECTIVE = "QC-TO-HO-TRO", "CT-KH-45-NGAY"


@pytest.fixture
def world():
    load_catalogue(at=NOW)
    return a_world()


def address(code):
    return reverse("programme:complete_document", args=[code])


@pytest.mark.parametrize("code", [REGULATION, DIRECTIVE])
def test_the_page_says_what_is_missing_and_who_may_completes_it_for_good(client, world, code):
    client.force_login(dung_of(world.province).account)
    page = client.get(reverse("programme:document", args=[code])).content.decode()
    assert "Nguồn công khai chưa nêu: số, ký hiệu, ngày ký." in page

    words = {"number": "12/QC-UBND", "signed_on": "2025-10-30", "signer": "KT. Chủ tịch", "archive_mark": "VT, CNS"}
    page = client.post(address(code), words, follow=True).content.decode()
    load_catalogue(at=NOW)

    row = LegalDocument.objects.get(code=code)
    assert (row.number, row.signed_on, row.signer) == ("12/QC-UBND", date(2025, 10, 30), "KT. Chủ tịch")
    assert row.archive_mark == "VT, CNS"
    assert "Nguồn công khai chưa nêu" not in page
    assert "VT, CNS" in page
    assert LegalDocument.objects.filter(search__contains="12/qc-ubnd").get() == row
    assert Entry.objects.filter(code="programme.document.completed").count() == 1


def test_a_day_in_the_future_and_an_empty_form_are_refused_and_what_was_typed_stays(client, world):
    client.force_login(dung_of(world.province).account)

    future = client.post(address(REGULATION), {"number": "12/QC-UBND", "signed_on": "2099-01-01"})
    empty = client.post(address(REGULATION), {})

    assert future.status_code == empty.status_code == 422
    assert "Ngày ký ở tương lai" in future.content.decode()
    assert 'value="12/QC-UBND"' in future.content.decode()
    assert "Hãy nhập ít nhất số hoặc ngày ký." in empty.content.decode()
    assert LegalDocument.objects.get(code=REGULATION).completed_at is None


def test_what_the_sources_told_is_changed_by_nobody(client, world):
    dung = dung_of(world.province)
    client.force_login(dung.account)
    plan = client.get(reverse("programme:document", args=["KH-6863"])).content.decode()

    page = client.post(address("KH-6863"), {"number": "1/KH"}).content.decode()

    assert "VT, CNg, NL, HN" in plan
    assert "KT. Chủ tịch, Phó Chủ tịch" in plan
    assert "đã đủ số và ngày ký" in page
    assert LegalDocument.objects.get(code="KH-6863").number == "6863/KH-UBND"
    client.force_login(binh_of(world.commune).account)
    assert client.post(address(REGULATION), {"number": "1"}).status_code == 403


def test_the_month_of_the_first_targets_and_teams_is_kept_as_a_deadline(client, world):
    client.force_login(binh_of(world.commune).account)

    plan = client.get(reverse("programme:document", args=["KH-6863"])).content.decode()
    history = client.get(reverse("programme:history")).content.decode()

    assert plan.count("Thời hạn 31/08/2022") == 2
    assert "Hạn giao chỉ tiêu năm 2022: 31/08/2022 (V.2). Kế hoạch giao chỉ tiêu ký ngày 27/07/2022." in history
