/**
 * What memory is used, and how much is allocated on the way.
 * @module
 */
import { Session } from "node:inspector/promises";
import { type PerformanceEntry, PerformanceObserver } from "node:perf_hooks";
import { setImmediate as nextTurn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

let collect: (() => void) | undefined;

/** Bytes in use after full collections: the heap, and what arrays hold beside it. */
export function usedBytes(): number {
  if (collect === undefined) {
    setFlagsFromString("--expose-gc");
    collect = runInNewContext("gc") as () => void;
  }
  // more than one round: what finalizers let go of is collected by the next
  for (let round = 0; round < 3; round++) collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Milliseconds that garbage collection stops the thread for during `work`. */
export async function collectionMillis(work: () => Promise<unknown>): Promise<number> {
  let millis = 0;
  const observer = new PerformanceObserver((list) => add(list.getEntries()));
  const add = (entries: readonly PerformanceEntry[]): void => {
    for (const { duration } of entries) millis += duration;
  };
  observer.observe({ entryTypes: ["gc"] });
  await work();
  // entries come after the event loop's turn
  await nextTurn();
  add(observer.takeRecords());
  observer.disconnect();
  return millis;
}

/** Bytes between two samples of the allocation profiler. */
const samplingInterval = 16_384;

interface ProfileNode {
  readonly selfSize: number;
  readonly children: readonly ProfileNode[];
}

/**
 * Bytes that `work` allocates on the JavaScript heap, those collected meanwhile included: an estimate of V8's sampling profiler.
 * The profiler slows down what it watches, so time is not taken at once with it.
 */
export async function allocatedBytes(work: () => Promise<unknown>): Promise<number> {
  const session = new Session();
  session.connect();
  try {
    await session.post("HeapProfiler.startSampling", {
      samplingInterval,
      includeObjectsCollectedByMajorGC: true,
      includeObjectsCollectedByMinorGC: true,
    });
    await work();
    const { profile } = await session.post("HeapProfiler.stopSampling");
    return sumOf(profile.head);
  } finally {
    session.disconnect();
  }
}

function sumOf({ selfSize, children }: ProfileNode): number {
  return children.reduce((sum, child) => sum + sumOf(child), selfSize);
}
