/**
 * Whether the application's objects are as they should be after a repair.
 * @module
 */
import type { Deployment, KubeObject, Pod } from "@aiops-gym/cluster";
import type { EvaluationContext } from "../evaluator.ts";

/** Counts of container restarts by pod and container, to see whether they grow. */
export type RestartCounts = ReadonlyMap<string, number>;

/** What is missing or not running; `undefined` when all of the application is there. */
export async function findMissing({ running, baseline }: EvaluationContext): Promise<string | undefined> {
  const { api } = running.cluster;
  const { namespace } = running.application;
  for (const [key, group] of groupByKind(baseline.objects)) {
    const [apiVersion = "", kind = ""] = key.split(" ");
    const { items } = await api.list({ apiVersion, kind, namespace });
    const present = new Map(items.map((object) => [object.metadata.name, object]));
    for (const before of group) {
      const now = present.get(before.metadata.name);
      const name = `${kind} ${before.metadata.name}`;
      if (now === undefined || now.metadata.deletionTimestamp !== undefined) return `${name} was deleted`;
      if (kind === "Deployment") {
        const shortfall = findDeploymentShortfall(before as Deployment, now as Deployment);
        if (shortfall !== undefined) return `${name} ${shortfall}`;
      }
      if (kind === "PersistentVolumeClaim" && (now.status as { phase?: string } | undefined)?.phase !== "Bound")
        return `${name} is not bound`;
    }
  }
  return undefined;
}

function groupByKind(objects: readonly KubeObject[]): ReadonlyMap<string, readonly KubeObject[]> {
  const groups = new Map<string, KubeObject[]>();
  for (const object of objects) {
    const key = `${object.apiVersion} ${object.kind}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [object]);
    else group.push(object);
  }
  return groups;
}

function findDeploymentShortfall(before: Deployment, now: Deployment): string | undefined {
  const wanted = before.spec.replicas;
  if (now.spec.replicas < wanted)
    return `is scaled to ${now.spec.replicas}; before the fault it had ${wanted} replicas`;
  const available = now.status.availableReplicas ?? 0;
  if (available < wanted) return `has ${available} of ${wanted} replicas available`;
  return undefined;
}

/** Restarts of all containers of the application. */
export async function countRestarts({ running }: EvaluationContext): Promise<RestartCounts> {
  const { items } = await running.cluster.api.list<Pod>({
    apiVersion: "v1",
    kind: "Pod",
    namespace: running.application.namespace,
  });
  const counts = new Map<string, number>();
  for (const { metadata, status } of items) {
    for (const { name, restartCount } of status.containerStatuses ?? [])
      counts.set(`${metadata.uid}/${name}`, restartCount);
  }
  return counts;
}

/** A container that restarted between two counts. */
export function findRestarted(before: RestartCounts, now: RestartCounts): string | undefined {
  for (const [container, count] of now) {
    const earlier = before.get(container);
    if (earlier !== undefined && count > earlier)
      return `container ${container.slice(container.indexOf("/") + 1)} restarted`;
  }
  return undefined;
}
