"""Paper to begin with: one page a hamlet, its columns in the order of the grid, a code that leads back."""

import io

import pypdf
import pytest
from django.urls import reverse

from tests.builders import a_place, an_of, binh_of, chau_of
from toso.ground.places.rules import Level
from toso.work.outreach.exports import TITLES
from toso.work.outreach.forms.grid import COLUMNS
from toso.work.outreach.tests.builders import a_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune():
    return a_place(name="An Hòa", level=Level.COMMUNE, parent=a_place(level=Level.PROVINCE))


def test_the_sheet_has_the_columns_of_the_grid_in_its_order():
    assert {name: str(label) for name, label in COLUMNS.items()} == TITLES
    assert list(TITLES) == list(COLUMNS)


def test_every_hamlet_of_a_commune_has_one_page(client, commune):
    a_task(short_name="Dịch vụ công")
    hamlets = [a_place(name=name, parent=commune) for name in ("Phước Hạ", "Phước Thượng", "Mỹ Hiệp")]
    client.force_login(binh_of(commune).account)

    response = client.get(reverse("outreach:tally", args=[commune.pk]))

    pages = pypdf.PdfReader(io.BytesIO(response.content)).pages
    assert len(pages) == 3
    texts = [page.extract_text() for page in pages]
    assert all(any(hamlet.code in text for text in texts) for hamlet in hamlets)
    assert "Dịch vụ công" in texts[0]
    heads = [texts[0].index(title) for title in ("Ngày", "Cao tuổi", "Hợp tác xã", "Ghi chú")]
    assert heads == sorted(heads)


def test_the_code_of_a_sheet_opens_the_grid_with_its_hamlet_filled_in(client, commune):
    hamlet = a_place(name="Phước Hạ", parent=commune)
    client.force_login(an_of(hamlet).account)

    page = client.get(reverse("outreach:grid"), {"hamlet": hamlet.code})

    assert page.content.decode().count('value="Thôn Phước Hạ"') >= 8


def test_a_stranger_does_not_find_the_sheet(client, commune):
    hamlet = a_place(name="Phước Hạ", parent=commune)
    client.force_login(chau_of(a_place(level=Level.COMMUNE)).account)

    assert client.get(reverse("outreach:tally", args=[hamlet.pk])).status_code == 404
