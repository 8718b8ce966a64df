/**
 * What experiments do to their targets, and how it is undone: the same interventions as Chaos Mesh's daemon makes.
 * @module
 */
import { type Pod, StatusError } from "@aiops-gym/cluster";
import { deleteObject, patchObject } from "../apiserver/api-server.ts";
import { getObject } from "../apiserver/store.ts";
import { nextUniform } from "../kernel/random.ts";
import type { Simulation } from "../kernel/simulation.ts";
import type { PathRule } from "../network/network-state.ts";
import { addPathRule, removePathRules } from "../network/path.ts";
import { signalContainer } from "../runtime/containers.ts";
import { setCpuStress } from "../runtime/cpu.ts";
import { setMemoryStress } from "../runtime/memory.ts";
import type { ContainerRecord } from "../runtime/runtime-state.ts";
import { callAt } from "../runtime/system-calls.ts";
import {
  type ChaosObject,
  type ChaosRecord,
  parseDuration,
  parsePercent,
  parseRate,
  parseSize,
} from "./chaos-object.ts";

/** Chaos Mesh's default for `PodFailurePauseImage`. */
const pauseImage = "gcr.io/google-containers/pause:latest";

/** Name of what an object injected into one target. */
function ownerOf(chaos: ChaosObject, record: ChaosRecord): string {
  return `${chaos.kind}/${chaos.metadata.namespace ?? ""}/${chaos.metadata.name}/${record.selectorKey}/${record.id}`;
}

function podOf(sim: Simulation, record: ChaosRecord): Pod | undefined {
  const [namespace = "", name = ""] = record.id.split("/");
  return getObject<Pod>(sim, "Pod", namespace, name);
}

function containersOf(sim: Simulation, record: ChaosRecord): ContainerRecord[] {
  const [namespace, podName, containerName] = record.id.split("/");
  return [...sim.state.runtime.containers.values()].filter(
    (container) =>
      container.namespace === namespace &&
      container.podName === podName &&
      (containerName === undefined || container.containerName === containerName) &&
      container.status === "running",
  );
}

/** Does it; answers why it could not be done. */
export function applyChaos(
  sim: Simulation,
  chaos: ChaosObject,
  record: ChaosRecord,
  records: readonly ChaosRecord[],
): string | undefined {
  try {
    return apply(sim, chaos, record, records);
  } catch (error) {
    // What the API server refuses is the experiment's failure.
    if (error instanceof StatusError) return error.message;
    throw error;
  }
}

function apply(
  sim: Simulation,
  chaos: ChaosObject,
  record: ChaosRecord,
  records: readonly ChaosRecord[],
): string | undefined {
  const pod = podOf(sim, record);
  const [, name = ""] = record.id.split("/");
  if (pod === undefined) return `Pod "${name}" not found`;
  switch (chaos.kind) {
    case "PodChaos":
      return applyToPod(sim, chaos, record, pod);
    case "NetworkChaos":
      return applyToNetwork(sim, chaos, record, records, pod);
    case "StressChaos":
      return applyStress(sim, chaos, record);
    case "IOChaos":
      return applyToFiles(sim, chaos, record);
    case "DNSChaos": {
      const { action, patterns = [] } = chaos.spec;
      const from = [pod.status.podIP ?? ""];
      const fault = {
        owner: ownerOf(chaos, record),
        from,
        action: action === "random" ? ("random" as const) : ("error" as const),
        patterns: [...patterns],
      };
      sim.ways += 1;
      sim.state.network.dnsFaults.push(fault);
      return undefined;
    }
    case "KernelChaos":
      return applyToKernel(sim, chaos, record);
    default:
      return `${chaos.kind} is not supported`;
  }
}

