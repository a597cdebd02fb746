from threading import Barrier, Event, Thread

import pytest

from toso.front.console.queries import kept as house
from toso.front.console.queries.kept import kept

SOON = 0.3  # seconds that somebody who need not wait never needs
AT_LAST = 10


@pytest.fixture(autouse=True)
def clock(settings, monkeypatch):
    """A clock that stands still until the test moves it; answers are kept for three of its seconds."""
    settings.KEPT_SECONDS = 3
    hands = [100.0]
    monkeypatch.setattr(house, "monotonic", lambda: hands[0])
    house.forget()
    yield hands
    house.forget()


def ask_together(number: int, ask) -> None:
    together = Barrier(number)

    def come() -> None:
        together.wait(AT_LAST)
        ask()

    people = [Thread(target=come) for _ in range(number)]
    for person in people:
        person.start()
    for person in people:
        person.join(AT_LAST)


def test_an_answer_is_worked_out_once_for_all_who_ask_in_the_same_moment():
    worked_out: list[int] = []
    a_second_begins = Event()

    def work() -> int:
        worked_out.append(1)
        if len(worked_out) > 1:
            a_second_begins.set()
        a_second_begins.wait(SOON)  # long enough for everybody to come in, were nobody kept out
        return len(worked_out)

    answers: list[int] = []
    ask_together(8, lambda: answers.append(kept(("board", 1), work)))

    assert worked_out == [1]
    assert answers == [1] * 8


def test_whoever_asks_something_else_does_not_wait():
    is_begun, may_end = Event(), Event()

    def slow() -> str:
        is_begun.set()
        may_end.wait(AT_LAST)
        return "tỉnh"

    first = Thread(target=lambda: kept(("board", 1), slow))
    first.start()
    is_begun.wait(AT_LAST)
    other: list[str] = []
    second = Thread(target=lambda: other.append(kept(("board", 2), lambda: "xã")))
    second.start()
    second.join(SOON)
    answered_meanwhile = list(other)
    may_end.set()
    first.join(AT_LAST)
    second.join(AT_LAST)

    assert answered_meanwhile == ["xã"]


def test_another_question_gets_its_own_answer():
    assert kept(("board", 1, ("1.2.",)), lambda: "Bình") == "Bình"

    assert kept(("board", 1, ("1.3.",)), lambda: "Châu") == "Châu"


def test_an_answer_is_never_older_than_promised(clock):
    kept("figures", lambda: 1)
    clock[0] += 1.9
    assert kept("figures", lambda: 2) == 1

    clock[0] += 1.1
    assert kept("figures", lambda: 3) == 3


def test_an_answer_is_renewed_beside_those_who_ask(clock):
    kept("figures", lambda: "trước")
    clock[0] += 2.5
    is_begun, may_end, is_done = Event(), Event(), Event()

    def renew() -> str:
        is_begun.set()
        may_end.wait(AT_LAST)
        return "sau"

    assert kept("figures", renew) == "trước"
    assert is_begun.wait(AT_LAST)
    assert kept("figures", lambda: "không ai tính") == "trước"
    may_end.set()
    house._beside.submit(is_done.set)
    assert is_done.wait(AT_LAST)
    assert kept("figures", lambda: "không ai tính") == "sau"


def test_a_renewal_that_fails_is_told_to_whoever_comes_after_the_time(clock):
    kept("figures", lambda: 1)
    clock[0] += 2.5
    is_done = Event()

    def fail() -> int:
        raise ZeroDivisionError

    assert kept("figures", fail) == 1
    house._beside.submit(is_done.set)
    assert is_done.wait(AT_LAST)
    clock[0] += 1
    with pytest.raises(ZeroDivisionError):
        kept("figures", fail)


def test_a_question_that_failed_is_asked_again():
    def fail() -> int:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        kept("figures", fail)

    assert kept("figures", lambda: 1) == 1


def test_only_the_newest_questions_are_remembered():
    kept("first", lambda: 1)
    for number in range(house.MOST):
        kept(("other", number), lambda: 0)

    assert kept("first", lambda: 2) == 2


def test_nothing_is_kept_when_the_setting_says_so(settings):
    settings.KEPT_SECONDS = 0
    assert kept("figures", lambda: 1) == 1

    assert kept("figures", lambda: 2) == 2
