/**
 * Commands that change objects: a config map, a deployment and pods to label and annotate.
 * @module
 */
import type { LinesOf } from "../state.ts";

const files = {
  "cm.yaml": `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  labels: {app: web}
data: {a: "1"}
`,
} as const;

export const changeLabelsLines: readonly LinesOf[] = [
  {
    state: "change-labels",
    lines: [
      { line: "create -f cm.yaml", files: { "cm.yaml": files["cm.yaml"] } },
      "create deployment web --image=a --replicas=0",
      "create configmap other --from-literal=a=1",
      "label cm settings tier=db",
      "label cm settings tier=db",
      "label cm settings tier=web",
      "label cm settings tier=web --overwrite",
      "label cm settings tier-",
      "label cm settings tier-",
      "label cm settings a=1 app-",
      "label cm settings x- y=2",
      "label cm settings other tier=x",
      "label cm settings none tier=y",
      "label cm/settings deploy/web both=yes",
      "label cm --all all=yes",
      "label cm -l all=yes l=m",
      "label cm -l nothing=here l=m",
      "label deploy,cm -l none=x --list",
      "label cm settings",
      "label cm",
      "label",
      "label cm settings bad_key!=x",
      "label cm settings 'k=bad value'",
      "label cm settings =x",
      "label cm settings k=1 k-",
      "label cm settings dry=run --dry-run=client",
      "label cm settings dry=run --dry-run=server -o yaml",
      "label cm settings dry=run --dry-run=client -o jsonpath={.metadata.labels}",
      { line: "label -f cm.yaml from=file", files: { "cm.yaml": files["cm.yaml"] } },
      { line: "label -f cm.yaml local=yes --local -o yaml", files: { "cm.yaml": files["cm.yaml"] } },
      "label cm settings k=1 --resource-version=1",
      "label cm settings o=json -o name",
      "label none settings a=b",
      "label cm settings --all a=b",
      "label ns $NS k2b=x",
      "get cm settings -o yaml",
      "annotate cm settings note=hello",
      "annotate cm settings note=hello",
      "annotate cm settings note=bye",
      "annotate cm settings note='two words' --overwrite",
      "annotate cm settings note-",
      "annotate cm settings note-",
      "annotate cm settings a/b=c d-",
      "annotate cm settings",
      "annotate",
      "annotate cm settings other x=1",
      "annotate cm --all y=2",
      "annotate cm settings 'bad key=1'",
      "annotate cm none x=1",
      "annotate deploy/web kubernetes.io/change-cause='first one'",
      { line: "annotate -f cm.yaml n=1 --dry-run=server", files: { "cm.yaml": files["cm.yaml"] } },
      "annotate cm settings json=1 -o jsonpath={.metadata.annotations}",
      "get cm settings other -o jsonpath={.items[*].metadata.annotations}",
    ],
  },
];
