/**
 * A KubeApi over a list of objects: reads, plain writes, no controllers. Time passes only when told to.
 * @module
 */
import {
  alreadyExists,
  applyPatch,
  type Clock,
  fieldMatcher,
  type KindInfo,
  type KubeApi,
  type KubeObject,
  kinds,
  type LogOptions,
  labelMatcher,
  type Manifest,
  noSuchResource,
  notFound,
  type ObjectQuery,
  type ObjectReference,
  type OpenApiDocument,
  type PodReference,
  type Table,
  type TableQuery,
  type UnixMicros,
} from "@aiops-gym/cluster";
import { columnsOf } from "../../src/index.ts";

/** What a test wants besides objects. */
export interface MemoryApiOptions {
  readonly objects?: readonly KubeObject[];
  /** Tables tell ages by it; 1970 when absent. */
  readonly clock?: Clock;
  /** Answers `logs`. */
  readonly logs?: (pod: PodReference, options: LogOptions) => string;
  /** Answers `exec`. */
  readonly exec?: (
    pod: PodReference,
    command: readonly string[],
    stdin: string,
  ) => { stdout?: string; stderr?: string; exitCode?: number };
}

function keyOf({ apiVersion, kind, namespace = "", name }: ObjectReference): string {
  return `${apiVersion} ${kind} ${namespace} ${name}`;
}

function infoOf({ apiVersion, kind }: { apiVersion: string; kind: string }): KindInfo {
  const info = kinds.find(apiVersion, kind);
  if (info === undefined) throw noSuchResource();
  return info;
}

/** Holds objects and every write made to them. */
export class MemoryApi implements KubeApi {
  readonly objects: Map<string, KubeObject> = new Map();
  readonly writes: { readonly verb: string; readonly target: string; readonly body?: unknown }[] = [];
  private readonly options: MemoryApiOptions;
  private version = 1_000_000;

  constructor(options: MemoryApiOptions = {}) {
    this.options = options;
    for (const object of options.objects ?? []) this.put(object);
  }

  put(object: KubeObject): void {
    const { namespace, name } = object.metadata;
    this.objects.set(keyOf({ ...object, name, ...(namespace === undefined ? {} : { namespace }) }), object);
  }

  async get<T extends KubeObject = KubeObject>(ref: ObjectReference): Promise<T> {
    const info = infoOf(ref);
    const found = this.objects.get(keyOf(ref));
    if (found === undefined) throw notFound(info, ref.name);
    return found as T;
  }

  async list<T extends KubeObject = KubeObject>(
    query: ObjectQuery,
  ): Promise<{ items: readonly T[]; resourceVersion: string }> {
    const info = infoOf(query);
    // nothing measures here
    if (info.group === "metrics.k8s.io") throw noSuchResource();
    const byLabels = labelMatcher(query.labelSelector ?? "");
    const byFields = fieldMatcher(info, query.fieldSelector ?? "");
    const items = [...this.objects.values()]
      .filter((object) => object.apiVersion === query.apiVersion && object.kind === query.kind)
      .filter(({ metadata }) => query.namespace === undefined || metadata.namespace === query.namespace)
      .filter((object) => byLabels(object.metadata.labels) && byFields(object))
      .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
    return { items: items as unknown as readonly T[], resourceVersion: String(this.version) };
  }

  /** The built-in columns; only what is printed matters here. */
  async table(query: TableQuery): Promise<Table> {
    const info = infoOf(query);
    const { name, namespace } = query;
    const place = namespace === undefined ? {} : { namespace };
    const items = name === undefined ? (await this.list(query)).items : [await this.get({ ...query, ...place, name })];
    const columns = columnsOf(info);
    const now = this.options.clock?.now() ?? 0;
    return {
      kind: "Table",
      apiVersion: "meta.k8s.io/v1",
      metadata: {},
      columnDefinitions: columns.map((column) => ({
        name: column.name,
        type: "string",
        format: "",
        description: "",
        priority: column.wide === true ? 1 : 0,
      })),
      rows: items.map((object) => ({
        cells: columns.map((column) => column.cell(object, { now, wide: true })),
        object,
      })),
    };
  }

