/**
 * Commands that run pods and work in them: an empty namespace to run and expose pods in.
 * @module
 */
import type { LinesOf } from "../state.ts";

const files = {
  "rs.yaml": `apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: rs, labels: {app: rs}}
spec:
  replicas: 0
  selector: {matchLabels: {app: rs}}
  template:
    metadata: {labels: {app: rs}}
    spec:
      containers:
      - name: main
        image: $IMAGE
        ports:
        - {containerPort: 80}
        - {containerPort: 53, protocol: UDP}
        - {containerPort: 53, protocol: TCP}
`,
  "expr.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: {name: expr}
spec:
  replicas: 0
  selector:
    matchLabels: {app: expr}
    matchExpressions: [{key: app, operator: In, values: [expr, x]}]
  template:
    metadata: {labels: {app: expr}}
    spec:
      containers:
      - {name: main, image: "$IMAGE"}
`,
} as const;

export const podsRunLines: readonly LinesOf[] = [
  {
    state: "pods-run",
    lines: [
      "run web --image=$IMAGE --command -- /busybox sleep 3600",
      "run web --image=$IMAGE",
      "run p --image=$IMAGE --dry-run=client -o yaml",
      "run p --image=nginx --port=80 --env=A=1 --env=B=two --labels=a=b,c=d --restart=Never --image-pull-policy=Always --annotations=x=y --privileged --dry-run=client -o yaml -- arg1 arg2",
      "run p --image=nginx --dry-run=client -o json",
      "run p --image=nginx --dry-run=server",
      "run p --image=nginx --port=80 --expose --dry-run=client",
      "run p --image=nginx --port=80 --expose --dry-run=client -o yaml",
      "run p --image=nginx --expose",
      "run exposed --image=$IMAGE --port=80 --expose --command -- /busybox sleep 3600",
      "get svc exposed -o jsonpath={.spec.selector}{.spec.ports}",
      "run",
      "run p",
      "run --image=nginx",
      "run p --image=",
      "run p --image=Bad/UPPER",
      "run p --image=nginx --restart=Sometimes",
      "run p --image=nginx --image-pull-policy=Sometimes",
      "run p --image=nginx --env=X",
      "run p --image=nginx --labels=x",
      "run p --image=nginx -t",
      "run p --image=nginx --rm",
      "run p --image=nginx -i --dry-run=client",
      "run p --image=nginx --port=x",
      "run Bad_Name --image=nginx",
      'run p --image=nginx --overrides=\'{"spec":{"nodeName":"n"}}\' --dry-run=client -o yaml',
      "run p --image=nginx --overrides='{\"spec\":' --dry-run=client",
      "run p --image=nginx -- --flag x --dry-run=client",
      "delete pod p --ignore-not-found",
      "run once --image=$IMAGE --restart=Never --rm -i --quiet --command -- /busybox sh -c 'sleep 2; echo hello'",
      "run fails --image=$IMAGE --restart=Never --rm -i --quiet --command -- /busybox sh -c 'sleep 2; echo oops; exit 3'",
      "get pods",
      "expose pod web --port=80 --name=web1",
      "expose pod web",
      "expose pod web --port=80 --target-port=http --dry-run=client -o yaml",
      { line: "create -f rs.yaml", files: { "rs.yaml": files["rs.yaml"] } },
      "expose rs rs --dry-run=client -o yaml",
      "expose rs rs --port=8080 --protocol=UDP --type=NodePort --dry-run=client -o yaml",
      "expose rs rs --name=rs-lb --type=LoadBalancer --load-balancer-ip=1.2.3.4 --external-ip=5.6.7.8 --session-affinity=ClientIP --dry-run=client -o yaml",
      "expose rs rs --cluster-ip=None --name=rs-h",
      "expose rs rs --session-affinity=foo",
      "expose rs rs --selector=app=other --labels=x=y --dry-run=client -o yaml",
      "expose rs rs --selector='app in (a)'",
      "expose rs rs",
      "expose rs rs",
      "expose service rs --port=443 --target-port=8443 --name=rs2",
      "get svc rs2 -o jsonpath={.spec.ports}",
      { line: "create -f expr.yaml", files: { "expr.yaml": files["expr.yaml"] } },
      "expose deployment expr --port=80",
      "create configmap c",
      "expose cm c --port=80",
      "expose deployment none --port=80",
      "expose deployment",
      "expose",
      "expose rs rs --port=x",
      'expose rs rs --name=o --overrides=\'{"metadata":{"labels":{"o":"1"}}}\' --dry-run=client -o jsonpath={.metadata.labels}',
      { line: "expose -f rs.yaml --name=from-file", files: { "rs.yaml": files["rs.yaml"] } },
    ],
  },
];
