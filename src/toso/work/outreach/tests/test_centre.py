"""Work at the commune's public-service centre: a few taps a person, figures by procedure, one record and one home."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.builders import a_person, an_of, binh_of, chau_of, dung_of, moment
from tests.world import World, a_world
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.shared.refusal import Refusal
from toso.plan.programme.models import Procedure, TaskType
from toso.work.outreach import facts
from toso.work.outreach.actions.recording import record_work
from toso.work.outreach.actions.records import correct_record, restore_record, withdraw_record, work_of
from toso.work.outreach.models import CentreCase, Record, Source
from toso.work.outreach.queries.centre import centre_lines
from toso.work.outreach.rules import Case, Counts, Mode, Outcome, Satisfaction, case_faults
from toso.work.outreach.tests.builders import DAY, a_record, a_task

pytestmark = pytest.mark.django_db
BIRTH = "1.001193"
ONE = Counts(citizens=1)


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def birth() -> Procedure:
    a_task(code="procedures")
    a_task(code="digitise", short_name="Số hoá hồ sơ")
    return Procedure.objects.create(
        code=BIRTH, name="Đăng ký khai sinh", search="dang ky khai sinh", loaded_on=date(2020, 1, 1), is_commune=True
    )


def a_case(
    *, place, by, case: Case | None, counts: Counts = ONE, procedure=None, minute: int = 0, things: int = 0
) -> Record:
    return record_work(
        uuid=uuid4(),
        place=place,
        day=DAY,
        task=TaskType.objects.get(code="procedures" if case else "digitise"),
        counts=counts,
        people=[by.pk],
        captured_at=moment(DAY, 17, minute),
        source=Source.PAGE,
        by=by,
        scope=scope_of(by.pk, on=DAY),
        at=moment(DAY, 17, minute),
        procedure=procedure,
        things=things,
        centre=case,
    )


HELPED = Case(Mode.HELPED, Outcome.DONE, 12, Satisfaction.GOOD)


def test_what_is_said_of_a_case_is_whole_or_refused():
    assert case_faults(HELPED) == ()
    assert case_faults(Case("", "")) == ("mode", "outcome")
    assert case_faults(Case(Mode.COUNTER, Outcome.DONE, 0)) == ("minutes",)
    assert case_faults(Case(Mode.COUNTER, Outcome.DONE, None, "so so")) == ("satisfaction",)
    assert case_faults(replace(HELPED, received_on=DAY), day=DAY) == ()
    assert case_faults(replace(HELPED, received_on=DAY + timedelta(days=1)), day=DAY) == ("received_on",)
    assert case_faults(replace(HELPED, received_on=DAY - timedelta(days=367)), day=DAY) == ("received_on",)


def test_days_of_handling_are_working_days_and_add_up(world, birth):
    binh, dung = binh_of(world.commune), dung_of(world.province)
    friday = DAY - timedelta(days=4)  # Monday and the Tuesday itself
    first = a_case(place=world.commune, by=binh, case=replace(HELPED, received_on=friday), procedure=birth)
    a_case(place=world.commune, by=binh, case=replace(HELPED, received_on=DAY - timedelta(days=7)), procedure=birth)
    a_case(place=world.commune, by=binh, case=HELPED, procedure=birth)
    a_case(place=world.commune, by=binh, case=Case(Mode.COUNTER, Outcome.INCOMPLETE, received_on=friday))

    whole, _lines = centre_lines(scope_of(dung.pk, on=DAY), first_day=DAY, last_day=DAY)

    assert (whole.handling, whole.handled, whole.mean_handling) == (7, 2, Decimal("3.5"))
    assert CentreCase.objects.get(record=first).handling_days == 2
    assert work_of(first).centre == replace(HELPED, received_on=friday)
    assert facts.centre_handled.rows({}).count() == 2


def test_one_record_gives_people_minutes_satisfaction_and_dossiers(world, birth):
    binh, dung = binh_of(world.commune), dung_of(world.province)
    a_case(place=world.commune, by=binh, case=HELPED, counts=Counts(citizens=1, elderly=1), procedure=birth)
    a_case(place=world.commune, by=binh, case=Case(Mode.COUNTER, Outcome.INCOMPLETE, 5), procedure=birth, things=2)
    a_case(place=world.commune, by=binh, case=Case(Mode.ONLINE, Outcome.DONE), procedure=birth)
    a_case(place=world.commune, by=binh, case=None, counts=Counts(), things=40)

    whole, lines = centre_lines(scope_of(dung.pk, on=DAY), first_day=DAY, last_day=DAY)

    assert (whole.people, whole.priority, whole.cases, whole.dossiers) == (3, 1, 3, 42)
    assert (whole.mean_minutes, whole.satisfied_percent) == (Decimal("8.5"), Decimal(100))
    assert [(line.name, line.people) for line in lines] == [("Đăng ký khai sinh", 3), ("", 0)]
    assert (lines[0].online, lines[0].helped, lines[0].counter) == (1, 1, 1)
    assert sum(facts.dossiers_digitised.rows({}).values_list("things", flat=True)) == 42
    assert facts.centre_helped.rows({"mode": "helped"}).count() == 1
    assert facts.centre_timed.rows({}).count() == 2


def test_digitising_alone_is_no_guidance(world, birth):
    binh = binh_of(world.commune)

    a_case(place=world.commune, by=binh, case=None, counts=Counts(), things=40)

    assert facts.sessions.rows({}).count() == 0
    assert facts.dossiers_digitised.rows({}).count() == 1


def test_two_alike_at_the_counter_are_two_persons_and_not_the_same_work(world, birth):
    binh = binh_of(world.commune)
    hai = a_person(name="Mai Mẫu Hải", role=Role.COMMUNE_OFFICIAL, place=world.commune)

    first = a_case(place=world.commune, by=binh, case=HELPED, procedure=birth)
    second = a_case(place=world.commune, by=hai, case=HELPED, procedure=birth, minute=5)

    assert first.flags == second.flags == []


def test_a_hamlet_has_no_centre(world, birth):
    an = an_of(world.hamlet)

    with pytest.raises(Refusal, match="chọn xã"):
        a_case(place=world.hamlet, by=an, case=HELPED)

    assert not Record.objects.exists()


def test_a_correction_that_does_not_speak_of_the_centre_keeps_what_was_said(world, birth):
    binh = binh_of(world.commune)
    record = a_case(place=world.commune, by=binh, case=HELPED, procedure=birth)
    given: dict[str, Any] = {"by": binh, "scope": scope_of(binh.pk, on=DAY), "at": moment(DAY, 18)}

    new = correct_record(record_id=record.pk, work=work_of(record), reason="Thêm ghi chú", **given)
    withdraw_record(record_id=new.pk, reason="Nhầm", **given | {"at": moment(DAY, 19)})
    back = restore_record(record_id=new.pk, **given | {"at": moment(DAY, 20)})

    assert back.centre.minutes == 12
    assert CentreCase.objects.count() == 3
    assert facts.centre_helped.rows({}).count() == 1


def test_binh_writes_down_a_citizen_in_one_form_and_the_next_is_ready(client, world, birth):
    binh = binh_of(world.commune)
    client.force_login(binh.account)
    today = timezone.localdate()
    page = client.get("/outreach/centre/")
    first = page.context["form"].initial
    sent = {"uuid": first["uuid"], "place": world.commune.pk, "day": today.isoformat()}
    said = {"mode": "helped", "outcome": "done", "minutes": "15", "whose": ["elderly"], "satisfaction": "good"}

    answer = client.post(
        "/outreach/centre/", {**sent, **said, "procedure_code": "other", "procedure_text": "khai sinh"}
    )
    again = client.get("/outreach/centre/")

    record = Record.objects.get()
    assert answer.status_code == 302
    assert (record.citizens, record.elderly, record.centre.minutes, record.procedure) == (1, 1, 15, birth)
    assert again.context["form"]["procedure_code"].value() == BIRTH
    assert "Đăng ký khai sinh" in again.content.decode()
    assert client.get("/outreach/centre/figures/").context["whole"].people == 1


def test_a_wrong_answer_at_the_counter_says_where_and_loses_nothing(client, world, birth):
    binh = binh_of(world.commune)
    client.force_login(binh.account)
    first = client.get("/outreach/centre/").context["form"].initial
    sent = {"uuid": first["uuid"], "place": world.commune.pk, "day": timezone.localdate().isoformat()}

    answer = client.post(
        "/outreach/centre/",
        {
            **sent,
            "mode": "counter",
            "outcome": "done",
            "procedure_code": "other",
            "procedure_text": "khong co gi",
            "note": "Chờ lâu",
        },
    )

    text = answer.content.decode()
    assert "Không có thủ tục nào khớp" in text
    assert "Chờ lâu" in text
    assert not Record.objects.exists()


def test_dossiers_are_written_down_alone(client, world, birth):
    binh = binh_of(world.commune)
    client.force_login(binh.account)
    page = client.get("/outreach/centre/")
    first = page.context["digitised_form"].initial
    sent = {"uuid": first["uuid"], "place": world.commune.pk, "day": timezone.localdate().isoformat()}

    none = client.post("/outreach/centre/digitised/", {**sent, "dossiers": "0"})
    some = client.post("/outreach/centre/digitised/", {**sent, "dossiers": "35"})

    assert "Ghi số hồ sơ đã số hoá" in none.content.decode()
    assert some.status_code == 302
    assert Record.objects.get().things == 35
    assert "35 máy, phần mềm, hồ sơ" in client.get(f"/outreach/{Record.objects.get().pk}/").content.decode()


def test_what_was_said_at_the_counter_is_corrected_with_a_reason(client, world, birth):
    binh = binh_of(world.commune)
    record = a_case(place=world.commune, by=binh, case=HELPED, procedure=birth)
    client.force_login(binh.account)
    page = client.get(f"/outreach/{record.pk}/correct/")
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    sent |= {"day": DAY.isoformat(), "people": [binh.pk], "minutes": "20", "reason": "Ghi nhầm số phút"}
    sent.pop("other_task", None)  # the kind of work is one of the tiles

    answer = client.post(f"/outreach/{record.pk}/correct/", sent)

    assert answer.status_code == 302, answer.context["form"].errors
    newest = Record.objects.counting().get()
    assert newest.centre.minutes == 20
    assert "Sửa phần ở trung tâm" in client.get(f"/outreach/{newest.pk}/").content.decode()


def test_an_in_the_hamlet_is_shown_the_other_page_and_chau_counts_nothing_of_others(client, world, birth):
    a_case(place=world.commune, by=binh_of(world.commune), case=HELPED, procedure=birth)
    client.force_login(an_of(world.hamlet).account)
    empty = client.get("/outreach/centre/").content.decode()
    client.force_login(chau_of(world.elsewhere).account)

    figures = client.get(f"/outreach/centre/figures/?month={DAY:%Y-%m}")

    assert "Chưa có trung tâm nào để ghi" in empty
    assert figures.context["whole"].people == 0


def test_ordinary_work_still_needs_somebody_who_was_helped(world):
    with pytest.raises(Refusal, match="Ghi ít nhất một người"):
        a_record(place=world.hamlet, by=an_of(world.hamlet), counts=Counts())

    assert not Record.objects.exists()
