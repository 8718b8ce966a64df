/**
 * The entrance for applications: checks a definition as a whole and makes it unchangeable.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import type { Application } from "./application.ts";
import { applicationSchema } from "./application-schema.ts";
import { checkReferences, type DefinitionProblem } from "./check-references.ts";

/** At most so many problems are told at once. */
const maxProblems = 10;

/**
 * Makes an application of a definition.
 *
 * @returns The definition itself, deeply frozen.
 * @throws {@link GymError} `ERR_INVALID_DEFINITION` with what is wrong, where, and what was expected.
 */
export function defineApplication(definition: Application): Application {
  const parsed = applicationSchema.safeParse(definition);
  const misfits = (parsed.error?.issues ?? []).map(({ path, message }) => ({ path: pathText(path), message }));
  const problems = misfits.length > 0 ? misfits : checkReferences(definition);
  if (problems.length > 0) throw invalidDefinition(definition, problems);
  return deepFreeze(definition);
}

/** `programs[0].startup[3].micros`. */
function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  return text.startsWith(".") ? text.slice(1) : text;
}

function invalidDefinition(definition: { readonly name?: unknown }, problems: readonly DefinitionProblem[]): GymError {
  const shown = problems.slice(0, maxProblems).map(({ path, message }) => `  ${path}: ${message}`);
  const rest = problems.length > maxProblems ? [`  and ${problems.length - maxProblems} more`] : [];
  const name = typeof definition.name === "string" ? definition.name : "?";
  return new GymError(
    "ERR_INVALID_DEFINITION",
    [`application ${JSON.stringify(name)} cannot work:`, ...shown, ...rest].join("\n"),
  );
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFreeze(part);
  return value;
}
