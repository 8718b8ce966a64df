/**
 * `kubectl set image | env | resources`.
 * @module
 */
import type { KubeObject } from "@aiops-gym/cluster";
import { nameOf } from "../describe/writer.ts";
import { flagGroups } from "../flags.ts";
import type { Command, Invocation } from "../invocation.ts";
import { writeJson } from "../json-writer.ts";
import { describeError, KubectlError } from "../kubectl-error.ts";
import { reportChange } from "../report-change.ts";
import { type Found, qualifiedName, select } from "../resources.ts";
import { fieldAt, listAt, mapAt, type Tree, textAt, withField } from "../tree.ts";

/** Where each kind keeps its pod. */
function podSpecPath({ info }: Found): string {
  if (info.kind === "Pod") return "spec";
  return info.kind === "CronJob" ? "spec.jobTemplate.spec.template.spec" : "spec.template.spec";
}

const containerFields = ["containers", "initContainers"] as const;

/** Changes containers one by one and stores what came of it; says nothing of objects that stay as they are. */
async function changeContainers(
  call: Invocation,
  found: readonly Found[],
  change: (container: Tree, object: KubeObject) => Tree,
  done: string,
): Promise<number> {
  for (const one of found) {
    const { info, object } = one;
    const path = podSpecPath(one);
    const body: Record<string, unknown> = {};
    let changed = object;
    for (const field of containerFields) {
      const before = listAt(object, `${path}.${field}`);
      const after = before.map((container) => change(container, object));
      if (writeJson(before) === writeJson(after)) continue;
      body[field] = after
        .filter((container, index) => container !== before[index])
        .map((container) => patchOf(container, before));
      body[`$setElementOrder/${field}`] = after.map((container) => ({ name: nameOf(container) }));
      changed = withField(changed, `${path}.${field}`, after);
    }
    if (Object.keys(body).length === 0) continue;
    const patch = withField({}, path, body) as Tree;
    if (call.dryRun() !== "client" && !call.flags.bool("local")) {
      changed = await call.api.patch(
        call.reference(info, object.metadata.name, object.metadata.namespace),
        info.custom ? { type: "merge", body: patch } : { type: "strategic", body: patch },
        { ...(call.dryRun() === "server" ? { dryRun: true } : {}), fieldManager: "kubectl-set" },
      );
    }
    await reportChange(call, info, changed, done);
  }
  return 0;
}

/** The strategic patch that makes a container what it shall be: variables that are gone need to be said. */
function patchOf(container: Tree, all: readonly Tree[]): Tree {
  const before = all.find((one) => nameOf(one) === nameOf(container)) ?? {};
  const patch: Record<string, unknown> = { name: nameOf(container) };
  if (container["image"] !== before["image"]) patch["image"] = container["image"];
  if (writeJson(container["resources"]) !== writeJson(before["resources"])) patch["resources"] = container["resources"];
  const old = new Map(listAt(before, "env").map((one) => [nameOf(one), one]));
  const fresh = new Map(listAt(container, "env").map((one) => [nameOf(one), one]));
  const env = [
    ...[...fresh].flatMap(([name, one]) => {
      const was = old.get(name);
      if (was !== undefined && writeJson(was) === writeJson(one)) return [];
      return [
        { ...one, ...(was?.["valueFrom"] !== undefined && one["valueFrom"] === undefined ? { valueFrom: null } : {}) },
      ];
    }),
    ...[...old.keys()].filter((name) => !fresh.has(name)).map((name) => ({ name, $patch: "delete" })),
  ];
  if (env.length > 0) {
    patch["env"] = env;
    patch["$setElementOrder/env"] = [...fresh.keys()].map((name) => ({ name }));
  }
  return patch;
}

/** Splits `deploy/web a=1 b-` into what is named and what is set. */
function splitArgs(
  args: readonly string[],
  isSetting: (text: string) => boolean,
): [readonly string[], readonly string[]] {
  const at = args.findIndex(isSetting);
  return at < 0 ? [args, []] : [args.slice(0, at), args.slice(at)];
}

