/**
 * What programs print and trace, on its way to whoever reads it.
 * @module
 */
import type { Simulation } from "../kernel/simulation.ts";
import type { ContainerRecord } from "../runtime/runtime-state.ts";
import type { ContainerLine } from "./capture-state.ts";

/** Severity as a log pipeline would tell it. */
export type LogSeverity = "trace" | "debug" | "info" | "warn" | "error" | "fatal";

/** Appends what a container printed; `\n` makes several lines. */
export declare function writeLog(
  sim: Simulation,
  container: ContainerRecord,
  stream: "stdout" | "stderr",
  severity: LogSeverity | undefined,
  text: string,
): void;
/** Lines of a container instance, oldest first; empty when it printed nothing. */
export declare function readContainerLog(sim: Simulation, containerId: string): readonly ContainerLine[];
/** Forgets a container's lines; the kubelet calls it when it removes the container. */
export declare function dropContainerLog(sim: Simulation, containerId: string): void;
