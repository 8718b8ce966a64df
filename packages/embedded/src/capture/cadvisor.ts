/**
 * Metrics of containers and pods, as cAdvisor in the kubelet has them.
 * @module
 */
import type { Series } from "@aiops-gym/telemetry";
import type { Simulation } from "../kernel/simulation.ts";
import { trafficOf } from "../processes/messages.ts";
import { readCpu } from "../runtime/cpu.ts";
import { workingSet } from "../runtime/memory.ts";
import type { ContainerRecord } from "../runtime/runtime-state.ts";

import { writeSamples } from "./metric-writer.ts";

/** What is measured of a container, in the order of {@link containerValues}. */
const containerNames = [
  "container_cpu_usage_seconds_total",
  "container_cpu_user_seconds_total",
  "container_cpu_system_seconds_total",
  "container_cpu_cfs_periods_total",
  "container_cpu_cfs_throttled_periods_total",
  "container_cpu_cfs_throttled_seconds_total",
  "container_memory_working_set_bytes",
  "container_memory_usage_bytes",
  "container_memory_rss",
  "container_memory_cache",
  "container_spec_memory_limit_bytes",
  "container_spec_cpu_period",
  "container_spec_cpu_shares",
  "container_spec_cpu_quota",
  "container_threads",
  "container_start_time_seconds",
] as const;

const podNames = [
  "container_network_receive_bytes_total",
  "container_network_transmit_bytes_total",
  "container_network_receive_packets_total",
  "container_network_transmit_packets_total",
  "container_network_receive_errors_total",
  "container_network_transmit_errors_total",
] as const;

/** Cached files count into the usage but not into the working set. */
const cachedBytes = 256 * 1024;
const packetBytes = 330;

/** Appends a sample of everything that runs. */
export function scrapeContainers(sim: Simulation): void {
  const seen = new Set<string>();
  for (const container of sim.state.runtime.containers.values()) {
    if (container.status !== "running") continue;
    writeSamples(sim, container.id, () => describe(container), containerValues(sim, container));
    if (seen.has(container.podUid)) continue;
    seen.add(container.podUid);
    const { received, sent } = trafficOf(sim, container.podIP);
    const values = [received, sent, Math.ceil(received / packetBytes), Math.ceil(sent / packetBytes), 0, 0];
    writeSamples(sim, `network ${container.podUid}`, () => describePod(container), values);
  }
}

function containerValues(sim: Simulation, container: ContainerRecord): readonly number[] {
  const cpu = readCpu(sim, container.id);
  const usage = cpu.usageMicros / 1e6;
  const memory = workingSet(sim, container.id);
  const limited = container.cpuLimitMillicores !== null;
  return [
    usage,
    usage * 0.7,
    usage * 0.3,
    limited ? cpu.periods : Number.NaN,
    limited ? cpu.throttledPeriods : Number.NaN,
    limited ? cpu.throttledMicros / 1e6 : Number.NaN,
    memory,
    memory + cachedBytes,
    container.memoryBytes,
    cachedBytes,
    container.memoryLimitBytes ?? 0,
    100_000,
    Math.max(2, Math.floor(((container.cpuRequestMillicores ?? 0) * 1024) / 1000)),
    limited ? Math.max(1000, (container.cpuLimitMillicores ?? 0) * 100) : Number.NaN,
    8,
    Math.floor(container.startedAt / 1e6),
  ];
}

function describe(container: ContainerRecord): readonly Series[] {
  const origin = {
    service: container.service,
    namespace: container.namespace,
    pod: container.podName,
    container: container.containerName,
    node: container.nodeName,
  };
  const labels = { id: `/kubepods/pod${container.podUid}/${container.id}`, image: container.image, name: container.id };
  return containerNames.map((name) => ({ name, origin, labels }));
}

function describePod(container: ContainerRecord): readonly Series[] {
  const { service, namespace, podName, nodeName } = container;
  const origin = { service, namespace, pod: podName, container: null, node: nodeName };
  return podNames.map((name) => ({ name, origin, labels: { interface: "eth0" } }));
}
