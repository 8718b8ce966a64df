/**
 * What apply, create -f and replace do with files, and what they say of bad ones.
 * @module
 */
import type { LinesOf } from "../state.ts";

const applyConfigFiles = {
  "cm.yaml": `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  labels: {app: web}
data:
  a: "1"
  b: "2"
`,
  "cm2.yaml": `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  labels: {app: web}
data:
  a: "3"
  c: "4"
`,
  "two.yaml": `apiVersion: v1
kind: ConfigMap
metadata: {name: one, labels: {part: x}}
---
apiVersion: v1
kind: Secret
metadata: {name: two}
stringData: {k: v}
`,
  "list.yaml": `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: l1}
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: l2}
`,
  "unknown.yaml": `apiVersion: example.com/v1
kind: Widget
metadata: {name: w}
`,
  "untyped.yaml": `metadata: {name: w}
`,
  "unkind.yaml": `apiVersion: v1
metadata: {name: w}
`,
  "extra.yaml": `apiVersion: v1
kind: ConfigMap
metadata: {name: extra}
dat: {a: b}
`,
  "mixed.yaml": `apiVersion: v1
kind: ConfigMap
metadata: {name: good}
---
apiVersion: example.com/v1
kind: Widget
metadata: {name: w}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: Bad_Name}
`,
  "otherns.yaml": `apiVersion: v1
kind: ConfigMap
metadata: {name: x, namespace: default}
`,
  "nameless.yaml": `apiVersion: v1
kind: ConfigMap
metadata: {generateName: gen-}
`,
  "scalar.yaml": `just text
`,
  "array.yaml": `- a
- b
`,
  "broken.yaml": `apiVersion: v1
kind: ConfigMap
metadata:
  name: x
 data: {}
`,
  "empty.yaml": "",
  "dir/a.yaml": `apiVersion: v1
kind: ConfigMap
metadata: {name: in-dir}
`,
  "dir/sub/b.yml": `apiVersion: v1
kind: ConfigMap
metadata: {name: in-sub}
`,
  "dir/note.txt": `no manifest
`,
  "none/readme.md": `nothing
`,
  "obj.json": `{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "json"}, "data": {"x": "y"}}
`,
} as const;

const applyServerFiles = {
  "cm.yaml": `apiVersion: v1
kind: ConfigMap
metadata: {name: ssa}
data:
  a: "1"
  b: "2"
`,
  "cm2.yaml": `apiVersion: v1
kind: ConfigMap
metadata: {name: ssa}
data:
  a: "9"
`,
  "extra.yaml": `apiVersion: v1
kind: ConfigMap
metadata: {name: ssa}
dat: {}
`,
} as const;

