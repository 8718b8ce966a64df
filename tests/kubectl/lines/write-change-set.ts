/**
 * Commands that change objects: deployments, cron jobs and bindings whose fields are set.
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
      initContainers:
      - {name: init, image: "$IMAGE"}
      containers:
      - name: main
        image: $IMAGE
        env:
        - {name: A, value: "1"}
        - name: NODE
          valueFrom: {fieldRef: {fieldPath: spec.nodeName}}
        - name: PASS
          valueFrom: {secretKeyRef: {name: s, key: pass}}
      - name: side
        image: $IMAGE
`,
} as const;

export const changeSetLines: readonly LinesOf[] = [
  {
    state: "change-set",
    lines: [
      { line: "create -f web.yaml", files: { "web.yaml": files["web.yaml"] } },
      "create cronjob tick --image=$IMAGE --schedule='0 0 1 1 *'",
      "create configmap settings --from-literal=log.level=debug --from-literal=PORT=80",
      "create secret generic s --from-literal=pass=x",
      "set image deployment/web main=a:2",
      "set image deployment/web main=a:2",
      "set image deployment/web main=a:3 side=b:1",
      "set image deploy web *=c:1",
      "set image deployment/web nope=a:1",
      "set image deployment/web main=a:4 nope=a:1",
      "set image deployment/web init=i:2",
      "set image cj/tick tick=x:1",
      "set image deployment/none main=a",
      "set image deployment/web",
      "set image",
      "set image deploy --all main=z:1",
      "set image deploy,cronjob --all *=z:2",
      "set image deploy -l app=web main=z:3",
      "set image deploy web main=z:4 --dry-run=client",
      "set image deploy web main=z:4 --dry-run=server -o jsonpath={.spec.template.spec.containers[*].image}",
      { line: "set image -f web.yaml main=q:1 --local -o yaml", files: { "web.yaml": files["web.yaml"] } },
      "set image cm settings main=a",
      "set image deploy web main=",
      "get deploy web -o jsonpath={.spec.template.spec.containers[*].image}",
      "set env deployment/web B=2",
      "set env deployment/web B=2",
      "set env deployment/web A- B=3 -c main",
      "set env deploy/web --list",
      "set env deploy/web --list -c side",
      "set env pods --all --list",
      "set env deploy/web --from=configmap/settings",
      "set env deploy/web --from=configmap/settings --prefix=X_ --keys=PORT",
      "set env deploy/web --from=secret/s",
      "set env deploy/web --from=secret/none",
      "set env deploy/web --from=cm",
      "set env deploy/web -e C=1",
      "set env deploy/web C=2 --overwrite=false",
      "set env deploy/web",
      "set env",
      "set env deploy/web C",
      "set env deploy/none C=1",
      "set env deploy/web C=1 C-",
      "set env deploy/web D=1 -c none",
      "set env deploy/web D=1 --dry-run=client -o jsonpath={.spec.template.spec.containers[0].env[0].name}",
      "set env deploy/web --list --resolve",
      "get deploy web -o jsonpath={.spec.template.spec.containers[*].env}",
      "set resources deployment web --limits=cpu=200m,memory=512Mi",
      "set resources deployment web --limits=cpu=200m,memory=512Mi",
      "set resources deployment web -c=main --requests=cpu=100m",
      "set resources deployment web --limits=cpu=0 -c side",
      "set resources deployment web",
      "set resources deployment web --limits=cpu",
      "set resources deployment web --limits=cpu=x",
      "set resources deployment none --limits=cpu=1",
      "set resources deployment web --limits=cpu=1 -c none",
      "set resources",
      {
        line: "set resources -f web.yaml --limits=cpu=1 --local -o jsonpath={.spec.template.spec.containers[*].resources}",
        files: { "web.yaml": files["web.yaml"] },
      },
      "get deploy web -o jsonpath={.spec.template.spec.containers[*].resources}",
      "set serviceaccount deployment web bot",
      "set sa deployment web bot",
      "set serviceaccount deployment web",
      "set serviceaccount deployment none bot",
      "set serviceaccount deployment/web bot2",
      "set sa cm settings bot",
      "set sa deploy web bot3 --dry-run=client",
      "create service clusterip web --tcp=80",
      "set selector svc web app=other",
      "set selector svc web app=other",
      "set selector service/web 'app=a,tier=b'",
      "set selector svc web 'app in (a)'",
      "set selector svc web",
      "set selector deploy web app=x",
      "set selector svc none app=x",
      "set selector svc web app=y --dry-run=client",
      "get svc web -o jsonpath={.spec.selector}",
      "create role reader --verb=get --resource=pods",
      "create rolebinding rb --role=reader --user=jane",
      "set subject rolebinding rb --user=joe --group=devs",
      "set subject rolebinding rb --user=joe",
      "set subject rolebinding rb --serviceaccount=$NS:default",
      "set subject rolebinding rb --serviceaccount=default",
      "set subject rolebinding rb",
      "set subject rolebinding none --user=joe",
      "set subject role reader --user=joe",
      "set subject rolebinding rb --user=x --dry-run=client -o yaml",
      "get rolebinding rb -o jsonpath={.subjects}",
      "set nonsense",
    ],
  },
];
