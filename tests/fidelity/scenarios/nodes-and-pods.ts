/**
 * Short forms for scenarios about nodes.
 * @module
 */
import type { Manifest } from "@aiops-gym/cluster";
import type { ScenarioStep } from "../scenario.ts";
import { container, pod } from "./manifests.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What a node can have. */
export interface NodeFields {
  readonly cpu?: string;
  readonly memory?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly Fields[];
  readonly unschedulable?: boolean;
  /** No kubelet comes for it. */
  readonly lifeless?: true;
}

/** The name of the `index`th node of a scenario. */
export function nodeName(index: number): string {
  return `$NS--node-${index}`;
}

/** A node of 4 cores and 8 GiB that kwok keeps alive. */
export function fakeNode(
  index: number,
  { cpu = "4", memory = "8Gi", labels = {}, taints, unschedulable, lifeless }: NodeFields = {},
): Manifest {
  const amounts = { cpu, memory, pods: "110", "ephemeral-storage": "100Gi" };
  const name = nodeName(index);
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      ...(lifeless === true ? {} : { annotations: { "kwok.x-k8s.io/node": "fake" } }),
      labels: { "kubernetes.io/hostname": name, ...labels },
    },
    spec: { ...(taints === undefined ? {} : { taints }), ...(unschedulable === undefined ? {} : { unschedulable }) },
    status: { capacity: amounts, allocatable: amounts },
  };
}

/** Makes nodes 1 to `count`, all alike. */
export function fakeNodes(count: number, fields: NodeFields = {}): ScenarioStep {
  return { at: 0, do: "create", objects: Array.from({ length: count }, (_, index) => fakeNode(index + 1, fields)) };
}

/** A pod that asks for CPU. */
export function asking(name: string, cpu: string, spec: Fields = {}, metadata: Fields = {}): Manifest {
  return pod(name, { containers: [container({ resources: { requests: { cpu } } })], ...spec }, metadata);
}

/** Changes a node's spec or metadata. */
export function changeNode(at: number, index: number, body: Fields): ScenarioStep {
  return { at, do: "patch", target: { kind: "node", name: nodeName(index) }, patch: { type: "merge", body } };
}

/** Lets all pods of the scenario go at once, so that nothing waits for nodes that are gone. */
export function dropPods(at: number): ScenarioStep {
  return { at, do: "delete-collection", kind: "pod", options: { gracePeriodSeconds: 0 } };
}

/** Lets a Deployment and its pods go. */
export function dropDeployment(at: number, name: string): ScenarioStep {
  return { at, do: "delete", target: { kind: "deployment", name } };
}
