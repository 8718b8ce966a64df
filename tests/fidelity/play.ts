/**
 * Plays a scenario on a cluster, real or embedded, through the seam alone.
 * @module
 */
import { type Cluster, isNotFound, kinds, type Manifest, microsPerSecond } from "@aiops-gym/cluster";
import { Observer } from "./observer.ts";
import { send } from "./requests.ts";
import type { Answer, Run } from "./run.ts";
import type { Scenario, ScenarioStep } from "./scenario.ts";

const sliceSeconds = 0.02;
const namespaceKind = { apiVersion: "v1", kind: "Namespace" } as const;

/** The namespace of a scenario. */
export function namespaceOf({ name }: Scenario): string {
  return `fid-${name}`;
}

/** Lets time pass; on a virtual clock in slices, so that watches see when things happen. */
export async function pass(cluster: Cluster, seconds: number): Promise<void> {
  if (!cluster.capabilities.virtualTime) return cluster.clock.sleep(Math.max(0, seconds));
  const end = cluster.clock.now() + seconds * microsPerSecond;
  while (cluster.clock.now() < end) {
    await cluster.clock.sleep(Math.min(sliceSeconds, (end - cluster.clock.now()) / microsPerSecond));
    await flush();
  }
}

function flush(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Replaces `$NS` and `$IMAGE` everywhere. */
export function fillIn<T>(value: T, names: { readonly namespace: string; readonly image: string }): T {
  const text = JSON.stringify(value).replaceAll("$NS", names.namespace).replaceAll("$IMAGE", names.image);
  return JSON.parse(text) as T;
}

/** Plays a scenario once, from an empty namespace, and clears up after it. */
export async function play(cluster: Cluster, scenario: Scenario, image: string): Promise<Run> {
  const namespace = namespaceOf(scenario);
  const steps = fillIn(scenario.steps, { namespace, image });
  const watch = fillIn(scenario.watch ?? [], { namespace, image });
  const observer = new Observer(cluster, namespace);
  await cluster.api.create({ ...namespaceKind, metadata: { name: namespace } });
  try {
    await ready(cluster, namespace);
    observer.start(watch);
    await pass(cluster, 0.5);
    if (scenario.startAtSecond !== undefined) {
      const second = (cluster.clock.now() / microsPerSecond) % 60;
      await pass(cluster, (scenario.startAtSecond - second + 60) % 60);
    }
    observer.begin();
    const answers: Answer[] = [];
    for (const step of steps) {
      await pass(cluster, step.at - observer.elapsedSeconds);
      const t = observer.elapsedSeconds;
      answers.push({ t, ...(await send(cluster, namespace, step)) });
    }
    await pass(cluster, scenario.seconds - observer.elapsedSeconds);
    return { answers, ...(await observer.stop()) };
  } finally {
    await observer.stop();
    if (!cluster.capabilities.virtualTime) await clearUp(cluster, namespace, steps);
  }
}

/** Waits until the namespace has its service account, without which pods are refused, and what their tokens are mounted with. */
export async function ready(cluster: Cluster, namespace: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      await cluster.api.get({ apiVersion: "v1", kind: "ServiceAccount", namespace, name: "default" });
      await cluster.api.get({ apiVersion: "v1", kind: "ConfigMap", namespace, name: "kube-root-ca.crt" });
      return;
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    await pass(cluster, 0.1);
  }
  throw new Error(`the namespace ${namespace} got no service account within 10 s`);
}

/** Deletes what steps created, and waits until the namespace is gone. */
export async function clearUp(
  { api, clock }: Cluster,
  namespace: string,
  steps: readonly ScenarioStep[],
): Promise<void> {
  const objects = steps.flatMap((step): readonly Manifest[] =>
    step.do === "create" ? step.objects : step.do === "apply" ? [step.object] : [],
  );
  for (const { apiVersion, kind, metadata } of objects) {
    const clusterScoped = kinds.find(apiVersion, kind)?.namespaced === false;
    const place = clusterScoped ? {} : { namespace: metadata.namespace ?? namespace };
    const ref = { apiVersion, kind, name: metadata.name ?? "", ...place };
    if ((metadata.finalizers?.length ?? 0) > 0) {
      await api.patch(ref, { type: "merge", body: { metadata: { finalizers: null } } }).catch(() => {});
    }
    if (clusterScoped) await api.delete(ref).catch(() => {});
  }
  await api.delete({ ...namespaceKind, name: namespace }).catch(() => {});
  for (let seconds = 0; seconds < 60; seconds++) {
    const { items } = await api.list({ apiVersion: "v1", kind: "Namespace" });
    if (!items.some(({ metadata }) => metadata.name === namespace)) return;
    await clock.sleep(1);
  }
  console.error(`the namespace ${namespace} is still there after a minute`);
}
