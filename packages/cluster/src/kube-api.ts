/**
 * The seam: the Kubernetes API in the shape that kubectl, faults, graders and policies use it.
 * @module
 */
import type { KindInfo } from "./kinds.ts";
import type { KubeObject, Manifest, ObjectReference } from "./objects/meta.ts";

/** Which objects: one kind, in one namespace or in all. */
export interface ObjectQuery {
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent: all namespaces (or a cluster-scoped kind). */
  readonly namespace?: string;
  /** `app=web,tier!=db,env in (a,b),!canary`, as kubectl's `-l`. */
  readonly labelSelector?: string;
  /** `metadata.name=x,status.phase!=Running`, as kubectl's `--field-selector`. */
  readonly fieldSelector?: string;
  readonly limit?: number;
  readonly continue?: string;
}

/** Which objects a table is of. */
export interface TableQuery extends ObjectQuery {
  /** This object only: answered, and refused, as `get` is. */
  readonly name?: string;
}

/** A page of objects, in the order of their keys (namespace, then name). */
export interface ObjectList<T extends KubeObject = KubeObject> {
  readonly items: readonly T[];
  readonly resourceVersion: string;
  readonly continue?: string;
  /** How many come after this page; absent on the last, and when the query selects. */
  readonly remainingItemCount?: number;
}

/** A change that a watch reports. */
export type WatchEvent<T extends KubeObject = KubeObject> =
  | { readonly type: "ADDED" | "MODIFIED" | "DELETED"; readonly object: T }
  | { readonly type: "BOOKMARK"; readonly resourceVersion: string };

/** What every write takes. */
export interface WriteOptions {
  /** Checks and answers as usual, stores nothing. */
  readonly dryRun?: boolean;
  readonly fieldManager?: string;
  /** `Strict` refuses fields that the kind does not have, as kubectl asks for; they are dropped by default. */
  readonly fieldValidation?: "Strict";
}

/** JSON patch (RFC 6902), JSON merge patch (RFC 7386), Kubernetes' strategic merge patch, or server-side apply. */
export type Patch =
  | { readonly type: "json"; readonly operations: readonly JsonPatchOperation[] }
  | { readonly type: "merge"; readonly body: Readonly<Record<string, unknown>> }
  | { readonly type: "strategic"; readonly body: Readonly<Record<string, unknown>> }
  /** Needs {@link WriteOptions.fieldManager}; `force` takes fields over that others own. Creates what is not there. */
  | { readonly type: "apply"; readonly body: Manifest; readonly force?: boolean };

