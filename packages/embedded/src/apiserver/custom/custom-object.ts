/**
 * Custom resources on their way in: pruned, filled in and checked as their definitions say.
 * @module
 */
import {
  type FieldError,
  fieldInvalid,
  forbidden,
  invalid,
  type KindInfo,
  type KubeObject,
  kinds,
} from "@aiops-gym/cluster";
import type { Simulation } from "../../kernel/simulation.ts";
import type { Draft } from "../draft.ts";
import { objectIn } from "../draft.ts";
import { getByKey } from "../store.ts";
import { metadataErrors } from "../validation/metadata.ts";
import { type CustomResourceDefinition, type CustomVersion, customKind } from "./custom-kinds.ts";
import { bodyOf, fillDefaults, prune } from "./prune.ts";
import { duplicateErrors, schemaErrors } from "./schema-errors.ts";

/** The version of a kind that a definition in the store made; absent for others. */
export function definedVersion(sim: Simulation, info: KindInfo): CustomVersion | undefined {
  return info.custom && kinds.find(info.apiVersion, info.kind) === undefined
    ? customKind(sim, info.apiVersion, info.kind)?.version
    : undefined;
}

/** Completes a new object, in place. */
export function admitCustom(sim: Simulation, info: KindInfo, object: Draft): void {
  const version = definedVersion(sim, info);
  if (version === undefined) return;
  const definition = getByKey<CustomResourceDefinition>(
    sim,
    "CustomResourceDefinition",
    `/${info.plural}.${info.group}`,
  );
  const name = String(objectIn(object, "metadata")["name"] ?? "");
  if (definition?.metadata.deletionTimestamp !== undefined) {
    throw forbidden(info, name, "create not allowed while custom resource definition is terminating");
  }
  if (version.subresources?.status !== undefined) delete object["status"];
  complete(info, version, object);
}

/** Completes a changed object, in place: each subresource changes its own part. */
export function changeCustom(
  sim: Simulation,
  info: KindInfo,
  previous: KubeObject,
  object: Draft,
  subresource: string | undefined,
): void {
  const version = definedVersion(sim, info);
  if (version === undefined) return;
  if (objectIn(object, "metadata")["resourceVersion"] === "") {
    const error = fieldInvalid("metadata.resourceVersion", 0, "must be specified for an update");
    // here Kubernetes names the resource, not the kind
    throw invalid({ group: info.group, kind: info.plural }, previous.metadata.name, [error]);
  }
  if (version.subresources?.status !== undefined && subresource !== "status") {
    if (previous.status === undefined) delete object["status"];
    else object["status"] = structuredClone(previous.status);
  }
  complete(info, version, object);
}

function complete(info: KindInfo, { schema }: CustomVersion, object: Draft): void {
  const root = schema?.openAPIV3Schema;
  if (root !== undefined) {
    prune(object, root);
    fillDefaults(object, root);
  }
  const metadata = objectIn(object, "metadata");
  const errors: FieldError[] = [...metadataErrors(metadata)];
  if (root !== undefined) errors.push(...schemaErrors(bodyOf(object), root), ...duplicateErrors(bodyOf(object), root));
  if (errors.length > 0) throw invalid(info, String(metadata["name"] ?? ""), errors);
}

/** The version that objects of a kind are kept in. */
export function storedApiVersion(sim: Simulation, info: KindInfo): string {
  if (definedVersion(sim, info) === undefined) return info.apiVersion;
  return customKind(sim, info.apiVersion, info.kind)?.storageApiVersion ?? info.apiVersion;
}
