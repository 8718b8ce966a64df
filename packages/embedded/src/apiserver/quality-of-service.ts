/**
 * The quality-of-service class of a pod, from the requests and limits of its containers.
 * @module
 */
import {
  type PodSpec,
  type PodStatus,
  quantityMillis,
  type ResourceList,
  type ResourceRequirements,
} from "@aiops-gym/cluster";

import { type Draft, listIn, objectIn } from "./draft.ts";

const counted = ["cpu", "memory"] as const;

/** `Guaranteed` when every container is limited in both resources to what it requests, `BestEffort` when none asks for anything. */
export function qosClassOf(spec: PodSpec): NonNullable<PodStatus["qosClass"]> {
  const own = (spec as { readonly resources?: ResourceRequirements }).resources;
  const containers = own === undefined ? [...spec.containers, ...(spec.initContainers ?? [])] : [{ resources: own }];
  const asksForNothing = containers.every(({ resources }) => none(resources?.requests) && none(resources?.limits));
  if (asksForNothing) return "BestEffort";
  const guaranteed = containers.every(({ resources }) =>
    counted.every((name) => {
      const limit = resources?.limits?.[name];
      const request = resources?.requests?.[name] ?? limit;
      return limit !== undefined && request !== undefined && quantityMillis(limit) === quantityMillis(request);
    }),
  );
  return guaranteed ? "Guaranteed" : "Burstable";
}

function none(amounts: ResourceList | undefined): boolean {
  return counted.every((name) => amounts?.[name] === undefined || quantityMillis(amounts[name] ?? "0") === 0);
}

/** Puts the class of its resources into a new pod's status, in place; and that it has to wait, when it has gates. */
export function classifyPod(pod: Draft, createdAt: string): void {
  const status = objectIn(pod, "status");
  status["qosClass"] = qosClassOf(pod["spec"] as PodSpec);
  if (listIn(objectIn(pod, "spec"), "schedulingGates").length === 0) return;
  status["conditions"] = [
    {
      type: "PodScheduled",
      status: "False",
      lastProbeTime: null,
      lastTransitionTime: createdAt,
      reason: "SchedulingGated",
      message: "Scheduling is blocked due to non-empty scheduling gates",
    },
  ];
}
