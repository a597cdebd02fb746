from datetime import timedelta

import pytest

from tests.builders import a_person, an_of, binh_of, moment
from tests.world import a_world
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.shared.refusal import Refusal
from toso.work.registry import facts
from toso.work.registry.actions.merging import merge_registrants, tell_apart, undo_merge
from toso.work.registry.models import Merge, Registrant
from toso.work.registry.queries.duplicates import alike, alike_in
from toso.work.registry.rules.answers import Kind
from toso.work.registry.rules.names import Likeness
from toso.work.registry.tests.builders import DAY, a_registrant, answer
from toso.work.registry.tests.test_registering import total

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(days=3)


def who(person):
    return {"by": person, "scope": scope_of(person.pk, on=LATER), "at": moment(LATER, 10)}


def merged(kept, dropped, by):
    return merge_registrants(kept_id=kept.pk, dropped_id=dropped.pk, reason="Một hộ ghi hai lần", **who(by))


def test_a_household_written_twice_is_warned_of():
    world = a_world()
    an = an_of(world.hamlet)
    one = a_registrant(place=world.hamlet, by=an, name="Trần Mẫu Hoà", phone="0905123456")
    same = a_registrant(place=world.hamlet, by=an, name="Hòa Trần Mẫu")
    phone = a_registrant(place=world.hamlet, by=an, name="Lê Mẫu Phúc", phone="0905123456")
    a_registrant(place=world.hamlet, by=an, name="Trần Mẫu Bảo")
    scope = scope_of(an.pk, on=LATER)

    assert [(each.row, each.likeness) for each in alike(one, scope)] == [
        (phone, Likeness.PHONE),
        (same, Likeness.NAME),
    ]
    assert {(pair[0].pk, pair[1].pk) for pair in alike_in(list(Registrant.objects.order_by("pk")))} == {
        (one.pk, same.pk),
        (one.pk, phone.pk),
    }


def test_those_found_to_be_two_are_not_warned_of_again():
    world = a_world()
    an = an_of(world.hamlet)
    one, other = (a_registrant(place=world.hamlet, by=an, name="Trần Mẫu Hoà") for _ in range(2))

    tell_apart(one_id=other.pk, other_id=one.pk, **who(an))

    assert alike(one, scope_of(an.pk, on=LATER)) == []
    assert alike_in([one, other]) == []


def test_a_merge_counts_once_and_takes_over_what_only_the_other_knew():
    world = a_world()
    an = an_of(world.hamlet)
    kept = a_registrant(place=world.hamlet, by=an, fields={"internet": "yes"})
    dropped = a_registrant(
        place=world.hamlet, by=an, fields={"internet": "no", "e_payment": "yes"}, name="Trần Mẫu Hoà"
    )

    merge = merged(kept, dropped, an)

    kept.refresh_from_db()
    dropped.refresh_from_db()
    assert (kept.answers, kept.contact_name) == ({"internet": "yes", "e_payment": "yes"}, "Trần Mẫu Hoà")
    assert (dropped.merged_into, dropped.ended_on, merge.kept) == (kept, LATER, kept)
    assert total(facts.registrants, {}, place=world.hamlet, on=LATER) == 1
    assert total(facts.registrants, {}, place=world.hamlet, on=DAY) == 1
    assert total(facts.answers, {"question": "internet", "values": ["no"]}, place=world.hamlet, on=DAY) == 0


def test_an_undone_merge_leaves_both_as_they_were():
    world = a_world()
    an = an_of(world.hamlet)
    kept = a_registrant(place=world.hamlet, by=an, fields={"internet": "yes"})
    dropped = a_registrant(place=world.hamlet, by=an, fields={"e_payment": "yes"}, name="Trần Mẫu Hoà")
    merge = merged(kept, dropped, an)
    answer(kept, an, {"internet": "no"}, day=LATER, hour=11)

    undo_merge(merge_id=merge.pk, **who(an) | {"at": moment(LATER, 12)})

    kept.refresh_from_db()
    dropped.refresh_from_db()
    assert (kept.answers, kept.contact_name, kept.consent) == ({"internet": "no"}, "", None)
    assert (dropped.answers, dropped.contact_name, dropped.ended_on) == ({"e_payment": "yes"}, "Trần Mẫu Hoà", None)
    assert total(facts.registrants, {}, place=world.hamlet, on=DAY) == 2
    assert total(facts.answers, {"question": "e_payment"}, place=world.hamlet, on=DAY) == 1
    assert total(facts.answers, {"question": "e_payment"}, place=world.hamlet, on=LATER) == 1
    with pytest.raises(Refusal, match="đã tách lại"):
        undo_merge(merge_id=merge.pk, **who(an))


def test_what_cannot_be_merged_stays_as_it_is():
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    member = a_person(role=Role.TEAM_MEMBER, place=world.hamlet)
    one, other = (a_registrant(place=world.hamlet, by=an) for _ in range(2))
    shop = a_registrant(place=world.hamlet, by=an, kind=Kind.BUSINESS)

    for kept, dropped, by, words in (
        (one, one, an, "hai dòng khác nhau"),
        (one, shop, binh, "Không gộp hộ với cơ sở"),
        (one, other, member, "chỉ được xem"),
    ):
        with pytest.raises(Refusal, match=words):
            merged(kept, dropped, by)

    assert Registrant.objects.standing().count() == 3
    assert not Merge.objects.exists()
