from collections import Counter
from datetime import date

import pytest
from django.db import transaction

from tests.builders import moment
from toso.ground.audit.models import Entry
from toso.ground.places.actions import import_country, import_history, rebuild_reach
from toso.ground.places.models import Place, PlaceVersion, Reach, Succession
from toso.ground.places.queries import ancestors_of, find_places, place_by_code, place_named, the_place
from toso.ground.places.rules import Level
from toso.ground.shared.refusal import Refusal

AT = moment(date(2026, 11, 16))


@pytest.fixture(scope="module")
def imported(django_db_setup, django_db_blocker):
    """The country once for all tests here, in a transaction that is thrown away."""
    with django_db_blocker.unblock(), transaction.atomic():
        import_country(AT)
        import_history(AT)
        yield
        transaction.set_rollback(True)


def borne(level: Level, code: str, on: date) -> Place:
    place = place_by_code(level, code, on=on)
    assert place is not None
    return place


@pytest.fixture
def country(imported, db):
    return None


def test_the_country_has_34_provinces_and_3321_communes_of_three_kinds(country):
    today = Place.objects.current()

    kinds = Counter(today.filter(level=Level.COMMUNE).values_list("kind", flat=True))

    assert today.filter(level=Level.PROVINCE).count() == 34
    assert kinds == {"Phường": 697, "Xã": 2611, "Đặc khu": 13}
    assert today.filter(level=Level.COMMUNE, province_code="56").count() == 65


def test_a_second_import_adds_nothing(country):
    rows = (
        Place.objects.count(),
        PlaceVersion.objects.count(),
        Reach.objects.count(),
        Succession.objects.count(),
        Entry.objects.count(),
    )

    again = import_country(AT), import_history(AT), rebuild_reach()

    assert again == (0, 0, 0)
    assert rows == (
        Place.objects.count(),
        PlaceVersion.objects.count(),
        Reach.objects.count(),
        Succession.objects.count(),
        Entry.objects.count(),
    )


def test_dong_nai_is_a_city_since_30_april_2026_and_was_a_province_the_day_before(country):
    dong_nai = the_place(Level.PROVINCE, "75")

    kinds = list(dong_nai.versions.order_by("valid_from").values_list("kind", "valid_from", "valid_until"))

    assert kinds == [
        ("Tỉnh", date(2025, 7, 1), date(2026, 4, 30)),
        ("Thành phố", date(2026, 4, 30), None),
    ]


def test_a_changed_code_finds_its_place_on_the_day_and_is_explained_today(country):
    ba_che = the_place(Level.COMMUNE, "06978")

    assert ba_che.name == "Ba Chẽ"
    assert place_by_code(Level.COMMUNE, "06970") is None
    assert place_by_code(Level.COMMUNE, "06970", on=date(2025, 8, 1)) == ba_che
    with pytest.raises(Refusal, match="Mã “06970” đã đổi: Xã Ba Chẽ nay mang mã 06978"):
        the_place(Level.COMMUNE, "06970")


def test_an_unknown_code_is_refused_in_a_sentence(country):
    with pytest.raises(Refusal, match="Không có đơn vị nào mang mã “99999”"):
        the_place(Level.COMMUNE, "99999")


def test_one_code_names_the_old_commune_before_and_the_new_one_after_the_reform(country):
    before, after = (borne(Level.COMMUNE, "22546", day) for day in (date(2025, 6, 30), date(2025, 7, 1)))

    assert before.pk != after.pk
    assert (before.full_name, after.full_name) == ("Xã Ninh Thọ", "Xã Bắc Ninh Hòa")
    assert before.valid_until == after.valid_from == date(2025, 7, 1)


def test_a_former_commune_stands_under_its_successor_and_a_shared_one_under_the_province(country):
    khanh_hoa = the_place(Level.PROVINCE, "56")
    ninh_tho = borne(Level.COMMUNE, "22546", date(2024, 1, 1))
    suoi_tan = borne(Level.COMMUNE, "22711", date(2024, 1, 1))

    assert [place.full_name for place in ancestors_of(ninh_tho)] == ["Tỉnh Khánh Hòa", "Xã Bắc Ninh Hòa", "Xã Ninh Thọ"]
    assert ancestors_of(suoi_tan) == [khanh_hoa, suoi_tan]
    assert Reach.objects.get(place=suoi_tan, ancestor=khanh_hoa, reading="today").is_unallocated is True
    assert str(suoi_tan.parent) == "Huyện Cam Lâm"


