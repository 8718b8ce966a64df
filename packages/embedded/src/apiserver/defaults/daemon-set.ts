/**
 * Defaults of DaemonSets, and the number of their template.
 * @module
 */
import type { KubeObject } from "@aiops-gym/cluster";
import { type Draft, objectIn, sameJson, setDefaults } from "../draft.ts";
import type { KindDefaults } from "./kind-defaults.ts";
import { applyTemplateDefaults } from "./pod-template.ts";

const generationAnnotation = "deprecated.daemonset.template.generation";

function annotationsOf(object: Draft): Draft {
  return objectIn(objectIn(object, "metadata"), "annotations");
}

export const daemonSetDefaults: KindDefaults = {
  generation: true,
  status: { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 },
  fill: (object, spec) => {
    setDefaults(annotationsOf(object), { [generationAnnotation]: "1" });
    setDefaults(spec, { revisionHistoryLimit: 10 });
    if (spec["minReadySeconds"] === 0) delete spec["minReadySeconds"];
    const strategy = objectIn(spec, "updateStrategy");
    setDefaults(strategy, { type: "RollingUpdate" });
    if (strategy["type"] === "RollingUpdate") {
      setDefaults(objectIn(strategy, "rollingUpdate"), { maxUnavailable: 1, maxSurge: 0 });
    }
    applyTemplateDefaults(spec);
  },
};

/** Numbers the template of a changed DaemonSet: one more when it differs, whatever the annotation was changed to. */
export function countTemplate(object: Draft, previous: KubeObject): void {
  const before = Number(previous.metadata.annotations?.[generationAnnotation] ?? 1);
  const changed = !sameJson(objectIn(object, "spec")["template"], (previous.spec as Draft)["template"]);
  annotationsOf(object)[generationAnnotation] = String(changed ? before + 1 : before);
}
