/**
 * What the subcommands of `kubectl create` share: one name, one object, stored or only shown.
 * @module
 */
import { type KubeObject, type Manifest, StatusError } from "@aiops-gym/cluster";
import { flagGroups } from "../../flags.ts";
import type { Command, Invocation } from "../../invocation.ts";
import { KubectlError, usageError } from "../../kubectl-error.ts";
import { withLastApplied } from "../../last-applied.ts";
import { checkWriteFlags, reportChange, writeOptions } from "../../report-change.ts";
import { requireKind } from "../../resources.ts";
import { compareText } from "../../tree.ts";
import { withoutVersion } from "../../without-version.ts";

const sharedFlags = `${flagGroups.output} ${flagGroups.dryRun} ${flagGroups.validate} field-manager=kubectl-create save-config?`;

/** What makes a subcommand. */
export interface CreateSpec {
  /** After `create`: `service clusterip`. */
  readonly name: string;
  readonly plural: string;
  readonly summary: string;
  /** What follows the name in the line that shows how it is called. */
  readonly usage: string;
  readonly flags: string;
  readonly required?: readonly string[];
  /** What is said before the server's reason; nothing changes in what is said when absent. */
  readonly failure?: string;
  /**
   * The new object, without a namespace, with keys in the order of Go's structs.
   *
   * @param words - Arguments after the name: a container's command.
   */
  make(call: Invocation, name: string, words: readonly string[]): Manifest | Promise<Manifest>;
}

/** A subcommand of `create` that makes one object. */
export function createCommandOf(spec: CreateSpec): Command {
  const name = `create ${spec.name}`;
  return {
    name,
    summary: spec.summary,
    usage: `${name} NAME ${spec.usage}`.trim(),
    flags: `${sharedFlags} ${spec.flags}`,
    ...(spec.required === undefined ? {} : { required: spec.required }),
    async run(call) {
      const object = oneName(call, name);
      checkWriteFlags(call);
      const manifest = await spec.make(call, object, call.args.slice(1));
      return createObject(call, spec.plural, manifest, "created", spec.failure);
    },
  };
}

/** The one name that such a command takes. */
export function oneName(call: Invocation, command: string): string {
  const { args, argsBeforeDash } = call.flags;
  const count = argsBeforeDash < 0 ? args.length : argsBeforeDash;
  const [name] = args;
  if (name === undefined || count !== 1) throw usageError(command, `exactly one NAME is required, got ${count}`);
  return name;
}

/** Stores a new object, or only shows it, and says so. What the server refuses is told with `failure` before it. */
export async function createObject(
  call: Invocation,
  plural: string,
  manifest: Manifest,
  done: string,
  failure = "",
): Promise<number> {
  const info = requireKind(call, plural);
  // a dry run shows the namespace only when it was asked for
  const named = info.namespaced && call.flags.has("namespace") ? inNamespace(manifest, call.namespace) : manifest;
  const wanted = call.flags.bool("save-config") ? withLastApplied(named, "given") : named;
  if (call.dryRun() === "client") {
    await reportChange(call, info, wanted as unknown as KubeObject, done, "given");
    return 0;
  }
  try {
    const located = info.namespaced ? inNamespace(wanted, call.namespace) : wanted;
    await reportChange(call, info, await call.api.create(withoutVersion(located), writeOptions(call)), done);
    return 0;
  } catch (error) {
    if (failure !== "" && error instanceof StatusError) throw new KubectlError(`${failure} ${error.message}`);
    throw error;
  }
}

function inNamespace(manifest: Manifest, namespace: string): Manifest {
  const { name, generateName, ...rest } = manifest.metadata;
  return {
    ...manifest,
    metadata: {
      ...(name === undefined ? {} : { name }),
      ...(generateName === undefined ? {} : { generateName }),
      ...rest,
      namespace,
      ...rest,
    },
  } as Manifest;
}

/** A map in the order that Go writes maps; absent when it is empty. */
export function sortedMap<T>(
  field: string,
  entries: Iterable<readonly [string, T]>,
): Readonly<Record<string, unknown>> {
  const sorted = [...entries].sort(([a], [b]) => compareText(a, b));
  return sorted.length === 0 ? {} : { [field]: Object.fromEntries(sorted) };
}
