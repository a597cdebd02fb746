"""Guard: figures equal their evidence after every action on calls for help, lists of them included."""

import inspect
from collections.abc import Callable
from types import ModuleType

import pytest

from toso.ground.people.queries import scope_of
from toso.ground.tables.queries.occasion import Occasion
from toso.ground.tables.rules.heads import Line
from toso.results.reporting.tests.test_figures_follow_actions import BEFORE, NOW, TODAY, Stage, assert_figures_follow
from toso.work.helpdesk.actions import citizens, intake, silence, tickets
from toso.work.helpdesk.actions.catalogue import load_desk
from toso.work.helpdesk.models import Batch, Ticket
from toso.work.helpdesk.rules.ways import StepKind

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


CASES: dict[Callable, Callable[[Stage], Callable[[], object]]] = {
    tickets.open_ticket: open_ticket,
    tickets.write_step: solve_ticket,
    citizens.ask_as_citizen: ask_as_citizen,
    intake.take_tickets_in: take_list,
    intake.undo_batch: undo_list,
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
}
ROOMS: tuple[ModuleType, ...] = (tickets, citizens, intake, silence)


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
