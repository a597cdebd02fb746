"""What `toso text convert` does once Django's words are loaded."""

from toso.command.say import Trouble
from toso.ground.shared.refusal import Refusal
from toso.ground.tables.queries import read_book
from toso.ground.tables.queries.writing import write_book
from toso.ground.tables.rules.grid import Book, as_text


def text_of(content: bytes) -> str:
    return as_text(_book(content))


def workbook_of(content: bytes) -> bytes:
    return write_book(_book(content))


def _book(content: bytes) -> Book:
    try:
        return read_book(content)
    except Refusal as refusal:
        raise Trouble(str(refusal)) from refusal
