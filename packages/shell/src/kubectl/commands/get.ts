/**
 * `kubectl get`.
 * @module
 */
import { type KindInfo, StatusError, type Table, type TableRow } from "@aiops-gym/cluster";
import { flagGroups } from "../flags.ts";
import type { Command, Invocation } from "../invocation.ts";
import { describeError, KubectlError, usageError } from "../kubectl-error.ts";
import { type OutputFormat, parseOutput, printObjects } from "../output.ts";
import { plainTable, scaleTable } from "../plain-tables.ts";
import { readRaw } from "../raw-path.ts";
import { explainListFailure, type Found, parseTargets, resolve, select, type Target } from "../resources.ts";
import { type FoundTable, printTables, type TableOptions } from "../server-tables.ts";
import { sortByPath, sortPath } from "../sort-by.ts";
import { subresourceOf } from "../subresource.ts";
import { type WatchOptions, watchObjects, watchTables } from "../watch-tables.ts";

const nothingNamed = new KubectlError(
  'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n' +
    "error: Required resource not specified.\n" +
    'Use "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).\n' +
    "See 'kubectl get -h' for help and examples",
  { bare: true },
);

const selectOptions = { typeAlone: true, whenEmpty: nothingNamed } as const;

export const getCommand: Command = {
  name: "get",
  summary: "Display one or many resources",
  usage: "get (TYPE[,TYPE...] [NAME...] | TYPE/NAME ... | -f FILENAME) [flags]",
  flags:
    `${flagGroups.files} ${flagGroups.output} all-namespaces/A? chunk-size#=500 field-selector ignore-not-found? ` +
    "label-columns/L[] no-headers? output-watch-events? raw selector/l server-print?=true show-kind? show-labels? sort-by " +
    "subresource watch/w? watch-only?",
  async run(call) {
    if (call.flags.text("raw") !== "") return getRaw(call);
    const format = parseOutput(call, true);
    return format === undefined || format.name === "wide" ? getTables(call) : getObjects(call, format);
  },
};

async function getRaw(call: Invocation): Promise<number> {
  if (call.flags.text("output") !== "") throw new KubectlError("--raw and --output are mutually exclusive");
  if (call.args.length > 0 || call.flags.has("filename")) {
    throw usageError("get", "arguments may not be passed when --raw is specified");
  }
  call.print(await readRaw(call, call.flags.text("raw")));
  return 0;
}

async function getObjects(call: Invocation, format: OutputFormat): Promise<number> {
  const selection = await select(call, { ...selectOptions, subresource: () => subresourceOf(call) });
  const errors = unforgiven(call, selection.errors);
  const found = sorted(call, selection.found);
  if (isWatch(call)) {
    if (call.args.length > 0) requireOne(parseTargets(call, call.args), selection.errors.length === 0 ? 1 : 0);
    const find = async (): Promise<readonly Found[]> => (await select(call, selectOptions)).found;
    if (errors.length === 0) return watchObjects(call, format, found, find, watchOptions(call, []));
  }
  const nothing = found.length === 0 && call.flags.bool("ignore-not-found");
  if (!(errors.length > 0 && selection.single) && !nothing) await printObjects(call, format, found, selection.single);
  for (const error of errors) call.warn(describeError(error));
  return errors.length > 0 ? 1 : 0;
}

function sorted(call: Invocation, found: readonly Found[]): readonly Found[] {
  const by = call.flags.text("sort-by");
  if (by === "" || found.length === 0) return found;
  const path = sortPath(by);
  const inOrder = sortByPath(found, path, ({ object }) => object);
  if (inOrder === undefined) throw noSuchField(path.source);
  return inOrder;
}

function noSuchField(source: string): KubectlError {
  return new KubectlError(`couldn't find any field with path ${JSON.stringify(source)} in the list of objects`);
}

async function getTables(call: Invocation): Promise<number> {
  const targets = await resolve(call, selectOptions);
  if (call.flags.has("subresource") && targets.some(({ name }) => name === undefined)) {
    throw new KubectlError("subresource cannot be used when bulk resources are specified");
  }
  const { tables, errors: all } = await fetchTables(call, targets);
  const errors = unforgiven(call, all);
  const found = await sortedTables(call, tables);
  const options = tableOptions(call, tables);
  const [first] = found;
  if (isWatch(call)) {
    requireOne(targets, found.length);
    if (errors.length === 0 && first !== undefined)
      return watchTables(call, first, watchOptions(call, targets), options);
  }
  const text = printTables(found, options);
  if (!isWatch(call)) call.print(text);
  if (text === "" && errors.length === 0 && !call.flags.bool("ignore-not-found")) {
    const everywhere = call.allNamespaces || !targets.every(({ info }) => info.namespaced);
    call.warn(everywhere ? "No resources found" : `No resources found in ${call.namespace} namespace.`);
  }
  for (const error of errors) call.warn(describeError(error));
  return errors.length > 0 ? 1 : 0;
}

