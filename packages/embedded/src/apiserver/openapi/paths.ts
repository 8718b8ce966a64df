/**
 * The operations of resources, as OpenAPI's paths: what can be asked of each, with which parameters.
 * @module
 */
import { type KindInfo, resourcePath } from "@aiops-gym/cluster";
import { groupVersionKind, type OpenApiVersion, referenceTo, type Schema } from "./schemas.ts";

type Paths = Record<string, Schema>;

const text = "string";
const writing: readonly (readonly [string, string])[] = [
  ["dryRun", text],
  ["fieldManager", text],
  ["fieldValidation", text],
];
const listing: readonly (readonly [string, string])[] = [
  ["allowWatchBookmarks", "boolean"],
  ["continue", text],
  ["fieldSelector", text],
  ["labelSelector", text],
  ["limit", "integer"],
  ["resourceVersion", text],
  ["resourceVersionMatch", text],
  ["sendInitialEvents", "boolean"],
  ["timeoutSeconds", "integer"],
  ["watch", "boolean"],
];
const deleting: readonly (readonly [string, string])[] = [
  ["dryRun", text],
  ["gracePeriodSeconds", "integer"],
  ["orphanDependents", "boolean"],
  ["propagationPolicy", text],
];

/** By verb of discovery: the method, whether it is of one object, the action's name, and its parameters. */
const operations: Readonly<
  Record<
    string,
    readonly [method: string, one: boolean, action: string, parameters: readonly (readonly [string, string])[]]
  >
> = {
  get: ["get", true, "get", []],
  update: ["put", true, "put", writing],
  patch: ["patch", true, "patch", [...writing, ["force", "boolean"]]],
  delete: ["delete", true, "delete", deleting],
  list: ["get", false, "list", listing],
  create: ["post", false, "post", writing],
  deletecollection: ["delete", false, "deletecollection", [...deleting, ...listing]],
};

/** The paths of a kind's collection and objects. */
export function pathsOf(info: KindInfo, definition: string | undefined, version: OpenApiVersion): Paths {
  const namespace = info.namespaced ? "{namespace}" : undefined;
  const paths: Paths = {};
  for (const one of [false, true]) {
    const path = decodeURIComponent(resourcePath(info, { namespace, name: one ? "{name}" : undefined }));
    const found = info.verbs.flatMap((verb) => {
      const [method, ofOne, action, parameters] = operations[verb] ?? [];
      if (method === undefined || ofOne !== one || action === undefined) return [];
      return [
        [method, operation(info, { verb, action, parameters: parameters ?? [], definition, version, one })] as const,
      ];
    });
    if (found.length > 0)
      paths[path] = { ...Object.fromEntries(found), parameters: placeParameters(info, one, version) };
    if (info.namespaced && !one && info.verbs.includes("list")) {
      const all = operation(info, { verb: "list", action: "list", parameters: listing, definition, version, one });
      paths[resourcePath(info)] = { get: all };
    }
  }
  return paths;
}

interface Operation {
  readonly verb: string;
  readonly action: string;
  readonly parameters: readonly (readonly [string, string])[];
  readonly definition: string | undefined;
  readonly version: OpenApiVersion;
  readonly one: boolean;
}

function operation(info: KindInfo, { verb, action, parameters, definition, version, one }: Operation): Schema {
  const { group, version: apiVersion, kind, namespaced } = info;
  const tag = `${group === "" ? "core" : group.split(".")[0]}_${apiVersion}`;
  const name = [verb, tag, namespaced ? "Namespaced" : "", kind, one ? "" : "Collection"].join("").replaceAll("_", "");
  const schema = definition === undefined ? { type: "object" } : referenceTo(definition, version);
  const body = ["post", "put", "patch"].includes(action);
  return {
    tags: [tag],
    operationId: name,
    parameters: [
      ...parameters.map(([field, type]) => parameter(field, "query", type, version)),
      ...(body && version === 2
        ? [{ name: "body", in: "body", required: true, schema: action === "patch" ? { type: "object" } : schema }]
        : []),
    ],
    ...(body && version === 3 ? { requestBody: { content: contentOf(action, schema), required: true } } : {}),
    responses: {
      "200": {
        description: "OK",
        ...(version === 2 ? { schema } : { content: { "application/json": { schema } } }),
      },
      "401": { description: "Unauthorized" },
    },
    "x-kubernetes-action": action,
    "x-kubernetes-group-version-kind": groupVersionKind(info),
  };
}

const patchTypes = [
  "application/apply-patch+yaml",
  "application/json-patch+json",
  "application/merge-patch+json",
  "application/strategic-merge-patch+json",
];

function contentOf(action: string, schema: Schema): Schema {
  const types = action === "patch" ? patchTypes : ["application/json"];
  return Object.fromEntries(types.map((type) => [type, { schema: action === "patch" ? { type: "object" } : schema }]));
}

function placeParameters({ namespaced }: KindInfo, one: boolean, version: OpenApiVersion): readonly Schema[] {
  return [
    ...(one ? [parameter("name", "path", text, version)] : []),
    ...(namespaced ? [parameter("namespace", "path", text, version)] : []),
    parameter("pretty", "query", text, version),
  ];
}

function parameter(name: string, place: "path" | "query", type: string, version: OpenApiVersion): Schema {
  const unique = { type, uniqueItems: true };
  return {
    ...{ name, in: place },
    ...(place === "path" ? { required: true } : {}),
    ...(version === 2 ? unique : { schema: unique }),
  };
}
