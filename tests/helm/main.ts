/**
 * Types all sessions with our helm and shows where it differs from what was recorded.
 *
 *     npm run helm -- [--only SESSION] [--line TEXT]
 *
 * @module
 */
import { parseArgs } from "node:util";
import { compareSession } from "./compare.ts";
import { sessions } from "./sessions.ts";

const { values } = parseArgs({ options: { only: { type: "string" }, line: { type: "string", default: "" } } });
let count = 0;
for (const session of sessions) {
  if (values.only !== undefined && values.only !== session.name) continue;
  for (const { line, own, real, explained } of await compareSession(session)) {
    if (explained || own === real || !line.includes(values.line)) continue;
    count += 1;
    console.log(`### ${session.name}: ${line}\n--- the real helm\n${real}\n+++ ours\n${own}\n`);
  }
}
console.log(`${count} lines differ`);
process.exitCode = count > 0 ? 1 : 0;
