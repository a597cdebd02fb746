"""XPath as forms write it: its syntax, its functions, its references. Standard: ODK XForms, functions of XPath."""

import re
from collections.abc import Iterator

from lxml import etree

from toso.plan.forms.rules.faults import FaultKind

REFERENCE = re.compile(r"\$\{([^}]*)\}")
REFERENCE_NAME = re.compile(r"(?:last-saved#)?\s*([^\W\d][\w.\-]*)\s*", re.UNICODE)
OPEN_REFERENCE = re.compile(r"\$\{[^}]*$")
STRING = re.compile(r"\"[^\"]*\"|'[^']*'")
CALL = re.compile(r"([\w.\-]+(?::[\w.\-]+)?)\s*\(")
PATH = re.compile(r"(?<![\w.\-)\]*])/[\w.\-:]+(?:/[\w.\-:]+)*")
INSTANCE = re.compile(r"\binstance\(\s*(?:'([^']*)'|\"([^\"]*)\")\s*\)")
ITEXT = re.compile(r"jr:itext\(\s*['\"]([^'\"]+)['\"]\s*\)")
NODE_TESTS = {"node", "text", "comment", "processing-instruction"}
OPERATORS = {"and", "or", "div", "mod"}
# XPath 1.0; then what ODK XForms adds; then what only Enketo or Web Forms know.
FUNCTION_NAMES = """
last position count id local-name namespace-uri name string concat starts-with contains substring-before
substring-after substring string-length normalize-space translate boolean not true false lang number sum floor
ceiling round
current instance if once coalesce pulldata indexed-repeat selected selected-at count-selected count-non-empty
jr:choice-name jr:itext regex substr ends-with join date date-time format-date format-date-time decimal-date
decimal-time decimal-date-time today now uuid random randomize boolean-from-string int max min pow log log10 abs sin
cos tan asin acos atan atan2 sqrt exp exp10 pi area distance geofence intersects checklist weighted-checklist digest
base64-decode extract-signed thousands-sep depend property version
node-set string-join comment-status choose time add-date date-diff is-leap-year
"""
FUNCTIONS = NODE_TESTS | OPERATORS | set(FUNCTION_NAMES.split())


def without_strings(expression: str) -> str:
    """The expression with the inside of its literals blanked, so that only its syntax is left to read."""
    return STRING.sub(lambda found: found[0][0] + " " * (len(found[0]) - 2) + found[0][-1], expression)


def references(text: str) -> Iterator[str | None]:
    """The name of each ${…} in a text, None for one that is not well formed."""
    for inner in REFERENCE.findall(text):
        name = REFERENCE_NAME.fullmatch(inner)
        yield name[1] if name else None
    if OPEN_REFERENCE.search(text):
        yield None


def plain(expression: str) -> str:
    """An expression of an XLSForm as XPath: each ${name} becomes a path."""
    return REFERENCE.sub("/x", expression)


def paths(expression: str) -> list[str]:
    """The absolute paths that an expression reads, without those inside its literals."""
    return PATH.findall(without_strings(expression))


def fault_of(expression: str) -> tuple[FaultKind, str] | None:
    """What is wrong with an XPath expression: its syntax, or a function that no form client knows."""
    try:
        etree.XPath(expression)
    except etree.XPathSyntaxError:
        return FaultKind.BAD_EXPRESSION, expression
    for name in CALL.findall(without_strings(expression)):
        if name not in FUNCTIONS:
            return FaultKind.UNKNOWN_FUNCTION, name
    return None
