/**
 * The clock of a real cluster.
 * @module
 */
import { setTimeout as wait } from "node:timers/promises";
import type { Clock, UnixMicros } from "@aiops-gym/cluster";

/** This machine's time; sleeping really waits. */
export class WallClock implements Clock {
  now(): UnixMicros {
    return Date.now() * 1000;
  }

  async sleep(seconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    try {
      await wait(seconds * 1000, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      throw signal?.aborted === true ? signal.reason : error;
    }
  }
}
