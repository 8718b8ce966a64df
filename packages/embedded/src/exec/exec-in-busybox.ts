/**
 * `kubectl exec` in a container of BusyBox: one process more in it.
 * @module
 */
import type { ExecOptions, ExecResult } from "@aiops-gym/cluster";
import { startSession } from "../processes/busybox/run-busybox.ts";
import { runningContainer } from "../runtime/containers.ts";
import type { ContainerRecord } from "../runtime/runtime-state.ts";
import type { SimulationHolder } from "./tool.ts";

/** Runs a command while virtual time passes: 124 at the deadline (the process goes on), 137 when the container died under it. */
export function runInBusybox(
  holder: SimulationHolder,
  container: ContainerRecord,
  options: ExecOptions,
  deadline: number,
): ExecResult {
  const { sim } = holder;
  const { id } = container;
  const number = startSession(sim, container, options.command, options.stdin ?? "", null);
  if (number === undefined) return { stdout: "", stderr: "", exitCode: 137 };
  const host = sim.state.processes.busybox.get(id);
  const session = host?.sessions.get(number);
  const isOver = (): boolean => session?.exitCode !== null || runningContainer(sim, id) === undefined;
  if (sim.now < deadline) sim.runWhile(deadline, () => !isOver());
  host?.sessions.delete(number);
  const { stdout = "", stderr = "" } = session ?? {};
  if (session !== undefined && session.exitCode !== null) return { stdout, stderr, exitCode: session.exitCode };
  return { stdout, stderr, exitCode: runningContainer(sim, id) === undefined ? 137 : 124 };
}
