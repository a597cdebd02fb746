from datetime import date

import pytest

from tests.builders import a_place, binh_of, moment
from toso.ground.audit.models import Entry
from toso.ground.places.actions import (
    create_hamlets,
    merge_places,
    move_place,
    rebuild_reach,
    rename_place,
    split_place,
)
from toso.ground.places.models import ChangedCell, Place, PlaceVersion, Reach, Succession
from toso.ground.places.queries import children_of, find_places, hamlets_under, place_names_on
from toso.ground.places.queries.changes import Portion
from toso.ground.places.rules import Level
from toso.ground.shared.refusal import Refusal

pytestmark = pytest.mark.django_db
AT = moment(date(2026, 11, 16))
ON = date(2026, 9, 1)
BASIS = "Nghị quyết 12/NQ-HĐND ngày 20/8/2026"


@pytest.fixture
def province():
    return a_place(name="Mẫu", level=Level.PROVINCE, code="56")


@pytest.fixture
def an_hoa(province):
    return a_place(name="An Hòa", level=Level.COMMUNE, parent=province, code="22001")


@pytest.fixture
def binh_minh(province):
    return a_place(name="Bình Minh", level=Level.COMMUNE, parent=province, code="22002")


def words(**changes):
    return {"on": ON, "basis": BASIS, "by": None, "at": AT} | changes


def everything():
    return [
        list(table.objects.order_by("pk").values())
        for table in (Place, PlaceVersion, Succession, Reach, Entry, ChangedCell)
    ]


def refused(action, sentence, **arguments):
    """The action refuses with this sentence and leaves every table as it was."""
    before = everything()
    with pytest.raises(Refusal) as refusal:
        action(**arguments)
    assert sentence in str(refusal.value)
    assert everything() == before


def test_new_hamlets_take_running_codes_and_count_under_commune_and_province(province, an_hoa):
    first, second = create_hamlets(commune_id=an_hoa.pk, names=["Thôn Mẫu 1", "Mẫu 2"], is_sample=True, **words())

    assert (first.code, second.code, second.is_sample) == ("22001-001", "22001-002", True)
    assert second.path == f"{province.pk}.{an_hoa.pk}.{second.pk}."
    assert list(hamlets_under(province)) == [second, first]
    assert Reach.objects.filter(place=second).count() == 6
    assert Entry.objects.get().code == "places.hamlets.created"


def test_a_renamed_unit_keeps_its_old_name_for_old_days_and_for_the_search(an_hoa):
    by = binh_of(an_hoa)

    rename_place(place_id=an_hoa.pk, name="Hòa An", kind="Phường", **words(by=by))

    assert place_names_on([an_hoa.pk], date(2026, 8, 31)) == {an_hoa.pk: "Xã An Hòa"}
    assert place_names_on([an_hoa.pk], ON) == {an_hoa.pk: "Phường Hòa An"}
    assert [hit.place.full_name for hit in find_places("an hoa", levels=[Level.COMMUNE])] == ["Phường Hòa An"]
    entry = Entry.objects.get()
    assert (entry.code, entry.actor_id, entry.detail["before"]) == ("places.place.renamed", by.pk, "Xã An Hòa")


def test_a_moved_hamlet_counts_in_the_old_commune_until_the_day_before(an_hoa, binh_minh):
    hamlet = a_place(name="Mẫu 1", parent=an_hoa)
    rebuild_reach()

    move_place(place_id=hamlet.pk, parent_id=binh_minh.pk, **words())

    spans = Reach.objects.filter(place=hamlet, reading="then").values_list("ancestor_id", "valid_from", "valid_until")
    assert (an_hoa.pk, date(2000, 1, 1), ON) in spans
    assert (binh_minh.pk, ON, date.max) in spans
    assert not Reach.objects.filter(place=hamlet, reading="today", ancestor=an_hoa).exists()
    assert list(children_of(an_hoa, on=date(2026, 8, 31))) == [hamlet]
    assert list(children_of(an_hoa)) == []


