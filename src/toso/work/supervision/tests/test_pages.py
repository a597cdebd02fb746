from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from tests.builders import a_place, an_of, binh_of, dung_of
from tests.flat import assert_flat
from tests.world import a_world
from toso.ground.people.queries import scope_of
from toso.ground.places.rules import Level
from toso.work.supervision import queries
from toso.work.supervision.models import Evidence, Finding, Inspection, Opinion, Visit
from toso.work.supervision.tests.builders import DAY, a_checklist, a_finding, an_inspection, an_opinion

pytestmark = pytest.mark.django_db


def a_picture():
    kept = BytesIO()
    Image.new("RGB", (40, 30), (11, 90, 115)).save(kept, "JPEG")
    return kept.getvalue()


def plan_words(world, **more):
    checklist = a_checklist()
    return {
        "title": "Kiểm tra tổ quý IV",
        "decision_number": "12/KH-SKHCN",
        "decided_on": "2026-11-16",
        "first_day": "2026-11-16",
        "last_day": "2026-11-20",
        "places": [world.commune.pk],
        "checklist": checklist.pk,
        **more,
    }


def test_dung_plans_an_inspection_on_the_page(client):
    world = a_world()
    dung = dung_of(world.province)
    client.force_login(dung.account)

    answer = client.post(reverse("supervision:new"), plan_words(world, lead=dung.pk))

    inspection = Inspection.objects.get()
    assert answer.url == reverse("supervision:inspection", args=[inspection.pk])
    assert (inspection.lead, inspection.visits.get().place) == (dung, world.commune)
    assert "Kiểm tra tổ quý IV" in client.get(reverse("supervision:list")).text


def test_a_plan_with_a_fault_keeps_what_was_typed(client):
    world = a_world()
    dung = dung_of(world.province)
    client.force_login(dung.account)

    answer = client.post(reverse("supervision:new"), plan_words(world, lead=dung.pk, last_day="2026-11-01"))

    assert "Ngày kết thúc không được trước ngày bắt đầu." in answer.text
    assert "Kiểm tra tổ quý IV" in answer.text
    assert not Inspection.objects.exists()


def test_minutes_are_written_point_by_point_and_leave_as_paper(client):
    world = a_world()
    dung = dung_of(world.province)
    visit = an_inspection(own=world.province, places=[world.commune], by=dung).visits.get()
    client.force_login(dung.account)

    client.post(
        reverse("supervision:visit", args=[visit.pk]),
        {
            "held_on": "2026-11-16",
            "attendance": "Trần Mẫu Bình, Chủ tịch",
            "mark1": "met",
            "mark2": "not_met",
            "note2": "Thiếu",
        },
    )
    word = client.get(reverse("supervision:minutes", args=[visit.pk, "docx"]))
    pdf = client.get(reverse("supervision:minutes", args=[visit.pk, "pdf"]))

    visit.refresh_from_db()
    words = ZipFile(BytesIO(word.content)).read("word/document.xml").decode()
    assert visit.held_on == DAY
    assert visit.answers.get(number=2).note == "Thiếu"
    assert "BIÊN BẢN" in words
    assert "TRƯỞNG ĐOÀN KIỂM TRA" in words
    assert "xem 2 mục, đạt 1, chưa đạt 1" in words
    assert pdf.content.startswith(b"%PDF-")


