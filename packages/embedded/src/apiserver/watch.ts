/**
 * Lists and watches: selectors, pages, and what changed since a version.
 * @module
 */
import {
  fieldMatcher,
  type KindInfo,
  type KubeObject,
  labelMatcher,
  type ObjectList,
  type ObjectQuery,
  type WatchEvent,
} from "@aiops-gym/cluster";
import type { Simulation } from "../kernel/simulation.ts";
import { kindOf } from "./api-server.ts";
import { continueToken, readContinueToken } from "./continue-token.ts";
import { groupEvent, isGroupEvent } from "./events-v1.ts";
import { isMeasured, listMetrics } from "./metrics-requests.ts";
import { listObjects, objectKey, shardOf } from "./store.ts";
import type { LoggedChange } from "./store-state.ts";
import { tooOld, WatchInbox } from "./watch-inbox.ts";

/** Whether a query selects an object. */
export type Matcher = (object: KubeObject) => boolean;

/**
 * What of a kind's objects a query selects.
 *
 * @throws StatusError `BadRequest` for selectors that make no sense.
 */
export function matcherOf(info: KindInfo, { namespace, labelSelector = "", fieldSelector = "" }: ObjectQuery): Matcher {
  const labels = labelSelector === "" ? undefined : labelMatcher(labelSelector);
  const fields = fieldSelector === "" ? undefined : fieldMatcher(info, fieldSelector);
  return (object) =>
    (namespace === undefined || !info.namespaced || object.metadata.namespace === namespace) &&
    (labels === undefined || labels(object.metadata.labels)) &&
    (fields === undefined || fields(object));
}

/** The objects of a query, a page of them when it has a limit. */
export function listPage<T extends KubeObject>(sim: Simulation, query: ObjectQuery): ObjectList<T> {
  const info = kindOf(sim, query);
  const namespace = info.namespaced ? query.namespace : undefined;
  const { apiVersion, kind, labelSelector = "", fieldSelector = "" } = query;
  // objects of one namespace are found by it
  const matches = matcherOf(info, { apiVersion, kind, labelSelector, fieldSelector });
  const all = isMeasured(info)
    ? (listMetrics(sim, info, namespace) as readonly T[])
    : asTold(info, listObjects<T>(sim, shardOf(info), namespace));
  const token = query.continue ?? "";
  const start = token === "" ? undefined : readContinueToken(sim, token);
  // in one namespace the names alone are compared, as tokens hold them
  const keyOf = (object: KubeObject): string =>
    namespace === undefined && info.namespaced ? objectKey(object) : object.metadata.name;
  const takesAll = start === undefined && labelSelector === "" && fieldSelector === "";
  const items = takesAll
    ? all.slice()
    : all.filter((object) => matches(object) && (start === undefined || keyOf(object) > start.after));
  const resourceVersion = start?.resourceVersion ?? String(sim.state.store.resourceVersion);
  const { limit = 0 } = query;
  const last = items[limit - 1];
  if (limit <= 0 || items.length <= limit || last === undefined) return { items, resourceVersion };
  const selects = labelSelector !== "" || fieldSelector !== "";
  return {
    items: items.slice(0, limit),
    resourceVersion,
    continue: continueToken(keyOf(last), resourceVersion),
    // who selects would have to look at all of them to know
    ...(selects ? {} : { remainingItemCount: items.length - limit }),
  };
}

/** Stored objects in the version that was asked for. */
function asTold<T extends KubeObject>(info: KindInfo, objects: readonly T[]): readonly T[] {
  return isGroupEvent(info) ? objects.map((object) => groupEvent<T>(object)) : objects;
}

function toldChange(change: LoggedChange): LoggedChange {
  const { object, previous } = change;
  const told = { ...change, object: groupEvent(object) };
  return previous === undefined ? told : { ...told, previous: groupEvent(previous) };
}

/** What a change means to somebody who sees only what matches. */
function eventOf(change: LoggedChange, matches: Matcher): WatchEvent | undefined {
  const { type, object, previous } = change;
  const before = previous !== undefined && matches(previous);
  const now = type !== "DELETED" && matches(object);
  if (now) return { type: before ? "MODIFIED" : "ADDED", object };
  return before ? { type: "DELETED", object } : undefined;
}

/** Changes after a version, or first all present objects; ends when the signal aborts. */
export async function* watchObjects<T extends KubeObject>(
  current: () => Simulation,
  query: ObjectQuery,
  { resourceVersion, signal }: { readonly resourceVersion?: string; readonly signal: AbortSignal },
): AsyncIterable<WatchEvent<T>> {
  const info = kindOf(current(), query);
  const shard = shardOf(info);
  const matches = matcherOf(info, query);
  let seen = Number(resourceVersion ?? "0");
  if (resourceVersion === undefined || resourceVersion === "" || resourceVersion === "0") {
    const { items, resourceVersion: now } = listPage<T>(current(), query);
    seen = Number(now);
    for (const object of items) {
      if (signal.aborted) return;
      yield { type: "ADDED", object };
    }
  }
  let inbox: WatchInbox | undefined;
  try {
    while (!signal.aborted) {
      const sim = current();
      let news: readonly LoggedChange[];
      if (inbox?.sim === sim) news = inbox.take(seen);
      else {
        inbox?.close();
        inbox = new WatchInbox(sim);
        const { log, compactedVersion } = sim.state.store;
        if (seen < compactedVersion) throw tooOld(seen, compactedVersion);
        news = log.slice(firstAfter(log, seen));
      }
      seen = Math.max(seen, sim.state.store.resourceVersion);
      for (const change of news) {
        if (change.object.kind !== info.kind || shardOf(change.object) !== shard) continue;
        const event = eventOf(isGroupEvent(info) ? toldChange(change) : change, matches);
        if (event === undefined) continue;
        if (signal.aborted) return;
        yield event as WatchEvent<T>;
      }
      if (current() === sim) await inbox.filled(signal);
    }
  } finally {
    inbox?.close();
  }
}

function firstAfter(log: readonly LoggedChange[], version: number): number {
  let low = 0;
  let high = log.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((log[middle]?.resourceVersion ?? 0) > version) high = middle;
    else low = middle + 1;
  }
  return low;
}