def test_ninh_thuan_is_an_ended_province_of_khanh_hoa_today(country):
    ninh_thuan = borne(Level.PROVINCE, "58", date(2024, 1, 1))
    phan_rang = borne(Level.DISTRICT, "582", date(2024, 1, 1))

    assert ninh_thuan.province_code == phan_rang.province_code == "56"
    assert ninh_thuan.successions.get().successor == the_place(Level.PROVINCE, "56")
    spans = Reach.objects.filter(place=phan_rang, ancestor=ninh_thuan, reading="then").values_list(
        "valid_from", "valid_until"
    )
    assert list(spans) == [(date(2020, 1, 1), date(2025, 7, 1))]


def test_former_khanh_hoa_is_another_unit_than_todays_of_the_same_code(country):
    former, today = (borne(Level.PROVINCE, "56", day) for day in (date(2025, 6, 30), date(2025, 7, 1)))

    assert former != today
    assert former.path == f"{today.path}{former.pk}."


@pytest.mark.parametrize("text", ["ninh hoa", "Ninh Hòa", "Ninh Hoà", "NINH HÒA", "phường ninh hoà"])
def test_both_spellings_and_no_diacritics_find_the_ward_first(country, text):
    first = find_places(text)[0]

    assert (first.place.full_name, first.is_ended) == ("Phường Ninh Hòa", False)


def test_the_exact_diacritics_stand_before_other_names_of_the_same_letters(country):
    names = [hit.place.name for hit in find_places("Tân Định", levels=[Level.COMMUNE])]

    assert names[0] == "Tân Định"


def test_an_old_name_finds_todays_unit(country):
    hit = next(hit for hit in find_places("thị trấn Vạn Giã") if hit.is_ended)

    assert [heir.full_name for heir in hit.successors] == ["Xã Vạn Ninh"]
    assert place_named("van gia") == hit.successors[0]


def test_an_ambiguous_old_name_is_refused_with_every_candidate_its_district_and_its_successor(country):
    with pytest.raises(Refusal) as refused:
        place_named("Phước Hải", province_code="56")

    assert "Phường Phước Hải (Thành phố Nha Trang), mã cũ 22357, nay thuộc Phường Nam Nha Trang" in str(refused.value)
    assert "Xã Phước Hải (Huyện Ninh Phước), mã cũ 22894, nay thuộc Xã Ninh Phước" in str(refused.value)


def test_a_name_that_nobody_bears_is_refused(country):
    with pytest.raises(Refusal, match="Không tìm thấy đơn vị nào tên “Xã Không Có Thật”"):
        place_named("Xã Không Có Thật")


def test_communes_are_listed_in_the_vietnamese_alphabet(country):
    khanh_hoa = Place.objects.current().filter(level=Level.COMMUNE, province_code="56").order_by("sort_key")

    names = list(khanh_hoa.values_list("name", flat=True))

    assert names[:6] == ["Anh Dũng", "Ba Ngòi", "Bác Ái", "Bác Ái Đông", "Bác Ái Tây", "Bảo An"]
    assert names.index("Diên Thọ") < names.index("Đại Lãnh") < names.index("Hòa Thắng")


# One source writes "Kon Giang": the official list has Kon Gang.
GIA_LAI = "Sơn Lang, Ia Rsai, Kon Chiêng, Ia O, Ayun, Đak Rong, Kon Gang, Mang Yang, Hội Phú, Ia Băng, Krong"


@pytest.mark.parametrize("name", GIA_LAI.split(", "))
def test_the_places_of_gia_lai_that_the_sources_name_are_known(country, name):
    found = Place.objects.current().filter(province_code="52", level=Level.COMMUNE, name__iexact=name)

    assert found.count() == 1
