/**
 * Defaults of ReplicationControllers: the template's labels serve as selector and as labels.
 * @module
 */
import { type Draft, isDraft, maybeObjectIn, objectIn, setDefaults } from "../draft.ts";
import type { KindDefaults } from "./kind-defaults.ts";
import { applyTemplateDefaults } from "./pod-template.ts";

function isEmpty(value: unknown): boolean {
  return !isDraft(value) || Object.keys(value).length === 0;
}

export const replicationControllerDefaults: KindDefaults = {
  generation: true,
  status: { replicas: 0 },
  fill: (object, spec) => {
    setDefaults(spec, { replicas: 1 });
    if (spec["minReadySeconds"] === 0) delete spec["minReadySeconds"];
    // without one there is nothing to fill
    if (isDraft(spec["template"])) applyTemplateDefaults(spec);
    const labels = maybeObjectIn(maybeObjectIn(maybeObjectIn(spec, "template"), "metadata"), "labels");
    if (labels === undefined) return;
    const metadata: Draft = objectIn(object, "metadata");
    if (isEmpty(spec["selector"])) spec["selector"] = { ...labels };
    if (isEmpty(metadata["labels"])) metadata["labels"] = { ...labels };
  },
};
