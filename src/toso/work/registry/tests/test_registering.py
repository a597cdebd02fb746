from datetime import date, timedelta

import pytest
from django.db.models import Q

from tests.builders import a_person, a_place, an_of, binh_of, chau_of, moment
from tests.world import a_world
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.privacy.actions import withdraw_consent
from toso.ground.privacy.models import Consent
from toso.ground.shared.refusal import Refusal
from toso.plan.programme.models import Mark
from toso.work.registry import facts
from toso.work.registry.actions import registering as actions
from toso.work.registry.models import Answer, Change, Registrant, Residence
from toso.work.registry.queries import register as queries
from toso.work.registry.queries.counts import counts_of
from toso.work.registry.queries.register import Filters
from toso.work.registry.rules.answers import Kind
from toso.work.registry.tests.builders import DAY, a_registrant, answer

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(days=10)


def who(person, *, day=DAY):
    return {"by": person, "scope": scope_of(person.pk, on=day), "at": moment(day, 17)}


def total(fact, parameters, *, place, on):
    """What a stock adds up to at a place at the end of a day, straight from its rows."""
    stands = Q(**{f"{fact.day}__lte": on}) & (Q(ends_on__isnull=True) | Q(ends_on__gt=on))
    rows = fact.rows(parameters).filter(stands, place=place)
    return sum(rows.annotate(adds=fact.measure).values_list("adds", flat=True))


def test_a_household_enters_the_register_with_its_answers_and_counts_from_that_day():
    world = a_world()
    an = an_of(world.hamlet)

    row = a_registrant(place=world.hamlet, by=an, fields={"internet": "co", "e_payment": "Có", "e_commerce": "không"})

    assert (row.code, row.version, row.group, row.listed_on) == ("1", 1, "other", DAY)
    assert row.answers == {"internet": "yes", "e_payment": "yes", "e_commerce": "no", "commerce_and_payment": "no"}
    assert total(facts.registrants, {}, place=world.hamlet, on=DAY) == 1
    assert total(facts.registrants, {}, place=world.hamlet, on=DAY - timedelta(days=1)) == 0
    assert total(facts.answers, {"question": "internet"}, place=world.hamlet, on=DAY) == 1
    assert total(facts.answers, {"question": "commerce_and_payment"}, place=world.hamlet, on=DAY) == 0
    assert Mark.objects.filter(place=world.hamlet, day=DAY).exists()


def test_rows_are_numbered_on_and_a_code_is_taken_once():
    world = a_world()
    an = an_of(world.hamlet)
    first, shop = a_registrant(place=world.hamlet, by=an), a_registrant(place=world.hamlet, by=an, kind=Kind.BUSINESS)
    second = a_registrant(place=world.hamlet, by=an)

    with pytest.raises(Refusal, match="đã có mã 2"):
        a_registrant(place=world.hamlet, by=an, fields={"code": "2"})

    assert (first.code, second.code, shop.code) == ("1", "2", "CS1")
    assert Registrant.objects.count() == 3


def test_what_is_missing_is_no_zero_and_no_answer():
    world = a_world()
    an = an_of(world.hamlet)
    a_registrant(place=world.hamlet, by=an)
    a_registrant(place=world.hamlet, by=an, fields={"internet": "không biết"})
    a_registrant(place=world.hamlet, by=an, fields={"internet": "không"})

    def count(**parameters):
        return total(facts.answers, {"question": "internet", **parameters}, place=world.hamlet, on=DAY)

    assert (count(), count(values=["no"]), count(values=["yes", "no"]), count(values=["unknown"])) == (0, 1, 1, 1)
    assert total(facts.registrants, {}, place=world.hamlet, on=DAY) == 3


def test_an_answer_holds_until_the_day_it_is_answered_otherwise():
    world = a_world()
    an = an_of(world.hamlet)
    row = a_registrant(place=world.hamlet, by=an, fields={"internet": "no", "adults": "3"})

    answer(row, an, {"internet": "yes", "adults": "4"}, day=LATER)

    def yes(on):
        return total(facts.answers, {"question": "internet"}, place=world.hamlet, on=on)

    def adults(on):
        return total(facts.numbers, {"question": "adults"}, place=world.hamlet, on=on)

    assert (yes(DAY), yes(LATER - timedelta(days=1)), yes(LATER)) == (0, 0, 1)
    assert (adults(DAY), adults(LATER)) == (3, 4)
    line = next(line for line in queries.answer_lines(row) if line.question.code == "internet")
    assert (line.words, line.since, line.before) == ("Có", LATER, [f"{DAY:%d/%m/%Y}: Không"])


def test_an_answer_mended_on_its_own_day_was_never_the_other():
    world = a_world()
    an = an_of(world.hamlet)
    row = a_registrant(place=world.hamlet, by=an, fields={"internet": "no"})

    answer(row, an, {"internet": "yes"}, day=DAY, hour=18)

    assert [(a.value, a.ends_on) for a in Answer.objects.filter(question="internet", superseded_at=None)] == [
        ("yes", None)
    ]
    assert Answer.objects.filter(question="internet").count() == 2


