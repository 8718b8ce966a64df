/**
 * How values of charts, files and flags are put together. A value of null takes away what a chart has.
 * @module
 */

import { formatValue } from "../go-template/format.ts";
import { sprintf } from "../go-template/sprintf.ts";
import { emptyMap, entryOf, type GoMap, isMap } from "../go-template/value.ts";
import type { Chart } from "./chart.ts";
import { deepCopy } from "./functions/support.ts";
import { HelmError } from "./helm-error.ts";

/** Tells the user of values that were left out. */
export type Warn = (text: string) => void;

/** The values of a later file over those of an earlier one. */
export function mergeMaps(under: GoMap, over: GoMap): GoMap {
  const merged = Object.assign(emptyMap(), under);
  for (const [key, value] of Object.entries(over)) {
    const before = entryOf(merged, key);
    merged[key] = isMap(value) && isMap(before) ? mergeMaps(before, value) : value;
  }
  return merged;
}

/** A chart's values under those that users gave, those of the charts inside of it too. */
export function coalesceValues(chart: Chart, given: GoMap, warn: Warn): GoMap {
  return coalesce(chart, deepCopy(given) as GoMap, "", warn);
}

function coalesce(chart: Chart, values: GoMap, prefix: string, warn: Warn): GoMap {
  const name = joined(prefix, chart.metadata.name);
  fillIn(chart, values, name, warn);
  for (const inner of chart.dependencies) {
    const own = entryOf(values, inner.metadata.name) ?? emptyMap();
    if (!isMap(own)) throw new HelmError(`type mismatch on ${inner.metadata.name}: ${sprintf("%t", [own])}`);
    passGlobals(own, values, warn);
    values[inner.metadata.name] = coalesce(inner, own, name, warn);
  }
  return values;
}

function joined(prefix: string, name: string): string {
  return prefix === "" ? name : `${prefix}.${name}`;
}

/** Puts a chart's own values where users gave none. */
function fillIn(chart: Chart, values: GoMap, name: string, warn: Warn): void {
  for (const [key, own] of Object.entries((deepCopy(chart.values ?? {}) as GoMap) ?? {})) {
    const given = entryOf(values, key);
    if (given === undefined) values[key] = own;
    else if (given === null) delete values[key];
    else if (isMap(given)) {
      if (isMap(own)) coalesceTables(given, own, joined(name, key), warn, isDependency(chart, key));
      else if (own !== null) warn(`warning: skipped value for ${name}.${key}: Not a table.`);
    }
  }
}

function isDependency(chart: Chart, key: string): boolean {
  return chart.dependencies.some(({ metadata }) => metadata.name === key);
}

/**
 * Fills one table from another, in place.
 *
 * @param keepNull - Whether a value of null stays for a chart inside to act on.
 */
export function coalesceTables(into: GoMap, from: GoMap, prefix: string, warn: Warn, keepNull = false): GoMap {
  for (const [key, value] of Object.entries(from)) {
    const full = joined(prefix, key);
    const own = entryOf(into, key);
    if (own === null && !keepNull && value !== null) delete into[key];
    else if (own === undefined) into[key] = value;
    else if (isMap(value)) {
      if (isMap(own)) coalesceTables(own, value, full, warn, keepNull);
      else if (own !== null) warn(`warning: cannot overwrite table with non table for ${full} (${formatValue(value)})`);
    } else if (isMap(own) && value !== null)
      warn(`warning: destination for ${full} is a table. Ignoring non-table value (${formatValue(value)})`);
  }
  return into;
}

/** Hands `global` on to a chart inside. */
function passGlobals(into: GoMap, from: GoMap, warn: Warn): void {
  const target = entryOf(into, "global") ?? emptyMap();
  const source = entryOf(from, "global") ?? emptyMap();
  if (!isMap(target)) {
    warn("warning: skipping globals because destination global is not a table.");
    return;
  }
  if (!isMap(source)) {
    warn("warning: skipping globals because source global is not a table.");
    return;
  }
  for (const [key, value] of Object.entries(source)) {
    const own = entryOf(target, key);
    if (isMap(value)) {
      const copy = Object.assign(emptyMap(), value);
      if (own === undefined) target[key] = copy;
      else if (isMap(own)) target[key] = coalesceTables(copy, own, key, warn, true);
      else warn(`Conflict: cannot merge map onto non-map for ${JSON.stringify(key)}. Skipping.`);
    } else if (isMap(own)) warn(`key ${key} is table. Skipping`);
    else target[key] = value;
  }
  into["global"] = target;
}
