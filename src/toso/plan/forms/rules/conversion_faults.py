"""Where in a workbook a refusal of the converter stands: at the row, column or name that its sentence speaks of."""

import re

from pyxform import constants

from toso.plan.forms.rules.faults import Fault, FaultKind, Place
from toso.plan.forms.rules.workbook import Sheet

ROW = re.compile(r"\[row : (\d+)\]\s*")
SHEET = re.compile(r"[Oo]n the '(\w+)' sheet,? (?:the '([^']+)' )?")
NAMED = re.compile(r"(?:named|The name|Question) '([^']+)'|element named ([^\s']+)\.$|question \$\{([^}]+)\}\.$")
TWICE = re.compile(r"The name '([^']+)' appears more than once")
# a parameter by its name, where the sentence says nothing else
PARAMETER = re.compile(r"(?:Parameter |Invalid value for |use a |^)([a-z][a-z-]+)(?: must| value must|\.$)")
# which column a sentence with a row alone speaks of
SPOKEN_OF = (
    ("name column", "name"),
    ("arameter", "parameters"),
    ("Choice filter", "choice_filter"),
    ("entity declaration", "list_name"),
    ("ist name", "type"),
    ("File name", "type"),
    ("or other", "type"),
)


def placed(message: str, sheets: dict[str, Sheet]) -> Fault:
    """The converter's refusal as a fault with its place."""
    row = ROW.search(message)
    where = SHEET.search(message)
    number = int(row[1]) if row else 0
    name = where[1] if where else ("survey" if number else "")
    column = (where[2] or "") if where else ""
    said = " ".join(message.split())
    if not number:
        place = _place_of_words(said, sheets[constants.SURVEY])
        if place.row:
            return Fault(FaultKind.CONVERTER, place, said=said)
    sheet = sheets.get(name)
    if not column:
        column = next((spoken for words, spoken in SPOKEN_OF if words in message), "")
    place = Place(sheet=name, row=number, column=column)
    if sheet is not None and column:
        for index, (header, known) in sheet.columns.items():
            names = (known, header, known.removeprefix("bind::"), known.partition("::")[0])
            if column in names or known.endswith(f"::{column}"):
                place = sheet.place(number, index)
                break
    twice = TWICE.search(message)
    if twice:
        return Fault(FaultKind.DOUBLE_REFERENCE, place, said=twice[1])
    return Fault(FaultKind.CONVERTER, place, said=" ".join(ROW.sub("", message).split()))


def _place_of_words(said: str, survey: Sheet) -> Place:
    """The row that a sentence without a row speaks of: by the name of its question, or by its parameter."""
    named = NAMED.search(said)
    if named:
        return row_named(next(name for name in named.groups() if name), survey)
    parameter = PARAMETER.search(said)
    for number, cells in survey.rows if parameter else ():
        assert parameter is not None
        cell = survey.cell(number, cells, "parameters")
        if cell and parameter[1] in cell.text:
            return cell.place
    return Place()


def row_named(name: str, survey: Sheet) -> Place:
    """The cell that gives a question its name; the sheet alone when there is none."""
    for number, cells in survey.rows:
        cell = survey.cell(number, cells, "name")
        if cell and cell.text == name:
            return cell.place
    return Place(sheet=constants.SURVEY)
