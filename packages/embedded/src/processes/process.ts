/**
 * Main processes of containers: they start, get signals, end.
 * @module
 */
import type { Simulation } from "../kernel/simulation.ts";
import type { ContainerRecord } from "../runtime/runtime-state.ts";

/** Starts the program of a container that has just been started. */
export declare function startProcess(sim: Simulation, container: ContainerRecord): void;
/** Delivers SIGTERM (SIGKILL ends the container without asking). */
export declare function signalProcess(sim: Simulation, container: ContainerRecord, signal: "SIGTERM" | "SIGKILL"): void;
/** The main process is over: its work in hand is lost, its peers see their connections closed. */
export declare function processEnded(sim: Simulation, container: ContainerRecord): void;