/** Undoes it. Targets that are gone are recovered. */
export function recoverChaos(sim: Simulation, chaos: ChaosObject, record: ChaosRecord): void {
  const owner = ownerOf(chaos, record);
  switch (chaos.kind) {
    case "PodChaos":
      if (chaos.spec.action === "pod-failure") restoreImages(sim, chaos, record);
      return;
    case "NetworkChaos":
    case "DNSChaos":
      removePathRules(sim, owner);
      return;
    case "StressChaos":
      for (const container of containersOf(sim, record)) {
        setCpuStress(sim, container.id, 0);
        setMemoryStress(sim, container.id, 0);
      }
      return;
    case "IOChaos":
      for (const container of containersOf(sim, record)) {
        container.ioFaults = container.ioFaults.filter((fault) => fault.owner !== owner);
      }
      return;
    case "KernelChaos": {
      const { runtime } = sim.state;
      runtime.callFaults = runtime.callFaults.filter((fault) => fault.owner !== owner);
      return;
    }
    default:
  }
}

function imageKey(chaos: ChaosObject, containerName: string): string {
  const key = `chaos-mesh-${chaos.metadata.name}-${chaos.spec.action ?? ""}-${containerName}-normal-image`;
  return key.length > 63 ? `${containerName}-normal` : key;
}

function applyToPod(sim: Simulation, chaos: ChaosObject, record: ChaosRecord, pod: Pod): string | undefined {
  const ref = { apiVersion: "v1", kind: "Pod", namespace: pod.metadata.namespace ?? "", name: pod.metadata.name };
  const { action, gracePeriod = 0 } = chaos.spec;
  if (action === "pod-kill") {
    deleteObject(sim, ref, { gracePeriodSeconds: gracePeriod });
    return undefined;
  }
  if (action === "container-kill") {
    const containers = containersOf(sim, record);
    if (containers.length === 0) return `container not found in pod ${record.id}`;
    for (const container of containers) signalContainer(sim, container.id, "SIGKILL");
    return undefined;
  }
  const annotations: Record<string, string> = {};
  const containers: { name: string; image: string }[] = [];
  for (const { name, image } of pod.spec.containers) {
    if (pod.metadata.annotations?.[imageKey(chaos, name)] !== undefined) continue;
    annotations[imageKey(chaos, name)] = image;
    containers.push({ name, image: pauseImage });
  }
  if (containers.length > 0)
    patchObject(sim, ref, { type: "strategic", body: { metadata: { annotations }, spec: { containers } } });
  return undefined;
}

function restoreImages(sim: Simulation, chaos: ChaosObject, record: ChaosRecord): void {
  const pod = podOf(sim, record);
  if (pod === undefined) return;
  const annotations: Record<string, null> = {};
  const containers: { name: string; image: string }[] = [];
  for (const { name } of pod.spec.containers) {
    const image = pod.metadata.annotations?.[imageKey(chaos, name)];
    if (image === undefined) continue;
    annotations[imageKey(chaos, name)] = null;
    containers.push({ name, image });
  }
  if (containers.length === 0) return;
  const ref = { apiVersion: "v1", kind: "Pod", namespace: pod.metadata.namespace ?? "", name: pod.metadata.name };
  patchObject(sim, ref, { type: "strategic", body: { metadata: { annotations }, spec: { containers } } });
}

// `to` acts on packets that the sources send, `from` on those that the targets send, both on both.
function applyToNetwork(
  sim: Simulation,
  chaos: ChaosObject,
  record: ChaosRecord,
  records: readonly ChaosRecord[],
  pod: Pod,
): string | undefined {
  const { direction = "to", action, externalTargets = [] } = chaos.spec;
  const own = [pod.status.podIP ?? ""];
  const others = records
    .filter((other) => other.selectorKey !== record.selectorKey)
    .map((other) => podOf(sim, other)?.status.podIP)
    .filter((ip) => ip !== undefined);
  const peers = record.selectorKey === "." ? [...others, ...externalTargets] : others;
  const isSource = record.selectorKey === ".";
  const sends = direction === "both" || (direction === "to") === isSource;
  const receives = action === "partition" && (direction === "both" || (direction === "from") === isSource);
  const rule = ruleOf(sim, chaos);
  const owner = ownerOf(chaos, record);
  if (sends) addPathRule(sim, { ...rule, owner, from: own, to: peers.length === 0 ? null : peers });
  if (receives) addPathRule(sim, { ...rule, owner, from: peers.length === 0 ? null : peers, to: own });
  return undefined;
}

