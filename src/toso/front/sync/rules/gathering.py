"""What several ask for at the same moment is done together. Only threads here, and who does it for whom."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")
log = logging.getLogger(__name__)


class Alone(Exception):
    """It was not done together; nothing of it was done. Who asked does it alone."""


@dataclass(eq=False)
class _Place(Generic[Asked, Answer]):
    """The place of one thread in the row."""

    asked: Asked
    turn: threading.Event = field(default_factory=threading.Event)
    is_first: bool = False
    answers: list[Answer] = field(default_factory=list)  # none, or its one


class Gathering(Generic[Asked, Answer]):
    """Does what threads ask for, many at once, and gives to each its own answer.

    The first thread that comes does its own at once, alone: nobody waits for company. Those who come meanwhile wait,
    and when it is done, the first of them does theirs all at once. ``work`` does all or none: when it raises, nothing
    was done, each of them raises ``Alone`` and does its own by itself, in its own thread, so that what one asked for
    never harms another. No thread waits for anything but a work that another has in its hands.
    """

    def __init__(self, work: Callable[[Sequence[Asked]], Sequence[Answer]], *, most: int) -> None:
        self._work, self._most = work, most
        self._lock = threading.Lock()
        self._is_busy = False
        self._waiting: list[_Place[Asked, Answer]] = []

    def ask(self, asked: Asked) -> Answer:
        """The answer to what is asked, when it is done; raises Alone when it was not."""
        mine: _Place[Asked, Answer] = _Place(asked)
        with self._lock:
            if self._is_busy:
                self._waiting.append(mine)
            else:
                self._is_busy = mine.is_first = True
        if not mine.is_first:
            mine.turn.wait()
        if mine.is_first:
            self._do_for_all(mine)
        if not mine.answers:
            raise Alone
        return mine.answers[0]

    def _do_for_all(self, mine: _Place[Asked, Answer]) -> None:
        with self._lock:
            others, self._waiting = self._waiting[: self._most - 1], self._waiting[self._most - 1 :]
        together = [mine, *others]
        try:
            answers = self._work([each.asked for each in together])
            for each, answer in zip(together, answers, strict=True):
                each.answers.append(answer)
        except Exception:  # whatever it is: nothing was done, and each of them alone is told what
            log.debug("%s alone", len(together), exc_info=True)
        finally:  # whatever becomes of this thread: the others go on
            with self._lock:
                following = self._waiting.pop(0) if self._waiting else None
                self._is_busy = following is not None
                if following is not None:
                    following.is_first = True
            for other in others if following is None else (*others, following):
                other.turn.set()