def test_a_finding_is_raised_answered_with_a_photo_and_closed_on_the_pages(client):
    world = a_world()
    binh, dung = binh_of(world.commune), dung_of(world.province)
    visit = a_finding(own=world.province, place=world.commune, by=dung).visit
    client.force_login(dung.account)
    client.post(reverse("supervision:new_finding", args=[visit.pk]), {"text": "Chưa có sổ họp", "working_days": "5"})
    finding = Finding.objects.get(text="Chưa có sổ họp")

    client.force_login(binh.account)
    photo = SimpleUploadedFile("so-hop.png", a_picture())
    client.post(reverse("supervision:answer", args=[finding.pk]), {"text": "Đã lập sổ", "file": photo})
    client.force_login(dung.account)
    client.post(reverse("supervision:close", args=[finding.pk]), {"text": ""})

    finding.refresh_from_db()
    evidence = Evidence.objects.get()
    page = client.get(reverse("supervision:finding", args=[finding.pk])).text
    file = client.get(reverse("supervision:evidence", args=[evidence.pk]))
    assert finding.state == "closed"
    assert evidence.name == "so-hop.jpg"
    assert "Đã lập sổ" in page
    assert file.content.startswith(b"\xff\xd8\xff")
    assert file.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("content", [b"MZ\x90 no picture", b"PK\x03\x04 no archive", b"<html>"])
def test_a_file_that_lies_about_its_kind_is_refused_and_the_words_stay(client, content):
    world = a_world()
    finding = a_finding(own=world.province, place=world.commune, by=dung_of(world.province))
    client.force_login(binh_of(world.commune).account)

    answer = client.post(
        reverse("supervision:answer", args=[finding.pk]),
        {"text": "Đã lập sổ họp", "file": SimpleUploadedFile("so.pdf", content)},
    )

    assert "Tệp này không phải ảnh, PDF, Word hay Excel." in answer.text
    assert "Đã lập sổ họp" in answer.text
    assert Finding.objects.get().state == "open"
    assert not Evidence.objects.exists()


def test_whoever_is_inspected_reads_the_minutes_and_finds_no_pen(client):
    world = a_world()
    finding = a_finding(own=world.province, place=world.commune, by=dung_of(world.province))
    client.force_login(binh_of(world.commune).account)
    address = reverse("supervision:visit", args=[finding.visit_id])

    page = client.get(address).text
    client.post(address, {"held_on": "2026-11-16", "conclusion": "Rất tốt"})

    assert "Tổ thiếu tổ phó" in page
    assert "Lưu biên bản" not in page
    assert Visit.objects.get().conclusion == "Cơ bản thực hiện tốt."


def test_an_opinion_is_given_on_the_page_and_refused_words_stay(client):
    world = a_world()
    opinion = an_opinion(place=world.hamlet, by=an_of(world.hamlet))
    client.force_login(dung_of(world.province).account)
    refused = client.post(reverse("supervision:give", args=[opinion.pk]), {"text": "Tôi nghĩ là đúng"})
    client.force_login(binh_of(world.commune).account)
    client.post(reverse("supervision:give", args=[opinion.pk]), {"text": "Đúng"})

    assert "chờ cấp xã" in refused.text
    assert "Tôi nghĩ là đúng" in refused.text
    assert Opinion.objects.get().text == "Đúng"


def test_inspections_and_findings_are_found_without_marks():
    world = a_world()
    dung = dung_of(world.province)
    a_finding(own=world.province, place=world.commune, by=dung)
    scope = scope_of(dung.pk, on=DAY)

    assert [hit.label for hit in queries.found(text="hoat dong to", scope=scope, limit=5)] == [
        "Kiểm tra hoạt động của các tổ"
    ]
    assert [hit.label for hit in queries.found(text="thieu to pho", scope=scope, limit=5)] == ["Tổ thiếu tổ phó"]
    assert queries.found(text="", scope=scope, limit=5) == []


@pytest.mark.parametrize("page", ["supervision:list", "supervision:findings", "supervision:opinions"])
def test_the_lists_cost_the_same_for_3_rows_and_for_15(client, page):
    world = a_world()
    dung, an = dung_of(world.province), an_of(world.hamlet)
    client.force_login(dung.account)

    def grow(count=12):
        for _number in range(count):
            commune = a_place(name="Mẫu", level=Level.COMMUNE, parent=world.province)
            a_finding(own=world.province, place=commune, by=dung, title=f"Kiểm tra {commune.pk}")
            an_opinion(place=world.hamlet, by=an)

    grow(3)
    assert_flat(lambda: client.get(reverse(page)), grow=grow)
