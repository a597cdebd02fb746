"""The pages as An, Bình, Châu, Dung and Giang meet them."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from tests.builders import a_person, a_place, binh_of, chau_of, dung_of
from tests.flat import assert_flat
from tests.world import World, a_world
from toso.ground.documents.blocks import Paragraph, Table
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.places.rules import Level
from toso.work.assessment.actions.studies import Seen
from toso.work.assessment.exports import posts_review
from toso.work.assessment.models import Answer, DigitalPost, Study
from toso.work.assessment.queries import cores as queries
from toso.work.assessment.rules import Round
from toso.work.assessment.tests.builders import AREAS, a_core, a_post, a_study, a_whole_look, an_answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def test_giang_assesses_six_areas_one_page_each(client, world, today):
    giang = a_person(name="Đỗ Mẫu Giang", role=Role.TEAM_MEMBER, place=world.commune)
    study = a_study(place=world.commune, by=dung_of(world.province), first=today, last=today + timedelta(days=29))
    client.force_login(giang.account)
    address = f"/assessment/{study.pk}/take/before/"
    picture = BytesIO()
    Image.new("RGB", (40, 40)).save(picture, "JPEG")

    first = client.get(address)
    sent = client.post(
        f"{address}?area=infrastructure",
        {"level": "1", "note": "Mạng hay mất", "file": SimpleUploadedFile("tu mang.jpg", picture.getvalue())},
    )
    for area in AREAS[1:]:
        last = client.post(f"{address}?area={area}", {"level": "2"})

    assert "Mạng, máy tính, thiết bị" in first.content.decode()
    assert sent["Location"] == f"{address}?area=systems"
    assert last["Location"] == f"/assessment/{study.pk}/"
    answer = Answer.objects.get(area="infrastructure")
    assert answer.note == "Mạng hay mất"
    shown = client.get(last["Location"]).content.decode()
    assert "tu mang.jpg" in shown
    assert client.get(f"/assessment/evidence/{answer.pk}/")["Content-Disposition"].endswith('.jpg"')


def test_a_wrong_answer_keeps_what_was_typed(client, world, today):
    binh = binh_of(world.commune)
    study = a_study(place=world.commune, by=binh, first=today, last=today)
    client.force_login(binh.account)

    answer = client.post(f"/assessment/{study.pk}/take/before/?area=data", {"level": "", "note": "Đang xem dở"})

    text = answer.content.decode()
    assert "Chọn một bậc" in text
    assert "Đang xem dở" in text
    assert not Answer.objects.exists()


def test_the_comparison_shows_both_sides_and_what_is_missing(client, world, today):
    binh, dung = binh_of(world.commune), dung_of(world.province)
    study = a_study(place=world.commune, by=dung, first=today - timedelta(days=29), last=today)
    a_whole_look(study=study, by=binh, when=Round.BEFORE, level=1)
    an_answer(study=study, by=binh, when=Round.AFTER, area="skills", seen=Seen(3, "Ba người tự làm"))
    an_answer(study=study, by=dung, when=Round.AFTER, area="skills", seen=Seen(1, "Còn nhờ"))
    client.force_login(dung.account)

    text = client.get(f"/assessment/{study.pk}/").content.decode()

    assert "tăng 2" in text
    assert "hai bên lệch 2 bậc" in text
    assert "Ba người tự làm" in text
    assert "chưa so được" in text


def test_dung_opens_a_study_and_sees_who_lacks_what(client, world, today):
    dung = dung_of(world.province)
    a_study(place=world.elsewhere, by=dung, first=today - timedelta(days=40), last=today - timedelta(days=10))
    client.force_login(dung.account)

    sent = client.post(
        "/assessment/new/",
        {
            "place": world.commune.pk,
            "label": "Đợt 2",
            "first_day": f"{today:%d/%m/%Y}",
            "last_day": f"{today:%d/%m/%Y}",
        },
    )
    gaps = client.get("/assessment/?tab=gaps").content.decode()

    assert sent.status_code == 302
    assert Study.objects.get(label="Đợt 2").place == world.commune
    assert "Bình Minh" in gaps
    assert "An Hoà" not in gaps


def test_a_study_with_two_wrong_days_is_not_opened_and_loses_nothing(client, world):
    dung = dung_of(world.province)
    a_study(place=world.elsewhere, by=dung)
    client.force_login(dung.account)

    answer = client.post(
        "/assessment/new/",
        {"place": world.commune.pk, "label": "Đợt ba", "first_day": "2026-12-15", "last_day": "2026-11-16"},
    )

    text = answer.content.decode()
    assert "Ngày kết thúc không được trước ngày bắt đầu" in text
    assert "Đợt ba" in text
    assert Study.objects.count() == 1


def test_chau_finds_nothing_of_another_commune(client, world, today):
    binh = binh_of(world.commune)
    study = a_study(place=world.commune, by=binh, first=today, last=today)
    client.force_login(chau_of(world.elsewhere).account)

    assert client.get(f"/assessment/{study.pk}/").status_code == 404
    assert client.post(f"/assessment/{study.pk}/take/before/?area=data", {"level": "1"}).status_code == 404
    assert "An Hoà" not in client.get("/assessment/").content.decode()
    assert not Answer.objects.exists()


def test_a_post_is_declared_filled_and_left(client, world, today):
    binh = binh_of(world.commune)
    client.force_login(binh.account)
    earlier = today - timedelta(days=10)

    client.post(
        f"/assessment/posts/new/{world.commune.pk}/",
        {"title": "Công chức chuyển đổi số", "opened_on": earlier.isoformat(), "is_shared": "on"},
    )
    post = DigitalPost.objects.get()
    filled = client.post(
        f"/assessment/posts/{post.pk}/fill/", {"person": binh.pk, "starts_on": earlier.isoformat(), "degree": "it"}
    )
    held = client.get("/assessment/posts/").content.decode()
    client.post(f"/assessment/posts/{post.pk}/empty/", {"day": today.isoformat()})
    empty = client.get("/assessment/posts/?tab=empty").content.decode()

    assert filled.status_code == 302
    assert "Có bằng công nghệ thông tin" in held
    assert "Công chức chuyển đổi số" in empty
    assert post.is_shared


def test_the_review_of_posts_is_a_paper_with_shared_empty_and_untold(client, world, today):
    a_post(place=world.commune, by=binh_of(world.commune), on=today)
    dung = dung_of(world.province)
    scope = scope_of(dung.pk, on=today)
    client.force_login(dung.account)

    paper = posts_review(
        world.province,
        queries.post_lines(queries.posts(scope)),
        queries.communes_without_post(scope),
        queries.post_counts(scope),
        day=today,
        address="https://toso.example/assessment/posts/",
    )
    files = [client.get(f"/assessment/posts/review.{kind}") for kind in ("docx", "pdf", "exe")]

    (table,) = (block for block in paper.annexes[0].blocks if isinstance(block, Table))
    words = [str(block.text) for block in paper.blocks if isinstance(block, Paragraph)]
    assert table.rows == ((1, str(world.commune), "Công chức chuyển đổi số", "", "", "Đang trống", ""),)
    assert "1 vị trí đang trống" in words[0]
    assert str(world.elsewhere) in words[1]
    assert [answer.status_code for answer in files] == [200, 200, 404]


def test_three_studies_and_thirty_cost_the_same(client, world, today):
    dung = dung_of(world.province)
    client.force_login(dung.account)

    def grow(count: int) -> None:
        for _number in range(count):
            commune = a_place(level=Level.COMMUNE, parent=world.province)
            binh = binh_of(commune)
            study = a_study(place=commune, by=binh, first=today, last=today)
            an_answer(study=study, by=binh, seen=Seen(1))
            a_core(place=commune, person=binh, by=binh, on=today)
            a_post(place=commune, by=binh, on=today)

    def read() -> None:
        for page in ("/assessment/", "/assessment/cores/", "/assessment/posts/"):
            assert client.get(page).status_code == 200

    grow(3)
    assert_flat(read, grow=lambda: grow(27))


def test_the_criteria_are_read_with_their_levels(client, world):
    binh = binh_of(world.commune)
    a_study(place=world.commune, by=binh)
    client.force_login(binh.account)

    text = client.get("/assessment/criteria/").content.decode()

    assert "Trung tâm Phục vụ hành chính công" in text
    assert "bản 1, dùng từ 01/07/2025" in text
