/**
 * `kubectl api-resources` and `api-versions`.
 * @module
 */
import { componentStatusKind, type KindInfo } from "@aiops-gym/cluster";
import type { Command, Invocation } from "../invocation.ts";
import { KubectlError, usageError } from "../kubectl-error.ts";
import { alignTabs, tableLayout } from "../tab-writer.ts";
import { compareText } from "../tree.ts";

/** One row a kind; the newest version of each. */
function latestKinds(call: Invocation): readonly KindInfo[] {
  const seen = new Set<string>();
  return [...call.kinds.kinds, componentStatusKind]
    .filter(({ group, kind }) => {
      const key = `${group}/${kind}`;
      if (seen.has(key) || group === "metrics.k8s.io") return false;
      seen.add(key);
      return true;
    })
    .toSorted((a, b) => compareText(a.group, b.group) || compareText(a.plural, b.plural));
}

const sorters: Readonly<Record<string, (info: KindInfo) => string>> = {
  name: ({ plural }) => plural,
  kind: ({ kind }) => kind,
};

export const apiResourcesCommand: Command = {
  name: "api-resources",
  summary: "Print the supported API resources on the server",
  usage: "api-resources [flags]",
  flags: "api-group cached? categories[] namespaced?=true no-headers? output/o show-managed-fields? sort-by verbs[]",
  async run(call) {
    const { flags, args } = call;
    const format = flags.text("output");
    const sortBy = flags.text("sort-by");
    if (args.length > 0) throw usageError("api-resources", `unexpected arguments: [${args.join(" ")}]`);
    if (!["", "name", "wide"].includes(format)) {
      throw new KubectlError(
        `unable to match a printer suitable for the output format ${JSON.stringify(format)}, allowed formats are: json,name,wide,yaml`,
      );
    }
    const sorter = sorters[sortBy];
    if (sortBy !== "" && sorter === undefined) throw new KubectlError("--sort-by accepts only name or kind");
    const wanted = latestKinds(call)
      .filter(
        (info) =>
          (!flags.has("api-group") || info.group === flags.text("api-group")) &&
          (!flags.has("namespaced") || info.namespaced === flags.bool("namespaced")) &&
          flags.list("verbs").every((verb) => info.verbs.includes(verb)) &&
          flags.list("categories").every((category) => info.categories.includes(category)),
      )
      .toSorted((a, b) => (sorter === undefined ? 0 : compareText(sorter(a), sorter(b))));
    if (format === "name") {
      for (const { plural, group } of wanted) call.print(`${plural}${group === "" ? "" : `.${group}`}\n`);
      return 0;
    }
    const wide = format === "wide";
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
    if (call.args.length > 0) throw usageError("api-versions", `unexpected arguments: [${call.args.join(" ")}]`);
    const served = call.kinds.kinds
      .map(({ apiVersion }) => apiVersion)
      .filter((one) => !one.startsWith("metrics.k8s.io/"));
    for (const one of [...new Set(served)].sort()) call.print(`${one}\n`);
    return 0;
  },
};
