/**
 * Actions as tools of language models.
 * @module
 */
import { z } from "zod";
import type { ActionProfile, AnyAction, TaskName } from "./action-definition.ts";
import { actionsFor } from "./action-list.ts";

/** A tool, in the shape that OpenAI's API and MCP share. */
export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** The tools of a task. */
export function toolDefinitions(task: TaskName, profile: ActionProfile = "strict"): readonly ToolDefinition[] {
  return actionsFor(task, profile).map(({ name, description, schema }) => ({
    name,
    description,
    parameters: jsonSchema(schema),
  }));
}

const schemas = new WeakMap<AnyAction["schema"], Readonly<Record<string, unknown>>>();

/** Made once for each schema. */
function jsonSchema(schema: AnyAction["schema"]): Readonly<Record<string, unknown>> {
  const known = schemas.get(schema);
  if (known !== undefined) return known;
  // what callers pass in: arguments with defaults may be left out
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input" });
  schemas.set(schema, rest);
  return rest;
}

/** `get_logs(namespace: string, service: string)`: how an action is called. */
export function signatureOf({ name, schema }: Pick<AnyAction, "name" | "schema">): string {
  const { properties = {}, required = [] } = jsonSchema(schema) as {
    readonly properties?: Readonly<
      Record<string, { readonly type?: string; readonly enum?: readonly unknown[]; readonly default?: unknown }>
    >;
    readonly required?: readonly string[];
  };
  const args = Object.entries(properties).map(([key, { type, enum: values, default: initial }]) => {
    const shown = values === undefined ? (type ?? "any") : values.map((value) => JSON.stringify(value)).join(" | ");
    const optional = required.includes(key) ? "" : "?";
    return `${key}${optional}: ${shown}${initial === undefined ? "" : ` = ${JSON.stringify(initial)}`}`;
  });
  return `${name}(${args.join(", ")})`;
}
