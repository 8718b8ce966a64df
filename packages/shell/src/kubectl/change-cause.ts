/**
 * `--record`: the command that changed an object, noted on it.
 * @module
 */
import type { KubeObject } from "@aiops-gym/cluster";
import type { Invocation } from "./invocation.ts";
import { withField } from "./tree.ts";

const key = "kubernetes.io/change-cause";

/** The command as `--record` notes it: its arguments, then its flags; `undefined` when it is not asked for. */
export function changeCause(call: Invocation): string | undefined {
  if (!call.flags.bool("record")) return undefined;
  const flags = call.flags.given().map(([name, value]) => `--${name}=${value}`);
  return ["kubectl", call.command, ...call.args, ...flags].join(" ");
}

/** The object with the command noted on it; as it is when that is not asked for. */
export function withCause<T>(call: Invocation, object: T): T {
  const cause = changeCause(call);
  if (cause === undefined) return object;
  const { metadata } = object as { readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> } };
  return withField(object, "metadata.annotations", { ...metadata?.annotations, [key]: cause });
}

/** Notes the command on an object that has been changed already. */
export async function noteCause(
  call: Invocation,
  ref: ReturnType<Invocation["reference"]>,
): Promise<KubeObject | undefined> {
  const cause = changeCause(call);
  if (cause === undefined || call.dryRun() !== "none") return undefined;
  return call.api.patch(ref, { type: "merge", body: { metadata: { annotations: { [key]: cause } } } });
}
