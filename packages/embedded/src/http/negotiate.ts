/**
 * What form an answer is to have: `Accept`, as the API server reads it.
 * @module
 */
import { StatusError } from "@aiops-gym/cluster";

/** What objects are told as, when not as they are. */
export type AnswerKind = "Table" | "PartialObjectMetadata" | "PartialObjectMetadataList" | "APIGroupDiscoveryList";

/** The form of an answer. */
export interface AnswerForm {
  readonly format: "json" | "yaml";
  readonly as?: AnswerKind;
  /** Of the kind: `v1`, `v2beta1`. */
  readonly version?: string;
}

const formats: Readonly<Record<string, AnswerForm["format"]>> = {
  "application/json": "json",
  "application/yaml": "yaml",
  "*/*": "json",
  "application/*": "json",
};

/** Groups and versions of what objects can be told as. */
const transformations: Readonly<Record<string, readonly AnswerKind[]>> = {
  "meta.k8s.io/v1": ["Table", "PartialObjectMetadata", "PartialObjectMetadataList"],
  "meta.k8s.io/v1beta1": ["Table", "PartialObjectMetadata", "PartialObjectMetadataList"],
  "apidiscovery.k8s.io/v2": ["APIGroupDiscoveryList"],
  "apidiscovery.k8s.io/v2beta1": ["APIGroupDiscoveryList"],
};

/**
 * The first form of `Accept` that can be given.
 *
 * @param offered - What the objects can be told as here.
 * @throws StatusError `NotAcceptable`: 406, as for a client that takes protobuf only.
 */
export function negotiate(accept: string | undefined, offered: readonly AnswerKind[]): AnswerForm {
  if (accept === undefined || accept.trim() === "") return { format: "json" };
  for (const clause of accept.split(",")) {
    const [type = "", ...rest] = clause.split(";").map((part) => part.trim());
    const format = formats[type.toLowerCase()];
    if (format === undefined) continue;
    const parameters = new Map(rest.map((part) => part.split("=", 2) as [string, string]));
    const as = parameters.get("as");
    if (as === undefined) return { format };
    const version = parameters.get("v") ?? "";
    const kinds = transformations[`${parameters.get("g") ?? ""}/${version}`] ?? [];
    const kind = kinds.find((one) => one === as && offered.includes(one));
    if (kind !== undefined) return { format, as: kind, version };
  }
  const message = "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml";
  throw StatusError.of("NotAcceptable", message, {});
}
