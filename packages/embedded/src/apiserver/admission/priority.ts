/**
 * Priority: a pod's priority is that of its class; one class at most is everybody's.
 * @module
 */
import type { KubeObject } from "@aiops-gym/cluster";
import type { Simulation } from "../../kernel/simulation.ts";
import { objectIn } from "../draft.ts";
import { getObject, listObjects } from "../store.ts";
import { type AdmissionRequest, refusal } from "./request.ts";

/** Puts the priority of its class into a new pod, in place. */
export function admitPriority(request: AdmissionRequest): void {
  const { sim, object } = request;
  const spec = objectIn(object, "spec");
  const className = spec["priorityClassName"];
  let stored: KubeObject | undefined;
  if (typeof className === "string" && className !== "") {
    stored = getObject(sim, "PriorityClass", undefined, className);
    if (stored === undefined) throw refusal(request, `no PriorityClass with name ${className} was found`);
  } else {
    stored = defaultClass(sim);
    if (stored !== undefined) spec["priorityClassName"] = stored.metadata.name;
  }
  const priority = Number(stored?.["value"] ?? 0);
  const given = spec["priority"];
  if (given !== undefined && given !== priority) {
    const what = `the integer value of priority (${given}) must not be provided in pod spec`;
    throw refusal(
      request,
      `${what}; priority admission controller computed ${priority} from the given PriorityClass name`,
    );
  }
  spec["priority"] = priority;
  const policy = String(stored?.["preemptionPolicy"] ?? "PreemptLowerPriority");
  const givenPolicy = spec["preemptionPolicy"];
  if (givenPolicy !== undefined && givenPolicy !== policy) {
    const what = `the string value of PreemptionPolicy (${givenPolicy}) must not be provided in pod spec`;
    throw refusal(
      request,
      `${what}; priority admission controller computed ${policy} from the given PriorityClass name`,
    );
  }
  spec["preemptionPolicy"] = policy;
}

/** Keeps a pod's priority on an update that leaves it out, in place. */
export function keepPriority({ object, previous }: AdmissionRequest): void {
  const spec = objectIn(object, "spec");
  const before = (previous?.spec ?? {}) as Readonly<Record<string, unknown>>;
  for (const field of ["priority", "preemptionPolicy"]) {
    if (spec[field] === undefined && before[field] !== undefined) spec[field] = before[field];
  }
}

/** Refuses a second class for everybody. */
export function checkPriorityClass(request: AdmissionRequest): void {
  const { sim, object, name, operation } = request;
  if (object["globalDefault"] !== true) return;
  const other = defaultClass(sim)?.metadata.name;
  if (other === undefined || (operation === "UPDATE" && other === name)) return;
  throw refusal(request, `PriorityClass ${other} is already marked as default. Only one default can exist`);
}

function defaultClass(sim: Simulation): KubeObject | undefined {
  let found: KubeObject | undefined;
  for (const one of listObjects(sim, "PriorityClass")) {
    if (one["globalDefault"] !== true) continue;
    if (found === undefined || Number(found["value"]) > Number(one["value"])) found = one;
  }
  return found;
}
