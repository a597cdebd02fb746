"""Logging in: password, throttling, second factor, and the end of a session."""

import base64
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import InvalidToken
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from tests.builders import a_person, an_of, binh_of, chau_of, dung_of
from tests.world import a_world
from toso.ground.audit.models import Entry

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"
PASSWORD = "con trâu đen ăn cỏ"


def with_password(person, username):
    account = person.account
    account.username = username
    account.set_password(PASSWORD)
    account.save()
    return person


def current_code(secret):
    return totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))


def age_session(client, **span):
    session = Session.objects.get(pk=client.session.session_key)
    store = client.session
    store["seen_at"] = (timezone.now() - timedelta(**span)).isoformat()
    store.save()
    assert session


def test_the_login_page_speaks_vietnamese_even_to_an_english_browser(client):
    page = client.get(LOGIN, headers={"accept-language": "en-US,en"})

    assert page.status_code == 200
    assert "Tên đăng nhập hoặc số điện thoại" in page.content.decode()
    assert page.headers["Content-Language"] == "vi"


def test_binh_logs_in_by_username_and_leaves_an_audit_line(client):
    binh = with_password(binh_of(a_world().commune), "binh.mau")

    answer = client.post(LOGIN, {"login": "binh.mau", "password": PASSWORD})

    assert answer.status_code == 302
    assert answer.url == "/"
    assert client.session["_auth_user_id"] == str(binh.account.pk)
    assert Entry.objects.get(code="people.account.entered").actor_id == binh.pk


def test_an_logs_in_by_telephone_however_it_is_written(client):
    an = with_password(an_of(a_world().hamlet), "an.mau")
    an.phone = "0905123456"
    an.save()

    client.post(LOGIN, {"login": "+84 905 123 456", "password": PASSWORD})

    assert client.session["_auth_user_id"] == str(an.account.pk)


def test_a_shared_telephone_number_names_nobody(client):
    world = a_world()
    for person, name in ((an_of(world.hamlet), "an.mau"), (chau_of(world.elsewhere), "chau.mau")):
        with_password(person, name)
        person.phone = "0905123456"
        person.save()

    answer = client.post(LOGIN, {"login": "0905123456", "password": PASSWORD})

    assert "Tên đăng nhập hoặc mật khẩu chưa đúng." in answer.content.decode()
    assert "Chưa đăng nhập được" in answer.content.decode()
    assert "Cần sửa trước khi lưu" not in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_the_sixth_wrong_password_is_not_even_tried(client):
    with_password(binh_of(a_world().commune), "binh.mau")
    for _ in range(5):
        wrong = client.post(LOGIN, {"login": "binh.mau", "password": "sai"})
        assert "Tên đăng nhập hoặc mật khẩu chưa đúng." in wrong.content.decode()

    answer = client.post(LOGIN, {"login": "binh.mau", "password": PASSWORD})

    assert "Đã nhập sai nhiều lần. Chờ 5 phút" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_locked_account_is_told_so_and_stays_out(client):
    binh = with_password(binh_of(a_world().commune), "binh.mau")
    binh.account.is_active = False
    binh.account.save()

    answer = client.post(LOGIN, {"login": "binh.mau", "password": PASSWORD}, follow=True)

    assert "_auth_user_id" not in client.session
    assert answer.status_code == 200


def test_sign_up_has_no_address(client):
    assert client.get("/account/signup/").status_code == 404


