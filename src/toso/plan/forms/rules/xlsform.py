"""An XLSForm checked cell by cell, so that every fault is told at once and where it stands, then converted.

Sources: the XLSForm specification; the converter (pyxform) has the last word on what is a form.
"""

import re
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from lxml import etree
from pyxform import aliases, constants
from pyxform.errors import PyXFormError
from pyxform.parsing.expression import is_xml_tag
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT
from pyxform.xls2json import RE_BEGIN_CONTROL, RE_END_CONTROL, RE_OSM, RE_SELECT
from pyxform.xls2xform import convert

from toso.plan.forms.rules import expressions, workbook, xform
from toso.plan.forms.rules.conversion_faults import placed, row_named
from toso.plan.forms.rules.faults import Fault, FaultKind, Place, in_order
from toso.plan.forms.rules.workbook import Cell, Sheet

EXPRESSIONS = {"bind::relevant", "bind::constraint", "bind::calculate", "bind::required", "bind::readonly"}
EXPRESSIONS |= {"choice_filter", "control::jr:count"}
WITH_REFERENCES = {"label", "hint", "guidance_hint", "default", "media", "trigger"}
MESSAGES = {"bind::jr:constraintMsg", "bind::jr:requiredMsg", "bind::jr:noAppErrorString"}
ROOT_NAMES = ("data", "form_data", "root_of_form")
AUDIT = "audit"
NAMELESS = {"note", AUDIT}
MARKS = "urn:toso:xforms"
MARK_COLUMNS = ("indicator", "part")
PARTS = ("place", "day")
MOST_DEEP = 60  # groups in groups: deeper ones no reader of XML takes
YES_OR_NO = {"bind::required", "bind::readonly"}
STRAIGHT_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})
SETTINGS_AS_TYPES = set(aliases.settings_header)


@dataclass(frozen=True)
class Checked:
    """The answer about an XLSForm: its faults, or the XForm it converts to and what the converter remarks."""

    faults: list[Fault] = field(default_factory=list)
    xform: str = ""
    remarks: list[str] = field(default_factory=list)
    itemsets: str = ""


def check(content: bytes, *, name: str = "") -> Checked:
    """All faults of an XLSForm (.xlsx, .xls, .ods), or the XForm that it converts to.

    `name` is the file's name without its ending: the form's id where its settings give none.
    """
    try:
        sheets, names = workbook.read(content)
    except workbook.Unreadable as unreadable:
        return Checked([unreadable.fault])
    survey = sheets.get(constants.SURVEY)
    if survey is None:
        return Checked([Fault(FaultKind.NO_SURVEY_SHEET, said=", ".join(names))])
    faults = [fault for sheet in sheets.values() for fault in sheet.faults]
    faults += _faults_of_choices(sheets.get(constants.CHOICES), may_repeat=_setting(sheets, "allow_choice_duplicates"))
    may_prefix = _has(sheets, "namespaces")
    others = "" if constants.CHOICES in sheets else ", ".join(names)
    lists = _lists(sheets.get(constants.CHOICES))
    faults += _Questions(survey, lists, may_prefix=may_prefix, others=others).faults()
    faults += _faults_of_settings(sheets.get(constants.SETTINGS))
    if faults:
        return Checked(in_order(faults))
    return _convert(sheets, names, name)


def _convert(sheets: dict[str, Sheet], names: list[str], name: str) -> Checked:
    book: dict[str, object] = {"sheet_names": names, "fallback_form_name": name or None}
    for kind, sheet in sheets.items():
        book[kind] = sheet.as_records()
        book[f"{kind}_header"] = [{header: None for header, _known in sheet.columns.values()}]
    taken = {
        cell.text for number, cells in sheets["survey"].rows if (cell := sheets["survey"].cell(number, cells, "name"))
    }
    root = next(root for root in ROOT_NAMES if root not in taken)
    remarks: list[str] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result = convert(xlsform=book, warnings=remarks, form_name=root)
    except PyXFormError as error:
        return Checked([placed(str(error), sheets)])
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        # The converter trips over a few broken forms instead of refusing them; a form it cannot take is refused.
        return Checked([Fault(FaultKind.CONVERTER, Place(sheet="survey"), said=f"{type(error).__name__}: {error}")])
    return Checked(xform=_marked(result.xform, root, sheets), remarks=remarks, itemsets=result.itemsets or "")


