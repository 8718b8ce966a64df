/**
 * Plays every problem with its oracle (after a look at logs, metrics and traces) and prints one line a problem: id, hash of the
 * trajectory, hash of all state, hashes of the last observation's tables. Two processes must print the same.
 *
 * @module
 */
import { hashTable } from "@aiops-gym/telemetry";
import { AIOpsEnv, oraclePolicy, playEpisode, type StepResult, shippedProblems } from "aiops-gym";

const seed = Number(process.argv[2] ?? "0");
const only = process.argv[3];
const looks = (namespace: string): readonly unknown[] => [
  { name: "get_logs", arguments: { namespace, service: "geo" } },
  { name: "get_metrics", arguments: { namespace, duration: 1 } },
  { name: "get_traces", arguments: { namespace, duration: 1 } },
  {
    name: "exec_shell",
    arguments: {
      command: `kubectl get pods -n ${namespace} -o wide; date; echo $RANDOM > /tmp/number; cat /tmp/number`,
    },
  },
];

for (const problem of shippedProblems) {
  if (only !== undefined && problem.id !== only) continue;
  await using env = await AIOpsEnv.create();
  const oracle = oraclePolicy(problem);
  const first = [...looks(problem.application.namespace)];
  let last: StepResult | undefined;
  await playEpisode(
    env,
    { name: "look, then repair", act: (observation, info) => first.shift() ?? oracle.act(observation, info) },
    problem.id,
    {
      seed,
      onStep: (_action, step) => {
        last = step;
      },
    },
  );
  const tables =
    last === undefined
      ? []
      : (["logs", "metrics", "traces", "events", "services"] as const).map((name) =>
          hashTable(last?.observation[name] as never),
        );
  const { end } = env.trajectory;
  console.log([problem.id, end?.hash, await env.stateHash(), ...tables].join(" "));
}
