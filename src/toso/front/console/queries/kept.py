"""Answers kept for a moment: in the minute of a deadline many people open the same dashboard."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import Any, TypeVar

from django.conf import settings

Answer = TypeVar("Answer")
MOST = 200  # questions remembered; the one not asked for longest makes room
RENEWED_AT = 2 / 3  # of its time: from then on the first who asks works it out anew, the others still get the old one


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


def kept(question: Hashable, answer: Callable[[], Answer]) -> Answer:
    """The answer to the question, at most ``settings.KEPT_SECONDS`` old. What it depends on stands in the question.

    It is worked out once for all who ask in the same moment; whoever asks something else does not wait.
    Everybody gets the same object: it is read, never changed.
    """
    whole: float = settings.KEPT_SECONDS
    if not whole:
        return answer()
    one = _entry(question)
    if one.age() >= whole * RENEWED_AT and one.working.acquire(blocking=one.age() >= whole):
        try:
            if one.age() >= whole * RENEWED_AT:
                begun_at = monotonic()
                one.answer = answer()
                one.begun_at = begun_at
        finally:
            one.working.release()
    found: Answer = one.answer
    return found


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
