#!/usr/bin/env node
// The command line: what was built, or, in a checkout of the repository, the sources as they are.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const source = fileURLToPath(new URL("../src/main.ts", import.meta.url));
if (existsSync(source)) {
  const { status, signal } = spawnSync(process.execPath, ["--conditions=@source", source, ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  if (signal !== null) process.kill(process.pid, signal);
  process.exitCode = status ?? 1;
} else {
  await import("../dist/main.js");
}
