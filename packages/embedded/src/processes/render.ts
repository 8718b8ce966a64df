/**
 * What the names in a program's texts stand for.
 * @module
 */

import { toRfc3339 } from "@aiops-gym/cluster";
import { writeLog } from "../capture/capture.ts";
import { nextUuid } from "../kernel/random.ts";
import type { Simulation } from "../kernel/simulation.ts";
import type { ContainerRecord } from "../runtime/runtime-state.ts";
import { programOf } from "./compile-program.ts";
import type { CompiledLog } from "./compiled-program.ts";
import type { Task } from "./task.ts";
import { printVariable, renderTemplate, type Template } from "./template.ts";

/** Things that only some texts know. */
export interface RenderScope {
  readonly task?: Pick<Task, "error" | "key" | "variables"> | undefined;
  readonly error?: string;
  readonly keys?: readonly string[];
}

/** Renders a text of the program that runs in a container. */
export function renderText(
  sim: Simulation,
  container: ContainerRecord,
  template: Template,
  scope: RenderScope,
): string {
  if (template.names.length === 0) return template.literals[0] ?? "";
  return renderTemplate(template, (name) => meaningOf(sim, container, scope, name));
}

/** What a name stands for; `undefined` for an unknown one. */
export function meaningOf(
  sim: Simulation,
  container: ContainerRecord,
  scope: RenderScope,
  name: string,
): string | undefined {
  const { task } = scope;
  if (name === "error") return scope.error ?? task?.error ?? "";
  if (name === "key") return task?.key;
  if (name === "keys" && scope.keys !== undefined) return printVariable(scope.keys);
  const variable = task?.variables[name];
  if (variable !== undefined) return printVariable(variable);
  if (name.startsWith("config.")) return configValue(sim, container, name.slice(7));
  if (name.startsWith("env.")) return container.env[name.slice(4)] ?? "";
  switch (name) {
    case "now.rfc3339":
      return `${isoTime(sim, 19)}Z`;
    case "now.go":
      return isoTime(sim, 19).replaceAll("-", "/").replace("T", " ");
    case "now.iso-millis":
      return `${isoTime(sim, 23)}Z`;
    case "now.iso-offset":
      return `${isoTime(sim, 23)}+00:00`;
    case "pod.ip":
      return container.podIP;
    case "pod.name":
      return container.podName;
    case "uuid":
      return nextUuid(sim.random("processes/uuid"));
    default:
      return undefined;
  }
}

/** A value of the container's configuration: the image's, or the program's default. */
export function configValue(sim: Simulation, container: ContainerRecord, name: string): string | undefined {
  return container.config[name] ?? programOf(sim.world, container.programName)?.program.config?.[name];
}

/** `2026-01-05T09:00:00` (19 characters), or that with milliseconds (23). */
function isoTime(sim: Simulation, length: 19 | 23): string {
  const seconds = toRfc3339(sim.now).slice(0, 19);
  return length === 19 ? seconds : `${seconds}.${String(Math.floor(sim.now / 1000) % 1000).padStart(3, "0")}`;
}

/** Prints lines. */
export function printLines(
  sim: Simulation,
  container: ContainerRecord,
  lines: readonly CompiledLog[],
  scope: RenderScope,
): void {
  for (const line of lines) {
    writeLog(sim, container, line.stream, line.severity, renderText(sim, container, line.text, scope));
  }
}
