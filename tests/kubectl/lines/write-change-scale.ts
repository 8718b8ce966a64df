/**
 * Commands that change objects: deployments, a stateful set and a job to scale.
 * @module
 */
import type { LinesOf } from "../state.ts";

const files = {
  "sts.yaml": `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  replicas: 0
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers:
      - {name: main, image: "$IMAGE"}
`,
} as const;

export const changeScaleLines: readonly LinesOf[] = [
  {
    state: "change-scale",
    lines: [
      { line: "create -f sts.yaml", files: { "sts.yaml": files["sts.yaml"] } },
      "create deployment web --image=$IMAGE --replicas=0",
      "create deployment api --image=$IMAGE --replicas=0",
      "create configmap c",
      "scale deployment web --replicas=2",
      "scale deployment/web --replicas=1",
      "scale deploy web api --replicas=0",
      "scale deploy/web sts/db --replicas=0",
      "scale deploy --all --replicas=0",
      "scale deploy -l app=web --replicas=0",
      "scale deploy -l app=none --replicas=0",
      "scale deploy web --current-replicas=3 --replicas=1",
      "scale deploy web --current-replicas=0 --replicas=1",
      "scale deploy web --replicas=-1",
      "scale deploy web",
      "scale deploy none --replicas=1",
      "scale deploy web none --replicas=0",
      "scale cm c --replicas=1",
      "scale --replicas=1",
      "scale deploy --replicas=1",
      "scale none/x --replicas=1",
      "scale deploy web --replicas=x",
      { line: "scale -f sts.yaml --replicas=0", files: { "sts.yaml": files["sts.yaml"] } },
      "scale deploy web --replicas=0 --dry-run=client",
      "scale deploy web --replicas=0 --dry-run=server",
      "scale deploy web --replicas=0 -o name",
      "scale deploy web --replicas=0 -o jsonpath={.spec.replicas}",
      "autoscale deployment web --max=5",
      "get hpa web -o yaml",
      "autoscale deployment web --max=5",
      "autoscale deployment api --min=2 --max=5 --cpu-percent=80",
      "autoscale deployment api --min=2 --max=5 --cpu=80%",
      "autoscale deployment api --name=api2 --max=3 --cpu=500m --memory=200Mi --dry-run=client -o yaml",
      "autoscale deployment api",
      "autoscale deployment api --min=3 --max=2",
      "autoscale deployment api --max=0",
      "autoscale deployment none --max=2",
      "autoscale cm c --max=2",
      "autoscale",
      "autoscale deployment --max=2",
      "autoscale sts db --max=2 --name=dbs --dry-run=server",
    ],
  },
];
