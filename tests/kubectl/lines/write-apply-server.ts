/**
 * What apply, create -f and replace do with files: an empty namespace, and files to apply on the server.
 * @module
 */
import type { LinesOf } from "../state.ts";

const files = {
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

export const applyServerLines: readonly LinesOf[] = [
  {
    state: "apply-server",
    lines: [
      { line: "apply --server-side -f cm.yaml", files: { "cm.yaml": files["cm.yaml"] } },
      { line: "apply --server-side -f cm.yaml", files: { "cm.yaml": files["cm.yaml"] } },
      "get cm ssa -o jsonpath={.metadata.managedFields[*].manager}",
      { line: "apply --server-side -f cm2.yaml --field-manager=other", files: { "cm2.yaml": files["cm2.yaml"] } },
      {
        line: "apply --server-side -f cm2.yaml --field-manager=other --force-conflicts",
        files: { "cm2.yaml": files["cm2.yaml"] },
      },
      "get cm ssa -o yaml",
      { line: "apply --server-side -f extra.yaml", files: { "extra.yaml": files["extra.yaml"] } },
      { line: "apply --server-side -f cm2.yaml --dry-run=server", files: { "cm2.yaml": files["cm2.yaml"] } },
      { line: "apply --server-side -f cm.yaml --force", files: { "cm.yaml": files["cm.yaml"] } },
      "create configmap plainly --from-literal=a=1",
      "delete cm ssa",
      { line: "apply -f cm.yaml", files: { "cm.yaml": files["cm.yaml"] } },
      { line: "apply --server-side -f cm2.yaml", files: { "cm2.yaml": files["cm2.yaml"] } },
      "get cm ssa -o jsonpath={.data}",
      { line: "apply --server-side -f cm.yaml", files: { "cm.yaml": files["cm.yaml"] } },
    ],
  },
];
