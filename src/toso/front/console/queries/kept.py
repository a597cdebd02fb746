"""Answers kept for a moment: in the minute of a deadline many people open the same dashboard."""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar

from django.conf import settings
from django.core.cache import caches

Answer = TypeVar("Answer")
_working = Lock()  # those who come while an answer is worked out wait for it instead of working it out again


def kept(question: Hashable, answer: Callable[[], Answer]) -> Answer:
    """The answer to the question, at most ``settings.KEPT_SECONDS`` old. What it depends on stands in the question."""
    cache, key = caches["moment"], f"{hash(question):x}"
    found: tuple[Hashable, Answer] | None = cache.get(key)
    if found is not None and found[0] == question:
        return found[1]
    with _working:
        found = cache.get(key)
        if found is None or found[0] != question:
            found = (question, answer())
            cache.set(key, found, settings.KEPT_SECONDS)
    return found[1]
