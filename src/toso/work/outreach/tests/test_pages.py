import json
from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from tests.builders import a_person, a_place, an_of, binh_of, chau_of, dung_of, moment
from tests.flat import assert_flat
from tests.world import a_world
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.work.outreach.models import Draft, Photo, Record
from toso.work.outreach.queries.jobs import found
from toso.work.outreach.queries.jobs import jobs as offered
from toso.work.outreach.rules import Counts
from toso.work.outreach.tests.builders import a_photo, a_picture, a_record, a_task

pytestmark = pytest.mark.django_db
NEW = "/outreach/new/"


def typed(world, an, chosen, **changes):
    values = {
        "uuid": str(uuid4()),
        "place": world.hamlet.pk,
        "day": timezone.localdate().isoformat(),
        "task": chosen.pk,
        "citizens": "5",
        "elderly": "2",
        "people": [an.pk],
        "note": "Nhà bà Mẫu",
    }
    return values | changes


def test_the_page_opens_with_my_hamlet_today_and_me(client):
    world = a_world()
    an = an_of(world.hamlet)
    a_task()
    client.force_login(an.account)

    page = client.get(NEW).text

    assert "<strong>Thôn Mẫu 1</strong>, hôm nay" in page
    assert "Một mình tôi" in page


def test_work_is_saved_and_can_be_taken_back(client):
    world = a_world()
    an, task = an_of(world.hamlet), a_task()
    client.force_login(an.account)

    saved = client.post(NEW, typed(world, an, task), follow=True)
    record = Record.objects.counting().get()
    undone = client.post(reverse("outreach:undo", args=[record.pk]), follow=True)

    assert "Đã ghi: Dịch vụ công, 5 người, trong đó 2 cao tuổi." in saved.text
    assert reverse("outreach:undo", args=[record.pk]) in saved.text
    assert "Đã bỏ bản vừa ghi" in undone.text
    assert not Record.objects.counting().exists()


def test_the_button_pressed_twice_saves_once(client):
    world = a_world()
    an, task = an_of(world.hamlet), a_task()
    client.force_login(an.account)
    values = typed(world, an, task)

    client.post(NEW, values)
    client.post(NEW, values)

    assert Record.objects.count() == 1


def test_every_fault_stands_beside_its_field_and_nothing_typed_is_lost(client):
    world = a_world()
    an, task = an_of(world.hamlet), a_task()
    client.force_login(an.account)
    tomorrow = timezone.localdate() + timedelta(days=1)

    page = client.post(NEW, typed(world, an, task, day=tomorrow.isoformat(), elderly="7")).text

    assert "chưa đến. Ghi từ hôm nay" in page
    assert "Người cao tuổi (7) nằm trong số người dân, không thể nhiều hơn 5." in page
    assert "Nhà bà Mẫu" in page
    assert not Record.objects.exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("=1+1", "Ghi số, ví dụ 12. Đang ghi “=1+1”."),
        ("năm", "Ghi số, ví dụ 12. Đang ghi “năm”."),
        ("2,5", "Ghi số nguyên, ví dụ 12. Đang ghi “2,5”."),
        ("-3", "không thể là số âm. Đang ghi −3."),
    ],
)
def test_what_is_no_number_of_people_is_refused(client, text, sentence):
    world = a_world()
    an, task = an_of(world.hamlet), a_task()
    client.force_login(an.account)

    page = client.post(NEW, typed(world, an, task, citizens=text, elderly="")).text

    assert sentence in page
    assert not Record.objects.exists()


def test_a_place_outside_the_scope_is_not_found(client):
    world = a_world()
    an, task = an_of(world.hamlet), a_task()
    client.force_login(an.account)

    response = client.post(NEW, typed(world, an, task, place=world.hamlet_elsewhere.pk))

    assert response.status_code == 404
    assert not Record.objects.exists()


