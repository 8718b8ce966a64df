/**
 * Containers: created, started, signalled, over.
 * @module
 */

import { deepFreeze } from "../kernel/plain.ts";
import { nextUint32 } from "../kernel/random.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { containerExited } from "../kubelet/container-exited.ts";
import { processEnded, signalProcess, startProcess } from "../processes/process.ts";
import { createCpuAccount, setCpuStress, setIdleCpu } from "./cpu.ts";
import { resolveProgram } from "./executables.ts";
import { findImage, fullImageName, imageDigest, nodeRuntime } from "./images.ts";
import type { ContainerMount, ContainerRecord } from "./runtime-state.ts";
import { dropContainerVolumes } from "./volumes.ts";

/** What a container is made of. */
export interface ContainerConfig {
  readonly podUid: string;
  readonly podName: string;
  readonly namespace: string;
  readonly containerName: string;
  /** Value of the application's service label of the pod, or the pod's name. */
  readonly service: string;
  readonly nodeName: string;
  readonly podIP: string;
  readonly restartCount: number;
  readonly image: string;
  /** The pod's `command`; the image's entry point when absent or empty. */
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly mounts: readonly ContainerMount[];
  readonly workingDir?: string;
  readonly cpuLimitMillicores: number | null;
  readonly cpuRequestMillicores: number | null;
  readonly memoryLimitBytes: number | null;
}

/** How a process ended. */
export interface ContainerExit {
  readonly exitCode: number;
  readonly signal?: number;
  readonly reason: "Completed" | "Error" | "OOMKilled";
}

/** What starting came to; on failure, what goes into the container's terminated state. */
export type StartOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly exitCode: number; readonly reason: "StartError"; readonly message: string };

type Variables = Readonly<Record<string, string>>;

/** By the container's own environment: its image's as well. */
const environments = new WeakMap<Variables, { readonly ofImage: Variables | undefined; readonly all: Variables }>();

function withImage(ofImage: Variables | undefined, own: Variables): Variables {
  const known = environments.get(own);
  if (known !== undefined && known.ofImage === ofImage) return known.all;
  const all = ofImage === undefined && Object.isFrozen(own) ? own : joined(ofImage, own);
  if (Object.isFrozen(own)) environments.set(own, { ofImage, all });
  return all;
}

/** By a loop: engines are ten times slower to spread an object of hundreds of fields into another that has some. */
function joined(ofImage: Variables | undefined, own: Variables): Variables {
  const all: Record<string, string> = { ...ofImage };
  for (const name in own) all[name] = own[name] as string;
  return Object.freeze(all);
}

/** Makes a container; answers its id (64 hexadecimal digits). */
export function createContainer(sim: Simulation, config: ContainerConfig): string {
  const { containers } = sim.state.runtime;
  let id = "";
  const stream = sim.random("runtime/container-id");
  for (let word = 0; word < 8; word++) id += nextUint32(stream).toString(16).padStart(8, "0");
  const command = config.command ?? [];
  const args = config.args ?? [];
  const image = findImage(sim, config.image);
  const entrypoint = image?.entrypoint ?? [];
  const node = nodeRuntime(sim, config.nodeName);
  const name = fullImageName(config.image);
  const record: ContainerRecord = {
    id,
    podUid: config.podUid,
    podName: config.podName,
    namespace: config.namespace,
    containerName: config.containerName,
    service: config.service,
    nodeName: config.nodeName,
    podIP: config.podIP,
    restartCount: config.restartCount,
    image: config.image,
    imageId: node.images.get(name) ?? imageDigest(name),
    argv: deepFreeze(command.length > 0 ? [...command, ...args] : [...entrypoint, ...args]),
    env: withImage(image?.env, config.env),
    mounts: deepFreeze(config.mounts.map((mount) => ({ ...mount, source: { ...mount.source } }))),
    workingDir: config.workingDir ?? "/",
    cpuLimitMillicores: config.cpuLimitMillicores,
    cpuRequestMillicores: config.cpuRequestMillicores,
    memoryLimitBytes: config.memoryLimitBytes,
    programName: "",
    config: deepFreeze({}),
    status: "created",
    createdAt: sim.now,
    startedAt: 0,
    finishedAt: 0,
    exitCode: 0,
    signal: 0,
    reason: "",
    listening: [],
    paused: false,
    cpu: createCpuAccount(sim.now, node.cores, config.cpuLimitMillicores, config.cpuRequestMillicores),
    memoryBytes: 0,
    stressMemoryBytes: 0,
    ioFaults: [],
  };
  containers.set(id, record);
  sim.ways += 1;
  sim.state.network.sandboxes.get(config.podIP)?.containerIds.push(id);
  return id;
}

