// Bundles each test with what it tests, then lets Node run them.
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = mkdtempSync(join(here, "node_modules", ".tests-"));
const tests = readdirSync(join(here, "tests")).filter((name) => name.endsWith(".test.ts"));
await build({
  entryPoints: tests.map((name) => join(here, "tests", name)),
  bundle: true,
  platform: "node",
  format: "esm",
  target: "es2022",
  packages: "external",
  outdir: out,
  outExtension: { ".js": ".mjs" },
  define: { __ICONS__: '"icons.svg"' },
  logLevel: "warning",
});
const done = spawnSync(process.execPath, ["--test", "--test-reporter=dot", ...tests.map((name) => join(out, name.replace(/\.ts$/, ".mjs")))], { stdio: "inherit", cwd: here });
rmSync(out, { recursive: true, force: true });
process.exit(done.status ?? 1);
