/**
 * Helm's functions of lists.
 * @module
 */
import { GoCallError } from "../../go-template/template-error.ts";
import { fixed, type GoValue, variadic } from "../../go-template/value.ts";
import { bounded, deepEqual, elements, type FunctionTable, isEmpty, kindOf, toInt64 } from "./support.ts";

const includes = (list: readonly GoValue[], item: GoValue): boolean => list.some((one) => deepEqual(one, item));

function slice(list: GoValue, cuts: readonly GoValue[]): GoValue {
  if (!Array.isArray(list)) throw new GoCallError(`list should be type of slice or array but ${kindOf(list)}`);
  if (list.length === 0) return null;
  const from = cuts[0] === undefined ? 0 : Number(toInt64(cuts[0]));
  const to = cuts[1] === undefined ? list.length : Number(toInt64(cuts[1]));
  if (from < 0 || from > to || to > list.length)
    throw new GoCallError("reflect.Value.Slice: slice index out of bounds");
  return list.slice(from, to);
}

function chunk(size: number, list: GoValue): GoValue {
  const items = elements(list, "Cannot chunk type");
  const chunks: GoValue[] = [];
  for (let at = 0; at < items.length && size > 0; at += size) chunks.push(items.slice(at, at + size));
  return chunks;
}

export const listFunctions: FunctionTable = [
  ["list tuple", variadic([], "any", (...items) => items)],
  [
    "append push mustAppend mustPush",
    fixed(["any", "any"], (list, item) => [...elements(list, "Cannot push on type"), item]),
  ],
  ["prepend mustPrepend", fixed(["any", "any"], (list, item) => [item, ...elements(list, "Cannot prepend on type")])],
  ["first mustFirst", fixed(["any"], (list) => elements(list, "Cannot find first on type")[0] ?? null)],
  ["last mustLast", fixed(["any"], (list) => elements(list, "Cannot find last on type").at(-1) ?? null)],
  ["rest mustRest", fixed(["any"], (list) => elements(list, "Cannot find rest on type").slice(1))],
  ["initial mustInitial", fixed(["any"], (list) => elements(list, "Cannot find initial on type").slice(0, -1))],
  [
    "uniq mustUniq",
    fixed(["any"], (list) => {
      const kept: GoValue[] = [];
      const items = elements(list, "Cannot find uniq on type");
      bounded(items.length * 100, "uniq");
      for (const item of items) if (!includes(kept, item)) kept.push(item);
      return kept;
    }),
  ],
  [
    "without mustWithout",
    variadic(["any"], "any", (list, ...omitted) =>
      elements(list, "Cannot find without on type").filter((item) => !includes(omitted, item)),
    ),
  ],
  [
    "has mustHas",
    fixed(["any", "any"], (item, list) => list !== null && includes(elements(list, "Cannot find has on type"), item)),
  ],
  [
    "compact mustCompact",
    fixed(["any"], (list) => elements(list, "Cannot compact on type").filter((item) => !isEmpty(item))),
  ],
  ["slice mustSlice", variadic(["any"], "any", (list, ...cuts) => slice(list, cuts))],
  [
    "concat",
    variadic([], "any", (...lists) => {
      bounded(
        lists.reduce((sum: number, list) => sum + (Array.isArray(list) ? list.length : 0), 0),
        "concat",
      );
      return lists.flatMap((list) => {
        if (list !== null && !Array.isArray(list)) throw new GoCallError(`Cannot concat type ${kindOf(list)} as list`);
        return elements(list, "");
      });
    }),
  ],
  ["chunk mustChunk", fixed(["int", "any"], chunk)],
];
