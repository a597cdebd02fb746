from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.builders import a_person, an_of, binh_of, moment
from tests.world import a_world
from toso.ground.notices.models import SocialGroup
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.shared.refusal import Refusal
from toso.plan.programme.models import PlanFactor
from toso.plan.programme.rules.plans import FactorKind
from toso.work.registry.actions import grouping as actions
from toso.work.registry.models import ElectronicArea, Grouping
from toso.work.registry.queries.catalogue import groups_of, shipped_group_rows
from toso.work.registry.queries.groups import area_of, factor_of, group_lines
from toso.work.registry.tests.builders import DAY, a_registrant, answer

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(days=3)


def who(person):
    return {"by": person, "scope": scope_of(person.pk, on=LATER), "at": moment(LATER, 10)}


def rows(**change):
    """The shipped criteria with the first group changed."""
    first, *others = shipped_group_rows()
    return [first | change, *others]


def test_a_commune_sets_criteria_by_its_conditions_and_everybody_is_grouped_anew():
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    row = a_registrant(place=world.hamlet, by=an, fields={"digital_signature": "no"})
    assert row.group == "other"

    mine = rows(name="Chưa có chữ ký số", any_of=[["digital_signature", "no"]], all_of=[])
    actions.set_grouping(place=world.commune, groups=mine, reason="Xã có nhiều hộ buôn bán", **who(binh))

    row.refresh_from_db()
    assert row.group == "priority"
    assert groups_of(world.hamlet)[0].name == "Chưa có chữ ký số"
    assert groups_of(world.hamlet_elsewhere)[0].name == "Cần giúp trước"
    actions.set_grouping(place=world.hamlet, groups=shipped_group_rows(), reason="Thôn khác xã", **who(an))
    row.refresh_from_db()
    assert row.group == "other"
    assert Grouping.objects.filter(valid_until=None).count() == 2


def test_criteria_leave_nobody_out_and_say_why():
    world = a_world()
    binh = binh_of(world.commune)
    member = a_person(role=Role.TEAM_MEMBER, place=world.hamlet)

    for groups, reason, by, words in (
        (rows(), " ", binh, "điều kiện thực tế"),
        (rows()[:1], "x", binh, "mọi hộ còn lại"),
        (rows(weight="9"), "x", binh, "từ 0,1 tới 3"),
        (rows(), "x", member, "không đặt tiêu chí"),
    ):
        with pytest.raises(Refusal, match=words):
            actions.set_grouping(place=world.commune, groups=groups, reason=reason, **who(by))

    assert not Grouping.objects.exists()


def test_a_household_put_elsewhere_with_a_reason_stays_there_until_the_criteria_decide_again():
    world = a_world()
    an = an_of(world.hamlet)
    row = a_registrant(place=world.hamlet, by=an, fields={"internet": "no"})

    with pytest.raises(Refusal, match="Ghi lý do"):
        actions.adjust_group(registrant_id=row.pk, group="priority", reason="", **who(an))
    actions.adjust_group(registrant_id=row.pk, group="priority", reason="Người già sống một mình", **who(an))
    assert answer(row, an, {"internet": "yes", "smartphone": "yes"}, day=LATER).group == "priority"

    again = actions.adjust_group(registrant_id=row.pk, group="", reason="", **who(an))
    assert (again.group, again.is_adjusted) == ("other", False)


def test_the_groups_of_a_hamlet_weigh_in_the_plan_of_the_year():
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    with pytest.raises(Refusal, match="chưa có hộ nào"):
        actions.offer_factor(place=world.hamlet, year_starts_on=LATER, **who(binh))
    a_registrant(place=world.hamlet, by=an, fields={"poor": "yes"})
    a_registrant(place=world.hamlet, by=an, fields={"service_account": "yes", "e_payment": "yes"})

    factor = actions.offer_factor(place=world.hamlet, year_starts_on=LATER, **who(binh))
    again = actions.offer_factor(place=world.hamlet, year_starts_on=LATER, **who(binh))

    assert (factor.kind, factor.factor, factor_of(world.hamlet)) == (
        FactorKind.HOUSEHOLDS,
        Decimal("1.3"),
        Decimal("1.3"),
    )
    assert "1 cần giúp trước; 1 đã tự dùng được" in factor.reason
    assert list(PlanFactor.objects.filter(valid_until=None)) == [again]


def test_a_social_group_follows_a_household_group():
    world = a_world()
    an = an_of(world.hamlet)
    a_registrant(place=world.hamlet, by=an, fields={"internet": "no", "social_group": "yes"})
    a_registrant(place=world.hamlet, by=an, fields={"internet": "no", "social_group": "no"})
    chat: dict[str, Any] = {
        "place": world.hamlet,
        "group": "no_device",
        "network": "zalo",
        "link": "",
        "head": "Nguyễn Mẫu An",
    }

    actions.open_chat(**chat, **who(an))
    with pytest.raises(Refusal, match="đã có nhóm mạng xã hội"):
        actions.open_chat(**chat, **who(an))

    group = SocialGroup.objects.get()
    assert (group.members, group.households, group.level) == (1, "Chưa có thiết bị hoặc Internet", "households")
    line = next(line for line in group_lines(world.hamlet) if line.group.code == "no_device")
    assert (line.chat, line.count) == (group, 2)


def test_a_hamlet_is_recognised_by_stated_criteria_or_with_a_reason():
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    everything = dict.fromkeys(("smartphone", "service_account", "e_payment", "social_group"), "yes")
    a_registrant(place=world.hamlet, by=an, fields=everything)
    a_registrant(place=world.hamlet, by=an)
    recognise: dict[str, Any] = {"place": world.hamlet, "on": LATER}

    assert [each.reached for each in area_of(world.hamlet)] == [Decimal(50)] * 5
    with pytest.raises(Refusal, match="Chưa đạt đủ tiêu chí"):
        actions.recognise_area(**recognise, note="", **who(binh))
    with pytest.raises(Refusal, match="Xã công nhận"):
        actions.recognise_area(**recognise, note="x", **who(an))
    area = actions.recognise_area(**recognise, note="Thí điểm của xã", **who(binh))
    with pytest.raises(Refusal, match="đã được công nhận"):
        actions.recognise_area(**recognise, note="x", **who(binh))

    assert area.reached[0] == ["Đã khảo sát", "80", 1, 2]
    later = who(binh) | {"at": moment(LATER + timedelta(days=5))}
    ended = actions.end_area(place=world.hamlet, on=LATER + timedelta(days=4), note="Không còn đạt", **later)
    assert (ended.starts_on, ended.ends_on) == (LATER, LATER + timedelta(days=4))
    assert ElectronicArea.objects.filter(superseded_at=None).count() == 1
