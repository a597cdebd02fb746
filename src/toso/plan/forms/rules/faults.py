"""What can be wrong with a form, and where it stands: a cell of a workbook or an element of an XForm."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto


class FaultKind(Enum):
    """Each fault by its meaning; the words for people stand in `forms.queries.faults`."""

    NOT_A_FORM = auto()
    TOO_LARGE = auto()
    NO_SURVEY_SHEET = auto()
    NO_QUESTION = auto()
    DOUBLE_HEADER = auto()
    SAME_COLUMN = auto()
    MISSING_COLUMN = auto()
    NO_TYPE = auto()
    UNKNOWN_TYPE = auto()
    MISSPELT_TYPE = auto()
    NO_NAME = auto()
    BAD_NAME = auto()
    DOUBLE_NAME = auto()
    RESERVED_NAME = auto()
    NO_LIST = auto()
    UNKNOWN_LIST = auto()
    NO_CHOICES_SHEET = auto()
    CHOICE_WITHOUT_NAME = auto()
    CHOICE_WITHOUT_LIST = auto()
    CHOICE_WITH_SPACE = auto()
    DOUBLE_CHOICE = auto()
    NO_CALCULATION = auto()
    END_WITHOUT_BEGIN = auto()
    BEGIN_WITHOUT_END = auto()
    BAD_REFERENCE = auto()
    UNKNOWN_REFERENCE = auto()
    DOUBLE_REFERENCE = auto()
    BAD_EXPRESSION = auto()
    NOT_YES_OR_NO = auto()
    UNKNOWN_FUNCTION = auto()
    WRONG_ARGUMENTS = auto()
    CYCLE = auto()
    DECIDES_ITSELF = auto()
    TOO_DEEP = auto()
    UNKNOWN_PART = auto()
    ENCRYPTED = auto()
    CONVERTER = auto()
    NOT_XML = auto()
    FORBIDDEN_XML = auto()
    NOT_XFORM = auto()
    NO_INSTANCE = auto()
    TWO_MODELS = auto()
    TWO_ROOTS = auto()
    DOUBLE_NODE = auto()
    UNKNOWN_ELEMENT = auto()
    CHOICE_WITHOUT_VALUE = auto()
    FOREIGN_SOURCE = auto()
    NO_FORM_ID = auto()
    BIND_WITHOUT_NODESET = auto()
    BIND_TO_NOTHING = auto()
    DOUBLE_BIND = auto()
    CONTROL_WITHOUT_REF = auto()
    CONTROL_TO_NOTHING = auto()
    UNKNOWN_TEXT = auto()
    UNKNOWN_INSTANCE = auto()
    DOUBLE_INSTANCE = auto()
    NO_CHOICES = auto()


@dataclass(frozen=True, order=True)
class Place:
    """Where a fault stands. In a workbook: sheet, row (1 is the header) and column; in an XForm: element and line."""

    sheet: str = ""
    row: int = 0
    column: str = ""
    letter: str = ""
    element: str = ""
    line: int = 0


@dataclass(frozen=True)
class Fault:
    """One fault: its kind, its place, and the words of the form that it speaks of."""

    kind: FaultKind
    place: Place = Place()
    said: str = ""
    other: str = ""


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Each fault once, by place and then by kind."""
    return sorted(dict.fromkeys(faults), key=lambda fault: (fault.place, fault.kind.value, fault.said))
