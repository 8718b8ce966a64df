/**
 * `kubectl set selector`.
 * @module
 */
import { withCause } from "../../change-cause.ts";
import type { Command } from "../../invocation.ts";
import { KubectlError } from "../../kubectl-error.ts";
import { checkWriteFlags, reportChange } from "../../report-change.ts";
import { select } from "../../resources.ts";
import { selectorObject } from "../../selector-object.ts";
import { threeWayPatch } from "../../three-way-merge.ts";
import { listAt, mapAt, type Tree, textAt, textsAt, withField } from "../../tree.ts";
import { localObjects, visit } from "../visit.ts";
import { setFlags } from "./update.ts";

export const setSelectorCommand: Command = {
  name: "set selector",
  summary: "Set the selector on a resource",
  usage: "set selector (-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]",
  flags: `${setFlags.replace(" selector/l", "").replace("kustomize/k recursive/R?", "recursive/R?=true")} record? resource-version`,
  async run(call) {
    checkWriteFlags(call);
    const text = call.args.at(-1);
    if (text === undefined) throw new KubectlError("one selector is required");
    const selector = selectorObject(text);
    const isLocal = call.flags.bool("local");
    const inOrder = isLocal ? await localObjects(call) : (await select(call, {}, call.args.slice(0, -1))).inOrder;
    return visit(call, { inOrder }, async ({ info, object }) => {
      if (info.kind !== "Service") throw new KubectlError("setting a selector is only supported for Services");
      const expressions = listAt(selector, "matchExpressions").map(
        (one) => `{${textAt(one, "key")} ${textAt(one, "operator")} [${textsAt(one, "values").join(" ")}]}`,
      );
      if (expressions.length > 0)
        throw new KubectlError(`match expression [${expressions.join(" ")}] not supported on this object`);
      const changed = withCause(call, withField(object, "spec.selector", mapAt(selector, "matchLabels")));
      if (isLocal || call.dryRun() === "client") {
        await reportChange(call, info, changed, "selector updated");
        return;
      }
      const before = object as unknown as Tree;
      const stored = await call.api.patch(
        call.reference(info, object.metadata.name, object.metadata.namespace),
        { type: "strategic", body: threeWayPatch(before, changed as unknown as Tree, before, info) },
        { ...(call.dryRun() === "server" ? { dryRun: true } : {}), fieldManager: call.flags.text("field-manager") },
      );
      await reportChange(call, info, stored, "selector updated");
    });
  },
};