def test_somebody_elsewhere_is_neither_accepted_nor_named(client):
    world = a_world()
    an, task, chau = an_of(world.hamlet), a_task(), chau_of(world.elsewhere)
    client.force_login(an.account)

    page = client.post(NEW, typed(world, an, task, people=[an.pk, chau.pk])).text

    assert "Có người không thuộc tổ hay xã này" in page
    assert "Phạm Mẫu Châu" not in page
    assert not Record.objects.exists()


def test_another_task_is_chosen_from_the_whole_catalogue(client):
    world = a_world()
    an = an_of(world.hamlet)
    rare = a_task(short_name="Việc hiếm", is_common=False)
    client.force_login(an.account)

    without = client.post(NEW, typed(world, an, rare, task="other")).text
    client.post(NEW, typed(world, an, rare, task="other", other_task=rare.pk))

    assert "Chọn việc khác là việc gì." in without
    assert "Việc khác là</label>" in without  # what must be filled does not call itself optional
    assert Record.objects.get().task == rare


def test_a_photo_is_made_anew_without_what_the_camera_added(client):
    world = a_world()
    an, task = an_of(world.hamlet), a_task()
    client.force_login(an.account)
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    upload = SimpleUploadedFile("anh.jpg", a_picture(exif=exif), "image/jpeg")

    client.post(NEW, typed(world, an, task) | {"photo": upload})

    photo = Photo.objects.get()
    with photo.file.open("rb") as file:
        kept = file.read()
    assert photo.record_uuid == Record.objects.get().uuid
    assert b"SecretCamera" not in kept
    assert Image.open(BytesIO(kept)).format == "JPEG"
    assert (photo.width, photo.height, len(photo.digest)) == (40, 30, 64)


@pytest.mark.parametrize("content", [b"GIF89a<script>alert(1)</script>", b"%PDF-1.7", b"\xff\xd8\xff\xe0 cut short"])
def test_a_photo_that_is_none_is_refused_and_nothing_is_saved(client, content):
    world = a_world()
    an, task = an_of(world.hamlet), a_task()
    client.force_login(an.account)

    page = client.post(
        NEW, typed(world, an, task) | {"photo": SimpleUploadedFile("anh.jpg", content, "image/jpeg")}
    ).text

    assert "Tệp này không phải ảnh. Chọn ảnh JPG, PNG hoặc WEBP." in page
    assert "Nhà bà Mẫu" in page
    assert not Record.objects.exists()
    assert not Photo.objects.exists()


def test_a_photo_is_shown_to_those_who_see_its_place_alone(client):
    world = a_world()
    photo = a_photo(a_record(place=world.hamlet, by=an_of(world.hamlet)))
    address = reverse("outreach:photo", args=[photo.pk])

    client.force_login(binh_of(world.commune).account)
    seen = client.get(address)
    client.force_login(chau_of(world.elsewhere).account)
    hidden = client.get(address)

    assert (seen.status_code, seen["Content-Type"]) == (200, "image/jpeg")
    assert hidden.status_code == 404


def test_the_same_work_from_another_source_is_said_and_can_be_linked(client):
    world = a_world()
    an, task, binh = an_of(world.hamlet), a_task(), binh_of(world.commune)
    today = timezone.localdate()
    first = a_record(
        place=world.hamlet, by=binh, task=task, day=today, at=timezone.now(), counts=Counts(citizens=5, elderly=2)
    )
    client.force_login(an.account)

    saved = client.post(NEW, typed(world, an, task), follow=True).text
    mine = Record.objects.exclude(pk=first.pk).get()
    page = client.get(reverse("outreach:record", args=[mine.pk])).text
    client.post(reverse("outreach:link", args=[mine.pk]))
    client.force_login(binh.account)
    client.post(reverse("outreach:settle", args=[mine.pk]))

    mine.refresh_from_db()
    assert "Trần Mẫu Bình đã ghi việc này ở Thôn Mẫu 1 cùng ngày" in saved
    assert reverse("outreach:record", args=[first.pk]) in page
    assert mine.flags == [{"code": "same_work", "seen": True, "record": str(first.uuid), "is_linked": True}]
    assert Record.objects.counting().count() == 2


