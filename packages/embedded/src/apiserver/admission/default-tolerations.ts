/**
 * DefaultTolerationSeconds: pods stay five minutes on nodes that are gone.
 * @module
 */
import { type Draft, draftOf, listIn, objectIn } from "../draft.ts";
import type { AdmissionRequest } from "./request.ts";

const defaultTolerations: readonly Draft[] = ["not-ready", "unreachable"].map((state) => ({
  effect: "NoExecute",
  key: `node.kubernetes.io/${state}`,
  operator: "Exists",
  tolerationSeconds: 300,
}));

/** Adds the tolerations that a pod does not have in some form, in place. */
export function addDefaultTolerations({ object }: AdmissionRequest): void {
  const spec = objectIn(object, "spec");
  const tolerations = [...listIn(spec, "tolerations")];
  for (const toleration of defaultTolerations) {
    if (!tolerations.some((given) => tolerates(given, toleration))) tolerations.push(draftOf(toleration));
  }
  spec["tolerations"] = tolerations;
}

function tolerates(given: Draft, wanted: Draft): boolean {
  const anyKey = (given["key"] ?? "") === "" && given["operator"] === "Exists";
  const anyEffect = (given["effect"] ?? "") === "";
  return (anyKey || given["key"] === wanted["key"]) && (anyEffect || given["effect"] === wanted["effect"]);
}
