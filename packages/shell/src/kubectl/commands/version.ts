/**
 * `kubectl version` and `cluster-info`.
 * @module
 */
import type { KubeObject } from "@aiops-gym/cluster";
import type { Command } from "../invocation.ts";
import { KubectlError } from "../kubectl-error.ts";
import { listAt, numberAt, textAt } from "../tree.ts";
import { writeYaml } from "../yaml-writer.ts";
import { serverUrl } from "./config.ts";

const kubernetes = "v1.34.4";
const kustomize = "v5.7.1";

/** As `-o json` shows a version. */
const build = {
  major: "1",
  minor: "34",
  gitVersion: kubernetes,
  gitCommit: "$Format:%H$",
  gitTreeState: "clean",
  buildDate: "1970-01-01T00:00:00Z",
  goVersion: "go1.26.8",
  compiler: "gc",
  platform: "linux/amd64",
} as const;

export const versionCommand: Command = {
  name: "version",
  summary: "Print the client and server version information",
  usage: "version [flags]",
  flags: "client? output/o",
  async run(call) {
    const format = call.flags.text("output");
    if (call.args.length > 0) throw new KubectlError(`extra arguments: [${call.args.join(" ")}]`);
    const withServer = !call.flags.bool("client");
    if (format === "") {
      call.print(`Client Version: ${kubernetes}\nKustomize Version: ${kustomize}\n`);
      if (withServer) call.print(`Server Version: ${kubernetes}\n`);
      return 0;
    }
    const server = withServer
      ? {
          serverVersion: {
            ...build,
            emulationMajor: "1",
            emulationMinor: "34",
            minCompatibilityMajor: "1",
            minCompatibilityMinor: "33",
          },
        }
      : {};
    const value = { clientVersion: build, kustomizeVersion: kustomize, ...server };
    if (format === "json") call.print(`${JSON.stringify(value, null, 2)}\n`);
    else if (format === "yaml") call.print(writeYaml(value));
    else throw new KubectlError("--output must be 'yaml' or 'json'");
    return 0;
  },
};

export const clusterInfoCommand: Command = {
  name: "cluster-info",
  summary: "Display cluster information",
  usage: "cluster-info [flags]",
  flags: "",
  async run(call) {
    try {
      const services = await call.list(
        { apiVersion: "v1", kind: "Service", namespaced: true },
        {
          namespace: call.flags.text("namespace") || "kube-system",
          labelSelector: "kubernetes.io/cluster-service=true",
        },
      );
      call.print(`Kubernetes control plane is running at ${serverUrl}\n`);
      for (const service of services) {
        const name = service.metadata.labels?.["kubernetes.io/name"] ?? service.metadata.name;
        call.print(`${name} is running at ${linkOf(service)}\n`);
      }
    } finally {
      call.print("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n");
    }
    return 0;
  },
};

/** Where the API server leads to a service. */
function linkOf(service: KubeObject): string {
  const { name, namespace = "" } = service.metadata;
  const [port] = listAt(service, "spec.ports");
  const scheme = textAt(port, "name") === "https" || numberAt(port, "port") === 443 ? "https:" : "";
  const portName = textAt(port, "name");
  const shown = scheme === "" && portName === "" ? name : `${scheme}${name}:${portName}`;
  return `${serverUrl}/api/v1/namespaces/${namespace}/services/${shown}/proxy`;
}
