"""Commendation: proposed with its merit, decided once, printed with everybody who stands in the decision."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.builders import binh_of, chau_of, dung_of, moment
from tests.world import a_world
from toso.ground.notices.models import Notice
from toso.ground.people.models import Account
from toso.ground.people.queries import scope_of
from toso.ground.shared.refusal import Refusal
from toso.work.campaign.actions import papers, praise
from toso.work.campaign.models import Commendation
from toso.work.campaign.queries import jobs
from toso.work.campaign.rules.service import CRITERIA, Award, Side
from toso.work.campaign.tests.builders import DAY, a_campaign, a_commendation, a_serving

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment(DAY, 19))
    world = a_world()
    dung, binh = dung_of(world.province), binh_of(world.commune)
    campaign = a_campaign(place=world.province, by=dung)
    row = a_serving(campaign=campaign, place=world.commune, by=dung)
    Account.objects.create(username=f"giang{row.person_id}", person=row.person)
    return world, dung, binh, row


def who(person) -> dict[str, Any]:
    return {"by": person, "scope": scope_of(person.pk, on=DAY), "at": moment(DAY, 19)}


def test_the_word_of_praise_in_an_appraisal_becomes_a_proposal_that_the_coordinator_awards(sent):
    _world, dung, binh, row = sent

    papers.appraise(
        deployment_id=row.pk,
        side=Side.COMMUNE,
        marks=dict.fromkeys(CRITERIA[Side.COMMUNE], 5),
        words="Rất tốt",
        praise="Dựng lại mạng một cửa",
        **who(binh),
    )
    found = Commendation.objects.get()
    waiting = jobs.jobs(scope=scope_of(dung.pk, on=DAY), person_id=dung.pk, at=moment(DAY, 19))
    praise.award_commendation(
        commendation_id=found.pk, award=Award.CERTIFICATE, number="12/QĐ-UBND", decided_on=DAY, **who(dung)
    )

    found.refresh_from_db()
    assert (found.merit, found.proposed_by, found.state, found.award) == (
        "Dựng lại mạng một cửa",
        binh,
        "awarded",
        "paper",
    )
    assert "1 đề nghị khen thưởng chờ quyết định" in [job.title for job in waiting]
    told = Notice.objects.get(person=row.person, code="campaign.commendation.awarded")
    assert told.title == "Ông/bà được tặng giấy khen: Quyết định 12/QĐ-UBND"


def test_nobody_is_praised_twice_by_himself_by_a_stranger_or_before_the_day(sent):
    world, dung, binh, row = sent
    found = a_commendation(deployment=row, by=binh)
    award: dict[str, Any] = {
        "commendation_id": found.pk,
        "award": Award.LETTER,
        "number": "12/QĐ-UBND",
        "decided_on": DAY,
    }

    with pytest.raises(Refusal, match="đã được đề nghị"):
        a_commendation(deployment=row, by=dung)
    with pytest.raises(Refusal, match="Chỉ tổ trưởng"):
        praise.propose_commendation(deployment_id=row.pk, merit="Tôi giỏi", **who(row.person))
    with pytest.raises(Refusal, match="Chỉ người điều phối"):
        praise.award_commendation(**award, **who(binh))
    with pytest.raises(Refusal, match="chưa đến"):
        praise.award_commendation(**award | {"decided_on": DAY + timedelta(days=1)}, **who(dung))
    with pytest.raises(Commendation.DoesNotExist):
        praise.award_commendation(**award, **who(chau_of(world.elsewhere)))

    found.refresh_from_db()
    assert found.state == "proposed"
    assert not Notice.objects.filter(code="campaign.commendation.awarded").exists()


def test_a_declined_proposal_has_its_reason_and_is_not_decided_again(client, sent):
    _world, dung, binh, row = sent
    found = a_commendation(deployment=row, by=binh)
    address = reverse("campaign:commendation", args=[found.pk])
    client.force_login(dung.account)

    empty = client.post(address, {"act": "decline", "reason": ""}).text
    client.post(address, {"act": "decline", "reason": "Chờ hết đợt"})

    assert "Ghi lý do." in empty
    client.force_login(binh.account)
    assert "Chờ hết đợt" in client.get(address).text
    with pytest.raises(Refusal, match="đã có quyết định"):
        praise.award_commendation(commendation_id=found.pk, award=Award.LETTER, number="1", decided_on=DAY, **who(dung))


def test_the_pages_lead_from_the_proposal_to_the_paper_that_the_person_prints(client, sent):
    _world, dung, binh, row = sent
    service = reverse("campaign:deployment", args=[row.pk])
    client.force_login(binh.account)
    client.post(reverse("campaign:commend", args=[row.pk]), {"merit": "Dựng lại mạng một cửa"})
    found = Commendation.objects.get()
    address = reverse("campaign:commendation", args=[found.pk])
    client.force_login(row.person.account)
    hidden = client.get(address).status_code
    client.force_login(dung.account)

    wave = client.get(reverse("campaign:wave", args=[row.wave_id])).text
    faulty = client.post(address, {"act": "award", "award": "letter", "number": "", "decided_on": "2026-11-16"}).text
    client.post(address, {"act": "award", "award": "merit", "number": "12/QĐ-UBND", "decided_on": "2026-11-16"})
    client.force_login(row.person.account)
    paper = client.get(reverse("campaign:commendation_paper", args=[found.pk, "pdf"]))

    assert hidden == 404
    assert address in wave
    assert "Ghi số quyết định." in faulty
    assert paper.content.startswith(b"%PDF")
    assert "Bằng khen, 12/QĐ-UBND" in client.get(service).text
