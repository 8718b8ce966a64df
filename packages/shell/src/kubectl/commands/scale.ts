/**
 * `kubectl scale`.
 * @module
 */
import { noSuchResource } from "@aiops-gym/cluster";
import { noteCause } from "../change-cause.ts";
import { flagGroups } from "../flags.ts";
import type { Command, Invocation } from "../invocation.ts";
import { KubectlError } from "../kubectl-error.ts";
import { checkWriteFlags, reportChange } from "../report-change.ts";
import { type Found, resourcesRequired, select } from "../resources.ts";
import { numberAt } from "../tree.ts";
import { fail } from "./visit.ts";

export const scaleCommand: Command = {
  name: "scale",
  summary: "Set a new size for a deployment, replica set, or replication controller",
  usage: "scale --replicas=COUNT (-f FILENAME | TYPE NAME) [flags]",
  flags: `${flagGroups.files} ${flagGroups.output} ${flagGroups.dryRun} all? current-replicas#=-1 record? replicas# resource-version selector/l timeout~`,
  required: ["replicas"],
  async run(call) {
    const { flags } = call;
    checkWriteFlags(call);
    const replicas = flags.int("replicas");
    if (replicas < 0)
      throw new KubectlError("The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0");
    if (flags.int("current-replicas") < -1)
      throw new KubectlError("The --current-replicas must specify an integer of -1 or greater");
    const { found, errors } = await select(call, { whenEmpty: resourcesRequired });
    if (flags.text("resource-version") !== "" && found.length > 1)
      throw new KubectlError("cannot use --resource-version with multiple resources");
    if (found.length === 0) {
      const why = errors.map((error) => (error instanceof Error ? error.message : String(error)));
      const list = why.length > 1 ? `[${why.join(", ")}]` : why.join("");
      throw new KubectlError(`no objects passed to scale${list === "" ? "" : ` ${list}`}`);
    }
    for (const one of found) {
      if (call.dryRun() !== "client") await scaleOne(call, one, replicas);
      await reportChange(call, one.info, one.object, "scaled");
    }
    return fail(call, errors);
  },
};

async function scaleOne(call: Invocation, { info, object }: Found, replicas: number): Promise<void> {
  if (!info.subresources.includes("scale")) throw noSuchResource();
  const { flags } = call;
  const ref = call.reference(info, object.metadata.name, object.metadata.namespace);
  const [expected, version] = [flags.int("current-replicas"), flags.text("resource-version")];
  if (expected !== -1 || version !== "") {
    const now = await call.api.get(ref);
    const size = numberAt(now, "spec.replicas");
    if (expected !== -1 && size !== expected)
      throw new KubectlError(`Expected replicas to be ${expected}, was ${size}`);
    if (version !== "" && version !== now.metadata.resourceVersion)
      throw new KubectlError(`Expected resource version to be ${version}, was ${now.metadata.resourceVersion}`);
  }
  const options = { subresource: "scale", ...(call.dryRun() === "server" ? { dryRun: true } : {}) } as const;
  await call.api.patch(ref, { type: "merge", body: { spec: { replicas } } }, options);
  await noteCause(call, ref);
  const limit = flags.seconds("timeout");
  if (limit <= 0 || call.dryRun() !== "none") return;
  const reached = await call.poll(limit, async () => {
    const scale = await call.api.get(ref, { subresource: "scale" });
    const asked = numberAt(scale, "spec.replicas");
    return asked !== replicas || numberAt(scale, "status.replicas") === replicas ? true : undefined;
  });
  if (reached === undefined) throw new KubectlError("timed out waiting for the condition");
}
