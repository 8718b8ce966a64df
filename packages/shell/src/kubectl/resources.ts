/**
 * Which objects a command is about: `pods x y`, `pod/x svc/y`, `deploy,svc -l app=web`, `-f file`.
 * @module
 */
import { type KindInfo, type KindTable, type KubeObject, StatusError, type Subresource } from "@aiops-gym/cluster";
import type { Invocation } from "./invocation.ts";
import { KubectlError } from "./kubectl-error.ts";
import { loadManifests, type ManifestEntry } from "./manifests.ts";

/** An object that was found. */
export interface Found {
  readonly info: KindInfo;
  readonly object: KubeObject;
  /** What the file that named it wants it to be. */
  readonly entry?: ManifestEntry;
}

/** What was found and what was not. */
export interface Selection {
  readonly found: readonly Found[];
  /** One for each name that Kubernetes did not hand out. */
  readonly errors: readonly unknown[];
  /** One object was named, so output is that object and no list. */
  readonly single: boolean;
  /** Kinds that were asked for by type, not by name. */
  readonly byType: boolean;
  /** What was found and what was not, in the order in which it was named. */
  readonly inOrder: readonly (Found | Missing)[];
}

/** What was named and could not be had. */
export interface Missing {
  readonly error: unknown;
}

/** A kind and a name, or all of the kind. */
export interface Target {
  readonly info: KindInfo;
  readonly name?: string;
  /** The call's when absent. */
  readonly namespace?: string;
  /** What the file that named it wants it to be. */
  readonly entry?: ManifestEntry;
}

export interface SelectOptions {
  /** For messages when nothing is named: `You must provide one or more resources by argument or filename. ...` */
  readonly whenEmpty?: KubectlError;
  /** All objects of a type may be meant by naming the type alone. */
  readonly typeAlone?: boolean;
  /** Reads this part of objects. */
  readonly subresource?: () => Subresource | undefined;
  /** `--all` is a selector that takes everything, and goes with no other and no name. */
  readonly allSelects?: boolean;
  /** The command's `--selector` means something else. */
  readonly ignoreSelectors?: boolean;
  /** Objects may lack `metadata.managedFields`. */
  readonly withoutManagedFields?: true;
}

/** What is said when a command needs objects and none are named. */
export const resourcesRequired = new KubectlError(
  "You must provide one or more resources by argument or filename.\nExample resource specifications include:\n" +
    "   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'",
);

/** The kind that a user means. @throws {@link KubectlError} in kubectl's words. */
export function requireKind(call: Invocation, text: string): KindInfo {
  const info = call.kinds.findResource(text);
  if (info === undefined || info.apiVersion.startsWith("metrics.k8s.io/")) {
    // of `deployments.v2.apps`, the first word
    const [resource = ""] = text.split(".");
    throw new KubectlError(`the server doesn't have a resource type ${JSON.stringify(resource)}`);
  }
  if (info.shortNames.includes(text)) warnOfOthers(call, info, text);
  return info;
}

/** A short name that another group has, too. */
function warnOfOthers(call: Invocation, info: KindInfo, text: string): void {
  for (const { group, plural, shortNames } of call.kinds.kinds) {
    if (group === info.group || !shortNames.includes(text)) continue;
    const warning = `Warning: short name ${JSON.stringify(text)} could also match lower priority resource ${plural}.${group}`;
    if (!call.stderr.includes(warning)) call.warn(warning);
  }
}

/** Reads the arguments. */
export function parseTargets(call: Invocation, args: readonly string[]): readonly Target[] {
  if (args.length === 0) return [];
  if (args.some((arg) => arg.includes("/"))) {
    return args.flatMap((arg) => {
      const parts = arg.split("/");
      if (parts.length === 1) {
        throw new KubectlError(
          "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
        );
      }
      const [type = "", name = ""] = parts;
      if (parts.length > 2) {
        throw new KubectlError("arguments in resource/name form may not have more than one slash");
      }
      if (parts.length !== 2 || type === "" || name === "" || type.includes(",")) {
        throw new KubectlError("arguments in resource/name form must have a single resource and name");
      }
      return [{ info: requireKind(call, type), name }];
    });
  }
  const [types = "", ...names] = args;
  const infos = types.split(",").flatMap((type) => expandType(call, type));
  if (names.length === 0) return infos.map((info) => ({ info }));
  return infos.flatMap((info) => names.flatMap((arg) => arg.split(",")).map((name) => ({ info, name })));
}

/** `all` is a category: one version of each of its kinds. */
function expandType(call: Invocation, type: string): readonly KindInfo[] {
  const members = categoriesOf(call.kinds).get(type);
  return members ?? [requireKind(call, type)];
}

const categories = new WeakMap<KindTable, ReadonlyMap<string, readonly KindInfo[]>>();

