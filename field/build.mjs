// Builds the phone app: two documents (the app, and the form page that alone may run WebAssembly), one
// service worker that knows every file by its fingerprint, one stylesheet. Fails above the bar of weight.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const BAR = 300 * 1024;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const out = here("../src/toso/front/sync/static/field");
const ADDRESS = "/static/field/";

const digest = (bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 10);
const written = new Map();
function write(name, bytes, { fingerprint = true } = {}) {
  const [stem, kind] = [name.slice(0, name.lastIndexOf(".")), name.slice(name.lastIndexOf("."))];
  const full = fingerprint ? `${stem}-${digest(bytes)}${kind}` : name;
  writeFileSync(`${out}/${full}`, bytes);
  written.set(full, Buffer.from(bytes));
  return full;
}

// The colours of the three themes have one home: the desk's stylesheet.
function themes() {
  const look = readFileSync(here("../frontend/src/look.css"), "utf8");
  const blocks = ["light", "dark", "sunlight"].map((theme) => {
    const found = look.match(new RegExp(`\\[data-bs-theme="${theme}"\\] \\{[\\s\\S]*?\\n\\}`));
    if (!found) throw new Error(`The desk's stylesheet has no theme ${theme}.`);
    return theme === "light" ? `:root, ${found[0]}` : found[0];
  });
  return blocks.join("\n");
}

function icons() {
  const names = readFileSync(here("icons.txt"), "utf8").split("\n").map((line) => line.trim()).filter(Boolean);
  const symbols = names.map((name) => {
    const svg = readFileSync(here(`node_modules/@tabler/icons/icons/outline/${name}.svg`), "utf8");
    const inner = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>")).replace(/\s+/g, " ").trim();
    return `<symbol id="${name}" viewBox="0 0 24 24">${inner}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

async function bundle(entry, define = {}, target = "es2020") {
  const built = await build({
    entryPoints: [here(`src/${entry}`)],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target,
    charset: "utf8",
    legalComments: "none",
    define,
    logLevel: "warning",
  });
  return Buffer.from(built.outputFiles[0].contents);
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const faces = [["latin", 400], ["latin", 600], ["vietnamese", 400], ["vietnamese", 600]].map(([part, weight]) => {
  const file = readFileSync(here(`node_modules/@fontsource/be-vietnam-pro/files/be-vietnam-pro-${part}-${weight}-normal.woff2`));
  return { part, weight, name: write(`be-vietnam-pro-${part}-${weight}.woff2`, file) };
});
const RANGES = {
  latin: "U+0000-00FF, U+2000-206F, U+20AC, U+2190-2193, U+2212",
  vietnamese: "U+0102-0103, U+0110-0111, U+0128-0129, U+0168-0169, U+01A0-01A1, U+01AF-01B0, U+0300-0301, U+0303-0304, U+0308-0309, U+0323, U+0329, U+1EA0-1EF9, U+20AB",
};
const fontCss = faces
  .map((face) => `@font-face{font-family:"Be Vietnam Pro";font-weight:${face.weight};font-display:swap;src:url("${face.name}") format("woff2");unicode-range:${RANGES[face.part]}}`)
  .join("\n");
const css = (await build({ stdin: { contents: `${fontCss}\n${themes()}\n${readFileSync(here("src/look.css"), "utf8")}`, loader: "css" }, minify: true, write: false, target: "chrome80", bundle: false })).outputFiles[0].contents;
const look = write("look.css", Buffer.from(css));
const sprite = write("icons.svg", Buffer.from(icons()));
const pictures = readdirSync(here("public")).map((name) => write(name, readFileSync(here(`public/${name}`)), { fingerprint: false }));

const define = { __ICONS__: JSON.stringify(ADDRESS + sprite) };
const app = write("app.js", await bundle("app.ts", define));
const form = write("form.js", await bundle("forms/page.ts", define, "es2022"));

const fill = (name, script) =>
  readFileSync(here(`src/${name}`), "utf8").replaceAll("{look}", ADDRESS + look).replaceAll("{script}", ADDRESS + script);
writeFileSync(`${out}/index.html`, fill("index.html", app));
writeFileSync(`${out}/form.html`, fill("form.html", form));
const manifest = readFileSync(here("src/manifest.webmanifest"));
writeFileSync(`${out}/manifest.webmanifest`, manifest);

// The shell is kept at the first visit; the form page, which is heavy, once the phone is paired.
const shell = ["/field/", "/field/manifest.webmanifest", ...[...written.keys()].filter((name) => name !== form).map((name) => ADDRESS + name)];
const later = ["/field/form/", ADDRESS + form];
const documents = ["index.html", "form.html", "manifest.webmanifest"].map((name) => readFileSync(`${out}/${name}`));
const version = digest(Buffer.concat([...written.values(), ...documents, readFileSync(here("src/sw.ts"))]));
const worker = await bundle("sw.ts", { __VERSION__: JSON.stringify(version), __SHELL__: JSON.stringify(shell), __LATER__: JSON.stringify(later) });
writeFileSync(`${out}/sw.js`, worker);

const weight = (name, bytes) => (/\.(woff2|png)$/.test(name) ? bytes.length : gzipSync(bytes, { level: 9 }).length);
const first = [["index.html", documents[0]], ["sw.js", worker], ...[...written].filter(([name]) => name !== form && !pictures.includes(name))];
let total = 0;
for (const [name, bytes] of first) {
  const size = weight(name, bytes);
  total += size;
  console.log(`${(size / 1024).toFixed(1).padStart(7)} KB  ${basename(name)}`);
}
console.log(`${(total / 1024).toFixed(1).padStart(7)} KB  first load, of ${BAR / 1024} KB`);
const heavy = weight(form, written.get(form));
console.log(`${(heavy / 1024).toFixed(1).padStart(7)} KB  form page, fetched once the phone is paired`);
writeFileSync(`${out}/weights.json`, `${JSON.stringify({ first: total, form: heavy, bar: BAR })}\n`);
if (total > BAR) throw new Error("The first load is above its bar.");
