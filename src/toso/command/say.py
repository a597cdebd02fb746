"""What the program tells the person at the terminal: one line a step, one sentence a fault."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Trouble(Exception):
    """Something the person can mend; shown as one sentence, without a traceback."""


@contextmanager
def step(words: str) -> Iterator[None]:
    """Say what is being done, and how long it took when it is done."""
    begun = time.monotonic()
    print(f"• {words} … ", end="", flush=True)
    try:
        yield
    except BaseException:
        print("chưa xong", flush=True)
        raise
    print(f"xong ({time.monotonic() - begun:.1f} giây)", flush=True)


class Progress:
    """A bar on a terminal; on a log, a line each tenth."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.is_terminal = sys.stdout.isatty()
        self.last_tenth = -1

    def __call__(self, share: float, detail: str = "") -> None:
        """``share`` runs from 0 to 1."""
        done = min(max(share, 0.0), 1.0)
        if self.is_terminal:
            filled = int(done * 24)
            bar = "█" * filled + "░" * (24 - filled)
            print(f"\r• {self.words} {bar} {done:4.0%} {detail:<40.40}", end="\n" if done >= 1 else "", flush=True)
            return
        tenth = int(done * 10)
        if tenth != self.last_tenth:
            self.last_tenth = tenth
            print(f"• {self.words} {done:.0%} {detail}", flush=True)
