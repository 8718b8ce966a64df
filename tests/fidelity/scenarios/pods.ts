/**
 * A pod's life on its node: init containers, sidecars, hooks, deadlines, endings, admission.
 * @module
 */
import type { Scenario, Target } from "../scenario.ts";
import { container, pod, script } from "./manifests.ts";

function named(name: string): Target {
  return { kind: "pod", name };
}

/** A hook that runs a shell script. */
function hook(text: string): Readonly<Record<string, unknown>> {
  return { exec: { command: ["/busybox", "sh", "-c", text] } };
}

const always = { restartPolicy: "Always" };
/** Ends at once when it is asked to. */
const polite = "trap 'exit 0' TERM; while true; do sleep 1; done";

export const pods: readonly Scenario[] = [
  {
    name: "pods-run",
    title: "A pod runs, and is gone a second after it was deleted",
    seconds: 18,
    steps: [
      { at: 0, do: "create", objects: [pod("plain")] },
      { at: 6, do: "get", target: named("plain"), show: true },
      { at: 8, do: "delete", target: named("plain") },
    ],
  },
  {
    name: "pods-resources",
    title: "A pod's status tells its class, its resources, its mounts and its user",
    seconds: 14,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("guaranteed", {
            volumes: [{ name: "scratch", emptyDir: {} }],
            containers: [
              container({
                resources: { limits: { cpu: "100m", memory: "64Mi" } },
                volumeMounts: [{ name: "scratch", mountPath: "/scratch", readOnly: true }],
                securityContext: { runAsUser: 1000, runAsGroup: 2000 },
              }),
            ],
          }),
          pod("burstable", { containers: [container({ resources: { requests: { cpu: "50m" } } })] }),
        ],
      },
      { at: 7, do: "get", target: named("guaranteed"), show: true },
      { at: 8, do: "get", target: named("burstable"), show: true },
    ],
  },
  {
    name: "pods-init-order",
    title: "Init containers run one after another before the others start",
    seconds: 20,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("ordered", {
            initContainers: [script("sleep 3", { name: "first" }), script("sleep 3", { name: "second" })],
          }),
        ],
      },
    ],
  },
  {
    name: "pods-init-fails",
    title: "An init container that fails is tried again, later each time",
    seconds: 24,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [pod("stuck", { initContainers: [script("sleep 1; exit 1", { name: "setup" })] })],
      },
    ],
  },
  {
    name: "pods-init-fails-never",
    title: "Under the policy Never a failed init container is the end of the pod",
    seconds: 14,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("over", {
            restartPolicy: "Never",
            initContainers: [script("exit 2", { name: "setup" }), script("exit 0", { name: "more" })],
          }),
        ],
      },
    ],
  },
  {
    name: "pods-sidecar",
    title: "A sidecar starts before the others and is stopped after them",
    seconds: 30,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("with", {
            terminationGracePeriodSeconds: 10,
            initContainers: [script(polite, { name: "proxy", ...always }), script("sleep 2", { name: "setup" })],
            containers: [script("trap 'sleep 3; exit 0' TERM; while true; do sleep 1; done")],
          }),
        ],
      },
      { at: 12, do: "delete", target: named("with") },
    ],
  },
  {
    name: "pods-sidecar-completes",
    title: "When the other containers have ended for good, sidecars are stopped, last first",
    seconds: 22,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("task", {
            restartPolicy: "Never",
            terminationGracePeriodSeconds: 5,
            initContainers: [script(polite, { name: "one", ...always }), script(polite, { name: "two", ...always })],
            containers: [script("sleep 4")],
          }),
        ],
      },
    ],
  },
  {
    name: "pods-sidecar-restarts",
    title: "A sidecar that ends is started again while the others run",
    seconds: 28,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("flaky", {
            restartPolicy: "Never",
            initContainers: [script("sleep 4; exit 1", { name: "proxy", ...always })],
          }),
        ],
      },
    ],
  },
  {
    name: "pods-sidecar-probes",
    title: "A sidecar's startup probe holds the others back, its readiness counts for the pod",
    seconds: 30,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("gated", {
            initContainers: [
              script("sleep 4.5; echo 1 > /tmp/up; sleep 8; rm /tmp/up; sleep 3600", {
                name: "proxy",
                ...always,
                startupProbe: {
                  exec: { command: ["/busybox", "cat", "/tmp/up"] },
                  periodSeconds: 1,
                  failureThreshold: 30,
                },
                readinessProbe: { exec: { command: ["/busybox", "cat", "/tmp/up"] }, periodSeconds: 3 },
              }),
            ],
          }),
        ],
      },
    ],
  },
  {
    name: "pods-hooks",
    title: "Hooks run after the start and before the end of a container",
    seconds: 25,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("hooked", {
            terminationGracePeriodSeconds: 10,
            containers: [
              script(polite, {
                lifecycle: { postStart: hook("sleep 2; echo 1 > /tmp/started"), preStop: hook("sleep 3") },
              }),
            ],
          }),
          pod("sleeps", {
            terminationGracePeriodSeconds: 10,
            containers: [script(polite, { lifecycle: { preStop: { sleep: { seconds: 2 } } } })],
          }),
        ],
      },
      { at: 8, do: "exec", pod: named("hooked"), command: ["/busybox", "cat", "/tmp/started"] },
      { at: 10, do: "delete", target: named("hooked") },
      { at: 11, do: "delete", target: named("sleeps") },
    ],
  },
  {
    name: "pods-post-start-fails",
    title: "A container whose postStart hook fails is killed and started again",
    seconds: 14,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("script", { containers: [container({ lifecycle: { postStart: hook("echo not yet; exit 5") } })] }),
        ],
      },
    ],
  },
  {
    name: "pods-pre-stop-fails",
    title: "A preStop hook that fails is told and hinders nothing",
    seconds: 22,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("script", {
            terminationGracePeriodSeconds: 3,
            containers: [container({ lifecycle: { preStop: hook("echo cannot; exit 5") } })],
          }),
          pod("page", {
            terminationGracePeriodSeconds: 3,
            containers: [container({ lifecycle: { preStop: { httpGet: { path: "/bye", port: 8080 } } } })],
          }),
          pod("long", {
            terminationGracePeriodSeconds: 3,
            containers: [container({ lifecycle: { preStop: hook("sleep 60") } })],
          }),
        ],
      },
      { at: 6, do: "delete", target: named("script") },
      { at: 6, do: "delete", target: named("long") },
      { at: 6, do: "delete", target: named("page") },
    ],
  },
  {
    name: "pods-deadline",
    title: "A pod that is active for longer than it may is stopped",
    seconds: 25,
    steps: [{ at: 0, do: "create", objects: [pod("late", { activeDeadlineSeconds: 6 })] }],
  },
  {
    name: "pods-readiness-gate",
    title: "A pod with a readiness gate is ready when somebody says so",
    seconds: 20,
    steps: [
      { at: 0, do: "create", objects: [pod("gated", { readinessGates: [{ conditionType: "example.com/ok" }] })] },
      {
        at: 6,
        do: "patch",
        target: named("gated"),
        subresource: "status",
        patch: { type: "strategic", body: { status: { conditions: [{ type: "example.com/ok", status: "True" }] } } },
      },
      {
        at: 12,
        do: "patch",
        target: named("gated"),
        subresource: "status",
        patch: { type: "strategic", body: { status: { conditions: [{ type: "example.com/ok", status: "False" }] } } },
      },
    ],
  },
  {
    name: "pods-delete-deaf",
    title: "A process that ignores SIGTERM is killed when its grace is over",
    seconds: 22,
    steps: [
      { at: 0, do: "create", objects: [pod("deaf", { terminationGracePeriodSeconds: 5 })] },
      { at: 6, do: "delete", target: named("deaf") },
    ],
  },
  {
    name: "pods-delete-sooner",
    title: "A second deletion shortens the grace in the object; what is being stopped keeps what it was given",
    seconds: 30,
    steps: [
      { at: 0, do: "create", objects: [pod("deaf", { terminationGracePeriodSeconds: 14 })] },
      { at: 6, do: "delete", target: named("deaf") },
      { at: 10, do: "delete", target: named("deaf"), options: { gracePeriodSeconds: 2 } },
    ],
  },
  {
    name: "pods-delete-by-force",
    title: "A pod deleted by force is gone at once",
    seconds: 14,
    steps: [
      { at: 0, do: "create", objects: [pod("forced", { terminationGracePeriodSeconds: 30 })] },
      { at: 6, do: "delete", target: named("forced"), options: { gracePeriodSeconds: 0 } },
    ],
  },
  {
    name: "pods-delete-early",
    title: "Pods are deleted while they initialize, while they cannot be pulled, and after they ended",
    seconds: 25,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("initializing", { initContainers: [container({ name: "setup" })] }),
          pod("imageless", { containers: [container({ image: "registry.local/none:1" })] }),
          pod("mapless", {
            volumes: [{ name: "data", configMap: { name: "absent" } }],
            containers: [container({ volumeMounts: [{ name: "data", mountPath: "/data" }] })],
          }),
          pod("ended", { restartPolicy: "Never", containers: [script("exit 0")] }),
        ],
      },
      { at: 8, do: "delete", target: named("initializing") },
      { at: 8, do: "delete", target: named("imageless") },
      { at: 8, do: "delete", target: named("mapless") },
      { at: 8, do: "delete", target: named("ended") },
    ],
  },
  {
    name: "pods-rejected",
    title: "A node refuses a pod that it was given and that wants another",
    seconds: 10,
    steps: [
      { at: 0, do: "create", objects: [pod("elsewhere", { nodeName: "node-1", nodeSelector: { disk: "ssd" } })] },
    ],
  },
  {
    name: "pods-rejected-resources",
    title: "A node refuses pods that it was given and that ask for more than it has",
    seconds: 10,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("large", { nodeName: "node-1", containers: [container({ resources: { requests: { cpu: "500" } } })] }),
          pod("heavy", { nodeName: "node-1", containers: [container({ resources: { requests: { memory: "4Ti" } } })] }),
        ],
      },
    ],
  },
  {
    name: "pods-host-port",
    title: "Two pods want the same port of the node",
    seconds: 14,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("first", {
            nodeName: "node-1",
            containers: [container({ ports: [{ containerPort: 8080, hostPort: 28080 }] })],
          }),
        ],
      },
      {
        at: 5,
        do: "create",
        objects: [
          pod("second", {
            nodeName: "node-1",
            containers: [container({ ports: [{ containerPort: 8080, hostPort: 28080 }] })],
          }),
        ],
      },
    ],
  },
  {
    name: "pods-host-network",
    title: "A pod in the node's network has the node's address",
    seconds: 12,
    steps: [{ at: 0, do: "create", objects: [pod("host", { hostNetwork: true })] }],
  },
  {
    name: "pods-resize",
    title: "A running pod is given more CPU, and more memory with a restart",
    seconds: 35,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("grows", {
            containers: [
              container({
                resources: { requests: { cpu: "50m", memory: "32Mi" }, limits: { cpu: "100m", memory: "64Mi" } },
                resizePolicy: [
                  { resourceName: "cpu", restartPolicy: "NotRequired" },
                  { resourceName: "memory", restartPolicy: "RestartContainer" },
                ],
              }),
            ],
          }),
        ],
      },
      {
        at: 8,
        do: "patch",
        target: named("grows"),
        subresource: "resize",
        patch: {
          type: "strategic",
          body: {
            spec: { containers: [{ name: "main", resources: { requests: { cpu: "80m" }, limits: { cpu: "200m" } } }] },
          },
        },
      },
      {
        at: 18,
        do: "patch",
        target: named("grows"),
        subresource: "resize",
        patch: {
          type: "strategic",
          body: { spec: { containers: [{ name: "main", resources: { limits: { memory: "96Mi" } } }] } },
        },
      },
    ],
  },
  {
    name: "pods-resize-infeasible",
    title: "A resize that no node could take is told as infeasible",
    seconds: 20,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [pod("wants", { containers: [container({ resources: { requests: { cpu: "50m" } } })] })],
      },
      {
        at: 7,
        do: "patch",
        target: named("wants"),
        subresource: "resize",
        patch: {
          type: "strategic",
          body: { spec: { containers: [{ name: "main", resources: { requests: { cpu: "500" } } }] } },
        },
      },
    ],
  },
  {
    name: "pods-ephemeral-container",
    title: "An ephemeral container runs beside the others and is not started again",
    seconds: 22,
    steps: [
      { at: 0, do: "create", objects: [pod("debugged")] },
      {
        at: 6,
        do: "patch",
        target: named("debugged"),
        subresource: "ephemeralcontainers",
        patch: {
          type: "strategic",
          body: {
            spec: {
              ephemeralContainers: [
                { name: "tools", image: "$IMAGE", command: ["/busybox", "sh", "-c", "echo hello; sleep 3; exit 2"] },
              ],
            },
          },
        },
      },
      { at: 15, do: "logs", pod: named("debugged"), options: { container: "tools" } },
    ],
  },
];
