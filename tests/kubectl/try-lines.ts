/**
 * Brings a cluster into a state and tries the lines there, whoever runs them.
 * @module
 */
import { type Cluster, kinds } from "@aiops-gym/cluster";
import { clearUp, fillIn, pass, ready } from "../fidelity/play.ts";
import { send } from "../fidelity/requests.ts";
import type { StateWithLines } from "./catalogue.ts";
import { knownObjects } from "./known-objects.ts";
import type { Answer, KnownObject, Run } from "./run.ts";
import { type FullLine, namespaceOf } from "./state.ts";
import { fillNames, splitWords } from "./words.ts";

/** What a runner is asked. */
export interface Call {
  /** Without the leading `kubectl`. */
  readonly argv: readonly string[];
  /** The current context's namespace. */
  readonly namespace: string;
  readonly stdin: string;
  readonly files: Readonly<Record<string, string>>;
  /** When it is ended; a minute when absent. */
  readonly seconds?: number;
}

/** Runs one command line: the real kubectl as a process, or ours. */
export type Runner = (call: Call) => Promise<Omit<Answer, "line">>;

const image = "docker.io/library/aiops-gym-test:1";

/** Sets a state up, tries its lines in order, and clears up. */
export async function tryLines(cluster: Cluster, { state, lines }: StateWithLines, run: Runner): Promise<Run> {
  const namespace = namespaceOf(state);
  const steps = fillIn(state.steps, { namespace, image });
  await cluster.api.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  try {
    await ready(cluster, namespace);
    const start = cluster.clock.now();
    const elapsed = (): number => (cluster.clock.now() - start) / 1e6;
    for (const step of steps) {
      await pass(cluster, step.at - elapsed());
      const { status } = await send(cluster, namespace, step);
      if (status !== undefined) throw new Error(`${state.name}: a step was refused: ${status.message}`);
    }
    await pass(cluster, state.seconds - elapsed());
    const objects = new Map<string, KnownObject>(await knownObjects(cluster, namespace));
    const answers: Answer[] = [];
    for (const line of lines.map((one) => fillIn(one, { namespace, image }))) {
      if (line.after !== undefined) await pass(cluster, line.after);
      const answer = await run(await callOf(cluster, namespace, line));
      answers.push({ line: line.line, ...answer });
      if (state.writes !== true) continue;
      if (state.secondsBetween !== undefined) await pass(cluster, state.secondsBetween);
      for (const [key, object] of await knownObjects(cluster, namespace)) objects.set(key, object);
    }
    return { objects: [...objects.values()], answers };
  } finally {
    if (!cluster.capabilities.virtualTime) await clearUp(cluster, namespace, steps).catch(console.error);
    if (!cluster.capabilities.virtualTime && state.writes === true) await clearStrays(cluster, namespace);
  }
}

/** Deletes what lines created outside of the namespace: their names begin with the namespace's. */
async function clearStrays({ api }: Cluster, namespace: string): Promise<void> {
  for (const { apiVersion, kind, namespaced } of kinds.kinds) {
    if (namespaced || kind === "Namespace" || apiVersion.startsWith("metrics.k8s.io/")) continue;
    const list = await api.list({ apiVersion, kind }).catch(() => ({ items: [] }));
    for (const { metadata } of list.items) {
      if (metadata.name.startsWith(`${namespace}--`))
        await api.delete({ apiVersion, kind, name: metadata.name }).catch(() => {});
    }
  }
}

async function callOf(cluster: Cluster, namespace: string, line: FullLine): Promise<Call> {
  const argv = splitWords(await fillNames(cluster, namespace, line.line));
  const { seconds } = line;
  return {
    argv,
    namespace,
    stdin: line.stdin ?? "",
    files: line.files ?? {},
    ...(seconds === undefined ? {} : { seconds }),
  };
}
