/**
 * Validation: the error that each invalid thing gets, and what may not change.
 * @module
 */
import type { Scenario } from "../scenario.ts";
import { createEach, gated, mergeEach, object, patchEach } from "./each.ts";
import { container, deployment, pod, podSpec, service, template } from "./manifests.ts";

type Fields = Readonly<Record<string, unknown>>;

const only = (name: string, fields: Fields) => pod(name, { ...gated, containers: [container(fields)] });
const set = (name: string, spec: Fields = {}) =>
  object("apps/v1", "StatefulSet", name, {
    spec: {
      replicas: 0,
      serviceName: name,
      selector: { matchLabels: { app: name } },
      template: template(name),
      ...spec,
    },
  });
const daemon = (name: string, spec: Fields = {}) =>
  object("apps/v1", "DaemonSet", name, {
    spec: {
      selector: { matchLabels: { app: name } },
      template: template(name, { nodeSelector: { nowhere: "yes" } }),
      ...spec,
    },
  });
const claim = (name: string, spec: Fields = {}) =>
  object("v1", "PersistentVolumeClaim", name, {
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } }, ...spec },
  });
const volume = (name: string, spec: Fields = {}) =>
  object("v1", "PersistentVolume", name, {
    spec: { capacity: { storage: "1Gi" }, accessModes: ["ReadWriteOnce"], hostPath: { path: "/tmp/x" }, ...spec },
  });
const configMap = (name: string, fields: Fields = {}) => object("v1", "ConfigMap", name, fields);
const secret = (name: string, fields: Fields = {}) => object("v1", "Secret", name, fields);
const ingress = (name: string, spec: Fields) => object("networking.k8s.io/v1", "Ingress", name, { spec });
const path = (fields: Fields) => ({
  http: {
    paths: [{ path: "/", pathType: "Prefix", backend: { service: { name: "web", port: { number: 80 } } }, ...fields }],
  },
});
const policy = (name: string, spec: Fields) => object("networking.k8s.io/v1", "NetworkPolicy", name, { spec });
const long = (length: number) => "x".repeat(length);

