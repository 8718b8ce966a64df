/**
 * The Kubernetes API of a real cluster behind the seam.
 * @module
 */
import {
  type DeleteOptions,
  type ExecOptions,
  type ExecResult,
  type GetOptions,
  type KindInfo,
  type KubeApi,
  type KubeObject,
  kinds,
  type LogOptions,
  type Manifest,
  noSuchResource,
  type ObjectList,
  type ObjectQuery,
  type ObjectReference,
  type OpenApiDocument,
  type Patch,
  type PodReference,
  resourcePath,
  type Status,
  type Subresource,
  splitApiVersion,
  type Table,
  type TableQuery,
  type UserInfo,
  type WatchEvent,
  type WriteOptions,
} from "@aiops-gym/cluster";
import type { KubeConfig } from "@kubernetes/client-node";
import { exec } from "./exec.ts";
import { type Query, RestClient, statusError } from "./rest-client.ts";

const patchTypes = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
} as const;

type Named = { readonly apiVersion: string; readonly kind: string };
type RawWatchEvent = { readonly type: string; readonly object: KubeObject };

/** Implements {@link KubeApi} over HTTP. Kinds outside the built-in table are looked up in the server's discovery. */
export class LiveApi implements KubeApi {
  private readonly config: KubeConfig;
  private readonly rest: RestClient;
  private readonly discovered = new Map<string, Promise<KindInfo>>();
  private custom: { readonly at: number; readonly kinds: Promise<readonly KindInfo[]> } | undefined;

  constructor(config: KubeConfig, as?: UserInfo) {
    this.config = config;
    this.rest = new RestClient(config, as);
  }

  async get<T extends KubeObject>(ref: ObjectReference, options?: GetOptions): Promise<T> {
    return this.rest.json<T>({ path: await this.path(ref, { ...ref, subresource: options?.subresource }) });
  }

  async list<T extends KubeObject>(query: ObjectQuery): Promise<ObjectList<T>> {
    const list = await this.rest.json<{
      readonly items?: readonly T[] | null;
      readonly metadata: {
        readonly resourceVersion: string;
        readonly continue?: string;
        readonly remainingItemCount?: number;
      };
    }>({ path: await this.path(query, { namespace: query.namespace }), query: selection(query) });
    const { apiVersion, kind } = query;
    return {
      // items of a list do not say their kind
      items: (list.items ?? []).map((item) => ({ ...item, apiVersion, kind })),
      resourceVersion: list.metadata.resourceVersion,
      ...(list.metadata.continue === undefined ? {} : { continue: list.metadata.continue }),
      ...(list.metadata.remainingItemCount === undefined
        ? {}
        : { remainingItemCount: list.metadata.remainingItemCount }),
    };
  }

  async table(query: TableQuery): Promise<Table> {
    const path = await this.path(query, { namespace: query.namespace, name: query.name });
    return this.rest.json<Table>({
      path,
      query: selection(query),
      accept: "application/json;as=Table;v=v1;g=meta.k8s.io",
    });
  }

  async openApi(apiVersion: string): Promise<OpenApiDocument> {
    return this.rest.json({ path: `/openapi/v3/${apiVersion.includes("/") ? "apis" : "api"}/${apiVersion}` });
  }

  async customKinds(): Promise<readonly KindInfo[]> {
    // what was discovered ten seconds ago is good enough
    if (this.custom === undefined || Date.now() - this.custom.at > 10_000) {
      this.custom = { at: Date.now(), kinds: this.askForCustomKinds() };
      this.custom.kinds.catch(() => {
        this.custom = undefined;
      });
    }
    return this.custom.kinds;
  }

  private async askForCustomKinds(): Promise<readonly KindInfo[]> {
    const { groups } = await this.rest.json<{
      readonly groups: readonly { readonly versions: readonly { readonly groupVersion: string }[] }[];
    }>({ path: "/apis" });
    const versions = groups.flatMap((group) => group.versions.map(({ groupVersion }) => groupVersion));
    const unknown = versions.filter((version) => !kinds.kinds.some(({ apiVersion }) => apiVersion === version));
    return (await Promise.all(unknown.map((version) => this.served(version)))).flat();
  }

  async *watch<T extends KubeObject>(
    query: ObjectQuery,
    { resourceVersion, signal }: { readonly resourceVersion?: string; readonly signal: AbortSignal },
  ): AsyncIterable<WatchEvent<T>> {
    let from = resourceVersion;
    if (from === undefined) {
      const { limit: _, continue: __, ...all } = query;
      const present = await this.list<T>(all);
      for (const object of present.items) yield { type: "ADDED", object };
      from = present.resourceVersion;
    }
    const path = await this.path(query, { namespace: query.namespace });
    // the server ends watches after a while: go on from where it stopped
    while (!signal.aborted) {
      const parameters = { ...selection(query), watch: true, allowWatchBookmarks: true, resourceVersion: from };
      try {
        for await (const line of this.rest.lines({ path, query: parameters, signal })) {
          const { type, object } = JSON.parse(line) as RawWatchEvent;
          if (type === "ERROR") throw statusError(object as unknown as Status);
          from = object.metadata.resourceVersion;
          if (type === "BOOKMARK") yield { type, resourceVersion: from };
          else yield { type: type as "ADDED" | "MODIFIED" | "DELETED", object: object as T };
          if (signal.aborted) return;
        }
      } catch (error) {
        if (signal.aborted) return;
        throw error;
      }
    }
  }

