/**
 * Which pods an experiment is about.
 * @module
 */
import { labelMatcher, type Pod } from "@aiops-gym/cluster";
import { listObjects } from "../apiserver/store.ts";
import { nextInt } from "../kernel/random.ts";
import type { Simulation } from "../kernel/simulation.ts";
import type { ChaosTarget } from "./chaos-object.ts";

/** Pods that a selector and its mode choose; without namespaces, those of the object's own. */
export function selectPods(sim: Simulation, target: ChaosTarget, ownNamespace: string): Pod[] {
  const { selector = {} } = target;
  let pods = listObjects<Pod>(sim, "Pod").filter((pod) => {
    const { namespace = "", name, labels, annotations } = pod.metadata;
    if (selector.pods !== undefined && Object.keys(selector.pods).length > 0) {
      return selector.pods[namespace]?.includes(name) === true;
    }
    const namespaces = selector.namespaces ?? [];
    if (!(namespaces.length === 0 ? namespace === ownNamespace : namespaces.includes(namespace))) return false;
    if (!labelMatcher({ matchLabels: selector.labelSelectors ?? {} })(labels)) return false;
    if (!labelMatcher({ matchLabels: selector.annotationSelectors ?? {} })(annotations)) return false;
    if (selector.expressionSelectors !== undefined) {
      if (!labelMatcher({ matchExpressions: selector.expressionSelectors })(labels)) return false;
    }
    if ((selector.nodes ?? []).length > 0 && selector.nodes?.includes(pod.spec.nodeName ?? "") !== true) return false;
    const phases = selector.podPhaseSelectors ?? [];
    if (phases.length > 0 && !phases.includes(pod.status.phase ?? "")) return false;
    return Object.entries(selector.fieldSelectors ?? {}).every(([field, value]) => fieldOf(pod, field) === value);
  });
  pods = choose(sim, pods, target.mode ?? "all", target.value ?? "");
  return pods;
}

function fieldOf(pod: Pod, field: string): string | undefined {
  switch (field) {
    case "metadata.name":
      return pod.metadata.name;
    case "metadata.namespace":
      return pod.metadata.namespace;
    case "spec.nodeName":
      return pod.spec.nodeName;
    case "status.podIP":
      return pod.status.podIP;
    case "status.phase":
      return pod.status.phase;
    default:
      return undefined;
  }
}

function choose(sim: Simulation, pods: readonly Pod[], mode: string, value: string): Pod[] {
  const amount = Number(value);
  switch (mode) {
    case "one":
      return draw(sim, pods, 1);
    case "fixed":
      return draw(sim, pods, amount);
    case "fixed-percent":
      return draw(sim, pods, Math.floor((pods.length * amount) / 100));
    case "random-max-percent":
      return draw(sim, pods, nextInt(sim.random("chaos/select"), Math.floor((pods.length * amount) / 100) + 1));
    default:
      return [...pods];
  }
}

function draw(sim: Simulation, pods: readonly Pod[], count: number): Pod[] {
  const left = [...pods];
  const chosen: Pod[] = [];
  while (chosen.length < count && left.length > 0) {
    const [pod] = left.splice(left.length === 1 ? 0 : nextInt(sim.random("chaos/select"), left.length), 1);
    if (pod !== undefined) chosen.push(pod);
  }
  return chosen;
}
