/**
 * Commands that change objects: config maps, deployments and pods to delete.
 * @module
 */
import type { LinesOf } from "../state.ts";

const files = {
  "two.yaml": `apiVersion: v1
kind: ConfigMap
metadata: {name: f1, labels: {in: file}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: f2}
`,
  "gone.yaml": `apiVersion: v1
kind: ConfigMap
metadata: {name: gone}
`,
  "mixed.yaml": `apiVersion: v1
kind: ConfigMap
metadata: {name: f2}
---
apiVersion: example.com/v1
kind: Widget
metadata: {name: w}
`,
  "pod.yaml": `apiVersion: v1
kind: Pod
metadata: {name: p, labels: {app: p}}
spec:
  terminationGracePeriodSeconds: 1
  containers:
  - {name: main, image: "$IMAGE", command: [/busybox, sleep, "3600"]}
`,
  "stuck.yaml": `apiVersion: v1
kind: ConfigMap
metadata: {name: stuck, finalizers: [example.com/hold]}
`,
} as const;

export const changeDeleteLines: readonly LinesOf[] = [
  {
    state: "change-delete",
    lines: [
      "create configmap a",
      "create configmap b",
      "create configmap c",
      "create configmap d",
      { line: "create -f two.yaml", files: { "two.yaml": files["two.yaml"] } },
      { line: "create -f stuck.yaml", files: { "stuck.yaml": files["stuck.yaml"] } },
      "create deployment web --image=$IMAGE --replicas=0",
      "create service clusterip web --tcp=80",
      { line: "create -f pod.yaml", files: { "pod.yaml": files["pod.yaml"] } },
      "delete cm a --dry-run=client",
      "delete cm a --dry-run=server",
      "delete cm a",
      "delete cm a",
      "delete cm a --ignore-not-found",
      "delete cm a b c",
      "delete cm/c svc/web",
      "delete cm,svc web",
      "delete cm d -o name",
      "delete cm d -o yaml",
      "delete cm none1 none2",
      "delete cm",
      "delete",
      "delete none x",
      "delete cm -l in=file --dry-run=client",
      "delete cm -l in=nothing",
      "delete cm -l in=nothing --ignore-not-found",
      "delete cm x --all",
      "delete cm x -l a=b",
      { line: "delete -f two.yaml", files: { "two.yaml": files["two.yaml"] } },
      { line: "delete -f two.yaml", files: { "two.yaml": files["two.yaml"] } },
      { line: "delete -f two.yaml --ignore-not-found", files: { "two.yaml": files["two.yaml"] } },
      { line: "delete -f gone.yaml -f missing.yaml", files: { "gone.yaml": files["gone.yaml"] } },
      { line: "create -f two.yaml", files: { "two.yaml": files["two.yaml"] } },
      { line: "delete -f two.yaml -l in=file", files: { "two.yaml": files["two.yaml"] } },
      { line: "delete -f mixed.yaml", files: { "mixed.yaml": files["mixed.yaml"] } },
      { line: "delete -f -", stdin: files["gone.yaml"] },
      "delete cm stuck --timeout=2s",
      "delete cm stuck --wait=false",
      "get cm stuck -o jsonpath={.metadata.finalizers}",
      'patch cm stuck --type=merge -p \'{"metadata":{"finalizers":null}}\'',
      "delete pod p --grace-period=0",
      { line: "create -f pod.yaml", files: { "pod.yaml": files["pod.yaml"] } },
      { line: "delete pod p --force --grace-period=5", after: 2 },
      "delete pod p --now --grace-period=3",
      "delete pod p --force",
      { line: "create -f pod.yaml", files: { "pod.yaml": files["pod.yaml"] } },
      { line: "delete pod p --now", after: 2 },
      "delete pod p --cascade=foo",
      "delete deploy web --cascade=orphan",
      "delete deploy --all",
      "delete deploy,svc --all --dry-run=client",
      "delete cm nothere --dry-run=client",
      "delete ns $NS--none -n $NS",
      "create configmap i",
      "delete -i cm i",
      "delete pod p --nope",
      "delete cm --all -A -l in=nothing",
      "delete ns $NS--none",
      "delete pods/p pods",
      "delete pod -i p",
      "delete cm --field-selector=metadata.name=zzz",
      "delete cm --field-selector=foo=bar",
    ],
  },
];
