/**
 * Admission: accounts, priorities, limit ranges, pod security, classes, namespaces.
 * @module
 */
import type { Scenario } from "../scenario.ts";
import { createEach, gated, mergeEach, object, tryEach } from "./each.ts";
import { container, deployment, pod } from "./manifests.ts";

const account = (name: string, fields = {}) => object("v1", "ServiceAccount", name, fields);
const limitRange = (name: string, ...limits: readonly object[]) =>
  object("v1", "LimitRange", name, { spec: { limits } });
const amounts = (name: string, requests: object, limits: object = {}) =>
  pod(name, { ...gated, containers: [container({ resources: { requests, limits } })] });
const claim = (name: string, storage: string, fields = {}) =>
  object("v1", "PersistentVolumeClaim", name, {
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } }, ...fields },
  });
const secure = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  capabilities: { drop: ["ALL"] },
  seccompProfile: { type: "RuntimeDefault" },
};
const own = { kind: "namespace", name: "$NS" } as const;

export const admission: readonly Scenario[] = [
  {
    name: "admission-service-account",
    title: "Pods run as an account of their namespace, with its token and pull secrets",
    seconds: 8,
    steps: [
      ...createEach(0, [
        account("silent", { automountServiceAccountToken: false }),
        account("puller", { imagePullSecrets: [{ name: "registry" }] }),
      ]),
      ...tryEach(1, [
        pod("plain"),
        pod("quiet", { automountServiceAccountToken: false }),
        pod("of-silent", { serviceAccountName: "silent" }),
        pod("of-silent-loud", { serviceAccountName: "silent", automountServiceAccountToken: true }),
        pod("of-puller", { serviceAccountName: "puller" }),
        pod("of-puller-own", { serviceAccountName: "puller", imagePullSecrets: [{ name: "mine" }] }),
        pod("old-name", { serviceAccount: "puller" }),
        pod("nobody", { serviceAccountName: "nobody" }),
        pod("mounted", {
          volumes: [{ name: "own", emptyDir: {} }],
          containers: [
            container({ volumeMounts: [{ name: "own", mountPath: "/var/run/secrets/kubernetes.io/serviceaccount" }] }),
            container({ name: "other" }),
          ],
        }),
        pod("tolerant", { tolerations: [{ key: "node.kubernetes.io/not-ready", operator: "Exists" }] }),
      ]),
    ],
  },
  {
    name: "admission-service-account-missing",
    title: "A Deployment whose account does not exist makes no pods until it does",
    seconds: 20,
    steps: [
      { at: 0, do: "create", objects: [deployment("web", {}, { serviceAccountName: "later" })] },
      { at: 10, do: "create", objects: [account("later")] },
    ],
  },
  {
    name: "admission-priority",
    title: "Pods get the priority of their class; classes that are not there are refused",
    seconds: 8,
    steps: [
      ...createEach(
        0,
        [
          object("scheduling.k8s.io/v1", "PriorityClass", "$NS--high", { value: 1000 }),
          object("scheduling.k8s.io/v1", "PriorityClass", "$NS--polite", { value: 500, preemptionPolicy: "Never" }),
        ],
        { show: true },
      ),
      ...tryEach(1, [
        pod("high", { priorityClassName: "$NS--high" }),
        pod("polite", { priorityClassName: "$NS--polite" }),
        pod("system", { priorityClassName: "system-cluster-critical" }),
        pod("missing", { priorityClassName: "missing" }),
        pod("own", { priority: 7 }),
        pod("both", { priorityClassName: "$NS--high", priority: 7 }),
        pod("same", { priorityClassName: "$NS--high", priority: 1000 }),
        pod("preempts", { priorityClassName: "$NS--polite", preemptionPolicy: "PreemptLowerPriority" }),
        object("scheduling.k8s.io/v1", "PriorityClass", "$NS--huge", { value: 1000000001 }),
        object("scheduling.k8s.io/v1", "PriorityClass", "system-mine", { value: 10 }),
        object("scheduling.k8s.io/v1", "PriorityClass", "$NS--odd", { value: 10, preemptionPolicy: "Sometimes" }),
      ]),
      ...mergeEach(2, { kind: "priorityclass", name: "$NS--high" }, [
        { value: 1001 },
        { description: "told" },
        { preemptionPolicy: "Never" },
      ]),
    ],
  },
  {
    name: "admission-limit-range-defaults",
    title: "Containers get the requests and limits that their namespace's limit range tells",
    seconds: 10,
    steps: [
      ...createEach(
        0,
        [
          limitRange("limits", {
            type: "Container",
            default: { cpu: "200m", memory: "64Mi" },
            defaultRequest: { cpu: "100m" },
            max: { cpu: "1" },
            min: { memory: "16Mi" },
          }),
        ],
        { show: true },
      ),
      ...tryEach(2, [
        pod("plain"),
        pod("some", { containers: [container({ resources: { requests: { cpu: "50m" } } })] }),
        pod("two", { containers: [container(), container({ name: "two", resources: { limits: { cpu: "500m" } } })] }),
        pod("init", { initContainers: [container({ name: "first" })] }),
        amounts("all", { cpu: "10m", memory: "20Mi" }, { cpu: "20m", memory: "30Mi" }),
      ]),
      { at: 3, do: "create", objects: [pod("stored", gated)], show: true },
    ],
  },
  {
    name: "admission-limit-range-refusals",
    title: "What is out of a limit range's bounds is refused",
    seconds: 8,
    steps: [
      ...createEach(0, [
        limitRange(
          "limits",
          { type: "Container", min: { cpu: "50m" }, max: { cpu: "500m" }, maxLimitRequestRatio: { cpu: "2" } },
          { type: "Pod", max: { memory: "100Mi" } },
          { type: "PersistentVolumeClaim", min: { storage: "1Gi" }, max: { storage: "2Gi" } },
        ),
      ]),
      ...tryEach(2, [
        amounts("low", { cpu: "20m", memory: "10Mi" }, { cpu: "40m", memory: "10Mi" }),
        amounts("low-request", { cpu: "20m", memory: "10Mi" }, { cpu: "60m", memory: "10Mi" }),
        amounts("high", { cpu: "500m", memory: "10Mi" }, { cpu: "600m", memory: "10Mi" }),
        amounts("wide", { cpu: "100m", memory: "10Mi" }, { cpu: "450m", memory: "10Mi" }),
        amounts("fine", { cpu: "300m", memory: "10Mi" }, { cpu: "500m", memory: "10Mi" }),
        amounts("much-memory", { cpu: "300m", memory: "200Mi" }, { cpu: "500m", memory: "200Mi" }),
        amounts("no-memory", { cpu: "300m" }, { cpu: "500m" }),
        pod("two", {
          containers: ["one", "two"].map((name) =>
            container({ name, resources: { requests: { cpu: "300m", memory: "60Mi" }, limits: { memory: "60Mi" } } }),
          ),
        }),
        claim("small", "500Mi"),
        claim("large", "3Gi"),
        claim("right", "1Gi"),
      ]),
    ],
  },
  {
    name: "admission-pod-security-baseline",
    title: "A namespace that enforces the baseline standard refuses pods that reach for the host",
    seconds: 10,
    steps: [
      ...mergeEach(0, own, [{ metadata: { labels: { "pod-security.kubernetes.io/enforce": "baseline" } } }]),
      ...tryEach(2, [
        pod("host-network", { hostNetwork: true }),
        pod("host-all", { hostNetwork: true, hostPID: true, hostIPC: true }),
        pod("host-path", { volumes: [{ name: "host", hostPath: { path: "/tmp" } }] }),
        pod("host-paths", { volumes: ["a", "b"].map((name) => ({ name, hostPath: { path: "/tmp" } })) }),
        pod("host-port", { containers: [container({ ports: [{ containerPort: 80, hostPort: 80 }] })] }),
        pod("privileged", { containers: [container({ securityContext: { privileged: true } })] }),
        pod("capable", {
          containers: ["one", "two"].map((name) =>
            container({ name, securityContext: { capabilities: { add: ["NET_ADMIN", "SYS_TIME", "CHOWN"] } } }),
          ),
        }),
        pod("unconfined", { securityContext: { seccompProfile: { type: "Unconfined" } } }),
        pod("labelled", { securityContext: { seLinuxOptions: { type: "spc_t", user: "root" } } }),
        pod("tuned", { securityContext: { sysctls: [{ name: "kernel.msgmax", value: "1" }] } }),
        pod("armour", { containers: [container({ securityContext: { appArmorProfile: { type: "Unconfined" } } })] }),
        pod("several", {
          hostNetwork: true,
          volumes: [{ name: "host", hostPath: { path: "/tmp" } }],
          containers: [container({ securityContext: { privileged: true } })],
        }),
        pod("fine"),
      ]),
    ],
  },
  {
    name: "admission-pod-security-restricted",
    title: "A namespace that enforces the restricted standard refuses pods that are not hardened",
    seconds: 20,
    steps: [
      ...mergeEach(0, own, [
        { metadata: { labels: { "pod-security.kubernetes.io/enforce": "open" } } },
        { metadata: { labels: { "pod-security.kubernetes.io/enforce-version": "1.2" } } },
        { metadata: { labels: { "pod-security.kubernetes.io/enforce": "restricted" } } },
      ]),
      ...createEach(
        2,
        [
          pod("plain"),
          pod("two", { initContainers: [container({ name: "init" })] }),
          pod("root", { containers: [container({ securityContext: { ...secure, runAsUser: 0 } })] }),
          pod("not-non-root", { securityContext: { runAsNonRoot: false } }),
          pod("host-path", {
            volumes: [{ name: "host", hostPath: { path: "/tmp" } }],
            containers: [container({ securityContext: secure })],
          }),
          pod("capable", {
            containers: [
              container({ securityContext: { ...secure, capabilities: { drop: ["ALL"], add: ["NET_ADMIN"] } } }),
            ],
          }),
          pod("by-pod", {
            securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
            containers: [
              container({ securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } } }),
            ],
          }),
          pod("hardened", { containers: [container({ securityContext: secure })] }),
        ],
        { dryRun: true },
      ),
      { at: 5, do: "create", objects: [deployment("web")] },
    ],
  },
  {
    name: "admission-runtime-class",
    title: "A runtime class has to exist, and tells what it costs",
    seconds: 8,
    steps: [
      ...createEach(
        0,
        [
          object("node.k8s.io/v1", "RuntimeClass", "$NS--sandboxed", {
            handler: "kata",
            overhead: { podFixed: { cpu: "100m", memory: "20Mi" } },
            scheduling: { nodeSelector: { sandbox: "yes" }, tolerations: [{ key: "sandbox", operator: "Exists" }] },
          }),
          object("node.k8s.io/v1", "RuntimeClass", "$NS--bad", { handler: "Not A Label" }),
          object("node.k8s.io/v1", "RuntimeClass", "$NS--empty"),
        ],
        { show: true },
      ),
      ...tryEach(1, [
        pod("missing", { runtimeClassName: "missing" }),
        pod("sandboxed", { runtimeClassName: "$NS--sandboxed" }),
        pod("overhead", { overhead: { cpu: "1" } }),
        pod("other-overhead", { runtimeClassName: "$NS--sandboxed", overhead: { cpu: "1" } }),
        pod("elsewhere", { runtimeClassName: "$NS--sandboxed", nodeSelector: { sandbox: "no" } }),
      ]),
      ...mergeEach(2, { kind: "runtimeclass", name: "$NS--sandboxed" }, [{ handler: "other" }]),
    ],
  },
  {
    name: "admission-namespace",
    title: "Objects need a namespace that is there and stays",
    seconds: 10,
    steps: [
      ...createEach(0, [
        object("v1", "ConfigMap", "nowhere", { metadata: { namespace: "$NS--missing" } }),
        object("v1", "Namespace", "$NS--leaving"),
      ]),
      {
        at: 1,
        do: "create",
        objects: [
          object("v1", "ConfigMap", "held", {
            metadata: { namespace: "$NS--leaving", finalizers: ["example.com/hold"] },
          }),
        ],
      },
      { at: 2, do: "delete", target: { kind: "namespace", name: "$NS--leaving" } },
      ...createEach(3, [
        object("v1", "ConfigMap", "late", { metadata: { namespace: "$NS--leaving" } }),
        pod("late", {}, { namespace: "$NS--leaving" }),
        object("v1", "Namespace", "$NS--leaving"),
      ]),
      { at: 4, do: "delete", target: { kind: "namespace", name: "default" } },
    ],
  },
  {
    name: "admission-first-pod",
    title: "A pod that comes right after its namespace waits for the namespace's account, not the other way round",
    seconds: 8,
    steps: [
      { at: 0, do: "create", objects: [object("v1", "Namespace", "$NS--new")] },
      { at: 0, do: "create", objects: [pod("first", gated, { namespace: "$NS--new" })], show: true },
      { at: 3, do: "create", objects: [pod("second", gated, { namespace: "$NS--new" })], show: true },
    ],
  },
];
