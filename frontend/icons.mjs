// Gathers the icons that the templates name into one sprite.
import { readFileSync, writeFileSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const names = readFileSync(here("icons.txt"), "utf8").split("\n").map((line) => line.trim()).filter(Boolean);
const symbols = names.map((name) => {
  const svg = readFileSync(here(`node_modules/@tabler/icons/icons/outline/${name}.svg`), "utf8");
  const inner = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>")).replace(/\s+/g, " ").trim();
  return `<symbol id="${name}" viewBox="0 0 24 24">${inner}</symbol>`;
});
const target = here("../src/toso/ground/shared/static/dist/icons.svg");
mkdirSync(here("../src/toso/ground/shared/static/dist"), { recursive: true });
writeFileSync(target, `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
