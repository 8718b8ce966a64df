/**
 * Commands that work on nodes: a node that nobody runs, with pods bound to it.
 * @module
 */
import type { LinesOf } from "../state.ts";

const files = {
  "node.yaml": `apiVersion: v1
kind: Node
metadata: {name: $NS--node, labels: {kind: fake}}
spec: {unschedulable: true}
`,
  "pods.yaml": `apiVersion: v1
kind: Pod
metadata: {name: lone, labels: {app: lone}}
spec:
  nodeName: $NS--node
  terminationGracePeriodSeconds: 0
  containers: [{name: main, image: "$IMAGE"}]
---
apiVersion: v1
kind: Pod
metadata: {name: local, labels: {app: local}}
spec:
  nodeName: $NS--node
  terminationGracePeriodSeconds: 0
  containers: [{name: main, image: "$IMAGE"}]
  volumes: [{name: scratch, emptyDir: {}}]
`,
  "budget.yaml": `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: keep}
spec:
  minAvailable: 1
  selector: {matchLabels: {app: lone}}
`,
} as const;

export const nodesWorkLines: readonly LinesOf[] = [
  {
    state: "nodes-work",
    lines: [
      { line: "create -f node.yaml", files: { "node.yaml": files["node.yaml"] } },
      "create configmap c",
      "cordon $NS--node",
      "uncordon $NS--node --dry-run=client",
      "uncordon $NS--node --dry-run=server",
      "uncordon $NS--node",
      "uncordon $NS--node",
      "cordon $NS--node",
      "cordon node/$NS--node",
      "cordon -l kind=fake",
      "cordon -l kind=none",
      "cordon $NS--none",
      "cordon $NS--none $NS--node",
      "cordon",
      "cordon $NS--node -l a=b",
      "cordon cm/c",
      "taint nodes $NS--node dedicated=gpu:NoSchedule",
      "taint nodes $NS--node dedicated=gpu:NoSchedule",
      "taint nodes $NS--node dedicated=cpu:NoSchedule --overwrite",
      "taint nodes $NS--node a=b:NoExecute c:PreferNoSchedule",
      "get node $NS--node -o jsonpath='{.spec.taints[?(@.effect==\"PreferNoSchedule\")]}'",
      "taint nodes $NS--node a:NoExecute-",
      "taint nodes $NS--node a:NoExecute-",
      "taint nodes $NS--node dedicated-",
      "taint nodes $NS--node none-",
      "taint nodes $NS--node x=y",
      "taint nodes $NS--node x=y:Foo",
      "taint nodes $NS--node x=y:NoSchedule:z",
      "taint nodes $NS--node 'bad key=y:NoSchedule'",
      "taint nodes $NS--node 'k=bad value:NoSchedule'",
      "taint nodes $NS--node k=a:NoSchedule k=b:NoSchedule",
      "taint nodes $NS--node k=a:NoSchedule k-",
      "taint nodes $NS--node k=a:NoSchedule --dry-run=client",
      "taint nodes $NS--node k=a:NoSchedule --dry-run=server",
      "taint nodes -l kind=fake k=a:NoSchedule",
      "taint nodes $NS--node k=a:NoSchedule- n=1:NoSchedule",
      "taint nodes $NS--node",
      "taint nodes k=a:NoSchedule",
      "taint",
      "taint pods p k=a:NoSchedule",
      "taint nothing p k=a:NoSchedule",
      "taint nodes $NS--none k=a:NoSchedule",
      "taint nodes $NS--node k=a:NoSchedule other",
      { line: "create -f pods.yaml", files: { "pods.yaml": files["pods.yaml"] } },
      "drain $NS--node --dry-run=client",
      "drain $NS--node --pod-selector=app=lone",
      "drain $NS--node --force",
      "drain $NS--node --force --delete-emptydir-data --dry-run=client",
      { line: "create -f budget.yaml", files: { "budget.yaml": files["budget.yaml"] } },
      { line: "drain $NS--node --force --delete-emptydir-data --pod-selector=app=local --dry-run=server", after: 2 },
      "drain $NS--node --force --delete-emptydir-data --pod-selector=app=local",
      "drain $NS--node --force --timeout=7s",
      "delete pdb keep",
      "drain $NS--node --force",
      "drain $NS--node --force --ignore-daemonsets",
      "drain $NS--none",
      "drain",
      "drain $NS--node --pod-selector='a in'",
      "get pods",
      "delete node $NS--node",
    ],
  },
];
