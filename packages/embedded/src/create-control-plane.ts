/**
 * A new cluster's control plane: its namespaces, nodes and standing objects.
 * @module
 */
import { cpuQuantity, type Manifest, memoryQuantity, type Node, toRfc3339 } from "@aiops-gym/cluster";
import { createObject } from "./apiserver/api-server.ts";
import { installDefaultRoles } from "./apiserver/authorization/install-default-roles.ts";
import { fillNamespace } from "./controllers/namespace-controller.ts";
import { keepNode } from "./controllers/nodes/node-keeper.ts";
import type { Simulation } from "./kernel/simulation.ts";
import { startMetricsServer } from "./metrics-server/scrape.ts";
import { setPodNetwork } from "./network/pod-network.ts";
import { findImage, setNodeCores } from "./runtime/images.ts";
import { nameServerDeployment, nameServerService, systemImages } from "./system-workloads.ts";
import "./controllers/index.ts";

/** What a node is. */
export interface NodeOptions {
  readonly name: string;
  readonly cpuCores: number;
  readonly memoryBytes: number;
  readonly maxPods: number;
}

/** What a cluster consists of at its start. */
export interface ControlPlaneOptions {
  readonly nodes: readonly NodeOptions[];
  /** Whether there is a metrics server: by default there is. Without one autoscalers find no metrics. */
  readonly metricsServer?: boolean;
}

const gibibyte = 2 ** 30;
/** What the kubelet keeps back for the node itself. */
const reservedMemoryBytes = 200 * 2 ** 20;
const kubernetesVersion = "v1.34.4";
const apiServerAddress = "172.18.0.2";
const apiServerPort = 6443;

/** One node of a middle size. */
export const defaultNodes: readonly NodeOptions[] = [
  { name: "node-1", cpuCores: 8, memoryBytes: 32 * gibibyte, maxPods: 110 },
];

const namespaces = ["default", "kube-node-lease", "kube-public", "kube-system"];
const priorityClasses = [
  ["system-cluster-critical", 2_000_000_000, "Used for system critical pods that must run in the cluster."],
  [
    "system-node-critical",
    2_000_001_000,
    "Used for system critical pods that must not be moved from their current node.",
  ],
] as const;

/** Fills an empty simulation's store. Call once, before anything else. */
export function createControlPlane(
  sim: Simulation,
  { nodes, metricsServer = true }: ControlPlaneOptions = { nodes: defaultNodes },
): void {
  for (const name of namespaces) {
    createObject(sim, { apiVersion: "v1", kind: "Namespace", metadata: { name } });
    fillNamespace(sim, name);
  }
  for (const [name, value, description] of priorityClasses) {
    createObject(sim, {
      apiVersion: "scheduling.k8s.io/v1",
      kind: "PriorityClass",
      metadata: { name },
      value,
      description: `${description}`,
      preemptionPolicy: "PreemptLowerPriority",
    });
  }
  for (const [index, node] of nodes.entries()) createNode(sim, node, index);
  installDefaultRoles(sim);
  createApiServerService(sim);
  createNameServer(sim);
  if (metricsServer) startMetricsServer(sim);
}

function createNode(sim: Simulation, { name, cpuCores, memoryBytes, maxPods }: NodeOptions, index: number): void {
  const podCIDR = `10.${244 + Math.floor(index / 256)}.${index % 256}.0/24`;
  setNodeCores(sim, name, cpuCores);
  setPodNetwork(sim, name, podCIDR);
  const amounts = (memory: number) => ({
    cpu: cpuQuantity(cpuCores * 1000),
    "ephemeral-storage": "264212084Ki",
    "hugepages-1Gi": "0",
    "hugepages-2Mi": "0",
    memory: memoryQuantity(memory),
    pods: String(maxPods),
  });
  const node: Manifest & Pick<Node, "spec" | "status"> = {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: {
        "beta.kubernetes.io/arch": "amd64",
        "beta.kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
      },
      annotations: {
        "node.alpha.kubernetes.io/ttl": "0",
        "volumes.kubernetes.io/controller-managed-attach-detach": "true",
      },
    },
    spec: { podCIDR, podCIDRs: [podCIDR] } as Node["spec"],
    status: {
      capacity: amounts(memoryBytes),
      allocatable: amounts(memoryBytes - reservedMemoryBytes),
      conditions: nodeConditions(toRfc3339(sim.now)),
      addresses: [
        { type: "InternalIP", address: `172.18.${Math.floor((index + 3) / 256)}.${(index + 3) % 256}` },
        { type: "Hostname", address: name },
      ],
      nodeInfo: {
        architecture: "amd64",
        bootID: "",
        containerRuntimeVersion: "containerd://1.6.20",
        kernelVersion: "6.12.57",
        kubeProxyVersion: "",
        kubeletVersion: kubernetesVersion,
        machineID: "",
        operatingSystem: "linux",
        osImage: "Debian GNU/Linux 12 (bookworm)",
        systemUUID: "",
      },
    },
  };
  createObject(sim, node);
  keepNode(sim, name, "kubelet");
}

function nodeConditions(at: string): Node["status"]["conditions"] {
  const condition = (type: string, status: "True" | "False", reason: string, message: string) =>
    ({ lastHeartbeatTime: at, lastTransitionTime: at, message, reason, status, type }) as const;
  return [
    condition("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    condition("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    condition("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
  ];
}

function createApiServerService(sim: Simulation): void {
  const labels = { component: "apiserver", provider: "kubernetes" };
  createObject(sim, {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "kubernetes", namespace: "default", labels },
    spec: { clusterIP: "10.96.0.1", ports: [{ name: "https", port: 443, protocol: "TCP", targetPort: apiServerPort }] },
  });
  createObject(sim, {
    apiVersion: "v1",
    kind: "Endpoints",
    metadata: {
      name: "kubernetes",
      namespace: "default",
      labels: { "endpointslice.kubernetes.io/skip-mirror": "true" },
    },
    subsets: [
      { addresses: [{ ip: apiServerAddress }], ports: [{ name: "https", port: apiServerPort, protocol: "TCP" }] },
    ],
  });
  createObject(sim, {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: "kubernetes", namespace: "default", labels: { "kubernetes.io/service-name": "kubernetes" } },
    addressType: "IPv4",
    endpoints: [{ addresses: [apiServerAddress], conditions: { ready: true } }],
    ports: [{ name: "https", port: apiServerPort, protocol: "TCP" }],
  });
}

/** The name server runs as a Deployment where its image is known; elsewhere names are answered at the Service's word. */
function createNameServer(sim: Simulation): void {
  const [image] = systemImages;
  if (image === undefined || findImage(sim, image.name) === undefined) {
    const { selector: _selector, ...spec } = nameServerService["spec"] as Record<string, unknown>;
    createObject(sim, { ...nameServerService, spec });
    return;
  }
  createObject(sim, nameServerService);
  createObject(sim, nameServerDeployment);
}
