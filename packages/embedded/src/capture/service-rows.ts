/**
 * The wide table's rows: one service each, over a window.
 * @module
 */
import type { Deployment, Pod, TelemetryWindow } from "@aiops-gym/cluster";
import type { ServiceRow } from "@aiops-gym/telemetry";
import { getObject, listObjects } from "../apiserver/store.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { workingSet } from "../runtime/memory.ts";
import { serviceWindow } from "./service-stats.ts";

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** All services of the application, in its order. Levels are those of now. */
export function serviceRows(sim: Simulation, window: TelemetryWindow): readonly ServiceRow[] {
  const { services, namespace, serviceLabel } = sim.world.application;
  const restarts = new Map<string, number>();
  for (const pod of listObjects<Pod>(sim, "Pod", namespace)) {
    const service = pod.metadata.labels?.[serviceLabel];
    if (service === undefined) continue;
    let sum = restarts.get(service) ?? 0;
    for (const status of pod.status?.containerStatuses ?? []) sum += status.restartCount;
    restarts.set(service, sum);
  }
  const memory = new Map<string, number>();
  const limits = new Map<string, number>();
  const inflight = new Map<string, number>();
  for (const container of sim.state.runtime.containers.values()) {
    if (container.status !== "running" || container.namespace !== namespace) continue;
    const { service } = container;
    memory.set(service, (memory.get(service) ?? 0) + workingSet(sim, container.id));
    if (container.memoryLimitBytes !== null)
      limits.set(service, (limits.get(service) ?? 0) + container.memoryLimitBytes);
    const process = sim.state.processes.processes.get(container.id);
    if (process !== undefined && process.servers.length > 0) {
      inflight.set(service, (inflight.get(service) ?? 0) + process.inFlight);
    }
  }
  return services.map((service) => {
    const did = serviceWindow(sim, service, window);
    const deployment = getObject<Deployment>(sim, "Deployment", namespace, service);
    const seconds = did?.seconds ?? 0;
    const rate = (amount: number): number | null => (did === null || seconds === 0 ? null : amount / seconds);
    const serves = inflight.has(service) || (did?.requests ?? 0) > 0;
    return {
      service,
      requestsPerSecond: serves ? rate(did?.requests ?? 0) : null,
      errorRatio: did !== null && did.requests > 0 ? did.errors / did.requests : null,
      p50Milliseconds: did === null ? null : orNull(did.p50Micros / 1000),
      p95Milliseconds: did === null ? null : orNull(did.p95Micros / 1000),
      p99Milliseconds: did === null ? null : orNull(did.p99Micros / 1000),
      inflight: inflight.get(service) ?? null,
      cpuCores: rate((did?.cpuMicros ?? 0) / 1e6),
      cpuThrottledRatio: did !== null && did.periods > 0 ? did.throttledPeriods / did.periods : null,
      memoryWorkingSetBytes: memory.get(service) ?? null,
      memoryLimitBytes: limits.get(service) ?? null,
      restarts: restarts.get(service) ?? null,
      readyReplicas: deployment === undefined ? null : (deployment.status?.readyReplicas ?? 0),
      desiredReplicas: deployment?.spec.replicas ?? null,
      networkReceiveBytesPerSecond: rate(did?.receivedBytes ?? 0),
      networkTransmitBytesPerSecond: rate(did?.sentBytes ?? 0),
    };
  });
}
