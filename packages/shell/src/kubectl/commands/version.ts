/**
 * `kubectl version` and `cluster-info`.
 * @module
 */
import type { Command } from "../invocation.ts";
import { KubectlError } from "../kubectl-error.ts";
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
    call.print(
      `Kubernetes control plane is running at ${serverUrl}\n\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n`,
    );
    return 0;
  },
};
