"""The coordinator changes what a campaign is to do, and whoever comes second is told."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.builders import binh_of, chau_of, dung_of, moment
from tests.world import World, a_world
from toso.ground.audit.models import Entry
from toso.ground.people.models import Person
from toso.ground.people.queries import scope_of
from toso.ground.shared.refusal import Refusal
from toso.work.campaign.actions import changing as actions
from toso.work.campaign.actions.changing import Goal, Group, Head, Unit
from toso.work.campaign.actions.plans import close_campaign, draft_campaign
from toso.work.campaign.models import Campaign
from toso.work.campaign.queries.plans import HEAD, print_of
from toso.work.campaign.rules.days import Part, Phase
from toso.work.campaign.tests.builders import ASKED, a_campaign, a_plan, a_wave

pytestmark = pytest.mark.django_db


def a_draft(world: World, by: Person) -> Campaign:
    return draft_campaign(place=world.province, plan=a_plan(), by=by, scope=scope_of(by.pk, on=ASKED), at=moment(ASKED))


def change(act, campaign: Campaign, part: Part, *, by: Person, **given):
    seen = given.pop("seen", None) or print_of(campaign, part)
    scope = scope_of(by.pk, on=ASKED)
    return act(campaign_id=campaign.pk, seen=seen, by=by, scope=scope, at=moment(ASKED, 12), **given)


def head_of(campaign: Campaign) -> Head:
    return Head(**{name: getattr(campaign, name) for name in HEAD})


def test_objectives_are_set_by_the_coordinator_while_the_campaign_runs():
    world = a_world()
    dung = dung_of(world.province)
    campaign = a_campaign(place=world.province, by=dung)
    goals = [Goal("Giúp người dân", "citizens", Decimal(500)), Goal("Buổi tập huấn", "sessions", Decimal(12))]

    change(actions.change_objectives, campaign, Part.OBJECTIVES, by=dung, goals=goals)

    assert list(campaign.objectives.order_by("order").values_list("name", "figure", "target")) == [
        ("Giúp người dân", "citizens", Decimal(500)),
        ("Buổi tập huấn", "sessions", Decimal(12)),
    ]
    entry = Entry.objects.get(code="campaign.campaign.changed")
    assert (entry.detail, entry.path) == ({"part": "objectives"}, world.province.path)


@pytest.mark.parametrize(
    ("goal", "sentence"),
    [
        (Goal(" ", "citizens", Decimal(5)), "Ghi tên của từng mục tiêu"),
        (Goal("Giúp dân", "nothing", Decimal(5)), "Chọn số liệu trong danh sách"),
        (Goal("Giúp dân", "citizens", Decimal(0)), "phải lớn hơn 0"),
    ],
)
def test_an_objective_with_a_fault_is_refused_and_the_old_ones_stand(goal, sentence):
    world = a_world()
    dung = dung_of(world.province)
    campaign = a_campaign(place=world.province, by=dung)
    before = print_of(campaign, Part.OBJECTIVES)

    with pytest.raises(Refusal, match=sentence):
        change(actions.change_objectives, campaign, Part.OBJECTIVES, by=dung, goals=[goal])

    assert print_of(campaign, Part.OBJECTIVES) == before


def test_phases_hold_each_day_of_the_campaign_once():
    world = a_world()
    dung = dung_of(world.province)
    campaign = a_campaign(place=world.province, by=dung)
    halves = [Phase("Bàn giao", 16, 30), Phase("Hỗ trợ", 1, 15)]

    for wrong, sentence in (
        ([Phase("Hỗ trợ", 1, 20), Phase("Bàn giao", 20, 30)], "Ngày 20 phải nằm trong đúng một"),
        ([Phase("Hỗ trợ", 1, 40)], "đi quá số ngày đó"),
        ([Phase("", 1, 30)], "tên của từng giai đoạn"),
    ):
        with pytest.raises(Refusal, match=sentence):
            change(actions.change_phases, campaign, Part.PHASES, by=dung, phases=wrong)
    change(actions.change_phases, campaign, Part.PHASES, by=dung, phases=halves)

    campaign.refresh_from_db()
    assert campaign.parts == (Phase("Hỗ trợ", 1, 15), Phase("Bàn giao", 16, 30))


def test_groups_are_added_and_renamed_but_none_is_dropped_while_logs_point_to_it():
    world = a_world()
    dung = dung_of(world.province)
    campaign = a_campaign(place=world.province, by=dung)
    standing = [Group(row.name, row.items, row.task, row.things, row.is_key, row.code) for row in campaign.groups.all()]
    more = [*(replace(one, name=f"{one.name} (sửa)") for one in standing), Group("Chợ số", ["Mã QR ở sạp"])]

    with pytest.raises(Refusal, match="không bỏ nhóm nhiệm vụ"):
        change(actions.change_groups, campaign, Part.GROUPS, by=dung, groups=standing[1:])
    change(actions.change_groups, campaign, Part.GROUPS, by=dung, groups=more)

    assert campaign.groups.get(code="own-1").items == ["Mã QR ở sạp"]
    assert campaign.groups.filter(name__endswith="(sửa)").count() == 7


def test_in_a_draft_all_may_change_and_the_phases_follow_the_days():
    world = a_world()
    dung = dung_of(world.province)
    campaign = a_draft(world, dung)
    units = [Unit("Sở Khoa học và Công nghệ", "Thường trực")]
    one_group = [Group("Giúp người dân", ["Ở trung tâm"])]

    change(actions.change_groups, campaign, Part.GROUPS, by=dung, groups=one_group)
    change(actions.change_units, campaign, Part.UNITS, by=dung, units=units)
    head = replace(head_of(campaign), days=60, effective_on=date(2026, 11, 9), title="Hai tháng về xã")
    change(actions.change_head, campaign, Part.HEAD, by=dung, head=head)

    campaign.refresh_from_db()
    assert (campaign.title, campaign.first_day, campaign.days) == ("Hai tháng về xã", date(2026, 11, 9), 60)
    assert campaign.parts[-1].last == 60
    assert list(campaign.groups.values_list("name", flat=True)) == ["Giúp người dân"]
    assert list(campaign.responsibilities.values_list("unit", "duties")) == [
        ("Sở Khoa học và Công nghệ", "Thường trực")
    ]


def test_day_one_stays_once_the_campaign_runs_or_a_wave_was_opened():
    world = a_world()
    dung = dung_of(world.province)
    running, waved = a_campaign(place=world.province, by=dung), a_draft(world, dung)
    a_wave(campaign=waved, by=dung)

    for campaign, sentence in ((running, "đang chạy, ngày 1 không đổi"), (waved, "Đã mở đợt theo ngày cũ")):
        head = replace(head_of(campaign), effective_on=date(2026, 11, 20))
        with pytest.raises(Refusal, match=sentence):
            change(actions.change_head, campaign, Part.HEAD, by=dung, head=head)
    longer = replace(head_of(running), days=45)
    change(actions.change_head, running, Part.HEAD, by=dung, head=longer)

    running.refresh_from_db()
    assert (running.days, running.first_day) == (45, date(2026, 11, 2))


def test_the_second_of_two_who_change_is_told_and_a_closed_campaign_stands():
    world = a_world()
    dung = dung_of(world.province)
    campaign = a_campaign(place=world.province, by=dung)
    seen = print_of(campaign, Part.UNITS)
    change(actions.change_units, campaign, Part.UNITS, by=dung, units=[Unit("Sở Nội vụ", "Nhận danh sách")])

    with pytest.raises(Refusal, match="vừa được người khác sửa"):
        change(actions.change_units, campaign, Part.UNITS, by=dung, units=[], seen=seen)
    close_campaign(campaign_id=campaign.pk, by=dung, scope=scope_of(dung.pk, on=ASKED), at=moment(ASKED, 13))
    with pytest.raises(Refusal, match="đã kết thúc"):
        change(actions.change_units, campaign, Part.UNITS, by=dung, units=[])

    assert campaign.responsibilities.get().unit == "Sở Nội vụ"


def test_a_commune_does_not_change_the_campaign_of_the_province():
    world = a_world()
    dung, binh = dung_of(world.province), binh_of(world.commune)
    campaign = a_campaign(place=world.province, by=dung)

    with pytest.raises(Refusal, match="không điều phối"):
        change(actions.change_units, campaign, Part.UNITS, by=binh, units=[])

    assert campaign.responsibilities.count() == 5


def test_the_pages_change_each_part_and_keep_what_was_typed_when_refused(client):
    world = a_world()
    dung = dung_of(world.province)
    campaign = a_campaign(place=world.province, by=dung)
    client.force_login(dung.account)

    for part in Part:
        page = client.get(reverse("campaign:edit", args=[campaign.pk, part]))
        assert page.status_code == 200
    page = client.get(reverse("campaign:edit", args=[campaign.pk, "objectives"]))
    rows = page.context["rows"]
    said = {
        "seen": page.context["form"].initial["seen"],
        **{f"row-{k}": v for k, v in rows.management_form.initial.items()},
    }
    for number, one in enumerate(rows.initial_forms):
        said |= {f"row-{number}-{name}": "" if number == 3 else value for name, value in one.initial.items()}
    said |= {"row-0-name": "=1+1", "row-0-target": "-4", "row-5-figure": "works"}
    refused = client.post(page.request["PATH_INFO"], said)
    said |= {"row-0-target": "400", "row-4-name": "", "row-4-target": "3"}
    halved = client.post(page.request["PATH_INFO"], said)
    said |= {"row-4-target": ""}
    saved = client.post(page.request["PATH_INFO"], said)

    assert 'value="=1+1"' in refused.content.decode()
    assert 'value="-4"' in refused.content.decode()
    assert "Ghi tên của từng mục tiêu." in halved.content.decode()
    assert saved.status_code == 302
    assert campaign.objectives.order_by("order").values_list("name", "target").first() == ("=1+1", Decimal(400))
    assert campaign.objectives.count() == 3


def test_a_stranger_does_not_find_the_page(client):
    world = a_world()
    campaign = a_campaign(place=world.commune, by=binh_of(world.commune))
    client.force_login(chau_of(world.elsewhere).account)

    response = client.get(reverse("campaign:edit", args=[campaign.pk, "head"]))

    assert response.status_code == 404
