from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from tests.builders import an_of, binh_of, chau_of, moment
from tests.world import a_world
from toso.ground.notices.models import Notice
from toso.ground.people.queries import scope_of
from toso.ground.shared.refusal import Refusal
from toso.work.registry.actions.entities import Said, apply_said, release_held, settle_conflict
from toso.work.registry.actions.merging import tell_apart
from toso.work.registry.models import Change, ChangeState, Registrant
from toso.work.registry.queries.register import waiting
from toso.work.registry.tests.builders import DAY, a_registrant, answer

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(days=3)


def said(place, entity, *, sending="", create=False, base=0, branch="", trunk=0, edits="", **values):
    return Said(
        sending=sending or f"uuid:{uuid4()}",
        entity=str(entity),
        list_name="households",
        place=place,
        day=LATER,
        is_creation=create,
        is_update=not create,
        base=base,
        trunk=trunk,
        branch=branch,
        values=values,
        edits=edits,
    )


def send(what, by, *, at=None):
    return apply_said(said=what, by=by, scope=scope_of(by.pk, on=LATER), at=at or moment(LATER, 9))


def test_a_form_puts_a_household_into_the_register_once():
    world = a_world()
    an = an_of(world.hamlet)
    form = said(
        world.hamlet, uuid4(), create=True, internet="yes", adults="3", contact_name="Nguyễn Mẫu Hạnh", consent="yes"
    )

    change, again = send(form, an), send(form, an)

    row = Registrant.objects.get()
    assert (change.pk, again.pk, str(row.uuid)) == (again.pk, change.pk, form.entity)
    assert (row.answers, row.contact_name, row.version) == ({"internet": "yes", "adults": "3"}, "Nguyễn Mẫu Hạnh", 1)
    assert row.consent is not None
    assert form.sending in row.consent.proof


def test_who_sends_a_household_that_may_be_in_the_register_is_told_until_somebody_has_looked():
    world = a_world()
    an = an_of(world.hamlet)
    there = a_registrant(place=world.hamlet, by=an, name="Trần Mẫu Hoà")
    form = said(world.hamlet, uuid4(), create=True, contact_name="Hòa Trần Mẫu", consent="yes")

    send(form, an)
    send(form, an)
    send(said(world.hamlet, uuid4(), create=True, contact_name="Lê Mẫu Bảo", consent="yes"), an)

    (notice,) = Notice.objects.filter(person=an)
    double = Registrant.objects.get(uuid=form.entity)
    assert notice.address == f"/registry/{double.pk}/"
    assert ("Hoà" in notice.title, "có thể đã có trong sổ" in notice.title) == (False, True)
    tell_apart(one_id=there.pk, other_id=double.pk, by=an, scope=scope_of(an.pk, on=LATER), at=moment(LATER, 10))
    notice.refresh_from_db()
    assert notice.done_at is not None


def test_a_form_names_nobody_who_has_not_agreed():
    world = a_world()
    send(
        said(
            world.hamlet,
            uuid4(),
            create=True,
            internet="no",
            contact_name="Nguyễn Mẫu Hạnh",
            phone="0905123456",
            consent="no",
        ),
        an_of(world.hamlet),
    )

    row = Registrant.objects.get()
    assert (row.contact_name, row.phone, row.consent, row.answers) == ("", "", None, {"internet": "no"})


def test_an_update_changes_what_the_phone_changed_and_leaves_the_rest():
    world = a_world()
    an = an_of(world.hamlet)
    row = a_registrant(place=world.hamlet, by=an, fields={"internet": "no", "e_payment": "no"})
    answer(row, an, {"e_payment": "yes"}, day=DAY, hour=18)

    change = send(said(world.hamlet, row.uuid, base=1, internet="yes", e_payment="no"), an)

    row.refresh_from_db()
    assert change.state == ChangeState.APPLIED
    assert (row.answers["internet"], row.answers["e_payment"], row.version) == ("yes", "yes", 3)


def test_two_words_for_one_field_wait_for_a_person_with_both_shown():
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    row = a_registrant(place=world.hamlet, by=an, fields={"internet": "unknown", "smartphone": "no"})
    answer(row, binh, {"internet": "no"}, day=DAY, hour=18)

    change = send(said(world.hamlet, row.uuid, base=1, internet="yes", smartphone="yes"), an)

    row.refresh_from_db()
    assert (change.state, change.conflicts) == (ChangeState.CONFLICT, {"internet": ["no", "yes"]})
    assert (row.answers["internet"], row.answers["smartphone"]) == ("no", "yes")
    assert list(waiting(scope_of(an.pk, on=LATER))) == [change]
    assert not waiting(scope_of(chau_of(world.elsewhere).pk, on=LATER)).exists()

    settle_conflict(
        change_id=change.pk,
        take=frozenset({"internet"}),
        why="Đã hỏi lại",
        by=binh,
        scope=scope_of(binh.pk, on=LATER),
        at=moment(LATER, 11),
    )

    row.refresh_from_db()
    change.refresh_from_db()
    assert (row.answers["internet"], change.state, change.settled_by) == ("yes", ChangeState.SETTLED, binh)
    assert not waiting(scope_of(an.pk, on=LATER)).exists()


def test_keeping_what_stands_settles_a_conflict_too():
    world = a_world()
    an = an_of(world.hamlet)
    row = a_registrant(place=world.hamlet, by=an, fields={"internet": "unknown"})
    answer(row, an, {"internet": "no"}, day=DAY, hour=18)
    change = send(said(world.hamlet, row.uuid, base=1, internet="yes"), an)
    version = Registrant.objects.get().version

    settle_conflict(
        change_id=change.pk, take=frozenset(), why="", by=an, scope=scope_of(an.pk, on=LATER), at=moment(LATER, 11)
    )

    row.refresh_from_db()
    assert (row.answers["internet"], row.version) == ("no", version)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (2, 0, 1)])
