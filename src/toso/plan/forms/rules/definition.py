"""A form, whatever it was written in, as an XForm, its faults, and what it asks."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import PurePath

from lxml import etree

from toso.plan.forms.rules import xform, xlsform
from toso.plan.forms.rules.faults import Fault, in_order

XML_BEGINS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<", b"\xfe\xff\x00<")


@dataclass(frozen=True)
class Summary:
    """What a form asks: its id, version, title, languages, and how many of each kind of question."""

    form_id: str
    version: str
    title: str
    languages: tuple[str, ...]
    questions: int
    groups: int
    repeats: int
    kinds: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Form:
    """A form that was read: its faults, or its XForm and what the converter remarks."""

    xform: bytes = b""
    faults: tuple[Fault, ...] = ()
    remarks: tuple[str, ...] = ()
    itemsets: str = ""
    summary: Summary | None = field(default=None)


def read(content: bytes, *, file_name: str) -> Form:
    """A form from an XLSForm or an XForm, told apart by what the file holds and not by its name."""
    if content.lstrip().startswith(XML_BEGINS):
        faults = xform.check(content)
        return Form(faults=tuple(faults)) if faults else Form(content, summary=summary_of(content))
    checked = xlsform.check(content, name=PurePath(file_name).stem)
    if checked.faults:
        return Form(faults=tuple(checked.faults))
    made = checked.xform.encode()
    faults = [xlsform.at_its_row(fault, content) for fault in xform.check(made)]
    if faults:
        return Form(faults=tuple(in_order(faults)))
    return Form(made, remarks=tuple(checked.remarks), itemsets=checked.itemsets, summary=summary_of(made))


def summary_of(content: bytes) -> Summary:
    """What a faultless XForm asks."""
    tree = xform.parse(content)
    model = tree.find(f"{xform.XHTML}head/{xform.XF}model")
    body = tree.find(f"{xform.XHTML}body")
    assert model is not None
    assert body is not None
    root = next(child for child in model.find(f"{xform.XF}instance") if isinstance(child.tag, str))
    names = [etree.QName(each).localname for each in body.iter() if isinstance(each.tag, str)]
    kinds = Counter(name for name in names if name in xform.CONTROLS | xform.CONTROLS_OF_ODK)
    return Summary(
        form_id=root.get("id") or root.get("xmlns") or etree.QName(root).namespace or "",
        version=root.get("version") or root.get(f"{xform.ORX}version") or "",
        title=(tree.findtext(f"{xform.XHTML}head/{xform.XHTML}title") or "").strip(),
        languages=tuple(each.get("lang", "") for each in model.iter(f"{xform.XF}translation")),
        questions=sum(kinds.values()),
        groups=names.count("group"),
        repeats=names.count("repeat"),
        kinds=tuple(sorted(kinds.items())),
    )
