/**
 * Redirections.
 * @module
 */
import type { Descriptor } from "./busybox-state.ts";
import { type ExpansionContext, expandText } from "./expand-word.ts";
import { absolutePath } from "./files.ts";
import { type BusyboxContext, complain } from "./output.ts";
import type { Redirection } from "./shell-code.ts";

/** Applies redirections to the process. False when a file cannot be opened. */
export function redirect(
  context: BusyboxContext,
  scope: ExpansionContext,
  redirections: readonly Redirection[],
): boolean {
  const { process, files, host } = context;
  const name = scope.shell.name;
  for (const { fd, operator, target } of redirections) {
    const text = expandText(scope, target);
    const descriptors = process.descriptors;
    if (operator === "dup") {
      const from = text === "-" ? undefined : descriptors[Number(text)];
      descriptors[fd] = from ?? { kind: "null" };
      continue;
    }
    if (operator === "text") {
      descriptors[fd] = textInput(host, text);
      continue;
    }
    const path = absolutePath(process.folder, text);
    const special = specialFile(descriptors, path);
    if (special !== undefined) {
      descriptors[fd] = special;
      continue;
    }
    if (operator === "<") {
      const entry = files.at(path);
      if (entry?.kind !== "file") {
        complain(context, `${name}: can't open ${text}: no such file`);
        return false;
      }
      descriptors[fd] = textInput(host, entry.text);
      continue;
    }
    const problem = files.writeProblem(path);
    if (problem !== undefined) {
      complain(
        context,
        `${name}: can't create ${text}: ${problem === "No such file or directory" ? "nonexistent directory" : problem}`,
      );
      return false;
    }
    if (operator === ">" || files.at(path) === undefined) files.write(path, "");
    descriptors[fd] = { kind: "file", path };
  }
  return true;
}

function textInput(host: BusyboxContext["host"], text: string): Descriptor {
  const pipe = host.nextId++;
  host.pipes.set(pipe, { text, zeros: 0 });
  return { kind: "pipe", pipe };
}

function specialFile(descriptors: readonly Descriptor[], path: string): Descriptor | undefined {
  switch (path) {
    case "/dev/null":
      return { kind: "null" };
    case "/dev/zero":
      return { kind: "zero" };
    case "/dev/stdout":
    case "/proc/self/fd/1":
      return descriptors[1];
    case "/dev/stderr":
    case "/proc/self/fd/2":
      return descriptors[2];
    case "/proc/1/fd/1":
      return { kind: "log", stream: "stdout" };
    case "/proc/1/fd/2":
      return { kind: "log", stream: "stderr" };
    default:
      return undefined;
  }
}
