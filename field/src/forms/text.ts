/** Labels and hints with the few marks that forms allow, made of elements only. */

import type { MarkdownNode } from "@getodk/xforms-engine";
import { type Child, h } from "../ui.ts";

interface Range {
  asString: string;
  formatted: MarkdownNode[];
}

const ALLOWED = new Set(["p", "div", "span", "em", "strong", "u", "ul", "ol", "li", "br"]);

function made(node: MarkdownNode): Child {
  if (node.role === "child") return node.value;
  if (node.role === "line-break") return h("br");
  if (node.role === "html") return new DOMParser().parseFromString(node.unsafeHtml, "text/html").body.textContent ?? "";
  const children = node.children.map(made);
  if (node.elementName === "a") {
    const address = String((node as unknown as { url?: string }).url ?? "");
    return /^https?:/.test(address) ? h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, children) : children;
  }
  if (/^h\d$/.test(node.elementName)) return h("strong", {}, children);
  if (!ALLOWED.has(node.elementName)) return children;
  return h(node.elementName === "p" || node.elementName === "div" ? "span" : (node.elementName as "em"), {}, children);
}

export function words(range: Range | null | undefined): Child[] {
  if (!range) return [];
  try {
    return range.formatted.flatMap((node, index) => [index ? h("br") : null, made(node)]);
  } catch {
    return [range.asString];
  }
}
