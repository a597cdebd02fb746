// Makes the faces small before the build: ten digits of IBM Plex Sans for columns of figures, and of
// Be Vietnam Pro the letters that Vietnamese and English offices write.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import subsetFont from "subset-font";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = here("node_modules/.cache/toso-fonts");
const span = (first, last) => String.fromCodePoint(...Array.from({ length: last - first + 1 }, (_, i) => first + i));
const DIGITS = span(0x30, 0x39);
const LATIN = span(0x20, 0x7e) + span(0xa0, 0xff) + "–—‘’“”•…‰′″‹›₫€™←↑→↓−×";
const VIETNAMESE = "ĂăĐđĨĩŨũƠơƯư₫" + span(0x1ea0, 0x1ef9) + "\u0300\u0301\u0303\u0309\u0323";
const FACES = [
  ["ibm-plex-sans", "latin", DIGITS, "digits"],
  ["be-vietnam-pro", "latin", LATIN, "latin"],
  ["be-vietnam-pro", "vietnamese", VIETNAMESE, "vietnamese"],
];

mkdirSync(target, { recursive: true });
for (const [family, part, letters, name] of FACES) {
  for (const weight of [400, 600]) {
    const whole = readFileSync(here(`node_modules/@fontsource/${family}/files/${family}-${part}-${weight}-normal.woff2`));
    const small = await subsetFont(whole, letters, { targetFormat: "woff2" });
    writeFileSync(`${target}/${name}-${weight}.woff2`, small);
  }
}
