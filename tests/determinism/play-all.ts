/**
 * Plays problems with their oracles (after a look at logs, metrics, traces and the shell) and prints one line a problem: id, hash of the
 * trajectory, hash of all state, hash over every observation's tables. Two processes must print the same.
 *
 *     node --conditions=@source tests/determinism/play-all.ts SEED [EVERY]
 *
 * plays every problem, or every EVERY-th.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { hashTable } from "@aiops-gym/telemetry";
import { AIOpsEnv, type Observation, oraclePolicy, playEpisode, shippedProblems } from "aiops-gym";

const seed = Number(process.argv[2] ?? "0");
const every = Number(process.argv[3] ?? "1");

function looks(namespace: string): unknown[] {
  return [
    { name: "get_logs", arguments: { namespace, service: "geo" } },
    { name: "get_metrics", arguments: { namespace, duration: 1 } },
    { name: "get_traces", arguments: { namespace, duration: 1 } },
    {
      name: "exec_shell",
      arguments: {
        command: `kubectl get pods -n ${namespace} -o wide; date; echo $RANDOM > /tmp/number; cat /tmp/number; ls -l /tmp`,
      },
    },
  ];
}

for (const [index, problem] of shippedProblems.entries()) {
  if (index % every !== 0) continue;
  await using env = await AIOpsEnv.create();
  const oracle = oraclePolicy(problem);
  const first = looks(problem.application.namespace);
  const tables = createHash("sha256");
  const note = (observation: Observation): void => {
    for (const name of ["logs", "metrics", "traces", "events", "services"] as const) {
      tables.update(hashTable(observation[name]));
    }
  };
  const policy = {
    name: "look, then repair",
    act: (observation: Observation, info: Parameters<typeof oracle.act>[1]) =>
      first.shift() ?? oracle.act(observation, info),
  };
  await playEpisode(env, policy, problem.id, {
    seed,
    onReset: ({ observation }) => note(observation),
    onStep: (_action, { observation }) => note(observation),
  });
  console.log([problem.id, env.trajectory.end?.hash, await env.stateHash(), tables.digest("hex")].join(" "));
}
