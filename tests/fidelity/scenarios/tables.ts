/**
 * What the server prints of objects of every kind.
 * @module
 */
import type { Manifest } from "@aiops-gym/cluster";
import type { Scenario, ScenarioStep } from "../scenario.ts";
import { container, deployment, pod, script, service, template } from "./manifests.ts";

type Fields = Readonly<Record<string, unknown>>;

function object(apiVersion: string, kind: string, name: string, fields: Fields = {}): Manifest {
  return { apiVersion, kind, metadata: { name }, ...fields };
}

function print(at: number, ...kinds: readonly string[]): readonly ScenarioStep[] {
  return kinds.map((kind) => ({ at, do: "table", kind }));
}

const rule = { apiGroups: [""], resources: ["pods"], verbs: ["get"] };
const roleRef = (kind: string, name: string): Fields => ({ apiGroup: "rbac.authorization.k8s.io", kind, name });

export const tables: readonly Scenario[] = [
  {
    name: "tables-configuration",
    title: "Config maps, secrets, accounts, quotas and limits are printed",
    seconds: 12,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          object("v1", "ConfigMap", "settings", { data: { a: "1", b: "2" }, binaryData: { c: "AA==" } }),
          object("v1", "Secret", "token", { type: "example.com/own", data: { a: "AA==" } }),
          object("v1", "ServiceAccount", "robot", { secrets: [{ name: "token" }] }),
          object("v1", "LimitRange", "limits", { spec: { limits: [{ type: "Pod", max: { cpu: "2" } }] } }),
          object("v1", "PodTemplate", "form", { template: template("form") }),
          object("coordination.k8s.io/v1", "Lease", "lease", { spec: { holderIdentity: "me" } }),
        ],
      },
      ...print(3, "configmaps", "secrets", "serviceaccounts", "limitranges", "podtemplates", "leases"),
    ],
  },
  {
    name: "tables-access",
    title: "Roles and bindings are printed",
    seconds: 10,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          object("rbac.authorization.k8s.io/v1", "Role", "reader", { rules: [rule] }),
          object("rbac.authorization.k8s.io/v1", "RoleBinding", "readers", {
            roleRef: roleRef("Role", "reader"),
            subjects: [
              { kind: "User", name: "ann", apiGroup: "rbac.authorization.k8s.io" },
              { kind: "Group", name: "staff", apiGroup: "rbac.authorization.k8s.io" },
              { kind: "ServiceAccount", name: "default", namespace: "$NS" },
            ],
          }),
          object("rbac.authorization.k8s.io/v1", "ClusterRole", "$NS--reader", { rules: [rule] }),
          object("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "$NS--readers", {
            roleRef: roleRef("ClusterRole", "$NS--reader"),
            subjects: [{ kind: "User", name: "ann", apiGroup: "rbac.authorization.k8s.io" }],
          }),
        ],
      },
      ...print(2, "roles", "rolebindings", "clusterroles", "clusterrolebindings"),
    ],
  },
  {
    name: "tables-network",
    title: "Services of all types, ingresses and policies are printed",
    seconds: 14,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          service("web"),
          service("open", {
            type: "NodePort",
            ports: [
              { name: "a", port: 80, nodePort: 30011 },
              { name: "b", port: 53, protocol: "UDP", nodePort: 30012 },
            ],
          }),
          service("balanced", { type: "LoadBalancer", ports: [{ port: 80, nodePort: 30013 }] }),
          service("bare", { clusterIP: "None", ports: [] }),
          object("v1", "Service", "outside", { spec: { type: "ExternalName", externalName: "example.com" } }),
          service("addressed", { externalIPs: ["192.0.2.7"] }),
          object("v1", "Endpoints", "hand", {
            subsets: [{ addresses: [1, 2, 3, 4].map((n) => ({ ip: `10.1.2.${n}` })), ports: [{ port: 80 }] }],
          }),
          object("networking.k8s.io/v1", "IngressClass", "$NS--class", { spec: { controller: "example.com/c" } }),
          object("networking.k8s.io/v1", "Ingress", "gate", {
            spec: {
              ingressClassName: "none",
              tls: [{ hosts: ["a.example.com"] }],
              rules: ["a", "b", "c", "d"].map((host) => ({ host: `${host}.example.com` })),
            },
          }),
          object("networking.k8s.io/v1", "Ingress", "plain", {
            spec: { defaultBackend: { service: { name: "web", port: { number: 80 } } } },
          }),
          object("networking.k8s.io/v1", "NetworkPolicy", "closed", {
            spec: { podSelector: { matchLabels: { app: "web" } } },
          }),
          object("networking.k8s.io/v1", "NetworkPolicy", "all", { spec: { podSelector: {} } }),
        ],
      },
      ...print(4, "services", "endpoints", "ingressclasses", "ingresses", "networkpolicies"),
    ],
  },
  {
    name: "tables-storage",
    title: "Volumes, claims and classes are printed",
    seconds: 14,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          object("storage.k8s.io/v1", "StorageClass", "$NS--class", { provisioner: "example.com/disks" }),
          object("storage.k8s.io/v1", "StorageClass", "$NS--other", {
            provisioner: "example.com/disks",
            reclaimPolicy: "Retain",
            volumeBindingMode: "WaitForFirstConsumer",
            allowVolumeExpansion: true,
          }),
          object("v1", "PersistentVolume", "$NS--volume", {
            spec: {
              capacity: { storage: "1Gi" },
              accessModes: ["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany"],
              storageClassName: "$NS",
              hostPath: { path: "/tmp/$NS" },
            },
          }),
          object("v1", "PersistentVolume", "$NS--free", {
            spec: { capacity: { storage: "100Mi" }, accessModes: ["ReadWriteOncePod"], hostPath: { path: "/tmp/$NS" } },
          }),
        ],
      },
      {
        at: 2,
        do: "create",
        objects: [
          object("v1", "PersistentVolumeClaim", "data", {
            spec: {
              accessModes: ["ReadWriteOnce"],
              storageClassName: "$NS",
              resources: { requests: { storage: "1Gi" } },
            },
          }),
        ],
      },
      ...print(6, "storageclasses", "persistentvolumes", "persistentvolumeclaims"),
    ],
  },
  {
    name: "tables-workloads",
    title: "Workloads of every kind are printed",
    seconds: 14,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          deployment("web", { replicas: 1 }),
          object("apps/v1", "StatefulSet", "store", {
            spec: {
              replicas: 0,
              serviceName: "store",
              selector: { matchLabels: { app: "store" } },
              template: template("store"),
            },
          }),
          object("apps/v1", "DaemonSet", "agent", {
            spec: {
              selector: { matchLabels: { app: "agent" } },
              template: template("agent", { nodeSelector: { "example.com/none": "x" } }),
            },
          }),
          object("v1", "ReplicationController", "old", {
            spec: { replicas: 0, selector: { app: "old" }, template: template("old") },
          }),
          object("batch/v1", "Job", "paused", {
            spec: {
              suspend: true,
              completions: 2,
              template: { spec: { restartPolicy: "Never", containers: [container()] } },
            },
          }),
          object("batch/v1", "CronJob", "nightly", {
            spec: {
              schedule: "0 3 * * *",
              timeZone: "Etc/UTC",
              suspend: true,
              jobTemplate: { spec: { template: { spec: { restartPolicy: "Never", containers: [container()] } } } },
            },
          }),
          object("autoscaling/v2", "HorizontalPodAutoscaler", "web", {
            spec: {
              scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
              maxReplicas: 1,
              metrics: [
                {
                  type: "Resource",
                  resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } },
                },
              ],
            },
          }),
          object("policy/v1", "PodDisruptionBudget", "web", {
            spec: { minAvailable: "50%", selector: { matchLabels: { app: "web" } } },
          }),
          object("scheduling.k8s.io/v1", "PriorityClass", "$NS--high", { value: 1000, description: "x" }),
        ],
      },
      ...print(
        8,
        "deployments",
        "replicasets",
        "statefulsets",
        "daemonsets",
        "replicationcontrollers",
        "jobs",
        "cronjobs",
        "hpa",
        "pdb",
        "priorityclasses",
      ),
    ],
  },
  {
    name: "tables-pods-ended",
    title: "Pods whose containers end, well or badly, are printed",
    seconds: 12,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("done", { restartPolicy: "Never", containers: [script("exit 0")] }),
          pod("failed", { restartPolicy: "Never", containers: [script("exit 3")] }),
          pod("crashing", { containers: [script("exit 1")] }),
          pod("stuck", { initContainers: [script("exit 2", { name: "first" })] }),
        ],
      },
      { at: 6, do: "table", kind: "pods" },
    ],
  },
  {
    name: "tables-pods-waiting",
    title: "Pods that wait for something are printed",
    seconds: 14,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("fine"),
          pod("imageless", {
            containers: [container({ image: "docker.io/library/none:1", imagePullPolicy: "Never" })],
          }),
          pod("unplaced", { nodeSelector: { "example.com/none": "x" } }),
          pod("gated", { schedulingGates: [{ name: "example.com/gate" }] }),
        ],
      },
      {
        at: 3,
        do: "create",
        objects: [
          pod("starting", { initContainers: [container({ name: "first" }), container({ name: "second" })] }),
          pod("unconfigured", {
            containers: [
              container({ env: [{ name: "A", valueFrom: { configMapKeyRef: { name: "none", key: "a" } } }] }),
            ],
          }),
          pod("gateless", { readinessGates: [{ conditionType: "example.com/ready" }] }),
        ],
      },
      { at: 8, do: "table", kind: "pods" },
      { at: 8, do: "table", kind: "nodes" },
    ],
  },
  {
    name: "tables-made-by-controllers",
    title: "What controllers make is printed: revisions, slices, sets",
    seconds: 16,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          object("apps/v1", "StatefulSet", "store", {
            spec: {
              replicas: 1,
              serviceName: "store",
              selector: { matchLabels: { app: "store" } },
              template: template("store"),
            },
          }),
          service("store", { clusterIP: "None" }),
          deployment("web", { replicas: 1 }),
        ],
      },
      ...print(8, "controllerrevisions", "endpointslices", "endpoints", "replicasets", "statefulsets"),
    ],
  },
];
