/**
 * Simulations as bytes, and digests of their state.
 * @module
 */

import { createHash } from "node:crypto";
import type { Application } from "@aiops-gym/application";
import { GymError } from "@aiops-gym/cluster";
import { rowCount } from "@aiops-gym/telemetry";
import { freezeOpenChunks } from "./capture/capture-state.ts";
import { writePendingScrapes } from "./capture/pending-scrapes.ts";
import { writePendingSpans } from "./capture/span-rows.ts";
import { worldOf } from "./create-simulation.ts";
import { sortEvents } from "./kernel/event-queue.ts";
import { decodePlain, encodePlain } from "./kernel/plain-codec.ts";
import { Simulation } from "./kernel/simulation.ts";
import type { SimulationState } from "./kernel/simulation-state.ts";
import { openRequests } from "./workload/packed-requests.ts";

/** Begins every snapshot; the last byte is the version of the state's layout. */
const magic = Uint8Array.of(0x41, 0x47, 0x53, 0x4e, 3);
const digestBytes = 32;

function sha256(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** Makes rows of what was only kept so far, so that the state is the same whoever has read of it. */
export function writePending({ state, world }: Simulation): void {
  writePendingSpans(state.capture, world);
  writePendingScrapes(state.capture);
}

/** All state as bytes: a header, the application's name and a checksum, the state. */
export function writeSnapshot(sim: Simulation): Uint8Array {
  settle(sim);
  const body = encodePlain({ application: sim.world.application.name, state: sim.state });
  return Buffer.concat([magic, sha256(magic, body), body]);
}

/**
 * Reads what {@link writeSnapshot} wrote.
 *
 * @throws GymError `ERR_INVALID_SNAPSHOT` when the bytes are damaged, of another version, or of another application.
 */
export function readSnapshot(application: Application, bytes: Uint8Array): Simulation {
  const head = bytes.subarray(0, magic.length);
  if (Buffer.compare(head, magic) !== 0) {
    throw invalid("do not begin as a snapshot of this version does");
  }
  const bodyAt = magic.length + digestBytes;
  const body = bytes.subarray(bodyAt);
  if (Buffer.compare(bytes.subarray(magic.length, bodyAt), sha256(magic, body)) !== 0) {
    throw invalid("are damaged: their checksum does not fit");
  }
  const content = decodePlain(body) as { readonly application: string; readonly state: SimulationState };
  if (content.application !== application.name) {
    throw invalid(`are of the application ${content.application}, not ${application.name}`);
  }
  return new Simulation(content.state, worldOf(application));
}

function invalid(why: string): GymError {
  return new GymError("ERR_INVALID_SNAPSHOT", `The bytes ${why}; expected what \`snapshot()\` wrote.`);
}

/** What is equal is written alike: nothing waits or is packed, events are in order, and open chunks have no room. */
function settle(sim: Simulation): void {
  writePending(sim);
  const { rows } = sim.state.workload;
  rows.sealed = rows.sealed.map(openRequests);
  sortEvents(sim.state.kernel.queue);
  freezeOpenChunks(sim.state);
}

/** SHA-256 (hex) of all state. */
export function stateHashOf(sim: Simulation): string {
  settle(sim);
  return createHash("sha256").update(encodePlain(sim.state)).digest("hex");
}

/** A digest of what changes whenever anything happens: the clock, counters, streams of chance, numbers of rows. */
export function fingerprintOf(sim: Simulation): string {
  return fingerprintLater(sim)();
}

/** As {@link fingerprintOf} of now, made when the answer is called. */
export function fingerprintLater(sim: Simulation): () => string {
  const { kernel, store, capture, workload, processes } = sim.state;
  const counters = [
    kernel.now,
    kernel.sequence,
    kernel.seed,
    kernel.queue.length,
    store.resourceVersion,
    rowCount(capture.logs),
    rowCount(capture.spans) + capture.pendingSpans.count,
    rowCount(capture.metrics) + capture.pendingScrapes.count,
    rowCount(capture.events),
    workload.rows.written,
    processes.nextId,
    processes.spanCounter,
  ];
  const names = streamNames(kernel.streams);
  const words = new Uint32Array(streamWords * names.length);
  let at = 0;
  for (const stream of kernel.streams.values())
    for (let word = 0; word < streamWords; word++) words[at++] = stream[word] ?? 0;
  return () => {
    const hash = createHash("sha256");
    hash.update(JSON.stringify(counters));
    for (const [index, name] of names.entries()) {
      const stream = words.subarray(index * streamWords, (index + 1) * streamWords);
      hash.update(`${name} ${stream.join(" ")};`);
    }
    return hash.digest("hex");
  };
}

/** Of a `RandomStream`. */
const streamWords = 4;

// Streams only come, so their names are the same while there are as many.
const namesOfStreams = new WeakMap<SimulationState["kernel"]["streams"], readonly string[]>();

function streamNames(streams: SimulationState["kernel"]["streams"]): readonly string[] {
  let names = namesOfStreams.get(streams);
  if (names?.length !== streams.size) {
    names = [...streams.keys()];
    namesOfStreams.set(streams, names);
  }
  return names;
}
