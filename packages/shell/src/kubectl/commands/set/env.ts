/**
 * `kubectl set env`.
 * @module
 */
import { nameOf } from "../../describe/writer.ts";
import type { Command, Invocation } from "../../invocation.ts";
import { describeErrors, KubectlError } from "../../kubectl-error.ts";
import { checkWriteFlags } from "../../report-change.ts";
import { type Found, select } from "../../resources.ts";
import { listAt, mapAt, type Tree, textAt } from "../../tree.ts";
import { selectAll } from "../visit.ts";
import { listVariables } from "./list-env.ts";
import { containersOf, isChosen, withContainers } from "./pod-template.ts";
import { setFlags, updateObjects } from "./update.ts";

const nameRule =
  "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not " +
  "start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is " +
  "'[-._a-zA-Z][-._a-zA-Z0-9]*')";

export const setEnvCommand: Command = {
  name: "set env",
  summary: "Update environment variables on a pod template",
  usage: "set env RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N",
  flags: `${setFlags} containers/c=* env/e[] from keys[] list? overwrite?=true prefix resolve?`,
  async run(call) {
    const { flags } = call;
    if (flags.bool("all") && flags.text("selector") !== "")
      throw new KubectlError("cannot set --all and --selector at the same time");
    const [targets, texts] = splitArgs(call.args);
    checkWriteFlags(call);
    checkFlags(call, targets);
    const { added, removed } = parseChanges(call, [...flags.list("env", true), ...texts]);
    const wanted = [...added, ...(await variablesFrom(call))].map((one) => ({
      ...one,
      name: `${flags.text("prefix")}${nameOf(one)}`,
    }));
    const found = await selectAll(call, targets);
    if (flags.bool("list")) {
      for (const one of found) await listVariables(call, withVariables(call, one, wanted, removed));
      return 0;
    }
    return updateObjects(call, found, {
      done: "env updated",
      failure: "failed to patch env update to pod template:",
      change: (one) => withVariables(call, one, wanted, removed).object,
    });
  },
};

/** `deploy/web a=1 b-`: what is named, and what is changed. */
function splitArgs(args: readonly string[]): [readonly string[], readonly string[]] {
  const isChange = (text: string): boolean => /^.+=/s.test(text) || text.endsWith("-");
  const at = args.findIndex(isChange);
  if (at < 0) return [args, []];
  if (!args.slice(at).every(isChange))
    throw new KubectlError(`all resources must be specified before environment changes: ${args.join(" ")}`);
  return [args.slice(0, at), args.slice(at)];
}

function checkFlags(call: Invocation, targets: readonly string[]): void {
  const { flags } = call;
  const refusals: readonly (readonly [boolean, string])[] = [
    [
      flags.bool("local") && call.dryRun() === "server",
      "cannot specify --local and --dry-run=server - did you mean --dry-run=client?",
    ],
    [
      targets.length === 0 && !flags.has("filename"),
      "one or more resources must be specified as <resource> <name> or <resource>/<name>",
    ],
    [flags.bool("list") && flags.text("output") !== "", "--list and --output may not be specified together"],
    [
      flags.has("keys") && flags.text("from") === "",
      "when specifying --keys, a configmap or secret must be provided with --from",
    ],
  ];
  const found = refusals.find(([applies]) => applies);
  if (found !== undefined) throw new KubectlError(found[1]);
}

/** `A=1` sets, `A-` removes, `-` reads what is to be set from stdin. */
function parseChanges(call: Invocation, texts: readonly string[]): { added: Tree[]; removed: readonly string[] } {
  const added: Tree[] = [];
  const removed: string[] = [];
  const set = new Set<string>();
  for (const text of texts) {
    const equals = text.indexOf("=");
    if (text === "-") {
      for (const line of call.stdin.split("\n")) {
        const plain = line.split("#")[0] ?? "";
        const at = plain.indexOf("=");
        if (at >= 0) added.push({ name: plain.slice(0, at), value: plain.slice(at + 1) });
      }
    } else if (equals >= 0) {
      const name = text.slice(0, equals);
      if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name))
        throw new KubectlError(`${JSON.stringify(name)} is not a valid key name: ${nameRule}`);
      set.add(name);
      added.push({ name, value: text.slice(equals + 1) });
    } else if (text.endsWith("-")) removed.push(text.slice(0, -1));
    else throw new KubectlError(`unknown environment variable: ${text}`);
  }
  if (removed.some((name) => set.has(name)))
    throw new KubectlError("can not both modify and remove the same environment variable in the same command");
  return { added, removed };
}

/** `--from=configmap/x`: a variable for each key. */
async function variablesFrom(call: Invocation): Promise<readonly Tree[]> {
  const from = call.flags.text("from");
  if (from === "") return [];
  const { found, errors } = await select(call, {}, [from]);
  if (errors.length > 0) throw new KubectlError(describeErrors(errors), { bare: true });
  const keys = call.flags.list("keys");
  return found.flatMap(({ info, object }) => {
    if (info.kind !== "ConfigMap" && info.kind !== "Secret")
      throw new KubectlError("unsupported resource specified in --from");
    const field = info.kind === "Secret" ? "secretKeyRef" : "configMapKeyRef";
    return Object.keys(mapAt(object, "data"))
      .filter((key) => keys.length === 0 || keys.includes(key))
      .sort()
      .map((key) => {
        const name = key.toUpperCase().replace(/[^A-Z0-9_]/g, "_");
        if (name !== key) call.warn(`Warning: key ${key} transferred to ${name}`);
        return { name, valueFrom: { [field]: { name: object.metadata.name, key } } };
      });
  });
}

/** The object with variables set and removed in the containers that are meant. */
function withVariables(call: Invocation, one: Found, wanted: readonly Tree[], removed: readonly string[]): Found {
  const pattern = call.flags.text("containers");
  const { info, object } = one;
  if (!containersOf(one).some((container) => isChosen(container, pattern))) {
    call.warn(
      `Warning: ${info.kind}/${object.metadata.name} does not have any containers matching ${JSON.stringify(pattern)}`,
    );
    return one;
  }
  const changed = withContainers(one, (container) => {
    if (!isChosen(container, pattern)) return container;
    const before = listAt(container, "env");
    if (!call.flags.bool("overwrite")) refuseOverwrites(before, wanted);
    const env = merged(before, wanted, removed);
    return env.length === 0 && before.length === 0 ? container : { ...container, env };
  });
  return { ...one, object: changed };
}

function refuseOverwrites(before: readonly Tree[], wanted: readonly Tree[]): void {
  for (const one of wanted) {
    const present = before.find((other) => nameOf(other) === nameOf(one));
    if (present !== undefined && textAt(present, "value") !== textAt(one, "value")) {
      throw new KubectlError(
        `'${nameOf(one)}' already has a value (${textAt(present, "value")}), and --overwrite is false`,
      );
    }
  }
}

/** What is there keeps its place; what is new comes after. */
function merged(before: readonly Tree[], wanted: readonly Tree[], removed: readonly string[]): readonly Tree[] {
  const covered = new Set(removed);
  const result: Tree[] = [];
  for (const one of [...before, ...wanted]) {
    const name = nameOf(one);
    if (covered.has(name)) continue;
    const newer = wanted.find((other) => nameOf(other) === name);
    if (newer !== undefined) covered.add(name);
    result.push(newer ?? one);
  }
  return result;
}
