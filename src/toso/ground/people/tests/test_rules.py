from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from toso.ground.people.rules import (
    GRANTABLE,
    Role,
    addresses_in,
    idle_minutes,
    is_username,
    masked_name,
    masked_phone,
    may_give,
    needs_second_factor,
    overlaps,
    phone_digits,
    phones_in,
)

WORDS = st.text("abcđêôơưáàảãạ", min_size=2, max_size=6).map(str.capitalize)
SPANS = st.tuples(st.integers(0, 40), st.none() | st.integers(1, 40)).map(
    lambda pair: (
        date(2026, 1, 1) + timedelta(pair[0]),
        None if pair[1] is None else date(2026, 1, 1) + timedelta(pair[0] + pair[1]),
    )
)


@given(st.lists(WORDS, min_size=2, max_size=5))
def test_a_masked_name_keeps_the_given_name_and_first_letters_alone(words):
    shown = masked_name(" ".join(words)).split()

    assert shown[-1] == words[-1]
    assert shown[:-1] == [f"{word[0]}." for word in words[:-1]]


def test_names_and_numbers_are_masked_as_we_show_them():
    assert masked_name("Nguyễn Mẫu An") == "N. M. An"
    assert masked_name("An") == "A."
    assert masked_name("") == ""
    assert masked_phone("0905 123 456") == "••• ••• 456"
    assert masked_phone("113") == "••• •••"
    assert masked_phone("") == ""


@given(st.text("0123456789", min_size=7, max_size=12))
def test_a_masked_number_shows_three_digits(phone):
    assert sum(character.isdigit() for character in masked_phone(phone)) == 3


@given(st.from_regex(r"0\d{9}", fullmatch=True))
def test_a_number_is_one_number_however_it_is_written(phone):
    assert phone_digits(phone) == phone
    assert phone_digits(f"+84 {phone[1:4]} {phone[4:7]}.{phone[7:]}") == phone


def test_not_every_number_is_a_telephone():
    assert phone_digits("12345") is None
    assert phone_digits("binh.mau") is None


@given(st.sampled_from(Role), st.sampled_from(Role))
def test_nobody_gives_a_role_above_his_own(giver, given_role):
    if may_give([giver], given_role):
        assert GRANTABLE.get(given_role, frozenset()) <= GRANTABLE[giver]


def test_field_roles_give_nothing():
    assert not any(may_give([Role.TEAM_LEADER, Role.PARTNER, Role.AUDITOR, Role.YOUTH_UNION], role) for role in Role)


def test_a_province_role_needs_a_second_factor():
    assert needs_second_factor([Role.TEAM_MEMBER, Role.PROVINCE_VIEWER])
    assert not needs_second_factor([Role.COMMUNE_LEADER])


def test_a_session_is_short_at_a_desk_and_long_in_the_hamlet():
    assert idle_minutes([Role.TEAM_MEMBER]) == 720
    assert idle_minutes([Role.TEAM_MEMBER, Role.COMMUNE_OFFICIAL]) == 60
    assert idle_minutes([]) == 60


def test_a_user_name_can_be_typed_on_any_keyboard():
    assert is_username("binh.mau-2")
    assert not any(is_username(text) for text in ("bình", "Binh.mau", "abc", ".abc", "a b c d", "x" * 61))


@given(SPANS, SPANS)
def test_two_spans_overlap_when_they_share_a_day(one, other):
    days = [date(2026, 1, 1) + timedelta(n) for n in range(100)]
    shared = [d for d in days if all(s[0] <= d and (s[1] is None or d < s[1]) for s in (one, other))]

    assert overlaps(one, other) == bool(shared)
    assert overlaps(one, other) == overlaps(other, one)


def test_numbers_and_addresses_are_found_in_what_people_write_as_their_contact():
    said = "Gọi 0905.123.456 hoặc +84 905 123 457; thư: Hanh.V@mau.example. Số nhà 123456789012"

    assert phones_in(said) == {"0905123456", "0905123457"}
    assert addresses_in(said) == {"hanh.v@mau.example"}
    assert phones_in("84905123458") == {"0905123458"}
    assert addresses_in("không có @ nào") == phones_in("") == set()
