/**
 * The values that flags give: files, then `--set` and its like.
 * @module
 */
import { emptyMap, type GoMap } from "../go-template/value.ts";
import { GoYamlError, readYaml } from "../go-yaml.ts";
import { isTree } from "../kubectl/tree.ts";
import type { HelmCall } from "./helm-call.ts";
import { HelmError } from "./helm-error.ts";
import { filesOf, type SetMode, setValues } from "./set-values.ts";
import { mergeMaps } from "./values.ts";

/** Flags of commands that take values. */
export const valueFlags = "values/f[] set[] set-string[] set-file[] set-json[] set-literal[]";

/** Reads all of them. @throws {@link HelmError} */
export async function givenValues(call: HelmCall): Promise<GoMap> {
  let values = emptyMap();
  for (const path of call.flags.list("values")) values = mergeMaps(values, await readValues(call, path));
  const apply = (mode: SetMode): void => {
    for (const text of call.flags.list(mode, true)) setValues(values, text, mode);
  };
  apply("set-json");
  apply("set");
  apply("set-string");
  for (const text of call.flags.list("set-file", true)) {
    const texts = new Map<string, string>();
    for (const name of filesOf(text)) texts.set(name, await readText(call, name, "failed parsing --set-file data: "));
    setValues(values, text, "set-file", texts);
  }
  apply("set-literal");
  return values;
}

async function readText(call: HelmCall, path: string, doing: string): Promise<string> {
  if (path.trim() === "-") return call.stdin;
  if ((await call.files.kind(path)) !== "file") throw new HelmError(`${doing}open ${path}: no such file or directory`);
  return call.files.readFile(path);
}

async function readValues(call: HelmCall, path: string): Promise<GoMap> {
  const text = await readText(call, path, "");
  const doing = `failed to parse ${path}`;
  try {
    const value = readYaml(text);
    if (value === null) return emptyMap();
    if (isTree(value)) return value as GoMap;
    const kind = Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;
    throw new HelmError(
      `${doing}: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`,
    );
  } catch (error) {
    if (!(error instanceof GoYamlError)) throw error;
    throw new HelmError(`${doing}: error converting YAML to JSON: ${error.message}`);
  }
}
