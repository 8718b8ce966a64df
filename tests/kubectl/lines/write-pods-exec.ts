/**
 * Commands that run pods and work in them: running pods to run commands in and to copy files with.
 * @module
 */
import type { LinesOf } from "../state.ts";

const files = {
  "two.yaml": `apiVersion: v1
kind: Pod
metadata: {name: two, labels: {app: two}}
spec:
  terminationGracePeriodSeconds: 1
  initContainers:
  - {name: init, image: "$IMAGE", command: [/busybox, "true"]}
  containers:
  - {name: main, image: "$IMAGE", command: [/busybox, sleep, "3600"]}
  - {name: side, image: "$IMAGE", command: [/busybox, sleep, "3600"]}
`,
  "done.yaml": `apiVersion: v1
kind: Pod
metadata: {name: done}
spec:
  restartPolicy: Never
  containers:
  - {name: main, image: "$IMAGE", command: [/busybox, "true"]}
`,
  "pending.yaml": `apiVersion: v1
kind: Pod
metadata: {name: pending}
spec:
  nodeSelector: {no: such}
  containers:
  - {name: main, image: "$IMAGE"}
`,
  "notes.txt": `one
two
`,
} as const;

export const podsExecLines: readonly LinesOf[] = [
  {
    state: "pods-exec",
    lines: [
      { line: "create -f two.yaml", files: { "two.yaml": files["two.yaml"] } },
      { line: "create -f done.yaml", files: { "done.yaml": files["done.yaml"] } },
      { line: "create -f pending.yaml", files: { "pending.yaml": files["pending.yaml"] } },
      "create deployment web --image=$IMAGE -- /busybox sleep 3600",
      "create service clusterip web --tcp=80",
      "create configmap c",
      { line: "exec two -- /busybox echo hello", after: 8 },
      "exec two -c side -- /busybox echo hello",
      "exec two -c init -- /busybox echo hello",
      "exec two -c none -- /busybox echo hello",
      "exec pod/two -- /busybox sh -c 'echo out; echo err >&2; exit 3'",
      "exec deploy/web -- /busybox echo hi",
      "exec svc/web -- /busybox echo hi",
      "exec two -- none",
      "exec two -- /none",
      "exec two -- /busybox none",
      "exec two -- /busybox false",
      { line: "exec -i two -c main -- /busybox cat", stdin: files["notes.txt"] },
      { line: "exec two -c main -- /busybox cat", stdin: files["notes.txt"] },
      "exec two",
      "exec two -c main",
      "exec two echo hi",
      "exec",
      "exec -- /busybox echo",
      "exec none -- /busybox echo",
      "exec deploy/none -- /busybox echo",
      "exec cm/c -- /busybox echo",
      "exec nothing/x -- /busybox echo",
      "exec done -- /busybox echo",
      "exec pending -- /busybox echo",
      "exec -it two -c main -- /busybox echo tty",
      "exec two --quiet -- /busybox echo q",
      "exec two -c main -- /busybox sh -c 'echo $0 $1' a b",
      "cp two:/etc/hostname",
      "cp a b",
      "cp two:/a two:/b",
      "cp x/y/z:/a b",
      "cp :/a b",
      "cp missing.txt two:/tmp/x",
      "cp two:/none out.txt -c main",
      { line: "cp notes.txt two:/tmp/notes.txt -c main", files: { "notes.txt": files["notes.txt"] } },
      "cp none:/a out.txt",
      { line: "cp notes.txt none:/a", files: { "notes.txt": files["notes.txt"] } },
      "cp",
    ],
  },
];
