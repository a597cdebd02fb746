"""How far the filled cells of a sheet reach, told before it is opened: a reader makes room for every cell up to the
last one, so that a file of a few bytes with a cell at XFD1048576 would take all memory and end the process."""

import re

CHUNK = 1024 * 1024
OVERLAP = 64 * 1024
_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\sr\s*=\s*["'](\d{1,9})["']""")
_WIDE = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\sr\s*=\s*["']([A-Z]{2,3})\d+["'][^>]*>\s*<(?:\w+:)?(?:v|is)\b""")
_LOW = {
    digits: re.compile(
        rb"""<(?:\w+:)?c\b[^>]*?\sr\s*=\s*["'][A-Z]{1,3}(\d{%d,9})["'][^>]*>\s*<(?:\w+:)?(?:v|is)\b""" % digits
    )
    for digits in (5, 6, 7)
}
_VALUES = (b"<v>", b"<v ", b"<is>", b":v>", b":is>")


class Reach:
    """The last row and column that hold something, seen piece by piece. Rows that are only coloured do not count."""

    def __init__(self) -> None:
        self.rows, self.columns, self._row, self._tail = 0, 26, 0, b""

    def take(self, piece: bytes) -> None:
        # A cell may be cut by the end of a piece: the end of the last one is looked at again.
        self._look(self._tail + piece)
        self._tail = (self._tail + piece)[-OVERLAP:]

    def _look(self, seen: bytes) -> None:
        for letters in set(_WIDE.findall(seen)):
            self.columns = max(self.columns, _number(letters))
        last_value = max(seen.rfind(mark) for mark in _VALUES)
        for found in _ROW.finditer(seen):
            if found.start() > last_value:
                break
            self._row = int(found.group(1))
        if last_value >= 0:
            self.rows = max(self.rows, self._row)
        for found in _ROW.finditer(seen, max(last_value, 0)):
            self._row = int(found.group(1))
        # A cell may lie further down than its row says: the reader believes the cell.
        lower = _LOW.get(max(len(str(self.rows)) + 1, 5))
        if lower and lower.search(seen):
            self.rows = max(self.rows, *map(int, lower.findall(seen)))


def _number(letters: bytes) -> int:
    found = 0
    for letter in letters:
        found = found * 26 + letter - 64
    return found
