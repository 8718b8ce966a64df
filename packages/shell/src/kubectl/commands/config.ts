/**
 * `kubectl config`: the configuration that this shell would have, were it a file.
 * @module
 */
import type { KindInfo, KubeObject } from "@aiops-gym/cluster";
import type { Command, Invocation } from "../invocation.ts";
import { KubectlError, usageError } from "../kubectl-error.ts";
import { parseOutput, printObjects } from "../output.ts";
import { alignTabs, tableLayout } from "../tab-writer.ts";

/** Where the cluster is, as pods know it. */
export const serverUrl = "https://kubernetes.default.svc:443";

/** The one cluster, context and user. */
const only = "cluster";

const configKind: KindInfo = {
  group: "",
  version: "v1",
  apiVersion: "v1",
  kind: "Config",
  plural: "configs",
  singular: "config",
  shortNames: [],
  namespaced: false,
  subresources: [],
  verbs: [],
  categories: [],
  custom: false,
};

function configuration(call: Invocation): KubeObject {
  const config = {
    apiVersion: "v1",
    clusters: [{ cluster: { server: serverUrl }, name: only }],
    contexts: [{ context: { cluster: only, namespace: call.currentNamespace, user: only }, name: only }],
    "current-context": only,
    kind: "Config",
    users: [{ name: only, user: { token: "REDACTED" } }],
  };
  return config as unknown as KubeObject;
}

function command(
  name: string,
  summary: string,
  flags: string,
  run: (call: Invocation) => void | Promise<void>,
): Command {
  return {
    name: `config ${name}`,
    summary,
    usage: `config ${name} [flags]`,
    flags,
    async run(call) {
      await run(call);
      return 0;
    },
  };
}

/** A list with a header, as `get-clusters` and `get-users` print. */
function printNames(call: Invocation): void {
  call.print(`NAME\n${only}\n`);
}

const contextHeader = "CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE\n";

function printContexts(call: Invocation): void {
  const { flags, args } = call;
  const unknown = args.filter((name) => name !== only);
  const shown = args.length === 0 || args.includes(only);
  const format = flags.text("output");
  if (format === "name") {
    if (shown) call.print(`${only}\n`);
  } else if (format !== "") {
    throw new KubectlError(`output must be one of '' or 'name': ${format}`);
  } else {
    const row = shown ? `*\t${only}\t${only}\t${only}\t${call.currentNamespace}\n` : "";
    const header = flags.bool("no-headers") ? "" : contextHeader;
    call.print(alignTabs(header + row, tableLayout));
  }
  if (unknown.length > 0) throw new KubectlError(`context ${unknown.join(", ")} not found`);
}

function readOnly(call: Invocation): never {
  throw new KubectlError(
    `kubectl config ${call.verb} is not available in this shell: its configuration is fixed; name a namespace with -n`,
  );
}

export const configCommands: readonly Command[] = [
  command(
    "view",
    "Display merged kubeconfig settings",
    "allow-missing-template-keys?=true flatten? merge?=true minify? output/o=yaml raw? template",
    async (call) => {
      const format = parseOutput(call);
      if (format === undefined) return;
      await printObjects(call, format, [{ info: configKind, object: configuration(call) }], true);
    },
  ),
  command("current-context", "Display the current-context", "", (call) => call.print(`${only}\n`)),
  command("get-contexts", "Describe one or many contexts", "no-headers? output/o", printContexts),
  command("get-clusters", "Display clusters defined in the kubeconfig", "", printNames),
  command("get-users", "Display users defined in the kubeconfig", "", printNames),
  command("use-context", "Set the current-context in a kubeconfig file", "", (call) => {
    const [name] = call.args;
    if (name === undefined || call.args.length > 1) {
      throw usageError("config use-context", `unexpected args: [${call.args.join(" ")}]`);
    }
    if (name !== only) throw new KubectlError(`no context exists with the name: ${JSON.stringify(name)}`);
    call.print(`Switched to context ${JSON.stringify(only)}.\n`);
  }),
  ...[
    "set-context",
    "set-cluster",
    "set-credentials",
    "set",
    "unset",
    "delete-context",
    "delete-cluster",
    "delete-user",
    "rename-context",
  ].map((name) => command(name, "Not available in this shell", "*", readOnly)),
];
