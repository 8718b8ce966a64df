/**
 * Does to the embedded cluster what was done to the recorded one.
 * @module
 */
import type { Cluster, Manifest } from "@aiops-gym/cluster";
import type { EmbeddedApplication } from "@aiops-gym/embedded";
import { runKubectl } from "@aiops-gym/shell";
import type { ScenarioStep } from "./recording.ts";

const namespace = "test-hotel-reservation";
const chaos = "chaos-mesh.org/v1alpha1";

/** Words of a command line, as a shell splits them (single quotes, double quotes, backslashes). */
export function shellWords(line: string): readonly string[] {
  const words: string[] = [];
  for (const [, first = ""] of line.matchAll(/((?:[^\s'"\\]|\\.|'[^']*'|"(?:[^"\\]|\\.)*")+)/g)) {
    words.push(
      first.replaceAll(
        /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/g,
        (_, single?: string, double?: string, escaped?: string) => {
          return single ?? double?.replaceAll(/\\(["\\$`])/g, "$1") ?? escaped ?? "";
        },
      ),
    );
  }
  return words;
}

/** Performs steps in their order; sleeping lets the cluster's time pass. */
export async function perform(
  running: EmbeddedApplication,
  steps: readonly ScenarioStep[],
  sleep: (seconds: number) => Promise<void>,
): Promise<void> {
  const { cluster } = running;
  for (const step of steps) {
    if ("kubectl" in step) await kubectl(cluster, shellWords(step.kubectl));
    else if ("apply" in step) await kubectl(cluster, ["apply", "-f", "-"], JSON.stringify(list(step.apply)));
    else if ("sleepSeconds" in step) await sleep(step.sleepSeconds);
    else if ("packetLoss" in step) await losePackets(cluster, step.packetLoss);
    else if ("dropPackets" in step) await dropPackets(cluster, step.dropPackets);
    else if ("clearPacketFilter" in step) await removeChaos(cluster, step.clearPacketFilter.app);
    else await kill(running, step.kill);
  }
}

function list(items: readonly unknown[]): unknown {
  return { apiVersion: "v1", kind: "List", items };
}

async function kubectl(cluster: Cluster, argv: readonly string[], stdin?: string): Promise<void> {
  const { api, clock } = cluster;
  const result = await runKubectl({ api, clock, namespace }, { argv, ...(stdin === undefined ? {} : { stdin }) });
  // what failed here may have failed there, too: the comparison will tell
  if (result.exitCode !== 0) console.error(`kubectl ${argv.join(" ")}: ${result.stderr.trimEnd()}`);
}

function podsOf(app: string): Readonly<Record<string, unknown>> {
  return { namespaces: [namespace], labelSelectors: { "io.kompose.service": app } };
}

async function networkChaos(cluster: Cluster, app: string, suffix: string, spec: object): Promise<void> {
  const labels = { "truth/app": app };
  const manifest: Manifest = {
    apiVersion: chaos,
    kind: "NetworkChaos",
    metadata: { name: `${app}-${suffix}`, namespace, labels },
    spec,
  };
  await cluster.api.create(manifest);
}

interface PacketLoss {
  readonly app: string;
  readonly probability: number;
  readonly directions: readonly ("in" | "out")[];
}

/** Netem loses what is sent; what the pod receives is lost where it is sent from. */
async function losePackets(cluster: Cluster, { app, probability, directions }: PacketLoss): Promise<void> {
  const loss = { loss: String(probability * 100), correlation: "0" };
  const common = { action: "loss", mode: "all", loss };
  if (directions.includes("out")) {
    await networkChaos(cluster, app, "out", { ...common, direction: "to", selector: podsOf(app) });
  }
  if (directions.includes("in")) {
    const selector = {
      namespaces: [namespace],
      expressionSelectors: [{ key: "io.kompose.service", operator: "NotIn", values: [app] }],
    };
    await networkChaos(cluster, app, "in", {
      ...common,
      direction: "to",
      selector,
      target: { mode: "all", selector: podsOf(app) },
    });
  }
}

async function dropPackets(
  cluster: Cluster,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  const target = { mode: "all", selector: podsOf(to) };
  await networkChaos(cluster, from, `${to}-drop`, {
    action: "partition",
    mode: "all",
    direction: "to",
    selector: podsOf(from),
    target,
  });
}

async function removeChaos(cluster: Cluster, app: string): Promise<void> {
  const query = { apiVersion: chaos, kind: "NetworkChaos", namespace };
  const { items } = await cluster.api.list({ ...query, labelSelector: `truth/app=${app}` });
  for (const { metadata } of items) await cluster.api.delete({ ...query, name: metadata.name });
}

/** Chaos Mesh kills with SIGKILL; the node stops and continues what runs on it; other signals are sent from within. */
async function kill(
  running: EmbeddedApplication,
  { app, signal }: { readonly app: string; readonly signal: string },
): Promise<void> {
  const { cluster } = running;
  if (signal === "SIGSTOP" || signal === "SIGCONT") {
    running.signal(app, signal);
    return;
  }
  if (signal !== "SIGKILL") {
    await kubectl(cluster, ["exec", `deploy/${app}`, "--", "sh", "-c", `kill -${signal.replace(/^SIG/, "")} 1`]);
    return;
  }
  const { items } = await cluster.api.list({
    apiVersion: "v1",
    kind: "Pod",
    namespace,
    labelSelector: `io.kompose.service=${app}`,
  });
  const spec = items[0]?.spec as { readonly containers?: readonly { readonly name: string }[] } | undefined;
  const containerNames = (spec?.containers ?? []).map(({ name }) => name);
  await cluster.api.create({
    apiVersion: chaos,
    kind: "PodChaos",
    metadata: { name: `kill-${app}`, namespace },
    spec: { action: "container-kill", mode: "all", selector: podsOf(app), containerNames },
  });
}
