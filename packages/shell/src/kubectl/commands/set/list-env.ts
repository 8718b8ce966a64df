/**
 * `kubectl set env --list`.
 * @module
 */
import { isNotFound, type KubeObject, StatusError } from "@aiops-gym/cluster";
import { nameOf } from "../../describe/writer.ts";
import type { Invocation } from "../../invocation.ts";
import type { Found } from "../../resources.ts";
import { requireKind } from "../../resources.ts";
import { compareText, fieldAt, mapAt, type Tree, textAt } from "../../tree.ts";
import { containersOf, isChosen } from "./pod-template.ts";

/** Prints the variables of an object's containers, with `--resolve` what they refer to. */
export async function listVariables(call: Invocation, one: Found): Promise<void> {
  for (const container of containersOf(one)) {
    if (!isChosen(container, call.flags.text("containers"))) continue;
    call.print(`# ${one.info.kind} ${one.object.metadata.name}, container ${nameOf(container)}\n`);
    const failures = new Map<string, string[]>();
    const env = fieldAt(container, "env");
    for (const variable of Array.isArray(env) ? (env as readonly Tree[]) : []) {
      const name = nameOf(variable);
      const from = fieldAt(variable, "valueFrom");
      if (from === undefined) {
        call.print(`${name}=${textAt(variable, "value")}\n`);
        continue;
      }
      const value = call.flags.bool("resolve") ? await resolveValue(call, from, one.object) : undefined;
      if (value?.text !== undefined) {
        call.print(`${name}=${value.text}\n`);
        continue;
      }
      call.print(`# ${name} from ${sourceText(from)}\n`);
      if (value !== undefined) failures.set(value.problem, [...(failures.get(value.problem) ?? []), name]);
    }
    const lines = [...failures].map(
      ([problem, names]) => `error retrieving reference for ${names.sort(compareText).join(", ")}: ${problem}`,
    );
    for (const line of lines.sort(compareText)) call.warn(line);
  }
}

function sourceText(from: unknown): string {
  const sources = [
    ["fieldRef", () => `field path ${textAt(from, "fieldRef.fieldPath")}`],
    [
      "resourceFieldRef",
      () => {
        const container = textAt(from, "resourceFieldRef.containerName");
        return `resource field ${container === "" ? "" : `${container}/`}${textAt(from, "resourceFieldRef.resource")}`;
      },
    ],
    ["secretKeyRef", () => `secret ${textAt(from, "secretKeyRef.name")}, key ${textAt(from, "secretKeyRef.key")}`],
    [
      "configMapKeyRef",
      () => `configmap ${textAt(from, "configMapKeyRef.name")}, key ${textAt(from, "configMapKeyRef.key")}`,
    ],
  ] as const;
  return sources.find(([field]) => fieldAt(from, field) !== undefined)?.[1]() ?? "invalid valueFrom";
}

/** What a reference reads, or why it reads nothing. */
type Resolved = { readonly text: string } | { readonly text?: undefined; readonly problem: string };

async function resolveValue(call: Invocation, from: unknown, object: KubeObject): Promise<Resolved> {
  const secret = fieldAt(from, "secretKeyRef");
  const config = fieldAt(from, "configMapKeyRef");
  if (secret !== undefined || config !== undefined) {
    const [plural, ref] = secret === undefined ? ["configmaps", config] : ["secrets", secret];
    const [name, key] = [textAt(ref, "name"), textAt(ref, "key")];
    try {
      const holder = await call.api.get(call.reference(requireKind(call, plural), name));
      const text = mapAt(holder, "data")[key];
      if (text === undefined)
        return { problem: `key ${key} not found in ${secret === undefined ? "config map" : "secret"} ${name}` };
      return { text: secret === undefined ? text : Buffer.from(text, "base64").toString("utf8") };
    } catch (error) {
      if (isNotFound(error) || error instanceof StatusError) return { problem: (error as Error).message };
      throw error;
    }
  }
  const path = textAt(from, "fieldRef.fieldPath");
  const known = ["metadata.name", "metadata.namespace", "metadata.uid"];
  if (known.includes(path)) return { text: textAt(object, path) };
  if (path !== "") return { problem: `unsupported fieldPath: ${path}` };
  return { problem: "invalid valueFrom" };
}