def test_edits_of_one_phone_arrive_in_any_order_and_end_alike(order):
    world = a_world()
    an = an_of(world.hamlet)
    row = a_registrant(place=world.hamlet, by=an, fields={"internet": "no"})
    branch = [
        said(world.hamlet, row.uuid, base=1, trunk=1, branch="b", internet="yes"),
        said(world.hamlet, row.uuid, base=2, trunk=1, branch="b", internet="yes", e_payment="no"),
        said(world.hamlet, row.uuid, base=3, trunk=1, branch="b", internet="unknown", e_payment="yes"),
    ]

    for step in order:
        send(branch[step], an)

    row.refresh_from_db()
    assert (row.answers["internet"], row.answers["e_payment"]) == ("unknown", "yes")
    assert set(Change.objects.values_list("state", flat=True)) == {ChangeState.APPLIED}
    assert row.version == 4


def test_edits_of_a_household_made_on_the_phone_wait_for_it():
    world = a_world()
    an = an_of(world.hamlet)
    entity = uuid4()

    second = send(said(world.hamlet, entity, base=2, branch="b", internet="yes"), an)
    first = send(said(world.hamlet, entity, base=1, branch="b", smartphone="yes"), an)
    assert (first.state, second.state) == (ChangeState.HELD, ChangeState.HELD)
    send(said(world.hamlet, entity, create=True, code="12"), an)

    row = Registrant.objects.get()
    assert (row.uuid, row.answers, row.version) == (entity, {"smartphone": "yes", "internet": "yes"}, 3)
    assert not Change.objects.filter(state=ChangeState.HELD).exists()


def test_an_edit_whose_forerunner_never_came_is_looked_at_after_five_days():
    world = a_world()
    an = an_of(world.hamlet)
    row = a_registrant(place=world.hamlet, by=an, fields={"internet": "no"})
    send(said(world.hamlet, row.uuid, base=3, trunk=1, branch="b", internet="yes"), an)
    send(said(world.hamlet, uuid4(), base=1, internet="yes"), an)

    assert release_held(at=moment(LATER + timedelta(days=4))) == 0
    assert release_held(at=moment(LATER + timedelta(days=6))) == 2

    row.refresh_from_db()
    assert row.answers["internet"] == "yes"
    lost = Change.objects.get(state=ChangeState.REFUSED)
    assert (lost.sent, lost.why) == ({"internet": "yes"}, "Sau 5 ngày vẫn chưa có dòng này trong sổ.")


def test_what_cannot_be_written_is_kept_with_its_reason():
    world = a_world()
    an = an_of(world.hamlet)
    row = a_registrant(place=world.hamlet, by=an, fields={"code": "1", "adults": "2"})

    taken = send(said(world.hamlet, uuid4(), create=True, code="1", internet="yes"), an)
    odd = send(said(world.hamlet, row.uuid, base=1, adults_with_account="9"), an)
    again = send(said(world.hamlet, row.uuid, create=True, internet="yes"), an)

    assert [change.state for change in (taken, odd, again)] == [ChangeState.REFUSED] * 3
    assert "đã có mã 1" in taken.why
    assert taken.sent == {"code": "1", "internet": "yes"}
    assert Registrant.objects.get().answers == {"adults": "2"}


def test_a_stranger_changes_nothing_by_a_form():
    world = a_world()
    row = a_registrant(place=world.hamlet, by=an_of(world.hamlet), fields={"internet": "no"})

    change = send(said(world.hamlet_elsewhere, row.uuid, base=1, internet="yes"), chau_of(world.elsewhere))

    row.refresh_from_db()
    assert (change.state, row.answers) == (ChangeState.REFUSED, {"internet": "no"})


def test_a_mended_form_changes_what_it_mended_and_no_more():
    world = a_world()
    an = an_of(world.hamlet)
    entity = uuid4()
    first = said(world.hamlet, entity, create=True, internet="no", smartphone="yes")
    send(first, an)
    row = Registrant.objects.get()
    answer(row, an, {"smartphone": "no"}, day=LATER, hour=10)

    change = send(
        said(world.hamlet, entity, create=True, edits=first.sending, internet="yes", smartphone="yes"),
        an,
        at=moment(LATER, 12),
    )

    row.refresh_from_db()
    assert (change.state, row.answers) == (ChangeState.APPLIED, {"internet": "yes", "smartphone": "no"})


def test_lists_of_others_and_odd_ids_are_none_of_ours():
    world = a_world()
    an = an_of(world.hamlet)
    trees = Said(sending="a", entity=str(uuid4()), list_name="trees", place=world.hamlet, day=LATER, is_creation=True)

    assert send(trees, an) is None
    assert send(said(world.hamlet, "not-a-uuid", create=True), an) is None
    assert not Change.objects.exists()


def test_a_held_edit_is_not_settled_by_hand():
    world = a_world()
    an = an_of(world.hamlet)
    held = send(said(world.hamlet, UUID(int=7), base=1, internet="yes"), an)

    with pytest.raises(Refusal, match="đang chờ bản trước"):
        settle_conflict(
            change_id=held.pk, take=frozenset(), why="", by=an, scope=scope_of(an.pk, on=LATER), at=moment(LATER, 11)
        )
