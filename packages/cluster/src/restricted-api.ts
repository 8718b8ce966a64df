/**
 * The API as one identity sees it: whatever its policy does not allow is `Forbidden`, as RBAC says it.
 * @module
 */
import { type AccessPolicy, isAllowed } from "./access-policy.ts";
import { parseFieldSelector } from "./field-selector.ts";
import { isAboutHidden, withoutHiddenKeys } from "./hide-groups.ts";
import { kinds as allKinds, type KindInfo, type KindTable, splitApiVersion } from "./kinds.ts";
import type {
  DeleteOptions,
  ExecOptions,
  ExecResult,
  GetOptions,
  KubeApi,
  LogOptions,
  ObjectList,
  ObjectQuery,
  OpenApiDocument,
  Patch,
  PodReference,
  Subresource,
  Table,
  TableQuery,
  TableRow,
  WatchEvent,
  WriteOptions,
} from "./kube-api.ts";
import type { KubeObject, Manifest, ObjectReference } from "./objects/meta.ts";
import { answerSelfReview } from "./self-reviews.ts";
import { type AccessAttempt, forbiddenTo, noSuchResource, notFound } from "./status-messages.ts";

/**
 * Wraps an API for one identity. A list over all namespaces of which some are out of reach is `Forbidden` as a whole, as RBAC has
 * it; only traces of the policy's hidden groups are taken out of what is read.
 *
 * @param kinds - Kinds that may be asked for; others answer as an API server that does not know them.
 */
export function restrictApi(api: KubeApi, policy: AccessPolicy, kinds: KindTable = allKinds): KubeApi {
  return new RestrictedApi(api, policy, kinds);
}

type Attempt = Omit<AccessAttempt, "user" | "resource">;

class RestrictedApi implements KubeApi {
  private readonly api: KubeApi;
  private readonly policy: AccessPolicy;
  private readonly kinds: KindTable;
  private readonly seenBefore = new WeakMap<KubeObject, KubeObject>();

  constructor(api: KubeApi, policy: AccessPolicy, kinds: KindTable) {
    this.api = api;
    this.policy = policy;
    this.kinds = kinds;
  }

  async get<T extends KubeObject>(ref: ObjectReference, options?: GetOptions): Promise<T> {
    this.require(ref, { verb: "get", ...named(ref), subresource: options?.subresource });
    const object = await this.api.get<T>(ref, options);
    if (isAboutHidden(object, this.policy.hiddenGroups)) throw this.missing(ref);
    return this.seen(object);
  }

  async list<T extends KubeObject>(query: ObjectQuery): Promise<ObjectList<T>> {
    this.require(query, { verb: "list", ...selected(query) });
    const list = await this.api.list<T>(query);
    const items = this.seenItems(list.items);
    return items === list.items ? list : { ...list, items };
  }

  async table(query: TableQuery): Promise<Table> {
    const { name } = query;
    const attempt =
      name === undefined ? { verb: "list", ...selected(query) } : { verb: "get", ...named({ ...query, name }) };
    this.require(query, attempt);
    const table = await this.api.table(query);
    const hidden = await this.hiddenNames(query);
    const rows = hidden.size === 0 ? table.rows : table.rows.filter(({ object }) => !hidden.has(nameOf(object)));
    if (query.name !== undefined && rows.length < table.rows.length) throw this.missing({ ...query, name: query.name });
    return { ...table, rows: rows.map((row) => this.seenRow(row)) };
  }

  async openApi(apiVersion: string): Promise<OpenApiDocument> {
    if (this.policy.hiddenGroups.includes(splitApiVersion(apiVersion).group)) throw noSuchResource();
    return this.api.openApi(apiVersion);
  }

  async customKinds(): Promise<readonly KindInfo[]> {
    const found = await this.api.customKinds();
    return found.filter(({ group }) => !this.policy.hiddenGroups.includes(group));
  }

  async *watch<T extends KubeObject>(
    query: ObjectQuery,
    options: { readonly resourceVersion?: string; readonly signal: AbortSignal },
  ): AsyncIterable<WatchEvent<T>> {
    this.require(query, { verb: "watch", ...selected(query) });
    for await (const event of this.api.watch<T>(query, options)) {
      if (event.type === "BOOKMARK") yield event;
      else if (!isAboutHidden(event.object, this.policy.hiddenGroups)) {
        yield { type: event.type, object: this.seen(event.object) };
      }
    }
  }

  async create<T extends KubeObject>(manifest: Manifest, options?: WriteOptions): Promise<T> {
    // of its own, not of the API's, which may do everything
    const review = answerSelfReview(this.policy, manifest);
    if (review !== undefined) return review as T;
    // a POST goes to the collection: no name takes part
    this.require(manifest, { verb: "create", namespace: manifest.metadata.namespace });
    return this.seen(await this.api.create<T>(manifest, options));
  }

  async update<T extends KubeObject>(
    object: Manifest,
    options?: WriteOptions & { readonly subresource?: Subresource },
  ): Promise<T> {
    const { namespace, name } = object.metadata;
    this.require(object, { verb: "update", namespace, name, subresource: options?.subresource });
    return this.seen(await this.api.update<T>(object, options));
  }

