/**
 * What `apply`, `create -f` and `replace` share: something is done with each object of the files.
 * @module
 */
import type { Invocation } from "../invocation.ts";
import { describeErrors, KubectlError, usageError } from "../kubectl-error.ts";
import { loadManifests, type ManifestEntry } from "../manifests.ts";

/** Refuses calls without files, and those with arguments. */
export function requireFiles(call: Invocation, command: string): void {
  if (call.args.length > 0) throw usageError(command, `Unexpected args: [${call.args.join(" ")}]`);
  if (!call.flags.has("filename") && !call.flags.has("kustomize"))
    throw new KubectlError("must specify one of -f and -k");
}

/**
 * Does something with each object of the files; failures of one do not keep the others from it.
 *
 * @param bad - When what could not be read is told: `apply` reads everything first.
 */
export async function forEachEntry(
  call: Invocation,
  act: (entry: ManifestEntry) => Promise<void>,
  bad: "first" | "last" = "last",
): Promise<number> {
  const { entries, errors } = await loadManifests(call);
  const failures: unknown[] = [];
  if (entries.length === 0 && errors.length === 0) throw new KubectlError(`no objects passed to ${call.verb}`);
  for (const entry of entries) {
    try {
      await act(entry);
    } catch (error) {
      failures.push(error);
    }
  }
  const all = bad === "first" ? [...errors, ...failures] : [...failures, ...errors];
  if (all.length === 0) return 0;
  call.warn(describeErrors(all));
  return 1;
}
