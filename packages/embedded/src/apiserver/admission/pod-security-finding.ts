/**
 * What checks of pod security say of what they find, and on whom.
 * @module
 */
import { type Draft, maybeObjectIn } from "../draft.ts";

/** What breaks a rule. */
export interface Finding {
  readonly reason: string;
  readonly detail: string;
}

/** Looks at a pod specification and its containers: those that initialise, those that run, those that debug. */
export type Check = (spec: Draft, containers: readonly Draft[]) => Finding | undefined;

/** Names in quotes. */
export function quoted(names: readonly unknown[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}

/** `containers "a", "b"` */
export function some(word: string, names: readonly unknown[]): string {
  return `${word}${names.length === 1 ? "" : "s"} ${quoted(names)}`;
}

/** Texts, each once, in order. */
export function sorted(values: Iterable<unknown>): readonly string[] {
  return [...new Set([...values].map(String))].sort();
}

/** The security context of a pod or container. */
export function contextOf(holder: Draft): Draft | undefined {
  return maybeObjectIn(holder, "securityContext");
}

/** Containers whose security context is as described, by name. */
export function named(
  containers: readonly Draft[],
  is: (context: Draft | undefined, container: Draft) => boolean,
): unknown[] {
  return containers.filter((container) => is(contextOf(container), container)).map(({ name }) => name);
}

/** A finding about a field of a security context with values that are not allowed, of the pod or of containers. */
export function badValues(
  spec: Draft,
  containers: readonly Draft[],
  read: (context: Draft | undefined) => unknown,
  isBad: (value: unknown) => boolean,
): { readonly setters: string; readonly values: readonly string[] } | undefined {
  const own = read(contextOf(spec));
  const podIsBad = own !== undefined && isBad(own);
  const bad = containers.filter((container) => {
    const value = read(contextOf(container));
    return value !== undefined && isBad(value);
  });
  const values = sorted([...(podIsBad ? [own] : []), ...bad.map((container) => read(contextOf(container)))]);
  const setters = [...(podIsBad ? ["pod"] : [])];
  if (bad.length > 0)
    setters.push(
      some(
        "container",
        bad.map(({ name }) => name),
      ),
    );
  return setters.length === 0 ? undefined : { setters: setters.join(" and "), values };
}