async function selectTargets(call: Invocation, args: readonly string[]): Promise<readonly Found[]> {
  const { found, errors } = await select(
    call,
    {
      whenEmpty: new KubectlError("one or more resources must be specified as <resource> <name> or <resource>/<name>"),
    },
    args,
  );
  const [error] = errors;
  if (error !== undefined) throw error;
  return found;
}

const shared = `${flagGroups.files} ${flagGroups.output} ${flagGroups.dryRun} all? field-manager=kubectl-set local? record? selector/l`;

function warnRecord(call: Invocation): void {
  if (call.flags.has("record")) call.warn("Flag --record has been deprecated, --record will be removed in the future");
}

export const setImageCommand: Command = {
  name: "set image",
  summary: "Update the image of a pod template",
  usage: "set image (-f FILENAME | TYPE NAME) CONTAINER_NAME=IMAGE ... [flags]",
  flags: shared,
  async run(call) {
    warnRecord(call);
    const [targets, settings] = splitArgs(call.args, (text) => text.includes("="));
    if (targets.length === 0 && !call.flags.has("filename")) {
      throw new KubectlError("one or more resources must be specified as <resource> <name> or <resource>/<name>");
    }
    if (settings.length === 0) throw new KubectlError("at least one image update is required");
    const images = new Map(
      settings.map((text): [string, string] => [text.slice(0, text.indexOf("=")), text.slice(text.indexOf("=") + 1)]),
    );
    const found = await selectTargets(call, targets);
    for (const one of found) {
      const names = containerFields.flatMap((field) => listAt(one.object, `${podSpecPath(one)}.${field}`).map(nameOf));
      for (const name of images.keys()) {
        if (name !== "*" && !names.includes(name))
          throw new KubectlError(`unable to find container named ${JSON.stringify(name)}`);
      }
    }
    const change = (container: Tree): Tree => {
      const image = images.get(nameOf(container)) ?? images.get("*");
      return image === undefined || image === container["image"] ? container : { ...container, image };
    };
    return changeContainers(call, found, change, "image updated");
  },
};

export const setResourcesCommand: Command = {
  name: "set resources",
  summary: "Update resource requests/limits on objects with pod templates",
  usage: "set resources (-f FILENAME | TYPE NAME) [--limits=LIMITS] [--requests=REQUESTS] [flags]",
  flags: `${shared} containers/c=* limits requests`,
  async run(call) {
    const wanted = {
      limits: readAmounts(call.flags.text("limits")),
      requests: readAmounts(call.flags.text("requests")),
    };
    if (!call.flags.has("limits") && !call.flags.has("requests")) {
      throw new KubectlError("you must specify an update to requests or limits (in the form of --requests/--limits)");
    }
    const found = await selectTargets(call, call.args);
    const change = (container: Tree): Tree => {
      if (!isChosen(container, call.flags.text("containers"))) return container;
      let resources: Tree = { ...(fieldAt(container, "resources") as Tree | undefined) };
      for (const [field, amounts] of Object.entries(wanted)) {
        if (Object.keys(amounts).length > 0)
          resources = { ...resources, [field]: { ...mapAt(resources, field), ...amounts } };
      }
      return writeJson(resources) === writeJson(fieldAt(container, "resources"))
        ? container
        : { ...container, resources };
    };
    return changeContainers(call, found, change, "resource requirements updated");
  },
};

function readAmounts(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text
      .split(",")
      .filter(Boolean)
      .map((part) => {
        const [name = "", amount] = part.split("=");
        if (amount === undefined || amount === "") {
          throw new KubectlError(`invalid argument syntax ${JSON.stringify(part)}, expected <resource>=<value>`);
        }
        return [name, amount];
      }),
  );
}

