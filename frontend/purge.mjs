// Leaves of Tabler only what the house uses: a rule stays when every class in it stands as a word in a
// template, a script or a Python file. Our own look.css stays whole.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const SOURCES = [here("../src/toso"), here("src")];
const CONTENT = /\.(html|js|py)$/;
// Django's own form widgets and messages name these without our writing them.
const ALWAYS = ["form-control", "form-select", "form-check", "form-check-input", "form-check-label", "errorlist"];

function words(folder, found) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== "migrations" && entry.name !== "dist") words(path, found);
    } else if (CONTENT.test(entry.name)) {
      for (const word of readFileSync(path, "utf8").match(/[A-Za-z0-9_-]+/g) ?? []) found.add(word);
    }
  }
  return found;
}

const classesIn = (selector) =>
  [...selector.replace(/:not\([^)]*\)/g, "").matchAll(/\.((?:[\w-]|\\.)+)/g)].map((match) => match[1].replace(/\\/g, ""));

export default function purge() {
  return {
    postcssPlugin: "toso-purge",
    Once(root) {
      if (!root.source.input.file?.includes("@tabler")) return;
      const known = words(SOURCES[0], words(SOURCES[1], new Set(ALWAYS)));
      root.walkComments((comment) => comment.remove());
      root.walkRules((rule) => {
        if (rule.parent.type === "atrule" && /keyframes$/.test(rule.parent.name)) return;
        const kept = rule.selectors.filter(
          (selector) => !/\[dir=|::-moz-|:-ms-/.test(selector) && classesIn(selector).every((name) => known.has(name)),
        );
        if (kept.length) rule.selectors = kept;
        else rule.remove();
      });
      dropUnused(root);
    },
  };
}
purge.postcss = true;

// Variables that nothing reads and animations that nothing plays, until no more fall.
function dropUnused(root) {
  for (let before = -1, left = 0; before !== left; ) {
    before = left;
    const css = root.toString();
    const read = new Set([...css.matchAll(/var\(\s*(--[\w-]+)/g)].map((match) => match[1]));
    left = 0;
    root.walkDecls(/^--/, (declaration) => (read.has(declaration.prop) ? (left += 1) : declaration.remove()));
    root.walkAtRules("keyframes", (rule) => {
      if (!new RegExp(`animation[^;}]*\\b${rule.params}\\b`).test(css)) rule.remove();
    });
    root.walk((node) => {
      if ((node.type === "rule" || (node.type === "atrule" && node.nodes)) && !node.nodes.length) node.remove();
    });
  }
}
