/**
 * What other clients take and the engine refuses, put into words that it takes; the meaning stays.
 *
 * - a range bound to text (older builders) is bound to a number;
 * - a choice bound to a number is bound to text: its values are words all the same;
 * - a second control for the same answer (another look of the first) is left out;
 * - styles written into labels go: the page's rules forbid them, and the page has its own large type.
 */
export function mended(xml: string): string {
  const form = new DOMParser().parseFromString(xml, "text/xml");
  if (form.querySelector("parsererror")) return xml;
  const all = (...names: string[]): Element[] => [...form.getElementsByTagName("*")].filter((one) => names.includes(one.localName));
  const binds = new Map(all("bind").map((bind) => [bind.getAttribute("nodeset")?.trim() ?? "", bind]));
  const typeOf = (ref: string): string => (binds.get(ref)?.getAttribute("type") ?? "string").replace(/^xsd:/, "");
  const setType = (ref: string, type: string): void => {
    let bind = binds.get(ref);
    if (!bind) {
      const [first] = binds.values();
      bind = form.createElementNS(first?.namespaceURI ?? "http://www.w3.org/2002/xforms", "bind");
      bind.setAttribute("nodeset", ref);
      (first?.parentNode ?? all("model")[0])?.appendChild(bind);
      binds.set(ref, bind);
    }
    bind.setAttribute("type", type);
  };
  let isChanged = false;
  const change = (): void => void (isChanged = true);

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
