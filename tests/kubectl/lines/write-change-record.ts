/**
 * What --record notes: a deployment whose changes are noted on it.
 * @module
 */
import type { LinesOf } from "../state.ts";

const files = {
  "cm.yaml": `apiVersion: v1
kind: ConfigMap
metadata: {name: c}
`,
} as const;

export const changeRecordLines: readonly LinesOf[] = [
  {
    state: "change-record",
    lines: [
      "create deployment web --image=a --replicas=0",
      "set image deploy/web a=b:1 --record",
      "get deploy web -o jsonpath='{.metadata.annotations.kubernetes\\.io/change-cause}'",
      "set resources deploy/web --limits=cpu=1 --record=true",
      "get deploy web -o jsonpath='{.metadata.annotations.kubernetes\\.io/change-cause}'",
      "scale deploy web --replicas=0 --record",
      "get deploy web -o jsonpath='{.metadata.annotations.kubernetes\\.io/change-cause}'",
      'patch deploy web --record -p \'{"spec":{"replicas":0}}\'',
      "get deploy web -o jsonpath='{.metadata.annotations.kubernetes\\.io/change-cause}'",
      "set serviceaccount deploy web bot --record",
      "get deploy web -o jsonpath='{.metadata.annotations.kubernetes\\.io/change-cause}'",
      "set image deploy/web a=b:2 --record=false",
      "get deploy web -o jsonpath='{.metadata.annotations.kubernetes\\.io/change-cause}'",
      { line: "apply -f cm.yaml --record", files: { "cm.yaml": files["cm.yaml"] } },
      "get cm c -o jsonpath='{.metadata.annotations.kubernetes\\.io/change-cause}'",
      "set env deploy/web A=1 --record",
    ],
  },
];
