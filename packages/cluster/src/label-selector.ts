/**
 * Label selectors: parsing (`app=web,tier in (a,b),!canary`), formatting and matching.
 * Checked against Kubernetes 1.34.4.
 * @module
 */
import { type LabelOperator, type LabelRequirement, LabelSelectorParser } from "./label-selector-parser.ts";
import type { LabelSelector } from "./objects/meta.ts";
import { badRequest as bad } from "./status-messages.ts";

export type { LabelOperator, LabelRequirement } from "./label-selector-parser.ts";

/** Labels of an object, or none. */
export type Labels = Readonly<Record<string, string>> | undefined;

function byKey(requirements: LabelRequirement[]): readonly LabelRequirement[] {
  return requirements.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

/**
 * Reads a selector as kubectl's `-l` takes it. The empty text selects everything.
 *
 * @returns the requirements, ordered by key.
 * @throws {@link StatusError} `BadRequest`, in the API server's words.
 */
export function parseLabelSelector(text: string): readonly LabelRequirement[] {
  return byKey(new LabelSelectorParser(text).parse());
}

/** The requirements of a workload's `spec.selector`, ordered by key. An empty selector selects everything. */
export function labelRequirements(selector: LabelSelector): readonly LabelRequirement[] {
  const requirements: LabelRequirement[] = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({
    key,
    operator: "=",
    values: [value],
  }));
  for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
    const operators = { In: "in", NotIn: "notin", Exists: "exists", DoesNotExist: "!" } as const;
    const known: LabelOperator | undefined = operators[operator];
    if (known === undefined) throw bad(`"${String(operator)}" is not a valid label selector operator`);
    requirements.push({ key, operator: known, values: [...values].sort() });
  }
  return byKey(requirements);
}

/** The text of requirements, as Kubernetes prints selectors: `app=web,tier in (a,b),!canary`. */
export function formatLabelRequirements(requirements: readonly LabelRequirement[]): string {
  return requirements.map(formatRequirement).join(",");
}

/** The text of a workload's selector, as `kubectl describe` prints it; `<none>` when it is absent or empty. */
export function formatLabelSelector(selector: LabelSelector | undefined): string {
  const text = selector === undefined ? "" : formatLabelRequirements(labelRequirements(selector));
  return text === "" ? "<none>" : text;
}

function formatRequirement({ key, operator, values }: LabelRequirement): string {
  switch (operator) {
    case "exists":
      return key;
    case "!":
      return `!${key}`;
    case "in":
    case "notin":
      return `${key} ${operator} (${values.join(",")})`;
    case "gt":
      return `${key}>${values.join(",")}`;
    case "lt":
      return `${key}<${values.join(",")}`;
    default:
      return `${key}${operator}${values.join(",")}`;
  }
}

/**
 * Compiles a selector into a test of labels; compile once, match often.
 * An absent LabelSelector object selects nothing, an empty one everything (as in Kubernetes).
 */
export function labelMatcher(
  selector: string | LabelSelector | readonly LabelRequirement[] | undefined,
): (labels: Labels) => boolean {
  if (selector === undefined) return () => false;
  const known = typeof selector === "object" ? compiled.get(selector) : compiledTexts.get(selector);
  if (known !== undefined) return known;
  const test = compileAll(selector);
  if (typeof selector === "string") {
    if (compiledTexts.size >= mostTexts) compiledTexts.clear();
    compiledTexts.set(selector, test);
  } else if (isFrozenSelector(selector)) compiled.set(selector, test);
  return test;
}

/** Of texts: those who look for a service's pods ask the same again and again. */
const compiledTexts = new Map<string, (labels: Labels) => boolean>();
/** Beyond it all are forgotten. */
const mostTexts = 256;

// Selectors of stored objects never change.
const compiled = new WeakMap<object, (labels: Labels) => boolean>();

function isFrozenSelector(selector: object): boolean {
  return Object.isFrozen(selector) && Object.values(selector).every((part) => Object.isFrozen(part));
}

function compileAll(selector: string | LabelSelector | readonly LabelRequirement[]): (labels: Labels) => boolean {
  const requirements =
    typeof selector === "string"
      ? parseLabelSelector(selector)
      : isRequirements(selector)
        ? selector
        : labelRequirements(selector);
  const tests = requirements.map(compile);
  const [only] = tests;
  if (only === undefined) return () => true;
  return tests.length === 1 ? only : (labels) => tests.every((test) => test(labels));
}

/** Whether a plain map selector (a Service's `spec.selector`) matches; an empty map selects nothing. */
export function labelsInclude(labels: Labels, wanted: Readonly<Record<string, string>>): boolean {
  let any = false;
  for (const key in wanted) {
    if (labels === undefined || labels[key] !== wanted[key]) return false;
    any = true;
  }
  return any;
}

function isRequirements(
  selector: LabelSelector | readonly LabelRequirement[],
): selector is readonly LabelRequirement[] {
  return Array.isArray(selector);
}

function compile({ key, operator, values }: LabelRequirement): (labels: Labels) => boolean {
  const [value = ""] = values;
  switch (operator) {
    case "=":
    case "==":
      return (labels) => labels?.[key] === value;
    case "!=":
      return (labels) => labels?.[key] !== value;
    case "exists":
      return (labels) => labels?.[key] !== undefined;
    case "!":
      return (labels) => labels?.[key] === undefined;
    case "in":
      return (labels) => values.includes(labels?.[key] ?? "\0");
    case "notin":
      return (labels) => !values.includes(labels?.[key] ?? "\0");
    case "gt":
      return (labels) => isInteger(labels?.[key]) && BigInt(labels?.[key] ?? 0) > BigInt(value);
    case "lt":
      return (labels) => isInteger(labels?.[key]) && BigInt(labels?.[key] ?? 0) < BigInt(value);
  }
}

function isInteger(text: string | undefined): boolean {
  return text !== undefined && /^-?\d+$/.test(text);
}