/** Runs the container's program. A program that ends at once has exited when this returns. */
export function startContainer(sim: Simulation, id: string): StartOutcome {
  const container = sim.state.runtime.containers.get(id);
  if (container === undefined || container.status !== "created") {
    return { ok: false, exitCode: 128, reason: "StartError", message: `container "${id}" not found` };
  }
  sim.ways += 1;
  const resolved = resolveProgram(sim, container);
  if (!resolved.ok) {
    container.status = "exited";
    container.finishedAt = sim.now;
    container.exitCode = 128;
    container.reason = "StartError";
    const message =
      "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: " +
      `unable to start container process: ${resolved.message}: unknown`;
    return { ok: false, exitCode: 128, reason: "StartError", message };
  }
  container.programName = resolved.programName;
  container.config = deepFreeze({ ...resolved.config });
  container.status = "running";
  container.startedAt = sim.now;
  const node = nodeRuntime(sim, container.nodeName);
  container.cpu = createCpuAccount(sim.now, node.cores, container.cpuLimitMillicores, container.cpuRequestMillicores);
  if (resolved.exitCode !== undefined) {
    exitContainer(sim, id, { exitCode: resolved.exitCode, reason: resolved.exitCode === 0 ? "Completed" : "Error" });
    return { ok: true };
  }
  if (resolved.programName !== "") startProcess(sim, container);
  return { ok: true };
}

/** Signals that can be sent to a container's processes from outside. */
export type ContainerSignal = "SIGTERM" | "SIGKILL" | "SIGSTOP" | "SIGCONT";

/** Sends the main process a signal. SIGKILL ends it at once, also when it is frozen. */
export function signalContainer(sim: Simulation, id: string, signal: ContainerSignal): void {
  const container = runningContainer(sim, id);
  if (container === undefined) return;
  if (signal === "SIGKILL") exitContainer(sim, id, { exitCode: 137, signal: 9, reason: "Error" });
  else if (signal === "SIGSTOP" || signal === "SIGCONT") {
    sim.ways += 1;
    container.paused = signal === "SIGSTOP";
    if (container.programName !== "") signalProcess(sim, container, signal);
  }
  // Process 1 gets only signals that it handles: what waits for nothing but SIGKILL ignores this one; `pause` ends well.
  else if (container.programName !== "") signalProcess(sim, container, signal);
  else if (container.argv[0] === "/pause") exitContainer(sim, id, { exitCode: 0, reason: "Completed" });
}

/** The main process is over: closes its ports and connections and tells the kubelet. */
export function exitContainer(sim: Simulation, id: string, exit: ContainerExit): void {
  const container = runningContainer(sim, id);
  if (container === undefined) return;
  setIdleCpu(sim, id, 0);
  setCpuStress(sim, id, 0);
  sim.ways += 1;
  container.status = "exited";
  container.finishedAt = sim.now;
  container.exitCode = exit.exitCode;
  container.signal = exit.signal ?? 0;
  container.reason = exit.reason;
  container.listening = [];
  container.memoryBytes = 0;
  container.stressMemoryBytes = 0;
  if (container.programName !== "") processEnded(sim, container);
  containerExited(sim, {
    podUid: container.podUid,
    containerName: container.containerName,
    containerId: id,
    exitCode: exit.exitCode,
    ...(exit.signal === undefined ? {} : { signal: exit.signal }),
    reason: exit.reason,
  });
}

/** Forgets a container that is over, with what it wrote to its own file system. */
export function removeContainer(sim: Simulation, id: string): void {
  const container = sim.state.runtime.containers.get(id);
  if (container === undefined) return;
  if (container.status === "running") signalContainer(sim, id, "SIGKILL");
  sim.ways += 1;
  sim.state.runtime.containers.delete(id);
  dropContainerVolumes(sim, id);
  const sandbox = sim.state.network.sandboxes.get(container.podIP);
  if (sandbox !== undefined) sandbox.containerIds = sandbox.containerIds.filter((other) => other !== id);
}

/** The container, also when it is over but not removed. */
export function getContainer(sim: Simulation, id: string): ContainerRecord | undefined {
  return sim.state.runtime.containers.get(id);
}

/** The container, when its main process runs. */
export function runningContainer(sim: Simulation, id: string): ContainerRecord | undefined {
  const container = sim.state.runtime.containers.get(id);
  return container?.status === "running" ? container : undefined;
}

/** Opens a port. False when another process of the pod has it, or the container does not run. */
export function listen(sim: Simulation, id: string, port: number): boolean {
  const container = runningContainer(sim, id);
  if (container === undefined) return false;
  const neighbours = sim.state.network.sandboxes.get(container.podIP)?.containerIds ?? [id];
  for (const other of neighbours) if (isListening(sim, other, port)) return other === id;
  sim.ways += 1;
  container.listening.push(port);
  return true;
}

/** Closes a port: connections to it are refused from now on. */
export function closePort(sim: Simulation, id: string, port: number): void {
  const container = sim.state.runtime.containers.get(id);
  sim.ways += 1;
  if (container !== undefined) container.listening = container.listening.filter((open) => open !== port);
}

/** Whether the container's process accepts connections to a port. */
export function isListening(sim: Simulation, id: string, port: number): boolean {
  const container = sim.state.runtime.containers.get(id);
  return container !== undefined && container.status === "running" && container.listening.includes(port);
}
