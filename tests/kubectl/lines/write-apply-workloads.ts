/**
 * What apply, create -f and replace do with files: an empty namespace, and deployments to apply.
 * @module
 */
import type { LinesOf } from "../state.ts";

const files = {
  "web.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 0
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: main
        image: $IMAGE
        env:
        - {name: A, value: "1"}
        - {name: B, value: "2"}
        ports:
        - {containerPort: 80}
      - name: side
        image: $IMAGE
`,
  "web2.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 0
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: main
        image: $IMAGE
        env:
        - {name: B, value: "3"}
        - {name: C, value: "4"}
        ports:
        - {containerPort: 81}
`,
  "selector.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: other}}
  template:
    metadata: {labels: {app: other}}
    spec:
      containers:
      - {name: main, image: "a:1"}
`,
  "svc.yaml": `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports:
  - {name: http, port: 80}
`,
  "svc2.yaml": `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports:
  - {name: http, port: 80, targetPort: 8080}
  - {name: more, port: 81}
`,
  "pod.yaml": `apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers:
  - {name: main, image: "$IMAGE", command: [/busybox, sleep, "3600"]}
`,
  "pod2.yaml": `apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers:
  - {name: main, image: "$IMAGE", command: [/busybox, sleep, "60"]}
`,
  "bad.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: {name: bad}
spec:
  selector: {matchLabels: {app: x}}
  template:
    metadata: {labels: {app: y}}
    spec:
      containers: []
`,
} as const;

export const applyWorkloadsLines: readonly LinesOf[] = [
  {
    state: "apply-workloads",
    lines: [
      { line: "apply -f web.yaml", files: { "web.yaml": files["web.yaml"] } },
      { line: "apply -f web.yaml", files: { "web.yaml": files["web.yaml"] } },
      { line: "apply -f web2.yaml", files: { "web2.yaml": files["web2.yaml"] } },
      "get deploy web -o jsonpath={.spec.template.spec.containers}",
      { line: "apply -f selector.yaml", files: { "selector.yaml": files["selector.yaml"] } },
      { line: "apply -f bad.yaml", files: { "bad.yaml": files["bad.yaml"] } },
      {
        line: "apply -f svc.yaml -f web2.yaml",
        files: { "svc.yaml": files["svc.yaml"], "web2.yaml": files["web2.yaml"] },
      },
      { line: "apply -f svc2.yaml", files: { "svc2.yaml": files["svc2.yaml"] } },
      "get svc web -o jsonpath={.spec.ports}",
      "create deployment bare --image=a --replicas=0",
      { line: "apply -f pod.yaml", files: { "pod.yaml": files["pod.yaml"] } },
      { line: "apply -f pod2.yaml", files: { "pod2.yaml": files["pod2.yaml"] }, after: 4 },
      { line: "apply -f pod2.yaml --force --grace-period=0", files: { "pod2.yaml": files["pod2.yaml"] } },
      "get pod p -o jsonpath={.spec.containers[0].command}",
      { line: "replace --force -f pod.yaml --grace-period=0", files: { "pod.yaml": files["pod.yaml"] } },
      {
        line: "apply -f pod.yaml -f pod2.yaml -o name",
        files: { "pod.yaml": files["pod.yaml"], "pod2.yaml": files["pod2.yaml"] },
      },
      "scale deploy web --replicas=1",
      { line: "apply -f web2.yaml", files: { "web2.yaml": files["web2.yaml"] } },
    ],
  },
];