def test_dung_is_led_to_a_second_factor_before_anything_else(client, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    dung = dung_of(a_world().province)
    client.force_login(dung.account)

    answer = client.get(reverse("people:me"))

    assert answer.status_code == 302
    assert answer.url == reverse("people:second_factor")
    assert client.get(answer.url).status_code == 200


def test_binh_needs_no_second_factor(client, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    client.force_login(binh_of(a_world().commune).account)

    assert client.get(reverse("people:me")).status_code == 200


def test_dung_sets_up_a_second_factor_and_then_logs_in_with_it(client, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    dung = with_password(dung_of(a_world().province), "dung.mau")
    client.post(LOGIN, {"login": "dung.mau", "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    picture = base64.b64decode(page.context["totp_svg_data_uri"].split(",")[1]).decode()
    assert 'xmlns="http://www.w3.org/2000/svg"' in picture
    assert page.context["totp_svg_data_uri"] in page.content.decode()
    secret = client.session["mfa.totp.secret"]
    code = current_code(secret)

    done = client.post(reverse("mfa_activate_totp"), {"code": code})

    assert done.url == reverse("mfa_view_recovery_codes")
    assert client.get(reverse("people:me")).status_code == 200
    client.logout()
    asked = client.post(LOGIN, {"login": "dung.mau", "password": PASSWORD})
    assert asked.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    wrong = client.post(asked.url, {"code": "000000"})
    assert "Mã chưa đúng hoặc đã hết hạn." in wrong.content.decode()
    assert "Cần sửa trước khi lưu" not in wrong.content.decode()
    recovery = Authenticator.objects.get(user=dung.account, type="recovery_codes").wrap().get_unused_codes()[0]
    client.post(asked.url, {"code": recovery})
    assert client.session["_auth_user_id"] == str(dung.account.pk)


def test_what_the_second_factor_rests_on_is_sealed_in_the_database(client, settings):
    dung = dung_of(a_world().province)
    made = TOTP.activate(dung.account, "JBSWY3DPEHPK3PXP")
    codes = RecoveryCodes.activate(dung.account).get_unused_codes()

    kept = {row.type: row.data for row in Authenticator.objects.filter(user=dung.account)}

    assert kept["totp"]["secret"].startswith("sealed:")
    assert kept["recovery_codes"]["seed"].startswith("sealed:")
    assert "JBSWY3DPEHPK3PXP" not in str(kept)
    assert made.validate_code(current_code("JBSWY3DPEHPK3PXP"))
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another secret", [settings.SECRET_KEY]
    assert RecoveryCodes.activate(dung.account).get_unused_codes() == codes
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        RecoveryCodes.activate(dung.account).get_unused_codes()


def test_dung_may_not_switch_a_required_second_factor_off(client, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    dung = with_password(dung_of(a_world().province), "dung.mau")
    Authenticator.objects.create(user=dung.account, type="totp", data={"secret": "AAAA"})
    client.force_login(dung.account)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    answer = client.post(reverse("mfa_deactivate_totp"), follow=True)

    assert answer.status_code == 200
    assert Authenticator.objects.filter(user=dung.account, type="totp").count() == 1


def test_a_quiet_hour_at_the_desk_ends_the_session_and_says_so(client):
    client.force_login(binh_of(a_world().commune).account)
    client.get(reverse("people:me"))
    age_session(client, minutes=61)

    answer = client.get(reverse("people:me"), follow=True)

    assert answer.redirect_chain[0][0] == f"{LOGIN}?next={reverse('people:me')}"
    assert "Phiên trước đã hết giờ vì lâu không có thao tác." in answer.content.decode()


def test_a_quiet_hour_in_the_hamlet_does_not(client):
    client.force_login(an_of(a_world().hamlet).account)
    client.get(reverse("people:me"))
    age_session(client, minutes=61)

    assert client.get(reverse("people:me")).status_code == 200


def test_a_full_form_sent_after_the_end_is_kept_for_the_same_person(client):
    binh = with_password(binh_of(a_world().commune), "binh.mau")
    client.force_login(binh.account)
    client.get(reverse("people:me"))
    age_session(client, minutes=61)
    words = "Đã hướng dẫn 12 hộ ở Thôn Mẫu 3 nộp hồ sơ trực tuyến."

    refused = client.post(reverse("people:me"), {"note": words, "password": "bí mật"})
    back = client.post(LOGIN, {"login": "binh.mau", "password": PASSWORD, "next": reverse("people:resume")})
    page = client.get(back.url)

    assert refused.url == f"{LOGIN}?next={reverse('people:resume')}"
    assert words in page.content.decode()
    assert f'action="{reverse("people:me")}"' in page.content.decode()
    assert "bí mật" not in page.content.decode()


def test_chau_never_sees_what_binh_was_writing(client):
    world = a_world()
    client.force_login(binh_of(world.commune).account)
    client.get(reverse("people:me"))
    age_session(client, minutes=61)
    with_password(chau_of(world.elsewhere), "chau.mau")
    client.post(reverse("people:me"), {"note": "Chuyện riêng của xã An Hoà"})

    client.post(LOGIN, {"login": "chau.mau", "password": PASSWORD, "next": reverse("people:resume")})
    page = client.get(reverse("people:resume"), follow=True)

    assert "Chuyện riêng" not in page.content.decode()
    assert "kept_form" not in client.session


def test_a_script_is_answered_401_with_a_sentence(client):
    answer = client.post(reverse("people:me"), {"note": "x"}, headers={"hx-request": "true"})

    assert answer.status_code == 401
    assert "Phiên làm việc đã hết giờ." in answer.content.decode()
    assert answer.headers["X-Login"] == LOGIN


def test_the_language_is_the_account_s(client):
    person = a_person()
    person.account.language = "en"
    person.account.save()
    client.force_login(person.account)

    assert client.get(reverse("people:me")).headers["Content-Language"] == "en"
