"""The sample month is built once: a house that people have worked in is not added to."""

import os
from datetime import date

import pytest

from tests.builders import an_of
from tests.world import a_world
from toso.command import build as checkout
from toso.command import furnish, house
from toso.command.sample import build

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 21)


@pytest.fixture
def runs(monkeypatch, settings, tmp_path):
    settings.DATA = tmp_path
    runs: list[date] = []
    monkeypatch.setattr(build, "build", lambda _home, *, on, progress: runs.append(on))
    return runs


def test_a_second_start_leaves_the_finished_sample_alone(runs):
    province = a_world().province

    furnish._build_once(province, on=DAY)
    furnish._build_once(province, on=date(2026, 12, 21))

    assert runs == [DAY]


def test_a_sample_that_was_cut_off_is_gone_on_with(runs, monkeypatch):
    province = a_world().province

    def cut_off(_home, *, on, progress):
        raise KeyboardInterrupt

    with monkeypatch.context() as at_first:
        at_first.setattr(build, "build", cut_off)
        with pytest.raises(KeyboardInterrupt):
            furnish._build_once(province, on=DAY)
    furnish._build_once(province, on=DAY)

    assert runs == [DAY]


def test_an_installed_program_keeps_its_data_where_the_account_may_write(monkeypatch, tmp_path):
    assert house.default_data() == checkout.ROOT / "var"

    monkeypatch.setattr(checkout, "FRONTEND", tmp_path / "none")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))

    assert house.default_data() == tmp_path / "toso"
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert str(house.default_data()) == "/var/lib/toso"


def test_the_printed_logins_stand_in_columns_and_say_who_each_is_and_where():
    assert furnish.lines_of(
        [
            furnish.Login("an.mau", "mau-1", "Tổ trưởng: Nguyễn Mẫu An, Thôn Mẫu 1"),
            furnish.Login("giang.mau", "mau-1", "Thành viên tổ: Võ Mẫu Giang"),
        ]
    ) == [
        "  an.mau     mau-1  Tổ trưởng: Nguyễn Mẫu An, Thôn Mẫu 1",
        "  giang.mau  mau-1  Thành viên tổ: Võ Mẫu Giang",
    ]
    assert "lần chạy đầu tiên" in furnish.lines_of([])[0]


def test_a_login_names_the_place_of_its_first_post():
    world = a_world()

    assert furnish._where(an_of(world.hamlet).account.username) == f", {world.hamlet.full_name}"
    assert furnish._where("nobody") == ""
