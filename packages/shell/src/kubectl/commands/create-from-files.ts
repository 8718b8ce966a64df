/**
 * `kubectl create -f`.
 * @module
 */
import type { KubeObject } from "@aiops-gym/cluster";
import { withCause } from "../change-cause.ts";
import { flagGroups } from "../flags.ts";
import type { Command } from "../invocation.ts";
import { KubectlError, withContext } from "../kubectl-error.ts";
import { withLastApplied } from "../last-applied.ts";
import { checkWriteFlags, reportChange, writeOptions } from "../report-change.ts";
import { withoutVersion } from "../without-version.ts";
import { forEachEntry, requireFiles } from "./for-each-entry.ts";

export const createCommand: Command = {
  name: "create",
  summary: "Create a resource from a file or from stdin",
  usage: "create -f FILENAME [flags]",
  flags:
    `${flagGroups.files} ${flagGroups.output} ${flagGroups.dryRun} ${flagGroups.validate} edit? field-manager=kubectl-create raw ` +
    "record? save-config? selector/l windows-line-endings?",
  async run(call) {
    if (call.args.length > 0) requireFiles(call, "create");
    checkWriteFlags(call);
    requireFiles(call, "create");
    if (call.flags.bool("edit") || call.flags.has("raw")) {
      const flag = call.flags.bool("edit") ? "--edit" : "--raw";
      throw new KubectlError(`${flag} is not available in this shell; change the file and create it with -f`);
    }
    return forEachEntry(call, async ({ info, manifest, source }) => {
      const noted = call.flags.bool("save-config") ? withLastApplied(manifest) : manifest;
      const wanted = withCause(call, noted);
      let created = wanted as unknown as KubeObject;
      if (call.dryRun() !== "client") {
        created = await call.api.create(withoutVersion(wanted), writeOptions(call)).catch((error: unknown) => {
          throw withContext(error, `error when creating ${JSON.stringify(source)}: `);
        });
      }
      await reportChange(call, info, created, "created");
    });
  },
};
