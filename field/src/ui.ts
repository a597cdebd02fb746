/** Small builders of elements: no framework, no strings parsed as markup. */

declare const __ICONS__: string;

export type Child = Node | string | null | undefined | false | Child[];
type Handlers = { [K in keyof HTMLElementEventMap as `on${K}`]?: (event: HTMLElementEventMap[K]) => unknown };
export type Properties = Handlers & { [name: string]: unknown };

function put(element: Element, children: Child[]): void {
  for (const child of children) {
    if (Array.isArray(child)) put(element, child);
    else if (child !== null && child !== undefined && child !== false) element.append(child);
  }
}

/** An element with attributes, listeners (`onclick`) and children; false and null attributes are left out. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, properties: Properties = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on") && typeof value === "function") element.addEventListener(name.slice(2), value as EventListener);
    else if (name === "value" && "value" in element) (element as { value: unknown }).value = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  put(element, children);
  return element;
}

export function icon(name: string): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", "ic");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `${__ICONS__}#${name}`);
  svg.append(use);
  return svg;
}

let count = 0;
export function fresh(prefix: string): string {
  count += 1;
  return `${prefix}-${count}`;
}

export interface FieldOptions {
  hint?: string;
  error?: string | undefined;
}

/** A label, a hint, an error and the control, tied together. */
export function field(label: string, control: HTMLElement, { hint, error }: FieldOptions = {}): HTMLElement {
  control.id ||= fresh("f");
  const told: string[] = [];
  const box = h("div", {}, h("label", { class: "field", for: control.id }, label));
  if (hint) {
    const id = `${control.id}-hint`;
    told.push(id);
    box.append(h("span", { class: "hint", id }, hint));
  }
  if (error) {
    const id = `${control.id}-error`;
    told.push(id);
    box.append(h("p", { class: "error", id }, icon("alert-triangle"), error));
    control.setAttribute("aria-invalid", "true");
  }
  if (told.length) control.setAttribute("aria-describedby", told.join(" "));
  box.append(control);
  return box;
}

/** A short word of success that goes away by itself; read out by screen readers. */
export function toast(words: string): void {
  let region = document.getElementById("toasts");
  if (!region) {
    region = h("div", { id: "toasts", role: "status", "aria-live": "polite" });
    document.body.append(region);
  }
  const shown = h("p", { class: "toast" }, words);
  region.replaceChildren(shown);
  setTimeout(() => shown.remove(), 6000);
}