def test_taking_an_answer_back_leaves_it_unasked_and_its_past_stands():
    world = a_world()
    an = an_of(world.hamlet)
    row = a_registrant(place=world.hamlet, by=an, fields={"internet": "yes"})

    row = answer(row, an, {"internet": "not_asked"}, day=LATER)

    assert row.answers == {}
    assert total(facts.answers, {"question": "internet"}, place=world.hamlet, on=LATER) == 0
    assert total(facts.answers, {"question": "internet"}, place=world.hamlet, on=DAY) == 1


def test_saving_what_stands_already_makes_no_version():
    world = a_world()
    an = an_of(world.hamlet)
    row = a_registrant(place=world.hamlet, by=an, fields={"internet": "yes", "address": "Xóm 2"})

    row = answer(row, an, {"internet": "yes", "address": "Xóm  2", "code": ""}, day=LATER)

    assert (row.version, Change.objects.count(), Answer.objects.count()) == (1, 1, 1)


def test_nobody_is_named_without_having_agreed():
    world = a_world()
    an = an_of(world.hamlet)

    with pytest.raises(Refusal, match="Chưa có sự đồng ý"):
        actions.register(
            kind=Kind.HOUSEHOLD, place=world.hamlet, fields={"contact_name": "Nguyễn Mẫu Hạnh"}, day=DAY, **who(an)
        )
    assert not Registrant.objects.exists()

    row = a_registrant(place=world.hamlet, by=an, name="Nguyễn Mẫu Hạnh", phone="0905 123 456")
    assert row.consent is not None
    assert (row.contact_name, row.phone, row.consent.subject_name) == (
        "Nguyễn Mẫu Hạnh",
        "0905123456",
        "Nguyễn Mẫu Hạnh",
    )

    with pytest.raises(Refusal, match="Chưa có sự đồng ý"):
        answer(row, an, {"contact_name": "Nguyễn Mẫu Phúc"}, day=LATER)
    assert Registrant.objects.get().contact_name == "Nguyễn Mẫu Hạnh"
    assert answer(row, an, {"phone": "0905123457"}, day=LATER).phone == "0905123457"


def test_a_member_at_the_door_writes_consent_down():
    world = a_world()
    member = a_person(role=Role.TEAM_MEMBER, place=world.hamlet)

    assert a_registrant(place=world.hamlet, by=member, name="Nguyễn Mẫu Hạnh").consent is not None


def test_a_forgotten_contact_is_gone_from_the_row_its_history_and_the_search():
    world = a_world()
    an = an_of(world.hamlet)
    row = a_registrant(place=world.hamlet, by=an, name="Nguyễn Mẫu Hạnh", fields={"internet": "yes"})

    actions.forget_contact(registrant_id=row.pk, **who(an, day=LATER))

    row.refresh_from_db()
    assert (row.contact_name, row.phone, row.consent, row.name_key) == ("", "", None, "")
    assert Consent.objects.get().withdrawn_on == LATER
    assert not Change.objects.filter(fields__icontains="Hạnh").exists()
    assert not queries.find(scope_of(an.pk, on=DAY), Filters(text="hanh")).exists()
    assert total(facts.answers, {"question": "internet"}, place=world.hamlet, on=LATER) == 1


def test_a_withdrawn_consent_takes_the_name_out_of_the_register_the_same_day():
    world = a_world()
    an = an_of(world.hamlet)
    row = a_registrant(place=world.hamlet, by=an, name="Nguyễn Mẫu Hạnh")
    other = a_registrant(place=world.hamlet, by=an, name="Nguyễn Mẫu Phúc")
    assert row.consent is not None
    withdraw_consent(consent_id=row.consent.pk, on=DAY, **who(an))

    assert actions.forget_withdrawn(at=moment(DAY, 18)) == 1
    assert actions.forget_withdrawn(at=moment(DAY, 19)) == 0

    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.contact_name, other.contact_name) == ("", "Nguyễn Mẫu Phúc")


def test_who_moves_counts_in_the_new_hamlet_from_that_day_on():
    world = a_world()
    binh = binh_of(world.commune)
    new_home = a_place(name="Mẫu 2", parent=world.commune)
    a_registrant(place=new_home, by=binh)
    row = a_registrant(place=world.hamlet, by=binh, fields={"internet": "yes"})

    row = actions.move_registrant(registrant_id=row.pk, to=new_home, on=LATER, **who(binh, day=LATER))

    assert (row.place, row.code) == (new_home, "2")
    for fact, parameters in ((facts.registrants, {}), (facts.answers, {"question": "internet"})):
        at_home = [total(fact, parameters, place=world.hamlet, on=on) for on in (DAY, LATER)]
        assert at_home == [1, 0]
    assert total(facts.answers, {"question": "internet"}, place=new_home, on=LATER) == 1