/** One operation of RFC 6902. */
export interface JsonPatchOperation {
  readonly op: "add" | "remove" | "replace" | "move" | "copy" | "test";
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

export interface DeleteOptions {
  /** Seconds that pods get to stop; the pod's own by default, 0 removes at once. */
  readonly gracePeriodSeconds?: number;
  /** What happens to dependents; `Background` by default. */
  readonly propagationPolicy?: "Foreground" | "Background" | "Orphan";
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly dryRun?: boolean;
}

export interface LogOptions {
  /** Needed when the pod has several containers. */
  readonly container?: string;
  /** The container before the last restart. */
  readonly previous?: boolean;
  readonly tailLines?: number;
  readonly sinceSeconds?: number;
  readonly timestamps?: boolean;
  /** Cuts the answer after so many bytes. */
  readonly limitBytes?: number;
}

export interface ExecOptions {
  readonly container?: string;
  readonly command: readonly string[];
  readonly stdin?: string;
  /** Gives up after so long. */
  readonly timeoutSeconds?: number;
  readonly signal?: AbortSignal;
}

/** What a program in a container answered. */
export interface ExecResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** Names a pod. */
export interface PodReference {
  readonly namespace: string;
  readonly name: string;
}

/** What a server prints of objects: `meta.k8s.io/v1` `Table`. */
export interface Table {
  readonly kind: "Table";
  readonly apiVersion: "meta.k8s.io/v1";
  readonly metadata: {
    readonly resourceVersion?: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
  readonly columnDefinitions: readonly TableColumn[];
  readonly rows: readonly TableRow[];
}

/** One column; those of a `priority` above 0 are shown by `-o wide` only. */
export interface TableColumn {
  readonly name: string;
  readonly type: "string" | "integer" | "number" | "boolean" | "date";
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

/** One row; `object` is the object's `PartialObjectMetadata`. */
export interface TableRow {
  readonly cells: readonly (string | number | boolean | null)[];
  readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason?: string }[];
  readonly object: KubeObject;
}

/** An OpenAPI document, as far as kinds are described in it. */
export interface OpenApiDocument {
  readonly components?: { readonly schemas?: Readonly<Record<string, OpenApiSchema>> };
}

/** A schema of OpenAPI 3, as far as it is used. */
export interface OpenApiSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, OpenApiSchema>>;
  readonly items?: OpenApiSchema;
  readonly additionalProperties?: OpenApiSchema | boolean;
  readonly allOf?: readonly OpenApiSchema[];
  readonly "x-kubernetes-group-version-kind"?: readonly {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
  }[];
}

/** Subresources that are read and written like objects. */
export type Subresource = "status" | "scale" | "resize" | "ephemeralcontainers";

/** Options of {@link KubeApi.get}. */
export interface GetOptions {
  readonly subresource?: Subresource;
  /** `metadata.managedFields` is not looked at: the answer may lack it. On the embedded cluster it takes time to work out. */
  readonly withoutManagedFields?: true;
}

/**
 * The Kubernetes API. Every failure is a {@link StatusError} with Kubernetes' own reason, code and message.
 * On the embedded cluster, calls that take long (`exec`) let virtual time pass.
 */
export interface KubeApi {
  get<T extends KubeObject = KubeObject>(ref: ObjectReference, options?: GetOptions): Promise<T>;
  list<T extends KubeObject = KubeObject>(query: ObjectQuery): Promise<ObjectList<T>>;
  /** The objects as the server prints them, with Kubernetes' own columns. */
  table(query: TableQuery): Promise<Table>;
  /** The OpenAPI document (version 3) of a group's version, by which its kinds are explained and checked. */
  openApi(apiVersion: string): Promise<OpenApiDocument>;
  /** The kinds of custom resources that the cluster serves, as its discovery tells of them to everybody. */
  customKinds(): Promise<readonly KindInfo[]>;
  /**
   * Changes after `resourceVersion` (or, without it, first all present objects as ADDED). Ends when the signal aborts.
   *
   * @throws {@link StatusError} `Expired` (410) when that version is too old.
   */
  watch<T extends KubeObject = KubeObject>(
    query: ObjectQuery,
    options: { readonly resourceVersion?: string; readonly signal: AbortSignal },
  ): AsyncIterable<WatchEvent<T>>;
  create<T extends KubeObject = KubeObject>(manifest: Manifest, options?: WriteOptions): Promise<T>;
  /**
   * Replaces the object; a `metadata.resourceVersion` that is not the stored one is a `Conflict`. For `scale`, the object names
   * the scaled kind and carries `spec.replicas`; the answer is a `Scale`.
   */
  update<T extends KubeObject = KubeObject>(
    object: Manifest,
    options?: WriteOptions & { readonly subresource?: Subresource },
  ): Promise<T>;
  patch<T extends KubeObject = KubeObject>(
    ref: ObjectReference,
    patch: Patch,
    options?: WriteOptions & { readonly subresource?: Subresource },
  ): Promise<T>;
  /** Answers with the object as it was when deletion began (pods and finalized objects live on a while). */
  delete(ref: ObjectReference, options?: DeleteOptions): Promise<KubeObject>;
  deleteCollection(query: ObjectQuery, options?: DeleteOptions): Promise<void>;
  /** The container's log as text, a line each. */
  logs(pod: PodReference, options?: LogOptions): Promise<string>;
  exec(pod: PodReference, options: ExecOptions): Promise<ExecResult>;
  /** The Eviction subresource: a delete that respects disruption budgets. */
  evict(pod: PodReference, options?: DeleteOptions): Promise<void>;
}