def test_a_correction_on_the_page_makes_a_version_and_shows_both(client):
    world = a_world()
    an = an_of(world.hamlet)
    record = a_record(place=world.hamlet, by=an, counts=Counts(citizens=30))
    client.force_login(an.account)
    values = typed(
        world, an, record.task, day=record.day.isoformat(), citizens="3", elderly="0", reason="30 hay 3 người?"
    )

    page = client.post(reverse("outreach:correct", args=[record.pk]), values, follow=True).text

    assert Record.objects.counting().get().citizens == 3
    assert "Người dân: 30 → 3" in page
    assert "30 hay 3 người?" in page


def test_two_browsers_correct_one_version_and_the_second_keeps_its_words(client):
    world = a_world()
    an = an_of(world.hamlet)
    record = a_record(place=world.hamlet, by=an)
    address = reverse("outreach:correct", args=[record.pk])
    client.force_login(an.account)
    values = typed(world, an, record.task, day=record.day.isoformat(), reason="Nhầm")

    client.post(address, values | {"citizens": "3"})
    second = client.post(address, values | {"citizens": "4", "note": "Chữ của người thứ hai"}).text

    assert "Nguyễn Mẫu An vừa sửa bản ghi này" in second
    assert "Chữ của người thứ hai" in second
    assert Record.objects.counting().get().citizens == 3


def test_withdrawing_wants_a_reason_and_the_bin_gives_back(client):
    world = a_world()
    an = an_of(world.hamlet)
    record = a_record(place=world.hamlet, by=an, day=timezone.localdate(), at=timezone.now())
    client.force_login(an.account)

    without = client.post(reverse("outreach:withdraw", args=[record.pk]), {"reason": ""}).text
    still = Record.objects.counting().count()
    client.post(reverse("outreach:withdraw", args=[record.pk]), {"reason": "Ghi trùng"})
    gone = Record.objects.counting().count()
    binned = client.get(reverse("outreach:records"), {"state": "withdrawn"}).text
    client.post(reverse("outreach:restore", args=[record.pk]))

    assert "Ghi lý do." in without
    assert (still, gone, Record.objects.counting().count()) == (1, 0, 1)
    assert reverse("outreach:record", args=[record.pk]) in binned


def test_what_was_typed_is_shown_as_words_and_never_run(client):
    world = a_world()
    an = an_of(world.hamlet)
    record = a_record(place=world.hamlet, by=an, note="<img src=x onerror=alert(1)>")
    client.force_login(an.account)

    page = client.get(reverse("outreach:record", args=[record.pk])).text

    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_the_list_is_narrowed_by_place_day_group_and_words_without_marks(client):
    world = a_world()
    other = a_place(name="Suối Đá", parent=world.commune)
    binh, task = binh_of(world.commune), a_task(short_name="Chuyển tiền")
    a_record(place=world.hamlet, by=binh, day=date(2026, 10, 1), note="một")
    wanted = a_record(place=other, by=binh, task=task, counts=Counts(citizens=3, businesses=2))
    client.force_login(binh.account)

    def found(**narrowed):
        page = client.get(reverse("outreach:records"), narrowed).context["rows"]
        return [row["record"].pk for row in page]

    assert found(q="suoi da chuyen tien") == [wanted.pk]
    assert found(place=other.pk) == [wanted.pk]
    assert found(**{"from": "2026-10-02"}) == [wanted.pk]
    assert found(group="businesses") == [wanted.pk]
    assert found(task=task.pk) == [wanted.pk]
    assert len(found()) == 2


def test_pages_of_the_list_follow_without_gap_or_double(client):
    world = a_world()
    an, task = an_of(world.hamlet), a_task()
    every = {a_record(place=world.hamlet, by=an, task=task, day=date(2026, 10, 1 + n % 3)).pk for n in range(30)}
    client.force_login(an.account)

    first = client.get(reverse("outreach:records")).context
    second = client.get(reverse("outreach:records"), {"after": first["after"]}).context

    seen = [row["record"].pk for row in [*first["rows"], *second["rows"]]]
    assert (len(first["rows"]), len(seen), set(seen)) == (25, 30, every)
    assert second["after"] == ""


