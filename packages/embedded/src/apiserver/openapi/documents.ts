/**
 * OpenAPI documents: one a group and version (v3), and one of everything (v2).
 * @module
 */
import { createHash } from "node:crypto";
import { type KindInfo, type KindTable, splitApiVersion } from "@aiops-gym/cluster";
import { schemaOf } from "../custom/custom-kinds.ts";
import { rowNameOfKind } from "../types/index.ts";
import { pathsOf } from "./paths.ts";
import { wordsOf } from "./published-words.ts";
import {
  Definitions,
  definitionName,
  definitionOfKind,
  groupVersionKind,
  type OpenApiVersion,
  type Schema,
} from "./schemas.ts";

const info = { title: "Kubernetes", version: "v1.34.4" };

/** A document, written. */
export interface OpenApiDocument {
  readonly json: string;
  /** Names its content. */
  readonly hash: string;
}

const documents = new WeakMap<KindTable, Map<string, OpenApiDocument>>();

/** `/openapi/v3`: where the documents of groups and versions are. */
export function openApiRoot(kinds: KindTable): Schema {
  const versions = [...new Set(kinds.kinds.map(({ apiVersion }) => apiVersion))].sort();
  const paths = versions.map((apiVersion) => {
    const { hash = "" } = openApiV3(kinds, apiVersion) ?? {};
    const path = pathOf(apiVersion);
    return [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` }] as const;
  });
  return { paths: Object.fromEntries(paths) };
}

function pathOf(apiVersion: string): string {
  return apiVersion.includes("/") ? `apis/${apiVersion}` : `api/${apiVersion}`;
}

/** `/openapi/v3/apis/apps/v1`; absent when there is no such version. */
export function openApiV3(kinds: KindTable, apiVersion: string): OpenApiDocument | undefined {
  const own = kinds.kinds.filter((one) => one.apiVersion === apiVersion);
  if (own.length === 0) return undefined;
  return known(kinds, `v3 ${apiVersion}`, () => {
    const { definitions, paths } = contentsOf(kinds, own, 3);
    return { openapi: "3.0.0", info, paths, components: { schemas: definitions } };
  });
}

/** `/openapi/v2` */
export function openApiV2(kinds: KindTable): OpenApiDocument {
  return known(kinds, "v2", () => {
    const { definitions, paths } = contentsOf(kinds, kinds.kinds, 2);
    return { swagger: "2.0", info, paths, definitions };
  });
}

function known(kinds: KindTable, name: string, make: () => Schema): OpenApiDocument {
  let ofTable = documents.get(kinds);
  if (ofTable === undefined) {
    ofTable = new Map();
    documents.set(kinds, ofTable);
  }
  let document = ofTable.get(name);
  if (document === undefined) {
    const json = JSON.stringify(make());
    document = { json, hash: createHash("sha512").update(json).digest("hex").toUpperCase() };
    ofTable.set(name, document);
  }
  return document;
}

function contentsOf(
  all: KindTable,
  kinds: readonly KindInfo[],
  version: OpenApiVersion,
): { readonly definitions: Schema; readonly paths: Schema } {
  const definitions = new Definitions(version, all.kinds);
  const paths: Record<string, Schema> = {};
  for (const one of kinds) {
    const name = one.custom ? customName(one) : definitionOfKind(one);
    if (name !== undefined) {
      if (one.custom) definitions.set(name, customSchema(definitions, one));
      else definitions.refer(rowNameOfKind(one.apiVersion, one.kind));
    }
    Object.assign(paths, pathsOf(one, name, version));
  }
  return { definitions: definitions.toObject(), paths };
}

/** `com.example.v1.Widget`: the group's name backwards. */
function customName({ apiVersion, kind }: KindInfo): string {
  const { group, version } = splitApiVersion(apiVersion);
  return [...group.split(".").reverse(), version, kind].join(".");
}

function customSchema(definitions: Definitions, one: KindInfo): Schema {
  const { properties, ...schema } = (schemaOf(one) ?? {
    type: "object",
    "x-kubernetes-preserve-unknown-fields": true,
  }) as Readonly<Record<string, unknown>>;
  // said of every kind alike
  const { fields: common = {} } = wordsOf(definitionName("Pod"));
  return {
    type: "object",
    ...schema,
    properties: {
      ...(properties as Schema | undefined),
      apiVersion: { description: common["apiVersion"], type: "string" },
      kind: { description: common["kind"], type: "string" },
      metadata: { description: common["metadata"], allOf: [definitions.refer("ObjectMeta")] },
    },
    "x-kubernetes-group-version-kind": [groupVersionKind(one)],
  };
}
