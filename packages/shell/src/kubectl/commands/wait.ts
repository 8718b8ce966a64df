/**
 * `kubectl wait`.
 * @module
 */
import { isNotFound, type KubeObject, microsPerSecond } from "@aiops-gym/cluster";
import { flagGroups } from "../flags.ts";
import type { Command, Invocation } from "../invocation.ts";
import { findJsonPath, parseJsonPath, relaxedJsonPath, showValue } from "../json-path.ts";
import { describeError, describeErrors, KubectlError } from "../kubectl-error.ts";
import { reportChange } from "../report-change.ts";
import { type Found, parseTargets, qualifiedName, select } from "../resources.ts";
import { listAt, numberAt, textAt } from "../tree.ts";
import { waitUntilGone } from "./delete.ts";

type Test = (object: KubeObject) => boolean;

export const waitCommand: Command = {
  name: "wait",
  summary: "Wait for a specific condition on one or many resources",
  usage:
    "wait (-f FILENAME | TYPE/NAME | TYPE -l label | TYPE --all) --for=(delete|create|condition=TYPE[=VALUE]|jsonpath='{PATH}'[=VALUE]) [--timeout=30s]",
  flags: `${flagGroups.files} ${flagGroups.output} all? all-namespaces/A? field-selector for local? selector/l timeout~=30s`,
  async run(call) {
    const condition = call.flags.text("for");
    const test = parseCondition(condition);
    const given = call.flags.seconds("timeout");
    // a negative time means a week, as kubectl has it
    const limit = given < 0 ? 7 * 24 * 3600 : given;
    if (condition.toLowerCase() === "create") await waitForCreation(call, limit);
    const { found, errors } = await select(call);
    const isDelete = condition.toLowerCase() === "delete";
    const failures = errors.filter((error) => !(isDelete && isNotFound(error)));
    if (isDelete) {
      const gone = await waitUntilGone(call, found, Math.max(limit, 0.001));
      if (gone)
        for (const { info, object } of found)
          call.print(`${qualifiedName(info, object.metadata.name)} condition met\n`);
      for (const error of failures) call.warn(describeError(error));
      return gone && failures.length === 0 ? 0 : 1;
    }
    if (found.length === 0 && failures.length === 0) throw new KubectlError("no matching resources found");
    const end = call.clock.now() + limit * microsPerSecond;
    const problems = [...failures];
    for (const one of found) {
      // all share the time: those that come after it was up are not looked at
      const left = (end - call.clock.now()) / microsPerSecond;
      const problem = await waitForOne(
        call,
        one,
        left > 0 || limit === 0 ? test : () => false,
        limit === 0 ? 0 : Math.max(left, 1e-6),
      );
      if (problem !== undefined) problems.push(problem);
    }
    if (problems.length > 0) call.warn(describeErrors(problems));
    return problems.length > 0 ? 1 : 0;
  },
};

/** @returns what went wrong. */
async function waitForOne(
  call: Invocation,
  { info, object }: Found,
  test: Test,
  limit: number,
): Promise<KubectlError | undefined> {
  const { name, namespace } = object.metadata;
  const met = await call.poll(limit, async () => {
    const now = await call.api.get(call.reference(info, name, namespace));
    return test(now) ? now : undefined;
  });
  if (met !== undefined) {
    await reportChange(call, info, met, "condition met");
    return undefined;
  }
  return new KubectlError(
    limit === 0
      ? `condition not met for ${info.plural}/${name}`
      : `timed out waiting for the condition on ${info.plural}/${name}`,
  );
}

async function waitForCreation(call: Invocation, limit: number): Promise<void> {
  for (const { info, name } of parseTargets(call, call.args)) {
    if (name === undefined) continue;
    await call.poll(limit, async () => {
      try {
        return await call.api.get(call.reference(info, name));
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    });
  }
}

function parseCondition(text: string): Test {
  const lower = text.toLowerCase();
  if (lower === "delete" || lower === "create") return () => true;
  if (text.startsWith("condition=")) {
    const [type = "", wanted = "true"] = text.slice("condition=".length).split("=");
    return (object) => {
      const observed = numberAt(object, "status.observedGeneration");
      if (observed > 0 && observed < (object.metadata.generation ?? 0)) return false;
      return listAt(object, "status.conditions").some(
        (one) =>
          textAt(one, "type").toLowerCase() === type.toLowerCase() &&
          textAt(one, "status").toLowerCase() === wanted.toLowerCase(),
      );
    };
  }
  if (text.startsWith("jsonpath=")) {
    const parts = /^'?(\{.*\}|[^=]*?)'?(?:=(.*))?$/s.exec(text.slice("jsonpath=".length));
    const [, source = "", wanted] = parts ?? [];
    if (wanted === "")
      throw new KubectlError(
        "jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3",
      );
    const path = parseJsonPath(relaxedJsonPath(source));
    return (object) => {
      const [value] = findJsonPath(path, object);
      return (
        value !== undefined && (wanted === undefined || showValue(value) === wanted.replace(/^(["'])(.*)\1$/, "$2"))
      );
    };
  }
  throw new KubectlError(`unrecognized condition: ${JSON.stringify(text)}`);
}
