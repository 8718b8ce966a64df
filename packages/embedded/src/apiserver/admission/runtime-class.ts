/**
 * RuntimeClass: a pod's runtime class exists, and what it costs beside its containers is the class's to say.
 * @module
 */
import type { KubeObject } from "@aiops-gym/cluster";
import { type Draft, draftOf, listIn, maybeObjectIn, objectIn, sameJson } from "../draft.ts";
import { getObject } from "../store.ts";
import { type AdmissionRequest, refusal } from "./request.ts";

const mismatch = "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead";

/** Gives a new pod the overhead, node selector and tolerations of its runtime class, in place. */
export function admitRuntimeClass(request: AdmissionRequest): void {
  const runtimeClass = runtimeClassOf(request);
  if (runtimeClass === undefined) return;
  const spec = objectIn(request.object, "spec");
  const overhead = overheadOf(runtimeClass);
  if (overhead !== undefined) {
    if (spec["overhead"] !== undefined && !sameJson(overhead, spec["overhead"])) throw refusal(request, mismatch);
    spec["overhead"] = draftOf(overhead);
  }
  const scheduling = maybeObjectIn(draftOf(runtimeClass), "scheduling");
  const selector = maybeObjectIn(scheduling, "nodeSelector");
  for (const key in selector) {
    const wanted = objectIn(spec, "nodeSelector");
    if (wanted[key] !== undefined && wanted[key] !== selector[key]) {
      const parts = `runtimeClass.scheduling.nodeSelector[${key}] = ${selector[key]}; pod.spec.nodeSelector[${key}] = ${wanted[key]}`;
      throw refusal(request, `conflict: ${parts}`);
    }
    wanted[key] = selector[key];
  }
  const tolerations = listIn(scheduling, "tolerations");
  if (tolerations.length > 0) spec["tolerations"] = [...listIn(spec, "tolerations"), ...tolerations];
}

/** Refuses overheads that no class told. */
export function checkRuntimeClass(request: AdmissionRequest): void {
  const given = maybeObjectIn(request.object, "spec")?.["overhead"];
  const runtimeClass = runtimeClassOf(request);
  const overhead = runtimeClass === undefined ? undefined : overheadOf(runtimeClass);
  if (overhead !== undefined) {
    if (!sameJson(overhead, given)) throw refusal(request, mismatch);
  } else if (given !== undefined) {
    throw refusal(request, "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
  }
}

function runtimeClassOf(request: AdmissionRequest): KubeObject | undefined {
  const name = maybeObjectIn(request.object, "spec")?.["runtimeClassName"];
  if (typeof name !== "string") return undefined;
  const stored = getObject(request.sim, "RuntimeClass", undefined, name);
  if (stored === undefined) throw refusal(request, `pod rejected: RuntimeClass "${name}" not found`);
  return stored;
}

function overheadOf(runtimeClass: KubeObject): Draft | undefined {
  return maybeObjectIn(maybeObjectIn(draftOf(runtimeClass), "overhead"), "podFixed");
}
