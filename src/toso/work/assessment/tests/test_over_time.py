"""Town beside countryside, and one commune over several stays."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.builders import binh_of, dung_of
from tests.flat import assert_flat
from tests.world import a_world
from toso.ground.people.queries import scope_of
from toso.work.assessment.queries import studies
from toso.work.assessment.rules import Round
from toso.work.assessment.tests.builders import FIRST, LAST, a_study, a_whole_look

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 16)


def looked(*, place, by, first, levels):
    """A stay of thirty days at a commune, with the levels before and at its end as one side saw them."""
    study = a_study(place=place, by=by, label=f"Đợt {first:%m/%Y}", first=first, last=first + timedelta(days=29))
    for when, level in zip((Round.BEFORE, Round.AFTER), levels, strict=True):
        a_whole_look(study=study, by=by, when=when, level=level)
    return study


def test_town_stands_beside_countryside_by_the_newest_comparison_of_each_commune(client, monkeypatch):
    world = a_world()
    world.elsewhere.kind = "Phường"
    world.elsewhere.save(update_fields=["kind"])
    dung = dung_of(world.province)
    looked(place=world.commune, by=dung, first=date(2026, 3, 2), levels=(0, 1))
    looked(place=world.commune, by=dung, first=FIRST, levels=(1, 3))
    looked(place=world.elsewhere, by=dung, first=FIRST, levels=(2, 3))

    lines = studies.study_lines(studies.studies(scope_of(dung.pk, on=ON)), on=ON)
    client.force_login(dung.account)
    page = " ".join(client.get(reverse("assessment:list")).text.split())

    assert [(one.kind, one.communes, one.before, one.latest) for one in studies.by_kind(lines)] == [
        ("Phường", 1, Decimal(2), Decimal(3)),
        ("Xã", 1, Decimal(1), Decimal(3)),
    ]
    assert "Thành thị và nông thôn" in page
    assert "1,0 → 3,0" in page
    client.force_login(binh_of(world.commune).account)
    assert "Thành thị và nông thôn" not in client.get(reverse("assessment:list")).text


def test_a_commune_is_followed_over_its_stays_the_oldest_first(client):
    world = a_world()
    dung = dung_of(world.province)
    early = looked(place=world.commune, by=dung, first=date(2026, 3, 2), levels=(0, 1))
    client.force_login(dung.account)
    alone = client.get(reverse("assessment:study", args=[early.pk])).text
    late = looked(place=world.commune, by=dung, first=FIRST, levels=(1, 3))

    stays = studies.stays_of(world.commune, scope_of(dung.pk, on=ON), on=ON)
    page = " ".join(client.get(reverse("assessment:study", args=[late.pk])).text.split())

    assert [(one.study.pk, one.before, one.latest) for one in stays] == [(early.pk, 0, 1), (late.pk, 1, 3)]
    assert "Qua các đợt hỗ trợ" not in alone
    assert "0,0 → 1,0" in page
    assert reverse("assessment:study", args=[early.pk]) in page


def test_the_page_of_a_study_asks_no_more_for_many_stays(client):
    world = a_world()
    dung = dung_of(world.province)
    study = a_study(place=world.commune, by=dung)
    client.force_login(dung.account)

    def grow():
        for number in range(1, 7):
            first = LAST + timedelta(days=40 * number)
            a_study(place=world.commune, by=dung, label=f"Đợt {number}", first=first, last=first + timedelta(days=9))

    a_study(place=world.commune, by=dung, label="Đợt trước", first=date(2026, 2, 2), last=date(2026, 2, 20))
    assert_flat(lambda: client.get(reverse("assessment:study", args=[study.pk])), grow=grow)
