/** A simulation with containers but without control plane: pods are put into the store by hand. */
import type { Application, ImageSpec, Program } from "@aiops-gym/application";
import type { KubeObject, Pod, Service } from "@aiops-gym/cluster";
import { applyPodDefaults, applyPodSpecDefaults } from "../../src/apiserver/defaults/pod-spec.ts";
import { putObject } from "../../src/apiserver/store.ts";
import { createStoreState } from "../../src/apiserver/store-state.ts";
import { createCaptureState } from "../../src/capture/capture-state.ts";
import { createControlPlaneState } from "../../src/controllers/control-plane-state.ts";
import { Simulation } from "../../src/kernel/simulation.ts";
import { createKubeletState } from "../../src/kubelet/kubelet-state.ts";
import { createMetricsState } from "../../src/metrics-server/metrics-state.ts";
import { createNetworkState } from "../../src/network/network-state.ts";
import { allocatePodIP } from "../../src/network/pod-network.ts";
import { createProcessesState } from "../../src/processes/processes-state.ts";
import { type ContainerConfig, createContainer, startContainer } from "../../src/runtime/containers.ts";
import { pullImage } from "../../src/runtime/images.ts";
import { createRuntimeState } from "../../src/runtime/runtime-state.ts";
import { createWorkloadState } from "../../src/workload/workload-state.ts";

const programs: Program[] = [
  { kind: "idle", name: "server", memory: { idleBytes: 1 }, onSigterm: { kind: "ignores" } },
  {
    kind: "mongod",
    name: "mongod",
    memory: { idleBytes: 1 },
    onSigterm: { kind: "ignores" },
    port: 27017,
    startupMicros: 0,
    requestCpuMicros: 0,
  },
];

const images: ImageSpec[] = [
  {
    name: "docker.io/acme/server:1",
    sizeBytes: 40_000_000,
    entrypoint: ["server"],
    executables: { server: { program: "server" } },
    files: { "/etc/motd": "hello\n" },
    tools: ["sh", "bash", "coreutils", "procps", "net-tools", "curl", "wget", "nslookup"],
  },
  {
    name: "docker.io/library/mongo:4.4.6",
    sizeBytes: 180_000_000,
    entrypoint: ["mongod"],
    executables: { mongod: { program: "mongod" } },
    tools: ["bash", "mongo", "coreutils", "procps"],
  },
];

/** A simulation at 2026-01-05T09:00:00Z with nothing in it. */
export function emptySimulation(): Simulation {
  return new Simulation(
    {
      kernel: { now: 1_767_603_600_000_000, sequence: 0, seed: 7, generation: 0, queue: [], streams: new Map() },
      store: createStoreState(),
      controlPlane: createControlPlaneState(),
      kubelet: createKubeletState(),
      runtime: createRuntimeState(),
      network: createNetworkState(),
      processes: createProcessesState(),
      workload: createWorkloadState(),
      capture: createCaptureState(),
      metrics: createMetricsState(),
    },
    {
      application: {} as Application,
      images: new Map(images.map((image) => [image.name, image])),
      programs: new Map(programs.map((program) => [program.name, program])),
    },
  );
}

export interface FakePod {
  readonly id: string;
  readonly ip: string;
  readonly pod: Pod;
}

let uids = 0;

/** Puts a running pod with one container into the cluster. */
export function addPod(
  sim: Simulation,
  name: string,
  config: Partial<ContainerConfig> & { labels?: Record<string, string> } = {},
): FakePod {
  uids += 1;
  const uid = `uid-${uids}`;
  const image = config.image ?? "acme/server:1";
  const namespace = config.namespace ?? "shop";
  pullImage(sim, "node-1", image, "IfNotPresent");
  const ip = allocatePodIP(sim, "node-1", uid);
  const { labels = { app: name }, ...rest } = config;
  const spec = { containers: [{ name: "app", image }], nodeName: "node-1" };
  applyPodSpecDefaults(spec);
  applyPodDefaults(spec);
  const pod = putObject<Pod>(sim, {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, uid, resourceVersion: "", creationTimestamp: "2026-01-05T09:00:00Z", labels },
    spec,
    status: { phase: "Running", podIP: ip },
  });
  const id = createContainer(sim, {
    podUid: uid,
    podName: name,
    namespace,
    containerName: "app",
    service: name,
    nodeName: "node-1",
    podIP: ip,
    restartCount: 0,
    image,
    env: {},
    mounts: [],
    cpuLimitMillicores: null,
    cpuRequestMillicores: 100,
    memoryLimitBytes: null,
    ...rest,
  });
  startContainer(sim, id);
  return { id, ip, pod };
}

/** Puts a service with its endpoints into the store. */
export function addService(
  sim: Simulation,
  name: string,
  clusterIP: string,
  port: number,
  targetPort: number,
  ips: readonly string[],
): void {
  const metadata = {
    name,
    namespace: "shop",
    uid: `service-${name}`,
    resourceVersion: "",
    creationTimestamp: "2026-01-05T09:00:00Z",
  };
  putObject<Service>(sim, {
    apiVersion: "v1",
    kind: "Service",
    metadata,
    spec: { type: "ClusterIP", clusterIP, ports: [{ name: "main", protocol: "TCP", port, targetPort }] },
  });
  putObject<KubeObject>(sim, {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: {
      ...metadata,
      name: `${name}-abcde`,
      uid: `slice-${name}`,
      labels: { "kubernetes.io/service-name": name },
    },
    addressType: "IPv4",
    endpoints: ips.map((ip) => ({ addresses: [ip], conditions: { ready: true, serving: true, terminating: false } })),
    ports: [{ name: "main", protocol: "TCP", port: targetPort }],
  });
}