def test_merged_communes_add_up_in_the_new_one_and_their_hamlets_follow(province, an_hoa, binh_minh):
    hamlet = a_place(name="Mẫu 1", parent=an_hoa)
    rebuild_reach()

    new = merge_places(
        place_ids=[an_hoa.pk, binh_minh.pk], into=Portion(name="An Bình", kind="Xã", code="22001"), **words()
    )

    an_hoa.refresh_from_db()
    hamlet.refresh_from_db()
    assert (an_hoa.valid_until, new.valid_from) == (ON, ON)
    assert an_hoa.path == f"{province.pk}.{new.pk}.{an_hoa.pk}."
    assert hamlet.parent_id == new.pk
    assert set(Reach.objects.filter(ancestor=new, reading="today").values_list("place_id", flat=True)) == {
        new.pk,
        an_hoa.pk,
        binh_minh.pk,
        hamlet.pk,
    }
    assert not Reach.objects.filter(is_unallocated=True).exists()


def test_a_unit_taken_over_by_one_that_stays_ends_there(an_hoa):
    kept, ended = a_place(name="Mẫu 1", parent=an_hoa), a_place(name="Mẫu 2", parent=an_hoa)
    rebuild_reach()

    merge_places(place_ids=[ended.pk], into=Portion(place_id=kept.pk), **words())

    ended.refresh_from_db()
    assert ended.path == f"{kept.path}{ended.pk}."
    assert ChangedCell.objects.get().day == ON


def test_a_split_units_past_stands_unallocated_above_its_parts_until_they_are_one_again(an_hoa):
    hamlet = a_place(name="Mẫu 1", parent=an_hoa)
    rebuild_reach()

    parts = split_place(place_id=hamlet.pk, into=[Portion("Mẫu 1A", "Thôn"), Portion("Mẫu 1B", "Thôn")], **words())
    shared = list(Reach.objects.filter(place=hamlet, is_unallocated=True).values_list("ancestor_id", flat=True))
    one = merge_places(
        place_ids=[part.pk for part in parts], into=Portion("Mẫu 1", "Thôn"), **words(on=date(2026, 10, 1))
    )

    assert shared == [an_hoa.pk]
    hamlet.refresh_from_db()
    assert hamlet.path == f"{one.path}{hamlet.pk}."
    assert not Reach.objects.filter(is_unallocated=True).exists()


def test_a_split_commune_sends_each_hamlet_to_the_part_that_names_it(province, an_hoa):
    north, south = a_place(name="Bắc", parent=an_hoa), a_place(name="Nam", parent=an_hoa)
    rebuild_reach()
    into = [
        Portion("An Bắc", "Xã", "22011", children=(north.pk,)),
        Portion("An Nam", "Xã", "22012", children=(south.pk,)),
    ]

    first, second = split_place(place_id=an_hoa.pk, into=into, **words())

    assert (list(children_of(first)), list(children_of(second))) == ([north], [south])
    assert not Reach.objects.filter(place__in=[north, south], is_unallocated=True).exists()


def test_nothing_changes_without_a_basis(an_hoa):
    refused(rename_place, "Hãy ghi căn cứ", place_id=an_hoa.pk, name="Hòa An", kind="Xã", **words(basis="  "))


def test_a_day_that_has_not_come_is_refused(an_hoa):
    refused(
        rename_place,
        "Ngày 17/11/2026 chưa đến",
        place_id=an_hoa.pk,
        name="Hòa An",
        kind="Xã",
        **words(on=date(2026, 11, 17)),
    )


def test_a_day_before_the_unit_began_is_refused(province):
    young = a_place(name="Trẻ", level=Level.COMMUNE, parent=province, valid_from=date(2026, 9, 1))

    refused(rename_place, "Xã Trẻ có từ 01/09/2026", place_id=young.pk, name="Già", kind="Xã", **words())


def test_a_day_before_a_later_change_is_refused(an_hoa):
    rename_place(place_id=an_hoa.pk, name="Hòa An", kind="Xã", **words(on=date(2026, 10, 1)))

    refused(rename_place, "đã có thay đổi từ 01/10/2026", place_id=an_hoa.pk, name="Hòa Bình", kind="Xã", **words())


