from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.builders import a_person, an_of, binh_of, chau_of, dung_of, moment
from tests.flat import assert_flat
from tests.world import a_world
from toso.ground.audit.models import Entry
from toso.ground.delivery.models import Message
from toso.ground.delivery.tests.builders import a_message
from toso.ground.notices.models import Notice
from toso.ground.people.actions import erase_person
from toso.ground.people.queries import found, scope_of
from toso.ground.people.rules import Role
from toso.ground.privacy import actions, exports, queries
from toso.ground.privacy.models import Consent, SubjectRequest
from toso.ground.privacy.rules import Clock, RequestState, Way
from toso.ground.privacy.tests.builders import RECEIVED, a_consent, a_request
from toso.ground.shared.refusal import Refusal

pytestmark = pytest.mark.django_db
AT = moment(date(2026, 11, 17), 9)


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)


def scope(person):
    return scope_of(person.pk, on=AT.date())


def test_an_asks_from_her_own_account_and_the_commune_answers_in_two_working_days(client):
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    client.force_login(an.account)

    sent = client.post(reverse("privacy:mine"), {"kind": "restrict", "text": "Không gọi điện nữa"})

    request = SubjectRequest.objects.get()
    assert sent.url == reverse("privacy:request", args=[request.pk])
    assert (request.person, request.place, request.way) == (an, world.hamlet, Way.ACCOUNT)
    assert queries.clock_of(request) == Clock(answer_by=date(2026, 11, 19), done_by=date(2026, 12, 2))
    job = queries.jobs(scope=scope(binh), person_id=binh.pk, at=AT)[0]
    assert (job.title, job.act) == ("Hạn chế xử lý dữ liệu: Nguyễn Mẫu An", "Trả lời")
    assert job.due_at == moment(date(2026, 11, 19), 23, 59)
    assert queries.jobs(scope=scope(an), person_id=an.pk, at=AT) == []


def test_an_accepted_restriction_holds_until_it_is_lifted_and_an_is_told(client):
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    request = a_request(place=world.hamlet, person=an)
    client.force_login(binh.account)

    client.post(reverse("privacy:answer", args=[request.pk]), {"is_accepted": "yes", "answer": "Xã sẽ không gọi nữa."})

    an.refresh_from_db()
    assert an.restricted_since == AT.date()
    assert found(text="Nguyễn Mẫu An", scope=scope(binh), limit=5) == []
    assert Notice.objects.get(person=an).title == "Yêu cầu về dữ liệu cá nhân đã được trả lời"
    client.post(reverse("privacy:finish", args=[request.pk]), {"outcome": "Đã bỏ số khỏi danh sách gọi."})
    client.post(reverse("privacy:lift", args=[request.pk]))
    request.refresh_from_db()
    assert request.state == RequestState.DONE
    an.refresh_from_db()
    assert an.restricted_since is None
    assert list(Entry.objects.order_by("pk").values_list("code", flat=True)) == [
        "people.person.restricted",
        "privacy.request.answered",
        "privacy.request.done",
        "people.person.unrestricted",
    ]


def test_a_refusal_must_say_why_and_keeps_what_was_typed(client):
    world = a_world()
    request = a_request(place=world.commune)
    client.force_login(binh_of(world.commune).account)

    page = client.post(reverse("privacy:answer", args=[request.pk]), {"is_accepted": "no", "answer": " "})

    assert page.status_code == 400
    assert SubjectRequest.objects.get().state == RequestState.RECEIVED
    assert not Entry.objects.exists()


def test_nobody_answers_a_request_of_his_own():
    world = a_world()
    binh = binh_of(world.commune)
    request = a_request(place=world.commune, person=binh)

    with pytest.raises(Refusal, match="không ai tự trả lời"):
        actions.answer_request(
            request_id=request.pk, is_accepted=True, answer="Được", by=binh, scope=scope(binh), at=AT
        )

    assert SubjectRequest.objects.get().state == RequestState.RECEIVED


def test_chau_neither_sees_nor_answers_a_request_of_the_other_commune(client):
    world = a_world()
    request = a_request(place=world.commune)
    client.force_login(chau_of(world.elsewhere).account)

    assert client.get(reverse("privacy:request", args=[request.pk])).status_code == 404
    assert client.post(reverse("privacy:answer", args=[request.pk]), {"is_accepted": "no"}).status_code == 404
    assert "Vũ Mẫu Hạnh" not in client.get(reverse("privacy:list")).text


