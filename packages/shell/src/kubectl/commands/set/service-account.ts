/**
 * `kubectl set serviceaccount`.
 * @module
 */
import type { Command } from "../../invocation.ts";
import { KubectlError } from "../../kubectl-error.ts";
import { checkWriteFlags } from "../../report-change.ts";
import { withField } from "../../tree.ts";
import { selectAll } from "../visit.ts";
import { podSpecPath } from "./pod-template.ts";
import { setFlags, updateObjects } from "./update.ts";

export const setServiceAccountCommand: Command = {
  name: "set serviceaccount",
  summary: "Update the service account of a resource",
  usage: "set serviceaccount (-f FILENAME | TYPE NAME) SERVICE_ACCOUNT",
  flags: `${setFlags.replace(" selector/l", "")} record?`,
  async run(call) {
    checkWriteFlags(call);
    if (call.flags.bool("local") && call.dryRun() === "server")
      throw new KubectlError("cannot specify --local and --dry-run=server - did you mean --dry-run=client?");
    const account = call.args.at(-1);
    if (account === undefined) throw new KubectlError("serviceaccount is required");
    const found = await selectAll(call, call.args.slice(0, -1));
    return updateObjects(call, found, {
      done: "serviceaccount updated",
      failure: "failed to patch ServiceAccountName",
      always: true,
      change: (one) => withField(one.object, `${podSpecPath(one)}.serviceAccountName`, account),
    });
  },
};
