"""An XForm checked element by element. Standard: ODK XForms (getodk.github.io/xforms-spec), W3C XForms 1.0."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from toso.plan.forms.rules import expressions
from toso.plan.forms.rules.faults import Fault, FaultKind, Place, in_order

XF = "{http://www.w3.org/2002/xforms}"
XHTML = "{http://www.w3.org/1999/xhtml}"
JR = "{http://openrosa.org/javarosa}"
ORX = "{http://openrosa.org/xforms}"
ODK = "{http://www.opendatakit.org/xforms}"
MOST_BYTES = 20 * 1024 * 1024
CONTROLS = {"input", "select", "select1", "upload", "trigger", "range", "secret", "textarea"}
CONTROLS_OF_ODK = {"rank"}
SELECTS = {"select", "select1", "rank"}
EXPRESSIONS = ("relevant", "constraint", "calculate", "readonly", "required")
# What decides another value or its being asked; a cycle among these can never be settled.
DECIDING = ("relevant", "calculate")
HOLDERS = {"group", "repeat"}
BESIDE_QUESTIONS = {"label", "hint", "help", "output", "setvalue", "action", "switch", "submit", "extension"}
ATTACHED = "jr://"


@dataclass
class XForm:
    """What an XForm declares: its paths, binds and texts, with the elements that hold them."""

    model: etree._Element
    body: etree._Element
    root: etree._Element
    paths: dict[str, etree._Element] = field(default_factory=dict)
    instances: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)


def parse(content: bytes) -> etree._Element:
    """The tree of an XML document, without entities, external files or the network. Raises etree.XMLSyntaxError.

    Remarks and instructions are left out: they are no elements, and would cut the text around them in two.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    return etree.fromstring(content, parser)


def check(content: bytes) -> list[Fault]:
    """All faults of an XForm, by place; an empty list when a form client can take it."""
    if len(content) > MOST_BYTES:
        return [Fault(FaultKind.TOO_LARGE)]
    try:
        tree = parse(content)
    except etree.XMLSyntaxError as error:
        return [Fault(FaultKind.NOT_XML, Place(line=error.lineno or 0), said=str(error.msg))]
    if tree.getroottree().docinfo.internalDTD is not None:
        return [Fault(FaultKind.FORBIDDEN_XML, Place(line=1))]
    form, faults = _read(tree)
    if form is None:
        return faults
    faults += [*_faults_of_nodes(form), *_faults_of_binds(form), *_faults_of_body(form), *_faults_of_cycles(form)]
    return in_order(faults)


def place_of(element: etree._Element) -> Place:
    """An element by the names on the way to it and by its line."""
    names = [_name(each) for each in [*reversed(list(element.iterancestors())), element]]
    for key in ("nodeset", "ref", "bind", "id"):
        if element.get(key):
            names[-1] += f'[@{key}="{element.get(key)}"]'
            break
    return Place(element="/".join(names), line=element.sourceline or 0)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else "#"


def _elements(parent: etree._Element) -> Iterator[etree._Element]:
    return (child for child in parent if isinstance(child.tag, str))


def _read(tree: etree._Element) -> tuple[XForm | None, list[Fault]]:
    head, body = tree.find(f"{XHTML}head"), tree.find(f"{XHTML}body")
    model = head.find(f"{XF}model") if head is not None else None
    if tree.tag != f"{XHTML}html" or model is None or body is None:
        return None, [Fault(FaultKind.NOT_XFORM, Place(element=_name(tree), line=tree.sourceline or 0))]
    assert head is not None
    models = head.findall(f"{XF}model")
    if len(models) > 1:
        return None, [Fault(FaultKind.TWO_MODELS, place_of(models[1]))]
    instances = model.findall(f"{XF}instance")
    root = next((next(_elements(instance), None) for instance in instances), None)
    if root is None:
        return None, [Fault(FaultKind.NO_INSTANCE, place_of(model))]
    faults = [] if root.get("id") else [Fault(FaultKind.NO_FORM_ID, place_of(root))]
    form = XForm(model, body, root)
    _walk(root, f"/{_name(root)}", form.paths)
    faults += _faults_of_instances(form, instances)
    faults += [
        Fault(FaultKind.ENCRYPTED, place_of(each))
        for each in model.findall(f"{XF}submission")
        if each.get("base64RsaPublicKey")
    ]
    form.texts = _texts_of_default_language(model)
    return form, faults


