/**
 * `kubectl cordon` and `kubectl uncordon`, and the nodes that these and `drain` mean.
 * @module
 */
import { flagGroups } from "../flags.ts";
import type { Command, Invocation } from "../invocation.ts";
import { describeError, describeErrors, KubectlError, usageError } from "../kubectl-error.ts";
import { reportChange } from "../report-change.ts";
import { type Found, select } from "../resources.ts";
import { fieldAt } from "../tree.ts";

/** The nodes that are named or selected. @throws when one of them is not there. */
export async function selectNodes(call: Invocation, usage: string): Promise<readonly Found[]> {
  const selects = call.flags.has("selector");
  if (call.args.length === 0 && !selects) throw usageError(call.verb, `USAGE: ${usage} [flags]`);
  if (call.args.length > 0 && call.flags.text("selector") !== "")
    throw new KubectlError(
      `error: cannot specify both a node name and a --selector option\nSee 'kubectl ${call.verb} -h' for help and examples`,
      { bare: true },
    );
  call.dryRun();
  const named = call.args.map((arg) => (arg.includes("/") ? arg : `nodes/${arg}`));
  const { found, errors } = await select(call, {}, selects ? ["nodes"] : named);
  if (errors.length > 0) throw new KubectlError(describeErrors(errors.slice(0, 1)), { bare: true });
  const other = found.find(({ info }) => info.kind !== "Node");
  if (other !== undefined) {
    const { version, plural, group } = other.info;
    throw new KubectlError(`error: expected resource of type node, got "${group}/${version}, Resource=${plural}"`, {
      bare: true,
    });
  }
  return found;
}

/** Marks nodes, or takes the mark away; failures of one do not keep the others from it. */
export async function setUnschedulable(
  call: Invocation,
  nodes: readonly Found[],
  unschedulable: boolean,
): Promise<void> {
  const done = unschedulable ? "cordoned" : "uncordoned";
  for (const { info, object } of nodes) {
    if ((fieldAt(object, "spec.unschedulable") === true) === unschedulable) {
      await reportChange(call, info, object, `already ${done}`);
      continue;
    }
    try {
      if (call.dryRun() !== "client") {
        const body = { spec: { unschedulable: unschedulable ? true : null } };
        const options = call.dryRun() === "server" ? { dryRun: true } : {};
        await call.api.patch(call.reference(info, object.metadata.name), { type: "strategic", body }, options);
      }
    } catch (error) {
      const verb = unschedulable ? "cordon" : "uncordon";
      const why = error instanceof Error ? error.message : describeError(error);
      call.warn(`error: unable to ${verb} node ${JSON.stringify(object.metadata.name)}: ${why}`);
      continue;
    }
    await reportChange(call, info, object, done);
  }
}

function cordonCommand(name: "cordon" | "uncordon"): Command {
  return {
    name,
    summary: name === "cordon" ? "Mark node as unschedulable" : "Mark node as schedulable",
    usage: `${name} NODE`,
    flags: `${flagGroups.dryRun} selector/l`,
    async run(call) {
      await setUnschedulable(call, await selectNodes(call, `${name} NODE`), name === "cordon");
      return 0;
    },
  };
}

export const cordonCommandPair: readonly Command[] = [cordonCommand("cordon"), cordonCommand("uncordon")];
