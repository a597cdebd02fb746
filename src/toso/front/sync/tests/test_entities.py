"""The register through the doors of ODK Collect: entity lists down, made and changed rows up."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.builders import an_of, chau_of, moment
from tests.world import a_world
from toso.front.sync.actions.keys import issue_key
from toso.ground.people.queries import scope_of
from toso.ground.shared.scope import Scope
from toso.work.registry.models import Change, Registrant
from toso.work.registry.sync import entity_csv, entity_file
from toso.work.registry.tests.builders import DAY, a_registrant
from toso.work.registry.tests.test_survey import filled, shipped

pytestmark = pytest.mark.django_db
ENTITY = "8f0cf0f2-6d4e-4b9e-9a0c-0d3a1a5b7c11"


def key_of(person):
    return issue_key(label="Máy mẫu", by=person, at=moment(DAY))[1]


def post(client, secret, xml):
    form = SimpleUploadedFile("form.xml", xml, content_type="text/xml")
    return client.post(reverse("sync:submission", args=[secret]), {"xml_submission_file": form})


def test_the_form_says_that_it_brings_an_entity_list_and_the_list_holds_ones_own_rows(client):
    world = a_world()
    version = shipped(world)
    an = an_of(world.hamlet)
    mine = a_registrant(place=world.hamlet, by=an)
    secret, other = key_of(an), key_of(chau_of(world.elsewhere))

    manifest = client.get(reverse("sync:manifest", args=[secret, version.pk])).content.decode()
    assert '<mediaFile type="entityList"><filename>households.csv</filename>' in manifest
    assert "<filename>hamlets.csv</filename>" in manifest
    listed = client.get(reverse("sync:entities", args=[secret, "households"])).content.decode()
    assert str(mine.uuid) in listed
    assert str(mine.uuid) not in client.get(reverse("sync:entities", args=[other, "households"])).content.decode()
    assert client.get(reverse("sync:entities", args=[secret, "trees"])).status_code == 404


def test_a_filled_survey_makes_and_changes_a_row_of_the_register_exactly_once(client):
    world = a_world()
    shipped(world)
    secret = key_of(an_of(world.hamlet))
    made = filled(hamlet=world.hamlet, entity=ENTITY, create=True, internet="no", consent="no")
    changed = filled(
        hamlet=world.hamlet,
        entity=ENTITY,
        create=False,
        base="1",
        instance="uuid:22222222-2222-2222-2222-222222222222",
        internet="yes",
        consent="no",
    )

    assert [post(client, secret, xml).status_code for xml in (made, changed, made, changed)] == [201, 201, 202, 202]

    row = Registrant.objects.get()
    assert (str(row.uuid), row.answers, row.version) == (ENTITY, {"internet": "yes"}, 2)
    assert Change.objects.count() == 2


def test_a_list_that_stayed_the_same_is_not_built_again_and_one_that_changed_is(client, monkeypatch):
    world = a_world()
    version = shipped(world)
    an = an_of(world.hamlet)
    a_registrant(place=world.hamlet, by=an)
    secret = key_of(an)
    address, manifest = (
        reverse("sync:entities", args=[secret, "households"]),
        reverse("sync:manifest", args=[secret, version.pk]),
    )
    first, listed = client.get(address), client.get(manifest).content.decode()
    built = []
    monkeypatch.setattr("toso.work.registry.sync.entity_csv", lambda *given: built.append(given))
    monkeypatch.setattr("toso.front.sync.views.openrosa.entity_csv", lambda *given: built.append(given))

    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    listed_again = client.get(manifest).content.decode()
    monkeypatch.undo()
    row = a_registrant(place=world.hamlet, by=an)
    changed = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content, again["ETag"], built) == (304, b"", first["ETag"], [])
    md5 = hashlib.md5(first.content, usedforsecurity=False).hexdigest()
    assert f"<hash>md5:{md5}</hash>" in listed
    assert listed_again == listed
    assert changed.status_code == 200
    assert str(row.uuid) in changed.content.decode()


def test_every_change_of_a_row_gives_the_list_another_hash():
    world = a_world()
    shipped(world)
    an = an_of(world.hamlet)
    row = a_registrant(place=world.hamlet, by=an)
    scope = scope_of(an.pk, on=DAY)
    seen = [entity_file("households", scope)]

    Registrant.objects.filter(pk=row.pk).update(answers={"internet": "yes"})
    seen.append(entity_file("households", scope))
    Registrant.objects.filter(pk=row.pk).update(version=9)
    seen.append(entity_file("households", scope))

    assert len({each.sha256 for each in seen}) == 3
    content = entity_csv("households", scope)
    assert (seen[-1].size, seen[-1].sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert (
        entity_file("households", Scope(person_id=0)).sha256
        == hashlib.sha256(entity_csv("households", Scope(person_id=0))).hexdigest()
    )
