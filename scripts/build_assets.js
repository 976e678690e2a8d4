// How do styles, scripts and fonts become the files the clinic serves?
//
// Bundles the entry points in ischia/clinic/web/assets/ with everything they import from pinned packages into
// ischia/clinic/web/static/built/. Fonts are copied beside them: no page ever calls another host.

import { existsSync, rmSync } from "node:fs";
import { build } from "esbuild";

const sources = "ischia/clinic/web/assets";
const built = "ischia/clinic/web/static/built";
const entryPoints = ["app.css", "app.js", "desk.css", "desk.js"].map((name) => `${sources}/${name}`);

const missing = entryPoints.filter((path) => !existsSync(path));
if (missing.length > 0) {
  console.error(`assets: no such entry point: ${missing.join(", ")}`);
  process.exit(1);
}

rmSync(built, { recursive: true, force: true });
const result = await build({
  entryPoints,
  outdir: built,
  bundle: true,
  minify: true,
  metafile: true,
  legalComments: "linked",
  target: ["es2022", "chrome111", "firefox113", "safari16.4"],
  loader: { ".woff2": "file", ".svg": "file" },
  assetNames: "fonts/[name]-[hash]",
  logLevel: "warning",
});

for (const [path, { bytes }] of Object.entries(result.metafile.outputs)) {
  if (/\.(css|js)$/.test(path)) console.log(`assets: ${path} ${(bytes / 1024).toFixed(1)} KiB`);
}
