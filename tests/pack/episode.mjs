// Runs in an empty project that installed the packed packages: plays as a user does. Under `npm run`, it also plays the example
// that brings an application of its own.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { AIOpsEnv, expertPolicy, formatTrajectory, playEpisode, replay, shippedProblems } from "aiops-gym";

const problem = "misconfig_app_hotel_res-mitigation-1";
assert.ok(shippedProblems.some(({ id }) => id === problem));

const env = await AIOpsEnv.create();
const rows = [];
const summary = await playEpisode(env, expertPolicy(), problem, {
  seed: 7,
  onStep: (_action, { observation }) => void rows.push(observation.traces.numRows),
});
assert.equal(summary.return, 1, JSON.stringify(summary));
assert.ok(Math.max(...rows) > 0, "no step had traces");
const report = await replay(formatTrajectory(env.trajectory));
assert.equal(report.hash, env.trajectory.end.hash);
await env.close();
console.log(`an episode of ${summary.steps} steps: return ${summary.return}, replayed: ${report.hash.slice(0, 12)}`);

// npm tells where the script is from.
const root = process.env.npm_package_json;
if (root === undefined) console.log("skipped: the example with an application of its own; run `npm run test:pack`");
else {
  copyFileSync(join(dirname(root), "examples", "own-application.ts"), "own-application.ts");
  const { status, stdout, stderr } = spawnSync(process.execPath, ["own-application.ts"], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  assert.match(stdout, /oracle: return 1/);
  console.log(stdout.trim());
}
