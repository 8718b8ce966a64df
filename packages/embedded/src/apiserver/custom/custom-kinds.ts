/**
 * The kinds that CustomResourceDefinitions in the store define, and their schemas.
 * @module
 */
import type { KindInfo, KubeObject } from "@aiops-gym/cluster";
import type { Simulation } from "../../kernel/simulation.ts";
import type { KindShard } from "../store-state.ts";
import type { PrinterColumn } from "../table/printer-columns.ts";
import type { JsonSchema } from "./json-schema.ts";

/** A definition (apiextensions.k8s.io/v1), its defaults filled in. */
export interface CustomResourceDefinition extends KubeObject {
  readonly kind: "CustomResourceDefinition";
  readonly spec: {
    readonly group: string;
    readonly names: {
      readonly plural: string;
      readonly singular?: string;
      readonly kind: string;
      readonly listKind?: string;
      readonly shortNames?: readonly string[];
      readonly categories?: readonly string[];
    };
    readonly scope: "Namespaced" | "Cluster";
    readonly versions: readonly CustomVersion[];
    readonly preserveUnknownFields?: boolean;
  };
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly acceptedNames?: CustomResourceDefinition["spec"]["names"];
    readonly storedVersions?: readonly string[];
  };
}

/** One version of a definition. */
export interface CustomVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly deprecated?: boolean;
  readonly schema?: { readonly openAPIV3Schema?: JsonSchema };
  readonly subresources?: {
    readonly status?: Readonly<Record<string, never>>;
    readonly scale?: ScalePaths;
  };
  readonly additionalPrinterColumns?: readonly PrinterColumn[];
}

/** Where a custom resource keeps its scale. */
export interface ScalePaths {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath?: string;
}

/** A kind in one version, with what its definition says of it. */
export interface CustomKind {
  readonly info: KindInfo;
  readonly version: CustomVersion;
  /** The version that objects are kept in. */
  readonly storageApiVersion: string;
}

const verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];

// Pure functions of frozen definitions, and of a shard's contents, which its version names.
const kindsOfDefinition = new WeakMap<KubeObject, readonly CustomKind[]>();
const kindsOfShard = new WeakMap<
  KindShard,
  { readonly version: number; readonly kinds: ReadonlyMap<string, CustomKind> }
>();
const none: ReadonlyMap<string, CustomKind> = new Map();

const schemas = new WeakMap<KindInfo, JsonSchema>();
const scales = new WeakMap<KindInfo, ScalePaths>();

/** Where objects of a kind that a definition made keep their scale. */
export function scalePathsOf(info: KindInfo): ScalePaths | undefined {
  return scales.get(info);
}

/** The schema of a kind that a definition made. */
export function schemaOf(info: KindInfo): JsonSchema | undefined {
  return schemas.get(info);
}

/** The kinds that are served, by `apiVersion kind`. */
export function customKinds(sim: Simulation): ReadonlyMap<string, CustomKind> {
  const shard = sim.state.store.shards.get("CustomResourceDefinition");
  if (shard === undefined) return none;
  const known = kindsOfShard.get(shard);
  if (known?.version === shard.version) return known.kinds;
  const found = new Map<string, CustomKind>();
  for (const definition of shard.objects.values()) {
    for (const one of kindsOf(definition as CustomResourceDefinition)) {
      found.set(`${one.info.apiVersion} ${one.info.kind}`, one);
    }
  }
  kindsOfShard.set(shard, { version: shard.version, kinds: found });
  return found;
}

/** The custom kind of a name; absent when there is none, or it is not established. */
export function customKind(sim: Simulation, apiVersion: string, kind: string): CustomKind | undefined {
  return customKinds(sim).get(`${apiVersion} ${kind}`);
}

/** Whether a definition says of itself that a condition holds. */
export function definitionHas({ status }: CustomResourceDefinition, type: string): boolean {
  return status?.conditions?.some((one) => one.type === type && one.status === "True") === true;
}

function kindsOf(definition: CustomResourceDefinition): readonly CustomKind[] {
  let known = kindsOfDefinition.get(definition);
  if (known === undefined) {
    known = definitionHas(definition, "Established") ? readKinds(definition) : [];
    kindsOfDefinition.set(definition, known);
  }
  return known;
}

function readKinds({ spec }: CustomResourceDefinition): readonly CustomKind[] {
  const { group, names, scope, versions } = spec;
  const storage = versions.find((version) => version.storage)?.name ?? "";
  return versions
    .filter((version) => version.served)
    .map((version) => {
      const info: KindInfo = {
        group,
        version: version.name,
        apiVersion: `${group}/${version.name}`,
        kind: names.kind,
        plural: names.plural,
        singular: names.singular ?? names.kind.toLowerCase(),
        shortNames: names.shortNames ?? [],
        namespaced: scope === "Namespaced",
        subresources: (["scale", "status"] as const).filter((name) => version.subresources?.[name] !== undefined),
        verbs,
        categories: names.categories ?? [],
        custom: true,
      };
      const schema = version.schema?.openAPIV3Schema;
      if (schema !== undefined) schemas.set(info, schema);
      const scale = version.subresources?.scale;
      if (scale !== undefined) scales.set(info, scale);
      return { info, version, storageApiVersion: `${group}/${storage}` };
    });
}
