/**
 * What other clients take and the engine refuses, put into words that it takes; the meaning stays.
 *
 * - a range bound to text (older builders) is bound to a number;
 * - a choice bound to a number is bound to text: its values are words all the same;
 * - a second control for the same answer (another look of the first) is left out;
 * - a form that does not say how a filled one gets its id (instanceID) gives one as OpenRosa asks;
 * - a control that names its bind instead of its answer names the answer; a form without a title gets an empty one;
 *   a group without a question in it asks nothing and is left out;
 * - styles written into labels go: the page's rules forbid them, and the page has its own large type.
 */
const JAVAROSA = "http://openrosa.org/javarosa";

export function mended(xml: string): string {
  const form = new DOMParser().parseFromString(xml, "text/xml");
  if (form.querySelector("parsererror")) return xml;
  const all = (...names: string[]): Element[] => [...form.getElementsByTagName("*")].filter((one) => names.includes(one.localName));
  const binds = new Map(all("bind").map((bind) => [bind.getAttribute("nodeset")?.trim() ?? "", bind]));
  const typeOf = (ref: string): string => (binds.get(ref)?.getAttribute("type") ?? "string").replace(/^xsd:/, "");
  const bindOf = (ref: string): Element => {
    let bind = binds.get(ref);
    if (!bind) {
      const [first] = binds.values();
      bind = form.createElementNS(first?.namespaceURI ?? "http://www.w3.org/2002/xforms", "bind");
      bind.setAttribute("nodeset", ref);
      (first?.parentNode ?? all("model")[0])?.appendChild(bind);
      binds.set(ref, bind);
    }
    return bind;
  };
  const setType = (ref: string, type: string): void => bindOf(ref).setAttribute("type", type);
  let isChanged = false;
  const change = (): void => void (isChanged = true);

  const byId = new Map(all("bind").filter((bind) => bind.id).map((bind) => [bind.id, bind.getAttribute("nodeset") ?? ""]));
  for (const control of all("input", "select", "select1", "rank", "range", "upload", "trigger", "group", "repeat")) {
    const ref = byId.get(control.getAttribute("bind") ?? "");
    if (!ref || control.hasAttribute("ref") || control.hasAttribute("nodeset")) continue;
    control.setAttribute(control.localName === "repeat" ? "nodeset" : "ref", ref);
    control.removeAttribute("bind");
    change();
  }
  const head = all("head")[0];
  if (head && ![...head.children].some((one) => one.localName === "title")) {
    head.prepend(form.createElementNS(head.namespaceURI, head.prefix ? `${head.prefix}:title` : "title"));
    change();
  }
  const asks = "input,select,select1,rank,range,upload,trigger".split(",");
  for (const group of all("group").reverse()) {
    if ([...group.getElementsByTagName("*")].some((one) => asks.includes(one.localName))) continue;
    group.remove();
    change();
  }
  for (const range of all("range")) {
    const ref = range.getAttribute("ref")?.trim() ?? "";
    if (!ref || ["int", "integer", "decimal"].includes(typeOf(ref))) continue;
    const isWhole = ["start", "end", "step"].every((name) => /^-?\d+$/.test(range.getAttribute(name) ?? ""));
    setType(ref, isWhole ? "int" : "decimal");
    change();
  }
  for (const choice of all("select", "select1", "rank")) {
    const ref = choice.getAttribute("ref")?.trim() ?? "";
    if (!ref || ["string", "select", "select1", "odk:rank", "rank"].includes(typeOf(ref))) continue;
    setType(ref, "string");
    change();
  }
  const data = all("instance")[0]?.firstElementChild;
  if (data) {
    const inside = (parent: Element, name: string): Element => {
      const found = [...parent.children].find((one) => one.localName === name);
      if (!found) change();
      return found ?? parent.appendChild(form.createElementNS(parent.namespaceURI, name));
    };
    const meta = inside(data, "meta");
    const bind = bindOf(`/${data.nodeName}/${meta.nodeName}/${inside(meta, "instanceID").nodeName}`);
    if (!bind.hasAttribute("calculate") && !bind.hasAttributeNS(JAVAROSA, "preload")) {
      bind.setAttributeNS(JAVAROSA, "jr:preload", "uid");
      change();
    }
  }
  const seen = new Set<string>();
  for (const control of all("input", "select", "select1", "rank", "range", "upload", "trigger")) {
    const ref = control.getAttribute("ref")?.trim() ?? "";
    if (!ref || !ref.startsWith("/")) continue;
    if (seen.has(ref)) {
      control.remove();
      change();
    }
    seen.add(ref);
  }
  for (const text of all("label", "hint", "value")) {
    for (const piece of [...text.childNodes]) {
      if (piece.nodeType !== Node.TEXT_NODE || !/<[^>]+\sstyle\s*=/i.test(piece.nodeValue ?? "")) continue;
      piece.nodeValue = piece.nodeValue!.replace(/\sstyle\s*=\s*("[^"]*"|'[^']*')/gi, "");
      change();
    }
  }
  return isChanged ? new XMLSerializer().serializeToString(form) : xml;
}
