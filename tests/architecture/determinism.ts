/**
 * The check that simulation code reads no clock, no chance and no setting of the machine, and calls nothing whose
 * answer an engine may choose. The same seed and actions then give the same bytes everywhere.
 *
 * @module
 */

import { childrenOf, identifierName, importsOf, isNode, type Source, type SyntaxNode, walk } from "./syntax.ts";

/** Folders whose sources must be deterministic. */
export const deterministicFolders: readonly string[] = [
  "packages/embedded/src/",
  "packages/application/src/",
  "packages/problems/src/",
  "envs/",
];

/** Parts of those folders that serve real clients around the simulation, each with its reason. */
export const outsideTheSimulation: Readonly<Record<string, string>> = {
  "packages/embedded/src/http/": "the HTTPS server talks to real clients over real sockets",
  "packages/embedded/src/controllers/cron-job/time-zone.ts":
    "the rules of the world's time zones are the engine's; only schedules that name a zone ask for them",
};

const clock = "take the time from the Clock that is passed in";
const chance = "draw from the random stream that is passed in";
const order = "compare code units with < and >";
const digits = "use the kernel's own functions, which are made of + - * / and sqrt";
const events = "schedule an event on the virtual clock";
const settings = "take it as an option";

/** A map, since an object would also find `constructor` and `toString`. */
const table = (entries: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(entries));

// ECMA-262 calls the results of these implementation-approximated; sqrt, abs, floor, fround, imul, clz32 are exact.
const approximated =
  "acos acosh asin asinh atan atanh atan2 cbrt cos cosh exp expm1 hypot log log1p log10 log2 pow sin sinh tan tanh";

/** `object.member` -> what to do instead. */
const members = table({
  "Math.random": chance,
  "Date.now": clock,
  "crypto.randomUUID": chance,
  "crypto.getRandomValues": chance,
  "process.env": settings,
  "process.hrtime": clock,
  "process.uptime": clock,
  "process.platform": settings,
  ...Object.fromEntries(approximated.split(" ").map((name) => [`Math.${name}`, digits])),
});

/** Global names -> what to do instead. */
const globals = table({
  performance: clock,
  setTimeout: events,
  setInterval: events,
  setImmediate: events,
  Intl: order,
  globalThis: "name what you need from it, so that this check can see it",
});

/** Methods, whatever they are called on -> what to do instead. */
const methods = table({
  localeCompare: order,
  toLocaleString: "format it by hand",
  toLocaleDateString: "format it by hand",
  toLocaleTimeString: "format it by hand",
  toLocaleLowerCase: "use toLowerCase",
  toLocaleUpperCase: "use toUpperCase",
  getTimezoneOffset: "use the UTC methods of Date",
  getFullYear: "use getUTCFullYear",
  getMonth: "use getUTCMonth",
  getDate: "use getUTCDate",
  getDay: "use getUTCDay",
  getHours: "use getUTCHours",
  getMinutes: "use getUTCMinutes",
});

/** Node's modules that hold clocks, chance or settings -> what to do instead. */
const modules = table({
  "node:timers": events,
  "node:timers/promises": events,
  "node:perf_hooks": clock,
  "node:process": settings,
  "node:os": settings,
});

/** Whether the rule holds for this file. */
export function mustBeDeterministic(path: string): boolean {
  return (
    deterministicFolders.some((folder) => path.startsWith(folder)) &&
    !Object.keys(outsideTheSimulation).some((folder) => path.startsWith(folder))
  );
}

