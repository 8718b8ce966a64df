/**
 * What apply, create -f and replace do with files: an empty namespace, and files to apply.
 * @module
 */
import type { LinesOf } from "../state.ts";

const files = {
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

export const applyConfigLines: readonly LinesOf[] = [
  {
    state: "apply-config",
    lines: [
      "apply",
      { line: "apply -f cm.yaml --dry-run=client", files: { "cm.yaml": files["cm.yaml"] } },
      { line: "apply -f cm.yaml --dry-run=server", files: { "cm.yaml": files["cm.yaml"] } },
      { line: "apply -f cm.yaml", files: { "cm.yaml": files["cm.yaml"] } },
      { line: "apply -f cm.yaml", files: { "cm.yaml": files["cm.yaml"] } },
      "get cm settings -o yaml",
      { line: "apply -f cm2.yaml --dry-run=client", files: { "cm2.yaml": files["cm2.yaml"] } },
      { line: "apply -f cm2.yaml --dry-run=server -o yaml", files: { "cm2.yaml": files["cm2.yaml"] } },
      { line: "apply -f cm2.yaml", files: { "cm2.yaml": files["cm2.yaml"] } },
      "get cm settings -o jsonpath={.data}",
      "apply view-last-applied cm/settings",
      "apply view-last-applied cm settings -o json",
      "apply view-last-applied cm settings -o foo",
      { line: "apply view-last-applied -f cm.yaml", files: { "cm.yaml": files["cm.yaml"] } },
      { line: "apply set-last-applied -f cm.yaml", files: { "cm.yaml": files["cm.yaml"] } },
      { line: "apply set-last-applied -f cm.yaml", files: { "cm.yaml": files["cm.yaml"] } },
      "apply view-last-applied",
      { line: "apply view-last-applied cm/none", files: { "none/readme.md": files["none/readme.md"] } },
      { line: "apply -f two.yaml", files: { "two.yaml": files["two.yaml"] } },
      { line: "apply -f two.yaml -o name", files: { "two.yaml": files["two.yaml"] } },
      { line: "apply -f two.yaml -l part=x", files: { "two.yaml": files["two.yaml"] } },
      { line: "apply -f list.yaml", files: { "list.yaml": files["list.yaml"] } },
      { line: "apply -f list.yaml -o jsonpath={.items[*].metadata.name}", files: { "list.yaml": files["list.yaml"] } },
      { line: "apply -f -", stdin: files["cm.yaml"] },
      { line: "apply -f unknown.yaml", files: { "unknown.yaml": files["unknown.yaml"] } },
      { line: "apply -f untyped.yaml", files: { "untyped.yaml": files["untyped.yaml"] } },
      { line: "apply -f unkind.yaml", files: { "unkind.yaml": files["unkind.yaml"] } },
      { line: "apply -f extra.yaml", files: { "extra.yaml": files["extra.yaml"] } },
      { line: "apply -f extra.yaml --validate=false", files: { "extra.yaml": files["extra.yaml"] } },
      { line: "apply -f mixed.yaml", files: { "mixed.yaml": files["mixed.yaml"] } },
      { line: "apply -f otherns.yaml -n $NS", files: { "otherns.yaml": files["otherns.yaml"] } },
      { line: "apply -f nameless.yaml", files: { "nameless.yaml": files["nameless.yaml"] } },
      { line: "create -f nameless.yaml --dry-run=client", files: { "nameless.yaml": files["nameless.yaml"] } },
      { line: "apply -f empty.yaml", files: { "empty.yaml": files["empty.yaml"] } },
      { line: "apply -f scalar.yaml", files: { "scalar.yaml": files["scalar.yaml"] } },
      { line: "apply -f array.yaml", files: { "array.yaml": files["array.yaml"] } },
      { line: "apply -f broken.yaml", files: { "broken.yaml": files["broken.yaml"] } },
      { line: "create -f mixed.yaml", files: { "mixed.yaml": files["mixed.yaml"] } },
      {
        line: "apply -f dir",
        files: {
          "dir/a.yaml": files["dir/a.yaml"],
          "dir/note.txt": files["dir/note.txt"],
          "dir/sub/b.yml": files["dir/sub/b.yml"],
        },
      },
      {
        line: "apply -f dir -R",
        files: {
          "dir/a.yaml": files["dir/a.yaml"],
          "dir/note.txt": files["dir/note.txt"],
          "dir/sub/b.yml": files["dir/sub/b.yml"],
        },
      },
      { line: "apply -f none", files: { "none/readme.md": files["none/readme.md"] } },
      "apply -f missing.yaml",
      "apply -f missing.yaml -f gone.yaml",
      { line: "apply -f obj.json", files: { "obj.json": files["obj.json"] } },
      { line: "apply cm.yaml", files: { "cm.yaml": files["cm.yaml"] } },
      { line: "apply -f cm.yaml --force-conflicts", files: { "cm.yaml": files["cm.yaml"] } },
      { line: "apply -f cm.yaml --server-side --dry-run=client", files: { "cm.yaml": files["cm.yaml"] } },
      { line: "apply -f cm.yaml --prune", files: { "cm.yaml": files["cm.yaml"] } },
      "create configmap plain --from-literal=x=y",
      "apply -f -",
      { line: "create -f cm.yaml", files: { "cm.yaml": files["cm.yaml"] } },
      { line: "create -f two.yaml --dry-run=client -o yaml", files: { "two.yaml": files["two.yaml"] } },
      { line: "create -f list.yaml", files: { "list.yaml": files["list.yaml"] } },
      { line: "create -f extra.yaml", files: { "extra.yaml": files["extra.yaml"] } },
      {
        line: "create -f dir/sub -o name",
        files: {
          "dir/a.yaml": files["dir/a.yaml"],
          "dir/note.txt": files["dir/note.txt"],
          "dir/sub/b.yml": files["dir/sub/b.yml"],
        },
      },
      { line: "replace -f cm.yaml", files: { "cm.yaml": files["cm.yaml"] } },
      { line: "replace -f two.yaml", files: { "two.yaml": files["two.yaml"] } },
      { line: "replace -f mixed.yaml", files: { "mixed.yaml": files["mixed.yaml"] } },
      { line: "replace -f cm.yaml --dry-run=client", files: { "cm.yaml": files["cm.yaml"] } },
      { line: "replace -f cm.yaml --dry-run=server", files: { "cm.yaml": files["cm.yaml"] } },
      { line: "replace -f cm2.yaml --force", files: { "cm2.yaml": files["cm2.yaml"] } },
      { line: "replace -f unknown.yaml", files: { "unknown.yaml": files["unknown.yaml"] } },
      "replace",
      { line: "replace -f cm.yaml --grace-period=0", files: { "cm.yaml": files["cm.yaml"] } },
      "get cm settings -o yaml",
    ],
  },
];
