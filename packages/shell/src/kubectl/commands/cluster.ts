/**
 * `kubectl version | cluster-info | api-resources | api-versions | config | auth | events`.
 * @module
 */
import { type KindInfo, type KubeObject, StatusError } from "@aiops-gym/cluster";
import type { Command, Invocation } from "../invocation.ts";
import { KubectlError } from "../kubectl-error.ts";
import { requireKind } from "../resources.ts";
import { alignTabs, tableLayout } from "../tab-writer.ts";
import { ageText } from "../time-text.ts";
import { compareText, numberAt, textAt } from "../tree.ts";
import { writeYaml } from "../yaml-writer.ts";

const version = "v1.34.4";
const server = "https://kubernetes.default.svc:443";

export const versionCommand: Command = {
  name: "version",
  summary: "Print the client and server version information",
  usage: "version [flags]",
  flags: "client? output/o",
  async run(call) {
    if (call.flags.text("output") !== "")
      throw new KubectlError("-o is not available for version in this shell; use kubectl version");
    call.print(`Client Version: ${version}\nKustomize Version: v5.7.1\n`);
    if (!call.flags.bool("client")) call.print(`Server Version: ${version}\n`);
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
      `Kubernetes control plane is running at ${server}\n\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n`,
    );
    return 0;
  },
};

/** One row a kind; the newest version of each. */
function latestKinds(call: Invocation): readonly KindInfo[] {
  const seen = new Set<string>();
  return call.kinds.kinds
    .filter(({ group, kind }) => {
      const key = `${group}/${kind}`;
      if (seen.has(key) || group === "metrics.k8s.io") return false;
      seen.add(key);
      return true;
    })
    .toSorted((a, b) => compareText(a.group, b.group) || compareText(a.plural, b.plural));
}

export const apiResourcesCommand: Command = {
  name: "api-resources",
  summary: "Print the supported API resources on the server",
  usage: "api-resources [flags]",
  flags: "api-group cached? categories[] namespaced?=true no-headers? output/o sort-by verbs[]",
  async run(call) {
    const { flags } = call;
    const wanted = latestKinds(call).filter(
      (info) =>
        (!flags.has("api-group") || info.group === flags.text("api-group")) &&
        (!flags.has("namespaced") || info.namespaced === flags.bool("namespaced")) &&
        flags.list("verbs").every((verb) => info.verbs.includes(verb)) &&
        flags.list("categories").every((category) => info.categories.includes(category)),
    );
    if (flags.text("output") === "name") {
      for (const { plural, group } of wanted) call.print(`${plural}${group === "" ? "" : `.${group}`}\n`);
      return 0;
    }
    const wide = flags.text("output") === "wide";
    const rows = wanted.map((info) => [
      info.plural,
      info.shortNames.join(","),
      info.apiVersion,
      String(info.namespaced),
      info.kind,
      ...(wide ? [info.verbs.join(","), info.categories.join(",")] : []),
    ]);
    const header = ["NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND", ...(wide ? ["VERBS", "CATEGORIES"] : [])];
    const lines = flags.bool("no-headers") ? rows : [header, ...rows];
    call.print(alignTabs(lines.map((cells) => `${cells.join("\t")}\n`).join(""), tableLayout));
    return 0;
  },
};

export const apiVersionsCommand: Command = {
  name: "api-versions",
  summary: 'Print the supported API versions on the server, in the form of "group/version"',
  usage: "api-versions",
  flags: "",
  async run(call) {
    const versions = new Set(
      call.kinds.kinds.map(({ apiVersion }) => apiVersion).filter((one) => !one.startsWith("metrics.k8s.io/")),
    );
    call.print(
      [...versions]
        .sort()
        .map((one) => `${one}\n`)
        .join(""),
    );
    return 0;
  },
};

const contextName = "cluster";

/** The configuration that this shell would have, were it a file. */
function configuration(call: Invocation): unknown {
  return {
    apiVersion: "v1",
    kind: "Config",
    "current-context": contextName,
    clusters: [{ name: contextName, cluster: { server } }],
    contexts: [{ name: contextName, context: { cluster: contextName, namespace: call.namespace, user: contextName } }],
    users: [{ name: contextName, user: {} }],
  };
}

export const configCommands: readonly Command[] = [
  {
    name: "config view",
    summary: "Display merged kubeconfig settings or a specified kubeconfig file",
    usage: "config view [flags]",
    flags: "flatten? merge?=true minify? output/o=yaml raw?",
    async run(call) {
      call.print(writeYaml(configuration(call)));
      return 0;
    },
  },
  {
    name: "config current-context",
    summary: "Display the current-context",
    usage: "config current-context",
    flags: "",
    async run(call) {
      call.print(`${contextName}\n`);
      return 0;
    },
  },
  {
    name: "config get-contexts",
    summary: "Describe one or many contexts",
    usage: "config get-contexts",
    flags: "no-headers? output/o",
    async run(call) {
      const row = `*\t${contextName}\t${contextName}\t${contextName}\t${call.namespace}\n`;
      const header = call.flags.bool("no-headers") ? "" : "CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE\n";
      call.print(call.flags.text("output") === "name" ? `${contextName}\n` : alignTabs(header + row, tableLayout));
      return 0;
    },
  },
];

