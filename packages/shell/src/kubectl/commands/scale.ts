/**
 * `kubectl scale`.
 * @module
 */
import { isNotFound, noSuchResource } from "@aiops-gym/cluster";
import { flagGroups } from "../flags.ts";
import type { Command } from "../invocation.ts";
import { describeError, KubectlError } from "../kubectl-error.ts";
import { reportChange } from "../report-change.ts";
import { select } from "../resources.ts";
import { numberAt } from "../tree.ts";

export const scaleCommand: Command = {
  name: "scale",
  summary: "Set a new size for a deployment, replica set, or replication controller",
  usage: "scale --replicas=COUNT (-f FILENAME | TYPE NAME) [flags]",
  flags: `${flagGroups.files} ${flagGroups.output} ${flagGroups.dryRun} all? current-replicas#=-1 replicas# resource-version selector/l timeout~`,
  async run(call) {
    const { flags } = call;
    if (!flags.has("replicas")) throw new KubectlError('required flag(s) "replicas" not set');
    const replicas = flags.int("replicas");
    if (replicas < 0) {
      throw new KubectlError("The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0");
    }
    const { found, errors } = await select(call);
    if (found.length === 0) {
      const why = errors.map((error) =>
        isNotFound(error)
          ? describeError(error).replace(/^Error from server \(NotFound\): /, "")
          : describeError(error),
      );
      throw new KubectlError(`no objects passed to scale${why.length === 0 ? "" : ` ${why.join("\n")}`}`);
    }
    let exitCode = 0;
    for (const { info, object } of found) {
      if (!info.subresources.includes("scale")) {
        call.warn(describeError(noSuchResource()));
        exitCode = 1;
        continue;
      }
      const expected = flags.int("current-replicas");
      const present = numberAt(object, "spec.replicas");
      if (expected >= 0 && present !== expected)
        throw new KubectlError(`Expected replicas to be ${expected}, was ${present}`);
      if (call.dryRun() !== "client") {
        await call.api.patch(
          call.reference(info, object.metadata.name, object.metadata.namespace),
          { type: "merge", body: { spec: { replicas } } },
          { subresource: "scale", ...(call.dryRun() === "server" ? { dryRun: true } : {}) },
        );
      }
      await reportChange(call, info, object, "scaled");
    }
    for (const error of errors) call.warn(describeError(error));
    return errors.length > 0 ? 1 : exitCode;
  },
};
