/**
 * Helm's functions of maps. As in Go, `set`, `unset` and `merge` change the map that they are given.
 * @module
 */
import { GoCallError } from "../../go-template/template-error.ts";
import {
  emptyMap,
  entryOf,
  fixed,
  type GoMap,
  type GoValue,
  isMap,
  sortedKeys,
  variadic,
} from "../../go-template/value.ts";
import { deepCopy, type FunctionTable, isEmpty, kindOf, textOf } from "./support.ts";

function dict(items: readonly GoValue[]): GoMap {
  const map = emptyMap();
  for (let at = 0; at < items.length; at += 2)
    map[textOf(items[at] ?? null)] = at + 1 < items.length ? (items[at + 1] ?? null) : "";
  return map;
}

/** Fills what a map lacks, or has empty, from another; `overwrite` lets the other win. */
function merge(into: GoMap, from: GoMap, overwrite: boolean): void {
  for (const [key, value] of Object.entries(from)) {
    const own = entryOf(into, key);
    if (isMap(own) && isMap(value)) merge(own, value, overwrite);
    else if (own === undefined || (overwrite ? !isEmpty(value) : isEmpty(own))) into[key] = value;
  }
}

function merged(overwrite: boolean): (into: GoMap, ...others: readonly GoMap[]) => GoMap {
  return (into, ...others) => {
    for (const other of others) merge(into, other, overwrite);
    return into;
  };
}

function dig(args: readonly GoValue[]): GoValue {
  if (args.length < 3) throw new GoCallError("dig needs at least three arguments");
  const found = args.at(-1) ?? null;
  const otherwise = args.at(-2) ?? null;
  let here: GoValue = found;
  for (const key of args.slice(0, -2)) {
    if (!isMap(here))
      throw new GoCallError(
        `interface conversion: interface {} is ${here === null ? "nil" : kindOf(here)}, not map[string]interface {}`,
      );
    const next = entryOf(here, textOf(key));
    if (next === undefined) return otherwise;
    here = next;
  }
  return here;
}

function only(map: GoMap, keep: (key: string) => boolean): GoMap {
  const kept = emptyMap();
  for (const [key, value] of Object.entries(map)) if (keep(key)) kept[key] = value;
  return kept;
}

export const mapFunctions: FunctionTable = [
  ["dict", variadic([], "any", (...items) => dict(items))],
  ["get", fixed(["map", "string"], (map, key) => entryOf(map, key) ?? "")],
  [
    "set",
    fixed(["map", "string", "any"], (map, key, value) => {
      map[key] = value;
      return map;
    }),
  ],
  [
    "unset",
    fixed(["map", "string"], (map, key) => {
      delete map[key];
      return map;
    }),
  ],
  ["hasKey", fixed(["map", "string"], (map, key) => Object.hasOwn(map, key))],
  [
    "pluck",
    variadic(["string"], "map", (key, ...maps) =>
      maps.flatMap((map) => (Object.hasOwn(map, key) ? [map[key] ?? null] : [])),
    ),
  ],
  ["keys", variadic([], "map", (...maps) => maps.flatMap((map) => sortedKeys(map)))],
  ["values", fixed(["map"], (map) => sortedKeys(map).map((key) => map[key] ?? null))],
  ["pick", variadic(["map"], "string", (map, ...keys) => only(map, (key) => keys.includes(key)))],
  ["omit", variadic(["map"], "string", (map, ...keys) => only(map, (key) => !keys.includes(key)))],
  ["merge mustMerge", variadic(["map"], "map", merged(false))],
  ["mergeOverwrite mustMergeOverwrite", variadic(["map"], "map", merged(true))],
  ["deepCopy mustDeepCopy", fixed(["any"], (value) => deepCopy(value))],
  ["dig", variadic([], "any", (...args) => dig(args))],
];
