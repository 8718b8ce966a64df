/**
 * `kubectl exec`: runs a command in a container while virtual time passes.
 * @module
 */
import { type ExecOptions, type ExecResult, type Pod, type PodReference, StatusError } from "@aiops-gym/cluster";
import { getObject } from "../apiserver/store.ts";
import { nextUniform } from "../kernel/random.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { runsBusybox } from "../processes/busybox/run-busybox.ts";
import { runningContainer } from "../runtime/containers.ts";
import { executableProblem } from "../runtime/executables.ts";
import { hostNameOf } from "../runtime/host-name.ts";
import { findImage } from "../runtime/images.ts";
import type { ContainerRecord } from "../runtime/runtime-state.ts";
import { readContainerFile } from "./container-files.ts";
import { newExecId } from "./exec-for-probe.ts";
import { runInBusybox } from "./exec-in-busybox.ts";
import { runShell } from "./shell-in-container.ts";
import { runWithTime, type SimulationHolder } from "./tool.ts";
import { tools } from "./tools.ts";

export type { SimulationHolder } from "./tool.ts";

/** An exec without a time of its own may take so long, in virtual seconds. */
const defaultTimeoutSeconds = 600;
const outputLimit = 1_000_000;

/**
 * Runs a command in a container of a pod. Time passes in the holder's simulation.
 *
 * @returns what the command printed; 124 when `timeoutSeconds` ran out, 137 when the container died under it.
 * @throws {@link StatusError} with Kubernetes' words when the pod, the container or the command is not there.
 */
export async function execInPod(
  holder: SimulationHolder,
  pod: PodReference,
  options: ExecOptions,
): Promise<ExecResult> {
  options.signal?.throwIfAborted();
  const container = findContainer(holder, pod, options.container);
  const [command = ""] = options.command;
  // The API server, the kubelet, containerd and runc: 70 to 110 ms were measured on the real cluster.
  const startedAt = holder.sim.now;
  const deadline = startedAt + (options.timeoutSeconds ?? defaultTimeoutSeconds) * 1_000_000;
  holder.sim.run(startedAt + 70_000 + Math.round(40_000 * nextUniform(holder.sim.random("exec/start"))));
  if (runningContainer(holder.sim, container.id) === undefined) throw noContainer(container.containerName);
  const problem = executableProblem(findImage(holder.sim, container.image), command);
  if (problem !== undefined) {
    const id = newExecId(holder.sim);
    throw internalError(
      "Internal error occurred: error executing command in container: failed to exec in container: " +
        `failed to start exec "${id}": OCI runtime exec failed: exec failed: unable to start container process: ${problem}: unknown`,
    );
  }
  const result = await run(holder, container, options, deadline);
  return { stdout: cut(result.stdout), stderr: cut(result.stderr), exitCode: result.exitCode };
}

function cut(text: string): string {
  return text.length > outputLimit ? text.slice(0, outputLimit) : text;
}

async function run(
  holder: SimulationHolder,
  container: ContainerRecord,
  options: ExecOptions,
  deadline: number,
): Promise<ExecResult> {
  if (runsBusybox(holder.sim, container.id)) return runInBusybox(holder, container, options, deadline);
  const [command = "", ...args] = options.command;
  const base = command.slice(command.lastIndexOf("/") + 1);
  const tool = tools.get(base);
  if (tool === undefined) return runShell(holder, container, options, deadline);
  const readFile = (path: string): string | undefined => readContainerFile(holder.sim, container, path);
  const context = { holder, container, args, env: processEnv(holder, container), stdin: options.stdin ?? "", readFile };
  const result = runWithTime(holder, container.id, tool(context), deadline);
  if (result === "timeout") return { stdout: "", stderr: "", exitCode: 124 };
  if (result === "killed") return { stdout: "", stderr: "", exitCode: 137 };
  return result;
}

/** Variables of a process that the runtime starts. */
function processEnv(holder: SimulationHolder, container: ContainerRecord): Readonly<Record<string, string>> {
  const path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  return { PATH: path, HOSTNAME: hostNameOf(holder.sim, container), ...container.env, HOME: "/root" };
}

function noContainer(name: string): StatusError {
  return internalError(`unable to upgrade connection: container not found ("${name}")`);
}

function internalError(message: string): StatusError {
  return StatusError.of("InternalError", `Internal error occurred: ${message}`, { causes: [{ message }] });
}

/**
 * The pod, and which of its containers is meant, as the API server finds out before it asks the kubelet.
 *
 * @throws StatusError `NotFound`; `BadRequest` when there is no such container, or no node yet.
 */
export function execTarget(
  sim: Simulation,
  ref: PodReference,
  wanted: string | undefined,
): { readonly pod: Pod; readonly container: string } {
  const pod = getObject<Pod>(sim, "Pod", ref.namespace, ref.name);
  if (pod === undefined) {
    throw StatusError.of("NotFound", `pods "${ref.name}" not found`, { name: ref.name, kind: "pods" });
  }
  const names = pod.spec.containers.map(({ name }) => name);
  const inits = (pod.spec.initContainers ?? []).map(({ name }) => name);
  const all = [...inits, ...names];
  if (wanted === undefined && names.length > 1) {
    const choices = `[${[...inits, ...names].join(" ")}]`;
    throw StatusError.of(
      "BadRequest",
      `a container name must be specified for pod ${ref.name}, choose one of: ${choices}`,
    );
  }
  const name = wanted ?? names[0] ?? "";
  if (!all.includes(name)) throw StatusError.of("BadRequest", `container ${name} is not valid for pod ${ref.name}`);
  if (pod.spec.nodeName === undefined || pod.spec.nodeName === "") {
    throw StatusError.of("BadRequest", `pod ${ref.name} does not have a host assigned`);
  }
  return { pod, container: name };
}

function findContainer(holder: SimulationHolder, ref: PodReference, wanted: string | undefined): ContainerRecord {
  const { sim } = holder;
  const { pod, container: name } = execTarget(sim, ref, wanted);
  for (const container of sim.state.runtime.containers.values()) {
    if (container.podUid === pod.metadata.uid && container.containerName === name && container.status === "running")
      return container;
  }
  throw noContainer(name);
}
