/**
 * Commands that change objects: a deployment and a config map to patch.
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
      - {name: main, image: "$IMAGE"}
      - {name: side, image: "$IMAGE"}
`,
  "patch.yaml": `spec:
  template:
    spec:
      containers:
      - name: main
        image: x:2
`,
  "patch.json": '{"metadata":{"labels":{"from":"file"}}}',
} as const;

export const changePatchLines: readonly LinesOf[] = [
  {
    state: "change-patch",
    lines: [
      { line: "create -f web.yaml", files: { "web.yaml": files["web.yaml"] } },
      "create configmap c --from-literal=a=1",
      'patch deployment web -p \'{"spec":{"template":{"spec":{"containers":[{"name":"main","image":"x:1"}]}}}}\'',
      'patch deployment web -p \'{"spec":{"template":{"spec":{"containers":[{"name":"main","image":"x:1"}]}}}}\'',
      "get deploy web -o jsonpath={.spec.template.spec.containers[*].image}",
      'patch deploy/web --type=json -p \'[{"op":"replace","path":"/spec/template/spec/containers/1/image","value":"y:1"}]\'',
      'patch deploy/web --type=json -p \'[{"op":"remove","path":"/spec/none"}]\'',
      'patch deploy/web --type=json -p \'[{"op":"test","path":"/spec/replicas","value":5}]\'',
      'patch deploy/web --type=json -p \'{"op":"remove"}\'',
      'patch deploy/web --type=json -p \'[{"op":"foo","path":"/spec"}]\'',
      'patch cm c --type=merge -p \'{"data":{"a":null,"b":"2"}}\'',
      "get cm c -o jsonpath={.data}",
      "patch cm c -p 'data: {c: \"3\"}'",
      'patch cm c -p \'{"data":{"c":"3"}}\' -o name',
      'patch cm c -p \'{"data":{"d":"4"}}\' -o jsonpath={.data}',
      'patch cm c -p \'{"data":{"e":"5"}}\' --dry-run=client',
      'patch cm c -p \'{"data":{"e":"5"}}\' --dry-run=server',
      'patch cm c -p \'{"data":{"e":"5"}}\' --dry-run=client -o yaml',
      'patch cm c -p \'{"data":{"e":5}}\'',
      'patch cm c -p \'{"dat":{"e":"5"}}\'',
      "patch cm c -p '{\"data\":'",
      "patch cm c -p '{data: {x: y}}'",
      "patch cm c -p 'a: b: c'",
      "patch cm c -p '[]'",
      "patch cm c -p 'text'",
      "patch cm c",
      "patch cm c -p ''",
      "patch cm c --type=foo -p '{}'",
      "patch cm none -p '{}'",
      "patch cm -p '{}'",
      "patch -p '{}'",
      "patch cm c -p '{}'",
      { line: "patch deploy web --patch-file=patch.yaml", files: { "patch.yaml": files["patch.yaml"] } },
      { line: "patch deploy web --patch-file patch.json -p '{}'", files: { "patch.json": files["patch.json"] } },
      { line: "patch cm c --patch-file=patch.json", files: { "patch.json": files["patch.json"] } },
      "patch cm c --patch-file=none.json",
      { line: 'patch -f web.yaml -p \'{"metadata":{"labels":{"f":"1"}}}\'', files: { "web.yaml": files["web.yaml"] } },
      {
        line: 'patch -f web.yaml --local -p \'{"spec":{"replicas":3}}\' -o jsonpath={.spec.replicas}',
        files: { "web.yaml": files["web.yaml"] },
      },
      'patch deploy web --subresource=scale --type=merge -p \'{"spec":{"replicas":0}}\'',
      'patch deploy web --subresource=status --type=merge -p \'{"status":{"replicas":1}}\'',
      "patch deploy web --subresource=foo --type=merge -p '{}'",
      'patch deploy web -p \'{"spec":{"selector":{"matchLabels":{"app":"x"}}}}\'',
      "patch deploy web cm c -p '{}'",
      'patch deploy web --type=strategic -p \'{"spec":{"template":{"spec":{"containers":[{"$patch":"delete","name":"side"}]}}}}\'',
      "get deploy web -o jsonpath={.spec.template.spec.containers[*].name}",
      'patch deploy web --type=merge -p \'{"spec":{"replicas":-1}}\'',
    ],
  },
];
