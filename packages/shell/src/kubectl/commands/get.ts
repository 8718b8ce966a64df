/**
 * `kubectl get`.
 * @module
 */
import { microsPerSecond } from "@aiops-gym/cluster";
import { flagGroups } from "../flags.ts";
import type { Command, Invocation } from "../invocation.ts";
import { findJsonPath, parseJsonPath, relaxedJsonPath } from "../json-path.ts";
import { describeError, KubectlError } from "../kubectl-error.ts";
import { parseOutput, printObjects, type TableOptions, tableLines } from "../output.ts";
import { type Found, type Selection, select } from "../resources.ts";
import { alignTabs, tableLayout } from "../tab-writer.ts";
import { compareText } from "../tree.ts";

const nothingNamed = new KubectlError(
  'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n' +
    "error: Required resource not specified.\n" +
    'Use "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).\n' +
    "See 'kubectl get -h' for help and examples",
  { bare: true },
);

export const getCommand: Command = {
  name: "get",
  summary: "Display one or many resources",
  usage: "get (TYPE[,TYPE...] [NAME...] | TYPE/NAME ... | -f FILENAME) [flags]",
  flags:
    `${flagGroups.files} ${flagGroups.output} all-namespaces/A? chunk-size#=500 field-selector ignore-not-found? ` +
    "label-columns/L[] no-headers? output-watch-events? raw selector/l server-print?=true show-kind? show-labels? sort-by " +
    "subresource watch/w? watch-only?",
  async run(call) {
    if (call.flags.text("raw") !== "") throw new KubectlError("--raw is not available in this shell");
    const format = parseOutput(call, true);
    const selection = await select(call, { typeAlone: true, whenEmpty: nothingNamed });
    const errors = selection.errors.filter((error) => !(call.flags.bool("ignore-not-found") && isMissing(error)));
    const found = sortFound(call, selection.found);
    if (format !== undefined && format.name !== "wide") {
      if (!(errors.length > 0 && selection.single)) {
        const nothing = found.length === 0 && call.flags.bool("ignore-not-found");
        if (!nothing) await printObjects(call, format, found, selection.single);
      }
    } else {
      const options = tableOptions(call, found, selection);
      if (!call.flags.bool("watch-only")) printTables(call, found, options);
      if (call.stdout === "" && errors.length === 0 && !call.flags.bool("ignore-not-found") && !isWatching(call)) {
        const everywhere =
          call.allNamespaces || found.some(({ info }) => !info.namespaced) || !selectsNamespaced(call, selection);
        call.warn(everywhere ? "No resources found" : `No resources found in ${call.namespace} namespace.`);
      }
      if (isWatching(call) && errors.length === 0) return watchTables(call, found, options);
    }
    for (const error of errors) call.warn(describeError(error));
    return errors.length > 0 ? 1 : 0;
  },
};

function isMissing(error: unknown): boolean {
  return describeError(error).startsWith("Error from server (NotFound)");
}

function isWatching(call: Invocation): boolean {
  return call.flags.bool("watch") || call.flags.bool("watch-only");
}

/** Whether every kind that was asked for lives in namespaces. */
function selectsNamespaced(call: Invocation, selection: Selection): boolean {
  if (!selection.byType) return true;
  const types = (call.args[0] ?? "").split(",");
  return types.every((type) => type === "all" || call.kinds.findResource(type)?.namespaced === true);
}

function tableOptions(call: Invocation, found: readonly Found[], selection: Selection): TableOptions {
  const kinds = new Set(found.map(({ info }) => `${info.apiVersion} ${info.kind}`));
  return {
    wide: call.flags.text("output") === "wide",
    withNamespace: call.allNamespaces,
    withKind: kinds.size > 1 || call.flags.bool("show-kind") || (selection.byType && call.args[0] === "all"),
    showLabels: call.flags.bool("show-labels"),
    labelColumns: call.flags.list("label-columns"),
    noHeaders: call.flags.bool("no-headers"),
    now: call.clock.now(),
  };
}

