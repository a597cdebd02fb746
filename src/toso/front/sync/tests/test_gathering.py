"""Threads that ask at the same moment: each is answered once, with what became of its own."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toso.front.sync.rules.gathering import Alone, Gathering

PATIENCE = 20
BAD = 7  # a work that holds it fails as a whole


class Work:
    """Doubles numbers; knows what it was given each time, and that it was never done by two at once."""

    def __init__(self) -> None:
        self.done: list[list[int]] = []
        self.at_once = threading.Lock()
        self.begun, self.may_end = threading.Event(), threading.Event()
        self.may_end.set()

    def __call__(self, asked: Sequence[int]) -> list[int]:
        assert self.at_once.acquire(blocking=False)
        try:
            self.begun.set()
            assert self.may_end.wait(PATIENCE)
            if BAD in asked:
                raise ValueError(BAD)
            self.done.append(list(asked))
            return [2 * each for each in asked]
        finally:
            self.at_once.release()


def answered(ask: Callable[[int], int], asked: int) -> int | None:
    try:
        return ask(asked)
    except Alone:
        return None


def waiting(gathering: Gathering[int, int], count: int) -> None:
    """Until so many stand in the row."""
    until = threading.Event()
    for _turn in range(PATIENCE * 100):
        if len(gathering._waiting) == count:
            return
        until.wait(0.01)
    raise AssertionError(f"{len(gathering._waiting)} wait, not {count}")


def test_who_comes_alone_waits_for_nobody():
    work = Work()
    gathering = Gathering(work, most=9)

    assert [gathering.ask(1), gathering.ask(2)] == [2, 4]

    assert work.done == [[1], [2]]


def test_those_who_come_while_one_is_at_work_are_done_together():
    work = Work()
    gathering = Gathering(work, most=3)
    work.may_end.clear()

    with ThreadPoolExecutor(6) as threads:
        first = threads.submit(gathering.ask, 1)
        assert work.begun.wait(PATIENCE)
        others = []
        for count, each in enumerate((2, 3, 4, 5), start=1):
            others.append(threads.submit(gathering.ask, each))
            waiting(gathering, count)
        work.may_end.set()

        assert [each.result(PATIENCE) for each in (first, *others)] == [2, 4, 6, 8, 10]

    assert work.done == [[1], [2, 3, 4], [5]]


def test_when_together_fails_each_is_told_that_nothing_was_done():
    work = Work()
    gathering = Gathering(work, most=9)
    work.may_end.clear()

    with ThreadPoolExecutor(4) as threads:
        first = threads.submit(answered, gathering.ask, 1)
        assert work.begun.wait(PATIENCE)
        others = []
        for count, each in enumerate((2, BAD, 4), start=1):
            others.append(threads.submit(answered, gathering.ask, each))
            waiting(gathering, count)
        work.may_end.set()

        assert [each.result(PATIENCE) for each in (first, *others)] == [2, None, None, None]

    assert work.done == [[1]]
    assert gathering.ask(5) == 10


def test_a_thread_that_ends_in_the_middle_holds_up_nobody():
    begun, may_end = threading.Event(), threading.Event()
    gathering: Gathering[int, int]

    def work(asked: Sequence[int]) -> list[int]:
        if asked[0] == BAD:
            begun.set()
            assert may_end.wait(PATIENCE)
            raise SystemExit
        return [2 * each for each in asked]

    gathering = Gathering(work, most=9)
    with ThreadPoolExecutor(2) as threads:
        dying = threads.submit(gathering.ask, BAD)
        assert begun.wait(PATIENCE)
        other = threads.submit(gathering.ask, 3)
        waiting(gathering, 1)
        may_end.set()

        with pytest.raises(SystemExit):
            dying.result(PATIENCE)
        assert other.result(PATIENCE) == 6


@settings(max_examples=60, deadline=None)
@given(asked=st.lists(st.integers(0, 9), min_size=1, max_size=24), most=st.integers(1, 5), threads=st.integers(1, 8))
def test_each_has_its_own_answer_and_what_was_done_was_done_once(asked: list[int], most: int, threads: int):
    work = Work()
    gathering = Gathering(work, most=most)

    with ThreadPoolExecutor(threads) as pool:
        told = list(pool.map(lambda each: answered(gathering.ask, each), asked))

    done = [each for together in work.done for each in together]
    assert [answer for answer in told if answer is not None] == [
        2 * each for each, answer in zip(asked, told, strict=True) if answer is not None
    ]
    assert sorted(done) == sorted(each for each, answer in zip(asked, told, strict=True) if answer is not None)
    assert all(answer is None for each, answer in zip(asked, told, strict=True) if each == BAD)
    assert all(len(together) <= most for together in work.done)
    assert gathering._waiting == []