def _marked(made: str, root: str, sheets: dict[str, Sheet]) -> str:
    """The XForm with our marks on its binds: which indicator an answer adds to, which answer is the place or day."""
    survey = sheets[constants.SURVEY]
    marks = {path: marks for path, marks in _Questions(survey, {}).marks() if marks}
    if not marks:
        return made
    tree = xform.parse(made.encode())
    for bind in tree.iter(f"{xform.XF}bind"):
        for name, value in marks.get((bind.get("nodeset") or "").removeprefix(f"/{root}/"), {}).items():
            bind.set(f"{{{MARKS}}}{name}", value)
    return str(etree.tostring(tree, encoding="unicode"))


def _lists(choices: Sheet | None) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for number, cells in choices.rows if choices else ():
        assert choices is not None
        list_name, name = choices.cell(number, cells, "list name"), choices.cell(number, cells, "name")
        if list_name:
            found.setdefault(list_name.text, []).append(name.text if name else "")
    return found


def _setting(sheets: dict[str, Sheet], name: str) -> bool:
    """Whether a yes-or-no setting says yes."""
    settings = sheets.get(constants.SETTINGS)
    if settings is None or not settings.rows:
        return False
    number, cells = settings.rows[0]
    cell = settings.cell(number, cells, name)
    return bool(cell and aliases.yes_no.get(cell.text))


def _has(sheets: dict[str, Sheet], name: str) -> bool:
    return bool((settings := sheets.get(constants.SETTINGS)) and settings.has(name))


def _faults_of_settings(settings: Sheet | None) -> Iterator[Fault]:
    """What is sent encrypted nobody here could read, count or give back."""
    number, cells = settings.rows[0] if settings and settings.rows else (0, {})
    if settings and (key := settings.cell(number, cells, "public_key")):
        yield Fault(FaultKind.ENCRYPTED, key.place)


def _faults_of_choices(choices: Sheet | None, *, may_repeat: bool) -> Iterator[Fault]:
    if choices is None or not choices.rows:
        return
    for needed in ("list name", "name"):
        if not choices.has(needed):
            yield Fault(FaultKind.MISSING_COLUMN, Place(sheet="choices", row=1), said=needed.replace(" ", "_"))
            return
    seen: set[tuple[str, str]] = set()
    for number, cells in choices.rows:
        yield from _faults_of_choice(choices, number, cells, seen, may_repeat=may_repeat)


def _faults_of_choice(
    choices: Sheet, number: int, cells: dict[int, str], seen: set[tuple[str, str]], *, may_repeat: bool
) -> Iterator[Fault]:
    list_name, name = choices.cell(number, cells, "list name"), choices.cell(number, cells, "name")
    if list_name is None:
        if name is not None:
            yield Fault(FaultKind.CHOICE_WITHOUT_LIST, _empty_cell(choices, number, "list name"))
    elif name is None:
        yield Fault(FaultKind.CHOICE_WITHOUT_NAME, _empty_cell(choices, number, "name"))
    elif (list_name.text, name.text) in seen and not may_repeat:
        yield Fault(FaultKind.DOUBLE_CHOICE, name.place, said=name.text, other=list_name.text)
    else:
        seen.add((list_name.text, name.text))


def _empty_cell(sheet: Sheet, number: int, name: str) -> Place:
    """The place of a cell that should hold something."""
    for index, (_header, known) in sheet.columns.items():
        if known == name:
            return sheet.place(number, index)
    return Place(sheet=sheet.name, row=number)


@dataclass
class _Container:
    """The survey, or a group or repeat that is open while its rows are read."""

    kind: str = ""
    begun: Cell | None = None
    names: dict[str, int] = field(default_factory=dict)


