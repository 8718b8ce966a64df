/**
 * One run of a script: how long it may last, on the cluster's clock.
 * @module
 */
import { type Clock, microsPerSecond, type UnixMicros } from "@aiops-gym/cluster";

/** Nothing begins in the last of these before a deadline, so that what a script printed is not lost with it. */
const marginMicros = 2_000;

/** Time left, in nested `timeout`s. */
export class ShellRun {
  private readonly clock: Clock;
  private readonly signal: AbortSignal | undefined;
  private readonly deadlines: UnixMicros[];

  constructor(clock: Clock, timeoutSeconds: number, signal: AbortSignal | undefined) {
    this.clock = clock;
    this.signal = signal;
    this.deadlines = [clock.now() + Math.round(timeoutSeconds * microsPerSecond)];
  }

  /** Seconds until the nearest deadline, at least 0. */
  get secondsLeft(): number {
    return Math.max(0, (Math.min(...this.deadlines) - marginMicros - this.clock.now()) / microsPerSecond);
  }

  /** Whether time ran out; commands that take time then end at once. */
  get expired(): boolean {
    return this.secondsLeft <= 0;
  }

  /** Lets time pass, up to the nearest deadline. */
  async sleep(seconds: number): Promise<void> {
    const whole = Math.min(seconds, this.secondsLeft);
    if (whole > 0) await this.clock.sleep(whole, this.signal);
  }

  /** Runs something that has to end sooner. @returns whether its time ran out, too. */
  async within<T>(seconds: number, run: () => Promise<T>): Promise<{ readonly result: T; readonly expired: boolean }> {
    this.deadlines.push(this.clock.now() + Math.round(seconds * microsPerSecond));
    try {
      const result = await run();
      return { result, expired: this.expired };
    } finally {
      this.deadlines.pop();
    }
  }
}
