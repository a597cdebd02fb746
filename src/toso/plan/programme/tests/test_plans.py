"""The commune's plan of the year: shared out, corrected, issued, printed; replaced but never changed."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from tests.builders import a_person, a_place, an_of, binh_of, moment
from tests.flat import assert_flat
from tests.world import a_world
from toso.ground.audit.models import Entry
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.shared.refusal import Refusal
from toso.plan.programme.actions import plans as actions
from toso.plan.programme.models import Plan, PlanFactor, PlanLine
from toso.plan.programme.queries import plans as queries
from toso.plan.programme.tests.builders import (
    a_denominator,
    a_draft_plan,
    a_kind_of_work,
    a_work_indicator,
    an_indicator,
    an_issued_decision,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 20)
NOW = moment(TODAY)


class Set:
    """A commune with two hamlets, a target of 300 people for the year, and its leader."""

    def __init__(self):
        self.world = a_world()
        self.commune = self.world.commune
        self.one = self.world.hamlet
        self.two = a_place(name="Mẫu 2", parent=self.commune)
        self.leader = a_person(name="Hồ Mẫu Em", role=Role.COMMUNE_LEADER, place=self.commune)
        self.scope = scope_of(self.leader.pk, on=TODAY)
        self.task = a_kind_of_work(short_name="Dịch vụ công")
        self.indicator = a_work_indicator(task=self.task)
        an_issued_decision(place=self.world.province, values={(self.indicator.pk, self.commune.pk): Decimal(300)})
        self.plan = a_draft_plan(place=self.commune)
        self.key = f"i{self.indicator.pk}"
        self.known: dict[str, Any] = {"by": self.leader, "scope": self.scope, "at": NOW}

    def share(self, *, weight: str = "", done=None) -> Plan:
        return actions.share_out(plan_id=self.plan.pk, weight=weight, done=done or {}, **self.known)

    def totals(self) -> dict[str, Decimal]:
        lines = PlanLine.objects.filter(plan=self.plan).select_related("place")
        found: dict[str, Decimal] = {}
        for line in lines:
            found[line.place.name] = found.get(line.place.name, Decimal(0)) + line.quantity
        return found

    def issue(self, number: str = "7/KH-UBND") -> Plan:
        return actions.issue_plan(
            plan_id=self.plan.pk, number=number, signed_on=TODAY, signer="Hồ Mẫu Em", **self.known
        )


@pytest.fixture
def made() -> Set:
    return Set()


def browser(person) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


def test_a_plan_is_shared_out_by_households_so_that_it_makes_the_target_exactly(made):
    a_denominator(place=made.one, value=100)
    a_denominator(place=made.two, value=200)

    made.share(weight="households")

    assert made.totals() == {"Mẫu 1": 100, "Mẫu 2": 200}
    (part,) = queries.parts_of(made.plan)
    assert (part.balance.planned, part.balance.gap) == (300, 0)
    assert PlanLine.objects.filter(plan=made.plan, task=made.task).count() == 24


def test_what_is_done_before_the_plan_begins_is_left_out_and_only_its_months_are_filled(made):
    Plan.objects.filter(pk=made.plan.pk).update(first_month=10)

    made.share(done={(made.indicator.pk, made.commune.pk): Decimal(240)})

    assert made.totals() == {"Mẫu 1": 30, "Mẫu 2": 30}
    assert set(PlanLine.objects.values_list("month", flat=True)) == {10, 11, 12}
    (part,) = queries.parts_of(Plan.objects.get(pk=made.plan.pk))
    assert (part.balance.done, part.balance.planned, part.balance.gap) == (240, 60, 0)


def test_hamlets_with_targets_of_their_own_get_those(made):
    values = {(made.indicator.pk, made.one.pk): Decimal(250), (made.indicator.pk, made.two.pk): Decimal(50)}
    an_issued_decision(place=made.commune, values=values)

    made.share()

    assert made.totals() == {"Mẫu 1": 250, "Mẫu 2": 50}


def test_the_factors_of_the_place_move_work_and_are_told_again(made):
    PlanFactor.objects.create(
        place=made.one, kind="households", factor=2, reason="Nhiều hộ nghèo", valid_from=date(2026, 1, 1)
    )

    plan = made.share()

    assert made.totals() == {"Mẫu 1": 200, "Mẫu 2": 100}
    (part,) = queries.parts_of(plan)
    _told, rows = queries.why(plan, part, [made.one, made.two])
    assert [row.factors for row in rows] == [["Nhóm hộ gia đình ×2: Nhiều hộ nghèo"], []]
    assert [round(row.share or 0) for row in rows] == [67, 33]


def test_a_rate_is_kept_all_year_and_not_shared_out(made):
    rate = an_indicator(name="Tỷ lệ hộ", unit="%")
    an_issued_decision(place=made.world.province, values={(rate.pk, made.commune.pk): Decimal(80)}, number="8/QĐ-UBND")

    assert [part.indicator for part in queries.parts_of(made.plan)] == [made.indicator]
    assert queries.targets_not_shared(made.plan) == [(rate, Decimal(80))]


def test_sharing_out_again_keeps_work_added_by_hand(made):
    task = a_kind_of_work(short_name="Tuyên truyền")
    key = f"t{task.pk}"
    actions.set_part(
        plan_id=made.plan.pk, key=key, cells={(made.one.pk, 3): Decimal(2)}, people={}, reason="", **made.known
    )

    made.share()
    made.share()

    assert PlanLine.objects.filter(plan=made.plan, indicator=None).count() == 1
    assert PlanLine.objects.filter(plan=made.plan, indicator=made.indicator).count() == 24


def test_without_a_denominator_nothing_is_written_and_the_hamlets_are_named(made):
    with pytest.raises(Refusal, match="Mẫu 1"):
        made.share(weight="households")

    assert not PlanLine.objects.exists()


def test_a_plan_below_its_target_is_not_issued_without_a_reason(made):
    made.share()
    lines = {(made.one.pk, month): None for month in range(1, 13)}
    actions.set_part(plan_id=made.plan.pk, key=made.key, cells=lines, people={}, reason="", **made.known)

    with pytest.raises(Refusal, match="còn 150"):
        made.issue()
    assert Plan.objects.get().issued_at is None

    actions.set_part(plan_id=made.plan.pk, key=made.key, cells={}, people={}, reason="Thôn sắp nhập", **made.known)
    assert made.issue().number == "7/KH-UBND"


def test_an_official_prepares_but_only_the_leader_issues(made):
    binh = binh_of(made.commune)
    known: dict[str, Any] = {"by": binh, "scope": scope_of(binh.pk, on=TODAY), "at": NOW}

    actions.share_out(plan_id=made.plan.pk, weight="", done={}, **known)
    with pytest.raises(Refusal, match="không thuộc quyền"):
        actions.issue_plan(plan_id=made.plan.pk, number="7", signed_on=TODAY, signer="Hồ Mẫu Em", **known)

    assert Plan.objects.get().issued_at is None


def test_an_issued_plan_never_changes_and_a_later_one_takes_its_place(made):
    made.share()
    made.issue()

    with pytest.raises(Refusal, match="bản điều chỉnh"):
        made.share()
    second = actions.draft_plan(place=made.commune, year=2026, title="Điều chỉnh", first_month=1, **made.known)
    assert second.version == 2
    assert second.lines.count() == 24
    actions.issue_plan(plan_id=second.pk, number="9/KH-UBND", signed_on=TODAY, signer="Hồ Mẫu Em", **made.known)

    assert queries.plan_in_force(made.commune.pk, 2026) == second
    assert Plan.objects.get(pk=made.plan.pk).replaced_at == NOW
    assert set(Entry.objects.values_list("code", flat=True)) >= {"programme.plan.shared_out", "programme.plan.issued"}


def test_a_second_draft_of_one_year_is_refused(made):
    with pytest.raises(Refusal, match="Đã có một dự thảo"):
        actions.draft_plan(place=made.commune, year=2026, title="Nữa", first_month=1, **made.known)

    assert Plan.objects.count() == 1


def test_a_stranger_to_the_team_is_not_named_in_the_plan(made):
    an = an_of(made.one)
    stranger = a_person()
    cells = {(made.one.pk, 3): Decimal(5)}

    with pytest.raises(Refusal, match="không thuộc tổ"):
        actions.set_part(
            plan_id=made.plan.pk, key=made.key, cells=cells, people={made.one.pk: stranger.pk}, reason="", **made.known
        )
    assert not PlanLine.objects.exists()
    actions.set_part(
        plan_id=made.plan.pk, key=made.key, cells=cells, people={made.one.pk: an.pk}, reason="", **made.known
    )

    assert PlanLine.objects.get().responsible == an


def test_a_plan_is_drafted_corrected_and_issued_by_clicking(made):
    made.plan.delete()
    client = browser(made.leader)
    words = {"place": made.commune.pk, "year": "2026", "first_month": "1", "title": "Kế hoạch mẫu"}

    client.post(reverse("programme:new_plan"), words)
    plan = Plan.objects.get()
    client.post(reverse("reporting:share_plan", args=[plan.pk]), {"weight": ""})
    address = reverse("programme:plan_part", args=[plan.pk, made.key])
    page = client.get(address).content.decode()
    client.post(address, {f"q-{made.one.pk}-1": "20", "reason": ""})
    issue = {"number": "7/KH-UBND", "signed_on": "2026-03-20", "signer": "Hồ Mẫu Em"}
    client.post(reverse("programme:issue_plan", args=[plan.pk]), issue)

    assert "Vì sao chia thế này" in page
    assert PlanLine.objects.get(plan=plan, place=made.one, month=1).quantity == 20
    assert Plan.objects.get().issued_at is not None


def test_a_cell_that_is_no_number_sends_the_grid_back_as_it_was_typed(made):
    address = reverse("programme:plan_part", args=[made.plan.pk, made.key])

    page = browser(made.leader).post(address, {f"q-{made.one.pk}-1": "hai mươi"}).content.decode()

    assert "“hai mươi” không phải là số." in page
    assert 'value="hai mươi"' in page
    assert not PlanLine.objects.exists()


def test_the_plan_is_printed_in_the_official_form(made, tmp_path):
    made.share()
    made.issue()

    response = browser(made.leader).get(reverse("programme:print_plan", args=[made.plan.pk, "pdf"]))
    kept = tmp_path / "plan.pdf"
    kept.write_bytes(response.content)
    text = " ".join(page.extract_text() for page in PdfReader(kept).pages)

    assert "KẾ HOẠCH" in text
    assert "7/KH-UBND" in text
    assert "Mẫu 1" in text
    assert "III. CÁC YẾU TỐ ĐÃ TÍNH" in text


def test_a_factor_is_written_down_and_ended_by_clicking(made):
    client = browser(made.leader)
    words = {
        "place": made.one.pk,
        "kind": "weather",
        "factor": "0,5",
        "months": ["10", "11"],
        "reason": "Mưa lũ",
        "valid_from": "2026-01-01",
    }

    client.post(reverse("programme:factors"), words)
    factor = PlanFactor.objects.get()
    page = client.get(reverse("programme:factors")).content.decode()
    client.post(reverse("programme:end_factor", args=[factor.pk]))

    assert (factor.factor, factor.months) == (Decimal("0.5"), [10, 11])
    assert "Thời tiết ×0,5, tháng 10, 11: Mưa lũ" in page
    assert PlanFactor.objects.get().valid_until is not None


def test_a_factor_out_of_bounds_is_refused(made):
    page = browser(made.leader).post(
        reverse("programme:factors"),
        {"place": made.one.pk, "kind": "weather", "factor": "9", "reason": "x", "valid_from": "2026-01-01"},
    )

    assert "Hệ số từ 0,1 tới 3." in page.content.decode()
    assert not PlanFactor.objects.exists()


def test_the_list_and_the_page_of_a_plan_cost_the_same_for_many(made):
    made.share()
    client = browser(made.leader)

    def pages() -> None:
        client.get(reverse("programme:plans"))
        client.get(reverse("programme:plan", args=[made.plan.pk]))
        client.get(reverse("programme:plan_part", args=[made.plan.pk, made.key]))

    def grow() -> None:
        for number in range(12):
            a_place(name=f"Thêm {number}", parent=made.commune)
            a_draft_plan(place=made.commune, year=2030 + number)
        made.share()

    assert_flat(pages, grow=grow)
