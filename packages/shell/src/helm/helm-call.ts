/**
 * One running helm command: the cluster, the flags, what is printed.
 * @module
 */
import { microsPerSecond, type UnixMicros } from "@aiops-gym/cluster";
import { ClusterCall } from "../cluster-call.ts";
import type { HelmFiles } from "./chart-folder.ts";
import { HelmError } from "./helm-error.ts";
import { ReleaseStorage } from "./storage.ts";

/** The time that the shell gave the command ran out. */
export class OutOfTime extends Error {}

/** One call; made anew for each. */
export class HelmCall extends ClusterCall<HelmFiles> {
  readonly storage: ReleaseStorage = new ReleaseStorage(this.api, this.namespace, () => this.now);

  get now(): UnixMicros {
    return this.clock.now();
  }

  /**
   * Looks every two seconds until `look` says yes.
   *
   * @throws {@link HelmError} when `seconds` have passed, {@link OutOfTime} when the shell's time has.
   */
  async waitFor(seconds: number, look: () => Promise<boolean>): Promise<void> {
    const end = this.now + seconds * microsPerSecond;
    for (;;) {
      if (await look()) return;
      const next = this.now + 2 * microsPerSecond;
      if (this.deadline < Math.min(next, end)) {
        await this.sleepUntil(this.deadline);
        throw new OutOfTime();
      }
      await this.sleepUntil(Math.min(next, end));
      if (this.now >= end) throw new HelmError("context deadline exceeded");
    }
  }

  private async sleepUntil(time: UnixMicros): Promise<void> {
    const seconds = (time - this.now) / microsPerSecond;
    if (seconds > 0) await this.clock.sleep(seconds, this.signal);
  }
}

/** A command: `install`, or `get values`. */
export interface HelmCommand {
  /** Its words. */
  readonly name: string;
  /** Other words for it. */
  readonly aliases?: readonly string[];
  /** See kubectl's `flags.ts` for the notation. */
  readonly flags: string;
  /** One line, own words. */
  readonly summary: string;
  /** How it is called, after `helm`. */
  readonly usage: string;
  /** How many arguments it takes. */
  readonly args: { readonly least: number; readonly most: number };
  run(call: HelmCall): Promise<void>;
}
