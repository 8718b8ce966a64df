/**
 * Reading: an object, or a list of objects, in the form that was asked for.
 * @module
 */
import {
  fieldNotSupported,
  isAboutHidden,
  type KubeObject,
  notFound,
  type ObjectQuery,
  StatusError,
  type Table,
  type TableRow,
  withoutHiddenKeys,
} from "@aiops-gym/cluster";
import { withManagedFields } from "../apiserver/apply/managed-fields.ts";
import { customKind } from "../apiserver/custom/custom-kinds.ts";
import type { Scale } from "../apiserver/scale.ts";
import { printScale } from "../apiserver/table/print-scale.ts";
import { printTable } from "../apiserver/table/print-table.ts";
import { getForUser } from "../apiserver/user-requests.ts";
import { listPage } from "../apiserver/watch.ts";
import { type ApiRequest, invalidOptions, jsonOf, listKind, numberOf, referenceOf } from "./api-request.ts";
import type { Answer } from "./respond.ts";

/** What a request selects. */
export function queryOf({ info, path, query }: ApiRequest): ObjectQuery {
  const { apiVersion, kind, namespaced } = info;
  const { namespace, name } = path;
  const labelSelector = query.get("labelSelector") ?? "";
  const asked = query.get("fieldSelector") ?? "";
  // a watch of one object by its path
  const fieldSelector =
    name === undefined ? asked : [`metadata.name=${name}`, asked].filter((one) => one !== "").join();
  return {
    ...{ apiVersion, kind },
    ...(namespaced && namespace !== undefined ? { namespace } : {}),
    ...(labelSelector === "" ? {} : { labelSelector }),
    ...(fieldSelector === "" ? {} : { fieldSelector }),
  };
}

/** The object of a request, or its status or scale. */
export function readOne(request: ApiRequest): Answer {
  const { sim, path } = request;
  const part = path.subresource === "scale" ? "scale" : undefined;
  const object = getForUser(sim, referenceOf(request), part === undefined ? {} : { subresource: part });
  if (isAboutHidden(object, request.served.hiddenGroups)) throw notFound(request.info, object.metadata.name);
  return answerOne(request, object);
}

/** An object as an answer. */
export function answerOne(request: ApiRequest, read: KubeObject): Answer {
  const { form, served } = request;
  const object = withoutHiddenKeys(read, served.hiddenGroups);
  switch (form.as) {
    case "Table":
      if (object.kind === "Scale") return { object: printScale(object as Scale, request.sim.now) };
      return answerTable(request, [object], { resourceVersion: object.metadata.resourceVersion });
    case "PartialObjectMetadata":
      return { object: metadataOnly(object) };
    default:
      return { object: withKindFirst(object) };
  }
}

/** Kind and version come first on the wire. */
export function withKindFirst({ apiVersion, kind, ...rest }: KubeObject): KubeObject {
  return { kind, apiVersion, ...rest } as KubeObject;
}

/** Only what says which object it is. */
export function metadataOnly({ metadata }: KubeObject): unknown {
  return { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata };
}

/** A list of objects. */
export function readList(request: ApiRequest): Answer {
  const { sim, info, query, form } = request;
  checkVersion(request);
  const limit = numberOf(query, "limit") ?? 0;
  const token = query.get("continue") ?? "";
  const { items: found, ...metadata } = listPage(sim, {
    ...queryOf(request),
    ...(limit > 0 ? { limit } : {}),
    ...(token === "" ? {} : { continue: token }),
  });
  const items = found.flatMap((object) => seen(request, object));
  if (form.as === "Table") return answerTable(request, items, metadata);
  if (form.as === "PartialObjectMetadataList") {
    const kind = { kind: "PartialObjectMetadataList", apiVersion: "meta.k8s.io/v1" };
    return { object: { ...kind, metadata, items: items.map(metadataOnly) } };
  }
  const { apiVersion, custom } = info;
  const head = { kind: listKind(info), apiVersion, metadata };
  const texts = items.map((object) => jsonOf(onWire(object, custom)));
  const json = `${JSON.stringify(head).slice(0, -1)},"items":[${texts.join(",")}]}`;
  return {
    json,
    get object() {
      return { ...head, items: items.map((object) => onWire(object, custom)) };
    },
  };
}

