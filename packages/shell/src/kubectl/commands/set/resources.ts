/**
 * `kubectl set resources`.
 * @module
 */
import { canonicalQuantity } from "@aiops-gym/cluster";
import type { Command } from "../../invocation.ts";
import { KubectlError } from "../../kubectl-error.ts";
import { checkWriteFlags } from "../../report-change.ts";
import { mapAt, treeAt } from "../../tree.ts";
import { selectAll } from "../visit.ts";
import { containersOf, isChosen, withContainers } from "./pod-template.ts";
import { setFlags, updateObjects } from "./update.ts";

/** `cpu=100m,memory=1Gi`; also of quotas. @throws {@link KubectlError} for what is none. */
export function parseAmounts(text: string): readonly (readonly [string, string])[] {
  return (text === "" ? [] : text.split(",")).map((part) => {
    const [resource = "", amount, ...more] = part.split("=");
    if (amount === undefined || more.length > 0)
      throw new KubectlError(`Invalid argument syntax ${part}, expected <resource>=<value>`);
    try {
      return [resource, canonicalQuantity(amount)];
    } catch (error) {
      throw new KubectlError(error instanceof Error ? error.message : String(error));
    }
  });
}

export const setResourcesCommand: Command = {
  name: "set resources",
  summary: "Update resource requests/limits on objects with pod templates",
  usage: "set resources (-f FILENAME | TYPE NAME) ([--limits=LIMITS & --requests=REQUESTS]",
  flags: `${setFlags} containers/c=* limits record? requests`,
  async run(call) {
    const { flags } = call;
    checkWriteFlags(call);
    const found = await selectAll(call);
    const texts = { limits: flags.text("limits"), requests: flags.text("requests") };
    if (texts.limits === "" && texts.requests === "")
      throw new KubectlError("you must specify an update to requests or limits (in the form of --requests/--limits)");
    const wanted = {
      limits: Object.fromEntries(parseAmounts(texts.limits)),
      requests: Object.fromEntries(parseAmounts(texts.requests)),
    };
    const pattern = flags.text("containers");
    const failures: unknown[] = [];
    return updateObjects(call, found, {
      done: "resource requirements updated",
      failure: "failed to patch resources update to pod template",
      failures,
      change(one) {
        if (!containersOf(one).some((container) => isChosen(container, pattern)))
          failures.push(new KubectlError(`error: unable to find container named ${pattern}`, { bare: true }));
        return withContainers(one, (container) => {
          if (!isChosen(container, pattern)) return container;
          const before = treeAt(container, "resources");
          const changes = Object.entries(wanted).flatMap(([field, amounts]) =>
            Object.keys(amounts).length === 0 ? [] : [[field, { ...mapAt(before, field), ...amounts }]],
          );
          return { ...container, resources: { ...before, ...Object.fromEntries(changes) } };
        });
      },
    });
  },
};