def test_the_list_costs_the_same_for_three_and_for_thirty(client):
    world = a_world()
    an, task = an_of(world.hamlet), a_task()
    client.force_login(binh_of(world.commune).account)

    def grow(count):
        for _number in range(count):
            a_record(place=world.hamlet, by=an, task=task)

    grow(3)

    assert_flat(lambda: client.get(reverse("outreach:records")), grow=lambda: grow(27))


def test_the_page_of_a_record_costs_the_same_for_three_and_for_thirty_people(client):
    world = a_world()
    an = an_of(world.hamlet)
    members = [a_person(role=Role.TEAM_MEMBER, place=world.hamlet) for _number in range(30)]
    few = a_record(place=world.hamlet, by=an, people=[an.pk, *(person.pk for person in members[:2])])
    many = a_record(place=world.hamlet, by=an, people=[an.pk, *(person.pk for person in members[:29])])
    client.force_login(an.account)
    shown = [few]

    assert_flat(lambda: client.get(reverse("outreach:record", args=[shown[-1].pk])), grow=lambda: shown.append(many))


def test_flagged_records_are_one_job_for_those_who_look_again(client):
    world = a_world()
    late = a_record(place=world.hamlet, by=an_of(world.hamlet), day=date(2026, 10, 1), at=moment(date(2026, 10, 9)))
    binh, dung = binh_of(world.commune), dung_of(world.province)
    client.force_login(binh.account)

    def jobs(person):
        return offered(
            scope=scope_of(person.pk, on=date(2026, 10, 9)), person_id=person.pk, at=moment(date(2026, 10, 9))
        )

    page = client.get(jobs(binh)[0].address)

    assert [job.title for job in jobs(binh)] == ["1 bản ghi cần xem lại"]
    assert jobs(dung) == []
    assert [row["record"] for row in page.context["rows"]] == [late]
    assert "Ghi muộn 8 ngày" in page.text


def test_a_draft_is_kept_offered_and_dropped(client):
    world = a_world()
    client.force_login(an_of(world.hamlet).account)
    address = reverse("outreach:draft", args=["work"])
    values = {"note": ["Chữ chưa lưu"], "csrfmiddlewaretoken": ["x"], "people": ["1", "2"]}

    kept = client.post(address, json.dumps(values), content_type="application/json").status_code
    read = client.get(address).json()
    client.delete(address)

    assert kept == 204
    assert read["values"] == {"note": ["Chữ chưa lưu"], "people": ["1", "2"]}
    assert not Draft.objects.exists()


def test_a_draft_of_another_person_is_not_read(client):
    world = a_world()
    address = reverse("outreach:draft", args=["work"])
    client.force_login(an_of(world.hamlet).account)
    client.post(address, json.dumps({"note": ["của An"]}), content_type="application/json")
    client.force_login(binh_of(world.commune).account)

    assert client.get(address).json() == {}


@pytest.mark.parametrize("body", ["[]", "{", '{"note": "một chuỗi"}', '{"note": [1]}'])
def test_a_draft_that_is_none_is_refused(client, body):
    world = a_world()
    client.force_login(an_of(world.hamlet).account)

    response = client.post(reverse("outreach:draft", args=["work"]), body, content_type="application/json")

    assert response.status_code == 400
    assert not Draft.objects.exists()


def test_a_record_is_found_by_words_without_marks_inside_the_scope():
    world = a_world()
    an, chau = an_of(world.hamlet), chau_of(world.elsewhere)
    a_record(place=world.hamlet, by=an, task=a_task(short_name="Chuyển tiền"))

    mine = found(text="chuyen tien", scope=scope_of(an.pk, on=date(2026, 10, 20)), limit=5)
    hers = found(text="chuyen tien", scope=scope_of(chau.pk, on=date(2026, 10, 20)), limit=5)

    assert [hit.label for hit in mine] == ["Chuyển tiền, 5 người, trong đó 2 cao tuổi"]
    assert hers == []
