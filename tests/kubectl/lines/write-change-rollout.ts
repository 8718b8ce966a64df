/**
 * Commands that change objects: deployments with revisions, a daemon set and a stateful set to roll back, restart and pause.
 * @module
 */
import type { LinesOf } from "../state.ts";

const files = {
  "sets.yaml": `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      nodeSelector: {none: such}
      containers:
      - {name: main, image: "$IMAGE"}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 0
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers:
      - {name: main, image: "$IMAGE"}
`,
} as const;

export const changeRolloutLines: readonly LinesOf[] = [
  {
    state: "change-rollout",
    lines: [
      "create deployment web --image=$IMAGE --replicas=0",
      "create deployment api --image=$IMAGE --replicas=0",
      "create configmap c",
      { line: "create -f sets.yaml", files: { "sets.yaml": files["sets.yaml"] } },
      "rollout undo deployment/web",
      "set image deploy/web *=a:2",
      "annotate deploy/web kubernetes.io/change-cause='to two'",
      "set image deploy/web *=a:3",
      "rollout history deploy/web",
      "rollout undo deploy/web --dry-run=server",
      "rollout undo deploy/web",
      "get deploy web -o jsonpath={.spec.template.spec.containers[0].image}",
      "rollout undo deploy/web --to-revision=1",
      "rollout undo deploy/web --to-revision=1",
      "rollout undo deploy/web --to-revision=99",
      "rollout undo deploy/web --to-revision=-1",
      "rollout history deploy/web",
      "rollout undo deploy/none",
      "rollout undo cm/c",
      "rollout undo",
      "rollout undo deploy",
      "rollout undo deploy/web deploy/api",
      "rollout undo ds/agent",
      "set image ds/agent main=b:2",
      "rollout undo ds/agent",
      "rollout undo sts/db",
      "set image sts/db main=b:2",
      "rollout undo sts/db",
      "rollout undo sts/db --to-revision=9",
      "rollout restart deploy/web",
      "rollout restart deploy web api",
      "rollout restart deployment",
      "rollout restart ds/agent sts/db",
      "rollout restart deploy -l app=web",
      "rollout restart deploy -l app=none",
      "rollout restart cm/c",
      "rollout restart deploy/none",
      "rollout restart",
      "rollout restart deploy/web -o name",
      "rollout pause deploy/web",
      "rollout pause deploy/web",
      "rollout pause deploy web api",
      "rollout restart deploy/web",
      "rollout undo deploy/web",
      "rollout resume deploy/web",
      "rollout resume deploy/web",
      "rollout pause ds/agent",
      "rollout resume cm/c",
      "rollout pause",
      "rollout pause deploy/none",
      "rollout foo",
    ],
  },
];
