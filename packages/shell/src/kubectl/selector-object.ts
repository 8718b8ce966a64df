/**
 * Selectors as objects.
 * @module
 */
import { parseLabelSelector, StatusError } from "@aiops-gym/cluster";
import { KubectlError } from "./kubectl-error.ts";
import { compareText } from "./tree.ts";

const operators: Readonly<Record<string, string>> = {
  "!=": "NotIn",
  in: "In",
  notin: "NotIn",
  exists: "Exists",
  "!": "DoesNotExist",
};

/** A selector's text as an object: `matchLabels` for equal labels, `matchExpressions` for all else. */
export function selectorObject(text: string): object {
  try {
    const requirements = parseLabelSelector(text);
    const labels = requirements.flatMap(({ key, operator, values }): [string, string][] =>
      operator === "=" || operator === "==" ? [[key, values[0] ?? ""]] : [],
    );
    const expressions = requirements.flatMap(({ key, operator, values }) => {
      const name = operators[operator];
      return name === undefined ? [] : [{ key, operator: name, ...(values.length > 0 ? { values } : {}) }];
    });
    const sorted = labels.sort(([a], [b]) => compareText(a, b));
    return {
      ...(sorted.length > 0 ? { matchLabels: Object.fromEntries(sorted) } : {}),
      ...(expressions.length > 0 ? { matchExpressions: expressions } : {}),
    };
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    throw new KubectlError(`couldn't parse the selector string "${text}": ${error.message}`);
  }
}
