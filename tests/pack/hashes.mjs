// Prints, for a sample of the shipped problems (all with AIOPS_GYM_LONG=1), the hash of the expert's episode, of all state at its end,
// and of the last tables: the same under every Node.
import { createHash } from "node:crypto";
import { AIOpsEnv, expertPolicy, playEpisode, shippedProblems } from "aiops-gym";

const every = process.env.AIOPS_GYM_LONG === "1" ? 1 : 8;
for (const [index, { id }] of shippedProblems.entries()) {
  if (index % every !== 0) continue;
  const env = await AIOpsEnv.create();
  const texts = createHash("sha256");
  await playEpisode(env, expertPolicy(), id, {
    seed: 12,
    onStep: (_action, { observation }) => {
      for (const name of ["logs", "metrics", "traces", "events", "services"]) {
        texts.update(
          JSON.stringify(observation[name].toArray(), (_key, value) =>
            typeof value === "bigint" ? `${value}` : value,
          ),
        );
      }
    },
  });
  console.log(id, env.trajectory.end.hash, await env.stateHash(), texts.digest("hex"));
  await env.close();
}
