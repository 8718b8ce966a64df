/**
 * Metrics of containers and pods, as cAdvisor in the kubelet has them.
 * @module
 */
import type { Series } from "@aiops-gym/telemetry";
import type { Simulation } from "../kernel/simulation.ts";
import type { ContainerRecord } from "../runtime/runtime-state.ts";
import { seriesOf } from "./metric-writer.ts";

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

/** Numbers of a container at one time from which its samples follow: see {@link containerValues}. */
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
    count +=
      containerNames.length - (isLimited ? 0 : limitedNames.size) + (network === undefined ? 0 : podNames.length);
  return count;
}

/** Places in {@link containerNames} of those that only a container with a CPU limit has. */
const limitedNames: ReadonlySet<number> = new Set([3, 4, 5, 13]);

/** Codes of lists of containers' series; a list serves many scrapes. */
const codesOfLists = new WeakMap<readonly ContainerSeries[], Int32Array>();

/** Which series the samples of one time are of, in their order. */
export function containerCodes(series: readonly ContainerSeries[]): Int32Array {
  let codes = codesOfLists.get(series);
  if (codes === undefined) {
    codes = Int32Array.from(series.flatMap(codesOf));
    codesOfLists.set(series, codes);
  }
  return codes;
}

function codesOf({ codes, network, isLimited }: ContainerSeries): readonly number[] {
  const own = isLimited ? codes : codes.filter((_, index) => !limitedNames.has(index));
  return network === undefined ? own : [...own, ...network];
}

/**
 * Values of the samples of one time, as many as {@link containerCodes}.
 *
 * @param readings - For each container CPU microseconds, CFS periods, throttled periods, throttled microseconds, bytes of the working
 * set, resident bytes, and its pod's received and sent bytes.
 */
export function containerValues(
  series: readonly ContainerSeries[],
  readings: Float64Array | Uint32Array,
  into: Float64Array,
): void {
  let at = 0;
  for (let index = 0; index < series.length; index++) {
    const one = series[index];
    if (one === undefined) continue;
    const first = index * readingColumns;
    const usage = (readings[first] as number) / 1e6;
    into[at++] = usage;
    into[at++] = usage * 0.7;
    into[at++] = usage * 0.3;
    if (one.isLimited) {
      into[at++] = readings[first + 1] as number;
      into[at++] = readings[first + 2] as number;
      into[at++] = (readings[first + 3] as number) / 1e6;
    }
    const workingSet = readings[first + 4] as number;
    into[at++] = workingSet;
    into[at++] = workingSet + cachedBytes;
    into[at++] = readings[first + 5] as number;
    into[at++] = cachedBytes;
    into[at++] = one.memoryLimitBytes;
    into[at++] = 100_000;
    into[at++] = one.shares;
    if (one.isLimited) into[at++] = one.quotaMicros;
    into[at++] = 8;
    into[at++] = one.startedAtSeconds;
    if (one.network === undefined) continue;
    const received = readings[first + 6] as number;
    const sent = readings[first + 7] as number;
    into[at++] = received;
    into[at++] = sent;
    into[at++] = Math.ceil(received / packetBytes);
    into[at++] = Math.ceil(sent / packetBytes);
    into[at++] = 0;
    into[at++] = 0;
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
