"""The robot that fills any form through the form page, and the lists that a form of a stranger came without."""

import re
import time
from pathlib import Path
from typing import Any

from lxml import etree
from playwright.sync_api import Page, ViewportSize

SMALL: ViewportSize = {"width": 320, "height": 640}
SCRIPT = Path(__file__).with_name("robot.js").read_text(encoding="utf-8")
FILL = SCRIPT[SCRIPT.index("async () =>") :].rstrip().rstrip(";")
XFORMS = "{http://www.w3.org/2002/xforms}"
OPEN = """(start) => new Promise((ready) => {
  document.querySelectorAll("iframe").forEach((one) => one.remove());
  window.told = [];
  const frame = document.createElement("iframe");
  frame.src = "/field/form/";
  frame.className = "frame";
  frame.name = "form";
  const channel = new MessageChannel();
  channel.port1.onmessage = ({ data }) => {
    const files = (data.files ?? []).map(({ name, bytes }) => ({ name, size: bytes.byteLength }));
    window.told.push({ ...data, files });
  };
  addEventListener("message", function on(event) {
    if (event.data !== "ready" || event.source !== frame.contentWindow) return;
    removeEventListener("message", on);
    frame.contentWindow.postMessage(start, location.origin, [channel.port2]);
    ready(true);
  });
  document.body.append(frame);
})"""


def lists_of(xml: str) -> list[dict[str, str]]:
    """One row for each list that a form names and that did not come with it: whatever its filters want."""
    tree = etree.fromstring(xml.encode())
    instances = {one.get("id"): one for one in tree.iter(f"{XFORMS}instance") if one.get("id")}
    itemsets = {
        control.get("ref"): itemset.get("nodeset")
        for control in tree.iter(f"{XFORMS}select1", f"{XFORMS}select")
        for itemset in control.iter(f"{XFORMS}itemset")
    }

    def first_value(ref: str) -> str:
        found = re.match(r"instance\('([^']+)'\)", itemsets.get(ref, ""))
        name = instances[found[1]].find(".//{*}name") if found and found[1] in instances else None
        return (name.text or "a") if name is not None else "a"

    made = []
    for key, instance in instances.items():
        source = instance.get("src") or ""
        columns = {"name": "a", "label": "Mục a"}
        for nodeset in itemsets.values():
            if f"'{key}'" in nodeset:
                columns |= {name: first_value(ref) for name, ref in re.findall(r"(\w+)\s*=\s*(/[\w/]+)", nodeset)}
        name = source.split("/")[-1]
        if name.endswith(".csv"):
            made.append({"name": name, "text": f"{','.join(columns)}\n{','.join(columns.values())}\n"})
        elif name.endswith(".xml"):
            row = "".join(f"<{column}>{value}</{column}>" for column, value in columns.items())
            made.append({"name": name, "text": f"<root><item>{row}</item></root>"})
    return made


def start_of(xml: str, *, one_by_one: bool) -> dict[str, Any]:
    """What the app tells the form page to begin with."""
    return {
        "what": "start",
        "title": "Phiếu thử",
        "xml": xml,
        "media": lists_of(xml),
        "instance": None,
        "files": [],
        "isEdit": False,
        "at": None,
        "words": None,
        "oneByOne": one_by_one,
        "theme": "light",
        "language": "vi",
        "device": "may-mau",
        "person": "Nguyễn Mẫu An",
    }


def filled(page: Page, xml: str, *, one_by_one: bool, **more: Any) -> dict[str, Any]:
    """What the form page hands over once the robot has answered every question. The page stands at the app."""
    page.evaluate(OPEN, start_of(xml, one_by_one=one_by_one) | more)
    frame = page.frame(name="form")
    assert frame is not None
    end = time.monotonic() + 120
    while not frame.evaluate("Boolean(document.querySelector('.foot button'))"):
        assert time.monotonic() < end, page.evaluate("window.told")
        assert not page.evaluate("told.some((one) => one.what === 'failed')"), page.evaluate("window.told")
        page.wait_for_timeout(50)
    said = frame.evaluate(FILL)
    assert "stuck" not in said, said
    while not page.evaluate("told.some((one) => one.what === 'done')"):
        assert time.monotonic() < end + 60, page.evaluate("told.at(-1)")
        page.wait_for_timeout(50)
    done: dict[str, Any] = page.evaluate("told.find((one) => one.what === 'done')")
    done["drafts"] = page.evaluate("told.filter((one) => one.what === 'draft')")
    return done