def test_an_ended_unit_does_not_change_again(an_hoa, binh_minh):
    merge_places(place_ids=[an_hoa.pk], into=Portion(place_id=binh_minh.pk), **words())

    refused(
        rename_place,
        "Xã An Hòa đã kết thúc từ 01/09/2026",
        place_id=an_hoa.pk,
        name="Hòa An",
        kind="Xã",
        **words(on=date(2026, 10, 1)),
    )


@pytest.mark.parametrize(("name", "sentence"), [(" ", "Hãy ghi tên và loại"), ("An Hòa", "không có gì thay đổi")])
def test_an_empty_or_unchanged_name_is_refused(an_hoa, name, sentence):
    refused(rename_place, sentence, place_id=an_hoa.pk, name=name, kind="Xã", **words())


def test_a_name_that_a_neighbour_bears_is_refused(an_hoa, binh_minh):
    refused(rename_place, "Đã có Xã Bình Minh ở đây", place_id=an_hoa.pk, name="Bình Minh", kind="Xã", **words())


def test_a_code_that_another_unit_bears_is_refused(an_hoa, binh_minh):
    refused(
        rename_place,
        "Mã 22002 đang là mã của Xã Bình Minh",
        place_id=an_hoa.pk,
        name="Hòa An",
        kind="Xã",
        code="22002",
        **words(),
    )


def test_units_of_two_levels_do_not_merge(an_hoa, binh_minh):
    hamlet = a_place(name="Mẫu 1", parent=an_hoa)

    refused(
        merge_places,
        "Chỉ sáp nhập được các đơn vị cùng cấp",
        place_ids=[hamlet.pk],
        into=Portion(place_id=binh_minh.pk),
        **words(),
    )


def test_a_unit_alone_does_not_merge(an_hoa):
    refused(merge_places, "ít nhất hai đơn vị", place_ids=[an_hoa.pk], into=Portion("Mới", "Xã", "22009"), **words())


def test_a_unit_does_not_move_into_itself_or_below_itself(an_hoa):
    hamlet = a_place(name="Mẫu 1", parent=an_hoa)

    refused(move_place, "vào chính nó", place_id=an_hoa.pk, parent_id=hamlet.pk, **words())


def test_a_unit_does_not_move_under_a_wrong_level(province, an_hoa):
    hamlet = a_place(name="Mẫu 1", parent=an_hoa)

    refused(move_place, "không thể là cấp trên trực tiếp", place_id=hamlet.pk, parent_id=province.pk, **words())


def test_a_split_that_forgets_a_hamlet_is_refused(an_hoa):
    a_place(name="Bắc", parent=an_hoa)

    refused(
        split_place,
        "Hãy chọn đúng một phần cho Thôn Bắc",
        place_id=an_hoa.pk,
        into=[Portion("An Bắc", "Xã", "22011"), Portion("An Nam", "Xã", "22012")],
        **words(),
    )


@pytest.mark.parametrize(
    ("second", "sentence"),
    [(Portion("An Bắc", "Xã", "22012"), "cùng tên hoặc cùng mã"), (Portion("An Nam", "Xã", ""), "Hãy ghi mã")],
)
def test_parts_of_a_split_are_told_apart(an_hoa, second, sentence):
    into = [Portion("An Bắc", "Xã", "22011"), second]

    refused(split_place, sentence, place_id=an_hoa.pk, into=into, **words())


@pytest.mark.parametrize(
    ("names", "sentence"), [(["Một", "một"], "Tên một có hai lần ở đây"), (["Một", " "], "Hãy ghi tên và loại")]
)
def test_hamlets_of_a_commune_are_told_apart(an_hoa, names, sentence):
    refused(create_hamlets, sentence, commune_id=an_hoa.pk, names=names, **words())


def test_hamlets_stand_in_communes_alone(province):
    refused(create_hamlets, "chỉ lập được ở xã", commune_id=province.pk, names=["Một"], **words())
