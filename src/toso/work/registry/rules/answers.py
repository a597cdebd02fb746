"""What the register asks, and what an answer can be. Missing is not zero: what was not asked is no "no"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from toso.ground.shared.text import fold

MOST = 9999  # of people in one household, or whatever else is counted there; more is a slip of the finger


class Kind(StrEnum):
    HOUSEHOLD = "household"
    BUSINESS = "business"
    COOPERATIVE = "cooperative"


class Value(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"  # asked; they do not know
    REFUSED = "refused"  # asked; they would not say
    NOT_ASKED = "not_asked"


ASKED = frozenset({Value.YES, Value.NO, Value.UNKNOWN, Value.REFUSED})
WORDS = {
    Value.YES: ("yes", "co", "x", "v", "1", "true", "dung", "✓", "✔", "☑", "√"),
    Value.NO: ("no", "khong", "0", "false", "chua", "k", "ko", "khong co", "chua co", "-"),
    Value.UNKNOWN: ("unknown", "khong biet", "kb", "khong ro"),
    Value.REFUSED: ("refused", "tu choi", "khong tra loi"),
    Value.NOT_ASKED: ("", "not_asked", "chua hoi", "-"),
}
_MEANT = {word: value for value, words in WORDS.items() for word in words}


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked. ``all_of`` makes its answer out of others; ``at_most`` names the number it cannot exceed."""

    code: str
    section: str
    label: str
    kinds: tuple[str, ...]
    basis: str
    article: str
    is_number: bool = False
    is_priority: bool = False
    asked_if: str = ""
    at_most: str = ""
    all_of: tuple[str, ...] = ()


class Unclear(ValueError):
    """What was said is no answer to the question."""


def read(question: Question, said: str) -> str:
    """The answer as it is kept: a Value, or a whole number; "not asked" when nothing was said. Raises Unclear."""
    word = fold(said).strip()
    if question.is_number:
        if word in ("", Value.NOT_ASKED):
            return Value.NOT_ASKED
        if not word.isdecimal() or len(word) > 6 or int(word) > MOST:
            raise Unclear(said)
        return str(int(word))
    if word not in _MEANT:
        raise Unclear(said)
    return _MEANT[word].value


def both(values: Sequence[str]) -> Value:
    """Yes when all are yes, no when one is no; else what is missing: unasked, or asked and not known."""
    if Value.NO in values:
        return Value.NO
    if all(value == Value.YES for value in values):
        return Value.YES
    return Value.NOT_ASKED if Value.NOT_ASKED in values else Value.UNKNOWN


def with_derived(questions: Sequence[Question], answers: Mapping[str, str]) -> dict[str, str]:
    """The answers that were given, and those made out of them; what was not asked is left out."""
    found = {code: value for code, value in answers.items() if value != Value.NOT_ASKED}
    for question in questions:
        if question.all_of:
            found.pop(question.code, None)
            value = both([found.get(code, Value.NOT_ASKED) for code in question.all_of])
            if value != Value.NOT_ASKED:
                found[question.code] = value
    return found


def faults(questions: Sequence[Question], answers: Mapping[str, str]) -> dict[str, str]:
    """The numbers that cannot be right: more of a part than of the whole. Question code → code of the whole."""
    return {
        question.code: question.at_most
        for question in questions
        if question.at_most
        and answers.get(question.code, "").isdecimal()
        and answers.get(question.at_most, "").isdecimal()
        and int(answers[question.code]) > int(answers[question.at_most])
    }


def is_asked(question: Question, answers: Mapping[str, str]) -> bool:
    """Whether the question makes sense after the answers before it."""
    return not question.all_of and (not question.asked_if or answers.get(question.asked_if) == Value.YES)