def test_an_auditor_sees_how_a_request_is_handled_and_not_whose_it_is(client):
    world = a_world()
    request = a_request(place=world.commune)
    client.force_login(a_person(role=Role.AUDITOR, place=world.province).account)

    pages = [client.get(reverse("privacy:list")).text, client.get(reverse("privacy:request", args=[request.pk])).text]

    assert all("V. M. Hạnh" in page for page in pages)
    assert not any("Vũ Mẫu Hạnh" in page or "0905 000 000" in page for page in pages)


def test_an_overdue_request_says_since_when_in_my_work():
    world = a_world()
    binh = binh_of(world.commune)
    a_request(place=world.commune, received_on=date(2026, 11, 2))

    job = queries.jobs(scope=scope(binh), person_id=binh.pk, at=AT)[0]

    assert job.due_words == "Quá hạn từ thứ Tư 04/11"
    assert job.due_at is not None
    assert job.due_at < AT


def test_one_extension_moves_the_last_day_and_a_second_is_refused():
    world = a_world()
    binh = binh_of(world.commune)
    request = a_request(place=world.commune, state=RequestState.ACCEPTED)
    given = {"request_id": request.pk, "reason": "Chờ bên vận hành", "by": binh, "scope": scope(binh), "at": AT}

    actions.extend_request(days=15, **given)
    with pytest.raises(Refusal, match="Chỉ gia hạn một lần"):
        actions.extend_request(days=1, **given)

    request.refresh_from_db()
    assert queries.clock_of(request).done_by == RECEIVED + timedelta(days=30)
    with pytest.raises(IntegrityError), transaction.atomic():
        SubjectRequest.objects.update(extended_days=16)


def test_the_commune_takes_in_a_request_on_paper_and_a_day_to_come_is_refused(client):
    world = a_world()
    client.force_login(binh_of(world.commune).account)
    typed = {
        "subject_name": "Vũ Mẫu Hạnh",
        "contact": "0912000111",
        "kind": "withdraw",
        "place": world.commune.pk,
        "way": "paper",
        "received_on": "2026-11-18",
    }

    page = client.post(reverse("privacy:new"), typed)
    assert "Ngày nhận chưa đến" in page.text
    assert "Vũ Mẫu Hạnh" in page.text
    assert not SubjectRequest.objects.exists()

    client.post(reverse("privacy:new"), typed | {"received_on": "2026-11-16", "has_others": "on"})

    request = SubjectRequest.objects.get()
    said = {"is_accepted": "yes", "answer": "Xã sẽ bỏ số."}
    answered = client.post(reverse("privacy:answer", args=[request.pk]), said, follow=True)

    assert queries.clock_of(request).done_by == date(2026, 12, 6)
    assert "Người yêu cầu không có tài khoản: hãy báo cho họ (0912000111)." in answered.text


def test_a_consent_is_recorded_with_its_proof_and_withdrawn(client):
    world = a_world()
    client.force_login(an_of(world.hamlet).account)
    typed = {
        "subject_name": "Vũ Mẫu Hạnh",
        "place": world.hamlet.pk,
        "purpose": "Gọi lại hỏi thăm",
        "way": "paper",
        "given_on": "2026-11-16",
    }

    page = client.post(reverse("privacy:consents"), typed)
    assert "Ghi chứng cứ" in page.text
    assert not Consent.objects.exists()
    client.post(reverse("privacy:consents"), typed | {"proof": "Phiếu số 7"})
    consent = Consent.objects.get()
    client.post(reverse("privacy:withdraw", args=[consent.pk]))

    consent.refresh_from_db()
    assert (consent.purpose, consent.withdrawn_on) == ("Gọi lại hỏi thăm", AT.date())


def test_the_form_of_a_consent_has_nothing_chosen_beforehand(client):
    world = a_world()
    client.force_login(an_of(world.hamlet).account)

    page = client.get(reverse("privacy:consents"))

    assert "checked" not in page.text
    assert page.context["form"]["way"].value() is None


