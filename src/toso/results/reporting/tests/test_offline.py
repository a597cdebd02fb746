"""A report goes out to Excel and comes back, and leaves as data for the province's system, whose receipt is kept."""

import csv
import hashlib
import io
import json
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from toso.results.reporting.models import Cell, Receipt
from toso.results.reporting.tests.builders import AFTER_OCTOBER, OCTOBER, a_reporting_province

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    world = a_reporting_province()
    for hamlet in world.hamlets:
        world.work(hamlet, OCTOBER, 120)
    world.draft(OCTOBER, AFTER_OCTOBER)
    return world


def filled(content, value, reason):
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.active
    row = next(row for row in sheet.iter_rows() if row[0].value == "Mã")[0].row + 1
    sheet.cell(row, 5).value, sheet.cell(row, 6).value = value, reason
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def sent(client, report, content, **more):
    file = SimpleUploadedFile("phieu.xlsx", content)
    return client.post(reverse("reporting:form_back", args=[report.pk]), {"file": file, **more}, follow=True)


def form_of(client, report):
    return client.get(reverse("reporting:form", args=[report.pk])).content


def test_a_form_filled_in_without_the_network_shows_what_it_changes_and_then_corrects(client, world):
    report = world.report(world.commune)
    client.force_login(world.binh.account)
    content = filled(form_of(client, report), 333, "Đếm lại sổ giấy")

    page = sent(client, report, content).text
    assert "333" in page
    assert "Đếm lại sổ giấy" in page
    assert not Cell.objects.filter(corrected_numerator__isnull=False).exists()
    sent(client, report, content, accept="1")

    cell = world.cell(report)
    assert (cell.corrected_numerator, cell.correction_reason) == (Decimal(333), "Đếm lại sổ giấy")


def test_a_form_that_is_older_than_the_figures_is_refused(client, world):
    report = world.report(world.commune)
    client.force_login(world.binh.account)
    content = filled(form_of(client, report), 333, "Đếm lại")
    sent(client, report, content, accept="1")

    again = sent(client, report, filled(content, 444, "Lần hai"), accept="1").text

    assert "đã thay đổi sau khi tải phiếu này" in again
    assert world.cell(report).corrected_numerator == Decimal(333)


def test_a_form_without_a_reason_or_of_another_report_is_refused_in_words(client, world):
    report, other = world.report(world.commune), world.report(world.hamlets[0])
    client.force_login(world.binh.account)

    assert "ghi lý do" in sent(client, report, filled(form_of(client, report), 333, None)).text
    assert "của một báo cáo khác" in sent(client, report, form_of(client, other)).text
    assert not Cell.objects.filter(corrected_numerator__isnull=False).exists()


def test_a_report_that_was_handed_in_leaves_as_data_with_its_hash_and_a_draft_does_not(client, world):
    client.force_login(world.binh.account)
    draft = world.report(world.commune)
    assert client.get(reverse("reporting:exchange", args=[draft.pk, "json"])).status_code == 404
    report = world.hand_over(world.hamlets[0], OCTOBER, AFTER_OCTOBER)

    content = json.loads(client.get(reverse("reporting:exchange", args=[report.pk, "json"])).content)
    text = client.get(reverse("reporting:exchange", args=[report.pk, "csv"])).content.decode("utf-8-sig")

    digest = content.pop("digest")
    written = (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
    assert digest == hashlib.sha256(written).hexdigest()
    assert content["layout"] == "toso.report/1"
    assert content["figures"][0]["value"] == "120"
    assert next(csv.DictReader(io.StringIO(text)))["value"] == "120"


def test_the_receipt_of_the_province_is_kept_once_with_its_number_and_hash(client, world):
    report = world.hand_over(world.hamlets[0], OCTOBER, AFTER_OCTOBER)
    client.force_login(world.leader(world.hamlets[0]).account)
    address = reverse("reporting:receive", args=[report.pk])

    def receive():
        file = SimpleUploadedFile("bien nhan.pdf", b"%PDF-1.7 receipt")
        return client.post(address, {"number": "BN-12", "received_on": "2026-10-20", "file": file}, follow=True).text

    assert "Đã giữ biên nhận." in receive()
    assert "Tệp này đã nhận rồi." in receive()
    kept = Receipt.objects.get()
    assert (kept.number, kept.digest) == ("BN-12", hashlib.sha256(b"%PDF-1.7 receipt").hexdigest())
    assert client.get(reverse("reporting:receipt", args=[kept.pk])).content == b"%PDF-1.7 receipt"


def test_a_receipt_without_its_number_keeps_what_was_typed_and_says_what_is_missing(client, world):
    report = world.hand_over(world.hamlets[0], OCTOBER, AFTER_OCTOBER)
    client.force_login(world.leader(world.hamlets[0]).account)
    file = SimpleUploadedFile("bien nhan.pdf", b"%PDF-1.7 receipt")

    response = client.post(
        reverse("reporting:receive", args=[report.pk]), {"number": " ", "received_on": "2026-10-20", "file": file}
    )

    assert response.status_code == 422
    assert "Hãy nhập số biên nhận." in response.text
    assert 'value="2026-10-20"' in response.text
    assert not Receipt.objects.exists()
