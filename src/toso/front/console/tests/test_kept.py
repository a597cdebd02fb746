from threading import Barrier, Thread

import pytest
from django.core.cache import caches

from toso.front.console.queries.kept import kept


@pytest.fixture(autouse=True)
def _for_a_moment(settings):
    settings.KEPT_SECONDS = 3
    caches["moment"].clear()
    yield
    caches["moment"].clear()


def test_an_answer_is_worked_out_once_for_all_who_ask_in_the_same_moment():
    worked_out: list[int] = []
    together = Barrier(8)

    def work() -> int:
        worked_out.append(1)
        return len(worked_out)

    def ask() -> None:
        together.wait()
        kept(("board", 1), work)

    people = [Thread(target=ask) for _ in range(8)]
    for person in people:
        person.start()
    for person in people:
        person.join()

    assert worked_out == [1]


def test_another_question_gets_its_own_answer():
    assert kept(("board", 1, ("1.2.",)), lambda: "Bình") == "Bình"

    assert kept(("board", 1, ("1.3.",)), lambda: "Châu") == "Châu"


def test_nothing_is_kept_when_the_setting_says_so(settings):
    settings.KEPT_SECONDS = 0
    assert kept("figures", lambda: 1) == 1

    assert kept("figures", lambda: 2) == 2
