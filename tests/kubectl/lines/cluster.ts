/**
 * The cluster itself: kinds, versions, documentation, configuration, differences of files.
 * @module
 */
import type { LinesOf } from "../state.ts";

const configMap = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  mode: slow\n";

export const clusterLines: readonly LinesOf[] = [
  {
    state: "empty",
    lines: [
      "api-resources --api-group=apps",
      "api-resources --api-group=apps -o name",
      "api-resources --api-group=apps -o wide",
      "api-resources --api-group=batch --no-headers",
      "api-resources --api-group=''",
      "api-resources --namespaced=false --api-group=''",
      "api-resources --namespaced --verbs=list,create --api-group=policy",
      "api-resources --categories=all",
      "api-resources --categories=none",
      "api-resources --sort-by=kind --api-group=apps",
      "api-resources --sort-by=nope",
      "api-resources --api-group=none",
      "api-resources -o nope",
      "api-resources pods",
      "api-versions more",
      "version --client",
      "version -o json --client=true",
      "version",
      "version -o nope",
      "cluster-info",
      "config current-context",
      "config get-contexts -o name",
      "config view --minify -o jsonpath='{.contexts[0].context.namespace}'",
      "config view -o jsonpath='{.kind}'",
      "config get-clusters",
      "config get-users",
      "config use-context none",
      "config get-contexts none",
      "explain pods",
      "explain pod.spec.containers",
      "explain pod.spec.containers.image",
      "explain deploy.spec.strategy",
      "explain service.spec.type",
      "explain pod.nope",
      "explain nothing",
      "explain",
      "explain pods svc",
      "explain deployment --api-version=apps/v1",
      "explain cm --recursive",
      "explain pods --output=nope",
      "top pods",
      "top nodes",
      "top pod none",
      "top nope",
      "get nodes",
      "get node node-1 -o name",
      "get nodes node-9",
      "describe node node-9",
      "get sc",
    ],
  },
  {
    state: "configuration",
    lines: [
      { line: "diff -f settings.yaml", files: { "settings.yaml": configMap } },
      {
        line: "diff -f same.yaml",
        files: { "same.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: bare\n  labels:\n    app: bare\n" },
      },
      "diff -f missing.yaml",
      "diff",
      { line: "diff -f -", stdin: configMap.replace("settings", "fresh") },
    ],
  },
];