/** One table for each run of objects of the same kind, with empty lines between. */
function printTables(call: Invocation, found: readonly Found[], options: TableOptions): void {
  const tables: string[] = [];
  for (let from = 0; from < found.length; ) {
    const info = found[from]?.info;
    if (info === undefined) break;
    let to = from;
    while (to < found.length && found[to]?.info === info) to += 1;
    const objects = found.slice(from, to).map(({ object }) => object);
    const lines = tableLines(info, objects, { ...options, withNamespace: options.withNamespace && info.namespaced });
    tables.push(alignTabs(lines.join(""), tableLayout));
    from = to;
  }
  call.print(tables.join(options.noHeaders ? "" : "\n"));
}

/** Prints objects again whenever they change, until time is up. */
async function watchTables(call: Invocation, initial: readonly Found[], options: TableOptions): Promise<number> {
  const [first] = initial;
  const info = first?.info ?? call.kinds.findResource(call.args[0] ?? "");
  if (info === undefined || initial.some((one) => one.info !== info)) {
    throw new KubectlError(
      "watch is only supported on individual resources and resource collections - more than 1 resource was found",
    );
  }
  const names = new Set(initial.map(({ object }) => object.metadata.name));
  const onlyNamed = call.args.length > 1 || (call.args[0] ?? "").includes("/");
  const lines = [
    ...tableLines(
      info,
      initial.map(({ object }) => object),
      { ...options, noHeaders: false },
    ),
  ];
  let before = new Map(initial.map(({ object }) => [object.metadata.uid, object]));
  const selector = { labelSelector: call.flags.text("selector"), fieldSelector: call.flags.text("field-selector") };
  while (!call.outOfTime()) {
    const left = (call.deadline - call.clock.now()) / microsPerSecond;
    await call.clock.sleep(Math.min(1, left), call.signal);
    const items = await call.list(info, { ...selector, everywhere: call.allNamespaces });
    const after = new Map(
      items
        .filter(({ metadata }) => !onlyNamed || names.has(metadata.name))
        .map((object) => [object.metadata.uid, object]),
    );
    const changed = [
      ...[...after.values()].filter(
        (object) => before.get(object.metadata.uid)?.metadata.resourceVersion !== object.metadata.resourceVersion,
      ),
      ...[...before.values()].filter(({ metadata }) => !after.has(metadata.uid)),
    ].sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion));
    before = after;
    if (changed.length === 0) continue;
    const fresh = tableLines(info, changed, { ...options, noHeaders: true, now: call.clock.now() });
    lines.push(...fresh);
    const showHeader = call.stdout === "" && !options.noHeaders;
    const shown = alignTabs(lines.join(""), tableLayout).split("\n").slice(0, -1);
    call.print(`${[...(showHeader ? shown.slice(0, 1) : []), ...shown.slice(-fresh.length)].join("\n")}\n`);
  }
  call.warn("the watch ended: the command's time ran out");
  return 124;
}

function sortFound(call: Invocation, found: readonly Found[]): readonly Found[] {
  const by = call.flags.text("sort-by");
  if (by === "" || found.length === 0) return found;
  const source = relaxedJsonPath(by);
  const path = parseJsonPath(source);
  const keyed = found.map((one) => ({ one, key: findJsonPath(path, one.object)[0] }));
  if (keyed.every(({ key }) => key === undefined)) {
    throw new KubectlError(`couldn't find any field with path ${JSON.stringify(source)} in the list of objects`);
  }
  return keyed.sort((a, b) => compareValues(a.key, b.key)).map(({ one }) => one);
}

/** Missing values come first, numbers by size, texts by nature (`web-2` before `web-10`). */
function compareValues(a: unknown, b: unknown): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  if (typeof a === "number" && typeof b === "number") return a - b;
  return compareNatural(String(a), String(b));
}

function compareNatural(a: string, b: string): number {
  const left = a.match(/\d+|\D+/g) ?? [];
  const right = b.match(/\d+|\D+/g) ?? [];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const [l = "", r = ""] = [left[at], right[at]];
    const order = /^\d/.test(l) && /^\d/.test(r) ? Number(l) - Number(r) : compareText(l, r);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}