const applyWorkloadsFiles = {
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

const applyMistakesFiles = {
  "a.yaml": `a: 1
 b: 2
`,
  "b.yaml": `a:
  b: 1
 c: 2
`,
  "c.yaml": `a:
	b: 1
`,
  "d.yaml": `a: b: c
`,
  "e.yaml": `a: [1, 2
`,
  "f.yaml": `a: "x
`,
  "g.yaml": `a:
- x
  - y
b: 1
`,
  "h.yaml": `a: 1
just text
`,
  "i.yaml": `apiVersion: v1
kind: ConfigMap
metadata:
  name: x
   labels: {}
`,
  "j.yaml": `a: {b: 1
c: 2
`,
  "k.yaml": `a: *x
`,
  "l.yaml": `a: 1
a: 2
kind: x
apiVersion: v1
`,
  "m.yaml": `a: @x
`,
  "n.yaml": `spec:
  containers:
    - name: a
     image: b
`,
  "o.yaml": `a: 'it's'
`,
  "p.json": '{"a": 1,}',
  "q.yaml": `a: %x
`,
  "r.yaml": `- a
b: 1
`,
  "s.yaml": `apiVersion: v1
kind: ConfigMap
metadata:
  name: x
data:
  a: |
  text
  b: c
`,
} as const;

export const writeApplyLines: readonly LinesOf[] = [
  {
    state: "apply-config",
    lines: [
      "apply",
      { line: "apply -f cm.yaml --dry-run=client", files: { "cm.yaml": applyConfigFiles["cm.yaml"] } },
      { line: "apply -f cm.yaml --dry-run=server", files: { "cm.yaml": applyConfigFiles["cm.yaml"] } },
      { line: "apply -f cm.yaml", files: { "cm.yaml": applyConfigFiles["cm.yaml"] } },
      { line: "apply -f cm.yaml", files: { "cm.yaml": applyConfigFiles["cm.yaml"] } },
      "get cm settings -o yaml",
      { line: "apply -f cm2.yaml --dry-run=client", files: { "cm2.yaml": applyConfigFiles["cm2.yaml"] } },
      { line: "apply -f cm2.yaml --dry-run=server -o yaml", files: { "cm2.yaml": applyConfigFiles["cm2.yaml"] } },
      { line: "apply -f cm2.yaml", files: { "cm2.yaml": applyConfigFiles["cm2.yaml"] } },
      "get cm settings -o jsonpath={.data}",
      "apply view-last-applied cm/settings",
      "apply view-last-applied cm settings -o json",
      "apply view-last-applied cm settings -o foo",
      { line: "apply view-last-applied -f cm.yaml", files: { "cm.yaml": applyConfigFiles["cm.yaml"] } },
      { line: "apply set-last-applied -f cm.yaml", files: { "cm.yaml": applyConfigFiles["cm.yaml"] } },
      { line: "apply set-last-applied -f cm.yaml", files: { "cm.yaml": applyConfigFiles["cm.yaml"] } },
      "apply view-last-applied",
      { line: "apply view-last-applied cm/none", files: { "none/readme.md": applyConfigFiles["none/readme.md"] } },
      { line: "apply -f two.yaml", files: { "two.yaml": applyConfigFiles["two.yaml"] } },
      { line: "apply -f two.yaml -o name", files: { "two.yaml": applyConfigFiles["two.yaml"] } },
      { line: "apply -f two.yaml -l part=x", files: { "two.yaml": applyConfigFiles["two.yaml"] } },
      { line: "apply -f list.yaml", files: { "list.yaml": applyConfigFiles["list.yaml"] } },
      {
        line: "apply -f list.yaml -o jsonpath={.items[*].metadata.name}",
        files: { "list.yaml": applyConfigFiles["list.yaml"] },
      },
      { line: "apply -f -", stdin: applyConfigFiles["cm.yaml"] },
      { line: "apply -f unknown.yaml", files: { "unknown.yaml": applyConfigFiles["unknown.yaml"] } },
      { line: "apply -f untyped.yaml", files: { "untyped.yaml": applyConfigFiles["untyped.yaml"] } },
      { line: "apply -f unkind.yaml", files: { "unkind.yaml": applyConfigFiles["unkind.yaml"] } },
      { line: "apply -f extra.yaml", files: { "extra.yaml": applyConfigFiles["extra.yaml"] } },
      { line: "apply -f extra.yaml --validate=false", files: { "extra.yaml": applyConfigFiles["extra.yaml"] } },
      { line: "apply -f mixed.yaml", files: { "mixed.yaml": applyConfigFiles["mixed.yaml"] } },
      { line: "apply -f otherns.yaml -n $NS", files: { "otherns.yaml": applyConfigFiles["otherns.yaml"] } },
      { line: "apply -f nameless.yaml", files: { "nameless.yaml": applyConfigFiles["nameless.yaml"] } },
      {
        line: "create -f nameless.yaml --dry-run=client",
        files: { "nameless.yaml": applyConfigFiles["nameless.yaml"] },
      },
      { line: "apply -f empty.yaml", files: { "empty.yaml": applyConfigFiles["empty.yaml"] } },
      { line: "apply -f scalar.yaml", files: { "scalar.yaml": applyConfigFiles["scalar.yaml"] } },
      { line: "apply -f array.yaml", files: { "array.yaml": applyConfigFiles["array.yaml"] } },
      { line: "apply -f broken.yaml", files: { "broken.yaml": applyConfigFiles["broken.yaml"] } },
      { line: "create -f mixed.yaml", files: { "mixed.yaml": applyConfigFiles["mixed.yaml"] } },
      {
        line: "apply -f dir",
        files: {
          "dir/a.yaml": applyConfigFiles["dir/a.yaml"],
          "dir/note.txt": applyConfigFiles["dir/note.txt"],
          "dir/sub/b.yml": applyConfigFiles["dir/sub/b.yml"],
        },
      },
      {
        line: "apply -f dir -R",
        files: {
          "dir/a.yaml": applyConfigFiles["dir/a.yaml"],
          "dir/note.txt": applyConfigFiles["dir/note.txt"],
          "dir/sub/b.yml": applyConfigFiles["dir/sub/b.yml"],
        },
      },
      { line: "apply -f none", files: { "none/readme.md": applyConfigFiles["none/readme.md"] } },
      "apply -f missing.yaml",
      "apply -f missing.yaml -f gone.yaml",
      { line: "apply -f obj.json", files: { "obj.json": applyConfigFiles["obj.json"] } },
      { line: "apply cm.yaml", files: { "cm.yaml": applyConfigFiles["cm.yaml"] } },
      { line: "apply -f cm.yaml --force-conflicts", files: { "cm.yaml": applyConfigFiles["cm.yaml"] } },
      { line: "apply -f cm.yaml --server-side --dry-run=client", files: { "cm.yaml": applyConfigFiles["cm.yaml"] } },
      { line: "apply -f cm.yaml --prune", files: { "cm.yaml": applyConfigFiles["cm.yaml"] } },
      "create configmap plain --from-literal=x=y",
      "apply -f -",
      { line: "create -f cm.yaml", files: { "cm.yaml": applyConfigFiles["cm.yaml"] } },
      { line: "create -f two.yaml --dry-run=client -o yaml", files: { "two.yaml": applyConfigFiles["two.yaml"] } },
      { line: "create -f list.yaml", files: { "list.yaml": applyConfigFiles["list.yaml"] } },
      { line: "create -f extra.yaml", files: { "extra.yaml": applyConfigFiles["extra.yaml"] } },
      {
        line: "create -f dir/sub -o name",
        files: {
          "dir/a.yaml": applyConfigFiles["dir/a.yaml"],
          "dir/note.txt": applyConfigFiles["dir/note.txt"],
          "dir/sub/b.yml": applyConfigFiles["dir/sub/b.yml"],
        },
      },
      { line: "replace -f cm.yaml", files: { "cm.yaml": applyConfigFiles["cm.yaml"] } },
      { line: "replace -f two.yaml", files: { "two.yaml": applyConfigFiles["two.yaml"] } },
      { line: "replace -f mixed.yaml", files: { "mixed.yaml": applyConfigFiles["mixed.yaml"] } },
      { line: "replace -f cm.yaml --dry-run=client", files: { "cm.yaml": applyConfigFiles["cm.yaml"] } },
      { line: "replace -f cm.yaml --dry-run=server", files: { "cm.yaml": applyConfigFiles["cm.yaml"] } },
      { line: "replace -f cm2.yaml --force", files: { "cm2.yaml": applyConfigFiles["cm2.yaml"] } },
      { line: "replace -f unknown.yaml", files: { "unknown.yaml": applyConfigFiles["unknown.yaml"] } },
      "replace",
      { line: "replace -f cm.yaml --grace-period=0", files: { "cm.yaml": applyConfigFiles["cm.yaml"] } },
      "get cm settings -o yaml",
    ],
  },
  {
    state: "apply-server",
    lines: [
      { line: "apply --server-side -f cm.yaml", files: { "cm.yaml": applyServerFiles["cm.yaml"] } },
      { line: "apply --server-side -f cm.yaml", files: { "cm.yaml": applyServerFiles["cm.yaml"] } },
      "get cm ssa -o jsonpath={.metadata.managedFields[*].manager}",
      {
        line: "apply --server-side -f cm2.yaml --field-manager=other",
        files: { "cm2.yaml": applyServerFiles["cm2.yaml"] },
      },
      {
        line: "apply --server-side -f cm2.yaml --field-manager=other --force-conflicts",
        files: { "cm2.yaml": applyServerFiles["cm2.yaml"] },
      },
      "get cm ssa -o yaml",
      { line: "apply --server-side -f extra.yaml", files: { "extra.yaml": applyServerFiles["extra.yaml"] } },
      { line: "apply --server-side -f cm2.yaml --dry-run=server", files: { "cm2.yaml": applyServerFiles["cm2.yaml"] } },
      { line: "apply --server-side -f cm.yaml --force", files: { "cm.yaml": applyServerFiles["cm.yaml"] } },
      "create configmap plainly --from-literal=a=1",
      "delete cm ssa",
      { line: "apply -f cm.yaml", files: { "cm.yaml": applyServerFiles["cm.yaml"] } },
      { line: "apply --server-side -f cm2.yaml", files: { "cm2.yaml": applyServerFiles["cm2.yaml"] } },
      "get cm ssa -o jsonpath={.data}",
      { line: "apply --server-side -f cm.yaml", files: { "cm.yaml": applyServerFiles["cm.yaml"] } },
    ],
  },
  {
    state: "apply-workloads",
    lines: [
      { line: "apply -f web.yaml", files: { "web.yaml": applyWorkloadsFiles["web.yaml"] } },
      { line: "apply -f web.yaml", files: { "web.yaml": applyWorkloadsFiles["web.yaml"] } },
      { line: "apply -f web2.yaml", files: { "web2.yaml": applyWorkloadsFiles["web2.yaml"] } },
      "get deploy web -o jsonpath={.spec.template.spec.containers}",
      { line: "apply -f selector.yaml", files: { "selector.yaml": applyWorkloadsFiles["selector.yaml"] } },
      { line: "apply -f bad.yaml", files: { "bad.yaml": applyWorkloadsFiles["bad.yaml"] } },
      {
        line: "apply -f svc.yaml -f web2.yaml",
        files: { "svc.yaml": applyWorkloadsFiles["svc.yaml"], "web2.yaml": applyWorkloadsFiles["web2.yaml"] },
      },
      { line: "apply -f svc2.yaml", files: { "svc2.yaml": applyWorkloadsFiles["svc2.yaml"] } },
      "get svc web -o jsonpath={.spec.ports}",
      "create deployment bare --image=a --replicas=0",
      { line: "apply -f pod.yaml", files: { "pod.yaml": applyWorkloadsFiles["pod.yaml"] } },
      { line: "apply -f pod2.yaml", files: { "pod2.yaml": applyWorkloadsFiles["pod2.yaml"] }, after: 4 },
      { line: "apply -f pod2.yaml --force --grace-period=0", files: { "pod2.yaml": applyWorkloadsFiles["pod2.yaml"] } },
      "get pod p -o jsonpath={.spec.containers[0].command}",
      { line: "replace --force -f pod.yaml --grace-period=0", files: { "pod.yaml": applyWorkloadsFiles["pod.yaml"] } },
      {
        line: "apply -f pod.yaml -f pod2.yaml -o name",
        files: { "pod.yaml": applyWorkloadsFiles["pod.yaml"], "pod2.yaml": applyWorkloadsFiles["pod2.yaml"] },
      },
      "scale deploy web --replicas=1",
      { line: "apply -f web2.yaml", files: { "web2.yaml": applyWorkloadsFiles["web2.yaml"] } },
    ],
  },
  {
    state: "apply-mistakes",
    lines: [
      { line: "apply -f a.yaml", files: { "a.yaml": applyMistakesFiles["a.yaml"] } },
      { line: "apply -f b.yaml", files: { "b.yaml": applyMistakesFiles["b.yaml"] } },
      { line: "apply -f c.yaml", files: { "c.yaml": applyMistakesFiles["c.yaml"] } },
      { line: "apply -f d.yaml", files: { "d.yaml": applyMistakesFiles["d.yaml"] } },
      { line: "apply -f e.yaml", files: { "e.yaml": applyMistakesFiles["e.yaml"] } },
      { line: "apply -f f.yaml", files: { "f.yaml": applyMistakesFiles["f.yaml"] } },
      { line: "apply -f g.yaml", files: { "g.yaml": applyMistakesFiles["g.yaml"] } },
      { line: "apply -f h.yaml", files: { "h.yaml": applyMistakesFiles["h.yaml"] } },
      { line: "apply -f i.yaml", files: { "i.yaml": applyMistakesFiles["i.yaml"] } },
      { line: "apply -f j.yaml", files: { "j.yaml": applyMistakesFiles["j.yaml"] } },
      { line: "apply -f k.yaml", files: { "k.yaml": applyMistakesFiles["k.yaml"] } },
      { line: "apply -f l.yaml", files: { "l.yaml": applyMistakesFiles["l.yaml"] } },
      { line: "apply -f m.yaml", files: { "m.yaml": applyMistakesFiles["m.yaml"] } },
      { line: "apply -f n.yaml", files: { "n.yaml": applyMistakesFiles["n.yaml"] } },
      { line: "apply -f o.yaml", files: { "o.yaml": applyMistakesFiles["o.yaml"] } },
      { line: "apply -f p.json", files: { "p.json": applyMistakesFiles["p.json"] } },
      { line: "apply -f q.yaml", files: { "q.yaml": applyMistakesFiles["q.yaml"] } },
      { line: "apply -f r.yaml", files: { "r.yaml": applyMistakesFiles["r.yaml"] } },
      { line: "apply -f s.yaml", files: { "s.yaml": applyMistakesFiles["s.yaml"] } },
    ],
  },
];
