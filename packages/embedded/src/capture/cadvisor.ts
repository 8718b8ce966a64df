/**
 * Metrics of containers and pods, as cAdvisor in the kubelet has them.
 * @module
 */
import type { Series } from "@aiops-gym/telemetry";
import type { Simulation } from "../kernel/simulation.ts";
import type { ContainerRecord } from "../runtime/runtime-state.ts";
import { type Samples, seriesOf } from "./metric-writer.ts";

/** What is measured of a container, in the order of its samples. */
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

/** What does not change of a container while it runs, and codes of its series. Frozen. */
export interface ContainerSeries {
  readonly codes: readonly number[];
  /** Of its pod's network, with the first container of each pod. */
  readonly network: readonly number[] | undefined;
  readonly isLimited: boolean;
  readonly memoryLimitBytes: number;
  readonly shares: number;
  readonly quotaMicros: number;
  readonly startedAtSeconds: number;
}

/** Numbers of a container at one time from which its samples follow: see {@link containerSamples}. */
export const readingColumns = 8;

/** Looks up the series of what runs, in its order. */
export function containerSeries(sim: Simulation, containers: readonly ContainerRecord[]): readonly ContainerSeries[] {
  const seen = new Set<string>();
  const all = containers.map((container) => {
    const codes = seriesOf(sim, container.id, () => describe(container));
    const isFirst = !seen.has(container.podUid);
    seen.add(container.podUid);
    const network = isFirst ? seriesOf(sim, `network ${container.podUid}`, () => describePod(container)) : undefined;
    return Object.freeze({
      codes,
      network,
      isLimited: container.cpuLimitMillicores !== null,
      memoryLimitBytes: container.memoryLimitBytes ?? 0,
      shares: Math.max(2, Math.floor(((container.cpuRequestMillicores ?? 0) * 1024) / 1000)),
      quotaMicros: Math.max(1000, (container.cpuLimitMillicores ?? 0) * 100),
      startedAtSeconds: Math.floor(container.startedAt / 1e6),
    });
  });
  return Object.freeze(all);
}

/** How many samples there are at each time. */
export function containerSampleCount(series: readonly ContainerSeries[]): number {
  let count = 0;
  for (const { isLimited, network } of series)
    count += containerNames.length - (isLimited ? 0 : limitedNames) + (network === undefined ? 0 : podNames.length);
  return count;
}

/** Of {@link containerNames}, those that only a container with a CPU limit has. */
const limitedNames = 4;

/**
 * The samples of one time.
 *
 * @param readings - For each container CPU microseconds, CFS periods, throttled periods, throttled microseconds, bytes of the working
 * set, resident bytes, and its pod's received and sent bytes.
 */
export function containerSamples(series: readonly ContainerSeries[], readings: Float64Array, into: Samples): void {
  const { codes, values } = into;
  const add = (code: number | undefined, value: number): void => {
    codes.push(code ?? 0);
    values.push(value);
  };
  for (let index = 0; index < series.length; index++) {
    const one = series[index];
    if (one === undefined) continue;
    const { codes: own, network } = one;
    const read = (column: number): number => readings[index * readingColumns + column] ?? 0;
    const usage = read(0) / 1e6;
    add(own[0], usage);
    add(own[1], usage * 0.7);
    add(own[2], usage * 0.3);
    if (one.isLimited) {
      add(own[3], read(1));
      add(own[4], read(2));
      add(own[5], read(3) / 1e6);
    }
    add(own[6], read(4));
    add(own[7], read(4) + cachedBytes);
    add(own[8], read(5));
    add(own[9], cachedBytes);
    add(own[10], one.memoryLimitBytes);
    add(own[11], 100_000);
    add(own[12], one.shares);
    if (one.isLimited) add(own[13], one.quotaMicros);
    add(own[14], 8);
    add(own[15], one.startedAtSeconds);
    if (network === undefined) continue;
    const received = read(6);
    const sent = read(7);
    add(network[0], received);
    add(network[1], sent);
    add(network[2], Math.ceil(received / packetBytes));
    add(network[3], Math.ceil(sent / packetBytes));
    add(network[4], 0);
    add(network[5], 0);
  }
}

function describe(container: ContainerRecord): readonly Series[] {
  const origin = {
    service: container.service,
    namespace: container.namespace,
    pod: container.podName,
    container: container.containerName,
    node: container.nodeName,
  };
  const { podUid, id, image } = container;
  const labels = Object.freeze({ id: `/kubepods/pod${podUid}/${id}`, image, name: id });
  return containerNames.map((name) => ({ name, origin, labels }));
}

const networkLabels = Object.freeze({ interface: "eth0" });

function describePod(container: ContainerRecord): readonly Series[] {
  const { service, namespace, podName, nodeName } = container;
  const origin = { service, namespace, pod: podName, container: null, node: nodeName };
  return podNames.map((name) => ({ name, origin, labels: networkLabels }));
}