/** Whether `-c` names the container; `*` stands for anything. */
function isChosen(container: Tree, pattern: string): boolean {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${escaped}$`).test(nameOf(container));
}

export const setEnvCommand: Command = {
  name: "set env",
  summary: "Update environment variables on a pod template",
  usage: "set env TYPE/NAME KEY=VALUE ... KEY- ... [flags]",
  flags: `${shared} containers/c=* env/e[] from keys[] list? overwrite?=true prefix resolve?`,
  async run(call) {
    const isSetting = (text: string): boolean =>
      /^[^/]+=/.test(text) || (/^[A-Za-z_][\w.]*-$/.test(text) && !text.includes("/"));
    const [targets, settings] = splitArgs(call.args, isSetting);
    const all = [...settings, ...call.flags.list("env", true)];
    const found = await selectTargets(call, targets);
    if (call.flags.bool("list")) {
      for (const one of found) listVariables(call, one);
      return 0;
    }
    const added = new Map<string, Tree>(await variablesFrom(call));
    const removed = new Set<string>();
    for (const text of all) {
      const equals = text.indexOf("=");
      if (equals > 0) added.set(text.slice(0, equals), { name: text.slice(0, equals), value: text.slice(equals + 1) });
      else if (text.endsWith("-")) removed.add(text.slice(0, -1));
      else
        throw new KubectlError(`environment variables must be of the form key=value and can only be read from stdin`);
    }
    if (added.size === 0 && removed.size === 0)
      throw new KubectlError("at least one environment variable must be provided");
    const change = (container: Tree): Tree => {
      if (!isChosen(container, call.flags.text("containers"))) return container;
      const before = listAt(container, "env");
      const kept = before.filter((one) => !removed.has(nameOf(one))).map((one) => added.get(nameOf(one)) ?? one);
      const names = new Set(before.map(nameOf));
      const env = [...kept, ...[...added].flatMap(([name, one]) => (names.has(name) ? [] : [one]))];
      return writeJson(env) === writeJson(before) ? container : { ...container, env };
    };
    return changeContainers(call, found, change, "env updated");
  },
};

/** `--from=configmap/x`: a variable for each key. */
async function variablesFrom(call: Invocation): Promise<readonly (readonly [string, Tree])[]> {
  const from = call.flags.text("from");
  if (from === "") return [];
  const { found, errors } = await select(call, {}, [from]);
  const [error] = errors;
  if (error !== undefined) throw new KubectlError(describeError(error).replace(/^Error from server \(\w+\): /, ""));
  const keys = call.flags.list("keys");
  return found.flatMap(({ info, object }) => {
    if (info.kind !== "ConfigMap" && info.kind !== "Secret") {
      throw new KubectlError(`unsupported resource specified in --from: ${qualifiedName(info, object.metadata.name)}`);
    }
    const field = info.kind === "Secret" ? "secretKeyRef" : "configMapKeyRef";
    return Object.keys(mapAt(object, "data"))
      .filter((key) => keys.length === 0 || keys.includes(key))
      .sort()
      .map((key): [string, Tree] => {
        const name = `${call.flags.text("prefix")}${key.toUpperCase().replace(/[^A-Z0-9_]/g, "_")}`;
        if (name !== key) call.warn(`Warning: key ${key} transferred to ${name}`);
        return [name, { name, valueFrom: { [field]: { key, name: object.metadata.name } } }];
      });
  });
}

function listVariables(call: Invocation, one: Found): void {
  for (const field of containerFields) {
    for (const container of listAt(one.object, `${podSpecPath(one)}.${field}`)) {
      if (!isChosen(container, call.flags.text("containers"))) continue;
      call.print(`# ${one.info.kind} ${one.object.metadata.name}, container ${nameOf(container)}\n`);
      for (const variable of listAt(container, "env")) call.print(`${variableText(variable)}\n`);
    }
  }
}

function variableText(variable: Tree): string {
  const name = nameOf(variable);
  const from = fieldAt(variable, "valueFrom");
  if (from === undefined) return `${name}=${textAt(variable, "value")}`;
  const sources = [
    ["fieldRef", () => `field path ${textAt(from, "fieldRef.fieldPath")}`],
    ["resourceFieldRef", () => `resource field ${textAt(from, "resourceFieldRef.resource")}`],
    ["secretKeyRef", () => `secret ${textAt(from, "secretKeyRef.name")}, key ${textAt(from, "secretKeyRef.key")}`],
    [
      "configMapKeyRef",
      () => `configmap ${textAt(from, "configMapKeyRef.name")}, key ${textAt(from, "configMapKeyRef.key")}`,
    ],
  ] as const;
  const source = sources.find(([field]) => fieldAt(from, field) !== undefined);
  return `# ${name} from ${source?.[1]() ?? "unknown"}`;
}
