/**
 * Watches a scenario's objects and events while it plays.
 * @module
 */
import type { Cluster, KubeEvent, KubeObject } from "@aiops-gym/cluster";
import { type Facts, factsOf } from "./facts.ts";
import type { Change, EventHistory, ObjectHistory } from "./run.ts";
import { type WatchedKind, watchedKinds } from "./watched-kinds.ts";

interface Growing extends ObjectHistory {
  readonly changes: Change[];
  facts: Facts;
}

type GrowingEvent = EventHistory & { readonly counts: { t: number; count: number }[] };

/** Collects histories from watches, in seconds since {@link begin}. */
export class Observer {
  readonly #cluster: Cluster;
  readonly #namespace: string;
  readonly #abort = new AbortController();
  readonly #objects = new Map<string, Growing>();
  readonly #events = new Map<string, GrowingEvent>();
  readonly #running: Promise<void>[] = [];
  #begin = 0;

  constructor(cluster: Cluster, namespace: string) {
    this.#cluster = cluster;
    this.#namespace = namespace;
  }

  /** Starts watching; kinds that the cluster does not have yet are watched from when they exist. */
  start(more: readonly { readonly apiVersion: string; readonly kind: string }[] = []): void {
    const extra = more.map((kind): WatchedKind => ({ ...kind, fields: ["spec", "data"] }));
    for (const kind of [...watchedKinds, ...extra]) this.#running.push(this.#watch(kind));
    this.#running.push(this.#watchEvents());
  }

  /** What is seen from now on counts from now. */
  begin(): void {
    this.#begin = this.#cluster.clock.now();
    for (const object of this.#objects.values()) {
      object.changes.splice(0, object.changes.length, { t: 0, set: object.facts });
    }
    this.#events.clear();
  }

  get elapsedSeconds(): number {
    return Math.round((this.#cluster.clock.now() - this.#begin) / 1000) / 1000;
  }

  /** Ends watching and answers what was seen. */
  async stop(): Promise<{ readonly objects: readonly ObjectHistory[]; readonly events: readonly EventHistory[] }> {
    this.#abort.abort();
    await Promise.allSettled(this.#running);
    const objects = [...this.#objects.values()].map(({ facts: _, ...history }) => history);
    return { objects, events: [...this.#events.values()] };
  }

  #belongs(name: string | undefined): boolean {
    return name === this.#namespace || name?.startsWith(`${this.#namespace}--`) === true;
  }

  async #watch(watched: WatchedKind): Promise<void> {
    const { apiVersion, kind } = watched;
    const { signal } = this.#abort;
    while (!signal.aborted) {
      try {
        for await (const event of this.#cluster.api.watch({ apiVersion, kind }, { signal })) {
          if (event.type === "BOOKMARK") continue;
          const { object } = event;
          if (!this.#belongs(object.metadata.namespace ?? object.metadata.name)) continue;
          this.#note({ ...object, kind }, watched, event.type === "DELETED");
        }
      } catch {
        // a kind that does not exist yet
        await this.#cluster.clock.sleep(this.#cluster.capabilities.virtualTime ? 0 : 0.2);
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }

  #note(object: KubeObject, watched: WatchedKind, gone: boolean): void {
    const t = this.elapsedSeconds;
    const { uid } = object.metadata;
    const facts = factsOf(object, watched);
    const known = this.#objects.get(uid);
    if (known === undefined) {
      this.#objects.set(uid, { ...identityOf(object), changes: [{ t, set: facts }], facts });
      return;
    }
    const change = difference(known.facts, facts);
    known.facts = facts;
    if (change !== undefined) known.changes.push({ t, ...change });
    if (gone) known.changes.push({ t, gone: true });
  }

  async #watchEvents(): Promise<void> {
    const query = { apiVersion: "v1", kind: "Event" };
    for await (const event of this.#cluster.api.watch<KubeEvent>(query, { signal: this.#abort.signal })) {
      if (event.type === "BOOKMARK" || event.type === "DELETED") continue;
      const { involvedObject: about, type, reason, message, count, source, metadata, ...rest } = event.object;
      if (!this.#belongs(about.namespace ?? about.name) && !this.#belongs(about.name)) continue;
      const { reportingComponent, series } = rest as {
        readonly reportingComponent?: string;
        readonly series?: { readonly count: number };
      };
      const known = this.#events.get(metadata.uid);
      const now = { t: this.elapsedSeconds, count: series?.count ?? count ?? 1 };
      if (known !== undefined) {
        known.counts.push(now);
        continue;
      }
      this.#events.set(metadata.uid, {
        object: `${about.kind} ${about.name}`,
        type,
        reason,
        message,
        component: source?.component || reportingComponent || "",
        counts: [now],
      });
    }
  }
}

function identityOf({ kind, metadata }: KubeObject): Omit<ObjectHistory, "changes"> {
  const { name, namespace, uid, generateName, ownerReferences, labels } = metadata;
  const owner = ownerReferences?.find(({ controller }) => controller === true);
  const hash =
    labels?.["pod-template-hash"] ?? labels?.["controller-revision-hash"] ?? labels?.["controller.kubernetes.io/hash"];
  return {
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    uid,
    ...(generateName === undefined ? {} : { generateName }),
    ...(owner === undefined ? {} : { owner: `${owner.kind} ${owner.name}` }),
    ...(hash === undefined ? {} : { hash }),
  };
}

function difference(before: Facts, after: Facts): Pick<Change, "set" | "unset"> | undefined {
  const set = Object.fromEntries(Object.entries(after).filter(([path, value]) => before[path] !== value));
  const unset = Object.keys(before).filter((path) => !(path in after));
  const none = Object.keys(set).length === 0;
  if (none && unset.length === 0) return undefined;
  return { ...(none ? {} : { set }), ...(unset.length === 0 ? {} : { unset }) };
}
