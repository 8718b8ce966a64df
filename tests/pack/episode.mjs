// Runs in an empty project that installed the packed packages: plays as a user does. Under `npm run`, it also plays the example
// that brings an application of its own.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  AIOpsEnv,
  expertPolicy,
  formatTrajectory,
  makeVectorEnv,
  playEpisode,
  replay,
  shippedProblems,
  WorkerVectorEnv,
} from "aiops-gym";

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

// Worker threads, of the package's own module and of one of the user's. Seeds have one warm start in common, to be quick.
const many = { numEnvs: 2, numWorkers: 2, episodes: ({ envId }) => ({ problemId: problem, seed: 4 * envId }) };
writeFileSync(
  "user-setup.mjs",
  'import { AIOpsEnv } from "aiops-gym";\nexport default (options) => ({ make: () => AIOpsEnv.create(options) });\n',
);
const texts = [];
for (const vector of [
  await makeVectorEnv({ ...many, env: { maxSteps: 3 } }),
  await WorkerVectorEnv.create({
    ...many,
    module: new URL("user-setup.mjs", import.meta.url),
    data: { maxSteps: 3 },
  }),
]) {
  await vector.reset();
  const { observations } = await vector.step([0, 1].map(() => ({ name: "get_logs", arguments: { service: "geo" } })));
  texts.push(JSON.stringify(observations.map(({ text, logs }) => [text, logs.numRows])));
  await vector.close();
}
assert.equal(texts[1], texts[0]);
console.log("two worker threads played the same in two ways");

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