const needTwo = new KubectlError(
  "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
);

export const canICommand: Command = {
  name: "auth can-i",
  summary: "Check whether an action is allowed",
  usage: "auth can-i VERB [TYPE | TYPE/NAME] [flags]",
  flags: "all-namespaces/A? list? no-headers? quiet/q? subresource",
  async run(call) {
    if (call.flags.bool("list"))
      throw new KubectlError("auth can-i --list is not available in this shell; ask for one verb and resource");
    const [verb, target] = call.args;
    if (verb === undefined || target === undefined) throw needTwo;
    const [type = "", name] = target.split("/");
    const info = call.kinds.findResource(type);
    if (info === undefined && type !== "*") call.warn(`Warning: the server doesn't have a resource type '${type}'\n`);
    const allowed = await isAllowed(call, verb, info, name);
    if (!call.flags.bool("quiet")) call.print(allowed ? "yes\n" : "no\n");
    return allowed ? 0 : 1;
  },
};

/** Tries the verb without storing anything: a refusal is the answer. */
async function isAllowed(
  call: Invocation,
  verb: string,
  info: KindInfo | undefined,
  name = "can-i-probe",
): Promise<boolean> {
  if (info === undefined) return true;
  const ref = call.reference(info, name);
  const manifest = {
    apiVersion: info.apiVersion,
    kind: info.kind,
    metadata: { name, ...(info.namespaced ? { namespace: call.namespace } : {}) },
  };
  const attempts: Readonly<Record<string, () => Promise<unknown>>> = {
    get: () => call.api.get(ref),
    list: () => call.list(info, { everywhere: call.allNamespaces }),
    watch: () => call.list(info, { everywhere: call.allNamespaces }),
    create: () => call.api.create(manifest, { dryRun: true }),
    update: () => call.api.update(manifest, { dryRun: true }),
    patch: () => call.api.patch(ref, { type: "merge", body: {} }, { dryRun: true }),
    delete: () => call.api.delete(ref, { dryRun: true }),
  };
  const verbs = verb === "*" ? Object.keys(attempts) : [verb];
  for (const one of verbs) {
    try {
      await attempts[one]?.();
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      if (error.reason === "Forbidden" || error.reason === "Unauthorized") return false;
    }
  }
  return true;
}

export const eventsCommand: Command = {
  name: "events",
  summary: "List events",
  usage: "events [--for TYPE/NAME] [--types=Normal,Warning] [flags]",
  flags: "all-namespaces/A? chunk-size#=500 for no-headers? output/o types[] watch/w?",
  async run(call) {
    if (call.flags.bool("watch") || call.flags.text("output") !== "") {
      throw new KubectlError("--watch and -o are not available for events in this shell; use kubectl get events");
    }
    const [type = "", name] = call.flags.text("for").split("/");
    const about =
      name === undefined ? "" : `involvedObject.kind=${requireKind(call, type).kind},involvedObject.name=${name}`;
    const types = call.flags.list("types").map((one) => one.toLowerCase());
    const items = await call.list(
      { apiVersion: "v1", kind: "Event", namespaced: true },
      { fieldSelector: about, everywhere: call.allNamespaces },
    );
    const events = items
      .filter((event) => types.length === 0 || types.includes(textAt(event, "type").toLowerCase()))
      .toSorted((a, b) => compareText(lastTime(a), lastTime(b)));
    if (events.length === 0) {
      call.warn(call.allNamespaces ? "No events found." : `No events found in ${call.namespace} namespace.`);
      return 0;
    }
    const columns = ["LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"];
    const header = [...(call.allNamespaces ? ["NAMESPACE"] : []), ...columns];
    const lines = events.map((event) => [
      ...(call.allNamespaces ? [event.metadata.namespace ?? ""] : []),
      ...cells(event, call),
    ]);
    const all = call.flags.bool("no-headers") ? lines : [header, ...lines];
    call.print(alignTabs(all.map((line) => `${line.join("\t")}\n`).join(""), tableLayout));
    return 0;
  },
};

function lastTime(event: KubeObject): string {
  return textAt(event, "series.lastObservedTime") || textAt(event, "lastTimestamp") || textAt(event, "eventTime");
}

function cells(event: KubeObject, call: Invocation): readonly string[] {
  const now = call.clock.now();
  const first = ageText(textAt(event, "firstTimestamp") || textAt(event, "eventTime"), now);
  const count = numberAt(event, "series.count") || numberAt(event, "count");
  const last = ageText(lastTime(event), now);
  return [
    count > 1 ? `${last} (x${count} over ${first})` : last,
    textAt(event, "type"),
    textAt(event, "reason"),
    `${textAt(event, "involvedObject.kind")}/${textAt(event, "involvedObject.name")}`,
    textAt(event, "message").trim(),
  ];
}
