"""What is proposed upward each year, how it is decided, and how it comes into the next decision."""

from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import a_person, binh_of, chau_of, dung_of, moment
from tests.flat import assert_flat
from tests.world import a_world
from toso.ground.notices.models import Notice
from toso.ground.people.queries import scope_of
from toso.ground.shared.refusal import Refusal
from toso.plan.programme.actions import proposals as actions
from toso.plan.programme.models import Proposal, TaskType
from toso.plan.programme.queries import proposals as queries
from toso.plan.programme.queries import typed_values
from toso.plan.programme.tests.builders import a_document, a_draft, a_proposal, an_indicator

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
NOW = moment(TODAY)


class Set:
    def __init__(self):
        self.world = a_world()
        self.binh = binh_of(self.world.commune)
        self.dung = dung_of(self.world.province)
        self.indicator = an_indicator(name="Lượt hướng dẫn")

    def scope(self, person):
        return scope_of(person.pk, on=TODAY)

    def propose(self, **words):
        known = {"place": self.world.commune, "year": 2027, "reason": "Năm nay đã đạt 480", "by": self.binh, "at": NOW}
        return actions.propose(**{**known, "scope": self.scope(known["by"]), **words})

    def decide(self, proposal, **words):
        known = {"state": "accepted", "answer": "Phù hợp", "by": self.dung, "scope": self.scope(self.dung), "at": NOW}
        return actions.decide_proposal(proposal_id=proposal.pk, **{**known, **words})


@pytest.fixture
def made() -> Set:
    return Set()


def test_a_granted_target_flows_into_the_draft_of_the_next_decision(made):
    sent = made.propose(kind="target", indicator=made.indicator, value=Decimal(500))
    made.decide(sent)
    draft = a_draft(place=made.world.province, year=2027)

    count = actions.take_proposals(decision_id=draft.pk, by=made.dung, scope=made.scope(made.dung), at=NOW)

    draft.refresh_from_db()
    assert count == 1
    assert typed_values(draft) == {made.indicator.pk: {made.world.commune.pk: Decimal(500)}}
    assert Proposal.objects.get().taken_into == draft
    with pytest.raises(Refusal, match="Không có đề xuất nào"):
        actions.take_proposals(decision_id=draft.pk, by=made.dung, scope=made.scope(made.dung), at=NOW)


def test_a_changed_figure_is_the_one_that_flows(made):
    sent = made.propose(kind="target", indicator=made.indicator, value=Decimal(500))
    made.decide(sent, state="changed", granted=Decimal(450), answer="Chung mặt bằng")
    draft = a_draft(place=made.world.province, year=2027)

    actions.take_proposals(decision_id=draft.pk, by=made.dung, scope=made.scope(made.dung), at=NOW)

    draft.refresh_from_db()
    assert typed_values(draft)[made.indicator.pk][made.world.commune.pk] == 450


def test_a_declined_proposal_flows_nowhere_and_tells_who_sent_it(made):
    sent = made.propose(kind="target", indicator=made.indicator, value=Decimal(500))
    made.decide(sent, state="declined", answer="Đã có chỉ tiêu khác")

    assert not queries.grantable(a_draft(place=made.world.province, year=2027)).exists()
    assert Notice.objects.get().person == made.binh


def test_a_granted_task_becomes_a_kind_of_work(made):
    sent = made.propose(kind="task", words="Hướng dẫn người dân phân loại rác bằng ứng dụng")
    made.decide(sent, short_name="Phân loại rác", valid_from=date(2026, 12, 15))

    task = TaskType.objects.get()
    assert (task.short_name, task.valid_from, task.article) == ("Phân loại rác", date(2026, 12, 15), "V.2")
    assert "An Hoà" in task.source


