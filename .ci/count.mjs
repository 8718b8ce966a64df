// Prints "passed failed skipped" of a Vitest JSON report. What no test stands for counts as one failure: a file that
// did not load, a runner that crashed, an error outside of tests.
import { existsSync, readFileSync } from "node:fs";

const [, , file, exitCode] = process.argv;
const files = file && existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).testResults : [];
let [passed, failed, skipped] = [0, 0, 0];
for (const { status, assertionResults } of files) {
  const before = failed;
  for (const test of assertionResults) {
    if (test.status === "passed") passed++;
    else if (test.status === "failed") failed++;
    else skipped++;
  }
  if (status === "failed" && failed === before) failed++;
}
if (exitCode !== "0" && failed === 0) failed++;
console.log(passed, failed, skipped);
