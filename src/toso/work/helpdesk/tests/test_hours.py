import io
from datetime import date, timedelta
from typing import Any

import pypdf
import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import binh_of, chau_of, dung_of, moment
from tests.flat import assert_flat
from tests.world import a_world
from toso.ground.documents.queries import PAPERS
from toso.ground.people.queries import scope_of
from toso.ground.places.actions import merge_places, rebuild_reach
from toso.ground.places.models import Place
from toso.ground.places.queries.changes import Portion
from toso.ground.shared.calendar import Day, DayKind
from toso.ground.shared.refusal import Refusal
from toso.work.helpdesk.actions.hours import stop_point, tell_hours
from toso.work.helpdesk.exports import hours_notice
from toso.work.helpdesk.forms.hours import HoursForm, week_values
from toso.work.helpdesk.models import OpeningHours, ServicePoint
from toso.work.helpdesk.queries import hours as queries
from toso.work.helpdesk.rules import hours as rules
from toso.work.helpdesk.rules.hours import ALL_DAY, Fault, FaultyHours
from toso.work.helpdesk.tests.builders import DAY, MORNING, OFFICE_WEEK, a_point

USUAL = ((450, 690), (780, 1020))


@pytest.mark.parametrize(
    ("text", "bands"),
    [
        ("7:30-11:30, 13:00-17:00", USUAL),
        ("7h30 – 11h30 và 13h đến 17h", USUAL),
        ("Sáng 7 giờ 30 - 11 giờ 30; chiều 13 giờ - 17 giờ", USUAL),
        ("13.00-17.00, 7.30-11.30", USUAL),
        ("nghỉ", ()),
        ("", ()),
        ("24/7", ALL_DAY),
        ("0:00-24:00", ALL_DAY),
        ("tối 18h-20h30", ((1080, 1230),)),
    ],
)
def test_hours_are_read_as_people_write_them(text, bands):
    assert rules.read_bands(text) == bands


@pytest.mark.parametrize(
    ("text", "fault", "words"),
    [
        ("giờ hành chính", Fault.UNREADABLE, "giờ hành chính"),
        ("7:30-11:70", Fault.UNREADABLE, "7:30-11:70"),
        ("7-25", Fault.UNREADABLE, "7-25"),
        ("17:00-13:00", Fault.BACKWARDS, "17:00-13:00"),
        ("7:30-7:30", Fault.BACKWARDS, "7:30-7:30"),
        ("7:30-12:00, 11:30-17:00", Fault.OVERLAP, "7:30–12:00, 11:30–17:00"),
        (", ".join(f"{hour}:00-{hour}:30" for hour in range(7)), Fault.TOO_MANY, ""),
    ],
)
def test_hours_that_no_day_can_hold_say_what_is_wrong(text, fault, words):
    with pytest.raises(FaultyHours) as found:
        rules.read_bands(text)

    assert (found.value.fault, found.value.words) == (fault, words)


days = st.lists(st.integers(0, 1440), max_size=12, unique=True).map(
    lambda cuts: tuple(zip(sorted(cuts)[::2], sorted(cuts)[1::2], strict=False))
)
weeks = st.tuples(days, days, days, days, days, days, days)


@given(days)
def test_hours_read_back_from_their_own_words(bands):
    assert rules.read_bands(rules.bands_words(bands)) == bands


@given(weeks.filter(any))
def test_a_week_reads_back_from_the_fields_of_its_form(week):
    form = HoursForm({"name": "Trung tâm", "starts_on": "2026-11-16", **week_values(week)})

    assert form.is_valid(), form.errors
    assert form.cleaned_data["week"] == week


@given(weeks, st.sampled_from(DayKind), st.integers(0, 6), st.booleans())
def test_a_free_day_is_closed_unless_holidays_are_kept_open(week, kind, number, is_open):
    day = Day(DAY + timedelta(days=number), kind)

    bands = rules.bands_on(week, day, is_open_on_holidays=is_open)

    if kind in (DayKind.HOLIDAY, DayKind.SWAPPED_OFF) and not is_open:
        assert bands == ()
    elif kind is not DayKind.SWAPPED_ON or week[number]:
        assert bands == week[number]
    else:
        assert bands in ((), *week[:5])


def _told(place: Place, by: Any, **given: Any) -> ServicePoint:
    return a_point(place=place, by=by, **given)


