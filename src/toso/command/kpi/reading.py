"""Reads JSON strictly: exact decimals, no doubled key, and for every fault the path to it."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

MOST_WHOLE_DIGITS = 12
MOST_PLACES = 20
LONGEST_KEY = 60  # of what is repeated from somebody's file
PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?")

Choice = TypeVar("Choice", bound=StrEnum)


class Fault(Exception):
    """One thing wrong with the input: where, and what to do about it. Always one line, whatever was typed."""

    def __init__(self, path: str, words: str) -> None:
        whole = f"{path}: {words}" if path else words
        super().__init__("".join(sign if sign.isprintable() else "�" for sign in whole))


class Pairs(list[tuple[str, "Value"]]):
    """An object as it was written: doubled keys are still there."""


@dataclass(frozen=True, slots=True)
class Odd:
    """A number that JSON should not hold (NaN, Infinity) or that nobody can hold (1e999999999999)."""

    text: str


Value = Pairs | list | str | Decimal | Odd | bool | None


def loaded(text: str) -> Value:
    """The JSON value of ``text``; Fault with line and column where it is not JSON."""
    try:
        return json.loads(text, object_pairs_hook=Pairs, parse_float=_decimal, parse_int=_decimal, parse_constant=Odd)
    except json.JSONDecodeError as error:
        raise Fault(f"dòng {error.lineno}, cột {error.colno}", "không phải JSON đúng cú pháp") from None
    except RecursionError:
        raise Fault("", "JSON lồng nhau quá sâu") from None


def _decimal(text: str) -> Decimal | Odd:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Odd(text)


def below(path: str, key: str | int) -> str:
    """The path one step further down: lines, lines[2], lines[2].done."""
    if isinstance(key, int):
        return f"{path}[{key}]"
    name = key if len(key) <= LONGEST_KEY else f"{key[:LONGEST_KEY]}…"
    return f"{path}.{name}" if path else name


def record(value: Value, path: str, names: Mapping[str, str]) -> dict[str, Value]:
    """An object with known keys only. ``names`` gives each accepted key its own name; null means left out."""
    if not isinstance(value, Pairs):
        raise Fault(path, f"phải là một đối tượng {{…}}, không phải {kind_of(value)}")
    found: dict[str, Value] = {}
    written: dict[str, str] = {}
    for key, inner in value:
        name = names.get(key)
        if name is None:
            raise Fault(
                below(path, key), f"khóa không biết; các khóa dùng được: {', '.join(dict.fromkeys(names.values()))}"
            )
        if name in written:
            twice = "viết hai lần" if written[name] == key else f"trùng nghĩa với {written[name]}"
            raise Fault(below(path, key), f"khóa {twice}; hãy giữ một")
        written[name] = key
        if inner is not None:
            found[name] = inner
    return found


def own(*names: str) -> dict[str, str]:
    """Names that are their own and only spelling."""
    return {name: name for name in names}


def kind_of(value: Value) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true/false"
    if isinstance(value, Pairs):
        return "đối tượng"
    if isinstance(value, str):
        return "chuỗi"
    return "danh sách" if isinstance(value, list) else "số"


def number(
    value: Value, path: str, *, low: int | None = 0, high: Fraction | int | None = None, named: str = ""
) -> Fraction:
    """An exact number from a decimal string or a JSON number, within its bounds."""
    given = _plain(value, path)
    digits = given.as_tuple()
    exponent = int(digits.exponent)
    if given and given.adjusted() >= MOST_WHOLE_DIGITS:
        raise Fault(path, f"số quá lớn (tối đa {MOST_WHOLE_DIGITS} chữ số phần nguyên)")
    if -exponent > MOST_PLACES:
        raise Fault(path, f"số quá dài (tối đa {MOST_PLACES} chữ số thập phân)")
    if not given:
        return Fraction(0)  # 0e999999999 is nought as well
    exact = Fraction(given)
    if low is not None and exact < low:
        raise Fault(path, "không được là số âm" if low == 0 else f"phải từ {low} trở lên")
    if high is not None and exact > high:
        raise Fault(path, f"tối đa {_comma(high)}{named}")
    return exact


def _comma(value: Fraction | int) -> str:
    return f"{float(value):g}".replace(".", ",")


def _plain(value: Value, path: str) -> Decimal:
    if isinstance(value, Odd):
        raise Fault(path, f"{value.text[:20]} không phải là số dùng được")
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str):
        raise Fault(path, f"phải là số (chuỗi thập phân như “2.7”), không phải {kind_of(value)}")
    if not PLAIN.fullmatch(value):
        if PLAIN.fullmatch(value.strip().replace(",", ".")):
            raise Fault(
                path, f"“{value[:40]}” không phải là số; viết dấu chấm thập phân và không có khoảng trắng, như “2.7”"
            )
        raise Fault(path, f"“{value[:40]}” không phải là số thập phân như “2.7”")
    return Decimal(value)


def whole(value: Value, path: str, *, high: int | None = None) -> int:
    """A whole number of at least 0."""
    exact = number(value, path, high=high)
    if exact.denominator != 1:
        raise Fault(path, "phải là số nguyên")
    return exact.numerator


def flag(value: Value, path: str) -> bool:
    if not isinstance(value, bool):
        raise Fault(path, f"phải là true hoặc false, không phải {kind_of(value)}")
    return value


def text(value: Value, path: str) -> str:
    if not isinstance(value, str):
        raise Fault(path, f"phải là chuỗi, không phải {kind_of(value)}")
    return value


def choice(value: Value, path: str, kind: type[Choice], also: Mapping[str, Choice] | None = None) -> Choice:
    """One of the values of ``kind``, in small or capital letters; ``also`` gives further spellings."""
    given = text(value, path)
    known: dict[str, Choice] = {**{str(one.value).lower(): one for one in kind}, **(also or {})}
    if given.lower() not in known:
        raise Fault(path, f"“{given[:40]}” không có trong các giá trị: {', '.join(str(one.value) for one in kind)}")
    return known[given.lower()]


Item = TypeVar("Item")


def listed(value: Value, path: str, read: Callable[[Value, str], Item]) -> tuple[Item, ...]:
    """A list, each item read with its own path."""
    if not isinstance(value, list) or isinstance(value, Pairs):
        raise Fault(path, f"phải là danh sách […], không phải {kind_of(value)}")
    return tuple(read(item, below(path, index)) for index, item in enumerate(value))


def needed(found: Mapping[str, Value], key: str, path: str) -> Value:
    if key not in found:
        raise Fault(below(path, key), "thiếu")
    return found[key]


def identity(found: Mapping[str, Value], path: str, key: str = "id") -> str | int | None:
    """An id as it was written: text or a whole number."""
    value = found.get(key)
    if value is None or isinstance(value, str):
        return value
    if not isinstance(value, Decimal):
        raise Fault(below(path, key), f"phải là chuỗi hoặc số nguyên, không phải {kind_of(value)}")
    return whole(value, below(path, key))
