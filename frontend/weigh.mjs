// Says how heavy the first load is, compressed: the stylesheet, the module, the icons and the faces of a
// Vietnamese page. Fails above the bar; charts and maps are not part of it.
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const BAR = 150 * 1024;
const dist = fileURLToPath(new URL("../src/toso/ground/shared/static/dist", import.meta.url));
const plain = ["app.css", "app.js", "icons.svg"];
const fonts = readdirSync(`${dist}/assets`).filter((name) => name.endsWith(".woff2")).map((name) => `assets/${name}`);
const rows = [...plain, ...fonts].map((name) => {
  const bytes = readFileSync(`${dist}/${name}`);
  return [name, name.endsWith(".woff2") ? bytes.length : gzipSync(bytes, { level: 9 }).length];
});
const total = rows.reduce((sum, [, size]) => sum + size, 0);
for (const [name, size] of rows) console.log(`${(size / 1024).toFixed(1).padStart(7)} KB  ${name}`);
console.log(`${(total / 1024).toFixed(1).padStart(7)} KB  first load, of ${BAR / 1024} KB`);
if (total > BAR) throw new Error("The first load is above its bar.");