def _standing(point: ServicePoint, on: date) -> OpeningHours:
    found = queries.hours_on(point, on)
    assert found is not None
    return found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "hour", "words", "is_open"),
    [
        (date(2026, 11, 16), 8, "Hôm nay mở 7:30–11:30, 13:00–17:00", True),  # a Monday
        (date(2026, 11, 16), 12, "Hôm nay mở 7:30–11:30, 13:00–17:00", False),
        (date(2026, 11, 16), 17, "Hôm nay mở 7:30–11:30, 13:00–17:00", False),
        (date(2026, 11, 22), 8, "Hôm nay nghỉ", False),  # a Sunday
        (date(2027, 1, 1), 8, "Hôm nay nghỉ (Tết Dương lịch)", False),
        (date(2026, 1, 10), 8, "Hôm nay mở 7:30–11:30, 13:00–17:00", True),  # a Saturday worked in exchange
    ],
)
def test_today_is_right_on_holidays_and_swapped_days(day, hour, words, is_open):
    world = a_world()
    _told(world.commune, binh_of(world.commune), starts_on=date(2026, 1, 1))

    (opening,) = queries.openings(world.hamlet, moment(day, hour))

    assert (opening.today, opening.is_open_now) == (words, is_open)


@pytest.mark.django_db
def test_a_point_that_never_closes_is_open_on_tet():
    world = a_world()
    _told(world.commune, binh_of(world.commune), week=(ALL_DAY,) * 7, is_open_on_holidays=True)

    (opening,) = queries.openings(world.commune, moment(date(2027, 1, 1), 3))

    assert (opening.today, opening.is_open_now) == ("Hôm nay mở cả ngày đêm", True)
    assert opening.lines == (
        ("Thứ Hai – Thứ Sáu", "cả ngày đêm"),
        ("Thứ Bảy", "cả ngày đêm"),
        ("Chủ nhật", "cả ngày đêm"),
    )


@pytest.mark.django_db
def test_new_hours_hold_from_their_day_and_earlier_days_keep_theirs():
    world = a_world()
    binh = binh_of(world.commune)
    point = _told(world.commune, binh, starts_on=date(2026, 9, 1))
    longer = ((((450, 1020)),),) * 5 + ((), ())

    _told(world.commune, binh, point_id=point.pk, week=longer, starts_on=date(2026, 12, 1))
    _told(world.commune, binh, point_id=point.pk, week=longer, starts_on=date(2026, 11, 20))

    rows = [(row.starts_on, row.ends_on) for row in queries.history(point)]
    assert rows == [(date(2026, 11, 20), None), (date(2026, 9, 1), date(2026, 11, 20))]
    assert _standing(point, date(2026, 11, 19)).bands == OFFICE_WEEK
    assert _standing(point, date(2026, 11, 20)).bands == longer


@pytest.mark.django_db
def test_a_point_that_stops_keeps_its_history_and_is_shown_no_more():
    world = a_world()
    binh = binh_of(world.commune)
    point = _told(world.commune, binh, starts_on=date(2026, 9, 1))

    stop_point(point_id=point.pk, by=binh, scope=scope_of(binh.pk, on=DAY), at=MORNING)

    assert queries.openings(world.commune, MORNING) == []
    assert [(row.starts_on, row.ends_on) for row in queries.history(point)] == [(date(2026, 9, 1), DAY)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"week": ((),) * 7}, "usual"),
        ({"week": (((450, 690), (600, 700)),) * 7}, "usual"),
        ({"name": " "}, "name"),
        ({"starts_on": DAY + timedelta(days=400)}, "starts_on"),
    ],
)
def test_faulty_hours_are_refused_and_nothing_is_written(given, field):
    world = a_world()

    with pytest.raises(Refusal) as refused:
        _told(world.commune, binh_of(world.commune), **given)

    assert refused.value.field == field
    assert not ServicePoint.objects.exists()


@pytest.mark.django_db
def test_a_name_stands_once_in_a_commune():
    world = a_world()
    binh = binh_of(world.commune)
    _told(world.commune, binh)

    with pytest.raises(Refusal, match="đã có nơi tiếp nhận"):
        _told(world.commune, binh)

    assert OpeningHours.objects.count() == 1


@pytest.mark.django_db
def test_the_province_may_tell_them_too_and_another_commune_may_not():
    world = a_world()
    _told(world.commune, dung_of(world.province))
    chau = chau_of(world.elsewhere)

    with pytest.raises(Place.DoesNotExist):
        tell_hours(
            place_id=world.commune.pk,
            name="Điểm khác",
            week=OFFICE_WEEK,
            starts_on=DAY,
            by=chau,
            scope=scope_of(chau.pk, on=DAY),
            at=MORNING,
        )

    assert ServicePoint.objects.count() == 1


