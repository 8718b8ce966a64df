/**
 * Starting a container: its image, its configuration, its process.
 * @module
 */
import { type Container, type Pod, quantityMillis, quantityValue } from "@aiops-gym/cluster";
import { dropContainerLog } from "../capture/capture.ts";
import { deepFreeze } from "../kernel/plain.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { createContainer, getContainer, removeContainer, startContainer } from "../runtime/containers.ts";
import { pullImage } from "../runtime/images.ts";
import { extended, mustWait } from "./back-off.ts";
import { environmentOf, expandReferences } from "./container-environment.ts";
import { imageNameProblem } from "./image-name.ts";
import type { ContainerInstance, ContainerWorker, PodWorker } from "./kubelet-state.ts";
import { startCpuMicros } from "./kubelet-table.ts";
import { texts } from "./kubelet-texts.ts";
import { drawLatency, throttledMicros } from "./kubelet-timing.ts";
import { mountsOf } from "./pod-volumes.ts";
import { recordContainerEvent, waitingFor } from "./record.ts";

/** What a step came to: it takes so long; or it cannot be done, which has been said. */
export type StepOutcome = { readonly ok: true; readonly micros: number } | { readonly ok: false };

const failed: StepOutcome = { ok: false };

function fail(container: ContainerWorker, reason: string, message: string): StepOutcome {
  container.waiting = waitingFor(reason, message);
  return failed;
}

/** Whether the container must wait before it is restarted; says so when it must. */
export function isBackingOff(sim: Simulation, worker: PodWorker, container: ContainerWorker, image: string): boolean {
  const ended = [container.seen, container.seenPrevious].find((instance) => instance?.state === "exited");
  if (ended === null || ended === undefined) return false;
  const { finishedAt } = ended;
  if (!mustWait(container.restartBackOff, image, finishedAt, sim.now - finishedAt)) {
    container.restartBackOff = extended(container.restartBackOff, image, finishedAt, sim.now);
    return false;
  }
  const { micros } = container.restartBackOff;
  const message = texts.restartBackOff(container.name, worker.pod);
  recordContainerEvent(sim, worker, container, "Warning", "BackOff", message);
  const waiting = texts.restartBackOffWaiting(micros, container.name, worker.pod);
  container.waiting = waitingFor("CrashLoopBackOff", waiting);
  return true;
}

/** Makes the image available. Events of a success are said by {@link imagePulled}, when it is there. */
export function ensureImage(
  sim: Simulation,
  worker: PodWorker,
  container: ContainerWorker,
  { image, imagePullPolicy = "IfNotPresent" }: Container,
): StepOutcome & { readonly sizeBytes?: number } {
  const say = (type: "Normal" | "Warning", reason: string, message: string) =>
    recordContainerEvent(sim, worker, container, type, reason, message);
  const badName = imageNameProblem(image);
  if (badName !== undefined) {
    say("Warning", "InspectFailed", texts.badImageName(image, badName));
    say("Warning", "Failed", texts.error("InvalidImageName"));
    return fail(container, "InvalidImageName", texts.badImageName(image, badName));
  }
  // a pull that is waited with is not even tried: whether the image is there is asked without touching the registry
  const present = imagePullPolicy === "Always" ? undefined : pullImage(sim, worker.nodeName, image, "Never");
  if (present?.outcome === "present") {
    say("Normal", "Pulled", texts.present(image));
    return { ok: true, micros: 0 };
  }
  if (imagePullPolicy === "Never") {
    say("Warning", "ErrImageNeverPull", texts.neverPulled(image));
    say("Warning", "Failed", texts.error("ErrImageNeverPull"));
    return fail(container, "ErrImageNeverPull", texts.neverPulled(image));
  }
  const backOff = container.pullBackOff;
  if (backOff !== null && mustWait(backOff, image, sim.now, sim.now - backOff.updatedAt)) {
    say("Normal", "BackOff", texts.pullBackOff(image));
    say("Warning", "Failed", texts.error("ImagePullBackOff"));
    return fail(container, "ImagePullBackOff", `${texts.pullBackOff(image)}: ${container.pullError}`);
  }
  say("Normal", "Pulling", texts.pulling(image));
  const pulled = pullImage(sim, worker.nodeName, image, imagePullPolicy);
  if (pulled.outcome === "failed") {
    say("Warning", "Failed", texts.pullFailed(image, pulled.message));
    say("Warning", "Failed", texts.error("ErrImagePull"));
    container.pullBackOff = extended(backOff, image, sim.now, sim.now);
    container.pullError = `ErrImagePull: ${pulled.message}`;
    return fail(container, "ErrImagePull", pulled.message);
  }
  if (pulled.outcome === "present") return { ok: true, micros: 0 };
  return { ok: true, micros: pulled.micros, sizeBytes: pulled.sizeBytes };
}

