/**
 * Helm's functions of defaults, types, regular expressions, versions and times.
 * @module
 */
import { RE2JS } from "re2js";
import { coerce, Range, SemVer } from "semver";
import { GoCallError } from "../../go-template/template-error.ts";
import {
  fixed,
  type GoFunction,
  GoInt,
  GoStruct,
  type GoValue,
  goInt64,
  type Maybe,
  typeName,
  variadic,
} from "../../go-template/value.ts";
import { formatGoTime } from "../go-time.ts";
import { deepEqual, type FunctionTable, isEmpty, kindOf, toInt64 } from "./support.ts";

const typeOf = (value: GoValue): string => (value === null ? "<nil>" : typeName(value));

const defaults: FunctionTable = [
  [
    "default",
    variadic(["any"], "any", (otherwise, given) => (given === undefined || isEmpty(given) ? otherwise : given)),
  ],
  ["empty", fixed(["any"], isEmpty)],
  ["coalesce", variadic([], "any", (...values) => values.find((value) => !isEmpty(value)) ?? null)],
  ["all", variadic([], "any", (...values) => values.every((value) => !isEmpty(value)))],
  ["any", variadic([], "any", (...values) => values.some((value) => !isEmpty(value)))],
  ["ternary", fixed(["any", "any", "bool"], (yes, no, condition) => (condition ? yes : no))],
  ["typeOf", fixed(["any"], typeOf)],
  ["typeIs typeIsLike", fixed(["string", "any"], (type, value) => type === typeOf(value))],
  ["kindOf", fixed(["any"], kindOf)],
  ["kindIs", fixed(["string", "any"], (kind, value) => kind === kindOf(value))],
  ["deepEqual", fixed(["any", "any"], (a, b) => deepEqual(a, b))],
];

/** Compiles a regular expression; those of Go need time in proportion to the text. */
function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    throw new GoCallError(error instanceof Error ? error.message : String(error));
  }
}

function findAll(pattern: string, text: string, count: number): string[] {
  const matcher = compile(pattern).matcher(text);
  const found: string[] = [];
  while ((count < 0 || found.length < count) && matcher.find()) found.push(matcher.group() ?? "");
  return found;
}

function splitBy(pattern: string, text: string, count: number): string[] {
  if (count === 0) return [];
  const matcher = compile(pattern).matcher(text);
  const parts: string[] = [];
  let from = 0;
  while ((count < 0 || parts.length < count - 1) && matcher.find()) {
    if (matcher.end() === 0) continue;
    parts.push(text.slice(from, matcher.start()));
    from = matcher.end();
  }
  return [...parts, text.slice(from)];
}

/** Replaces all matches; `expand` says by what. */
function replaceAll(pattern: string, text: string, expand: (group: (name: string) => string) => string): string {
  const matcher = compile(pattern).matcher(text);
  let out = "";
  let from = 0;
  const group = (name: string): string => {
    try {
      return matcher.group(/^\d+$/.test(name) ? Number(name) : name) ?? "";
    } catch {
      return "";
    }
  };
  while (matcher.find()) {
    out += text.slice(from, matcher.start()) + expand(group);
    from = matcher.end();
  }
  return out + text.slice(from);
}

/** A replacement with `$1`, `${name}` and `$$` filled in. */
function expanded(by: string): (group: (name: string) => string) => string {
  return (group) =>
    by.replaceAll(/\$(?:\$|\{(\w+)\}|(\w+))/g, (found, braced?: string, bare?: string) =>
      found === "$$" ? "$" : group(braced ?? bare ?? ""),
    );
}

const plainExpressions: FunctionTable = [
  ["regexMatch mustRegexMatch", fixed(["string", "string"], (pattern, text) => compile(pattern).matcher(text).find())],
  ["regexFind mustRegexFind", fixed(["string", "string"], (pattern, text) => findAll(pattern, text, 1)[0] ?? "")],
  ["regexFindAll mustRegexFindAll", fixed(["string", "string", "int"], findAll)],
  [
    "regexReplaceAll mustRegexReplaceAll",
    fixed(["string", "string", "string"], (pattern, text, by) => replaceAll(pattern, text, expanded(by))),
  ],
  [
    "regexReplaceAllLiteral mustRegexReplaceAllLiteral",
    fixed(["string", "string", "string"], (pattern, text, by) => replaceAll(pattern, text, () => by)),
  ],
  ["regexSplit mustRegexSplit", fixed(["string", "string", "int"], splitBy)],
  ["regexQuoteMeta", fixed(["string"], (text) => text.replaceAll(/[\\.+*?()|[\]{}^$]/g, "\\$&"))],
];

