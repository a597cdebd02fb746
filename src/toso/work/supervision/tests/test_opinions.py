"""A professional opinion is asked of the level above, given once, or said without being asked."""

from datetime import datetime

import pytest

from tests.builders import VIETNAM, an_of, binh_of, chau_of, dung_of, moment
from tests.world import a_world
from toso.ground.notices.models import Notice
from toso.ground.people.queries import scope_of
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.refusal import Refusal
from toso.work.supervision import queries
from toso.work.supervision.actions import opinions as actions
from toso.work.supervision.models import Opinion
from toso.work.supervision.rules import OpinionState
from toso.work.supervision.tests.builders import DAY, a_subject, an_opinion

pytestmark = pytest.mark.django_db


def give(opinion, *, by, text="Đúng rồi, ghi thêm nền tảng."):
    return actions.give_opinion(opinion_id=opinion.pk, text=text, by=by, scope=scope_of(by.pk, on=DAY), at=moment(DAY))


def test_a_team_asks_its_commune_and_the_commune_the_province():
    world = a_world()
    binh, dung = binh_of(world.commune), dung_of(world.province)

    of_team = an_opinion(place=world.hamlet, by=an_of(world.hamlet))
    of_commune = an_opinion(place=world.commune, by=binh)

    assert (of_team.holder_level, of_commune.holder_level) == (Level.COMMUNE, Level.PROVINCE)
    assert of_team.due_at == datetime(2026, 11, 23, 17, 0, tzinfo=VIETNAM)
    assert list(queries.to_give(scope_of(binh.pk, on=DAY))) == [of_team]
    assert list(queries.to_give(scope_of(dung.pk, on=DAY))) == [of_commune]


def test_the_opinion_reaches_whoever_asked_and_is_given_once():
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    opinion = an_opinion(place=world.hamlet, by=an)

    given = give(opinion, by=binh)
    with pytest.raises(Refusal, match="đã có ý kiến"):
        give(opinion, by=binh, text="Khác")

    assert (given.state, given.text) == (OpinionState.GIVEN, "Đúng rồi, ghi thêm nền tảng.")
    assert Notice.objects.filter(person=an, code="supervision.opinion.given").count() == 1
    assert not Notice.objects.filter(person=binh, done_at=None).exists()


def test_another_level_does_not_answer_and_no_words_are_no_opinion():
    world = a_world()
    opinion = an_opinion(place=world.hamlet, by=an_of(world.hamlet))

    with pytest.raises(Refusal, match="chờ cấp xã, phường, đặc khu"):
        give(opinion, by=dung_of(world.province))
    with pytest.raises(Refusal, match="Ghi ý kiến"):
        give(opinion, by=binh_of(world.commune), text="  ")

    assert Opinion.objects.get().state == OpinionState.ASKED


def test_the_province_says_what_it_thinks_without_being_asked():
    world = a_world()
    binh, dung = binh_of(world.commune), dung_of(world.province)

    said = actions.volunteer_opinion(
        subject=a_subject(place=world.commune),
        text="Nên gộp hai đợt.",
        by=dung,
        scope=scope_of(dung.pk, on=DAY),
        at=moment(DAY),
    )

    assert (said.state, said.question, said.holder_level) == (OpinionState.GIVEN, "", Level.PROVINCE)
    assert Notice.objects.filter(person=binh, code="supervision.opinion.given").count() == 1


def test_a_question_about_the_catalogue_stands_at_the_asker_s_place():
    world = a_world()
    an = an_of(world.hamlet)

    opinion = an_opinion(place=None, by=an)

    assert opinion.place == world.hamlet


def test_a_stranger_neither_asks_nor_finds():
    world = a_world()
    chau = chau_of(world.elsewhere)
    opinion = an_opinion(place=world.hamlet, by=an_of(world.hamlet))

    with pytest.raises(Opinion.DoesNotExist):
        give(opinion, by=chau)
    with pytest.raises(Place.DoesNotExist):
        an_opinion(place=world.hamlet, by=chau)

    assert Opinion.objects.get().state == OpinionState.ASKED
