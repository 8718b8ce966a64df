/**
 * Containers that end: exit codes, restart policies, back-off, the last words of a container.
 * @module
 */
import type { Scenario } from "../scenario.ts";
import { container, pod, script } from "./manifests.ts";

export const restarts: readonly Scenario[] = [
  {
    name: "restarts-crash-loop",
    title: "A container that fails at once is started again after 10, then 20 seconds",
    seconds: 50,
    steps: [{ at: 0, do: "create", objects: [pod("crash", { containers: [script("exit 3")] })] }],
  },
  {
    name: "restarts-completed-again",
    title: "A container that ends well is started again as well under the policy Always",
    seconds: 24,
    steps: [{ at: 0, do: "create", objects: [pod("again", { containers: [script("sleep 1")] })] }],
  },
  {
    name: "restarts-never",
    title: "Pods that are not restarted succeed or fail with their containers",
    seconds: 12,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("good", { restartPolicy: "Never", containers: [script("exit 0")] }),
          pod("bad", { restartPolicy: "Never", containers: [script("exit 4")] }),
        ],
      },
    ],
  },
  {
    name: "restarts-on-failure",
    title: "Under OnFailure a failure is tried again, a success is the end",
    seconds: 32,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("twice", {
            restartPolicy: "OnFailure",
            volumes: [{ name: "kept", emptyDir: {} }],
            containers: [
              script("[ -e /kept/once ] && exit 0; echo 1 > /kept/once; exit 1", {
                volumeMounts: [{ name: "kept", mountPath: "/kept" }],
              }),
            ],
          }),
        ],
      },
    ],
  },
  {
    name: "restarts-one-of-two",
    title: "One of two containers fails, the other runs on",
    seconds: 15,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [pod("pair", { containers: [script("sleep 3; exit 1"), container({ name: "other" })] })],
      },
    ],
  },
  {
    name: "restarts-never-one-of-two",
    title: "A pod whose first container fails for good runs on until the second has ended",
    seconds: 20,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("pair", {
            restartPolicy: "Never",
            containers: [script("sleep 2; exit 1"), script("sleep 8", { name: "other" })],
          }),
        ],
      },
    ],
  },
  {
    name: "restarts-exit-codes",
    title: "Exit codes: of a shell whose child was killed, of a program that is not there",
    seconds: 15,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("killed", { restartPolicy: "Never", containers: [script("sh -c 'kill -9 $$$$'; exit $?")] }),
          pod("missing", { restartPolicy: "Never", containers: [script("no-such-program")] }),
          pod("large", { restartPolicy: "Never", containers: [script("exit 300")] }),
        ],
      },
    ],
  },
  {
    name: "restarts-out-of-memory",
    title: "A container that takes more memory than its limit is killed and started again",
    seconds: 24,
    steps: [
      {
        at: 0.5,
        do: "create",
        objects: [
          pod("greedy", {
            containers: [
              container({
                command: ["/busybox", "tail", "/dev/zero"],
                resources: { limits: { memory: "32Mi" }, requests: { memory: "16Mi" } },
              }),
            ],
          }),
        ],
      },
    ],
  },
  {
    name: "restarts-bad-command",
    title: "A command that is not in the image cannot be started",
    seconds: 24,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("bare", { containers: [container({ command: ["serve"] })] }),
          pod("path", { containers: [container({ command: ["/usr/bin/serve", "--fast"] })] }),
        ],
      },
    ],
  },
  {
    name: "restarts-bad-command-never",
    title: "A pod that is not restarted fails with its command",
    seconds: 14,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [pod("bare", { restartPolicy: "Never", containers: [container({ command: ["serve"] })] })],
      },
    ],
  },
  {
    name: "restarts-last-words",
    title: "A termination message comes from its file, or from the log",
    seconds: 14,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("file", {
            restartPolicy: "Never",
            containers: [script("echo line; echo the last words > /dev/termination-log; exit 1")],
          }),
          pod("path", {
            restartPolicy: "Never",
            containers: [script("echo -n other words > /tmp/end; exit 0", { terminationMessagePath: "/tmp/end" })],
          }),
          pod("log", {
            restartPolicy: "Never",
            containers: [
              script("echo one; echo two; exit 1", { terminationMessagePolicy: "FallbackToLogsOnError" }),
              script("echo one; exit 0", { name: "well", terminationMessagePolicy: "FallbackToLogsOnError" }),
              script("echo one; exit 1", { name: "without" }),
            ],
          }),
        ],
      },
    ],
  },
  {
    name: "restarts-new-image",
    title: "A container whose image changes is stopped and started with the new one",
    seconds: 24,
    steps: [
      { at: 0, do: "create", objects: [pod("fresh")] },
      {
        at: 8,
        do: "patch",
        target: { kind: "pod", name: "fresh" },
        patch: {
          type: "strategic",
          body: { spec: { containers: [{ name: "main", image: "registry.local/none:2" }] } },
        },
      },
    ],
  },
];
