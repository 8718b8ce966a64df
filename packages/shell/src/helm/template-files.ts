/**
 * `.Files`: what templates see of a chart's other files.
 * @module
 */

import { RE2JS } from "re2js";
import { emptyMap, fixed, type GoFunction, type GoMap, GoStruct } from "../go-template/value.ts";
import type { ChartFile } from "./chart.ts";
import { toYaml } from "./functions/encoding.ts";

/** The files as a map with methods. */
export function filesStruct(files: readonly ChartFile[]): GoStruct {
  const texts = emptyMap();
  for (const { name, text } of files) texts[name] = text;
  const get = fixed(["string"], (name) => files.find((file) => file.name === name)?.text ?? "");
  const byBase = (encode: (text: string) => string): GoFunction =>
    fixed([], () => {
      const map: GoMap = emptyMap();
      for (const { name, text } of files) map[name.split("/").at(-1) ?? name] = encode(text);
      return files.length === 0 ? "" : toYaml(map);
    });
  const methods = new Map<string, GoFunction>([
    ["Get", get],
    ["GetBytes", get],
    ["Glob", fixed(["string"], (pattern) => filesStruct(pick(files, pattern)))],
    [
      "Lines",
      fixed(["string"], (name) => {
        const text = files.find((file) => file.name === name)?.text;
        return text === undefined ? [] : text.replace(/\n$/, "").split("\n");
      }),
    ],
    ["AsConfig", byBase((text) => text)],
    ["AsSecrets", byBase((text) => Buffer.from(text).toString("base64"))],
  ]);
  return new GoStruct("engine.files", texts, methods, undefined, true);
}

/** The files that a pattern of paths fits: `*` stays within a folder, `**` does not, `{a,b}` is either. */
function pick(files: readonly ChartFile[], pattern: string): readonly ChartFile[] {
  const body = pattern.replaceAll(/\*\*|[*?{},.+^$()|\\]/g, (part) => {
    if (part === "**") return ".*";
    if (part === "*") return "[^/]*";
    if (part === "?") return "[^/]";
    if (part === "{") return "(?:";
    if (part === "}") return ")";
    return part === "," ? "|" : `\\${part}`;
  });
  try {
    const compiled = RE2JS.compile(`^${body}$`);
    return files.filter(({ name }) => compiled.matches(name));
  } catch {
    return [];
  }
}