function ruleOf(sim: Simulation, chaos: ChaosObject): Omit<PathRule, "owner" | "from" | "to"> {
  const { action, delay, loss, duplicate, corrupt, bandwidth } = chaos.spec;
  let share = parsePercent(loss?.loss);
  // netem draws a number per packet that is tied to the one before by the correlation; at 100 % it stays the first one.
  if (parsePercent(loss?.correlation) === 1) share = nextUniform(sim.random("chaos/loss")) < share ? 1 : 0;
  return {
    delayMicros: parseDuration(delay?.latency) ?? 0,
    jitterMicros: parseDuration(delay?.jitter) ?? 0,
    loss: share,
    duplicate: parsePercent(duplicate?.duplicate),
    corrupt: parsePercent(corrupt?.corrupt),
    bandwidth: parseRate(bandwidth?.rate) ?? null,
    blocked: action === "partition" || share === 1,
  };
}

function applyStress(sim: Simulation, chaos: ChaosObject, record: ChaosRecord): string | undefined {
  const containers = containersOf(sim, record);
  if (containers.length === 0) return `container not found in pod ${record.id}`;
  const { cpu, memory } = chaos.spec.stressors ?? {};
  for (const container of containers) {
    if (cpu !== undefined) setCpuStress(sim, container.id, ((cpu.workers ?? 1) * (cpu.load ?? 100)) / 100);
    if (memory !== undefined) {
      const whole = container.memoryLimitBytes ?? 8 * 1024 ** 3;
      setMemoryStress(sim, container.id, (memory.workers ?? 1) * parseSize(memory.size, whole));
    }
  }
  return undefined;
}

function applyToFiles(sim: Simulation, chaos: ChaosObject, record: ChaosRecord): string | undefined {
  const containers = containersOf(sim, record);
  if (containers.length === 0) return `container not found in pod ${record.id}`;
  const { action, volumePath = "", errno = 0, percent = 100, methods = [] } = chaos.spec;
  const delay: unknown = chaos.spec.delay;
  for (const container of containers) {
    container.ioFaults.push({
      owner: ownerOf(chaos, record),
      path: volumePath.replace(/\/$/, ""),
      kind: action === "fault" ? "error" : "latency",
      delayMicros: typeof delay === "string" ? (parseDuration(delay) ?? 0) : 0,
      errno,
      share: percent / 100,
      methods: methods.map((method) => method.toUpperCase()),
    });
  }
  return undefined;
}

const kernelFailures = ["slab", "page", "bio"] as const;

// The daemon names the processes that run now: a container that is restarted is free of it. A chain of functions none of which
// is a system call's entry is never met by the calls that are simulated.
function applyToKernel(sim: Simulation, chaos: ChaosObject, record: ChaosRecord): string | undefined {
  const { failtype = 0, callchain = [], probability = 0, times = 0 } = chaos.spec.failKernRequest ?? {};
  const kind = kernelFailures[failtype];
  if (kind === undefined) return `unknown failtype ${failtype}`;
  const containers = containersOf(sim, record);
  if (containers.length === 0) return `container not found in pod ${record.id}`;
  const calls = callchain.map(({ funcname = "" }) => callAt(funcname)).filter((call) => call !== undefined);
  if (callchain.length > 0 && calls.length === 0) return undefined;
  for (const { id } of containers) {
    const owner = ownerOf(chaos, record);
    sim.state.runtime.callFaults.push({ owner, containerId: id, calls, kind, share: probability / 100, left: times });
  }
  return undefined;
}