def test_what_was_kept_long_enough_loses_its_names_once_a_day_and_the_rows_stand():
    world = a_world()
    old, kept = a_consent(place=world.hamlet, given_on=date(2025, 1, 1)), a_consent(place=world.hamlet)
    Consent.objects.filter(pk=old.pk).update(withdrawn_on=date(2025, 11, 16))
    a_request(place=world.commune, received_on=date(2024, 11, 16), state=RequestState.DONE)
    a_request(place=world.commune, received_on=date(2024, 11, 16))  # still waiting: never forgotten
    for days, sent_days in ((91, 91), (91, 89)):
        a_message(at=AT - timedelta(days=days), sent_at=AT - timedelta(days=sent_days))

    assert actions.forget_expired(at=AT) == {"consents": 1, "requests": 1, "messages": 1}
    assert actions.forget_expired(at=AT) == {}

    assert list(Consent.objects.order_by("pk").values_list("subject_name", flat=True)) == [
        "Đã ẩn danh",
        kept.subject_name,
    ]
    assert SubjectRequest.objects.filter(subject_name="Đã ẩn danh", text="").count() == 1
    assert SubjectRequest.objects.count() == 2
    assert list(Message.objects.order_by("pk").values_list("recipient", "body")) == [("", ""), ("binh@mau.vn", "Lời")]


def test_the_record_of_processing_is_a_page_and_a_paper(client):
    world = a_world()
    client.force_login(dung_of(world.province).account)

    page = client.get(reverse("privacy:processing"))
    paper = client.get(reverse("privacy:processing"), {"as": "docx"})

    assert "Sự đồng ý tự nguyện, rõ ràng, có thể chứng minh" in page.text
    assert page.text.count("Chưa có nguồn xác nhận") == 3
    assert paper.content[:2] == b"PK"
    assert exports.printed("pdf", on=AT.date(), issuer=None)[:4] == b"%PDF"


def test_an_erasure_is_done_only_when_the_name_is_gone_and_the_page_leads_the_administrator_there(client):
    world = a_world()
    gone, dung = a_person(name="Võ Mẫu Giang"), dung_of(world.province)
    admin = a_person(name="Hồ Mẫu Quản", role=Role.ADMINISTRATOR, place=world.province)
    request = a_request(place=world.commune, person=gone, kind="erase", state=RequestState.ACCEPTED)
    address, finish = reverse("privacy:request", args=[request.pk]), reverse("privacy:finish", args=[request.pk])
    client.force_login(dung.account)

    early = client.post(finish, {"outcome": "Đã xoá"}).content.decode()

    assert "Dữ liệu của người này chưa được xoá nên chưa ghi là đã làm xong được." in early
    assert SubjectRequest.objects.get().state == RequestState.ACCEPTED
    assert reverse("erase_person", args=[gone.pk]) not in early
    client.force_login(admin.account)
    assert reverse("erase_person", args=[gone.pk]) in client.get(address).content.decode()

    erase_person(person_id=gone.pk, by=admin, at=AT)
    done = client.post(finish, {"outcome": "Đã xoá"}, follow=True).content.decode()

    assert SubjectRequest.objects.get().state == RequestState.DONE
    assert "Người yêu cầu không còn tài khoản: hãy báo cho họ theo cách đã hẹn." in done
    assert not Notice.objects.filter(person=gone).exists()
    assert "Võ Mẫu Giang" not in client.get(address).content.decode()


def test_every_period_that_no_source_confirms_is_marked():
    kinds = {kind.code: (kind.days, kind.days_with_others, kind.is_confirmed) for kind in queries.kinds_on(AT.date())}

    assert kinds["withdraw"] == kinds["restrict"] == kinds["object"] == (15, 20, True)
    assert [code for code, (_days, _others, is_confirmed) in kinds.items() if not is_confirmed] == [
        "see",
        "correct",
        "erase",
    ]
    assert queries.kinds_on(date(2025, 12, 31)) == []


def test_the_list_costs_the_same_for_three_and_for_thirty(client):
    world = a_world()
    client.force_login(binh_of(world.commune).account)

    def grow(count):
        for _ in range(count):
            a_request(place=world.commune)

    grow(3)

    assert_flat(lambda: client.get(reverse("privacy:list")), grow=lambda: grow(20))
