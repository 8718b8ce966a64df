/**
 * Options in the forms that GNU's tools take and just-bash's do not: values that stick to their letter, letters in a row.
 * @module
 */

/** How one command's options are written out. */
export interface OptionForms {
  /** Letters of options that take a value. */
  readonly values: string;
  /** Long options that change nothing that a sandbox shows; with or without `=value`. */
  readonly dropped?: readonly string[];
  /** Long options and the letters that stand for them. */
  readonly short?: Readonly<Record<string, string>>;
  /** Letters that are left out. */
  readonly droppedLetters?: string;
  /** Options end at the first operand, which is a command with options of its own. */
  readonly endsAtOperand?: boolean;
}

/** The same arguments, each letter in a word of its own, and values in the word after. */
export function writeOutOptions(args: readonly string[], forms: OptionForms): string[] {
  const written: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (arg === "--" || (forms.endsAtOperand === true && !/^-./.test(arg))) return [...written, ...args.slice(at)];
    if (arg.startsWith("--")) {
      const [name = "", ...rest] = arg.slice(2).split("=");
      if (forms.dropped?.includes(name) === true) continue;
      const letter = forms.short?.[name];
      if (letter === undefined) written.push(arg);
      else written.push(`-${letter}`, ...(rest.length === 0 ? [] : [rest.join("=")]));
    } else if (/^-[a-zA-Z0-9]/.test(arg) && !/^-\d+$/.test(arg)) at += writeLetters(arg, args[at + 1], forms, written);
    else written.push(arg);
  }
  return written;
}

/** @returns how many of the words after it belong to it. */
function writeLetters(arg: string, next: string | undefined, forms: OptionForms, written: string[]): number {
  for (let at = 1; at < arg.length; at++) {
    const letter = arg[at] ?? "";
    if (forms.droppedLetters?.includes(letter) === true) continue;
    written.push(`-${letter}`);
    if (!forms.values.includes(letter)) continue;
    const stuck = arg.slice(at + 1);
    if (stuck !== "") written.push(stuck);
    else if (next !== undefined) written.push(next);
    return stuck === "" && next !== undefined ? 1 : 0;
  }
  return 0;
}
