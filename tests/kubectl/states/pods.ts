/**
 * Pods that run, and pods that do not.
 * @module
 */
import { container, deployment, pod, script, service } from "../../fidelity/scenarios/manifests.ts";
import { configMap, object } from "../objects.ts";
import type { State } from "../state.ts";

export const podStates: readonly State[] = [
  {
    name: "healthy",
    title: "A deployment of two pods runs behind a service, beside a pod with labels",
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          deployment("web", { replicas: 2 }),
          service("web"),
          pod("lone", {}, { labels: { tier: "db", app: "lone" }, annotations: { "example.com/note": "hello" } }),
        ],
      },
    ],
    seconds: 12,
  },
  {
    name: "empty",
    title: "Nothing is there but what every namespace has",
    steps: [],
    seconds: 2,
  },
  {
    name: "crash-loop",
    title: "A container ends with 3 again and again, another of the same pod runs; an image is nowhere to be had",
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("crashing", {
            containers: [
              script("echo starting; /busybox sleep 1; echo 'cannot open /data' >&2; exit 3"),
              container({ name: "beside" }),
            ],
          }),
          pod("imageless", { containers: [container({ image: "docker.io/library/none:1" })] }),
        ],
      },
    ],
    seconds: 75,
  },
  {
    name: "troubled",
    title:
      "Pods wait: for readiness, resources, a config map, a secret, a claim, a node with a label; one was evicted by its deadline",
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          configMap("settings", { mode: "fast" }),
          object("v1", "PersistentVolumeClaim", "wanted", {
            spec: {
              accessModes: ["ReadWriteOnce"],
              storageClassName: "$NS--none",
              resources: { requests: { storage: "1Gi" } },
            },
          }),
          pod("unready", {
            containers: [
              container({
                ports: [
                  { name: "http", containerPort: 8080 },
                  { containerPort: 9090, protocol: "UDP" },
                ],
                readinessProbe: { httpGet: { path: "/ready", port: "http" }, periodSeconds: 2, failureThreshold: 2 },
                livenessProbe: { exec: { command: ["/busybox", "true"] }, initialDelaySeconds: 3 },
                startupProbe: { tcpSocket: { port: 9091 }, failureThreshold: 60, periodSeconds: 5 },
              }),
            ],
          }),
          pod("greedy", {
            containers: [
              container({
                resources: { requests: { cpu: "64", memory: "1Ti" }, limits: { cpu: "64", memory: "1Ti" } },
              }),
            ],
          }),
          pod("unconfigured", {
            containers: [
              container({
                env: [
                  { name: "PLAIN", value: "one" },
                  { name: "MODE", valueFrom: { configMapKeyRef: { name: "none", key: "mode" } } },
                  { name: "MAYBE", valueFrom: { secretKeyRef: { name: "none", key: "maybe", optional: true } } },
                  { name: "NODE", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
                  { name: "CPU", valueFrom: { resourceFieldRef: { resource: "limits.cpu" } } },
                ],
                envFrom: [
                  { prefix: "P_", configMapRef: { name: "settings" } },
                  { secretRef: { name: "none", optional: true } },
                ],
              }),
            ],
          }),
          pod("unmounted", {
            containers: [
              container({ volumeMounts: [{ name: "data", mountPath: "/data", readOnly: true, subPath: "a" }] }),
            ],
            volumes: [{ name: "data", secret: { secretName: "none", defaultMode: 256 } }],
          }),
          pod("unclaimed", {
            containers: [container({ volumeMounts: [{ name: "data", mountPath: "/data" }] })],
            volumes: [{ name: "data", persistentVolumeClaim: { claimName: "wanted" } }],
          }),
          pod("unplaced", {
            nodeSelector: { "example.com/disk": "ssd" },
            tolerations: [{ key: "example.com/only", operator: "Equal", value: "x", effect: "NoSchedule" }],
            priorityClassName: "system-cluster-critical",
          }),
        ],
      },
    ],
    seconds: 22,
  },
  {
    name: "inits",
    title: "Init containers: one fails, one waits, one is a sidecar; pods that ended well and badly",
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("first-fails", {
            initContainers: [script("echo no; exit 2", { name: "first" }), script("exit 0", { name: "second" })],
          }),
          pod("first-waits", { initContainers: [container({ name: "first" })] }),
          pod("sidecar", { initContainers: [container({ name: "beside", restartPolicy: "Always" })] }),
          pod(
            "done",
            { restartPolicy: "Never", containers: [script("echo all done", { name: "work" })] },
            { labels: { phase: "end" } },
          ),
          pod(
            "failed",
            { restartPolicy: "Never", containers: [script("echo oh no >&2; exit 4")] },
            { labels: { phase: "end" } },
          ),
          pod("killed", { restartPolicy: "Never", activeDeadlineSeconds: 4 }),
        ],
      },
    ],
    seconds: 62,
  },
  {
    name: "logs",
    title: "Pods of one and of two containers have printed lines",
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod(
            "talker",
            { containers: [script("for i in 1 2 3 4 5; do echo line $i; done; /busybox sleep 3600", { name: "say" })] },
            { labels: { app: "talk" } },
          ),
        ],
      },
      {
        at: 4,
        do: "create",
        objects: [
          pod(
            "pair",
            {
              initContainers: [script("echo preparing", { name: "prepare" })],
              containers: [
                script("echo one; echo two; /busybox sleep 3600", { name: "first" }),
                script("echo three; /busybox sleep 3600", { name: "second" }),
              ],
            },
            { labels: { app: "talk" } },
          ),
          pod(
            "preferred",
            {
              containers: [
                script("echo of the first; /busybox sleep 3600", { name: "first" }),
                script("echo of the second; /busybox sleep 3600", { name: "second" }),
              ],
            },
            { annotations: { "kubectl.kubernetes.io/default-container": "second" } },
          ),
          pod("unborn", { nodeSelector: { "example.com/none": "x" } }),
          deployment("speaker", {}, { containers: [script("echo from the deployment; /busybox sleep 3600")] }),
        ],
      },
    ],
    seconds: 14,
  },
  {
    name: "ending",
    title: "Pods are being deleted but cannot go; one is new",
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("held", {}, { finalizers: ["example.com/hold"] }),
          pod("stubborn", {
            terminationGracePeriodSeconds: 120,
            containers: [script("trap '' TERM; while true; do /busybox sleep 1; done")],
          }),
        ],
      },
      { at: 6, do: "delete", target: { kind: "pod", name: "held" } },
      { at: 6, do: "delete", target: { kind: "pod", name: "stubborn" } },
    ],
    seconds: 14,
  },
];
