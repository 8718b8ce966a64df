/**
 * What is stored of the shortest manifest of each kind: all defaults.
 * @module
 */
import type { Scenario } from "../scenario.ts";
import { gated, object, tryEach } from "./each.ts";
import { container, deployment, pod, podSpec, service, template } from "./manifests.ts";

const matching = (name: string) => ({ selector: { matchLabels: { app: name } }, template: template(name) });
const once = { template: { spec: podSpec({ restartPolicy: "Never" }) } };

export const storedObjects: readonly Scenario[] = [
  {
    name: "stored-workloads",
    title: "Workloads are stored with all their defaults",
    seconds: 8,
    steps: tryEach(0, [
      deployment("a", { replicas: undefined }),
      deployment("zero", { replicas: 0, paused: false, minReadySeconds: 0, strategy: { type: "Recreate" } }),
      deployment("surge", { strategy: { rollingUpdate: { maxSurge: 1 } } }),
      object("apps/v1", "ReplicaSet", "a", { spec: matching("a") }),
      object("apps/v1", "StatefulSet", "a", { spec: { ...matching("a"), serviceName: "a" } }),
      object("apps/v1", "StatefulSet", "claims", {
        spec: {
          ...matching("a"),
          serviceName: "a",
          volumeClaimTemplates: [
            {
              metadata: { name: "data" },
              spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1024Mi" } } },
            },
          ],
        },
      }),
      object("apps/v1", "DaemonSet", "a", { spec: matching("a") }),
      object("v1", "ReplicationController", "a", { spec: { template: template("a") } }),
      object("batch/v1", "Job", "a", { spec: once }),
      object("batch/v1", "Job", "indexed", { spec: { ...once, completionMode: "Indexed", completions: 3 } }),
      object("batch/v1", "CronJob", "a", { spec: { schedule: "* * * * *", jobTemplate: { spec: once } } }),
      object("autoscaling/v2", "HorizontalPodAutoscaler", "a", {
        spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" } },
      }),
      object("autoscaling/v1", "HorizontalPodAutoscaler", "a", {
        spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" } },
      }),
      object("policy/v1", "PodDisruptionBudget", "a", { spec: { minAvailable: 1 } }),
      object("v1", "PodTemplate", "a", { template: template("a") }),
      object("apps/v1", "ControllerRevision", "a", { revision: 1, data: { spec: { a: 1 } } }),
    ]),
  },
  {
    name: "stored-pods",
    title: "Pods are stored with all their defaults",
    seconds: 8,
    steps: tryEach(0, [
      pod("a", gated),
      pod("images", {
        ...gated,
        containers: ["app", "app:1", "app:latest", "host:5000/app", `app@sha256:${"0".repeat(64)}`].map(
          (image, index) => container({ name: `c${index}`, image }),
        ),
      }),
      pod("full", {
        ...gated,
        hostname: "me",
        subdomain: "us",
        automountServiceAccountToken: false,
        volumes: [
          { name: "nothing" },
          { name: "config", configMap: { name: "c", items: [{ key: "k", path: "p" }] } },
          { name: "secret", secret: { secretName: "s" } },
          { name: "host", hostPath: { path: "/tmp" } },
          { name: "memory", emptyDir: { medium: "Memory", sizeLimit: "1024Ki" } },
          { name: "down", downwardAPI: { items: [{ path: "x", fieldRef: { fieldPath: "metadata.name" } }] } },
          {
            name: "all",
            projected: { sources: [{ serviceAccountToken: { path: "t" } }, { configMap: { name: "c" } }] },
          },
          { name: "claim", persistentVolumeClaim: { claimName: "c" } },
          {
            name: "made",
            ephemeral: {
              volumeClaimTemplate: {
                spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
              },
            },
          },
        ],
        containers: [
          container({
            ports: [{ containerPort: 80 }],
            env: [
              { name: "EMPTY", value: "" },
              { name: "FIELD", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
              { name: "CPU", valueFrom: { resourceFieldRef: { resource: "limits.cpu" } } },
            ],
            resources: { limits: { cpu: "1000m", memory: "1024Mi" } },
            livenessProbe: { httpGet: { port: 80 } },
            readinessProbe: { tcpSocket: { port: 80 }, initialDelaySeconds: 0, periodSeconds: 0 },
            startupProbe: { grpc: { port: 80 } },
            lifecycle: { preStop: { httpGet: { port: 80 } } },
            securityContext: {},
          }),
        ],
      }),
      pod("host", { ...gated, hostNetwork: true, containers: [container({ ports: [{ containerPort: 8081 }] })] }),
      pod("spread", {
        ...gated,
        securityContext: { runAsUser: 0 },
        affinity: {
          podAntiAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: { topologyKey: "zone" } }],
          },
        },
        topologySpreadConstraints: [{ maxSkew: 1, topologyKey: "zone", whenUnsatisfiable: "DoNotSchedule" }],
      }),
      pod("guaranteed", {
        ...gated,
        containers: [container({ resources: { limits: { cpu: "0.1", memory: "64Mi", "ephemeral-storage": "1e6" } } })],
      }),
      pod("whole", { ...gated, resources: { limits: { cpu: "1", memory: "64Mi" } } }),
      pod("sidecar", { ...gated, initContainers: [container({ name: "side", restartPolicy: "Always" })] }),
      pod("unknown", { ...gated, colour: "red", containers: [container({ colour: "red" })] }),
    ]),
  },
  {
    name: "stored-others",
    title: "Objects of the other kinds are stored with all their defaults",
    seconds: 8,
    steps: tryEach(0, [
      service("a"),
      service("headless", { clusterIP: "None" }),
      service("port", { type: "NodePort" }),
      service("balanced", { type: "LoadBalancer" }),
      service("alias", { type: "ExternalName", externalName: "a.example.com", ports: undefined, selector: undefined }),
      service("sticky", { sessionAffinity: "ClientIP", publishNotReadyAddresses: false }),
      object("v1", "ConfigMap", "a", { data: {} }),
      object("v1", "ConfigMap", "b", { data: { a: "1" }, binaryData: { b: "eA==" }, immutable: false }),
      object("v1", "Secret", "a"),
      object("v1", "Secret", "b", { data: { a: "eA==" }, stringData: { a: "y", b: "z" } }),
      object("v1", "ServiceAccount", "a"),
      object("v1", "Endpoints", "a", { subsets: [{ addresses: [{ ip: "10.1.2.3" }], ports: [{ port: 80 }] }] }),
      object("v1", "LimitRange", "a", { spec: { limits: [{ type: "Container", max: { cpu: "1000m" } }] } }),
      object("v1", "ResourceQuota", "a", { spec: { hard: { pods: "1", "limits.memory": "1024Mi" } } }),
      object("v1", "PersistentVolumeClaim", "a", {
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1024Mi" } } },
      }),
      object("v1", "PersistentVolume", "$NS--a", {
        spec: { capacity: { storage: "1024Mi" }, accessModes: ["ReadWriteOnce"], hostPath: { path: "/tmp" } },
      }),
      object("v1", "Namespace", "$NS--a"),
      object("v1", "Node", "$NS--a"),
      object("networking.k8s.io/v1", "NetworkPolicy", "a", { spec: {} }),
      object("networking.k8s.io/v1", "NetworkPolicy", "b", { spec: { egress: [{ ports: [{ port: 80 }] }] } }),
      object("networking.k8s.io/v1", "Ingress", "a", {
        spec: { defaultBackend: { service: { name: "web", port: { number: 80 } } } },
      }),
      object("networking.k8s.io/v1", "IngressClass", "$NS--a", {
        spec: { controller: "example.com/x", parameters: { kind: "X", name: "y", apiGroup: "example.com" } },
      }),
      object("rbac.authorization.k8s.io/v1", "Role", "a", { rules: [] }),
      object("rbac.authorization.k8s.io/v1", "Role", "b"),
      object("rbac.authorization.k8s.io/v1", "ClusterRole", "$NS--a", {
        rules: [{ verbs: ["get"], nonResourceURLs: ["/x"] }],
      }),
      object("rbac.authorization.k8s.io/v1", "RoleBinding", "a", {
        roleRef: { kind: "Role", name: "x", apiGroup: "rbac.authorization.k8s.io" },
        subjects: [
          { kind: "ServiceAccount", name: "x" },
          { kind: "User", name: "x" },
        ],
      }),
      object("storage.k8s.io/v1", "StorageClass", "$NS--a", { provisioner: "example.com/x" }),
      object("storage.k8s.io/v1", "CSIDriver", "$NS--a", { spec: {} }),
      object("scheduling.k8s.io/v1", "PriorityClass", "$NS--a", { value: 5 }),
      object("coordination.k8s.io/v1", "Lease", "a", { spec: { holderIdentity: "me" } }),
      object("discovery.k8s.io/v1", "EndpointSlice", "a", {
        addressType: "IPv4",
        endpoints: [{ addresses: ["10.1.2.3"] }],
        ports: [{ port: 80 }],
      }),
      object("v1", "Event", "a", {
        involvedObject: { kind: "Pod", name: "x", namespace: "$NS" },
        reason: "Told",
        message: "told",
      }),
    ]),
  },
];
