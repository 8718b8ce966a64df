/**
 * `-o go-template`: objects through a template of the user's.
 * @module
 */
import { formatValue } from "../go-template/format.ts";
import { quote } from "../go-template/quote.ts";
import { Templates } from "../go-template/template.ts";
import { GoCallError, TemplateError } from "../go-template/template-error.ts";
import {
  entryOf,
  fixed,
  type GoFunction,
  type GoValue,
  goInt64,
  isMap,
  type Maybe,
  variadic,
} from "../go-template/value.ts";
import type { Invocation } from "./invocation.ts";
import { writeJson } from "./json-writer.ts";
import { KubectlError } from "./kubectl-error.ts";

/** What kubectl's templates may call beside Go's own functions. */
const functions: ReadonlyMap<string, GoFunction> = new Map<string, GoFunction>([
  ["exists", variadic(["value"], "value", (item, ...keys) => exists(item, keys))],
  [
    "base64decode",
    fixed(["string"], (text) => {
      const bad = badBase64(text);
      if (bad >= 0) throw new GoCallError(`base64 decode failed: illegal base64 data at input byte ${bad}`);
      return Buffer.from(text, "base64").toString("utf8");
    }),
  ],
]);

function exists(item: Maybe, keys: readonly Maybe[]): boolean {
  let found = item;
  for (const key of keys) {
    if (isMap(found) && typeof key === "string") found = entryOf(found, key);
    else return false;
  }
  return found !== undefined && found !== null;
}

/** Where a text stops being base64; -1 when it is. */
function badBase64(text: string): number {
  const body = text.replaceAll(/[\r\n]/g, "");
  const bad = body.search(/[^A-Za-z0-9+/]/);
  const end = bad < 0 ? body.length : bad;
  const padding = (4 - (end % 4)) % 4;
  if (padding < 3 && body.slice(end) === "=".repeat(padding)) return -1;
  return bad < 0 || body[bad] === "=" ? end : bad;
}

/** An object as the real kubectl's templates see it: whole numbers are `int64`. */
function goData(value: unknown): GoValue {
  if (typeof value === "number") return Number.isInteger(value) ? goInt64(value) : value;
  if (Array.isArray(value)) return value.map(goData);
  if (typeof value !== "object" || value === null) return value as GoValue;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return Object.fromEntries(entries.map(([key, entry]) => [key, goData(entry)]));
}

/** A template, read. @throws {@link KubectlError} for what is none. */
export function parseGoTemplate(call: Invocation, text: string): Templates {
  // with `false` a key that an object lacks is an error
  const missingKey = call.flags.text("allow-missing-template-keys") === "false" ? "error" : "default";
  const templates = new Templates({ functions, missingKey });
  try {
    templates.parse("output", text);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new KubectlError(`error parsing template ${text}, ${error.message}`);
  }
  return templates;
}

/** Prints an object; where the template fails, what it printed and what it was given, too. */
export function printGoTemplate(call: Invocation, text: string, value: unknown): void {
  const templates = parseGoTemplate(call, text);
  const printed = { text: "" };
  const data = goData(value);
  try {
    templates.execute("output", data, printed);
    call.print(printed.text);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    call.print(
      `${printed.text}Error executing template: ${error.message}. Printing more information for debugging the template:\n` +
        `\ttemplate was:\n\t\t${text}\n\traw data was:\n\t\t${writeJson(value)}\n` +
        `\tobject given to template engine was:\n\t\t${formatValue(data)}\n\n`,
    );
    throw new KubectlError(`error executing template ${quote(text)}: ${error.message}`);
  }
}
