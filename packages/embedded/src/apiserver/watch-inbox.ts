/**
 * What a watch has not read yet. A watch that is open gets every change, however much time passes before somebody reads it;
 * the log of past writes is for those that begin at an old version. Not part of the state: it lives as long as the watch.
 * @module
 */
import { StatusError } from "@aiops-gym/cluster";
import type { Simulation } from "../kernel/simulation.ts";
import { followLog } from "./store.ts";
import type { LoggedChange } from "./store-state.ts";

/** Changes that may wait to be read; a watch that is further behind has to begin anew, as with a real server. */
export const mostUnread = 32_768;

const open = new WeakMap<Simulation, Set<WatchInbox>>();

followLog((sim, change) => {
  const inboxes = open.get(sim);
  if (inboxes !== undefined) for (const inbox of inboxes) inbox.add(change);
});

/** The answer to who asks for what happened after a version that is not remembered. */
export function tooOld(version: number, compactedVersion: number): StatusError {
  return StatusError.of("Expired", `too old resource version: ${version} (${compactedVersion})`);
}

/** The changes of one simulation from now on, for one watch. */
export class WatchInbox {
  readonly sim: Simulation;
  #changes: LoggedChange[] = [];
  #overflowed = false;
  #wake: (() => void) | undefined;

  constructor(sim: Simulation) {
    this.sim = sim;
    let inboxes = open.get(sim);
    if (inboxes === undefined) {
      inboxes = new Set();
      open.set(sim, inboxes);
    }
    inboxes.add(this);
  }

  /** A change has happened. */
  add(change: LoggedChange): void {
    if (this.#changes.length >= mostUnread) {
      this.#overflowed = true;
      this.#changes = [];
      this.close();
    } else this.#changes.push(change);
    this.#wake?.();
  }

  /**
   * What has come since the last call.
   *
   * @param seen - The version that was read last.
   * @throws StatusError `Expired` when too much has come.
   */
  take(seen: number): readonly LoggedChange[] {
    if (this.#overflowed) throw tooOld(seen, this.sim.state.store.resourceVersion);
    const changes = this.#changes;
    this.#changes = [];
    return changes;
  }

  /** Waits until there is something to take, or the signal aborts. */
  filled(signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.#overflowed || this.#changes.length > 0) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        signal.removeEventListener("abort", wake);
        this.#wake = undefined;
        resolve();
      };
      this.#wake = wake;
      signal.addEventListener("abort", wake, { once: true });
    });
  }

  /** Nothing more comes. */
  close(): void {
    open.get(this.sim)?.delete(this);
  }
}
