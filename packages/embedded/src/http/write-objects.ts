/**
 * Writing: objects are created, replaced, patched and deleted.
 * @module
 */
import {
  badRequest,
  type DeleteOptions,
  goJsonKind,
  goJsonProblem,
  type JsonPatchOperation,
  type KindInfo,
  type KubeObject,
  type Manifest,
  type Patch,
  StatusError,
  type Subresource,
} from "@aiops-gym/cluster";
import { withManagedFields } from "../apiserver/apply/managed-fields.ts";
import { decodeObject } from "../apiserver/decode.ts";
import { isDraft } from "../apiserver/draft.ts";
import { findObject } from "../apiserver/lookup.ts";
import { listPage } from "../apiserver/watch.ts";
import { type ApiRequest, isDryRun, listKind, numberOf, referenceOf, writeOptions } from "./api-request.ts";
import { mediaTypeOf, parseBody, parseYaml } from "./read-body.ts";
import { answerOne, queryOf, withKindFirst } from "./read-objects.ts";
import type { Answer } from "./respond.ts";

/** POST to a collection. */
export async function createOne(request: ApiRequest): Promise<Answer> {
  const { info, path, api, query } = request;
  const options = writeOptions(request, "CreateOptions");
  const manifest = placed(request, manifestOf(request, info));
  if (info.namespaced && path.namespace === undefined) throw methodNotAllowed();
  const warnings = unknownFields(info, manifest, query.get("fieldValidation"));
  const created = await api.create<KubeObject>(manifest, options);
  return { ...answerOne(request, created), code: 201, warnings };
}

/** PUT of an object, its status or its scale. */
export async function replaceOne(request: ApiRequest): Promise<Answer> {
  const { info, path, api, query } = request;
  const { name = "" } = path;
  const options = { ...writeOptions(request, "UpdateOptions"), ...partOf(request) };
  const sent = placed(request, manifestOf(request, options.subresource === "scale" ? scaleKind : info));
  if ((sent.metadata.name ?? "") === "") {
    throw badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  }
  if (sent.metadata.name !== name) {
    throw badRequest(`the name of the object (${sent.metadata.name}) does not match the name on the URL (${name})`);
  }
  const { apiVersion, kind } = info;
  const warnings = options.subresource === "scale" ? [] : unknownFields(info, sent, query.get("fieldValidation"));
  const changed = await api.update<KubeObject>({ ...sent, apiVersion, kind }, options);
  return { ...answerOne(request, changed), warnings };
}

/** PATCH of an object, its status or its scale, in one of the four forms. */
export async function patchOne(request: ApiRequest): Promise<Answer> {
  const { sim, api, info } = request;
  const options = { ...writeOptions(request, "PatchOptions"), ...partOf(request) };
  const patch = patchOf(request);
  const ref = referenceOf(request);
  if (patch.type === "strategic" && info.custom) throw unsupported();
  const before = patch.type === "apply" ? findObject(sim, ref) : undefined;
  const changed = await api.patch<KubeObject>(ref, patch, options);
  const code = patch.type === "apply" && before === undefined ? 201 : 200;
  const merged = patch.type === "json" ? {} : withoutDirectives(patch.body);
  const scale = options.subresource === "scale";
  const warnings = scale ? [] : unknownFields(info, merged, request.query.get("fieldValidation"));
  return { ...answerOne(request, changed), code, warnings };
}

/** Kinds whose deletion is answered with the object, though it is gone. */
const toldWhenDeleted: ReadonlySet<string> = new Set([
  "Namespace",
  "PersistentVolume",
  "PersistentVolumeClaim",
  "Pod",
  "PodTemplate",
  "ResourceQuota",
  "Service",
  "ServiceAccount",
  "StorageClass",
  "CSIDriver",
  "CSINode",
  "VolumeAttachment",
  "VolumeAttributesClass",
]);