def test_who_leaves_counts_until_the_day_before():
    world = a_world()
    an = an_of(world.hamlet)
    row = a_registrant(place=world.hamlet, by=an, fields={"internet": "yes"})

    with pytest.raises(Refusal, match="Ghi lý do"):
        actions.end_registrant(registrant_id=row.pk, on=LATER, reason=" ", **who(an, day=LATER))
    actions.end_registrant(registrant_id=row.pk, on=LATER, reason="Chuyển đi tỉnh khác", **who(an, day=LATER))

    assert total(facts.registrants, {}, place=world.hamlet, on=LATER - timedelta(days=1)) == 1
    assert total(facts.registrants, {}, place=world.hamlet, on=LATER) == 0
    assert total(facts.answers, {"question": "internet"}, place=world.hamlet, on=LATER) == 0
    with pytest.raises(Refusal, match="đã ra khỏi sổ"):
        answer(row, an, {"internet": "no"}, day=LATER)
    assert a_registrant(place=world.hamlet, by=an, fields={"code": "1"}, day=LATER).code == "1"


def test_a_stranger_neither_reads_nor_writes():
    world = a_world()
    row = a_registrant(place=world.hamlet, by=an_of(world.hamlet))
    chau = chau_of(world.elsewhere)

    with pytest.raises(Refusal, match="chỉ được xem"):
        a_registrant(place=world.hamlet, by=chau)
    with pytest.raises(Registrant.DoesNotExist):
        answer(row, chau, {"internet": "yes"}, day=LATER)

    assert Registrant.objects.get().answers == {}


def test_whoever_does_not_work_with_citizens_finds_no_row():
    world = a_world()
    a_registrant(place=world.hamlet, by=an_of(world.hamlet), name="Nguyễn Mẫu Hạnh")
    dung = a_person(role=Role.PROVINCE_OFFICER, place=world.province)
    scope = scope_of(dung.pk, on=DAY)

    assert not queries.visible(scope).exists()
    assert not queries.find(scope, Filters()).exists()
    assert queries.found(text="hanh", scope=scope, limit=5) == []
    assert [row.households for row in counts_of(scope, world.province, Kind.HOUSEHOLD).below] == [1, 0]


def test_a_row_is_found_by_words_in_any_order_without_marks_by_code_and_by_telephone():
    world = a_world()
    an = an_of(world.hamlet)
    hanh = a_registrant(place=world.hamlet, by=an, name="Nguyễn Mẫu Hạnh", phone="0905123456", fields={"code": "H-07"})
    a_registrant(place=world.hamlet, by=an, name="Nguyễn Mẫu Phúc")
    scope = scope_of(an.pk, on=DAY)

    def hits(text):
        return list(queries.find(scope, Filters(text=text)))

    for text in ("hanh nguyen", "NGUYỄN hạn", "h-07", "0905 123 456", "+84905123456"):
        assert hits(text) == [hanh], text
    assert len(hits("nguyen")) == 2
    assert hits("hanh phuc") == []
    assert hits("o'\\:*&|!") == []


def test_the_list_is_read_page_by_page_without_loss(monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    world = a_world()
    an = an_of(world.hamlet)
    for code in ("10", "2", "1", "3", "2a"):
        a_registrant(place=world.hamlet, by=an, fields={"code": code})
    rows = queries.find(scope_of(an.pk, on=DAY), Filters())

    seen, after = [], ""
    while True:
        page, after = queries.page_of(rows, after)
        seen += [row.code for row in page]
        if not after:
            break

    assert seen == ["1", "2", "2a", "3", "10"]


def test_rows_are_narrowed_by_what_they_answered():
    world = a_world()
    an = an_of(world.hamlet)
    without = a_registrant(place=world.hamlet, by=an, fields={"internet": "no"})
    unasked = a_registrant(place=world.hamlet, by=an)
    a_registrant(place=world.hamlet, by=an, fields={"internet": "yes"})
    scope = scope_of(an.pk, on=DAY)

    assert list(queries.find(scope, Filters(question="internet", value="no"))) == [without]
    assert list(queries.find(scope, Filters(question="internet", value="not_asked"))) == [unasked]
    assert list(queries.find(scope, Filters(group="no_device"))) == [without]


def test_a_number_cannot_be_more_than_its_whole_and_a_day_cannot_be_ahead():
    world = a_world()
    an = an_of(world.hamlet)
    row = a_registrant(place=world.hamlet, by=an, fields={"adults": "2"})

    with pytest.raises(Refusal, match="không thể nhiều hơn"):
        answer(row, an, {"adults_with_account": "3"}, day=LATER)
    with pytest.raises(Refusal, match="chưa đến"):
        actions.update_registrant(
            registrant_id=row.pk, fields={"internet": "yes"}, day=date(2027, 1, 1), **who(an, day=LATER)
        )

    assert Registrant.objects.get().version == 1
    assert Residence.objects.count() == 1


def test_whoever_saves_over_a_later_version_is_told_and_loses_nothing():
    world = a_world()
    an = an_of(world.hamlet)
    row = a_registrant(place=world.hamlet, by=an)
    answer(row, an, {"internet": "yes"}, day=LATER)

    with pytest.raises(Refusal, match="Vừa có người sửa"):
        actions.update_registrant(
            registrant_id=row.pk, fields={"internet": "no"}, day=LATER, version=1, **who(an, day=LATER)
        )

    assert Registrant.objects.get().answers == {"internet": "yes"}