export const validation: readonly Scenario[] = [
  {
    name: "validation-names",
    title: "Names, labels and annotations follow rules",
    seconds: 8,
    steps: createEach(0, [
      configMap("Upper_Case"),
      configMap(long(254)),
      configMap("", {}),
      object("v1", "Namespace", "$NS--with.dot"),
      object("v1", "Namespace", long(64)),
      service("1begins-with-digit"),
      service(long(64)),
      pod("a..b", gated),
      deployment("bad/name", { replicas: 0 }),
      object("rbac.authorization.k8s.io/v1", "Role", "may:have_Any%", { rules: [] }),
      object("v1", "ServiceAccount", "Upper"),
      configMap("labels", { metadata: { labels: { "bad key": "x", "a/b/c": "x", "/x": "x", ok: "bad value!" } } }),
      configMap("long-label", { metadata: { labels: { [long(64)]: long(64) } } }),
      configMap("annotations", { metadata: { annotations: { "bad key": "x" } } }),
      configMap("finalizer", { metadata: { finalizers: ["plain", "example.com/fine"] } }),
      configMap("versioned", { metadata: { resourceVersion: "1" } }),
      configMap("elsewhere", { metadata: { namespace: "Not_A_Namespace" } }),
      configMap("owner", {
        metadata: { ownerReferences: [{ apiVersion: "v1", kind: "Pod", name: "x", uid: "" }] },
      }),
      configMap("event-owner", {
        metadata: { ownerReferences: [{ apiVersion: "v1", kind: "Event", name: "x", uid: "1-2" }] },
      }),
      configMap("two-controllers", {
        metadata: {
          ownerReferences: ["a", "b"].map((name) => ({
            apiVersion: "v1",
            kind: "Pod",
            name,
            uid: name,
            controller: true,
          })),
        },
      }),
    ]),
  },
  {
    name: "validation-types",
    title: "Values of wrong types, unknown versions and kinds are refused before anything is looked at",
    seconds: 8,
    steps: [
      ...createEach(0, [
        deployment("a", { replicas: "many" }),
        deployment("a", { replicas: 1.5 }),
        deployment("a", { selector: "app=a" }),
        deployment("a", { template: { spec: { containers: { name: "x" } } } }),
        deployment("a", { paused: "yes" }),
        deployment("a", { strategy: { rollingUpdate: { maxSurge: true } } }),
        only("a", { image: 5 }),
        only("a", { command: "sleep" }),
        only("a", { ports: [{ containerPort: "eighty" }] }),
        only("a", { env: [{ name: "A", value: 1 }] }),
        only("a", { env: [{ name: "A", value: true }] }),
        only("a", { resources: { limits: { cpu: "a lot" } } }),
        only("a", { resources: { limits: { cpu: true } } }),
        only("a", { resources: { limits: "1" } }),
        configMap("a", { data: { a: 1 } }),
        configMap("a", { data: ["a"] }),
        configMap("a", { metadata: { labels: { a: 1 } } }),
        configMap("a", { metadata: { labels: "a" } }),
        secret("a", { data: { a: "not base64!" } }),
        service("a", { ports: [{ port: "80" }] }),
        service("a", { ports: [{ port: 3000000000 }] }),
        object("v1", "Node", "$NS--a", { spec: { unschedulable: "no" } }),
      ]),
      { at: 3, do: "create", objects: [configMap("stored", { data: { a: "1" } })] },
      { at: 3, do: "create", objects: [deployment("stored", { replicas: 0 })] },
      ...mergeEach(4, { kind: "deployment", name: "stored" }, [
        { metadata: { name: "other" } },
        { metadata: { uid: "other" } },
      ]),
      ...patchEach(4, { kind: "deployment", name: "stored" }, [
        { type: "strategic", body: { spec: { replicas: "many" } } },
        { type: "json", operations: [{ op: "remove", path: "/spec/nothing" }] },
        { type: "json", operations: [{ op: "test", path: "/spec/replicas", value: 7 }] },
      ]),
    ],
  },
  {
    name: "validation-containers",
    title: "Each mistake in a container gets its error",
    seconds: 8,
    steps: createEach(0, [
      only("a", { name: "" }),
      only("a", { name: "Upper" }),
      only("a", { image: "" }),
      only("a", { image: " padded " }),
      only("a", { imagePullPolicy: "Sometimes" }),
      only("a", { ports: [{ containerPort: 0 }, { containerPort: 70000 }, { containerPort: 1, protocol: "ICMP" }] }),
      only("a", {
        ports: [
          { containerPort: 80, name: "much-too-long-a-name" },
          { containerPort: 81, name: "8080" },
        ],
      }),
      only("a", {
        ports: [
          { containerPort: 80, name: "http" },
          { containerPort: 81, name: "http" },
        ],
      }),
      only("a", { ports: [{ containerPort: 80, hostPort: 70000, hostIP: "nowhere" }] }),
      only("a", { env: [{ name: "" }, { name: "a=b", value: "1" }] }),
      only("a", { env: [{ name: "A", valueFrom: {} }] }),
      only("a", { env: [{ name: "A", value: "x", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }] }),
      only("a", { env: [{ name: "A", valueFrom: { fieldRef: { fieldPath: "spec.nowhere" } } }] }),
      only("a", { env: [{ name: "A", valueFrom: { fieldRef: { fieldPath: "metadata.labels['Bad Key']" } } }] }),
      only("a", { env: [{ name: "A", valueFrom: { resourceFieldRef: { resource: "limits.gpu" } } }] }),
      only("a", { env: [{ name: "A", valueFrom: { resourceFieldRef: { resource: "limits.cpu", divisor: "7" } } }] }),
      only("a", { env: [{ name: "A", valueFrom: { configMapKeyRef: { name: "", key: "" } } }] }),
      only("a", { env: [{ name: "A", valueFrom: { secretKeyRef: { name: "s", key: "bad key" } } }] }),
      only("a", { envFrom: [{ prefix: "1=", configMapRef: { name: "x" } }, {}] }),
      only("a", { envFrom: [{ configMapRef: { name: "x" }, secretRef: { name: "y" } }] }),
      only("a", { volumeMounts: [{ name: "missing", mountPath: "/x" }] }),
      only("a", { volumeMounts: [{ name: "", mountPath: "" }] }),
      only("a", { resources: { requests: { cpu: "2" }, limits: { cpu: "1" } } }),
      only("a", { resources: { requests: { cpu: "-1" } } }),
      only("a", { resources: { limits: { gpu: "1" } } }),
      only("a", { resources: { limits: { "example.com/gpu": "1.5" } } }),
      only("a", { resources: { requests: { "example.com/gpu": "1" } } }),
      only("a", { livenessProbe: {} }),
      only("a", { livenessProbe: { exec: { command: [] } } }),
      only("a", { livenessProbe: { exec: { command: ["x"] }, tcpSocket: { port: 80 } } }),
      only("a", { livenessProbe: { httpGet: { port: "no port name!" } } }),
      only("a", { livenessProbe: { httpGet: { port: 0, scheme: "FTP", httpHeaders: [{ name: "Bad Header" }] } } }),
      only("a", { livenessProbe: { tcpSocket: { port: 80 }, successThreshold: 2, periodSeconds: -1 } }),
      only("a", { startupProbe: { tcpSocket: { port: 80 }, successThreshold: 2, timeoutSeconds: -1 } }),
      only("a", { readinessProbe: { tcpSocket: { port: 80 }, terminationGracePeriodSeconds: 5 } }),
      only("a", { livenessProbe: { tcpSocket: { port: 80 }, terminationGracePeriodSeconds: 0 } }),
      only("a", { livenessProbe: { grpc: { port: 0 } } }),
      only("a", { lifecycle: { postStart: {} } }),
      only("a", { lifecycle: { preStop: { sleep: { seconds: 100 } } } }),
      only("a", { lifecycle: { preStop: { exec: { command: ["x"] }, httpGet: { port: 80 } } } }),
      only("a", { terminationMessagePolicy: "Loud" }),
      only("a", { securityContext: { runAsUser: -1, procMount: "Odd" } }),
      only("a", { securityContext: { privileged: true, allowPrivilegeEscalation: false } }),
      only("a", { securityContext: { seccompProfile: { type: "Localhost" } } }),
      only("a", { securityContext: { seccompProfile: { type: "Odd" } } }),
      only("a", { securityContext: { capabilities: { add: ["CAP_SYS_ADMIN"] }, allowPrivilegeEscalation: false } }),
      only("a", { restartPolicy: "Never" }),
      only("a", { resizePolicy: [{ resourceName: "disk", restartPolicy: "Maybe" }] }),
      only("a", { stdinOnce: true, workingDir: "relative" }),
      pod("a", { ...gated, containers: [] }),
      pod("a", { ...gated, containers: [container(), container()] }),
      pod("a", { ...gated, initContainers: [container()] }),
      pod("a", { ...gated, initContainers: [container({ name: "init", readinessProbe: { tcpSocket: { port: 1 } } })] }),
      pod("a", {
        ...gated,
        initContainers: [container({ name: "init", lifecycle: { preStop: { exec: { command: ["x"] } } } })],
      }),
      pod("a", { ...gated, initContainers: [container({ name: "init", restartPolicy: "Never" })] }),
      pod("a", { ...gated, ephemeralContainers: [container({ name: "debug" })] }),
    ]),
  },
  {
    name: "validation-pods",
    title: "Each mistake in a pod's specification gets its error",
    seconds: 8,
    steps: createEach(0, [
      pod("a", { ...gated, restartPolicy: "Sometimes" }),
      pod("a", { ...gated, dnsPolicy: "Odd" }),
      pod("a", { ...gated, dnsPolicy: "None" }),
      pod("a", {
        ...gated,
        dnsPolicy: "None",
        dnsConfig: { nameservers: ["dns.example.com"], searches: ["-x"], options: [{ name: "" }] },
      }),
      pod("a", { ...gated, activeDeadlineSeconds: 0 }),
      pod("a", { ...gated, terminationGracePeriodSeconds: -1 }),
      pod("a", { ...gated, nodeName: "Bad_Name" }),
      pod("a", { ...gated, nodeName: "node-1" }),
      pod("a", { ...gated, nodeSelector: { "bad key": "bad value!" } }),
      pod("a", { ...gated, hostname: "Bad_Name", subdomain: "bad.name" }),
      pod("a", { ...gated, hostAliases: [{ ip: "nowhere", hostnames: ["bad_name"] }] }),
      pod("a", { ...gated, serviceAccountName: "default", imagePullSecrets: [{ name: "" }] }),
      pod("a", {
        ...gated,
        tolerations: [
          { operator: "Equal" },
          { key: "a", operator: "Exists", value: "x" },
          { key: "bad key", operator: "Odd" },
        ],
      }),
      pod("a", {
        ...gated,
        tolerations: [{ key: "a", operator: "Exists", effect: "NoSchedule", tolerationSeconds: 5 }],
      }),
      pod("a", { ...gated, tolerations: [{ key: "a", operator: "Exists", effect: "Sometimes" }] }),
      pod("a", {
        ...gated,
        affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } } },
      }),
      pod("a", {
        ...gated,
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [
                {
                  matchExpressions: [
                    { key: "a", operator: "In" },
                    { key: "a", operator: "Exists", values: ["x"] },
                    { key: "a", operator: "Gt", values: ["1", "2"] },
                    { key: "bad key", operator: "Odd" },
                  ],
                  matchFields: [{ key: "metadata.uid", operator: "In", values: ["a", "b"] }],
                },
              ],
            },
            preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 0, preference: {} }],
          },
        },
      }),
      pod("a", {
        ...gated,
        affinity: {
          podAntiAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [
              { topologyKey: "" },
              { topologyKey: "bad key", labelSelector: { matchExpressions: [{ key: "a", operator: "In" }] } },
            ],
            preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 101, podAffinityTerm: { topologyKey: "a" } }],
          },
        },
      }),
      pod("a", {
        ...gated,
        topologySpreadConstraints: [
          { maxSkew: 0, topologyKey: "", whenUnsatisfiable: "Maybe" },
          { maxSkew: 1, topologyKey: "zone", whenUnsatisfiable: "ScheduleAnyway", minDomains: 2 },
          { maxSkew: 1, topologyKey: "zone", whenUnsatisfiable: "ScheduleAnyway" },
        ],
      }),
      pod("a", { ...gated, readinessGates: [{ conditionType: "bad type" }] }),
      pod("a", { ...gated, schedulingGates: [{ name: "bad name" }, { name: "x" }, { name: "x" }] }),
      pod("a", { ...gated, securityContext: { runAsUser: -1, fsGroup: -1, supplementalGroups: [-1] } }),
      pod("a", {
        ...gated,
        securityContext: { sysctls: [{ name: "Bad Name" }, { name: "a.b", value: "1" }, { name: "a.b", value: "1" }] },
      }),
      pod("a", { ...gated, securityContext: { fsGroupChangePolicy: "Odd" } }),
      pod("a", {
        ...gated,
        hostNetwork: true,
        containers: [container({ ports: [{ containerPort: 80, hostPort: 81 }] })],
      }),
      pod("a", { ...gated, hostPID: true, shareProcessNamespace: true }),
      pod("a", { ...gated, priorityClassName: "Bad_Name" }),
      pod("a", { ...gated, runtimeClassName: "Bad_Name" }),
      pod("a", { ...gated, schedulerName: "Bad_Name" }),
      pod("a", { ...gated, os: { name: "plan9" } }),
      pod("a", { ...gated, preemptionPolicy: "Odd" }),
      pod("a", { ...gated, setHostnameAsFQDN: true, hostNetwork: true }),
      pod("a", { ...gated, hostUsers: false, hostNetwork: true }),
      pod("a", {
        ...gated,
        containers: ["a", "b"].map((name) => container({ name, ports: [{ containerPort: 80, hostPort: 80 }] })),
      }),
    ]),
  },
  {
    name: "validation-pod-volumes",
    title: "Each mistake in a pod's volumes gets its error",
    seconds: 8,
    steps: createEach(
      0,
      [
        [{ name: "" }],
        [{ name: "Upper", emptyDir: {} }],
        [
          { name: "a", emptyDir: {} },
          { name: "a", emptyDir: {} },
        ],
        [{ name: "a", emptyDir: {}, hostPath: { path: "/x" } }],
        [{ name: "a", emptyDir: { sizeLimit: "-1" } }],
        [{ name: "a", hostPath: { path: "" } }],
        [{ name: "a", hostPath: { path: "/a/../b", type: "Odd" } }],
        [{ name: "a", configMap: {} }],
        [
          {
            name: "a",
            configMap: {
              name: "x",
              defaultMode: 1000,
              items: [
                { key: "", path: "" },
                { key: "k", path: "../x" },
              ],
            },
          },
        ],
        [{ name: "a", secret: {} }],
        [{ name: "a", secret: { secretName: "x", items: [{ key: "k", path: "/abs", mode: -1 }] } }],
        [{ name: "a", persistentVolumeClaim: { claimName: "" } }],
        [{ name: "a", persistentVolumeClaim: { claimName: "Bad_Name" } }],
        [{ name: "a", projected: { sources: [{}] } }],
        [{ name: "a", projected: { sources: [{ serviceAccountToken: { path: "", expirationSeconds: 5 } }] } }],
        [{ name: "a", downwardAPI: { items: [{ path: "x" }] } }],
        [{ name: "a", downwardAPI: { items: [{ path: "x", fieldRef: { fieldPath: "spec.nodeName" } }] } }],
        [{ name: "a", nfs: { server: "", path: "relative" } }],
        [{ name: "a", csi: { driver: "" } }],
        [{ name: "a", ephemeral: {} }],
      ].map((volumes) => pod("a", { ...gated, volumes })),
    ).concat(
      createEach(0, [
        pod("a", {
          ...gated,
          volumes: [{ name: "a", emptyDir: {} }],
          containers: [
            container({
              volumeMounts: [
                { name: "a", mountPath: "/x" },
                { name: "a", mountPath: "/x" },
                { name: "a", mountPath: "/y", subPath: "../up" },
                { name: "a", mountPath: "/z", subPath: "/abs" },
                { name: "a", mountPath: "/q", subPath: "a", subPathExpr: "b" },
                { name: "a", mountPath: "/p", mountPropagation: "Odd" },
                { name: "a", mountPath: "/b", mountPropagation: "Bidirectional" },
              ],
            }),
          ],
        }),
      ]),
    ),
  },
  {
    name: "validation-workloads",
    title: "Each mistake in a workload gets its error",
    seconds: 8,
    steps: createEach(0, [
      deployment("a", { replicas: -1, minReadySeconds: -1, revisionHistoryLimit: -1, progressDeadlineSeconds: -1 }),
      deployment("a", { minReadySeconds: 60, progressDeadlineSeconds: 60 }),
      deployment("a", { selector: undefined }),
      deployment("a", { selector: {} }),
      deployment("a", { selector: { matchLabels: { app: "other" } } }),
      deployment("a", { selector: { matchExpressions: [{ key: "app", operator: "In" }] } }),
      deployment("a", { selector: { matchExpressions: [{ key: "app", operator: "Odd", values: ["x"] }] } }),
      deployment("a", { selector: { matchLabels: { "bad key": "bad value!" } } }),
      deployment("a", { template: { metadata: { labels: { app: "a" } } } }),
      deployment("a", {}, { restartPolicy: "Never" }),
      deployment("a", {}, { activeDeadlineSeconds: 5 }),
      deployment("a", { strategy: { type: "Odd" } }),
      deployment("a", { strategy: { type: "Recreate", rollingUpdate: { maxSurge: 1 } } }),
      deployment("a", { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } }),
      deployment("a", { strategy: { rollingUpdate: { maxSurge: "x", maxUnavailable: "150%" } } }),
      deployment("a", { strategy: { rollingUpdate: { maxSurge: -1, maxUnavailable: "-1%" } } }),
      object("apps/v1", "ReplicaSet", "a", { spec: { replicas: -1, template: template("a") } }),
      object("apps/v1", "ReplicaSet", "a", { spec: { selector: {}, template: template("a") } }),
      set("a", { replicas: -1, podManagementPolicy: "Odd", minReadySeconds: -1 }),
      set("a", { selector: { matchLabels: { app: "b" } } }),
      set("a", { updateStrategy: { type: "Odd" } }),
      set("a", { updateStrategy: { type: "OnDelete", rollingUpdate: { partition: 1 } } }),
      set("a", { updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: -1 } } }),
      set("a", { serviceName: "Bad_Name", revisionHistoryLimit: -1 }),
      set("a", { persistentVolumeClaimRetentionPolicy: { whenDeleted: "Odd", whenScaled: "Odd" } }),
      set("a", { ordinals: { start: -1 } }),
      set("a", { template: template("a", { restartPolicy: "OnFailure" }) }),
      daemon("a", { selector: undefined }),
      daemon("a", { updateStrategy: { type: "Odd" } }),
      daemon("a", { updateStrategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 0 } } }),
      daemon("a", { updateStrategy: { rollingUpdate: { maxUnavailable: "x" } } }),
      daemon("a", { minReadySeconds: -1, revisionHistoryLimit: -1 }),
      daemon("a", { template: template("a", { restartPolicy: "Never", activeDeadlineSeconds: 4 }) }),
      object("v1", "ReplicationController", "a", {
        spec: { replicas: -1, selector: { app: "b" }, template: template("a") },
      }),
      object("v1", "ReplicationController", "a", { spec: {} }),
      object("v1", "PodTemplate", "a", { template: { spec: podSpec({ restartPolicy: "Odd" }) } }),
    ]),
  },
  {
    name: "validation-services",
    title: "Each mistake in a Service gets its error",
    seconds: 8,
    steps: createEach(0, [
      service("a", { ports: [] }),
      service("a", { ports: [{ port: 0 }] }),
      service("a", { ports: [{ port: 80, targetPort: 70000 }] }),
      service("a", { ports: [{ port: 80, targetPort: "Bad Port!" }] }),
      service("a", { ports: [{ port: 80 }, { port: 81 }] }),
      service("a", {
        ports: [
          { port: 80, name: "a" },
          { port: 80, name: "b" },
        ],
      }),
      service("a", {
        ports: [
          { port: 80, name: "a" },
          { port: 81, name: "a" },
        ],
      }),
      service("a", { ports: [{ port: 80, name: "Bad_Name" }] }),
      service("a", { ports: [{ port: 80, protocol: "ICMP" }] }),
      service("a", { ports: [{ port: 80, nodePort: 30080 }] }),
      service("a", { ports: [{ port: 80, appProtocol: "bad protocol" }] }),
      service("a", { type: "Odd" }),
      service("a", { type: "NodePort", clusterIP: "None" }),
      service("a", { type: "NodePort", ports: [{ port: 80, nodePort: 80 }] }),
      service("a", { type: "ExternalName" }),
      service("a", { type: "ExternalName", externalName: "Bad_Name" }),
      service("a", { type: "ExternalName", externalName: "a.example.com", clusterIP: "10.96.0.77" }),
      service("a", { clusterIP: "nowhere" }),
      service("a", { clusterIP: "192.168.0.1" }),
      service("a", { clusterIP: "10.96.0.1" }),
      service("a", { sessionAffinity: "Odd" }),
      service("a", { sessionAffinity: "ClientIP", sessionAffinityConfig: { clientIP: { timeoutSeconds: 0 } } }),
      service("a", { sessionAffinity: "None", sessionAffinityConfig: { clientIP: { timeoutSeconds: 5 } } }),
      service("a", { externalTrafficPolicy: "Local" }),
      service("a", { type: "NodePort", externalTrafficPolicy: "Odd" }),
      service("a", { internalTrafficPolicy: "Odd" }),
      service("a", { externalIPs: ["nowhere", "127.0.0.1"] }),
      service("a", { loadBalancerClass: "example.com/x" }),
      service("a", { loadBalancerSourceRanges: ["10.0.0.0/8"] }),
      service("a", { ipFamilies: ["IPv5"], ipFamilyPolicy: "Odd" }),
      service("a", { ipFamilies: ["IPv6"] }),
      service("a", { ipFamilyPolicy: "RequireDualStack" }),
      service("a", { selector: { "bad key": "bad value!" } }),
      service("a", { trafficDistribution: "Odd" }),
      service("a", { healthCheckNodePort: 30000 }),
      service("a", { publishNotReadyAddresses: true, allocateLoadBalancerNodePorts: false }),
      object("v1", "Endpoints", "a", {
        subsets: [{ addresses: [{ ip: "127.0.0.1" }, { ip: "nowhere" }], ports: [{ port: 0 }] }],
      }),
      object("discovery.k8s.io/v1", "EndpointSlice", "a", { addressType: "Odd", endpoints: [] }),
      object("discovery.k8s.io/v1", "EndpointSlice", "a", {
        addressType: "IPv4",
        endpoints: [{ addresses: [] }, { addresses: ["nowhere", "127.0.0.1"] }],
        ports: [{ name: "Bad_Name", port: 0 }],
      }),
    ]),
  },
  {
    name: "validation-storage",
    title: "Each mistake in config maps, secrets, claims, volumes and classes gets its error",
    seconds: 8,
    steps: createEach(0, [
      configMap("a", { data: { "bad key": "x", "": "y" } }),
      configMap("a", { data: { both: "x" }, binaryData: { both: "eA==" } }),
      secret("a", { data: { "bad key": "eA==" } }),
      secret("a", { type: "kubernetes.io/tls" }),
      secret("a", { type: "kubernetes.io/tls", data: { "tls.crt": "eA==" } }),
      secret("a", { type: "kubernetes.io/dockerconfigjson" }),
      secret("a", { type: "kubernetes.io/dockerconfigjson", stringData: { ".dockerconfigjson": "{" } }),
      secret("a", { type: "kubernetes.io/dockercfg", stringData: { ".dockercfg": "nothing" } }),
      secret("a", { type: "kubernetes.io/basic-auth" }),
      secret("a", { type: "kubernetes.io/ssh-auth" }),
      secret("a", { type: "kubernetes.io/service-account-token" }),
      secret("a", {
        type: "kubernetes.io/service-account-token",
        metadata: { annotations: { "kubernetes.io/service-account.name": "missing" } },
      }),
      claim("a", { accessModes: [] }),
      claim("a", { accessModes: ["Odd"] }),
      claim("a", { accessModes: ["ReadWriteOncePod", "ReadWriteOnce"] }),
      claim("a", { resources: {} }),
      claim("a", { resources: { requests: { storage: "0" } } }),
      claim("a", { resources: { requests: { storage: "-1Gi" } } }),
      claim("a", { storageClassName: "Bad_Name" }),
      claim("a", { volumeMode: "Odd" }),
      claim("a", { selector: { matchExpressions: [{ key: "a", operator: "Odd" }] } }),
      volume("$NS--a", { capacity: undefined }),
      volume("$NS--a", { capacity: { storage: "0", cpu: "1" } }),
      volume("$NS--a", { accessModes: [] }),
      volume("$NS--a", { accessModes: ["Odd"] }),
      volume("$NS--a", { persistentVolumeReclaimPolicy: "Odd" }),
      volume("$NS--a", { hostPath: undefined }),
      volume("$NS--a", { hostPath: { path: "/a/../b" } }),
      volume("$NS--a", { hostPath: { path: "/" }, persistentVolumeReclaimPolicy: "Recycle" }),
      volume("$NS--a", { nfs: { server: "x", path: "/y" } }),
      volume("$NS--a", { hostPath: undefined, local: { path: "/x" } }),
      volume("$NS--a", { volumeMode: "Odd", storageClassName: "Bad_Name" }),
      object("storage.k8s.io/v1", "StorageClass", "$NS--a"),
      object("storage.k8s.io/v1", "StorageClass", "$NS--a", {
        provisioner: "Bad Name",
        reclaimPolicy: "Odd",
        volumeBindingMode: "Odd",
      }),
      object("storage.k8s.io/v1", "StorageClass", "$NS--a", { provisioner: "x", parameters: { "": "y" } }),
      object("storage.k8s.io/v1", "CSIDriver", "$NS--a", { spec: { volumeLifecycleModes: ["Odd"] } }),
    ]),
  },
  {
    name: "validation-networking",
    title: "Each mistake in an Ingress, a NetworkPolicy, a budget or an autoscaler gets its error",
    seconds: 8,
    steps: createEach(0, [
      ingress("a", {}),
      ingress("a", { rules: [{ host: "Bad_Host", ...path({}) }] }),
      ingress("a", { rules: [{ host: "10.0.0.1", ...path({}) }] }),
      ingress("a", { rules: [path({ pathType: undefined })] }),
      ingress("a", { rules: [path({ pathType: "Odd" })] }),
      ingress("a", { rules: [path({ path: "relative" })] }),
      ingress("a", { rules: [path({ path: "/a//b" })] }),
      ingress("a", { rules: [path({ backend: {} })] }),
      ingress("a", { rules: [path({ backend: { service: { name: "", port: {} } } })] }),
      ingress("a", { rules: [path({ backend: { service: { name: "web", port: { number: 80, name: "http" } } } })] }),
      ingress("a", { rules: [path({ backend: { service: { name: "web", port: { number: 70000 } } } })] }),
      ingress("a", {
        ingressClassName: "Bad_Name",
        defaultBackend: { service: { name: "web", port: { number: 80 } } },
      }),
      ingress("a", {
        tls: [{ hosts: ["Bad_Host"] }],
        defaultBackend: { service: { name: "web", port: { number: 80 } } },
      }),
      object("networking.k8s.io/v1", "IngressClass", "$NS--a", { spec: { controller: "Bad Controller" } }),
      object("networking.k8s.io/v1", "IngressClass", "$NS--a", { spec: {} }),
      policy("a", { policyTypes: ["Odd"] }),
      policy("a", { policyTypes: ["Ingress", "Egress", "Ingress"] }),
      policy("a", { ingress: [{ from: [{}] }] }),
      policy("a", { ingress: [{ from: [{ podSelector: {}, ipBlock: { cidr: "10.0.0.0/8" } }] }] }),
      policy("a", { ingress: [{ from: [{ ipBlock: { cidr: "nowhere", except: ["10.0.0.0/8"] } }] }] }),
      policy("a", { ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.0/16", except: ["10.1.0.0/24"] } }] }] }),
      policy("a", {
        ingress: [{ ports: [{ port: 0 }, { protocol: "ICMP" }, { endPort: 5 }, { port: 8, endPort: 5 }] }],
      }),
      policy("a", { podSelector: { matchExpressions: [{ key: "a", operator: "In" }] } }),
      object("policy/v1", "PodDisruptionBudget", "a", { spec: { minAvailable: 1, maxUnavailable: 1 } }),
      object("policy/v1", "PodDisruptionBudget", "a", { spec: { minAvailable: -1 } }),
      object("policy/v1", "PodDisruptionBudget", "a", { spec: { minAvailable: "101%" } }),
      object("policy/v1", "PodDisruptionBudget", "a", {
        spec: { maxUnavailable: "half", unhealthyPodEvictionPolicy: "Odd" },
      }),
      object("autoscaling/v2", "HorizontalPodAutoscaler", "a", { spec: {} }),
      object("autoscaling/v2", "HorizontalPodAutoscaler", "a", {
        spec: {
          minReplicas: 5,
          maxReplicas: 1,
          scaleTargetRef: { kind: "Deployment", name: "web", apiVersion: "apps/v1" },
        },
      }),
      object("autoscaling/v2", "HorizontalPodAutoscaler", "a", {
        spec: {
          maxReplicas: 1,
          minReplicas: 0,
          scaleTargetRef: { kind: "", name: "" },
          metrics: [
            { type: "Odd" },
            { type: "Resource" },
            { type: "Resource", resource: { name: "cpu", target: { type: "Utilization" } } },
          ],
        },
      }),
    ]),
  },
  {
    name: "validation-cluster",
    title: "Each mistake in a cluster's own objects gets its error",
    seconds: 8,
    steps: createEach(0, [
      object("v1", "Node", "$NS--a", {
        spec: {
          taints: [
            { key: "bad key", effect: "Odd" },
            { key: "a", effect: "NoSchedule", value: "bad value!" },
          ],
        },
      }),
      object("v1", "Node", "$NS--a", { spec: { podCIDR: "nowhere", podCIDRs: ["nowhere"] } }),
      object("v1", "LimitRange", "a", { spec: { limits: [{ type: "Odd" }] } }),
      object("v1", "LimitRange", "a", {
        spec: { limits: [{ type: "Container", min: { cpu: "2" }, max: { cpu: "1" } }] },
      }),
      object("v1", "LimitRange", "a", {
        spec: {
          limits: [{ type: "Container", default: { cpu: "2" }, defaultRequest: { cpu: "3" }, max: { cpu: "4" } }],
        },
      }),
      object("v1", "LimitRange", "a", { spec: { limits: [{ type: "Pod", default: { cpu: "2" } }, { type: "Pod" }] } }),
      object("v1", "LimitRange", "a", {
        spec: { limits: [{ type: "Container", maxLimitRequestRatio: { cpu: "500m" } }] },
      }),
      object("v1", "LimitRange", "a", { spec: { limits: [{ type: "PersistentVolumeClaim" }] } }),
      object("v1", "ResourceQuota", "a", { spec: { hard: { widgets: "1" } } }),
      object("v1", "Event", "a", { involvedObject: { namespace: "other" } }),
      object("coordination.k8s.io/v1", "Lease", "a", { spec: { leaseDurationSeconds: 0, leaseTransitions: -1 } }),
      object("scheduling.k8s.io/v1", "PriorityClass", "$NS--a", { value: 2000000000 }),
      object("rbac.authorization.k8s.io/v1", "Role", "a", {
        rules: [{ verbs: [] }, { verbs: ["get"] }, { verbs: ["get"], nonResourceURLs: ["/x"] }],
      }),
      object("rbac.authorization.k8s.io/v1", "ClusterRole", "$NS--a", {
        rules: [{ verbs: ["get"], nonResourceURLs: ["/x"], apiGroups: [""] }],
      }),
      object("rbac.authorization.k8s.io/v1", "ClusterRole", "$NS--a", {
        aggregationRule: { clusterRoleSelectors: [] },
      }),
      object("rbac.authorization.k8s.io/v1", "RoleBinding", "a", {
        roleRef: { apiGroup: "x", kind: "Odd", name: "" },
        subjects: [
          { kind: "Odd", name: "" },
          { kind: "ServiceAccount", name: "Bad_Name", apiGroup: "x" },
          { kind: "User", name: "a", apiGroup: "x" },
        ],
      }),
      object("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "$NS--a", {
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "x" },
        subjects: [
          { kind: "ServiceAccount", name: "a" },
          { kind: "Group", name: "a" },
        ],
      }),
      object("batch/v1", "Job", "a", {
        spec: {
          completions: -1,
          parallelism: -1,
          backoffLimit: -1,
          template: { spec: podSpec({ restartPolicy: "Never" }) },
        },
      }),
      object("batch/v1", "Job", "a", { spec: { template: { spec: podSpec() } } }),
      object("batch/v1", "CronJob", "a", {
        spec: { schedule: "now", concurrencyPolicy: "Odd", jobTemplate: { spec: { template: { spec: podSpec() } } } },
      }),
      object("v1", "Namespace", "$NS--a", { spec: { finalizers: ["bad finalizer"] } }),
      object("v1", "ServiceAccount", "a", { secrets: [{ name: "x" }], imagePullSecrets: [{ name: "" }] }),
    ]),
  },
  {
    name: "validation-immutable-pod",
    title: "Of a pod, little may change",
    seconds: 10,
    steps: [
      { at: 0, do: "create", objects: [pod("a", { ...gated, initContainers: [container({ name: "init" })] })] },
      ...mergeEach(2, { kind: "pod", name: "a" }, [
        { spec: { terminationGracePeriodSeconds: 5 } },
        { spec: { restartPolicy: "Never" } },
        { spec: { nodeName: "node-1" } },
        { spec: { activeDeadlineSeconds: 100 } },
        { spec: { activeDeadlineSeconds: 200 } },
        { spec: { activeDeadlineSeconds: 50 } },
        { spec: { activeDeadlineSeconds: null } },
        { spec: { tolerations: [] } },
        { spec: { schedulingGates: [{ name: "example.com/wait" }, { name: "example.com/other" }] } },
        { spec: { priority: 5 } },
        { spec: { nodeSelector: { a: "b" } } },
        { spec: { hostname: "other" } },
      ]),
      ...patchEach(3, { kind: "pod", name: "a" }, [
        { type: "strategic", body: { spec: { containers: [{ name: "main", image: "other:1" }] } } },
        { type: "strategic", body: { spec: { containers: [{ name: "main", image: "" }] } } },
        { type: "strategic", body: { spec: { containers: [{ name: "main", command: ["/busybox", "true"] }] } } },
        { type: "strategic", body: { spec: { containers: [{ name: "main", env: [{ name: "A", value: "1" }] }] } } },
        { type: "strategic", body: { spec: { containers: [{ name: "main", resources: { limits: { cpu: "1" } } }] } } },
        { type: "strategic", body: { spec: { containers: [{ name: "other", image: "x" }] } } },
        { type: "strategic", body: { spec: { initContainers: [{ name: "other", image: "x" }] } } },
        { type: "strategic", body: { spec: { tolerations: [{ key: "a", operator: "Exists" }] } } },
        {
          type: "json",
          operations: [{ op: "add", path: "/spec/tolerations/-", value: { key: "a", operator: "Exists" } }],
        },
        { type: "json", operations: [{ op: "remove", path: "/spec/volumes" }] },
      ]),
      { at: 5, do: "get", target: { kind: "pod", name: "a" }, show: true },
    ],
  },
  {
    name: "validation-immutable-workloads",
    title: "Of workloads, selectors and what they are built on may not change",
    seconds: 12,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          deployment("web", { replicas: 0 }),
          set("db"),
          daemon("agent"),
          object("apps/v1", "ReplicaSet", "set", {
            spec: { replicas: 0, selector: { matchLabels: { app: "set" } }, template: template("set") },
          }),
          object("batch/v1", "Job", "work", {
            spec: { suspend: true, template: { spec: podSpec({ restartPolicy: "Never" }) } },
          }),
        ],
      },
      ...mergeEach(3, { kind: "deployment", name: "web" }, [
        { spec: { selector: { matchLabels: { app: "other" } } } },
        {
          spec: {
            selector: { matchLabels: { app: null, tier: "x" } },
            template: { metadata: { labels: { tier: "x" } } },
          },
        },
        { spec: { replicas: -1 } },
        { spec: { template: { spec: { containers: [] } } } },
      ]),
      ...mergeEach(3, { kind: "statefulset", name: "db" }, [
        { spec: { serviceName: "other" } },
        { spec: { podManagementPolicy: "Parallel" } },
        { spec: { selector: { matchLabels: { app: "other" } } } },
        {
          spec: {
            volumeClaimTemplates: [
              {
                metadata: { name: "data" },
                spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
              },
            ],
          },
        },
        { spec: { minReadySeconds: 5, replicas: 0 } },
      ]),
      ...mergeEach(3, { kind: "daemonset", name: "agent" }, [
        { spec: { selector: { matchLabels: { app: "other" } } } },
      ]),
      ...mergeEach(3, { kind: "replicaset", name: "set" }, [{ spec: { selector: { matchLabels: { app: "other" } } } }]),
      ...mergeEach(4, { kind: "job", name: "work" }, [
        { spec: { completions: 3 } },
        { spec: { selector: { matchLabels: { a: "b" } } } },
        { spec: { template: { spec: { restartPolicy: "OnFailure" } } } },
        { spec: { completionMode: "Indexed" } },
        { spec: { parallelism: 2 } },
        { spec: { backoffLimit: 2, activeDeadlineSeconds: -1 } },
      ]),
    ],
  },
  {
    name: "validation-immutable-others",
    title: "Of services, claims, volumes, secrets, classes and bindings, the essence may not change",
    seconds: 14,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          service("web", { clusterIP: "10.96.0.200" }),
          claim("data", { storageClassName: "none" }),
          volume("$NS--volume", { storageClassName: "none-of-these" }),
          secret("token", { stringData: { a: "1" } }),
          secret("sealed", { immutable: true, stringData: { a: "1" } }),
          configMap("sealed", { immutable: true, data: { a: "1" } }),
          object("storage.k8s.io/v1", "StorageClass", "$NS--class", { provisioner: "example.com/none" }),
          object("rbac.authorization.k8s.io/v1", "Role", "reader", {
            rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }],
          }),
          object("rbac.authorization.k8s.io/v1", "RoleBinding", "readers", {
            roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "reader" },
            subjects: [{ kind: "ServiceAccount", name: "default" }],
          }),
          object("networking.k8s.io/v1", "IngressClass", "$NS--class", { spec: { controller: "example.com/x" } }),
        ],
      },
      ...mergeEach(2, { kind: "service", name: "web" }, [
        { spec: { clusterIP: "10.96.0.201" } },
        { spec: { clusterIP: "10.96.0.201", clusterIPs: ["10.96.0.201"] } },
        { spec: { clusterIP: "None" } },
        { spec: { ipFamilies: ["IPv6"] } },
        { spec: { ports: [] } },
        { spec: { type: "ExternalName", externalName: "a.example.com" } },
      ]),
      ...mergeEach(3, { kind: "pvc", name: "data" }, [
        { spec: { accessModes: ["ReadOnlyMany"] } },
        { spec: { resources: { requests: { storage: "2Gi" } } } },
        { spec: { resources: { requests: { storage: "500Mi" } } } },
        { spec: { storageClassName: "other" } },
        { spec: { volumeName: "some" } },
      ]),
      ...mergeEach(3, { kind: "pv", name: "$NS--volume" }, [
        { spec: { hostPath: { path: "/other" } } },
        { spec: { volumeMode: "Block" } },
        { spec: { capacity: { storage: "2Gi" }, persistentVolumeReclaimPolicy: "Delete" } },
      ]),
      ...mergeEach(4, { kind: "secret", name: "token" }, [{ type: "example.com/other" }]),
      ...mergeEach(4, { kind: "secret", name: "sealed" }, [
        { stringData: { a: "2" } },
        { immutable: false },
        { metadata: { labels: { a: "b" } } },
      ]),
      ...mergeEach(4, { kind: "configmap", name: "sealed" }, [
        { data: { a: "2" } },
        { immutable: null },
        { metadata: { labels: { a: "b" } } },
      ]),
      ...mergeEach(5, { kind: "storageclass", name: "$NS--class" }, [
        { provisioner: "example.com/other" },
        { parameters: { a: "b" } },
        { reclaimPolicy: "Retain" },
        { volumeBindingMode: "WaitForFirstConsumer" },
        { allowVolumeExpansion: true },
      ]),
      ...mergeEach(5, { kind: "rolebinding", name: "readers" }, [{ roleRef: { name: "other" } }]),
      ...mergeEach(5, { kind: "ingressclass", name: "$NS--class" }, [{ spec: { controller: "example.com/y" } }]),
      ...mergeEach(6, { kind: "namespace", name: "$NS" }, [
        { metadata: { labels: { "kubernetes.io/metadata.name": "other" } } },
      ]),
    ],
  },
  {
    name: "validation-conflicts",
    title: "Old versions, names that are taken and names that are gone",
    seconds: 10,
    steps: [
      { at: 0, do: "create", objects: [configMap("a", { data: { a: "1" } })] },
      ...createEach(1, [configMap("a"), configMap("gen", { metadata: { name: undefined } })]),
      { at: 2, do: "update", object: configMap("a", { metadata: { resourceVersion: "1" }, data: { a: "2" } }) },
      { at: 2, do: "update", object: configMap("a", { metadata: { resourceVersion: "x" }, data: { a: "2" } }) },
      { at: 2, do: "update", object: configMap("a", { metadata: { uid: "other" }, data: { a: "2" } }) },
      { at: 2, do: "update", object: configMap("missing", { data: { a: "2" } }) },
      ...mergeEach(3, { kind: "configmap", name: "a" }, [
        { metadata: { resourceVersion: "1" }, data: { a: "3" } },
        { metadata: { generation: 7, creationTimestamp: null }, data: { a: "4" } },
        { metadata: { namespace: "other" } },
      ]),
      { at: 4, do: "get", target: { kind: "configmap", name: "missing" } },
      { at: 4, do: "delete", target: { kind: "configmap", name: "missing" } },
      { at: 4, do: "delete", target: { kind: "configmap", name: "a" }, options: { preconditions: { uid: "other" } } },
      { at: 4, do: "evict", pod: { kind: "pod", name: "missing" } },
      { at: 4, do: "scale", target: { kind: "deployment", name: "missing" }, replicas: 2 },
      { at: 5, do: "get", target: { kind: "configmap", name: "a" }, show: true },
    ],
  },
];
