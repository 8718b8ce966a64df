/**
 * Arithmetic of lists of amounts (`cpu: 100m`).
 * @module
 */
import { compareQuantities, formatQuantity, parseQuantity } from "@aiops-gym/cluster";
import { type Draft, listIn, maybeObjectIn } from "../draft.ts";

/** Amounts by the name of what they are of. */
export type Amounts = Readonly<Record<string, string>>;

/** The sum of two amounts; written as the first, unless that is nothing. */
export function plus(a: string, b: string): string {
  const first = parseQuantity(a);
  const second = parseQuantity(b);
  return formatQuantity({
    nanos: first.nanos + second.nanos,
    format: first.nanos === 0n ? second.format : first.format,
  });
}

/** What is left of the first amount without the second. */
export function minus(a: string, b: string): string {
  const first = parseQuantity(a);
  const second = parseQuantity(b);
  return formatQuantity({
    nanos: first.nanos - second.nanos,
    format: first.nanos === 0n ? second.format : first.format,
  });
}

/** Both lists, summed name by name. */
export function addAmounts(a: Amounts, b: Amounts): Amounts {
  const sum: Record<string, string> = { ...a };
  for (const name in b) sum[name] = sum[name] === undefined ? String(b[name]) : plus(sum[name], String(b[name]));
  return sum;
}

/** The larger amount of each name. */
export function maxAmounts(a: Amounts, b: Amounts): Amounts {
  const max: Record<string, string> = { ...a };
  for (const name in b) {
    const amount = String(b[name]);
    if (max[name] === undefined || compareQuantities(amount, max[name]) > 0) max[name] = amount;
  }
  return max;
}

/**
 * What a pod asks for (or is limited to) in all: its containers together, or its init containers one after the other, where those that
 * go on running count on; what the pod says for itself counts instead.
 */
export function podAmounts(spec: Draft, which: "requests" | "limits"): Amounts {
  const of = (holder: Draft): Amounts => (maybeObjectIn(maybeObjectIn(holder, "resources"), which) ?? {}) as Amounts;
  let sum: Amounts = {};
  for (const container of listIn(spec, "containers")) sum = addAmounts(sum, of(container));
  let running: Amounts = {};
  let starting: Amounts = {};
  for (const container of listIn(spec, "initContainers")) {
    if (container["restartPolicy"] === "Always") {
      sum = addAmounts(sum, of(container));
      running = addAmounts(running, of(container));
      starting = maxAmounts(starting, running);
    } else starting = maxAmounts(starting, addAmounts(of(container), running));
  }
  const total = maxAmounts(sum, starting);
  const own = of(spec);
  return Object.keys(own).length === 0 ? total : { ...total, ...own };
}
