"""Guard: figures equal their evidence after every action on calls for help and on what stays of a class."""

import inspect
from collections.abc import Callable
from datetime import timedelta
from types import ModuleType

import pytest

from toso.ground.people.queries import scope_of
from toso.ground.tables.queries.occasion import Occasion
from toso.ground.tables.rules.heads import Line
from toso.results.reporting.tests.test_figures_follow_actions import (
    BEFORE,
    NOW,
    TODAY,
    Stage,
    a_held_class,
    assert_figures_follow,
)
from toso.work.helpdesk.actions import citizens, devices, devices_intake, handing, intake, letters, silence, tickets
from toso.work.helpdesk.actions.catalogue import load_desk
from toso.work.helpdesk.models import Batch, Device, Ticket
from toso.work.helpdesk.rules.devices import DeviceKind, DeviceState
from toso.work.helpdesk.rules.ways import StepKind
from toso.work.training.actions import courses, papers, quiz, skills
from toso.work.training.actions import intake as self_study
from toso.work.training.models import Certificate, Completion, Session
from toso.work.training.rules import Moment, Paper
from toso.work.training.tests import builders as training

pytestmark = pytest.mark.django_db
LINES = (
    Line(1, {"code": "1", "title": "Máy in kẹt giấy", "received": BEFORE, "state": "Đã xong", "solved": TODAY}),
    Line(2, {"code": "2", "title": "Mất mạng", "received": BEFORE, "state": "Mới"}),
)


def open_ticket(stage: Stage) -> Callable[[], Ticket]:
    load_desk()
    return lambda: tickets.open_ticket(place=stage.world.hamlet, title="Máy chậm", **stage.who(stage.member))


def solve_ticket(stage: Stage) -> Callable[[], object]:
    ticket = open_ticket(stage)()
    return lambda: tickets.write_step(
        ticket_id=ticket.pk, kind=StepKind.ANSWERED, text="Đã khởi động lại máy", **stage.who(stage.official)
    )


def ask_as_citizen(stage: Stage) -> Callable[[], object]:
    load_desk()
    return lambda: citizens.ask_as_citizen(place=stage.world.commune, title="Quên mật khẩu", at=NOW)


def take_list(stage: Stage) -> Callable[[], object]:
    load_desk()
    occasion = Occasion(stage.official, scope_of(stage.official.pk, on=TODAY), NOW, {})
    planned = intake.plan_tickets(LINES, occasion)
    return lambda: intake.take_tickets_in(planned, occasion)


def undo_list(stage: Stage) -> Callable[[], object]:
    take_list(stage)()
    return lambda: intake.undo_batch(batch_id=Batch.objects.get().pk, **stage.who(stage.official))


A_LETTER = b"From: dan@xa.example\r\nSubject: May in ket\r\nMessage-ID: <1@xa.example>\r\n\r\nMay in ket giay.\r\n"


def take_mail(_stage: Stage) -> Callable[[], object]:
    load_desk()
    return lambda: letters.take_mail(content=A_LETTER, at=NOW)


def take_letter_down(stage: Stage) -> Callable[[], object]:
    load_desk()
    place = stage.world.commune
    return lambda: letters.take_letter_down(content=A_LETTER, place=place, **stage.who(stage.official))


def hand_down(stage: Stage) -> Callable[[], object]:
    take_mail(stage)()
    ticket, commune = Ticket.objects.get(), stage.world.commune
    later = stage.who(stage.province) | {"at": NOW + timedelta(days=1), "text": ""}
    return lambda: handing.hand_ticket_down(ticket_id=ticket.pk, commune=commune, **later)


def add_device(stage: Stage) -> Callable[[], Device]:
    who = stage.who(stage.official)
    return lambda: devices.add_device(place=stage.world.commune, kind=DeviceKind.PRINTER, label="LBP", **who)


def move_device(stage: Stage) -> Callable[[], object]:
    device = add_device(stage)()
    given = {"kind": DeviceKind.PRINTER, "label": "LBP", **stage.who(stage.official)}
    return lambda: devices.change_device(device_id=device.pk, place=stage.world.hamlet, **given)


def put_device_away(stage: Stage) -> Callable[[], object]:
    device = add_device(stage)()
    later = stage.who(stage.official) | {"at": NOW + timedelta(days=1)}
    return lambda: devices.set_device_state(device_id=device.pk, state=DeviceState.PUT_AWAY, text="Thanh lý", **later)


def take_devices(stage: Stage) -> Callable[[], object]:
    lines = (Line(1, {"label": "Máy in", "kind": ""}), Line(2, {"label": "Máy quét", "state": "Đã thôi dùng"}))
    occasion = Occasion(stage.official, scope_of(stage.official.pk, on=TODAY), NOW, {})
    planned = devices_intake.plan_devices(lines, occasion)
    return lambda: devices_intake.take_devices(planned, occasion)


