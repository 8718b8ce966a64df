/**
 * Objects that a command works on, one after the other.
 * @module
 */
import type { KubeObject } from "@aiops-gym/cluster";
import type { Invocation } from "../invocation.ts";
import { describeErrors, KubectlError } from "../kubectl-error.ts";
import { readManifests } from "../manifests.ts";
import { type Found, resourcesRequired, type Selection, select } from "../resources.ts";

/** Does something to each object in the order of their names; failures of one do not keep the others from it. */
export async function visit(
  call: Invocation,
  selection: Pick<Selection, "inOrder">,
  act: (one: Found) => Promise<void>,
): Promise<number> {
  const failures: unknown[] = [];
  for (const one of selection.inOrder) {
    if ("error" in one) {
      failures.push(one.error);
      continue;
    }
    try {
      await act(one);
    } catch (error) {
      failures.push(error);
    }
  }
  return fail(call, failures);
}

/** Tells what went wrong. */
export function fail(call: Invocation, failures: readonly unknown[]): number {
  if (failures.length === 0) return 0;
  call.warn(describeErrors(failures).replace(/\n$/, ""));
  return 1;
}

/** All objects that are meant, or those of the files alone with `--local`. @throws when one of them is not there. */
export async function selectAll(call: Invocation, args: readonly string[] = call.args): Promise<readonly Found[]> {
  if (call.flags.bool("local")) {
    if (args.length > 0) {
      throw new KubectlError(
        "error: you must specify resources by --filename when --local is set.\n" +
          "Example resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'",
        { bare: true },
      );
    }
    return localObjects(call);
  }
  const { found, errors } = await select(call, { whenEmpty: resourcesRequired }, args);
  if (errors.length > 0) throw new KubectlError(describeErrors(errors), { bare: true });
  return found;
}

/** The objects of the files as they stand there. */
export async function localObjects(call: Invocation): Promise<readonly Found[]> {
  const entries = await readManifests(call);
  return entries.map((entry) => ({ info: entry.info, entry, object: entry.written as unknown as KubeObject }));
}
