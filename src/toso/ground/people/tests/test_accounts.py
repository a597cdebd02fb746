"""Invitations, locks, lost telephones."""

from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator

from tests.builders import a_person, an_of, binh_of, chau_of, dung_of, moment
from tests.world import a_world
from toso.ground.audit.models import Entry
from toso.ground.people.actions import (
    accept_invitation,
    create_person,
    deactivate_account,
    invite,
    reactivate_account,
    reset_second_factor,
    revoke_invitation,
)
from toso.ground.people.models import Account, Invitation
from toso.ground.people.queries import scope_of
from toso.ground.shared.refusal import Refusal

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 16)
AT = moment(DAY)
PASSWORD = "con trâu đen ăn cỏ"


def newcomer():
    return create_person(name="Đặng Mẫu Ý", by=None, at=AT)


def accept(secret, *, at=AT, username="y.mau", password=PASSWORD):
    return accept_invitation(secret=secret, username=username, password=password, at=at)


def scope(person):
    return scope_of(person.pk, on=DAY)


def test_an_invitation_makes_an_account_once():
    secret = invite(person=newcomer(), by=None, at=AT)

    account = accept(secret)

    assert account.check_password(PASSWORD)
    with pytest.raises(Refusal, match="đã hết hạn, đã dùng hoặc đã thu hồi"):
        accept(secret, username="nguoi.khac")
    assert Account.objects.count() == 1


def test_the_secret_is_kept_nowhere():
    secret = invite(person=newcomer(), by=None, at=AT)

    assert secret not in str(Invitation.objects.values().get())
    assert secret not in str(list(Entry.objects.values()))


def test_an_invitation_ends_after_seven_days():
    secret = invite(person=newcomer(), by=None, at=AT)

    with pytest.raises(Refusal):
        accept(secret, at=AT + timedelta(days=7))

    assert Account.objects.count() == 0
    assert accept(secret, at=AT + timedelta(days=7) - timedelta(seconds=1)).username == "y.mau"


def test_a_second_invitation_closes_the_first():
    person = newcomer()
    first = invite(person=person, by=None, at=AT)
    second = invite(person=person, by=None, at=AT)

    with pytest.raises(Refusal):
        accept(first)

    assert accept(second).person == person


def test_a_revoked_invitation_opens_nothing():
    world = a_world()
    dung = dung_of(world.province)
    secret = invite(person=newcomer(), by=dung, at=AT, scope=scope(dung))

    revoke_invitation(invitation_id=Invitation.objects.get().pk, by=dung, scope=scope(dung), at=AT)

    with pytest.raises(Refusal):
        accept(secret)


@pytest.mark.parametrize(
    ("username", "password", "sentence", "field"),
    [
        ("ý.mẫu", PASSWORD, "chữ thường không dấu", "username"),
        ("abc", PASSWORD, "4 đến 60 ký tự", "username"),
        ("y.mau", "ngắn", "Mật khẩu cần ít nhất 10 ký tự", "password"),
        ("y.mau", "84726150938471", "hoàn toàn là số", "password"),
    ],
)
def test_a_bad_choice_is_refused_and_the_link_stays_good(username, password, sentence, field):
    secret = invite(person=newcomer(), by=None, at=AT)

    with pytest.raises(Refusal, match=sentence) as refused:
        accept(secret, username=username, password=password)

    assert refused.value.field == field
    assert Account.objects.count() == 0
    assert accept(secret).username == "y.mau"


def test_a_taken_name_is_refused_however_it_is_written():
    a_person().account.__class__.objects.update(username="y.mau")
    secret = invite(person=newcomer(), by=None, at=AT)

    with pytest.raises(Refusal, match="đã có người dùng"):
        accept(secret, username="Y.Mau")


def test_whoever_forgot_the_password_keeps_the_name():
    an = an_of(a_world().hamlet)
    secret = invite(person=an, by=None, at=AT)

    account = accept(secret, username="")

    assert account.username == f"user{an.pk}"
    assert account.check_password(PASSWORD)


def test_chau_invites_nobody_of_an_s_hamlet():
    world = a_world()
    an, chau = an_of(world.hamlet), chau_of(world.elsewhere)

    with pytest.raises(Refusal):
        invite(person=an, by=chau, at=AT, scope=scope(chau))

    assert Invitation.objects.count() == 0


def test_binh_may_not_lock_dung_out():
    world = a_world()
    binh, dung = binh_of(world.commune), dung_of(world.province)

    with pytest.raises(Refusal):
        deactivate_account(person_id=dung.pk, by=binh, scope=scope(binh), at=AT)

    assert Account.objects.get(person=dung).is_active


def test_a_locked_account_is_out_at_once_and_comes_back(client):
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    client.force_login(an.account)
    assert client.get("/people/me/").status_code == 200

    deactivate_account(person_id=an.pk, by=binh, scope=scope(binh), at=AT)

    assert client.get("/people/me/").status_code == 302
    with pytest.raises(Refusal, match="đang bị khoá"):
        invite(person=an, by=binh, at=AT, scope=scope(binh))
    reactivate_account(person_id=an.pk, by=binh, scope=scope(binh), at=AT)
    assert Account.objects.get(person=an).is_active


def test_a_lost_telephone_is_forgotten_by_somebody_else():
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    Authenticator.objects.create(user=an.account, type="totp", data={"secret": "AAAA"})

    with pytest.raises(Refusal):
        reset_second_factor(person_id=binh.pk, by=binh, scope=scope(binh), at=AT)
    reset_second_factor(person_id=an.pk, by=binh, scope=scope(binh), at=AT)

    assert not Authenticator.objects.exists()
    assert Entry.objects.filter(code="people.account.second_factor_reset").count() == 1
