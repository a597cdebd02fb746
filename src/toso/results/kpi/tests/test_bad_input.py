"""Each piece of bad input has a declared answer, and changes nothing."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.builders import a_person, moment
from toso.ground.people.rules import Role
from toso.ground.shared.refusal import Refusal
from toso.results.kpi.actions import lines, months, people, scoring
from toso.results.kpi.models import Line, Post, Product
from toso.results.kpi.queries.access import scorers_of
from toso.results.kpi.queries.months import catalogue_on
from toso.results.kpi.queries.scoring import reckoning
from toso.results.kpi.rules.states import Rank, SheetState
from toso.results.kpi.tests.builders import EARLY, LATER, OCTOBER, a_catalogue, a_product, a_task, an_office

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("coefficient", ["0", "-1.5"])
def test_a_coefficient_of_zero_or_less_is_refused(coefficient):
    office = an_office()
    office.open()

    with pytest.raises(Refusal, match="Hệ số phải lớn hơn 0"):
        office.assign(office.an, a_task(coefficient=coefficient))

    assert not Line.objects.exists()


def test_done_without_assigned_is_refused_and_belongs_to_ad_hoc_work():
    office = an_office()
    office.open()
    [line] = office.assign(office.an, a_task())

    with pytest.raises(Refusal, match="Số lượng phải lớn hơn 0"):
        office.assign(office.an, a_task("0"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Line.objects.filter(pk=line.pk).update(assigned=0, done=3)

    adhoc = lines.note_adhoc(
        sheet_id=office.sheet(office.an).pk, task=a_task("3"), by=office.an, scope=office.scope(office.an), at=LATER
    )
    assert (adhoc.assigned, adhoc.done, adhoc.origin) == (0, 3, "adhoc")


def test_eleven_quality_failures_are_kept_and_take_no_more_than_the_whole_line():
    office = an_office()
    office.open()
    [line] = office.assign(office.an, a_task("10"))
    office.do(line, "10")
    deed: dict[str, Any] = {"by": office.head, "scope": office.scope(office.head), "at": LATER}

    scoring.decide_line(
        line_id=line.pk, accepted=Decimal(10), quality_failures=11, late=0, reason="Sai 11 văn bản", **deed
    )

    _request, answer, _own = reckoning(office.sheet(office.an))
    assert (answer.a_pct, answer.b_pct, answer.c_pct) == (100, 0, 100)
    with pytest.raises(Refusal, match="0 đến 99"):
        scoring.decide_line(line_id=line.pk, accepted=Decimal(10), quality_failures=100, late=0, reason="Nhầm", **deed)


def test_a_period_already_locked_takes_nothing_more():
    office = an_office()
    month = office.open()
    [line] = office.assign(office.an, a_task("2"))
    office.self_score(office.an)
    office.confirm(office.an)
    months.close_month(month_id=month.pk, by=office.personnel, scope=office.scope(office.personnel), at=LATER)

    with pytest.raises(Refusal, match="đã khoá"):
        office.do(line, "1")
    with pytest.raises(Refusal, match="đã khoá"):
        office.assign(office.an, a_task())
    with pytest.raises(Refusal, match="đã khoá"):
        office.confirm(office.an)

    assert Line.objects.get(pk=line.pk).done == 0


def test_a_scorer_never_scores_himself():
    office = an_office()
    office.open()
    office.self_score(office.head)

    with pytest.raises(Refusal, match="Không ai tự xác nhận"):
        office.confirm(office.head, by=office.head)
    with pytest.raises(Refusal, match="Không ai tự chấm mình"):
        people.name_substitute(
            person=office.an,
            scorer=office.an,
            agency=office.agency,
            starts_on=OCTOBER,
            ends_on=None,
            reason="Đi vắng",
            by=office.personnel,
            scope=office.scope(office.personnel),
            at=LATER,
        )

    assert office.sheet(office.head).state == SheetState.SELF_SCORED


def test_somebody_else_than_the_scorer_confirms_nothing():
    office = an_office()
    office.open()
    office.self_score(office.an)

    with pytest.raises(Refusal, match="không phải người chấm"):
        office.confirm(office.an, by=office.chairman)

    assert office.sheet(office.an).state == SheetState.SELF_SCORED


def test_there_is_one_scorer_at_a_time():
    office = an_office(people_count=2)
    office.open()
    given: dict[str, Any] = {
        "person": office.an,
        "agency": office.agency,
        "starts_on": OCTOBER,
        "ends_on": None,
        "reason": "Trưởng phòng đi học",
        "by": office.personnel,
        "scope": office.scope(office.personnel),
        "at": LATER,
    }

    people.name_substitute(scorer=office.people[1], **given)
    with pytest.raises(Refusal, match="mỗi lúc chỉ một người chấm"):
        people.name_substitute(scorer=office.chairman, **given)

    assert scorers_of([office.agency.pk], date(2026, 10, 22))[office.an.pk] == office.people[1].pk


def test_a_catalogue_that_changes_in_mid_month_leaves_assigned_tasks_alone():
    office = an_office()
    old = a_product(office.catalogue, points="5")
    office.open()
    [line] = office.assign(office.an, lines.Task(quantity=Decimal(2), product=old))

    office.catalogue.valid_until = date(2026, 10, 15)
    office.catalogue.save()
    newer = a_catalogue(office.agency, valid_from=date(2026, 10, 15), version=2)
    heavier = a_product(newer, points="8")
    at = moment(date(2026, 10, 20))
    [later] = office.assign(office.an, lines.Task(quantity=Decimal(2), product=heavier), at=at)

    assert catalogue_on(office.agency.pk, date(2026, 10, 14)) == office.catalogue
    assert catalogue_on(office.agency.pk, date(2026, 10, 15)) == newer
    assert Line.objects.get(pk=line.pk).coefficient == 1
    assert later.coefficient == Decimal("1.6")


def test_a_transfer_on_the_15th_keeps_one_sheet_and_each_line_its_own_body():
    office = an_office(people_count=1)
    office.open()
    [before] = office.assign(office.an, a_task())
    other = office.division.__class__.objects.create(
        code="OX",
        name="Phòng Kinh tế",
        kind="Phòng",
        parent=office.agency,
        path=f"{office.agency.path}999.",
        place=office.commune,
        search="phong kinh te",
        sort_key="x",
        valid_from=date(2000, 1, 1),
    )
    chief = a_person(name="Lý Mẫu Oanh", role=Role.COMMUNE_OFFICIAL, place=office.commune)
    people.give_post(
        agency=office.agency,
        body=other,
        person=chief,
        title="Trưởng phòng",
        starts_on=date(2025, 1, 1),
        by=None,
        at=EARLY,
        rank=Rank.HEAD,
    )
    at = moment(date(2026, 10, 15))
    people.transfer(
        person=office.an,
        agency=office.agency,
        body=other,
        title="Chuyên viên",
        on=date(2026, 10, 15),
        by=office.personnel,
        scope=office.scope(office.personnel),
        at=at,
    )
    office.open(at=at)
    [after] = office.assign(office.an, a_task(), by=chief, at=at)

    sheet = office.sheet(office.an)
    assert sheet.body == other
    assert (before.body_id, after.body_id) == (office.division.pk, other.pk)
    assert Line.objects.filter(sheet=sheet).count() == 2
    assert scorers_of([office.agency.pk], date(2026, 10, 22))[office.an.pk] == chief.pk


def test_a_person_with_two_posts_has_one_main_one_and_one_sheet():
    office = an_office()
    seat: dict[str, Any] = {
        "agency": office.agency,
        "body": office.agency,
        "person": office.an,
        "title": "Phụ trách chuyển đổi số",
        "starts_on": date(2025, 1, 1),
        "by": None,
        "at": EARLY,
    }

    with pytest.raises(Refusal, match="kiêm nhiệm"):
        people.give_post(**seat)
    people.give_post(is_main=False, **seat)
    month = office.open()

    assert Post.objects.filter(person=office.an).count() == 2
    assert month.sheets.filter(person=office.an).count() == 1
    assert scorers_of([office.agency.pk], OCTOBER)[office.an.pk] == office.head.pk


def test_a_body_has_one_head_at_a_time():
    office = an_office(people_count=1)

    with pytest.raises(Refusal, match="đã có người đứng đầu"):
        people.give_post(
            agency=office.agency,
            body=office.division,
            person=a_person(name="Lý Mẫu Oanh"),
            title="Trưởng phòng",
            starts_on=date(2026, 1, 1),
            by=None,
            at=EARLY,
            rank=Rank.HEAD,
        )


def test_the_database_itself_refuses_a_product_that_weighs_nothing():
    office = an_office()
    product = a_product(office.catalogue)

    with pytest.raises(IntegrityError), transaction.atomic():
        Product.objects.filter(pk=product.pk).update(coefficient=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Product.objects.filter(pk=product.pk).update(group=6)


def test_what_is_done_cannot_be_taken_back_below_nothing():
    office = an_office()
    office.open()
    [line] = office.assign(office.an, a_task("2"))

    with pytest.raises(Refusal, match="không bớt được"):
        office.do(line, "-1")
    with pytest.raises(Refusal, match="không sau hôm nay"):
        office.do(line, "1", on=date(2026, 10, 23))

    assert Line.objects.get(pk=line.pk).done == 0
