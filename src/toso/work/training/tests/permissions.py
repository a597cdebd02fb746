from collections.abc import Mapping
from typing import Any

from tests.builders import a_person, an_of
from tests.permissions import Row
from tests.world import World
from toso.ground.people.rules import Role
from toso.work.training.models import Session
from toso.work.training.queries.proposals import HOSTS, SEERS
from toso.work.training.queries.sessions import HOLDERS, READERS, RUNNERS, WATCHERS
from toso.work.training.tests.builders import (
    a_course,
    a_held_session,
    a_paper,
    a_proposal,
    a_question,
    a_session,
)


def _planned(world: World) -> Session:
    by = a_person(role=Role.TEAM_LEADER, place=world.hamlet)
    return a_session(place=world.hamlet, by=by, course=a_course(place=world.hamlet, by=_above(world)))


def _above(world: World) -> Any:
    return a_person(role=Role.COMMUNE_OFFICIAL, place=world.commune)


def offered(world: World) -> Mapping[str, Any]:
    return {"course_id": a_course(place=world.hamlet, by=_above(world)).pk}


def planned(world: World) -> Mapping[str, Any]:
    return {"session_id": _planned(world).pk}


def present(world: World) -> Mapping[str, Any]:
    member = an_of(world.hamlet)
    session = a_held_session(place=world.hamlet, by=_above(world), persons=[member])
    return {"session_id": session.pk, "person_id": member.pk}


def coded(world: World) -> Mapping[str, Any]:
    return {"token": _planned(world).token}


def covered(world: World) -> Mapping[str, Any]:
    return {"place_id": world.hamlet.pk}


def lacking(world: World) -> Mapping[str, Any]:
    return {"place_id": world.hamlet.pk, "group": "member"}


def chosen(world: World) -> Mapping[str, Any]:
    return {"session": _planned(world).pk}


def asked(world: World) -> Mapping[str, Any]:
    above = _above(world)
    course = a_course(place=world.hamlet, by=above)
    return {"question_id": a_question(course=course, by=above).pk}


def named(world: World) -> Mapping[str, Any]:
    """Every account may ask for its own papers and quizzes; another's is not found."""
    return {"code": "K7M2P9QXPA"}


def to_answer(world: World) -> Mapping[str, Any]:
    return {"session_id": _planned(world).pk, "moment": "before"}


def later(world: World) -> Mapping[str, Any]:
    return {"session_id": _planned(world).pk, "after": 30}


def issued(world: World) -> Mapping[str, Any]:
    session = a_held_session(place=world.hamlet, by=(above := _above(world)), persons=[an_of(world.hamlet)])
    return {"certificate_id": a_paper(session=session, by=above).pk}


def proposed(world: World) -> Mapping[str, Any]:
    partner = a_person(role=Role.PARTNER, organisation=world.department)
    return {"proposal_id": a_proposal(place=world.commune, by=partner).pk}


ROWS: dict[str, Row] = {
    "training:proposals": Row(allowed=SEERS),
    "training:propose": Row(allowed=(Role.PARTNER,)),
    # another partner does not find it
    "training:proposal": Row(allowed=SEERS, kwargs=proposed, is_placed=True, also=(404,)),
    "training:answer_proposal": Row(allowed=HOSTS, kwargs=proposed, is_placed=True, method="post"),
    "training:withdraw_proposal": Row(
        allowed=(Role.PARTNER,), kwargs=proposed, is_placed=True, method="post", also=(404,)
    ),
    "training:list": Row(allowed=READERS),
    "training:mine": Row(),
    "training:courses": Row(allowed=READERS),
    "training:new_course": Row(allowed=RUNNERS),
    "training:course": Row(allowed=READERS, kwargs=offered, is_placed=True),
    "training:edit_course": Row(allowed=RUNNERS, kwargs=offered, is_placed=True),
    "training:close_course": Row(allowed=RUNNERS, kwargs=offered, is_placed=True, method="post"),
    "training:new_session": Row(allowed=HOLDERS, kwargs=offered, is_placed=True),
    "training:session": Row(allowed=READERS, kwargs=planned, is_placed=True),
    "training:cancel": Row(allowed=READERS, kwargs=planned, is_placed=True, method="post"),
    "training:hold": Row(allowed=READERS, kwargs=planned, is_placed=True, method="post"),
    "training:withdraw": Row(allowed=READERS, kwargs=planned, is_placed=True, method="post"),
    "training:register": Row(allowed=READERS, kwargs=planned, is_placed=True, method="post"),
    "training:decline": Row(allowed=READERS, kwargs=planned, is_placed=True, method="post"),
    "training:poster": Row(allowed=READERS, kwargs=planned, is_placed=True),
    "training:attendance": Row(allowed=READERS, kwargs=planned, is_placed=True),
    "training:strike": Row(allowed=READERS, kwargs=present, is_placed=True, method="post"),
    "training:heads": Row(allowed=READERS, kwargs=planned, is_placed=True, method="post"),
    "training:edit": Row(allowed=(*HOLDERS, Role.PARTNER), kwargs=planned, is_placed=True),
    "training:sheet": Row(allowed=READERS, kwargs=planned, is_placed=True),
    "training:papers": Row(allowed=READERS, kwargs=planned, is_placed=True),
    "training:papers_pdf": Row(allowed=READERS, kwargs=planned, is_placed=True),
    "training:revoke": Row(allowed=READERS, kwargs=issued, is_placed=True, method="post"),
    "training:paper": Row(kwargs=named, also=(404,)),
    "training:verify": Row(public=True),
    "training:verify_code": Row(public=True, kwargs=named, also=(404,)),
    "training:quiz": Row(kwargs=to_answer, also=(404,)),
    "training:practice": Row(allowed=READERS, kwargs=planned, is_placed=True),
    "training:recheck": Row(allowed=READERS, kwargs=later, is_placed=True),
    "training:rechecks": Row(allowed=HOLDERS),
    "training:questions": Row(allowed=READERS, kwargs=offered, is_placed=True),
    "training:drop_question": Row(allowed=RUNNERS, kwargs=asked, is_placed=True, method="post"),
    "training:check_in": Row(kwargs=coded),  # the code on the wall is the key; every account may use it
    "training:coverage_start": Row(allowed=WATCHERS, also=(404,)),
    "training:coverage": Row(allowed=WATCHERS, kwargs=covered, is_placed=True),
    "training:missing": Row(allowed=WATCHERS, kwargs=lacking, is_placed=True),
    "training:invite": Row(allowed=HOLDERS, kwargs=lacking, is_placed=True, method="post", data=chosen),
}