def _faults_of_instances(form: XForm, instances: list[etree._Element]) -> Iterator[Fault]:
    """Note the names of the instances, the first being the form's own; tell those that are named twice or come from
    elsewhere than the files of the form."""
    if sum(1 for _root in _elements(instances[0])) > 1:
        yield Fault(FaultKind.TWO_ROOTS, place_of(instances[0]))
    for instance in instances[1:]:
        name = instance.get("id", "")
        if name in form.instances:
            yield Fault(FaultKind.DOUBLE_INSTANCE, place_of(instance), said=name)
        form.instances.add(name)
        if not instance.get("src", ATTACHED).startswith(ATTACHED):
            yield Fault(FaultKind.FOREIGN_SOURCE, place_of(instance), said=instance.get("src", ""))
    if instances[0].get("id"):
        form.instances.add(instances[0].get("id", ""))


def _texts_of_default_language(model: etree._Element) -> set[str]:
    """The texts that a client falls back to: those of the language marked as default, or else of the first."""
    languages = list(model.iter(f"{XF}translation"))
    chosen = next((each for each in languages if each.get("default") is not None), languages[0] if languages else None)
    return {text.get("id", "") for text in chosen.iter(f"{XF}text")} if chosen is not None else set()


def _walk(element: etree._Element, path: str, found: dict[str, etree._Element]) -> None:
    found.setdefault(path, element)
    for child in _elements(element):
        _walk(child, f"{path}/{_name(child)}", found)


def _exists(form: XForm, path: str) -> bool:
    """Whether the primary instance holds a path, prefixes of names left aside; attributes are taken as held."""
    if "/@" in path or "[" in path or "*" in path:
        return True
    plain = "/".join(step.rpartition(":")[2] for step in path.strip().split("/"))
    return plain in form.paths


def _faults_of_nodes(form: XForm) -> Iterator[Fault]:
    """Nodes of the form's own data that stand there more than once, without being the turns of a repeat."""
    repeats = {(each.get("nodeset") or "").strip() for each in form.body.iter(f"{XF}repeat")}
    for path, parent in form.paths.items():
        counted = Counter(_name(child) for child in _elements(parent))
        for name, count in counted.items():
            if count > 1 and f"{path}/{name}" not in repeats:
                yield Fault(FaultKind.DOUBLE_NODE, place_of(form.paths[f"{path}/{name}"]), said=f"{path}/{name}")


def _faults_of_binds(form: XForm) -> Iterator[Fault]:
    seen: set[str] = set()
    for bind in form.model.iter(f"{XF}bind"):
        nodeset = (bind.get("nodeset") or bind.get("ref") or "").strip()
        if not nodeset:
            yield Fault(FaultKind.BIND_WITHOUT_NODESET, place_of(bind))
            continue
        if nodeset.startswith("/") and not _exists(form, nodeset):
            yield Fault(FaultKind.BIND_TO_NOTHING, place_of(bind), said=nodeset)
        if nodeset in seen:
            yield Fault(FaultKind.DOUBLE_BIND, place_of(bind), said=nodeset)
        seen.add(nodeset)
        for name in EXPRESSIONS:
            yield from _faults_of_expression(form, bind, name)
        yield from _faults_of_relative_paths(form, bind, nodeset)
        for message in ("constraintMsg", "requiredMsg"):
            yield from _faults_of_text(form, bind, bind.get(f"{JR}{message}") or "")


def _faults_of_expression(form: XForm, element: etree._Element, attribute: str) -> Iterator[Fault]:
    text = element.get(attribute)
    if not text or not text.strip():
        return
    fault = expressions.fault_of(text)
    if fault:
        wanted = expressions.wanted_arguments(fault[1]) if fault[0] is FaultKind.WRONG_ARGUMENTS else attribute
        yield Fault(fault[0], place_of(element), said=fault[1], other=wanted)
        return
    for path in expressions.paths(text):
        if not _exists(form, path):
            yield Fault(FaultKind.UNKNOWN_REFERENCE, place_of(element), said=path, other=attribute)
    for name in _instances_named(text):
        if name not in form.instances:
            yield Fault(FaultKind.UNKNOWN_INSTANCE, place_of(element), said=name, other=attribute)


def _faults_of_relative_paths(form: XForm, bind: etree._Element, nodeset: str) -> Iterator[Fault]:
    """Questions that a bind names from where its own stands (`../a`), and a question that decides whether it is asked
    by its own answer: it never is."""
    for name in EXPRESSIONS:
        text = bind.get(name) or ""
        read = expressions.relative_paths(text, nodeset) if expressions.fault_of(text or "1") is None else []
        for path in read:
            if not _exists(form, path):
                yield Fault(FaultKind.UNKNOWN_REFERENCE, place_of(bind), said=path, other=name)
        if name == "relevant" and nodeset in [*read, *expressions.paths(text)]:
            yield Fault(FaultKind.DECIDES_ITSELF, place_of(bind), said=nodeset)


def _instances_named(text: str) -> list[str]:
    return [first or second for first, second in expressions.INSTANCE.findall(text)]


