import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import dung_of
from tests.world import a_world
from toso.plan.programme.models import Target
from toso.plan.programme.tests.builders import a_draft, an_indicator

pytestmark = pytest.mark.django_db


def test_a_formula_in_a_pasted_cell_is_told_kept_in_its_cell_and_never_computed():
    world = a_world()
    an_indicator()
    draft = a_draft(place=world.province)
    client = Client()
    client.force_login(dung_of(world.province).account)

    page = client.post(
        reverse("programme:paste_targets", args=[draft.pk]), {"block": "Xã An Hoà\t=20+3\nXã Bình Minh\t40"}
    ).text

    assert "“=20+3” không phải là số." in page
    assert 'value="=20+3"' in page
    assert 'value="40"' in page
    draft.refresh_from_db()
    assert (draft.content, Target.objects.count()) == ({}, 0)
