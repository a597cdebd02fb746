import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.builders import a_place, an_of, dung_of
from tests.flat import assert_flat
from tests.world import a_world
from toso.ground.places.actions import rebuild_reach
from toso.plan.programme.tests.builders import a_denominator
from toso.plan.teams.tests.builders import a_roster, a_team
from toso.work.helpdesk.tests.builders import a_difficulty
from toso.work.outreach.tests.builders import a_record
from toso.work.registry.tests.builders import a_registrant

pytestmark = pytest.mark.django_db


def merger(client, world):
    data = {
        "places": [world.elsewhere.pk],
        "into": world.elsewhere.pk,
        "on": timezone.localdate().isoformat(),
        "basis": "Nghị quyết 12/NQ-HĐND",
        "kind": "Xã",
        "step": "preview",
    }
    return client.post(reverse("places:merge", args=[world.commune.pk]), data).content.decode()


def counts_of(page):
    table = page[page.index('id="h-kept"') :]
    return dict(re.findall(r'<th scope="row">([^<]+)</th><td class="ts-num">([^<]+)</td>', table))


@pytest.fixture
def world(client):
    world = a_world()
    rebuild_reach()
    client.force_login(dung_of(world.province).account)
    return world


def test_the_preview_of_a_merger_counts_what_goes_along_in_every_room(client, world):
    a_team(hamlet=world.hamlet, roster=a_roster(size=3))
    a_team(hamlet=world.hamlet_elsewhere, roster=a_roster(size=5))
    by = an_of(world.hamlet)
    a_record(place=world.hamlet, by=by, day=date(2026, 10, 1))
    a_difficulty(place=world.hamlet, by=by)
    a_registrant(place=world.hamlet, by=by)
    a_denominator(place=world.commune, value=1200)

    counts = counts_of(merger(client, world))

    assert counts == {
        "Tổ đang hoạt động": "1",
        "Thành viên tổ": "3",
        "Phân công người theo địa bàn": "1",
        "Bản ghi hướng dẫn": "1",
        "Hộ, cơ sở trong sổ": "1",
        "Vướng mắc chưa kết thúc": "1",
        "Thiết bị, đường truyền trong sổ": "0",
        "Trung tâm, điểm phục vụ có giờ mở cửa": "0",
        "Chỉ tiêu đã giao": "0",
        "Mẫu số đã ghi": "1",
        "Báo cáo còn dự thảo": "0",
        "Phát hiện qua kiểm tra chưa khắc phục": "0",
        "Buổi tập huấn sắp tới": "0",
        "Người đang được cử về hỗ trợ": "0",
        "Đợt đánh giá xã": "0",
    }


def test_the_counts_cost_the_same_for_3_units_and_for_30(client, world):
    for number in range(2):
        a_place(name=f"Thêm {number}", parent=world.commune)

    def grow():
        for number in range(27):
            a_place(name=f"Nữa {number}", parent=world.commune)

    assert_flat(lambda: merger(client, world), grow=grow)
