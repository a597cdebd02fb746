"""The legal library: what is in force, what changed what, what rests on what."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import binh_of, moment
from tests.flat import assert_flat
from tests.world import a_world
from toso.plan.programme.actions import load_catalogue
from toso.plan.programme.models import Basis, DocumentLink, LegalDocument
from toso.plan.programme.queries import documents_named, law
from toso.plan.programme.rules.law import Force, force_on, is_within, labels_in
from toso.plan.programme.tests.builders import a_document, an_indicator

TODAY = date(2026, 11, 21)
NOW = moment(TODAY)
DAYS = st.dates(date(2000, 1, 1), date(2040, 1, 1))


@given(st.none() | DAYS, st.none() | DAYS, DAYS)
def test_a_document_that_has_ended_never_comes_back(begin, end, day):
    later = day + timedelta(days=1)
    ask = partial(force_on, signed_on=None, effective_from=begin, effective_until=end)

    assert not (ask(day) == Force.ENDED and ask(later) != Force.ENDED)


def test_a_document_ends_on_the_day_its_successor_begins():
    ask = partial(force_on, signed_on=date(2022, 5, 20), effective_from=None, effective_until=None, is_replaced=True)

    assert ask(date(2025, 4, 2), replaced_on=date(2025, 4, 3)) == Force.IN_FORCE
    assert ask(date(2025, 4, 3), replaced_on=date(2025, 4, 3)) == Force.ENDED
    assert ask(date(2020, 1, 1), replaced_on=None) == Force.ENDED


def test_a_citation_names_its_articles():
    assert labels_in("III.1 (ít nhất 10%); III.2") == ("III.1", "III.2")
    assert labels_in("III.1, IV.1.a") == ("III.1", "IV.1.a")
    assert is_within("Điều 12 khoản 2", "Điều 12")
    assert not is_within("Điều 121", "Điều 12")


pages = pytest.mark.django_db


def page_of(person, name: str, *args: str, **query: str) -> str:
    client = Client()
    client.force_login(person.account)
    return client.get(reverse(f"programme:{name}", args=args), query).content.decode()


@pages
def test_every_document_of_the_rules_that_bind_the_software_and_of_kpi_is_found_without_marks():
    load_catalogue(at=NOW)

    for text, code in (
        ("an ninh mang", "LUAT-116-2025"),
        ("nghi dinh 13/2023", "ND-13-2023"),
        ("cong tac phi", "TT-12-2025"),
        ("366-qd/tw", "QD-366-TW"),
        ("vien chuc 233", "ND-233-2026"),
        ("so tay bo noi vu", "SO-TAY-KPI-2026"),
    ):
        assert code in {row.code for row in documents_named(text)}


@pages
def test_a_document_says_what_amended_it_and_what_it_guides():
    load_catalogue(at=NOW)

    page = page_of(binh_of(a_world().commune), "document", "TT-40-2017")

    assert "Được sửa đổi, bổ sung bởi" in page
    assert "Thông tư 12/2025/TT-BTC" in page


@pages
def test_a_document_shows_its_articles_and_everything_that_rests_on_it():
    load_catalogue(at=NOW)

    page = page_of(binh_of(a_world().commune), "document", "ND-09-2019")

    assert "Điều 12" in page
    assert "Tháng báo cáo từ ngày 15 tháng trước tới ngày 14" in page
    assert reverse("reporting:deadlines") in page


@pages
def test_what_rests_on_an_ended_document_is_listed_with_its_successor():
    load_catalogue(at=NOW)
    document = LegalDocument.objects.get(code="ND-13-2023")
    indicator = an_indicator(name="Chỉ tiêu dựa văn bản cũ")
    indicator.basis = document
    indicator.save(update_fields=["basis"])

    page = page_of(binh_of(a_world().commune), "ended")

    assert "Chỉ tiêu dựa văn bản cũ" in page
    assert "Cần căn cứ mới" in page
    assert "Nghị định 356/2025/NĐ-CP" in page
    assert "Nghị định 30/2020/NĐ-CP" not in page


@pages
def test_history_on_an_ended_document_asks_for_no_new_basis():
    load_catalogue(at=NOW)
    indicator = an_indicator(name="Chỉ tiêu đã qua")
    indicator.basis, indicator.valid_until = LegalDocument.objects.get(code="QD-922"), date(2025, 12, 15)
    indicator.save(update_fields=["basis", "valid_until"])

    (shelf,) = [one for one in law.ended_shelves(on=TODAY) if one.document.code == "QD-922"]

    assert [one.what for one in shelf.rests if one.is_past] == ["Chỉ tiêu đã qua"]


@pages
def test_a_room_asks_whether_its_citations_resolve():
    load_catalogue(at=NOW)

    wrong = law.unresolved([("ND-335-2025", "Điều 14; Điều 17 khoản 3"), ("ND-335-2025", "Điều 99"), ("ND-0", "")])

    assert wrong == [("ND-335-2025", "Điều 99"), ("ND-0", "")]
    assert str(law.document_of("ND-335-2025")) == "Nghị định 335/2025/NĐ-CP"
    assert law.document_of("ND-0") is None


@pages
def test_loading_the_library_again_changes_nothing():
    load_catalogue(at=NOW)
    before = [model.objects.count() for model in (LegalDocument, Basis, DocumentLink)]

    load_catalogue(at=NOW)

    assert [model.objects.count() for model in (LegalDocument, Basis, DocumentLink)] == before


@pages
def test_the_page_of_ended_documents_costs_the_same_for_many():
    load_catalogue(at=NOW)
    person = binh_of(a_world().commune)

    def grow() -> None:
        for _ in range(10):
            document = a_document()
            LegalDocument.objects.filter(pk=document.pk).update(effective_until=date(2025, 1, 1))
            indicator = an_indicator()
            indicator.basis = document
            indicator.save(update_fields=["basis"])

    assert_flat(partial(page_of, person, "ended"), grow=grow)
