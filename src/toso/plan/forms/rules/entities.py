"""What a filled form says about the rows of a register: ODK Entities (getodk.github.io/xforms-spec/entities).

The form's binds say which answer goes into which field (`entities:saveto`); the filled form names the row, the
version of the server on which the phone stood, and, of edits made one after the other without a network, the branch.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from toso.plan.forms.rules import xform

SPACE = "{http://www.opendatakit.org/xforms/entities}"
MOST_ENTITIES = 200  # in one filled form
LARGEST_VERSION = 2_000_000_000
TRUE = {"1", "true"}


@dataclass(frozen=True, slots=True)
class EntityChange:
    """One row that a filled form makes or changes, as it was sent. Versions are 0 where none was said."""

    list_name: str
    id: str
    is_creation: bool
    is_update: bool
    base: int = 0
    trunk: int = 0
    branch: str = ""
    label: str = ""
    values: dict[str, str] = field(default_factory=dict)


def changes_of(filled: bytes, form: str) -> list[EntityChange]:
    """The rows that a filled form makes or changes. ``form`` is the XForm it was filled in. A form that declares no
    rows, and a row that is neither made nor changed, give nothing."""
    saved = saved_to(form)
    if not saved:
        return []
    root = xform.parse(filled)
    return list(_changes(root, saved))


def list_names(form: str) -> list[str]:
    """The lists whose rows a form makes or changes."""
    names = [each.get("dataset", "") for each in xform.parse(form.encode()).iter() if _name(each) == "entity"]
    return list(dict.fromkeys(name for name in names if name))


@lru_cache(maxsize=64)
def saved_to(form: str) -> tuple[tuple[str, str], ...]:
    """The paths of answers, without the root's name, with the field that each goes into."""
    found = []
    for bind in xform.parse(form.encode()).iter(f"{xform.XF}bind"):
        name = bind.get(f"{SPACE}saveto")
        if name:
            steps = (bind.get("nodeset") or "").strip().split("/")[2:]
            found.append(("/".join(step.rpartition(":")[2] for step in steps), name.rpartition("#")[2]))
    return tuple(found)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _changes(root: etree._Element, saved: tuple[tuple[str, str], ...]) -> Iterator[EntityChange]:
    said = [each for each in root.iter() if _name(each) == "entity" and _is_in_meta(each)][:MOST_ENTITIES]
    holders = {id(each): _holder(each) for each in said}
    inner = [holder for holder in holders.values() if holder is not root]
    for element in said:
        holder = holders[id(element)]
        creation, update = element.get("create", "") in TRUE, element.get("update", "") in TRUE
        if not (creation or update) or not element.get("id"):
            continue
        yield EntityChange(
            list_name=element.get("dataset", "")[:60],
            id=element.get("id", "").removeprefix("uuid:")[:60],
            is_creation=creation,
            is_update=update,
            base=_version(element.get("baseVersion", "")),
            trunk=_version(element.get("trunkVersion", "")),
            branch=element.get("branchId", "")[:60],
            label="".join(text for child in element if _name(child) == "label" for text in child.itertext()).strip(),
            values=_values(root, holder, saved, inner),
        )


def _is_in_meta(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and _name(parent) == "meta" and parent.getparent() is not None


def _holder(element: etree._Element) -> etree._Element:
    """The part of the form that an entity speaks of: the whole, or one turn of a repeat."""
    meta = element.getparent()
    assert meta is not None
    holder = meta.getparent()
    assert holder is not None
    return holder


def _version(said: str) -> int:
    return min(int(said), LARGEST_VERSION) if said.isdecimal() and len(said) <= 10 else 0


def _values(
    root: etree._Element, holder: etree._Element, saved: tuple[tuple[str, str], ...], inner: list[etree._Element]
) -> dict[str, str]:
    """The answers of one part of the form by field; what was not asked, or was left empty, says nothing."""
    way = _path(root, holder)
    others = [_path(root, other) for other in inner if other is not holder]
    found: dict[str, str] = {}
    for path, name in saved:
        is_of_another = any(path.startswith(f"{other}/") and len(other) > len(way) for other in others)
        if is_of_another or (way and not path.startswith(f"{way}/")):
            continue
        element = _at(holder, path.removeprefix(f"{way}/") if way else path)
        text = (element.text or "").strip() if element is not None else ""
        if text:
            found[name] = text
    return found


def _path(root: etree._Element, element: etree._Element) -> str:
    steps: list[str] = []
    each: etree._Element | None = element
    while each is not None and each is not root:
        steps.append(_name(each))
        each = each.getparent()
    return "/".join(reversed(steps))


def _at(holder: etree._Element, path: str) -> etree._Element | None:
    each: etree._Element | None = holder
    for step in path.split("/"):
        assert each is not None
        each = next((child for child in each if _name(child) == step), None)
        if each is None:
            return None
    return each
