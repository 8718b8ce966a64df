/**
 * What the subcommands of `kubectl set` share: objects are changed here, and what became different is sent.
 * @module
 */
import type { KubeObject } from "@aiops-gym/cluster";
import { withCause } from "../../change-cause.ts";
import { flagGroups } from "../../flags.ts";
import type { Invocation } from "../../invocation.ts";
import { KubectlError } from "../../kubectl-error.ts";
import { reportChange } from "../../report-change.ts";
import type { Found } from "../../resources.ts";
import { threeWayPatch } from "../../three-way-merge.ts";
import { listAt, type Tree, treeAt, withField } from "../../tree.ts";
import { fail } from "../visit.ts";

/** Flags that all of them take. */
export const setFlags = `${flagGroups.files} ${flagGroups.output} ${flagGroups.dryRun} all? field-manager=kubectl-set local? selector/l`;

/** How objects are changed, and what is said of it. */
export interface Update {
  /** `image updated` */
  readonly done: string;
  /** Said before the server's reason: `failed to patch image update to pod template:`. */
  readonly failure: string;
  /** The object as it shall be; the same one when nothing is to be done. */
  change(one: Found): KubeObject | Promise<KubeObject>;
  /** Whether objects that stay as they are are sent and reported too. */
  readonly always?: boolean;
  /** Failures that were found on the way. */
  readonly failures?: readonly unknown[];
}

/** Changes objects; failures of one do not keep the others from it. */
export async function updateObjects(call: Invocation, found: readonly Found[], update: Update): Promise<number> {
  const changed: { readonly one: Found; readonly after: KubeObject }[] = [];
  const failures: unknown[] = [];
  const late: unknown[] = [];
  for (const one of found) {
    try {
      changed.push({ one, after: withCause(call, await update.change(one)) });
    } catch (error) {
      late.push(named(one, error));
    }
  }
  failures.push(...(update.failures ?? []), ...late);
  for (const { one, after } of changed) {
    const { info, object } = one;
    const patch = threeWayPatch(object as unknown as Tree, after as unknown as Tree, object as unknown as Tree, info);
    if (Object.keys(patch).length === 0 && update.always !== true) continue;
    if (call.dryRun() === "client" || call.flags.bool("local")) {
      await reportChange(call, info, call.flags.bool("local") ? asTyped(after) : after, update.done);
      continue;
    }
    try {
      const stored = await call.api.patch(
        call.reference(info, object.metadata.name, object.metadata.namespace),
        { type: info.custom ? "merge" : "strategic", body: patch },
        { ...(call.dryRun() === "server" ? { dryRun: true } : {}), fieldManager: call.flags.text("field-manager") },
      );
      await reportChange(call, info, stored, update.done);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      failures.push(update.failure === "" ? error : new KubectlError(`${update.failure} ${error.message}`));
    }
  }
  return fail(call, failures);
}

/** A failure with the object's name before it, as kubectl writes it. */
function named({ info, object }: Found, error: unknown): unknown {
  if (!(error instanceof KubectlError)) return error;
  return new KubectlError(`error: ${info.plural}/${object.metadata.name} ${error.message}\n`, { bare: true });
}

/** A file's object with the empty parts that Go's structs always have. */
function asTyped(object: KubeObject): KubeObject {
  if (object.kind !== "Deployment") return object;
  const path = "spec.template.spec";
  const filled = (["containers", "initContainers"] as const).reduce<KubeObject>((result, field) => {
    const containers = listAt(result, `${path}.${field}`);
    if (containers.length === 0) return result;
    const typed = containers.map((one) => ({ ...one, resources: treeAt(one, "resources") }));
    return withField(result, `${path}.${field}`, typed);
  }, object);
  return {
    ...withField(filled, "spec.strategy", treeAt(filled, "spec.strategy")),
    status: treeAt(filled, "status"),
  };
}
