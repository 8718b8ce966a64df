/**
 * Watches: changes as lines of JSON, as they come, with bookmarks and failures in the stream.
 * @module
 */
import { once } from "node:events";
import { type KubeObject, StatusError, type WatchEvent } from "@aiops-gym/cluster";
import { listPage, matcherOf, watchObjects } from "../apiserver/watch.ts";
import { type ApiRequest, isTrue, jsonOf, numberOf } from "./api-request.ts";
import { openStream } from "./open-stream.ts";
import { metadataOnly, queryOf, seen, tableOf, withKindFirst } from "./read-objects.ts";
import { statusObject, statusOf } from "./respond.ts";

/** How often a quiet watch says which version it has come to. */
const bookmarkMillis = 60_000;

/** Answers a watch; it goes on until the client leaves, its time is up, or it lags too far behind. */
export async function watchForClient(request: ApiRequest): Promise<void> {
  const { served, sim, info, query, response } = request;
  const asked = queryOf(request);
  // what is wrong with the selectors is answered before the stream begins
  matcherOf(info, asked);
  const version = query.get("resourceVersion") ?? "";
  if (version !== "") numberOf(query, "resourceVersion");
  const bookmarks = isTrue(query.get("allowWatchBookmarks"));
  using stream = openStream(request, numberOf(query, "timeoutSeconds"));
  response.writeHead(200, { "Content-Type": "application/json", "Transfer-Encoding": "chunked" });
  response.flushHeaders();
  const lines = new WatchLines(request);
  const write = (line: string): boolean => response.write(`${line}\n`);
  const bookmarker = bookmarks ? setInterval(() => write(lines.bookmark()), bookmarkMillis) : undefined;
  try {
    const initial = isTrue(query.get("sendInitialEvents"));
    const from = initial ? String(sim.state.store.resourceVersion) : version;
    if (initial) {
      for (const line of lines.present()) if (!write(line)) await drained(request, stream.signal);
      if (bookmarks) write(lines.bookmark({ "k8s.io/initial-events-end": "true" }));
    }
    const options = { ...(from === "" ? {} : { resourceVersion: from }), signal: stream.signal };
    for await (const event of watchObjects(() => served.sim(), asked, options)) {
      for (const line of lines.of(event)) if (!write(line)) await drained(request, stream.signal);
    }
  } catch (error) {
    if (!stream.signal.aborted)
      write(JSON.stringify({ type: "ERROR", object: statusObject(statusOf(expiredAs(error))) }));
  } finally {
    clearInterval(bookmarker);
  }
  response.end();
}

/** A slow client is waited for; what comes meanwhile is read from the log of changes later. */
async function drained({ response }: ApiRequest, signal: AbortSignal): Promise<void> {
  if (signal.aborted || response.destroyed) return;
  await once(response, "drain", { signal }).catch(() => undefined);
}

/** The wire's words for a version that is too old. */
function expiredAs(error: unknown): unknown {
  return error instanceof StatusError && error.reason === "Expired" ? StatusError.of("Expired", error.message) : error;
}

/** Writes events in the form that a request asked for. */
class WatchLines {
  readonly #request: ApiRequest;
  #tables = 0;

  constructor(request: ApiRequest) {
    this.#request = request;
  }

  of(event: WatchEvent): readonly string[] {
    if (event.type === "BOOKMARK") return [this.bookmark()];
    return this.#linesOf(event.type, event.object);
  }

  #linesOf(type: string, object: KubeObject): readonly string[] {
    return seen(this.#request, object).map((one) => `{"type":"${type}","object":${this.#textOf(one)}}`);
  }

  /** All objects that are there, as added. */
  *present(): Iterable<string> {
    const { sim } = this.#request;
    for (const object of listPage(sim, queryOf(this.#request)).items) yield* this.#linesOf("ADDED", object);
  }

  /** Says that everything up to the current version was told. */
  bookmark(annotations?: Readonly<Record<string, string>>): string {
    const { served, info, form } = this.#request;
    const resourceVersion = String(served.sim().state.store.resourceVersion);
    const metadata = { resourceVersion, ...(annotations === undefined ? {} : { annotations }) };
    const { apiVersion, kind } = info;
    if (form.as === "Table") {
      const object = { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata };
      const rows = [{ cells: [], object }];
      const table = { kind: "Table", apiVersion: "meta.k8s.io/v1", metadata, columnDefinitions: null, rows };
      return JSON.stringify({ type: "BOOKMARK", object: table });
    }
    return JSON.stringify({
      type: "BOOKMARK",
      object: { kind, apiVersion, metadata: { ...metadata, creationTimestamp: null } },
    });
  }

  #textOf(object: KubeObject): string {
    const { form } = this.#request;
    if (form.as === "PartialObjectMetadata") return JSON.stringify(metadataOnly(object));
    if (form.as !== "Table") return wireText(object);
    const { resourceVersion } = object.metadata;
    const table = tableOf(this.#request, [object], { resourceVersion });
    // the columns are told once
    this.#tables += 1;
    return JSON.stringify(this.#tables === 1 ? table : { ...table, columnDefinitions: null });
  }
}

const wireForms = new WeakMap<KubeObject, KubeObject>();

function wireText(object: KubeObject): string {
  let form = wireForms.get(object);
  if (form === undefined) {
    form = Object.freeze(withKindFirst(object));
    if (Object.isFrozen(object)) wireForms.set(object, form);
  }
  return jsonOf(form);
}