function categoriesOf(kinds: KindTable): ReadonlyMap<string, readonly KindInfo[]> {
  const known = categories.get(kinds);
  if (known !== undefined) return known;
  const members = new Map<string, KindInfo[]>();
  for (const info of kinds.kinds) {
    for (const category of info.categories) {
      const list = members.get(category) ?? [];
      members.set(category, list);
      if (!list.some(({ group, kind }) => group === info.group && kind === info.kind)) list.push(info);
    }
  }
  categories.set(kinds, members);
  return members;
}

/** What the call's arguments, flags and files name, when all of it makes sense. */
export async function resolve(
  call: Invocation,
  options: SelectOptions = {},
  args: readonly string[] = call.args,
): Promise<readonly Target[]> {
  const { flags } = call;
  const { labelSelector, fieldSelector } = selectorsOf(call, options);
  const all = flags.bool("all");
  if (flags.has("filename") || flags.has("kustomize")) {
    const { entries, errors } = await loadManifests(call);
    const [error] = errors;
    if (error !== undefined) throw error;
    if (entries.length === 0 && options.typeAlone !== true) throw new KubectlError(`no objects passed to ${call.verb}`);
    return entries.map((entry) => ({ info: entry.info, name: entry.name, namespace: entry.namespace, entry }));
  }
  const targets = parseTargets(call, args);
  if (targets.length === 0) throw options.whenEmpty ?? new KubectlError("required resource not specified");
  const named = targets.some((target) => target.name !== undefined);
  if (all && options.allSelects === true && (labelSelector !== "" || fieldSelector !== ""))
    throw new KubectlError("setting 'all' parameter but found a non empty selector. ");
  if (named && (labelSelector !== "" || fieldSelector !== "" || (all && options.allSelects === true)))
    throw new KubectlError("name cannot be provided when a selector is specified");
  if (named && call.allNamespaces && targets.some(({ info }) => info.namespaced)) {
    throw new KubectlError("a resource cannot be retrieved by name across all namespaces");
  }
  if (!named && !options.typeAlone && labelSelector === "" && fieldSelector === "" && !all) {
    throw new KubectlError("resource(s) were provided, but no name was specified");
  }
  if (targets.some(({ info }) => info.kind === "Endpoints")) {
    call.warn("Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice");
  }
  return targets;
}

/** Finds the objects that the call's arguments and flags mean. */
export async function select(
  call: Invocation,
  options: SelectOptions = {},
  args: readonly string[] = call.args,
): Promise<Selection> {
  const targets = await resolve(call, options, args);
  const { labelSelector, fieldSelector } = selectorsOf(call, options);
  const inOrder: (Found | Missing)[] = [];
  for (const { info, name, namespace, entry } of targets) {
    try {
      if (name !== undefined) {
        const object = await call.read(call.reference(info, name, namespace), options.subresource?.(), options);
        inOrder.push({ info, object, ...(entry === undefined ? {} : { entry }) });
      } else {
        const items = await call.list(info, { labelSelector, fieldSelector, everywhere: call.allNamespaces });
        inOrder.push(...items.map((object) => ({ info, object })));
      }
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      inOrder.push({ error: name === undefined ? explainListFailure(call, error, info) : error });
    }
  }
  const named = targets.some((target) => target.name !== undefined);
  const fromFiles = targets.some(({ entry }) => entry !== undefined);
  const found = inOrder.flatMap((one) => ("error" in one ? [] : [one]));
  const errors = inOrder.flatMap((one) => ("error" in one ? [one.error] : []));
  return { found, errors, inOrder, single: named && targets.length === 1, byType: !named && !fromFiles };
}

function selectorsOf(call: Invocation, { ignoreSelectors }: SelectOptions): ReturnType<Invocation["selectors"]> {
  const { labelSelector, fieldSelector } = call.selectors();
  return { labelSelector: ignoreSelectors === true ? "" : labelSelector, fieldSelector };
}

/** A selector that Kubernetes cannot read is shown with the failure. */
export function explainListFailure(call: Invocation, error: unknown, info: KindInfo): unknown {
  if (!(error instanceof StatusError)) throw error;
  const { labelSelector, fieldSelector } = call.selectors();
  if (error.reason !== "BadRequest" || (labelSelector === "" && fieldSelector === "")) return error;
  const resource = `${info.group}/${info.version}, Resource=${info.plural}`;
  return new StatusError({
    ...error.status,
    message: `Unable to find ${JSON.stringify(resource)} that match label selector ${JSON.stringify(labelSelector)}, field selector ${JSON.stringify(fieldSelector)}: ${error.message}`,
  });
}

/** `deployment.apps/web`, as kubectl reports what it did. */
export function qualifiedName(info: KindInfo, name: string): string {
  return `${info.singular}${info.group === "" ? "" : `.${info.group}`}/${name}`;
}

/** `deployments.apps`, as failures name kinds. */
export function qualifiedPlural(info: KindInfo): string {
  return info.group === "" ? info.plural : `${info.plural}.${info.group}`;
}
