"""What a filled form says: its answers by path, and what they add to indicators.

Standards: ODK XForms (instance, meta, repeats), OpenRosa Metadata Schema (instanceID, deprecatedID).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from lxml import etree

from toso.plan.forms.rules import expressions, xform, xlsform

FEEDS = f"{{{xlsform.MARKS}}}indicator"  # on a bind: the indicator that the answer adds to, `code` or `code=answer`
PART = f"{{{xlsform.MARKS}}}part"  # on a bind: `place` or `day` of the work
PLACE, DAY = xlsform.PARTS


class Refused(Exception):
    """The submission cannot be taken; says why in a word that the door turns into a sentence."""


@dataclass(frozen=True)
class Question:
    """One question as the form asks it. `path` leaves out the root; `repeat` is the path of the group it repeats in."""

    path: str
    kind: str
    type: str
    label: str
    choices: Mapping[str, str]
    repeat: str
    feeds: str = ""
    part: str = ""

    def as_data(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True)
class Filled:
    """A filled form as it was sent."""

    form_id: str
    version: str
    instance_id: str
    deprecated_id: str
    began_at: str
    ended_at: str
    answers: dict[str, Any]


def questions_of(content: bytes) -> list[Question]:
    """The questions of an XForm in the order in which they are asked, calculations after them."""
    tree = xform.parse(content)
    model, body = tree.find(f"{xform.XHTML}head/{xform.XF}model"), tree.find(f"{xform.XHTML}body")
    if model is None or body is None:
        return []
    binds = {(bind.get("nodeset") or "").strip(): bind for bind in model.iter(f"{xform.XF}bind")}
    texts = _texts(model)
    repeats = [each.get("nodeset") or "" for each in body.iter(f"{xform.XF}repeat")]
    found: dict[str, Question] = {}
    controls = {f"{xform.XF}{name}" for name in xform.CONTROLS} | {f"{each}rank" for each in (xform.XF, xform.ODK)}
    for control in body.iter():
        path = control.get("ref") if control.tag in controls else None
        if path and path not in found:
            found[path] = _question(path, etree.QName(control).localname, control, binds, texts, repeats)
    for path in binds:
        if path and path not in found and "/meta/" not in path:
            found[path] = _question(path, "calculate", None, binds, texts, repeats)
    return list(found.values())


def _question(
    path: str,
    kind: str,
    control: etree._Element | None,
    binds: Mapping[str, etree._Element],
    texts: Mapping[str, str],
    repeats: Sequence[str],
) -> Question:
    bind = binds.get(path)
    inside = [repeat for repeat in repeats if path.startswith(f"{repeat}/")]
    label = control.find(f"{xform.XF}label") if control is not None else None
    return Question(
        path=_without_root(path),
        kind=kind,
        type=(bind.get("type") or "string").rpartition(":")[2] if bind is not None else "string",
        label=_words(label, texts),
        choices=_choices(control, texts),
        repeat=_without_root(max(inside, key=len)) if inside else "",
        feeds=(bind.get(FEEDS) or "") if bind is not None else "",
        part=(bind.get(PART) or "") if bind is not None else "",
    )


def _choices(control: etree._Element | None, texts: Mapping[str, str]) -> dict[str, str]:
    """The choices of a question by name: written into it, or listed in an instance of the form."""
    if control is None:
        return {}
    itemset = control.find(f"{xform.XF}itemset")
    if itemset is None:
        return {
            (item.findtext(f"{xform.XF}value") or "").strip(): _words(item.find(f"{xform.XF}label"), texts)
            for item in control.findall(f"{xform.XF}item")
        }
    names = [first or second for first, second in expressions.INSTANCE.findall(itemset.get("nodeset") or "")]
    model = control.getroottree().getroot().find(f"{xform.XHTML}head/{xform.XF}model")
    instances = model.findall(f"{xform.XF}instance") if model is not None else []
    items = [item for each in instances if each.get("id") in names for item in each.iter(f"{xform.XF}item")]
    return {
        _child(item, "name"): texts.get(_child(item, "itextId"), _child(item, "label"))
        for item in items
        if _child(item, "name")
    }


def _child(item: etree._Element, name: str) -> str:
    return next(((each.text or "").strip() for each in item if etree.QName(each).localname == name), "")


def _without_root(path: str) -> str:
    return path.strip("/").partition("/")[2]


def _texts(model: etree._Element) -> dict[str, str]:
    """The texts of the default language by their id."""
    languages = list(model.iter(f"{xform.XF}translation"))
    chosen = next((each for each in languages if each.get("default") is not None), languages[0] if languages else None)
    if chosen is None:
        return {}
    return {
        text.get("id", ""): " ".join("".join((text.find(f"{xform.XF}value")).itertext()).split())
        for text in chosen.iter(f"{xform.XF}text")
        if text.find(f"{xform.XF}value") is not None
    }


def _words(label: etree._Element | None, texts: Mapping[str, str]) -> str:
    if label is None:
        return ""
    ref = label.get("ref") or ""
    if "jr:itext(" in ref:
        return texts.get(ref.partition("(")[2].strip("() '\""), "")
    return " ".join("".join(label.itertext()).split())


def read(content: bytes) -> Filled:
    """A filled form from the XML that a client sent. Raises Refused with `xml`, `form` or `instance`."""
    try:
        root = xform.parse(content)
    except etree.XMLSyntaxError as error:
        raise Refused("xml") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused("xml")
    form_id = root.get("id") or ""
    if not form_id:
        raise Refused("form")
    meta = next((each for each in root if isinstance(each.tag, str) and etree.QName(each).localname == "meta"), None)
    said = {
        etree.QName(each).localname: (each.text or "").strip()
        for each in (meta if meta is not None else ())
        if isinstance(each.tag, str)
    }
    if not said.get("instanceID"):
        raise Refused("instance")
    answers = _answers(root, meta)
    return Filled(
        form_id=form_id,
        version=root.get("version") or root.get(f"{xform.ORX}version") or "",
        instance_id=said["instanceID"],
        deprecated_id=said.get("deprecatedID", ""),
        began_at=str(answers.get("start") or said.get("timeStart") or ""),
        ended_at=str(answers.get("end") or said.get("timeEnd") or ""),
        answers=answers,
    )


def _answers(element: etree._Element, meta: etree._Element | None) -> dict[str, Any]:
    """The answers below an element: text, a dictionary for a group, a list where a name comes again."""
    found: dict[str, Any] = {}
    for child in element:
        if not isinstance(child.tag, str) or child is meta or child.get(f"{xform.JR}template") is not None:
            continue
        name = etree.QName(child).localname
        has_children = any(isinstance(each.tag, str) for each in child)
        value = _answers(child, None) if has_children else (child.text or "").strip()
        if name not in found:
            found[name] = value
        elif isinstance(found[name], list):
            found[name].append(value)
        else:
            found[name] = [found[name], value]
    return found


def values_at(answers: Any, path: str) -> Iterator[str]:
    """Every answer at a path, one for each time that its group was repeated; empty ones left out."""
    if isinstance(answers, list):
        for each in answers:
            yield from values_at(each, path)
        return
    name, _, rest = path.partition("/")
    if not isinstance(answers, Mapping) or name not in answers:
        return
    if rest:
        yield from values_at(answers[name], rest)
        return
    held = answers[name]
    for each in held if isinstance(held, list) else [held]:
        if isinstance(each, str) and each:
            yield each


def fed(questions: Sequence[Mapping[str, Any]], answers: Mapping[str, Any]) -> dict[str, Decimal]:
    """What a filled form adds to each indicator.

    `code` alone adds the number answered, or 1 for an answer that is no number; `code=answer` adds 1 for each
    answer (or choice among several) that is that one.
    """
    sums: dict[str, Decimal] = {}
    for question in questions:
        code, has_answer, wanted = (question["feeds"] or "").partition("=")
        if not code:
            continue
        for value in values_at(answers, question["path"]):
            added = Decimal(wanted in value.split()) if has_answer else _number(value, question["type"])
            if added:
                sums[code] = sums.get(code, Decimal(0)) + added
    return sums


def _number(value: str, kind: str) -> Decimal:
    if kind not in {"int", "integer", "decimal"}:
        return Decimal(1)
    try:
        number = Decimal(value)
    except InvalidOperation:
        return Decimal(0)
    return number if number.is_finite() else Decimal(0)


def part(questions: Sequence[Mapping[str, Any]], answers: Mapping[str, Any], name: str) -> str:
    """The first answer to the question that asks the place or the day of the work; empty when none does."""
    for question in questions:
        if question["part"] == name:
            return next(values_at(answers, question["path"]), "")
    return ""


def files_named(questions: Sequence[Mapping[str, Any]], answers: Mapping[str, Any]) -> list[str]:
    """The names of the files that a filled form says it comes with."""
    return [
        name for question in questions if question["kind"] == "upload" for name in values_at(answers, question["path"])
    ]


def day_of(text: str) -> date | None:
    """A day as a form writes it (2026-11-21, with or without a time)."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def moment_of(text: str) -> datetime | None:
    """A moment as a form writes it; one without a zone is no moment."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
