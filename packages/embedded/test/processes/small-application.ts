/** A small application on hand-made pods: a front (HTTP), a back (gRPC over Consul) with a cache and a database, Jaeger. */
import type { Application, ClientSpec, Program, Step } from "@aiops-gym/application";
import type { KubeObject, Pod, Service } from "@aiops-gym/cluster";
import { putObject } from "../../src/apiserver/store.ts";
import { readContainerLog } from "../../src/capture/capture.ts";
import { createSimulation } from "../../src/create-simulation.ts";
import type { Simulation } from "../../src/kernel/simulation.ts";
import { syncAllServices } from "../../src/network/kube-proxy.ts";
import { allocatePodIP } from "../../src/network/pod-network.ts";
import { createContainer, startContainer } from "../../src/runtime/containers.ts";
import { pullImage } from "../../src/runtime/images.ts";

const second = 1_000_000;
const backClient: ClientSpec = {
  protocol: "grpc",
  target: {
    kind: "consul",
    consul: "consul:8500",
    service: "srv-back",
    onWatchError: { stream: "stderr", text: "resolver: {error}" },
  },
};

const log = (text: string): Step => ({ do: "log", line: { stream: "stdout", severity: "info", text } });

const front: Program = {
  kind: "script",
  name: "front",
  memory: { idleBytes: 10_000_000, perRequestBytes: 10_000 },
  onSigterm: { kind: "exit", exitCode: 2, afterMicros: 0 },
  clients: { back: backClient },
  startup: [{ do: "dial", client: "back" }, { do: "listen", port: 5000 }, log("front serves")],
  servers: [
    {
      port: 5000,
      protocol: "http",
      operations: {
        "GET /items": {
          steps: [
            { do: "cpu", micros: { kind: "lognormal", median: 100, sigma: 0.3 } },
            { do: "call", client: "back", operation: "/back.Back/Get" },
          ],
          serverSpan: { name: "HTTP GET /items", kind: "server", tags: { "http.url": "{request.url}" } },
          body: "fine\n",
        },
      },
    },
  ],
  spanExporter: { address: "jaeger:6831" },
};

const back: Program = {
  kind: "script",
  name: "back",
  memory: { idleBytes: 8_000_000 },
  onSigterm: { kind: "exit", exitCode: 2, afterMicros: 0 },
  clients: {
    cache: { protocol: "memcached", address: "cache:11211", timeoutSeconds: 2, maxIdleConnections: 2 },
    database: { protocol: "mongo", address: "database:27017", database: "back-db", dialTimeoutSeconds: 10 },
    consul: { protocol: "consul", address: "consul:8500" },
  },
  startup: [
    {
      do: "dial",
      client: "database",
      onError: {
        log: [{ stream: "stderr", severity: "fatal", text: "panic: {error}" }],
        next: { kind: "exit", exitCode: 2 },
      },
    },
    { do: "query", client: "database", command: { kind: "seed", collection: "items", documents: 5 } },
    { do: "dial", client: "cache" },
    { do: "listen", port: 8080 },
    { do: "register", client: "consul", service: "srv-back", port: 8080 },
    log("back registered"),
  ],
  servers: [
    {
      port: 8080,
      protocol: "grpc",
      connectionCpuMicros: 200,
      operations: {
        "/back.Back/Get": {
          steps: [
            {
              do: "cache-get",
              client: "cache",
              keys: "{items}",
              span: { name: "cache_get", kind: "client" },
              onMiss: [
                {
                  do: "query",
                  client: "database",
                  command: { kind: "find", collection: "items", key: "{key}" },
                  span: { name: "database_find", kind: "client" },
                },
              ],
              onError: {
                log: [{ stream: "stderr", severity: "fatal", text: "panic: cache {items}: {error}" }],
                next: { kind: "exit", exitCode: 2 },
              },
            },
            { do: "cpu", micros: 50 },
          ],
          serverSpan: { name: "/back.Back/Get", kind: "server" },
        },
      },
    },
  ],
  spanExporter: { address: "jaeger:6831" },
};

function store(kind: "mongod" | "memcached" | "consul" | "jaeger", port: number): Program {
  return {
    kind,
    name: kind,
    port,
    memory: { idleBytes: 5_000_000 },
    onSigterm: { kind: "exit", exitCode: 0, afterMicros: 1000 },
    startupMicros: 1000,
    requestCpuMicros: 100,
  };
}

const names = ["consul", "jaeger", "cache", "database", "back", "front"] as const;
export type PodName = (typeof names)[number];
const executables: Readonly<Record<PodName, string>> = {
  consul: "consul",
  jaeger: "jaeger",
  cache: "memcached",
  database: "mongod",
  back: "back",
  front: "front",
};
const ports: Readonly<Record<PodName, readonly number[]>> = {
  consul: [8500],
  jaeger: [6831],
  cache: [11211],
  database: [27017],
  back: [8080],
  front: [5000],
};