class _Questions:
    """The survey sheet read from top to bottom."""

    def marks(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Each question's path with what the columns `indicator` and `part` say of it."""
        way: list[str] = []
        for number, cells in self.sheet.rows:
            kind, name = self._type(number, cells), self.sheet.cell(number, cells, "name")
            if kind and RE_END_CONTROL.search(kind.text):
                way = way[:-1]
            elif kind and name:
                said = {mark: self.sheet.cell(number, cells, mark) for mark in MARK_COLUMNS}
                yield "/".join([*way, name.text]), {mark: cell.text for mark, cell in said.items() if cell}
                if RE_BEGIN_CONTROL.search(kind.text):
                    way.append(name.text)

    def __init__(
        self, sheet: Sheet, lists: dict[str, list[str]], *, may_prefix: bool = False, others: str = ""
    ) -> None:
        self.sheet = sheet
        self.others = others  # the sheets there are, where none of them holds choices
        self.may_prefix = may_prefix
        self.lists = lists
        self.open = [_Container()]
        self.found: list[Fault] = []
        self.names: Counter[str] = Counter(
            cell.text for number, cells in sheet.rows if (cell := sheet.cell(number, cells, "name"))
        )
        self.names.update(  # a select with “or other” makes a question of its own
            f"{name.text}_other"
            for number, cells in sheet.rows
            if (kind := sheet.cell(number, cells, "type"))
            and re.search(r"or[ _](specify )?other$", kind.text)
            and (name := sheet.cell(number, cells, "name"))
        )

    def faults(self) -> list[Fault]:
        for needed in ("type", "name"):
            if not self.sheet.has(needed):
                return [Fault(FaultKind.MISSING_COLUMN, Place(sheet="survey", row=1), said=needed)]
        if not self.sheet.rows:
            return [Fault(FaultKind.NO_QUESTION, Place(sheet="survey", row=2))]
        for number, cells in self.sheet.rows:
            self._read(number, cells)
        for container in self.open[1:]:
            assert container.begun is not None
            self.found.append(Fault(FaultKind.BEGIN_WITHOUT_END, container.begun.place, said=container.begun.text))
        return self.found

    def _read(self, number: int, cells: dict[int, str]) -> None:
        disabled = self.sheet.cell(number, cells, "disabled")
        if disabled and aliases.yes_no.get(disabled.text):
            return
        kind = self._type(number, cells)
        name = self.sheet.cell(number, cells, "name")
        if kind is None:
            if name or any(self.sheet.cells(number, cells, {"label"})):
                self.found.append(Fault(FaultKind.NO_TYPE, _empty_cell(self.sheet, number, "type")))
        elif RE_END_CONTROL.search(kind.text):
            self._end(kind)
        elif RE_END_CONTROL.search(kind.text.lower()):
            self._unknown_type(kind)
        elif kind.text not in SETTINGS_AS_TYPES:
            self._read_question(number, cells, kind, name)

    def _read_question(self, number: int, cells: dict[int, str], kind: Cell, name: Cell | None) -> None:
        if name is None:
            if kind.text not in NAMELESS:
                self.found.append(Fault(FaultKind.NO_NAME, _empty_cell(self.sheet, number, "name"), said=kind.text))
        else:
            self._read_name(number, name)
        if RE_BEGIN_CONTROL.search(kind.text):
            self.open.append(_Container(self._control(kind.text), kind))
            if len(self.open) == MOST_DEEP + 2:
                self.found.append(Fault(FaultKind.TOO_DEEP, kind.place, said=str(MOST_DEEP)))
        else:
            self._read_type(number, cells, kind)
        part = self.sheet.cell(number, cells, "part")
        if part and part.text not in PARTS:
            self.found.append(Fault(FaultKind.UNKNOWN_PART, part.place, said=part.text))
        self._read_expressions(number, cells)

    def _type(self, number: int, cells: dict[int, str]) -> Cell | None:
        kind = self.sheet.cell(number, cells, "type")
        return kind and Cell(workbook.SPACES.sub(" ", kind.text), kind.place)

    @staticmethod
    def _control(text: str) -> str:
        found = RE_BEGIN_CONTROL.search(text) or RE_END_CONTROL.search(text)
        assert found is not None
        return str(aliases.control[found["type"]])

    def _end(self, kind: Cell) -> None:
        if len(self.open) == 1 or self.open[-1].kind != self._control(kind.text):
            self.found.append(Fault(FaultKind.END_WITHOUT_BEGIN, kind.place, said=kind.text))
        else:
            self.open.pop()

    def _read_name(self, number: int, name: Cell) -> None:
        names = self.open[-1].names
        plain = name.text.partition(":")[2] if self.may_prefix and ":" in name.text else name.text
        if not is_xml_tag(name.text) or not expressions.ONE_NAME.fullmatch(plain):
            self.found.append(Fault(FaultKind.BAD_NAME, name.place, said=name.text))
        elif name.text == constants.META:
            self.found.append(Fault(FaultKind.RESERVED_NAME, name.place, said=name.text))
        elif name.text in names:
            self.found.append(Fault(FaultKind.DOUBLE_NAME, name.place, said=name.text, other=str(names[name.text])))
        names.setdefault(name.text, number)

    def _read_type(self, number: int, cells: dict[int, str], kind: Cell) -> None:
        select = RE_SELECT.search(kind.text)
        if select:
            self._read_list(kind, select["select_command"], select["list_name"])
        elif kind.text in aliases.select or kind.text in aliases.select_from_file:
            self.found.append(Fault(FaultKind.NO_LIST, kind.place, said=kind.text))
        elif kind.text == "calculate":
            if not self.sheet.cell(number, cells, "bind::calculate") and not self.sheet.cell(number, cells, "default"):
                self.found.append(Fault(FaultKind.NO_CALCULATION, _empty_cell(self.sheet, number, "bind::calculate")))
        elif (
            kind.text not in QUESTION_TYPE_DICT
            and kind.text not in aliases._type_alias_map
            and kind.text != AUDIT
            and not RE_OSM.search(kind.text)
        ):
            self._unknown_type(kind)

    def _unknown_type(self, kind: Cell) -> None:
        """A type that nobody knows, with the one that may be meant: in another case, or some letters off."""
        first, _space, rest = kind.text.partition(" ")
        lower = kind.text.lower()
        if RE_SELECT.search(f"{first.lower()} {rest}"):
            meant = [f"{first.lower()} {rest}"]
        elif RE_BEGIN_CONTROL.search(lower) or RE_END_CONTROL.search(lower):
            meant = [lower]
        else:
            meant = get_close_matches(lower, [*QUESTION_TYPE_DICT, *aliases._type_alias_map], n=1, cutoff=0.8)
        fault = FaultKind.MISSPELT_TYPE if meant else FaultKind.UNKNOWN_TYPE
        self.found.append(Fault(fault, kind.place, said=kind.text, other=meant[0] if meant else ""))

    def _read_list(self, kind: Cell, command: str, list_name: str) -> None:
        is_elsewhere = command in aliases.select_from_file or aliases.select[command] == constants.SELECT_ONE_EXTERNAL
        if is_elsewhere or "${" in list_name or list_name.endswith(tuple(constants.EXTERNAL_INSTANCE_EXTENSIONS)):
            return
        if self.others and not self.lists:
            self.found.append(Fault(FaultKind.NO_CHOICES_SHEET, kind.place, said=list_name, other=self.others))
        elif list_name not in self.lists:
            self.found.append(Fault(FaultKind.UNKNOWN_LIST, kind.place, said=list_name))
        elif aliases.select[command] == constants.SELECT_ALL_THAT_APPLY:
            for name in self.lists[list_name]:
                if " " in name:
                    self.found.append(Fault(FaultKind.CHOICE_WITH_SPACE, kind.place, said=name, other=list_name))

    def _read_expressions(self, number: int, cells: dict[int, str]) -> None:
        for index, text in cells.items():
            _header, known = self.sheet.columns[index]
            is_expression = known in EXPRESSIONS
            if not is_expression and known not in MESSAGES and known.partition("::")[0] not in WITH_REFERENCES:
                continue
            place = self.sheet.place(number, index)
            found = list(self._faults_of_references(text, place))
            if not found and is_expression:
                found = list(self._faults_of_expression(text, place, may_be_a_word=known not in YES_OR_NO))
            self.found += found

    def _faults_of_references(self, text: str, place: Place) -> Iterator[Fault]:
        for name in expressions.references(text):
            if name is None:
                yield Fault(FaultKind.BAD_REFERENCE, place, said=text)
            elif name not in self.names:
                yield Fault(FaultKind.UNKNOWN_REFERENCE, place, said=name)

    @staticmethod
    def _faults_of_expression(text: str, place: Place, *, may_be_a_word: bool) -> Iterator[Fault]:
        straight = text.translate(STRAIGHT_QUOTES)
        if straight in aliases.BINDING_CONVERSIONS:
            return
        if not may_be_a_word and expressions.ONE_NAME.fullmatch(straight):
            yield Fault(FaultKind.NOT_YES_OR_NO, place, said=text)
            return
        fault = expressions.fault_of(expressions.plain(straight))
        if fault:
            kind, said = fault
            wanted = expressions.wanted_arguments(said) if kind is FaultKind.WRONG_ARGUMENTS else ""
            yield Fault(kind, place, said=text if kind is FaultKind.BAD_EXPRESSION else said, other=wanted)


def at_its_row(fault: Fault, content: bytes) -> Fault:
    """A fault of the XForm that a workbook became, at the row of the question that it speaks of."""
    sheets, _names = workbook.read(content)
    name = (re.findall(r"""["/]([^"/]+)"\]$""", fault.place.element) or [""])[0]
    settings = sheets.get(constants.SETTINGS)
    if name == "instanceName" and settings is not None and settings.rows:
        number, cells = settings.rows[0]
        cell = settings.cell(number, cells, "instance_name")
        return replace(fault, place=cell.place if cell else Place(sheet=constants.SETTINGS))
    return replace(fault, place=row_named(name, sheets[constants.SURVEY]))