def _faults_of_text(form: XForm, element: etree._Element, text: str) -> Iterator[Fault]:
    found = expressions.ITEXT.fullmatch(text.strip())
    if found and found[1] not in form.texts:
        yield Fault(FaultKind.UNKNOWN_TEXT, place_of(element), said=found[1])


def _faults_of_body(form: XForm) -> Iterator[Fault]:
    binds = {bind.get("id"): bind.get("nodeset") for bind in form.model.iter(f"{XF}bind") if bind.get("id")}
    yield from _faults_of_unknown(form.body)
    for element in form.body.iter():
        if isinstance(element.tag, str) and element.tag.startswith((XF, ODK)):
            yield from _faults_of_element(form, element, binds)


def _faults_of_element(form: XForm, element: etree._Element, binds: dict[str | None, str | None]) -> Iterator[Fault]:
    match _name(element):
        case name if name in CONTROLS | CONTROLS_OF_ODK:
            yield from _faults_of_control(form, element, binds)
        case "group" | "repeat" as name:
            yield from _faults_of_unknown(element)
            path = element.get("nodeset") or element.get("ref") or binds.get(element.get("bind")) or ""
            yield from _faults_of_container(form, element, path, needs_path=name == "repeat")
        case "itemset":
            parts = (element.get("nodeset"), *(element.find(f"{XF}{part}") is not None for part in ("value", "label")))
            if not all(parts):
                yield Fault(FaultKind.NO_CHOICES, place_of(element))
            yield from _faults_of_expression(form, element, "nodeset")
        case "item" if element.find(f"{XF}value") is None:
            yield Fault(FaultKind.CHOICE_WITHOUT_VALUE, place_of(element))
        case "label" | "hint" | "value":
            yield from _faults_of_text(form, element, element.get("ref") or "")
        case "output":
            yield from _faults_of_expression(form, element, "value")


def _faults_of_unknown(holder: etree._Element) -> Iterator[Fault]:
    """What stands where a question should, and is none that a form client knows."""
    for child in _elements(holder):
        known = _name(child) in CONTROLS | CONTROLS_OF_ODK | HOLDERS | BESIDE_QUESTIONS
        if child.tag.startswith(XF) and not known:
            yield Fault(FaultKind.UNKNOWN_ELEMENT, place_of(child), said=_name(child))


def _faults_of_container(form: XForm, element: etree._Element, path: str, *, needs_path: bool) -> Iterator[Fault]:
    if needs_path and not path:
        yield Fault(FaultKind.CONTROL_WITHOUT_REF, place_of(element))
    elif path and not _exists(form, path):
        yield Fault(FaultKind.CONTROL_TO_NOTHING, place_of(element), said=path)


def _faults_of_control(form: XForm, control: etree._Element, binds: dict[str | None, str | None]) -> Iterator[Fault]:
    path = control.get("ref") or binds.get(control.get("bind"))
    if not path:
        yield Fault(FaultKind.CONTROL_WITHOUT_REF, place_of(control))
    elif path.startswith("/") and not _exists(form, path):
        yield Fault(FaultKind.CONTROL_TO_NOTHING, place_of(control), said=path)
    has_choices = control.find(f"{XF}item") is not None or control.find(f"{XF}itemset") is not None
    if _name(control) in SELECTS and not has_choices and not control.get("query"):
        yield Fault(FaultKind.NO_CHOICES, place_of(control))


def _faults_of_cycles(form: XForm) -> Iterator[Fault]:
    """A ring of two or more questions that decide each other: none of them can ever be settled."""
    reads: dict[str, set[str]] = {}
    binds: dict[str, etree._Element] = {}
    for bind in form.model.iter(f"{XF}bind"):
        nodeset = (bind.get("nodeset") or "").strip()
        binds[nodeset] = bind
        for name in DECIDING:
            text = bind.get(name) or ""
            reads.setdefault(nodeset, set()).update(expressions.paths(text), expressions.relative_paths(text, nodeset))
    done: set[str] = set()
    for start in reads:
        ring = _ring_from(start, reads, done)
        if ring:
            yield Fault(FaultKind.CYCLE, place_of(binds[ring[0]]), said=" → ".join([*ring, ring[0]]))


def _ring_from(start: str, reads: dict[str, set[str]], done: set[str]) -> list[str]:
    """The first ring met from a node, by depth-first search; what was searched is not searched again."""
    way: list[str] = []
    waiting: list[tuple[str, bool]] = [(start, False)]
    while waiting:
        node, is_left = waiting.pop()
        if is_left:
            way.pop()
            done.add(node)
            continue
        if node in way:
            ring = way[way.index(node) :]
            if len(ring) > 1:
                done.update(ring)
                return ring
            continue
        if node in done or node not in reads:
            continue
        way.append(node)
        waiting.append((node, True))
        waiting += [(other, False) for other in sorted(reads[node]) if other != node]
    return []
