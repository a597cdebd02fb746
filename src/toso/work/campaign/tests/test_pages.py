"""The pages of the chain, as people use them."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse

from tests.builders import a_person, binh_of, dung_of
from tests.flat import assert_flat
from tests.world import a_world
from toso.ground.people.rules import Role
from toso.work.campaign.models import Campaign, Candidate, Deployment, Wave
from toso.work.campaign.tests.builders import (
    a_campaign,
    a_list,
    a_need,
    a_plan,
    a_school,
    a_want,
    a_wave,
    decided,
    listed,
    named,
    the_tasks,
)
from toso.work.training.tests.builders import a_session

pytestmark = pytest.mark.django_db


def test_dung_opens_a_campaign_from_a_template_on_the_page(client):
    world = a_world()
    the_tasks()
    client.force_login(dung_of(world.province).account)
    said = {
        "place": world.province.pk,
        "template": "support_month",
        "title": "Tổ hỗ trợ về xã",
        "number": "45/QĐ-UBND",
        "signed_on": "2026-10-28",
        "effective_on": "2026-10-30",
        "days": "30",
    }

    wrong = client.post(reverse("campaign:new"), said | {"effective_on": "2026-10-01"})
    right = client.post(reverse("campaign:new"), said)

    campaign = Campaign.objects.get()
    assert "Ngày có hiệu lực không được trước ngày ký." in wrong.text
    assert "Tổ hỗ trợ về xã" in wrong.text
    assert right.url == reverse("campaign:campaign", args=[campaign.pk])
    page = client.get(right.url).text
    assert "30/10/2026" in page
    assert "28/11/2026" in page
    assert "then chốt" in page


def test_the_chain_on_the_pages_from_the_need_to_the_decision(client):
    world = a_world()
    dung, binh, school = dung_of(world.province), binh_of(world.commune), a_school()
    wave = a_wave(campaign=a_campaign(place=world.province, by=dung), by=dung, senders=[school])
    Wave.objects.update(needs_until="2099-01-01", lists_until="2099-01-01")
    client.force_login(binh.account)
    need = {
        "place": world.commune.pk,
        "wanted": "1",
        "it_staff": "0",
        "remoteness": "2",
        "reasons": "Sửa máy",
        "disciplines": "Công nghệ thông tin",
        "contact": "Trần Mẫu Bình 0905000111",
    }
    assert client.post(reverse("campaign:need", args=[wave.pk]), need).status_code == 302
    client.force_login(a_person(role=Role.PARTNER, organisation=school).account)
    table = "Họ và tên\tĐiện thoại\nVõ Mẫu Giang\t0905111222\tSinh viên năm 3\tCông nghệ thông tin\tsửa máy\tXã An Hoà"
    sent = {"organisation": school.pk, "contact": "Cô Mẫu", "contact_phone": "0905000222", "rows": table}
    refused = client.post(
        reverse("campaign:hand_in", args=[wave.pk]), sent | {"rows": table.replace("0905111222", "x")}
    )
    assert "Dòng 2: số điện thoại gồm 10 chữ số" in refused.text
    assert "Võ Mẫu Giang" in refused.text
    assert client.post(reverse("campaign:hand_in", args=[wave.pk]), sent).status_code == 302

    client.force_login(dung.account)
    page = client.get(reverse("campaign:match", args=[wave.pk])).text
    candidate = Candidate.objects.get()
    wave.refresh_from_db()
    client.post(
        reverse("campaign:match", args=[wave.pk]),
        {"version": wave.version, f"who{candidate.pk}": world.commune.pk},
    )
    wave.refresh_from_db()
    answer = client.post(
        reverse("campaign:decide", args=[wave.pk]),
        {"version": wave.version, "number": "99/QĐ-UBND", "decided_on": "2026-10-25"},
    )
    paper = client.get(reverse("campaign:decision", args=[wave.pk, "docx"]))

    assert "quê ở đây" in page
    assert answer.url == reverse("campaign:wave", args=[wave.pk])
    assert Deployment.objects.get().standing == "decided"
    words = ZipFile(BytesIO(paper.content)).read("word/document.xml").decode()
    assert "Võ Mẫu Giang" in words
    assert "DANH SÁCH NGƯỜI ĐƯỢC CỬ" in words


def test_a_commune_sees_the_campaign_and_its_own_people_alone(client):
    world = a_world()
    dung, school = dung_of(world.province), a_school()
    wave = a_wave(campaign=a_campaign(place=world.province, by=dung), by=dung, senders=[school])
    a_list(wave=wave, organisation=school, rows=[listed(name="Võ Mẫu Giang")], by=dung)
    named(wave=wave, place=world.elsewhere, by=dung)
    decided(wave=wave, by=dung)
    client.force_login(binh_of(world.commune).account)

    page = client.get(reverse("campaign:wave", args=[wave.pk])).text
    decision = client.get(reverse("campaign:decision", args=[wave.pk, "docx"]))

    assert "Võ Mẫu Giang" not in page
    assert decision.status_code == 404


def test_the_list_of_campaigns_costs_the_same_for_three_and_thirty(client):
    world = a_world()
    dung = dung_of(world.province)
    client.force_login(dung.account)
    a_campaign(place=world.province, by=dung)

    assert_flat(
        lambda: client.get(reverse("campaign:list")),
        grow=lambda: [a_campaign(place=world.province, by=dung, plan=a_plan()) for _ in range(6)],
    )


def test_the_page_of_a_wave_costs_the_same_for_two_and_twelve(client):
    world = a_world()
    dung, school, other = dung_of(world.province), a_school(), a_school(name="Trường Cao đẳng Mẫu 2")
    wave = a_wave(campaign=a_campaign(place=world.province, by=dung), by=dung, senders=[school, other])
    a_need(wave=wave, place=world.commune, by=dung)
    a_list(wave=wave, organisation=school, rows=[listed(), listed()], by=dung)
    named(wave=wave, place=world.commune, by=dung)
    client.force_login(dung.account)

    def more():
        a_need(wave=wave, place=world.elsewhere, by=dung)
        a_list(wave=wave, organisation=other, rows=[listed() for _ in range(10)], by=dung)
        named(wave=wave, place=world.elsewhere, by=dung)

    assert_flat(lambda: client.get(reverse("campaign:wave", args=[wave.pk])), grow=more)


def test_dung_notes_launch_leader_and_the_class_before_it(client):
    world = a_world()
    dung = dung_of(world.province)
    wave = a_wave(campaign=a_campaign(place=world.province, by=dung), by=dung)
    session = a_session(place=world.province, by=dung, day=date(2026, 11, 16))
    client.force_login(dung.account)

    client.post(
        reverse("campaign:launch", args=[wave.pk]),
        {"launched_on": "2026-10-30", "launch_words": "Nhà văn hoá tỉnh", "sessions": [session.pk]},
    )
    page = client.get(reverse("campaign:wave", args=[wave.pk])).text

    assert "30/10/2026" in page
    assert "Nhà văn hoá tỉnh" in page
    assert session.course.title in page


def test_a_long_wave_is_searched_filtered_and_paged(client):
    world = a_world()
    dung, school = dung_of(world.province), a_school()
    campaign = a_campaign(place=world.province, by=dung)
    wave = a_wave(campaign=campaign, by=dung, senders=[school])
    a_need(wave=wave, place=world.commune, by=binh_of(world.commune), want=a_want(wanted=30))
    names = [f"Lê Mẫu {first}{second}" for second in "ai" for first in "BCDGHKLMNPQRSTV"]
    a_list(wave=wave, organisation=school, rows=[listed(name=name) for name in names], by=dung)
    named(wave=wave, place=world.commune, by=dung)
    client.force_login(dung.account)
    page = reverse("campaign:wave", args=[wave.pk])

    first = client.get(page)
    second = client.get(f"{page}?after={first.context['next']}")
    found = {
        text: [row.person.name for row, _tone in client.get(f"{page}?{text}").context["deployments"]]
        for text in ("q=mau+ca", "q=an+hoa", "standing=serving", "standing=xx&after=0x9")
    }

    seen = [row.person.name for one in (first, second) for row, _tone in one.context["deployments"]]
    assert sorted(seen) == sorted(names)
    assert found["q=mau+ca"] == ["Lê Mẫu Ca"]
    assert len(found["q=an+hoa"]) == 25
    assert found["standing=serving"] == []
    assert len(found["standing=xx&after=0x9"]) == 25


def test_a_number_of_seats_that_is_none_is_told_and_stays_in_its_field(client):
    world = a_world()
    dung = dung_of(world.province)
    wave = a_wave(campaign=a_campaign(place=world.province, by=dung), by=dung)
    need = a_need(wave=wave, place=world.commune, by=binh_of(world.commune))
    client.force_login(dung.account)
    address = reverse("campaign:grant", args=[wave.pk])

    for typed in ("abc", "-3", "2,5", "99999999999999999999", "=1+1"):
        answer = client.post(address, {"version": wave.version, f"seat{need.pk}": typed}).content.decode()
        assert f'value="{typed}"' in answer
        assert "số người từ 0 đến" in answer

    need.refresh_from_db()
    assert need.granted is None