  async create<T extends KubeObject>(manifest: Manifest, options?: WriteOptions): Promise<T> {
    const path = await this.path(manifest, { namespace: manifest.metadata.namespace });
    return this.rest.json<T>({ method: "POST", path, query: writeQuery(options), body: manifest });
  }

  async update<T extends KubeObject>(
    object: Manifest,
    options?: WriteOptions & { readonly subresource?: Subresource },
  ): Promise<T> {
    const { namespace, name } = object.metadata;
    const path = await this.path(object, { namespace, name, subresource: options?.subresource });
    const body = options?.subresource === "scale" ? { ...object, apiVersion: "autoscaling/v1", kind: "Scale" } : object;
    return this.rest.json<T>({ method: "PUT", path, query: writeQuery(options), body });
  }

  async patch<T extends KubeObject>(
    ref: ObjectReference,
    patch: Patch,
    options?: WriteOptions & { readonly subresource?: Subresource },
  ): Promise<T> {
    return this.rest.json<T>({
      method: "PATCH",
      path: await this.path(ref, { ...ref, subresource: options?.subresource }),
      query: { ...writeQuery(options), force: patch.type === "apply" ? patch.force : undefined },
      contentType: patchTypes[patch.type],
      body: patch.type === "json" ? patch.operations : patch.body,
    });
  }

  async delete(ref: ObjectReference, options?: DeleteOptions): Promise<KubeObject> {
    const path = await this.path(ref, ref);
    // what is gone at once answers with a bare Status, so look at it before
    const before = await this.rest.json<KubeObject>({ path });
    const answer = await this.rest.json<KubeObject>({ method: "DELETE", path, body: deleteBody(options) });
    return answer.kind === "Status" ? before : answer;
  }

  async deleteCollection(query: ObjectQuery, options?: DeleteOptions): Promise<void> {
    const path = await this.path(query, { namespace: query.namespace });
    await this.rest.json({ method: "DELETE", path, query: selection(query), body: deleteBody(options) });
  }

  async logs(pod: PodReference, options: LogOptions = {}): Promise<string> {
    return this.rest.text({ path: await this.path(podKind, { ...pod, subresource: "log" }), query: { ...options } });
  }

  async exec(pod: PodReference, options: ExecOptions): Promise<ExecResult> {
    return exec(this.config, this.rest, pod, options);
  }

  async evict(pod: PodReference, options?: DeleteOptions): Promise<void> {
    const path = await this.path(podKind, { ...pod, subresource: "eviction" });
    const body = {
      apiVersion: "policy/v1",
      kind: "Eviction",
      metadata: { namespace: pod.namespace, name: pod.name },
      deleteOptions: deleteBody(options),
    };
    await this.rest.json({ method: "POST", path, body });
  }

  private async path(
    of: Named,
    at: { namespace?: string | undefined; name?: string | undefined; subresource?: string | undefined },
  ): Promise<string> {
    return resourcePath(await this.kind(of), at);
  }

  private async kind({ apiVersion, kind }: Named): Promise<KindInfo> {
    const known = kinds.find(apiVersion, kind);
    if (known !== undefined) return known;
    const key = `${apiVersion} ${kind}`;
    const asked = this.discovered.get(key) ?? this.discover(apiVersion, kind);
    this.discovered.set(key, asked);
    // a definition may be installed later
    asked.catch(() => this.discovered.delete(key));
    return asked;
  }

  private async discover(apiVersion: string, kind: string): Promise<KindInfo> {
    const found = (await this.served(apiVersion)).find((info) => info.kind === kind);
    if (found === undefined) throw noSuchResource();
    return found;
  }

  /** The kinds of a version, as discovery lists them. */
  private async served(apiVersion: string): Promise<readonly KindInfo[]> {
    type Resource = Pick<KindInfo, "kind" | "namespaced"> & {
      readonly name: string;
      readonly singularName?: string;
      readonly shortNames?: readonly string[];
      readonly categories?: readonly string[];
      readonly verbs: readonly string[];
    };
    const path = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const { resources } = await this.rest.json<{ readonly resources: readonly Resource[] }>({ path });
    return resources
      .filter(({ name }) => !name.includes("/"))
      .map(({ name: plural, kind, namespaced, singularName, shortNames = [], categories = [], verbs }) => ({
        ...splitApiVersion(apiVersion),
        apiVersion,
        kind,
        plural,
        singular: singularName || kind.toLowerCase(),
        shortNames,
        namespaced,
        subresources: resources
          .filter(({ name }) => name.startsWith(`${plural}/`))
          .map(({ name }) => name.slice(plural.length + 1)),
        verbs,
        categories,
        custom: true,
      }));
  }
}

const podKind: Named = { apiVersion: "v1", kind: "Pod" };

function selection(query: ObjectQuery): Query {
  const { labelSelector, fieldSelector, limit, continue: token } = query;
  return { labelSelector, fieldSelector, limit, continue: token };
}

function writeQuery(options: WriteOptions | undefined): Query {
  const { fieldManager, fieldValidation } = options ?? {};
  return { dryRun: options?.dryRun === true ? "All" : undefined, fieldManager, fieldValidation };
}

function deleteBody(options: DeleteOptions = {}): Readonly<Record<string, unknown>> {
  const { dryRun, ...rest } = options;
  return {
    apiVersion: "v1",
    kind: "DeleteOptions",
    propagationPolicy: "Background",
    ...rest,
    ...(dryRun === true ? { dryRun: ["All"] } : {}),
  };
}
