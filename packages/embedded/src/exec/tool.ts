/**
 * Tools that `kubectl exec` finds in a container. A tool is a generator: it yields when it waits, so that the same tool runs with
 * virtual time passing (exec) and without (probes, init scripts).
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import type { Simulation } from "../kernel/simulation.ts";
import { runningContainer } from "../runtime/containers.ts";
import { useCpu } from "../runtime/cpu.ts";
import type { ContainerRecord } from "../runtime/runtime-state.ts";

/** Whoever holds the simulation: it may be asked for again after time has passed. */
export interface SimulationHolder {
  readonly sim: Simulation;
}

/** A tool waits: until a time, or until the answer with this token is there. */
export interface Wait {
  readonly until: UnixMicros;
  readonly token?: number;
}

/** What a tool printed and ended with. */
export interface ToolResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** What a tool sees. */
export interface ToolContext {
  readonly holder: SimulationHolder;
  readonly container: ContainerRecord;
  /** Without the tool's own name. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: string;
  /** A file of the container; `undefined` when there is none. Relative paths are the caller's to resolve. */
  readFile(path: string): string | undefined;
}

export type Tool = (context: ToolContext) => Generator<Wait, ToolResult, void>;

/** A tool that waits for nothing. */
export function atOnce(run: (context: ToolContext) => ToolResult): Tool {
  return function* (context) {
    yield* [];
    return run(context);
  };
}

/** Spends CPU in the container's cgroup, as every process in it. */
export function* spend(context: ToolContext, micros: number): Generator<Wait, void, void> {
  const { sim } = context.holder;
  const until = useCpu(sim, context.container.id, micros);
  yield { until: Number.isFinite(until) ? until : sim.now };
}

/** A result with only an error text. */
export function failed(exitCode: number, stderr: string): ToolResult {
  return { stdout: "", stderr, exitCode };
}

/**
 * Runs a tool to its end while virtual time passes.
 *
 * @param deadline - At this time it is given up.
 */
export function runWithTime(
  holder: SimulationHolder,
  containerId: string,
  steps: Generator<Wait, ToolResult, void>,
  deadline: UnixMicros,
): ToolResult | "timeout" | "killed" {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    const verdict = passTime(holder, containerId, step.value, deadline);
    if (verdict !== "go on") return verdict;
  }
}

/** Lets time pass until what a tool waits for; the process dies with its container. */
export function passTime(
  holder: SimulationHolder,
  containerId: string,
  wait: Wait,
  deadline: UnixMicros,
): "go on" | "timeout" | "killed" {
  const { sim } = holder;
  const { token } = wait;
  const alive = (): boolean => runningContainer(sim, containerId) !== undefined;
  const until = Math.min(wait.until, deadline);
  if (until > sim.now && (token === undefined || !sim.state.network.replies.has(token))) {
    sim.runWhile(until, () => alive() && (token === undefined || !sim.state.network.replies.has(token)));
  }
  if (!alive()) return "killed";
  const arrived = token !== undefined && sim.state.network.replies.has(token);
  return arrived || wait.until <= sim.now ? "go on" : "timeout";
}

/** Runs a tool at once: waits take no time, but are summed up. Answers of programs never come. */
export function runAtOnce(
  sim: Simulation,
  steps: Generator<Wait, ToolResult, void>,
): ToolResult & { readonly micros: number } {
  let until = sim.now;
  for (;;) {
    const step = steps.next();
    if (step.done === true) return { ...step.value, micros: until - sim.now };
    if (step.value.until > until) until = step.value.until;
  }
}
