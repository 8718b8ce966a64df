/**
 * What a rule of {@link checkEnv} is: a name, where it is written down, and a look at an environment.
 * @module
 */
import type { CheckContext } from "./check-context.ts";

/** What a rule came to: nothing when the environment keeps it. */
export type Verdict =
  | undefined
  /** Broken. */
  | { readonly found: string; readonly expected: string }
  /** It does not apply here, and why. */
  | { readonly skipped: string };

/** One rule. Rules are looked at in the order of their table. */
export interface CheckRule {
  /** Unique, kebab-case. */
  readonly name: string;
  /** What an environment that keeps it does, in one line. */
  readonly summary: string;
  /** Where it is written down: a heading of docs/semantics.md, as a link names it. */
  readonly section: string;
  /** Rules without which this one says nothing: it is skipped when one of them is broken. */
  readonly needs?: readonly string[];
  /** Looks. What it throws breaks the rule too. */
  check(context: CheckContext): Promise<Verdict>;
}

/** An error in a few words: its code where it has one, and its message's first line. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return `something thrown that is no Error: ${String(error)}`;
  const code = "code" in error ? `${String(error.code)}: ` : "";
  return `${code}${error.message.split("\n")[0]?.slice(0, 200)}`;
}

/** Calls something that must be refused; says what happened when it was not refused with the code. */
export async function expectRefusal(what: string, code: string, call: () => unknown): Promise<Verdict> {
  const expected = `a GymError with code ${code}`;
  try {
    await call();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === code) return undefined;
    return { found: `${what} threw ${describeError(error)}`, expected };
  }
  return { found: `${what} was accepted`, expected };
}
