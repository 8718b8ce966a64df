/**
 * Branching: plays the same incident to its middle once, then tries several continuations of it, each in a copy.
 * Exits with an error unless exactly the repair pays.
 *
 *     node --conditions=@source examples/fork.ts
 */
import assert from "node:assert/strict";
import { type Action, AIOpsEnv } from "aiops-gym";

const namespace = "test-hotel-reservation";
const shell = (command: string): Action => ({ name: "exec_shell", arguments: { command } });

const env = await AIOpsEnv.create();
await env.reset("misconfig_app_hotel_res-mitigation-1", { seed: 7 });
await env.step(shell(`kubectl get pods -n ${namespace}`));
await env.step({ name: "get_logs", arguments: { namespace, service: "geo" } });

/** What could be done now. */
const continuations: Readonly<Record<string, readonly Action[]>> = {
  "do nothing": [],
  "restart geo": [shell(`kubectl rollout restart deployment geo -n ${namespace}`)],
  "scale geo to two": [shell(`kubectl scale deployment geo --replicas=2 -n ${namespace}`)],
  "roll geo back": [shell(`kubectl rollout undo deployment geo -n ${namespace}`)],
};

const returns = new Map<string, number | null>();
for (const [name, actions] of Object.entries(continuations)) {
  const started = performance.now();
  const branch = await env.fork();
  const forkMillis = performance.now() - started;
  let total: number | null = 0;
  for (const action of [...actions, { name: "submit", arguments: {} }]) {
    const { reward } = await branch.step(action);
    total = reward === null || total === null ? null : total + reward;
  }
  returns.set(name, total);
  await branch.close();
  console.log(`${name.padEnd(18)} return ${total}   (forked in ${forkMillis.toFixed(1)} ms)`);
}

assert.deepEqual(Object.fromEntries(returns), {
  "do nothing": 0,
  "restart geo": 0,
  "scale geo to two": 0,
  "roll geo back": 1,
});
// The original is where it was.
assert.equal(env.trajectory.steps.length, 2);
assert.equal((await env.step({ name: "wait", arguments: { seconds: 10 } })).info.step, 3);
console.log("The original went on from its second step.");
await env.close();
