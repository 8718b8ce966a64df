/**
 * What a policy is told at the start.
 * @module
 */
import type { Application } from "@aiops-gym/application";
import { type TaskKind, taskInstructions } from "@aiops-gym/problems";
import type { Briefing, ToolDefinition } from "./observation.ts";
import type { Page } from "./page.ts";

/** The briefing as data and as text. */
export function composeBriefing(
  application: Application,
  task: TaskKind,
  page: Page,
  tools: readonly ToolDefinition[],
  maxSteps: number,
): { briefing: Briefing; text: string } {
  const instructions = [
    `You are on call for ${application.title} (Kubernetes namespace ${application.namespace}). ${application.description}`,
    `Its users can: ${application.operations.join("; ")}.`,
    `Its services: ${application.services.join(", ")}.`,
    taskInstructions[task],
    `You have ${maxSteps} steps. One action a step; the last is submit.`,
  ].join("\n");
  const toolLines = tools.map(({ name, description }) => `- ${name}: ${description}`);
  const text = [instructions, "", "The page:", page.text, "", "Actions:", ...toolLines].join("\n");
  return { briefing: { page, instructions, tools }, text };
}