/** The application; ten requests a second for two of three items. */
export function smallApplication(): Application {
  const programs = [
    front,
    back,
    store("mongod", 27017),
    store("memcached", 11211),
    store("consul", 8500),
    store("jaeger", 16686),
  ];
  return {
    name: "small",
    title: "Small",
    namespace: "small",
    description: "A test's.",
    operations: [],
    manifests: [],
    images: [
      {
        name: "small:1",
        sizeBytes: 1,
        entrypoint: ["front"],
        executables: Object.fromEntries(programs.map(({ name }) => [name, { program: name }])),
      },
    ],
    programs,
    workload: {
      arrivals: { kind: "constant", ratePerSecond: 10 },
      requests: [
        {
          name: "get",
          weight: 1,
          method: "GET",
          url: "/items?of={items}",
          operation: "GET /items",
          variables: [{ name: "items", spec: { kind: "sample", count: 2, of: 3 } }],
        },
      ],
      entry: { service: "front", port: 5000 },
      timeoutSeconds: 10,
      networkMicros: 200,
    },
    serviceLabel: "app",
    services: names,
    startupSeconds: 1,
    warmupSeconds: 1,
  };
}

/** A running small cluster. */
export interface SmallCluster {
  readonly sim: Simulation;
  readonly ids: Map<PodName, string>;
  readonly ips: Map<PodName, string>;
}

const metadata = (name: string, uid: string, labels: Record<string, string> = {}) => ({
  name,
  namespace: "small",
  uid,
  resourceVersion: "",
  creationTimestamp: "2026-01-05T09:00:00Z",
  labels,
});

/** Makes and starts the container of a pod that is there already, again or for the first time. */
export function runContainer(
  cluster: SmallCluster,
  name: PodName,
  restartCount = 0,
  cpuLimitMillicores = 1000,
): string {
  const { sim, ids, ips } = cluster;
  const id = createContainer(sim, {
    podUid: `uid-${name}`,
    podName: `${name}-0`,
    namespace: "small",
    containerName: name,
    service: name,
    nodeName: "node-1",
    podIP: ips.get(name) ?? "",
    restartCount,
    image: "small:1",
    command: [executables[name]],
    env: {},
    mounts: [{ path: "/data/db", source: { kind: "emptyDir", name: "data" } }],
    cpuLimitMillicores,
    cpuRequestMillicores: 100,
    memoryLimitBytes: null,
  });
  ids.set(name, id);
  startContainer(sim, id);
  return id;
}

/** All pods with their services, started one second apart; `without` are left out. */
export function startSmallCluster(seed = 1, without: readonly PodName[] = []): SmallCluster {
  const sim = createSimulation(smallApplication(), seed);
  const cluster: SmallCluster = { sim, ids: new Map(), ips: new Map() };
  pullImage(sim, "node-1", "small:1", "IfNotPresent");
  names.forEach((name, index) => {
    const ip = allocatePodIP(sim, "node-1", `uid-${name}`);
    cluster.ips.set(name, ip);
    putObject<Pod>(sim, {
      apiVersion: "v1",
      kind: "Pod",
      metadata: metadata(`${name}-0`, `uid-${name}`, { app: name }),
      spec: { containers: [{ name, image: "small:1" }], nodeName: "node-1" },
      status: { phase: "Running", podIP: ip },
    });
    putService(cluster, name, index + 1, [ip]);
  });
  syncAllServices(sim);
  for (const name of names) {
    if (without.includes(name)) continue;
    runContainer(cluster, name);
    sim.run(sim.now + second);
  }
  return cluster;
}

/** Puts a service of a pod into the store, with these addresses behind it. */
export function putService({ sim }: SmallCluster, name: PodName, host: number, addresses: readonly string[]): void {
  const servicePorts = ports[name].map((port) => ({
    name: String(port),
    protocol: name === "jaeger" ? ("UDP" as const) : ("TCP" as const),
    port,
    targetPort: port,
  }));
  putObject<Service>(sim, {
    apiVersion: "v1",
    kind: "Service",
    metadata: metadata(name, `service-${name}`),
    spec: { type: "ClusterIP", clusterIP: `10.96.0.${host}`, ports: servicePorts },
  });
  putObject<KubeObject>(sim, {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: metadata(`${name}-x`, `slice-${name}`, { "kubernetes.io/service-name": name }),
    addressType: "IPv4",
    endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
    ports: servicePorts.map(({ name: portName, protocol, port }) => ({ name: portName, protocol, port })),
  });
}

/** What the pod's newest container printed. */
export function printed({ sim, ids }: SmallCluster, name: PodName): readonly string[] {
  return readContainerLog(sim, ids.get(name) ?? "").map((line) => line.body);
}