/** Says that a pull has ended well. */
export function imagePulled(
  sim: Simulation,
  worker: PodWorker,
  container: ContainerWorker,
  image: string,
  micros: number,
  sizeBytes: number,
): void {
  container.pullBackOff = null;
  recordContainerEvent(sim, worker, container, "Normal", "Pulled", texts.pulled(image, micros, sizeBytes));
}

/** Makes the container; the next step starts it. */
export function makeContainer(
  sim: Simulation,
  worker: PodWorker,
  container: ContainerWorker,
  spec: Container,
): StepOutcome {
  const { pod } = worker;
  const environment = environmentOf(sim, pod, spec, worker.podIP);
  if (!environment.ok) {
    recordContainerEvent(sim, worker, container, "Warning", "Failed", texts.error(environment.message));
    return fail(container, "CreateContainerConfigError", environment.message);
  }
  const forbidden = forbiddenUser(pod, spec);
  if (forbidden !== undefined) {
    recordContainerEvent(sim, worker, container, "Warning", "Failed", texts.error(forbidden));
    return fail(container, "CreateContainerConfigError", forbidden);
  }
  const { variables } = environment;
  const restartCount = container.seen === null ? 0 : container.seen.restartCount + 1;
  const resources = worker.allocated[spec.name] ?? spec.resources ?? {};
  const { limits, requests } = resources;
  const expand = (text: string) => expandReferences(text, (name) => variables[name]);
  const id = createContainer(sim, {
    podUid: worker.uid,
    podName: pod.metadata.name,
    namespace: pod.metadata.namespace ?? "",
    containerName: container.name,
    service: serviceOf(sim, pod),
    nodeName: worker.nodeName,
    podIP: worker.podIP,
    restartCount,
    image: spec.image,
    ...(spec.command === undefined ? {} : { command: spec.command.map(expand) }),
    ...(spec.args === undefined ? {} : { args: spec.args.map(expand) }),
    env: variables,
    mounts: mountsOf(pod, spec),
    ...(spec.workingDir === undefined ? {} : { workingDir: spec.workingDir }),
    cpuLimitMillicores: limits?.["cpu"] === undefined ? null : quantityMillis(limits["cpu"]),
    cpuRequestMillicores: requests?.["cpu"] === undefined ? null : quantityMillis(requests["cpu"]),
    memoryLimitBytes: limits?.["memory"] === undefined ? null : quantityValue(limits["memory"]),
  });
  // of every container the newest and one that ended are kept
  if (container.previous !== null) {
    removeContainer(sim, container.previous.id);
    dropContainerLog(sim, container.previous.id);
  }
  container.previous = container.current;
  container.current = deepFreeze({
    id,
    restartCount,
    image: spec.image,
    imageId: getContainer(sim, id)?.imageId ?? "",
    state: "created",
    startedAt: 0,
    finishedAt: 0,
    exitCode: 0,
    reason: "",
    message: "",
    resources,
  });
  recordContainerEvent(sim, worker, container, "Normal", "Created", texts.created(container.name));
  return { ok: true, micros: startMicros(sim, limits?.["cpu"]) };
}

/** Why the user that a container would run as is forbidden. Images run as root where nothing else is said. */
function forbiddenUser(pod: Pod, { name, securityContext: own }: Container): string | undefined {
  const wide = pod.spec.securityContext as Container["securityContext"];
  const user = own?.runAsUser ?? wide?.runAsUser;
  if ((own?.runAsNonRoot ?? wide?.runAsNonRoot) !== true || (user !== undefined && user !== 0)) return undefined;
  return user === 0 ? texts.rootUser(name, pod) : texts.rootImage(name, pod);
}

/** Name of the service that a pod belongs to, as telemetry tells it. */
export function serviceOf(sim: Simulation, { metadata }: Pod): string {
  return metadata.labels?.[sim.world.application.serviceLabel] ?? metadata.name;
}

/** Starting costs CPU inside the container's own limit. */
function startMicros(sim: Simulation, cpuLimit: string | undefined): number {
  const usual = drawLatency(sim, "start");
  return cpuLimit === undefined ? usual : usual + throttledMicros(quantityMillis(cpuLimit), startCpuMicros);
}

/** Starts the container that was made; answers whether it runs (or has run). */
export function launchContainer(sim: Simulation, worker: PodWorker, container: ContainerWorker): boolean {
  const made = container.current;
  if (made === null || made.state !== "created") return false;
  // its process may end at once: then `containerExited` comes before the answer
  const running: ContainerInstance = { ...made, state: "running", startedAt: sim.now };
  container.current = deepFreeze(running);
  const outcome = startContainer(sim, made.id);
  if (outcome.ok) {
    container.waiting = null;
    recordContainerEvent(sim, worker, container, "Normal", "Started", texts.started(container.name));
    return true;
  }
  const { exitCode, reason, message } = outcome;
  container.current = deepFreeze({
    ...made,
    state: "exited",
    finishedAt: sim.now,
    exitCode,
    reason,
    message,
  });
  recordContainerEvent(sim, worker, container, "Warning", "Failed", texts.error(message));
  container.waiting = waitingFor("RunContainerError", message);
  return false;
}
