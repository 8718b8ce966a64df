/**
 * Literals, files, folders and files of variables, as config maps and secrets take them.
 * @module
 */
import type { Invocation } from "../../invocation.ts";
import { KubectlError } from "../../kubectl-error.ts";

export const dataFlags = "append-hash? from-env-file[] from-file[] from-literal[]";

const keyRule =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  " +
  "or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
const variableRule =
  "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not " +
  "start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is " +
  "'[-._a-zA-Z][-._a-zA-Z0-9]*')";

/** What config maps and secrets say differently. */
export interface DataWords {
  readonly badKey: (key: string, why: string) => string;
  readonly twice: (key: string) => string;
  /** `config` or `secret`, as in `env config file cannot be a directory`. */
  readonly noun: string;
}

/** What is wrong with a key; nothing when all is well. */
function keyErrors(key: string): readonly string[] {
  if (key.length > 253) return ["must be no more than 253 characters"];
  if (key === ".") return ["must not be '.'"];
  if (key === "..") return ["must not be '..'"];
  return /^[-._a-zA-Z0-9]+$/.test(key) ? [] : [keyRule];
}

/** Reads all that a call's `--from-literal`, `--from-file` and `--from-env-file` name, each source in its order. */
export async function readData(
  call: Invocation,
  words: DataWords,
  order: readonly ("file" | "literal")[],
): Promise<ReadonlyMap<string, string>> {
  const data = new Map<string, string>();
  const add = (key: string, text: string): void => {
    const errors = keyErrors(key);
    if (errors.length > 0) throw new KubectlError(words.badKey(key, errors.join(",")));
    if (data.has(key)) throw new KubectlError(words.twice(key));
    data.set(key, text);
  };
  const { flags } = call;
  if (flags.has("from-env-file") && (flags.has("from-file") || flags.has("from-literal")))
    throw new KubectlError("from-env-file cannot be combined with from-file or from-literal");
  for (const source of order) {
    if (source === "literal") for (const text of flags.list("from-literal", true)) add(...parseLiteral(text));
    else for (const text of flags.list("from-file")) await addFiles(call, text, add);
  }
  for (const path of flags.list("from-env-file")) {
    if ((await call.files.readFolder(path)) !== undefined)
      throw new KubectlError(`env ${words.noun} file cannot be a directory`);
    const lines = (await readSource(call, path)).replace(/^\uFEFF/, "").split("\n");
    for (const line of lines) {
      const trimmed = line.replace(/^\s+/, "").replace(/\r$/, "");
      if (trimmed === "" || trimmed.startsWith("#")) continue;
      const [key = ""] = trimmed.split("=");
      if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(key))
        throw new KubectlError(`${JSON.stringify(key)} is not a valid key name: ${variableRule}`);
      add(key, trimmed.slice(key.length + 1));
    }
  }
  return data;
}

function parseLiteral(text: string): [string, string] {
  const equals = text.indexOf("=");
  if (equals < 1) throw new KubectlError(`invalid literal source ${text}, expected key=value`);
  return [text.slice(0, equals), text.slice(equals + 1)];
}

/** `path`, `key=path`, or a folder's files. */
async function addFiles(call: Invocation, source: string, add: (key: string, text: string) => void): Promise<void> {
  const equals = source.split("=").length - 1;
  if (equals > 1) throw new KubectlError("key names or file paths cannot contain '='");
  if (source.startsWith("=")) throw new KubectlError(`key name for file path ${source.slice(1)} missing`);
  if (source.endsWith("=")) throw new KubectlError(`file path for key name ${source.slice(0, -1)} missing`);
  const [key = "", path = key] = source.split("=");
  const folder = await call.files.readFolder(path);
  if (folder === undefined) {
    add(equals === 1 ? key : (path.split("/").at(-1) ?? path), await readSource(call, path));
    return;
  }
  if (equals === 1) throw new KubectlError("cannot give a key name for a directory path");
  for (const entry of folder) {
    if (!entry.isFolder) add(entry.name, await readSource(call, `${path.replace(/\/$/, "")}/${entry.name}`));
  }
}

async function readSource(call: Invocation, path: string): Promise<string> {
  return call.readFile(path).catch(() => {
    throw new KubectlError(`error reading ${path}: no such file or directory`);
  });
}