  async openApi(): Promise<OpenApiDocument> {
    return {};
  }

  async customKinds(): Promise<readonly KindInfo[]> {
    return [];
  }

  /** Nothing changes by itself. */
  async *watch(): AsyncGenerator<never> {}

  async create<T extends KubeObject = KubeObject>(manifest: Manifest, options: { dryRun?: boolean } = {}): Promise<T> {
    const info = infoOf(manifest);
    const { namespace, name = "" } = manifest.metadata;
    // whoever asks may do everything
    if (info.kind === "SelfSubjectAccessReview") return { ...manifest, status: { allowed: true } } as unknown as T;
    const ref = { ...manifest, name, ...(namespace === undefined ? {} : { namespace }) };
    if (this.objects.has(keyOf(ref))) throw alreadyExists(info, name);
    return this.store(manifest, "create", options.dryRun) as T;
  }

  async update<T extends KubeObject = KubeObject>(object: Manifest, options: { dryRun?: boolean } = {}): Promise<T> {
    const { namespace, name = "" } = object.metadata;
    const before = await this.get({ ...object, name, ...(namespace === undefined ? {} : { namespace }) });
    return this.store(
      { ...object, metadata: { ...before.metadata, ...object.metadata } },
      "update",
      options.dryRun,
    ) as T;
  }

  async patch<T extends KubeObject = KubeObject>(
    ref: ObjectReference,
    patch: Parameters<KubeApi["patch"]>[1],
    options: { dryRun?: boolean } = {},
  ): Promise<T> {
    const before = await this.get(ref);
    const after = applyPatch(infoOf(ref), before, patch as Parameters<typeof applyPatch>[2]) as KubeObject;
    this.writes.push({ verb: "patch", target: keyOf(ref), body: patch });
    if (JSON.stringify(after) === JSON.stringify(before)) return before as T;
    return this.store(after, "", options.dryRun) as T;
  }

  async delete(
    ref: ObjectReference,
    options: { gracePeriodSeconds?: number; propagationPolicy?: string; dryRun?: boolean } = {},
  ): Promise<KubeObject> {
    const before = await this.get(ref);
    this.writes.push({ verb: "delete", target: keyOf(ref), body: options });
    if (options.dryRun !== true) this.objects.delete(keyOf(ref));
    return before;
  }

  async deleteCollection(): Promise<void> {}

  async logs(pod: PodReference, options: LogOptions = {}): Promise<string> {
    return this.options.logs?.(pod, options) ?? "";
  }

  async exec(
    pod: PodReference,
    { command, stdin = "" }: { readonly command: readonly string[]; readonly stdin?: string },
  ): Promise<{ stdout: string; stderr: string; exitCode: number }> {
    return { stdout: "", stderr: "", exitCode: 0, ...this.options.exec?.(pod, command, stdin) };
  }

  async evict(): Promise<void> {}

  private store(object: Manifest, verb: string, dryRun = false): KubeObject {
    this.version += 1;
    const { name = "" } = object.metadata;
    const metadata = {
      uid: `uid-${name}`,
      creationTimestamp: "2025-11-21T11:00:00Z",
      ...object.metadata,
      name,
      resourceVersion: String(this.version),
    };
    const stored: KubeObject = { ...object, metadata };
    if (verb !== "") this.writes.push({ verb, target: keyOf({ ...object, name }), body: object });
    if (!dryRun) this.put(stored);
    return stored;
  }
}

function sortKey({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ""}\u0000${metadata.name}`;
}

/** A clock that stands still until somebody sleeps. */
export class TestClock implements Clock {
  private time: UnixMicros;
  /** Called with each sleep, after time passed. */
  onSleep: ((seconds: number) => void) | undefined;

  constructor(time: UnixMicros) {
    this.time = time;
  }

  now(): UnixMicros {
    return this.time;
  }

  async sleep(seconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.time += Math.round(seconds * 1_000_000);
    this.onSleep?.(seconds);
  }
}