def test_the_province_s_own_proposal_needs_the_number_of_the_answer(made):
    document = a_document(code="KH-6863")
    sent = made.propose(
        kind="change",
        words="Bỏ cấp huyện ở mục V.5",
        document=document,
        article="V.5",
        place=made.world.province,
        by=made.dung,
        scope=made.scope(made.dung),
    )

    with pytest.raises(Refusal, match="số văn bản"):
        made.decide(sent)
    assert Proposal.objects.get().state == "sent"

    made.decide(sent, number="90/UBND-KGVX")
    assert Proposal.objects.get().answer_number == "90/UBND-KGVX"


def test_what_is_missing_is_said_and_nothing_is_kept(made):
    for words, said in (
        ({"kind": "target"}, "chọn chỉ tiêu"),
        ({"kind": "target", "indicator": made.indicator}, "mức đề xuất"),
        ({"kind": "task", "words": " "}, "nội dung"),
        ({"kind": "change", "words": "Sửa"}, "văn bản cần sửa"),
        ({"kind": "task", "words": "Việc", "reason": " "}, "lý do"),
    ):
        with pytest.raises(Refusal, match=said):
            made.propose(**words)

    assert not Proposal.objects.exists()


def test_one_target_has_one_open_proposal_a_year_and_may_be_withdrawn(made):
    first = made.propose(kind="target", indicator=made.indicator, value=Decimal(500))

    with pytest.raises(Refusal, match="đang chờ trả lời"):
        made.propose(kind="target", indicator=made.indicator, value=Decimal(600))
    actions.withdraw_proposal(proposal_id=first.pk, by=made.binh, scope=made.scope(made.binh), at=NOW)
    made.propose(kind="target", indicator=made.indicator, value=Decimal(600))

    assert sorted(Proposal.objects.values_list("state", flat=True)) == ["sent", "withdrawn"]


def test_a_decided_proposal_is_not_decided_again(made):
    sent = made.propose(kind="target", indicator=made.indicator, value=Decimal(500))
    made.decide(sent, state="declined", answer="Không")

    with pytest.raises(Refusal, match="đã được trả lời"):
        made.decide(sent)

    assert Proposal.objects.get().answer == "Không"


def test_a_stranger_neither_sees_nor_withdraws_it(made):
    sent = made.propose(kind="target", indicator=made.indicator, value=Decimal(500))
    chau = chau_of(made.world.elsewhere)

    assert not queries.proposals_of(made.scope(chau)).exists()
    with pytest.raises(Refusal):
        actions.withdraw_proposal(proposal_id=sent.pk, by=chau, scope=made.scope(chau), at=NOW)
    assert Proposal.objects.get().state == "sent"


def browser(person) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


def test_a_proposal_is_sent_answered_and_taken_by_clicking(made):
    words = {
        "place": made.world.commune.pk,
        "year": "2027",
        "kind": "target",
        "indicator": made.indicator.pk,
        "value": "1.500",
        "reason": "Dân số tăng",
    }
    browser(made.binh).post(reverse("programme:new_proposal"), words)
    sent = Proposal.objects.get()
    dung = browser(made.dung)

    jobs = queries.jobs(scope=made.scope(made.dung), person_id=made.dung.pk, at=NOW)
    dung.post(reverse("programme:decide_proposal", args=[sent.pk]), {"state": "accepted", "answer": "Đồng ý"})
    draft = a_draft(place=made.world.province, year=2027)
    page = dung.get(reverse("programme:decision", args=[draft.pk])).content.decode()
    dung.post(reverse("programme:take_proposals", args=[draft.pk]))

    assert [job.title for job in jobs] == ["1 đề xuất chờ trả lời"]
    assert "Đề xuất đã đồng ý" in page
    assert Proposal.objects.get().taken_into == draft


def test_the_list_of_proposals_costs_the_same_for_many(made):
    client = browser(made.dung)

    def grow() -> None:
        for _ in range(10):
            a_proposal(place=made.world.commune, by=a_person())

    a_proposal(place=made.world.commune)
    assert_flat(partial(client.get, reverse("programme:proposals")), grow=grow)