function isWatch(call: Invocation): boolean {
  return call.flags.bool("watch") || call.flags.bool("watch-only");
}

/** Only one kind can be watched, and of it one object or all. */
function requireOne(targets: readonly Target[], found: number): void {
  if (new Set(targets.map(({ info }) => info)).size > 1)
    throw new KubectlError("you may only specify a single resource type");
  if (found > 1) {
    throw new KubectlError(
      "watch is only supported on individual resources and resource collections - more than 1 resource was found",
    );
  }
}

function watchOptions(call: Invocation, targets: readonly Target[]): WatchOptions {
  const [target] = targets;
  return {
    ...(targets.length === 1 && target?.name !== undefined ? { name: target.name } : {}),
    onlyChanges: call.flags.bool("watch-only"),
    withEvents: call.flags.bool("output-watch-events"),
  };
}

/** One table for a type, one for each name. */
async function fetchTables(
  call: Invocation,
  targets: readonly Target[],
): Promise<{ readonly tables: readonly FoundTable[]; readonly errors: readonly unknown[] }> {
  const tables: FoundTable[] = [];
  const errors: unknown[] = [];
  for (const { info, name, namespace } of targets) {
    try {
      tables.push({ info, table: await fetchTable(call, info, name, namespace) });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      errors.push(name === undefined ? explainListFailure(call, error, info) : error);
    }
  }
  return { tables, errors };
}

async function fetchTable(call: Invocation, info: KindInfo, name?: string, namespace?: string): Promise<Table> {
  const subresource = subresourceOf(call);
  if (subresource === "scale" && name !== undefined) {
    return scaleTable(await call.read(call.reference(info, name, namespace), subresource), call.clock.now());
  }
  const table = await call.table(info, name, namespace);
  return call.flags.bool("server-print") ? table : plainTable(table, call.clock.now());
}

/** kubectl sorts the rows of one table, and fails with more; rows that cannot be sorted are gone. */
async function sortedTables(call: Invocation, tables: readonly FoundTable[]): Promise<readonly FoundTable[]> {
  const by = call.flags.text("sort-by");
  const [first] = tables;
  if (by === "" || first === undefined) return tables;
  if (tables.length > 1) throw noSuchField(safeSource(by));
  const { info, table } = first;
  if (table.rows.length < 2) return tables;
  const { labelSelector, fieldSelector } = call.selectors();
  const objects = await call.list(info, { labelSelector, fieldSelector, everywhere: call.allNamespaces });
  const byUid = new Map(objects.map((object) => [object.metadata.uid, object]));
  const rows: readonly TableRow[] = sortedRows(
    by,
    table.rows,
    (row) => byUid.get(row.object.metadata.uid) ?? row.object,
  );
  return [{ info, table: { ...table, rows } }];
}

function safeSource(by: string): string {
  try {
    return sortPath(by).source;
  } catch {
    return by;
  }
}

function sortedRows(
  by: string,
  rows: readonly TableRow[],
  objectOf: (row: TableRow) => TableRow["object"],
): readonly TableRow[] {
  try {
    return sortByPath(rows, sortPath(by), objectOf) ?? [];
  } catch (error) {
    if (error instanceof KubectlError) return [];
    throw error;
  }
}

/** Failures that count: with `--ignore-not-found` those of names that are not there do not. */
function unforgiven(call: Invocation, errors: readonly unknown[]): readonly unknown[] {
  if (!call.flags.bool("ignore-not-found")) return errors;
  return errors.filter((error) => !describeError(error).startsWith("Error from server (NotFound)"));
}

function tableOptions(call: Invocation, found: readonly FoundTable[]): TableOptions {
  const kinds = new Set(found.map(({ info }) => info));
  return {
    wide: call.flags.text("output") === "wide",
    withNamespace: call.allNamespaces,
    withKind: kinds.size > 1 || call.flags.bool("show-kind") || call.args[0] === "all",
    showLabels: call.flags.bool("show-labels"),
    labelColumns: call.flags.list("label-columns"),
    noHeaders: call.flags.bool("no-headers"),
  };
}
