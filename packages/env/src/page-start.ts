/**
 * From a problem to its page: the application starts, the faults are injected, time passes until the page arrives.
 * @module
 */
import type { ApplicationBackend, OpenOptions, RunningApplication } from "@aiops-gym/application";
import { microsPerSecond, type TelemetryTables, type UnixMicros } from "@aiops-gym/cluster";
import type { Baseline, Problem, Profile } from "@aiops-gym/problems";
import { takeBaseline } from "./baseline.ts";
import { composePage, type Page } from "./page.ts";

/** An application at the moment of the page, and what is known of it. */
export interface PageStart {
  readonly running: RunningApplication;
  /** Begin of the first observation's window: the application is healthy and under load. */
  readonly windowStartUnixMicros: UnixMicros;
  readonly pagedAtUnixMicros: UnixMicros;
  /** What the application was like before the faults. */
  readonly baseline: Baseline;
  readonly page: Page;
  /** Of the first observation's window. */
  readonly tables: TelemetryTables;
  /** Digest of the cluster's state. */
  readonly fingerprint: string;
}

/** How a problem begins. */
export interface StartOptions {
  readonly profile: Profile;
  readonly seed: number;
  readonly coldStart: boolean;
  readonly startAt?: NonNullable<OpenOptions["startAt"]>;
  readonly tracesSampler?: NonNullable<OpenOptions["tracesSampler"]>;
  readonly signal?: AbortSignal;
}

/**
 * Starts the application, waits for the fault's time, injects the faults, waits for the page. It comes `secondsToPage` after the
 * injection began, with faults and without, or when the injection is done where that lasts longer.
 */
export async function startAtPage(
  backend: ApplicationBackend,
  problem: Problem,
  { profile, ...open }: StartOptions,
): Promise<PageStart> {
  const { application, task } = problem;
  const { namespace } = application;
  const { signal } = open;
  const running = await backend.open(application, open);
  try {
    const { cluster } = running;
    const windowStartUnixMicros = cluster.clock.now() - application.warmupSeconds * microsPerSecond;
    const baseline = await takeBaseline(running);
    const context = { cluster, application, namespace, profile, ...(signal === undefined ? {} : { signal }) };
    if (problem.secondsToFault > 0) await cluster.clock.sleep(problem.secondsToFault, signal);
    // counted from before the injection, which takes time itself: when the page comes must not tell whether there was one
    const pageAt = cluster.clock.now() + problem.secondsToPage * microsPerSecond;
    for (const fault of problem.faults) await fault.inject(context);
    await cluster.clock.sleep(Math.max(0, pageAt - cluster.clock.now()) / microsPerSecond, signal);
    const page = await composePage(running, task);
    const pagedAtUnixMicros = cluster.clock.now();
    return {
      running,
      windowStartUnixMicros,
      pagedAtUnixMicros,
      baseline,
      page,
      tables: await cluster.telemetry.tables(
        { startUnixMicros: windowStartUnixMicros, endUnixMicros: pagedAtUnixMicros },
        { namespace },
      ),
      fingerprint: running.fingerprint(),
    };
  } catch (error) {
    await running[Symbol.asyncDispose]();
    throw error;
  }
}