  async patch<T extends KubeObject>(
    ref: ObjectReference,
    patch: Patch,
    options?: WriteOptions & { readonly subresource?: Subresource },
  ): Promise<T> {
    this.require(ref, { verb: "patch", ...named(ref), subresource: options?.subresource });
    return this.seen(await this.api.patch<T>(ref, patch, options));
  }

  async delete(ref: ObjectReference, options?: DeleteOptions): Promise<KubeObject> {
    this.require(ref, { verb: "delete", ...named(ref) });
    return this.seen(await this.api.delete(ref, options));
  }

  async deleteCollection(query: ObjectQuery, options?: DeleteOptions): Promise<void> {
    this.require(query, { verb: "deletecollection", ...selected(query) });
    return this.api.deleteCollection(query, options);
  }

  async logs(pod: PodReference, options?: LogOptions): Promise<string> {
    this.require(podKind, { verb: "get", ...named(pod), subresource: "log" });
    return this.api.logs(pod, options);
  }

  async exec(pod: PodReference, options: ExecOptions): Promise<ExecResult> {
    // exec over a WebSocket is a GET
    this.require(podKind, { verb: "get", ...named(pod), subresource: "exec" });
    return this.api.exec(pod, options);
  }

  async evict(pod: PodReference, options?: DeleteOptions): Promise<void> {
    this.require(podKind, { verb: "create", ...named(pod), subresource: "eviction" });
    return this.api.evict(pod, options);
  }

  /** Events of a query that are about hidden groups: rows of a table carry no more than their objects' metadata. */
  private async hiddenNames(query: ObjectQuery): Promise<ReadonlySet<string>> {
    if (query.kind !== "Event" || this.policy.hiddenGroups.length === 0) return new Set();
    const { apiVersion, kind, namespace, labelSelector, fieldSelector } = query;
    const { items } = await this.api.list({
      apiVersion,
      kind,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labelSelector === undefined ? {} : { labelSelector }),
      ...(fieldSelector === undefined ? {} : { fieldSelector }),
    });
    const hidden = new Set<string>();
    for (const object of items) if (isAboutHidden(object, this.policy.hiddenGroups)) hidden.add(nameOf(object));
    return hidden;
  }

  /** The object without what would tell of hidden groups. */
  private seen<T extends KubeObject>(object: T): T {
    // frozen objects stay as they are: what was found of them once holds
    if (!Object.isFrozen(object)) return withoutHiddenKeys(object, this.policy.hiddenGroups);
    let found = this.seenBefore.get(object) as T | undefined;
    if (found === undefined) {
      found = withoutHiddenKeys(object, this.policy.hiddenGroups);
      this.seenBefore.set(object, found);
    }
    return found;
  }

  /** What of a list may be seen; the very list where that is all of it. */
  private seenItems<T extends KubeObject>(items: readonly T[]): readonly T[] {
    const { hiddenGroups } = this.policy;
    let kept: T[] | undefined;
    for (let index = 0; index < items.length; index++) {
      const object = items[index] as T;
      const isHidden = isAboutHidden(object, hiddenGroups);
      const seen = isHidden ? object : this.seen(object);
      if (kept === undefined && (isHidden || seen !== object)) kept = items.slice(0, index);
      if (!isHidden) kept?.push(seen);
    }
    return kept ?? items;
  }

  private seenRow(row: TableRow): TableRow {
    const object = this.seen(row.object);
    return object === row.object ? row : { ...row, object };
  }

  private missing({ apiVersion, kind, name }: ObjectReference): Error {
    const info = this.kinds.find(apiVersion, kind);
    return info === undefined ? noSuchResource() : notFound(info, name);
  }

  private require(of: { readonly apiVersion: string; readonly kind: string }, attempt: Attempt): void {
    const kind = this.kinds.find(of.apiVersion, of.kind);
    if (kind === undefined || this.policy.hiddenGroups.includes(kind.group)) throw noSuchResource();
    const full = { ...attempt, user: this.policy.user, resource: kind, namespace: scope(kind, attempt) };
    if (!isAllowed(this.policy, full)) throw forbiddenTo(full);
  }
}

function nameOf({ metadata }: { readonly metadata?: { readonly namespace?: string; readonly name?: string } }): string {
  return `${metadata?.namespace ?? ""}/${metadata?.name ?? ""}`;
}

const podKind = { apiVersion: "v1", kind: "Pod" };

/** A namespace's own object lies in itself, as far as authorization goes. */
function scope(kind: KindInfo, attempt: Attempt): string | undefined {
  if (kind.namespaced) return attempt.namespace;
  const single = !["list", "watch", "create", "deletecollection"].includes(attempt.verb);
  return kind.group === "" && kind.kind === "Namespace" && single ? attempt.name : undefined;
}

function named({ namespace, name }: { readonly namespace?: string; readonly name: string }): {
  readonly namespace: string | undefined;
  readonly name: string;
} {
  return { namespace, name };
}

/** A field selector that pins the name counts as the name. */
function selected({ namespace, fieldSelector }: ObjectQuery): {
  namespace: string | undefined;
  name: string | undefined;
} {
  let name: string | undefined;
  try {
    name = parseFieldSelector(fieldSelector ?? "").find(
      ({ field, operator }) => field === "metadata.name" && operator === "=",
    )?.value;
  } catch {
    // malformed: authorization comes first, the wrapped API then says what is wrong
  }
  return { namespace, name };
}
