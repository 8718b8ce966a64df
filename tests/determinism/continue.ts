/**
 * Goes on from snapshots in a fresh process. Reads JSON lines `{ snapshot: file, actions: [...] }` from the file named on the command
 * line, plays the actions of each, and prints the hash of all state at the end.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { AIOpsEnv } from "aiops-gym";

const list = await readFile(process.argv[2] as string, "utf8");
for (const line of list.trim().split("\n")) {
  const { snapshot, actions } = JSON.parse(line) as { snapshot: string; actions: readonly unknown[] };
  await using env = await AIOpsEnv.create();
  await env.restore(await readFile(snapshot));
  for (const action of actions) await env.step(action);
  console.log(`${env.trajectory.end?.hash} ${await env.stateHash()}`);
}