/** A regular expression costs a hundred times what other functions do. */
const expressions: FunctionTable = plainExpressions.map(([names, definition]) => [
  names,
  { ...definition, weight: 100 },
]);

/** A version, parts that are missing being 0; `undefined` for what is none. */
export function parseVersion(text: string): SemVer | undefined {
  if (!/^v?\d+(\.\d+){0,2}(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/.test(text)) return undefined;
  const parts = /^v?([\d.]+)([-+].*)?$/.exec(text);
  const whole = coerce(parts?.[1] ?? "")?.version;
  return whole === undefined ? undefined : new SemVer(whole + (parts?.[2] ?? ""));
}

/** Whether a version is in a range such as `>=1.20-0, <2` or `^1.2 || ~2.1`. @throws {@link GoCallError} */
export function inRange(constraint: string, text: string): boolean {
  const version = parseVersion(text);
  let range: Range;
  try {
    const plain = constraint
      .replaceAll(",", " ")
      .replaceAll(/([<>=~^!]+)\s*v?(?=\d)/g, "$1")
      // a part that is missing before a pre-release is 0
      .replaceAll(/(?<![\d.])(\d+)(\.\d+)?(?=-)/g, (_, major: string, minor?: string) => `${major}${minor ?? ".0"}.0`)
      .replaceAll("!=", "!");
    const others = plain
      .split("||")
      .map((part) => part.split(/\s+/).filter((one) => one !== "" && !one.startsWith("!")));
    const not = plain.match(/(?<=!)[\d.]+/g) ?? [];
    if (version !== undefined && not.some((one) => parseVersion(one)?.compare(version) === 0)) return false;
    range = new Range(others.map((part) => part.join(" ") || "*").join("||"));
  } catch {
    throw new GoCallError(`improper constraint: ${constraint}`);
  }
  if (version === undefined) throw new GoCallError("invalid semantic version");
  return range.test(version);
}

function versionStruct(text: string): GoStruct {
  const version = parseVersion(text);
  if (version === undefined) throw new GoCallError("invalid semantic version");
  const parts = { Major: version.major, Minor: version.minor, Patch: version.patch };
  const numbers = Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [name, new GoInt(BigInt(part), "uint64")]),
  );
  const fields = {
    ...numbers,
    Prerelease: version.prerelease.join("."),
    Metadata: version.build.join("."),
    Original: text,
  };
  return new GoStruct("*semver.Version", fields, new Map(), version.version);
}

const versions: FunctionTable = [
  ["semverCompare", fixed(["string", "string"], inRange)],
  ["semver", fixed(["string"], versionStruct)],
];

/** Milliseconds since the Unix epoch of what stands for a time; those of `now` for anything else. */
function millisOf(value: Maybe, now: number): number {
  if (value instanceof GoInt) return Number(toInt64(value)) * 1000;
  const millis = value instanceof GoStruct ? value.fields["millis"] : undefined;
  return millis instanceof GoInt ? millis.number : now;
}

function timeStruct(millis: number): GoStruct {
  const methods = new Map<string, GoFunction>([
    ["Format", fixed(["string"], (layout) => formatGoTime(layout, millis))],
    ["Unix", fixed([], () => goInt64(Math.floor(millis / 1000)))],
    ["Year", fixed([], () => goInt64(new Date(millis).getUTCFullYear()))],
  ]);
  const text = formatGoTime("2006-01-02 15:04:05.999999999 -0700 MST", millis);
  return new GoStruct("time.Time", { millis: goInt64(millis) }, methods, text);
}

function times(now: number): FunctionTable {
  return [
    ["now", fixed([], () => timeStruct(now))],
    ["date", fixed(["string", "any"], (layout, time) => formatGoTime(layout, millisOf(time, now)))],
    [
      "dateInZone date_in_zone",
      fixed(["string", "any", "string"], (layout, time) => formatGoTime(layout, millisOf(time, now))),
    ],
    ["htmlDate", fixed(["any"], (time) => formatGoTime("2006-01-02", millisOf(time, now)))],
    ["unixEpoch", fixed(["any"], (time) => String(Math.floor(millisOf(time, now) / 1000)))],
  ];
}

/** @param now - Milliseconds since the Unix epoch, on the cluster's clock. */
export function logicFunctions(now: number): FunctionTable {
  return [...defaults, ...expressions, ...versions, ...times(now)];
}
