/**
 * The scale subresource (autoscaling/v1).
 * @module
 */
import {
  fieldInvalid,
  formatLabelRequirements,
  invalid,
  type KindInfo,
  type KubeObject,
  type LabelSelector,
  labelRequirements,
  StatusError,
} from "@aiops-gym/cluster";
import { type ScalePaths, scalePathsOf } from "./custom/custom-kinds.ts";
import { type Draft, exactDraftOf, isDraft, objectIn } from "./draft.ts";

/** `autoscaling/v1` Scale of a workload. */
export interface Scale extends KubeObject {
  readonly kind: "Scale";
  readonly spec: { readonly replicas?: number };
  readonly status: { readonly replicas: number; readonly selector?: string };
}

interface Scalable extends KubeObject {
  readonly spec: { readonly replicas?: number; readonly selector?: LabelSelector | Readonly<Record<string, string>> };
  readonly status?: { readonly replicas?: number };
}

/**
 * The scale of a workload.
 *
 * @throws StatusError `NotFound` for kinds that have none.
 */
export function scaleOf(info: KindInfo, object: KubeObject): Scale {
  if (!info.subresources.includes("scale")) {
    // there is nothing at that path at all
    throw StatusError.of("NotFound", "the server could not find the requested resource", {});
  }
  const paths = scalePathsOf(info);
  if (paths !== undefined) return customScale(object, paths);
  const { metadata, spec, status } = object as Scalable;
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  return {
    apiVersion: "autoscaling/v1",
    kind: "Scale",
    metadata: { name, ...(namespace === undefined ? {} : { namespace }), uid, resourceVersion, creationTimestamp },
    // zero is not written, as Go omits it
    spec: spec.replicas === undefined || spec.replicas === 0 ? {} : { replicas: spec.replicas },
    status: {
      replicas: status?.replicas ?? 0,
      ...(spec.selector === undefined ? {} : { selector: selectorText(object.kind, spec.selector) }),
    },
  };
}

// a replication controller's selector is a plain map
function selectorText(kind: string, selector: NonNullable<Scalable["spec"]["selector"]>): string {
  const plain = kind === "ReplicationController";
  const labels = (plain ? { matchLabels: selector } : selector) as LabelSelector;
  return formatLabelRequirements(labelRequirements(labels));
}

function customScale(object: KubeObject, paths: ScalePaths): Scale {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const replicas = Number(fieldIn(object, paths.specReplicasPath) ?? 0);
  const selector = paths.labelSelectorPath === undefined ? undefined : fieldIn(object, paths.labelSelectorPath);
  return {
    apiVersion: "autoscaling/v1",
    kind: "Scale",
    metadata: { name, ...(namespace === undefined ? {} : { namespace }), uid, resourceVersion, creationTimestamp },
    spec: replicas === 0 ? {} : { replicas },
    status: {
      replicas: Number(fieldIn(object, paths.statusReplicasPath) ?? 0),
      ...(selector === undefined ? {} : { selector: String(selector) }),
    },
  };
}

function fieldIn(object: unknown, path: string): unknown {
  let value = object;
  for (const field of path.split(".").filter((one) => one !== "")) value = isDraft(value) ? value[field] : undefined;
  return value;
}

/**
 * The workload as a changed scale wants it.
 *
 * @throws StatusError `Invalid`
 */
export function withScale(info: KindInfo, object: KubeObject, scale: Draft): KubeObject {
  const replicas = objectIn(scale, "spec")["replicas"] ?? 0;
  if (typeof replicas !== "number" || replicas < 0) {
    throw invalid({ group: "autoscaling", kind: "Scale" }, object.metadata.name, [
      fieldInvalid("spec.replicas", replicas, "must be greater than or equal to 0"),
    ]);
  }
  const paths = scalePathsOf(info);
  if (paths === undefined) return { ...object, spec: { ...(object.spec as object), replicas } };
  const fields = paths.specReplicasPath.split(".").filter((one) => one !== "");
  const changed = exactDraftOf(object);
  const last = fields.pop() ?? "";
  fields.reduce(objectIn, changed)[last] = replicas;
  return changed as unknown as KubeObject;
}
