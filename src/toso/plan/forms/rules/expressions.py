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
ONE_NAME = re.compile(r"[^\W\d][\w.\-]*")
RELATIVE = re.compile(r"(?<![\w.)\]/\-])(\.\.?(?:/\.\.)*(?:/[^\W\d][\w.\-:]*)+)")
CURRENT = re.compile(r"current\(\)/(\.(?:\.)?(?:/\.\.)*(?:/[^\W\d][\w.\-:]*)+)")
INSIDE_BRACKETS = re.compile(r"\[[^\[\]]*\]")
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
# How many values a function takes: least and most. Functions that clients know differently are left out.
ARGUMENTS = {
    **dict.fromkeys(("true", "false", "last", "today", "now", "random", "pi"), (0, 0)),
    **dict.fromkeys(("string-length", "normalize-space", "position", "uuid", "number", "string"), (0, 1)),
    **dict.fromkeys(("not", "count", "sum", "floor", "ceiling", "instance", "once", "int", "abs", "sqrt"), (1, 1)),
    **dict.fromkeys(("count-selected", "count-non-empty", "boolean", "decimal-date-time", "jr:itext"), (1, 1)),
    **dict.fromkeys(("selected", "selected-at", "starts-with", "ends-with", "contains", "regex", "pow"), (2, 2)),
    **dict.fromkeys(("substring-before", "substring-after", "jr:choice-name", "format-date"), (2, 2)),
    **dict.fromkeys(("substr", "substring"), (2, 3)),
    **dict.fromkeys(("if", "translate"), (3, 3)),
    "round": (1, 2),
}
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


def relative_paths(expression: str, nodeset: str) -> list[str]:
    """The paths that an expression reads from where its question stands (`../a`), as absolute ones. What stands in
    brackets is read from elsewhere, unless it says `current()`."""
    plain_text = without_strings(expression)
    found = CURRENT.findall(plain_text)
    outside = CURRENT.sub("", plain_text)
    while INSIDE_BRACKETS.search(outside):
        outside = INSIDE_BRACKETS.sub(")", outside)
    return [path for each in [*found, *RELATIVE.findall(outside)] if (path := _resolved(each, nodeset))]


def _resolved(path: str, nodeset: str) -> str:
    steps = nodeset.split("/")
    for step in path.split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step != ".":
            steps.append(step)
    return "/".join(steps) if steps and not steps[0] else ""


def _argument_counts(expression: str) -> Iterator[tuple[str, int]]:
    """Each function called with how many values it is given. The expression is known to be well formed."""
    text = without_strings(expression)
    for call in CALL.finditer(text):
        depth, count, begin = 1, 1, call.end()
        for at in range(begin, len(text)):
            character = text[at]
            depth += (character in "([") - (character in ")]")
            if not depth:
                yield call[1], count if text[begin:at].strip() else 0
                break
            count += character == "," and depth == 1


def fault_of(expression: str) -> tuple[FaultKind, str] | None:
    """What is wrong with an XPath expression: its syntax, or a function that no form client knows."""
    try:
        etree.XPath(expression)
    except etree.XPathSyntaxError:
        return FaultKind.BAD_EXPRESSION, expression
    for name in CALL.findall(without_strings(expression)):
        if name not in FUNCTIONS:
            return FaultKind.UNKNOWN_FUNCTION, name
    for name, count in _argument_counts(expression):
        least, most = ARGUMENTS.get(name, (count, count))
        if not least <= count <= most:
            return FaultKind.WRONG_ARGUMENTS, name
    return None


def wanted_arguments(name: str) -> str:
    """How many values a function takes: "3", "0–1"."""
    least, most = ARGUMENTS[name]
    return str(least) if least == most else f"{least}–{most}"