def undo_devices(stage: Stage) -> Callable[[], object]:
    take_devices(stage)()
    batch = Batch.objects.get()
    return lambda: devices_intake.undo_devices(batch_id=batch.pk, **stage.who(stage.official))


def an_old_class(stage: Stage) -> Session:
    """Held long enough ago that the skill is due to be looked at again."""
    session = a_held_class(stage)
    Session.objects.filter(pk=session.pk).update(day=TODAY - timedelta(days=30))
    return session


def answer_quiz(stage: Stage) -> Callable[[], object]:
    session = an_old_class(stage)
    training.a_question(course=session.course, by=stage.official)
    return lambda: training.an_answered_quiz(session=session, by=stage.member, when=Moment.DAY_30, at=NOW)


def look_again(stage: Stage) -> Callable[[], object]:
    session = an_old_class(stage)
    return lambda: skills.look_again(
        session_id=session.pk, after=30, able={stage.member.pk: True}, **stage.who(stage.official)
    )


def issue_papers(stage: Stage) -> Callable[[], object]:
    session = a_held_class(stage)
    return lambda: papers.issue_papers(session_id=session.pk, kind=Paper.ATTENDANCE, **stage.who(stage.official))


def revoke_paper(stage: Stage) -> Callable[[], object]:
    issue_papers(stage)()
    paper = Certificate.objects.get()
    return lambda: papers.revoke_paper(certificate_id=paper.pk, reason="Nhầm", **stage.who(stage.official))


def take_completions(stage: Stage) -> Callable[[], object]:
    course = training.a_course(place=stage.world.commune, by=stage.official)
    lines = (Line(1, {"name": stage.member.name, "day": BEFORE}),)
    scope = scope_of(stage.official.pk, on=TODAY)
    occasion = Occasion(stage.official, scope, NOW, {"course": course.title})
    planned = self_study.plan_completions(lines, occasion)
    return lambda: self_study.take_completions(planned, occasion)


def undo_completions(stage: Stage) -> Callable[[], object]:
    take_completions(stage)()
    batch = Completion.objects.get().batch
    return lambda: self_study.undo_completions(batch=batch, **stage.who(stage.official))


CASES: dict[Callable, Callable[[Stage], Callable[[], object]]] = {
    tickets.open_ticket: open_ticket,
    tickets.write_step: solve_ticket,
    citizens.ask_as_citizen: ask_as_citizen,
    intake.take_tickets_in: take_list,
    intake.undo_batch: undo_list,
    letters.take_mail: take_mail,
    letters.take_letter_down: take_letter_down,
    handing.hand_ticket_down: hand_down,
    devices.add_device: add_device,
    devices.change_device: move_device,
    devices.set_device_state: put_device_away,
    devices_intake.take_devices: take_devices,
    devices_intake.undo_devices: undo_devices,
    quiz.answer_quiz: answer_quiz,
    skills.look_again: look_again,
    papers.issue_papers: issue_papers,
    papers.revoke_paper: revoke_paper,
    self_study.take_completions: take_completions,
    self_study.undo_completions: undo_completions,
}
CHANGE_NO_COUNTED_ROW: set[Callable] = {
    tickets.take_ticket,
    tickets.take_tickets,
    tickets.assign_tickets,
    tickets.set_priority,
    tickets.pass_ticket_up,
    tickets.pass_ticket_to_owner,
    tickets.requester_says,  # asking again counts nothing twice
    tickets.rate_ticket,
    tickets.merge_tickets,  # what was received stays received
    tickets.link_tickets,
    citizens.say_by_code,
    citizens.rate_by_code,
    quiz.add_question,
    quiz.drop_question,
    skills.mark_practice,
    courses.load_outlines,
    courses.offer_course,
    courses.change_course,
    courses.close_course,
}
ROOMS: tuple[ModuleType, ...] = (
    tickets,
    citizens,
    intake,
    devices,
    devices_intake,
    handing,
    letters,
    silence,
    quiz,
    skills,
    papers,
    self_study,
    courses,
)


@pytest.mark.parametrize("action", CASES, ids=lambda f: f.__name__)
def test_figures_follow(action):
    assert_figures_follow(CASES[action])


def test_every_public_action_is_known_to_this_guard():
    found = {
        function
        for module in ROOMS
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_") and function.__module__ == module.__name__ and hasattr(function, "__wrapped__")
    }
    known = CASES.keys() | CHANGE_NO_COUNTED_ROW
    assert {f"{function.__module__}.{function.__name__}" for function in found ^ known} == set()