/** DELETE of an object. */
export async function deleteOne(request: ApiRequest): Promise<Answer> {
  const { served, sim, info } = request;
  const ref = referenceOf(request);
  const options = deleteOptions(request);
  const object = await served.api.delete(ref, options);
  const left = options.dryRun === true ? undefined : findObject(sim, ref);
  if (left !== undefined) return answerOne(request, withManagedFields(sim, info, left));
  if (toldWhenDeleted.has(info.kind)) return answerOne(request, object);
  const { group, plural } = info;
  const { name, uid } = object.metadata;
  const details = { name, ...(group === "" ? {} : { group }), kind: plural, uid };
  return { object: { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", details } };
}

/** DELETE of a collection: answers with what it held. */
export async function deleteAll(request: ApiRequest): Promise<Answer> {
  const { served, sim, info } = request;
  const query = queryOf(request);
  const options = deleteOptions(request);
  const { items, resourceVersion } = listPage(sim, query);
  await served.api.deleteCollection(query, options);
  const { apiVersion } = info;
  return {
    object: { kind: listKind(info), apiVersion, metadata: { resourceVersion }, items: items.map(withKindFirst) },
  };
}

/** How something is deleted: options of the body, or of the query when there is no body. */
export function deleteOptions({ body, query, request }: ApiRequest): DeleteOptions {
  const sent = body.length === 0 ? {} : parseBody(body, mediaTypeOf(request));
  if (!isDraft(sent)) throw badRequest("expected DeleteOptions");
  return readDeleteOptions({
    gracePeriodSeconds: numberOf(query, "gracePeriodSeconds"),
    propagationPolicy: query.get("propagationPolicy") ?? undefined,
    orphanDependents: query.get("orphanDependents") === null ? undefined : query.get("orphanDependents") === "true",
    ...sent,
    dryRun: [...query.getAll("dryRun"), ...(Array.isArray(sent["dryRun"]) ? sent["dryRun"].map(String) : [])],
  });
}

/** Reads `DeleteOptions`. */
export function readDeleteOptions(sent: Readonly<Record<string, unknown>>): DeleteOptions {
  const { gracePeriodSeconds, propagationPolicy, orphanDependents, preconditions } = sent;
  const policy =
    propagationPolicy ?? (orphanDependents === undefined ? undefined : orphanDependents ? "Orphan" : "Background");
  const dryRun = Array.isArray(sent["dryRun"]) ? sent["dryRun"].map(String) : [];
  return {
    ...(typeof gracePeriodSeconds === "number" ? { gracePeriodSeconds } : {}),
    ...(policy === "Foreground" || policy === "Background" || policy === "Orphan" ? { propagationPolicy: policy } : {}),
    ...(isDraft(preconditions) ? { preconditions } : {}),
    ...(isDryRun(dryRun, "DeleteOptions") ? { dryRun: true } : {}),
  };
}

/** What a request writes of an object; all of it when the path names no part. */
function partOf({ path }: ApiRequest): { readonly subresource?: Subresource } {
  const { subresource } = path;
  return subresource === undefined ? {} : { subresource: subresource as Subresource };
}

/** The body as an object of a kind; what it does not say of its kind is the URL's. */
function manifestOf({ body, request }: ApiRequest, info: Pick<KindInfo, "apiVersion" | "kind">): Manifest {
  const value = parseBody(body, mediaTypeOf(request));
  if (!isDraft(value)) {
    throw badRequest(`the object provided is unrecognized (must be of type ${info.kind}): couldn't get version/kind`);
  }
  const { apiVersion = info.apiVersion, kind = info.kind, metadata } = value;
  if (kind !== info.kind || (apiVersion !== info.apiVersion && apiVersion !== "")) {
    const version = String(apiVersion).split("/").at(-1);
    const conversion = `converting (${version}.${kind}) to (core.${info.kind}): unknown conversion`;
    throw badRequest(`${kind} in version "${version}" cannot be handled as a ${info.kind}: ${conversion}`);
  }
  return {
    ...value,
    apiVersion: info.apiVersion,
    kind: info.kind,
    metadata: isDraft(metadata) ? metadata : {},
  } as Manifest;
}

/** The object in the namespace of the URL. */
function placed({ info, path }: ApiRequest, manifest: Manifest): Manifest {
  const { namespace } = path;
  if (!info.namespaced || namespace === undefined) return manifest;
  const own = manifest.metadata.namespace ?? "";
  if (own !== "" && own !== namespace) {
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
  return { ...manifest, metadata: { ...manifest.metadata, namespace } };
}

const scaleKind = { apiVersion: "autoscaling/v1", kind: "Scale" };

/** A patch's text; broken text is told as Go tells it. */
function parsePatch(body: Buffer): unknown {
  const text = body.toString("utf8");
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badRequest(goJsonProblem(text, (error as Error).message));
  }
}

function patchOf({ body, request, query }: ApiRequest): Patch {
  switch (mediaTypeOf(request)) {
    case "application/json-patch+json": {
      const operations = parsePatch(body);
      if (!Array.isArray(operations)) {
        throw badRequest(
          `error decoding patch: json: cannot unmarshal ${goJsonKind(operations)} into Go value of type []handlers.jsonPatchOp`,
        );
      }
      return { type: "json", operations: operations as readonly JsonPatchOperation[] };
    }
    case "application/merge-patch+json":
      return { type: "merge", body: bodyOf(parsePatch(body)) };
    case "application/strategic-merge-patch+json":
      return { type: "strategic", body: bodyOf(parsePatch(body)) };
    case "application/apply-patch+yaml":
      if ((query.get("fieldManager") ?? "") === "") {
        throw StatusError.of(
          "Invalid",
          'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
          {
            group: "meta.k8s.io",
            kind: "PatchOptions",
            causes: [
              {
                reason: "FieldValueRequired",
                message: "Required value: is required for apply patch",
                field: "fieldManager",
              },
            ],
          },
        );
      }
      return {
        type: "apply",
        body: bodyOf(parseYaml(body.toString("utf8"))) as unknown as Manifest,
        ...(query.get("force") === "true" ? { force: true } : {}),
      };
    default:
      throw unsupported();
  }
}

function bodyOf(value: unknown): Readonly<Record<string, unknown>> {
  if (isDraft(value)) return value;
  throw badRequest(`json: cannot unmarshal ${goJsonKind(value)} into Go value of type map[string]interface {}`);
}

function unsupported(): StatusError {
  return StatusError.of("UnsupportedMediaType", "415: Unsupported Media Type", {});
}

/** A verb that a resource does not have. */
export function methodNotAllowed(): StatusError {
  return StatusError.of("MethodNotAllowed", "the server does not allow this method on the requested resource", {});
}

/** A strategic merge patch without what says how to merge. */
function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDirectives);
  if (!isDraft(value)) return value;
  const own = Object.entries(value).filter(([key]) => !key.startsWith("$"));
  return Object.fromEntries(own.map(([key, one]) => [key, withoutDirectives(one)]));
}

/** Warnings of fields that the kind does not have: they are dropped. */
function unknownFields(info: KindInfo, manifest: unknown, validation: string | null): readonly string[] {
  if (info.custom || (validation !== null && validation !== "" && validation !== "Warn")) return [];
  try {
    return [...decodeObject(info, manifest).unknown].sort().map((field) => `unknown field ${JSON.stringify(field)}`);
  } catch {
    // the write itself says what is wrong
    return [];
  }
}
