/**
 * What every cluster runs of its own: the name server.
 * @module
 */
import type { ImageSpec, Program } from "@aiops-gym/application";
import type { Manifest } from "@aiops-gym/cluster";

const corednsImage = "registry.k8s.io/coredns/coredns:v1.12.1";

/** Images of the cluster's own workloads. */
export const systemImages: readonly ImageSpec[] = [
  {
    name: corednsImage,
    sizeBytes: 22_384_805,
    entrypoint: ["/coredns"],
    executables: { coredns: { program: "coredns" } },
  },
];

/** Programs of the cluster's own workloads. How names are answered is the network's part; this one only has to run. */
export const systemPrograms: readonly Program[] = [
  {
    kind: "idle",
    name: "coredns",
    memory: { idleBytes: 16 * 1024 * 1024 },
    idleCpuCores: 0.002,
    onSigterm: { kind: "exit", exitCode: 0, afterMicros: 5_000_000 },
  },
];

const labels = { "k8s-app": "kube-dns" };

/** The name server's Deployment, as kubeadm makes it but for its probes and its Corefile's mount. */
export const nameServerDeployment: Manifest = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "coredns", namespace: "kube-system", labels },
  spec: {
    replicas: 1,
    selector: { matchLabels: labels },
    strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1, maxSurge: "25%" } },
    template: {
      metadata: { labels },
      spec: {
        priorityClassName: "system-cluster-critical",
        dnsPolicy: "Default",
        tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
        containers: [
          {
            name: "coredns",
            image: corednsImage,
            imagePullPolicy: "IfNotPresent",
            args: ["-conf", "/etc/coredns/Corefile"],
            resources: { limits: { memory: "170Mi" }, requests: { cpu: "100m", memory: "70Mi" } },
            ports: [
              { containerPort: 53, name: "dns", protocol: "UDP" },
              { containerPort: 53, name: "dns-tcp", protocol: "TCP" },
              { containerPort: 9153, name: "metrics", protocol: "TCP" },
            ],
          },
        ],
      },
    },
  },
};

/** The name server's Service, at the address that every pod's resolv.conf names. */
export const nameServerService: Manifest = {
  apiVersion: "v1",
  kind: "Service",
  metadata: {
    name: "kube-dns",
    namespace: "kube-system",
    labels: { ...labels, "kubernetes.io/cluster-service": "true", "kubernetes.io/name": "CoreDNS" },
  },
  spec: {
    clusterIP: "10.96.0.10",
    selector: labels,
    ports: [
      { name: "dns", port: 53, protocol: "UDP", targetPort: 53 },
      { name: "dns-tcp", port: 53, protocol: "TCP", targetPort: 53 },
    ],
  },
};