/** One message for each thing in a file that another run or another machine could answer differently. */
export function checkDeterminism(source: Source): string[] {
  const problems: string[] = [];
  const report = (node: { readonly start: number }, what: string, instead: string) =>
    problems.push(`${source.path}:${source.lineOf(node.start)} uses ${what}; ${instead}.`);

  for (const { name, line, bindings } of importsOf(source)) {
    const instead = modules.get(name) ?? (bindings.some((one) => /^random|^getRandom/.test(one)) ? chance : undefined);
    if (instead !== undefined && /^node:/.test(name))
      problems.push(`${source.path}:${line} imports ${name}; ${instead}.`);
  }
  const declared = declaredNames(source.program);
  visitReferences(source.program, (node) => {
    const name = identifierName(node);
    if (node.type === "Identifier" && name !== undefined) {
      const instead = globals.get(name);
      if (instead !== undefined && !declared.has(name)) report(node, name, instead);
      // `const { random } = Math` and `const f = Math` would hide a member from this check.
      if (name === "Math" && !declared.has(name)) report(node, "Math as a value", "name its member in full");
    } else if (node.type === "MemberExpression") {
      const object = identifierName(node["object"]);
      const member = identifierName(node["property"]);
      if (member === undefined) return;
      const method = methods.get(member);
      if (method !== undefined) report(node, `.${member}`, method);
      const instead = members.get(`${object}.${member}`);
      if (instead !== undefined && object !== undefined && !declared.has(object))
        report(node, `${object}.${member}`, instead);
    } else if (node.type === "NewExpression" || node.type === "CallExpression") {
      const isDate = identifierName(node["callee"]) === "Date" && !declared.has("Date");
      const bare = node.type === "CallExpression" || (node["arguments"] as unknown[]).length === 0;
      if (isDate && bare) report(node, node.type === "CallExpression" ? "Date()" : "new Date()", clock);
    } else if (node.type === "BinaryExpression" || node.type === "AssignmentExpression") {
      const power = node["operator"] === "**" || node["operator"] === "**=";
      if (power && !isExactPower(node)) report(node, "**", "write it as 2 ** n with a whole n, or multiply in a loop");
    }
  });
  return problems;
}

/** Powers of whole literals are folded exactly, and 2 to a whole power is exact; others are approximated as Math.pow is. */
function isExactPower({ left, right }: SyntaxNode): boolean {
  const [base, exponent] = [left, right].map((side) =>
    isNode(side) && side.type === "Literal" ? side["value"] : undefined,
  );
  if (base === 2) return exponent === undefined || Number.isSafeInteger(exponent);
  return Number.isSafeInteger(base) && Number.isSafeInteger(exponent);
}

/** Visits nodes that stand for a value: no property names, no names of types, no `Math` of `Math.floor`. */
function visitReferences(node: SyntaxNode, visit: (node: SyntaxNode) => void): void {
  visit(node);
  for (const child of childrenOf(node)) {
    if (child.type === "Identifier") {
      const isName = (child === node["key"] || child === node["property"]) && node["computed"] !== true;
      const isObject = child === node["object"] && node.type === "MemberExpression" && identifierName(child) === "Math";
      if (isName || isObject || /^TS(TypeReference|QualifiedName|TypeQuery)/.test(node.type)) continue;
    }
    visitReferences(child, visit);
  }
}

/** Every name that the file itself binds anywhere: a simulated `process` is not Node's. */
function declaredNames(program: SyntaxNode): ReadonlySet<string> {
  const names = new Set<string>();
  const bind = (pattern: unknown) => {
    for (const one of [pattern].flat()) {
      const node = one as SyntaxNode | null;
      if (node?.type === "Identifier") names.add(String(node["name"]));
      else if (node?.type === "ObjectPattern" || node?.type === "ArrayPattern")
        bind(node["properties"] ?? node["elements"]);
      else if (node?.type === "Property") bind(node["value"]);
      else if (node?.type === "AssignmentPattern") bind(node["left"]);
      else if (node?.type === "RestElement") bind(node["argument"]);
      else if (node?.type === "TSParameterProperty") bind(node["parameter"]);
    }
  };
  walk(program, (node) => {
    if (node.type === "VariableDeclarator" || /^(Function|Class)Declaration$/.test(node.type)) bind(node["id"]);
    if (/^Import.*Specifier$/.test(node.type)) bind(node["local"]);
    if (node.type === "CatchClause") bind(node["param"]);
    if (Array.isArray(node["params"])) bind(node["params"]);
  });
  return names;
}
