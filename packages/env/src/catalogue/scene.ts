/**
 * What a policy finds there: the objects that the catalogue's mask depends on.
 * @module
 */
import { type ActionProfile, workloadNames } from "@aiops-gym/actions";
import type { Application } from "@aiops-gym/application";
import type { KubeApi } from "@aiops-gym/cluster";
import type { TaskKind } from "@aiops-gym/problems";

/** An episode as its policy may see it: with the policy's own rights, and to read only. Reading takes no time and changes nothing. */
export interface PolicyView {
  readonly application: Application;
  readonly task: TaskKind;
  readonly profile: ActionProfile;
  readonly api: Pick<KubeApi, "get" | "list">;
}

/** Names of what is there. */
export interface Scene {
  readonly task: TaskKind;
  readonly profile: ActionProfile;
  /** Names, and services by their label, of Deployments and StatefulSets. */
  readonly workloads: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
  /** Sorted. */
  readonly nodes: readonly string[];
}

/** Looks which objects are there, by name only: how they are set up, and how they are, stays unseen. */
export async function lookAround({ application, task, profile, api }: PolicyView): Promise<Scene> {
  const { namespace, serviceLabel } = application;
  const [workloads, services, nodes] = await Promise.all([
    workloadNames(api, namespace, serviceLabel),
    api.list({ apiVersion: "v1", kind: "Service", namespace }),
    api.list({ apiVersion: "v1", kind: "Node" }),
  ]);
  return {
    task,
    profile,
    workloads,
    services: new Set(services.items.map(({ metadata }) => metadata.name)),
    nodes: nodes.items.map(({ metadata }) => metadata.name).sort(),
  };
}