@pytest.mark.django_db
def test_an_official_tells_the_hours_in_one_line_and_citizens_read_them(client, settings):
    world = a_world()
    settings.PROVINCE_CODE = world.commune.province_code
    client.force_login(binh_of(world.commune).account)
    address = reverse("helpdesk:new_point", args=[world.commune.pk])
    first = client.get(address).context["form"].initial
    typed = {"name": first["name"], "starts_on": first["starts_on"].isoformat(), "usual": "7h30-11h30, 13h-17h"}

    answer = client.post(address, typed | {"friday": "7h30-11h30"}, follow=True)
    client.logout()
    asked = client.get(reverse("helpdesk:ask"), {"place": world.commune.pk})
    week = client.get(reverse("helpdesk:opening"), {"place": world.commune.pk})

    assert answer.redirect_chain[-1][0] == reverse("helpdesk:commune_hours", args=[world.commune.pk])
    assert "Hôm nay" in asked.content.decode()
    assert asked.context["form"].initial["place"] == world.commune
    assert "Thứ Hai – Thứ Năm" in week.content.decode()


@pytest.mark.django_db
def test_faults_stand_at_their_fields_and_nothing_typed_is_lost(client):
    world = a_world()
    client.force_login(binh_of(world.commune).account)
    address = reverse("helpdesk:new_point", args=[world.commune.pk])
    typed = {
        "name": "Trung tâm",
        "starts_on": "2026-11-16",
        "usual": "17:00-13:00",
        "saturday": "sáng",
        "monday": "7-9, 8-10",
    }

    answer = client.post(address, typed)
    empty = client.post(address, typed | {"usual": "", "saturday": "", "monday": ""})

    errors = answer.context["form"].errors
    assert errors["usual"] == ["Khoảng “17:00-13:00” kết thúc trước khi bắt đầu. Ghi giờ mở trước, giờ đóng sau."]
    assert errors["monday"] == ["Hai khoảng “7:00–9:00, 8:00–10:00” chồng lên nhau. Ghi mỗi khoảng một lần."]
    assert "Chưa đọc được “sáng”" in errors["saturday"][0]
    assert 'value="7-9, 8-10"' in answer.content.decode()
    assert "Chưa có giờ mở của ngày nào" in empty.context["form"].errors["usual"][0]
    assert not ServicePoint.objects.exists()


@pytest.mark.django_db
def test_the_province_sees_first_who_has_told_nothing(client):
    world = a_world()
    _told(world.commune, binh_of(world.commune))
    client.force_login(dung_of(world.province).account)

    answer = client.get(reverse("helpdesk:hours"))

    rows = [(one.place, len(one.openings)) for one in answer.context["rows"]]
    assert rows[-1] == (world.commune, 1)
    assert all(not count for _place, count in rows[:-1])
    assert answer.context["untold"] == len(rows) - 1


@pytest.mark.django_db
def test_the_list_costs_the_same_for_any_number_of_points(client):
    world = a_world()
    binh = binh_of(world.commune)
    client.force_login(dung_of(world.province).account)

    _told(world.commune, binh)

    def grow() -> None:
        for number in range(27):
            _told(world.commune, binh, name=f"Điểm {number}")

    assert_flat(lambda: client.get(reverse("helpdesk:hours")), grow=grow)


@pytest.mark.django_db
def test_the_notice_says_the_week_in_vietnamese_on_one_page():
    world = a_world()
    point = _told(world.commune, binh_of(world.commune), phone="0262 3000 000", note="Chiều thứ Sáu tiếp công dân.")
    document = hours_notice(_standing(point, DAY), world.commune, address="https://toso.example/ask/hours/?place=1")

    words = repr(document.blocks)

    assert "Thứ Hai – Thứ Sáu" in words
    assert "7:30–11:30, 13:00–17:00" in words
    assert "0262 3000 000" in words
    assert document.link is not None
    assert document.link.url.endswith("?place=1")
    assert len(pypdf.PdfReader(io.BytesIO(PAPERS["pdf"](document))).pages) == 1
    assert PAPERS["docx"](document)


@pytest.mark.django_db
def test_after_a_merger_the_points_are_read_and_kept_under_the_successor(client, settings):
    world = a_world()
    settings.PROVINCE_CODE = world.commune.province_code
    point = _told(world.elsewhere, chau_of(world.elsewhere), name="Điểm phục vụ cũ")
    rebuild_reach()

    merge_places(
        place_ids=[world.elsewhere.pk, world.commune.pk],
        into=Portion(place_id=world.commune.pk),
        on=DAY,
        basis="Nghị quyết mẫu",
        by=dung_of(world.province),
        at=MORNING,
    )

    binh = binh_of(world.commune)
    assert [one.point for one in queries.openings(Place.objects.get(pk=world.commune.pk), MORNING)] == [point]
    client.force_login(binh.account)
    assert client.get(reverse("helpdesk:change_hours", args=[point.pk])).status_code == 200
    assert "Điểm phục vụ cũ" in client.get(reverse("helpdesk:opening"), {"place": world.commune.pk}).text
    stop_point(point_id=point.pk, by=binh, scope=scope_of(binh.pk, on=DAY), at=MORNING + timedelta(days=1))
    assert queries.openings(Place.objects.get(pk=world.commune.pk), MORNING + timedelta(days=1)) == []
