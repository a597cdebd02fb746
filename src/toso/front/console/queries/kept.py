"""Answers kept for a moment: in the minute of a deadline many people open the same dashboard."""

import logging
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import Any, TypeVar

from django.conf import settings
from django.db import close_old_connections

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")
MOST = 200  # questions remembered; the one not asked for longest makes room
RENEWED_AT = 2 / 3  # of its time: from then on it is worked out anew beside, and everybody still gets the old one


@dataclass(slots=True)
class Kept:
    """One question: its newest answer, when that was begun, and the lock of whoever works it out."""

    answer: Any = None
    begun_at: float | None = None
    working: Lock = field(default_factory=Lock)

    def age(self) -> float:
        return float("inf") if self.begun_at is None else monotonic() - self.begun_at


_kept: dict[Hashable, Kept] = {}  # in the order they were last asked for
_opening = Lock()
_beside = ThreadPoolExecutor(1, thread_name_prefix="kept")


def kept(question: Hashable, answer: Callable[[], Answer]) -> Answer:
    """The answer to the question, at most ``settings.KEPT_SECONDS`` old. What it depends on stands in the question.

    It is worked out once for all who ask in the same moment; whoever asks something else does not wait. While
    people go on asking it is renewed beside them, so that only the first one waits.
    Everybody gets the same object: it is read, never changed.
    """
    whole: float = settings.KEPT_SECONDS
    if not whole:
        return answer()
    one = _entry(question)
    if one.age() >= whole:
        with one.working:
            if one.age() >= whole:
                _work_out(one, answer)
    elif one.age() >= whole * RENEWED_AT and one.working.acquire(blocking=False):
        _beside.submit(copy_context().run, _renew, one, answer)  # in the language of whoever asked
    found: Answer = one.answer
    return found


def _work_out(one: Kept, answer: Callable[[], Any]) -> None:
    begun_at = monotonic()
    one.answer = answer()
    one.begun_at = begun_at


def _renew(one: Kept, answer: Callable[[], Any]) -> None:
    """Beside the requests; what fails here fails before somebody's eyes when the answer's time is over."""
    try:
        close_old_connections()
        _work_out(one, answer)
    except Exception:  # nobody waits for this thread
        log.warning("an answer was not renewed", exc_info=True)
    finally:
        one.working.release()


def _entry(question: Hashable) -> Kept:
    with _opening:
        one = _kept.pop(question, None) or Kept()
        _kept[question] = one
        while len(_kept) > MOST:
            del _kept[next(iter(_kept))]
    return one


def forget() -> None:
    """Keep nothing of what was asked so far."""
    with _opening:
        _kept.clear()
