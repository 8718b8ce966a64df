import type { Application, ClientSpec, Program, ServerSpec, Step } from "@aiops-gym/application";
import type { KubeObject, Pod, Service } from "@aiops-gym/cluster";
import { describe, expect, it, vi } from "vitest";
import { putObject } from "../../src/apiserver/store.ts";
import { createSimulation } from "../../src/create-simulation.ts";
import type { Simulation } from "../../src/kernel/simulation.ts";
import { syncAllServices } from "../../src/network/kube-proxy.ts";
import { allocatePodIP } from "../../src/network/pod-network.ts";
import { createContainer, startContainer } from "../../src/runtime/containers.ts";
import { startWorkload } from "../../src/workload/users.ts";
import { requestRows } from "../../src/workload/workload-stats.ts";

vi.mock("../../src/kubelet/container-exited.ts", () => ({ containerExited: vi.fn() }));

const second = 1_000_000;

function program(
  name: string,
  port: number,
  steps: readonly Step[],
  more: Partial<ServerSpec>,
  client?: ClientSpec,
): Program {
  return {
    kind: "script",
    name,
    memory: { idleBytes: 1_000_000 },
    onSigterm: { kind: "ignores" },
    clients: client === undefined ? {} : { worker: client },
    startup: [{ do: "listen", port }],
    servers: [{ port, protocol: "http", operations: { "GET /": { steps, body: "done\n" } }, ...more }],
  };
}

/** A gateway that calls a worker, which takes 100 ms a request. `times`: when requests come, in milliseconds. */
function run(
  client: Partial<Extract<ClientSpec, { protocol: "http" }>>,
  server: Partial<ServerSpec>,
  times: readonly number[],
) {
  const gateway = program(
    "gateway",
    80,
    [{ do: "call", client: "worker", operation: "GET /" }],
    {},
    {
      protocol: "http",
      address: "worker:80",
      ...client,
    },
  );
  const worker = program("worker", 80, [{ do: "sleep", micros: 100_000 }], server);
  const application: Application = {
    name: "pair",
    title: "Pair",
    namespace: "pair",
    description: "A test's.",
    operations: [],
    manifests: [],
    images: [
      {
        name: "pair:1",
        sizeBytes: 1,
        entrypoint: [],
        executables: { gateway: { program: "gateway" }, worker: { program: "worker" } },
      },
    ],
    programs: [gateway, worker],
    workload: {
      arrivals: { kind: "replay", requests: times.map((at) => ({ atMicros: at * 1000, type: "get", variables: {} })) },
      requests: [{ name: "get", weight: 1, method: "GET", url: "/", operation: "GET /", variables: [] }],
      entry: { service: "gateway", port: 80 },
      timeoutSeconds: 10,
      networkMicros: 0,
    },
    serviceLabel: "app",
    services: ["gateway", "worker"],
    startupSeconds: 0,
    warmupSeconds: 0,
  };
  const sim = createSimulation(application, 1);
  addPod(sim, "gateway", 1);
  addPod(sim, "worker", 2);
  syncAllServices(sim);
  sim.run(sim.now + second);
  startWorkload(sim);
  sim.run(sim.now + 20 * second);
  return requestRows(sim);
}

function addPod(sim: Simulation, name: string, host: number): void {
  const podIP = allocatePodIP(sim, "node-1", `uid-${name}`);
  const metadata = {
    name,
    namespace: "pair",
    uid: `uid-${name}`,
    resourceVersion: "",
    creationTimestamp: "2026-01-05T09:00:00Z",
  };
  const port = { name: "http", protocol: "TCP" as const, port: 80 };
  putObject<Pod>(sim, {
    apiVersion: "v1",
    kind: "Pod",
    metadata,
    spec: { containers: [{ name, image: "pair:1" }], nodeName: "node-1" },
    status: { phase: "Running", podIP },
  });
  putObject<Service>(sim, {
    apiVersion: "v1",
    kind: "Service",
    metadata,
    spec: { type: "ClusterIP", clusterIP: `10.96.0.${host}`, ports: [{ ...port, targetPort: 80 }] },
  });
  putObject<KubeObject>(sim, {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { ...metadata, labels: { "kubernetes.io/service-name": name } },
    addressType: "IPv4",
    endpoints: [{ addresses: [podIP], conditions: { ready: true } }],
    ports: [port],
  });
  const id = createContainer(sim, {
    podUid: `uid-${name}`,
    podName: name,
    namespace: "pair",
    containerName: name,
    service: name,
    nodeName: "node-1",
    podIP,
    restartCount: 0,
    image: "pair:1",
    command: [name],
    env: {},
    mounts: [],
    cpuLimitMillicores: null,
    cpuRequestMillicores: null,
    memoryLimitBytes: null,
  });
  startContainer(sim, id);
}

const millis = (rows: readonly { readonly latencyMicros: number }[]) =>
  rows.map((row) => Math.floor(row.latencyMicros / 100_000) * 100);

describe("a server with a bound on its concurrency", () => {
  it("works on requests in turn", () => {
    // Three at once, 100 ms each, one after another.
    const rows = run({}, { maxConcurrency: 1 }, [0, 0, 0]);
    expect(millis(rows)).toEqual([100, 200, 300]);
    expect(rows.map((row) => row.status)).toEqual([200, 200, 200]);
  });

  it("refuses what its queue has no room for", () => {
    const rows = run({}, { maxConcurrency: 1, maxQueue: 1 }, [0, 0, 0]);
    expect(rows.map((row) => row.status).sort()).toEqual([200, 200, 500]);
  });
});

describe("an HTTP client", () => {
  it("lets requests wait for a connection when all are busy", () => {
    const rows = run({ maxConnections: 1 }, {}, [0, 0, 0]);
    expect(millis(rows)).toEqual([100, 200, 300]);
  });

  it("gives up after its time-out while the server works on", () => {
    const rows = run({ timeoutSeconds: 0.15 }, { maxConcurrency: 1 }, [0, 0]);
    expect(rows.map((row) => [row.status, row.body.trim()])).toEqual([
      [200, ""],
      [500, "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"],
    ]);
    expect(millis(rows)).toEqual([100, 100]);
  });

  it("tries again as often as it is told", () => {
    // The first attempt waits behind the other request and would end at 200 ms; the second, begun at 190, waits for the
    // work of the first, which goes on, and ends at 300.
    const rows = run({ timeoutSeconds: 0.19, retries: 1 }, { maxConcurrency: 1 }, [0, 0]);
    expect(rows.map((row) => row.status)).toEqual([200, 200]);
    expect(millis(rows)).toEqual([100, 300]);
  });
});
