"""A full one-minute page sent after the session has ended: nothing is lost, nothing is saved for another."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.builders import an_of, chau_of
from tests.world import a_world
from toso.work.outreach.models import Photo, Record
from toso.work.outreach.tests.builders import a_picture, a_task

pytestmark = pytest.mark.django_db
NEW = "/outreach/new/"
LOGIN = "/account/login/"
RESUME = "/people/resume/"
PASSWORD = "con trâu đen ăn cỏ"
NOTE = "Nhà bà Mẫu, “sóng yếu”, hẹn thứ Năm"


def end_session(client):
    store = client.session
    store["seen_at"] = (timezone.now() - timedelta(days=400)).isoformat()
    store.save()


def log_in(client, person):
    return client.post(LOGIN, {"login": person.account.username, "password": PASSWORD, "next": RESUME}, follow=True)


def with_password(person):
    person.account.set_password(PASSWORD)
    person.account.save()
    return person


def typed(world, an):
    day = timezone.localdate().isoformat()
    return {"uuid": str(uuid4()), "place": world.hamlet.pk, "day": day, "task": a_task().pk, "citizens": "5",
            "elderly": "2", "people": [an.pk], "note": NOTE}  # fmt: skip


def test_a_full_page_sent_after_the_end_is_offered_again_and_saved_once(client):
    world = a_world()
    an = with_password(an_of(world.hamlet))
    client.force_login(an.account)
    client.get(NEW)
    end_session(client)

    refused = client.post(NEW, typed(world, an), follow=True)
    nothing = Record.objects.count()
    kept = log_in(client, an)
    sent_again = dict(kept.context["kept"]["fields"])
    saved = client.post(kept.context["kept"]["address"], sent_again, follow=True)

    assert "Phiên trước đã hết giờ. Nội dung vừa gửi được giữ lại và sẽ mở ra sau khi đăng nhập." in refused.text
    assert nothing == 0
    assert NOTE in kept.text
    assert "Đã ghi: Dịch vụ công, 5 người, trong đó 2 cao tuổi." in saved.text
    assert Record.objects.get().note == NOTE


def test_a_photo_is_not_kept_and_is_asked_for_again_in_words(client):
    world = a_world()
    an = with_password(an_of(world.hamlet))
    client.force_login(an.account)
    offered = client.get(NEW)
    end_session(client)

    client.post(NEW, typed(world, an) | {"photo": SimpleUploadedFile("nha.jpg", a_picture(), "image/jpeg")})
    kept = log_in(client, an)
    again = {"photo": SimpleUploadedFile("nha.jpg", a_picture(), "image/jpeg")}
    client.post(kept.context["kept"]["address"], dict(kept.context["kept"]["fields"]) | again)

    assert "Ảnh không nằm trong bản nháp: nếu đã chọn, hãy chọn lại." in offered.text
    assert "Ảnh, tệp đã chọn không được giữ lại, vì người khác có thể dùng máy này." in kept.text
    assert kept.text.count('type="file"') == 1
    assert Photo.objects.get().record_uuid == Record.objects.get().uuid


def test_what_an_was_typing_is_not_shown_to_chau_at_the_same_machine(client):
    world = a_world()
    an, chau = an_of(world.hamlet), with_password(chau_of(world.elsewhere))
    client.force_login(an.account)
    client.get(NEW)
    end_session(client)
    client.post(NEW, typed(world, an))

    page = log_in(client, chau)

    assert page.context["request"].person == chau
    assert NOTE not in page.text
    assert not Record.objects.exists()