/** The object as clients see it: with who owns what, and without traces of hidden groups; none when it is about such a group. */
export function seen({ served, info }: ApiRequest, object: KubeObject): readonly KubeObject[] {
  const { hiddenGroups, shown } = served;
  if (isAboutHidden(object, hiddenGroups)) return [];
  const whole = withManagedFields(served.sim(), info, object);
  let result = shown.get(whole);
  if (result === undefined) {
    result = withoutHiddenKeys(whole, hiddenGroups);
    if (result !== whole) Object.freeze(result);
    if (Object.isFrozen(whole)) shown.set(whole, result);
  }
  return [result];
}

const wireForms = new WeakMap<KubeObject, KubeObject>();

/** Items of lists do not say their kind, but for custom resources. */
function onWire(object: KubeObject, custom: boolean): KubeObject {
  if (custom) return object;
  let form = wireForms.get(object);
  if (form === undefined) {
    const { apiVersion: _, kind: __, ...rest } = object;
    form = Object.freeze(rest) as unknown as KubeObject;
    if (Object.isFrozen(object)) wireForms.set(object, form);
  }
  return form;
}

/** Objects as the server prints them. */
export function tableOf(request: ApiRequest, items: readonly KubeObject[], metadata: Table["metadata"]): Table {
  const { sim, info, query } = request;
  const { additionalPrinterColumns } = customKind(sim, info.apiVersion, info.kind)?.version ?? {};
  const table = printTable({ info, items, now: sim.now, metadata, printerColumns: additionalPrinterColumns });
  switch (query.get("includeObject")) {
    case "None":
      return withRows(table, () => null);
    case "Object":
      return withRows(table, (_row, index) => items[index]);
    default:
      return table;
  }
}

const metadataTexts = new WeakMap<KubeObject, string>();

/** A table as an answer; of rows, only the cells are written anew. */
function answerTable(request: ApiRequest, items: readonly KubeObject[], metadata: Table["metadata"]): Answer {
  const object = tableOf(request, items, metadata);
  if ((request.query.get("includeObject") ?? "Metadata") !== "Metadata") return { object };
  const rows = object.rows.map(({ object: printed, ...row }, index) => {
    const item = items[index] ?? printed;
    let text = metadataTexts.get(item);
    if (text === undefined) {
      text = JSON.stringify(printed);
      if (Object.isFrozen(item)) metadataTexts.set(item, text);
    }
    return `${JSON.stringify(row).slice(0, -1)},"object":${text}}`;
  });
  const { rows: _, ...head } = object;
  return { object, json: `${JSON.stringify(head).slice(0, -1)},"rows":[${rows.join(",")}]}` };
}

function withRows(table: Table, objectOf: (row: TableRow, index: number) => unknown): Table {
  const rows = table.rows.map((row, index) => ({ ...row, object: objectOf(row, index) }));
  return { ...table, rows } as Table;
}

/** Refuses versions that are not there: what was is not kept, what will be cannot be waited for. */
function checkVersion({ sim, query }: ApiRequest): void {
  const match = query.get("resourceVersionMatch") ?? "";
  const wanted = numberOf(query, "resourceVersion") ?? 0;
  const current = sim.state.store.resourceVersion;
  if (!["", "Exact", "NotOlderThan"].includes(match)) {
    throw invalidOptions(
      "ListOptions",
      fieldNotSupported("resourceVersionMatch", match, ["Exact", "NotOlderThan", ""]),
    );
  }
  if (wanted > current) throw tooLarge(wanted, current);
  if (match === "Exact" && wanted < current) {
    throw StatusError.of("Expired", "The resourceVersion for the provided list is too old.");
  }
}

/** A version that is not there yet. */
export function tooLarge(wanted: number, current: number): StatusError {
  return StatusError.of("Timeout", `Timeout: Too large resource version: ${wanted}, current: ${current}`, {
    causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
    retryAfterSeconds: 1,
  });
}
