/**
 * Files whose text is made when somebody reads it.
 * @module
 */
import type { ShellFile } from "./shell-files.ts";

/** Makes a file's text; always the same one. */
export type LazyText = () => string;

const textOf = new WeakMap<ShellFile, LazyText>();

/** An entry whose text is made each time it is asked for; other shells take the way to make it over, see {@link lazyTextOf}. */
export function lazyFile(text: LazyText, details: Pick<ShellFile, "mode" | "modifiedUnixMillis">): ShellFile {
  const file: ShellFile = {
    get text() {
      return text();
    },
    ...details,
  };
  textOf.set(file, text);
  return file;
}

/** How an entry's text is made; `undefined` when it is there already. */
export function lazyTextOf(file: ShellFile): LazyText | undefined {
  return textOf.get(file);
}
