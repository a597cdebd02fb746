import csv
import io

import pytest
from lxml import etree

from tests.builders import an_of, binh_of, dung_of, moment
from tests.world import a_world
from toso.ground.people.queries import scope_of
from toso.ground.shared.refusal import Refusal
from toso.plan.forms.actions.submissions import receive
from toso.plan.forms.rules import definition
from toso.plan.forms.rules.entities import changes_of, list_names, saved_to
from toso.work.registry import sync
from toso.work.registry.actions.survey import publish_survey
from toso.work.registry.models import Change, Registrant
from toso.work.registry.queries.catalogue import asked_of
from toso.work.registry.queries.survey import FILE_NAME, FORM_ID, VERSION, workbook
from toso.work.registry.rules.answers import Kind
from toso.work.registry.tests.builders import DAY, a_registrant

pytestmark = pytest.mark.django_db


def shipped(world):
    dung = dung_of(world.province)
    return publish_survey(place=world.province, by=dung, scope=scope_of(dung.pk, on=DAY), at=moment(DAY, 8))


def filled(*, hamlet, entity, create, instance="uuid:11111111-1111-1111-1111-111111111111", base="", **answers):
    root = etree.Element("data", id=FORM_ID, version=VERSION)
    for name, value in {"hamlet": hamlet.code, "day": "2026-10-20", **answers}.items():
        etree.SubElement(root, name).text = value
    meta = etree.SubElement(root, "meta")
    said = {"create": "1"} if create else {"update": "1", "baseVersion": base}
    entity_said = etree.SubElement(meta, "entity", dataset="households", id=entity, **said)
    etree.SubElement(entity_said, "label").text = "Hộ"
    etree.SubElement(meta, "instanceID").text = instance
    return etree.tostring(root)


def sent(xml, by):
    scope = scope_of(by.pk, on=DAY)
    arrived = receive(xml=xml, files={}, device="", by=by, scope=scope, at=moment(DAY, 10))
    return sync.hand_over(submission=arrived.submission, by=by, scope=scope, at=moment(DAY, 10))


def test_the_shipped_survey_is_a_faultless_form_that_asks_what_the_page_asks():
    read = definition.read(workbook(), file_name=FILE_NAME)

    assert read.faults == ()
    assert read.summary is not None
    assert (read.summary.form_id, read.summary.version) == (FORM_ID, VERSION)
    fields = {name for _path, name in saved_to(read.xform.decode())}
    assert {question.code for question in asked_of(Kind.HOUSEHOLD)} <= fields
    assert {"code", "address", "hamlet", "consent", "contact_name", "phone"} <= fields
    assert list_names(read.xform.decode()) == ["households"]


def test_publishing_the_survey_twice_is_publishing_it_once_and_another_keeper_is_refused():
    world = a_world()
    first = shipped(world)
    assert shipped(world).pk == first.pk
    binh = binh_of(world.commune)

    with pytest.raises(Refusal, match="do Mẫu giữ"):
        publish_survey(place=world.commune, by=binh, scope=scope_of(binh.pk, on=DAY), at=moment(DAY, 9))


def test_a_filled_survey_makes_a_household_and_the_next_one_changes_it():
    world = a_world()
    shipped(world)
    an = an_of(world.hamlet)
    entity = "8f0cf0f2-6d4e-4b9e-9a0c-0d3a1a5b7c11"

    sent(filled(hamlet=world.hamlet, entity=entity, create=True, internet="no", consent="no", code="5"), an)
    row = Registrant.objects.get()
    assert (str(row.uuid), row.code, row.answers) == (entity, "5", {"internet": "no"})
    update = filled(
        hamlet=world.hamlet,
        entity=entity,
        create=False,
        base="1",
        instance="uuid:22222222-2222-2222-2222-222222222222",
        internet="yes",
        smartphone="",
        consent="no",
    )
    sent(update, an)
    assert sent(update, an)[0].pk == Change.objects.latest("pk").pk

    row.refresh_from_db()
    assert (row.answers, row.version) == ({"internet": "yes"}, 2)
    assert Change.objects.count() == 2


def test_the_list_on_the_phone_holds_only_rows_of_its_person():
    world = a_world()
    an = an_of(world.hamlet)
    mine = a_registrant(place=world.hamlet, by=an, name="Nguyễn Mẫu Hạnh", fields={"internet": "no"})
    a_registrant(place=world.hamlet_elsewhere, by=an_of(world.hamlet_elsewhere))

    rows = list(csv.DictReader(io.StringIO(sync.entity_csv("households", scope_of(an.pk, on=DAY)).decode())))

    assert [(row["name"], row["__version"], row["hamlet"], row["internet"]) for row in rows] == [
        (str(mine.uuid), "1", world.hamlet.code, "no")
    ]
    assert rows[0]["label"] == "Hộ gia đình 1, Nguyễn Mẫu Hạnh"
    dung = dung_of(world.province)
    assert sync.entity_csv("households", scope_of(dung.pk, on=DAY)).decode().count("\n") == 1


def test_what_a_form_says_of_rows_is_read_part_by_part():
    form = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
      xmlns:e="http://www.opendatakit.org/xforms/entities"><h:head><model><instance><data id="x"/></instance>
      <bind nodeset="/data/tree/kind" e:saveto="kind"/><bind nodeset="/data/owner" e:saveto="owner"/>
      </model></h:head><h:body/></h:html>"""
    one = '<tree><kind>{}</kind><meta><entity dataset="trees" id="uuid:{}" {}/></meta></tree>'
    xml = f"""<data id="x"><owner>An</owner>{one.format("oak", 1, 'create="1"')}
      {one.format("", 2, 'update="true" baseVersion="4" trunkVersion="3" branchId="b"')}
      {one.format("ash", 3, "")}<meta><entity dataset="people" id="9" create="1"/></meta></data>"""

    found = changes_of(xml.encode(), form)

    assert [(each.list_name, each.id, each.values) for each in found] == [
        ("trees", "1", {"kind": "oak"}),
        ("trees", "2", {}),
        ("people", "9", {"owner": "An"}),
    ]
    assert (found[1].base, found[1].trunk, found[1].branch, found[1].is_update) == (4, 3, "b", True)
    assert changes_of(xml.encode(), form.replace("saveto", "other")) == []
