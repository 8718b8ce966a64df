/**
 * Options that several commands take, and how their texts are read.
 * @module
 */
import { InvalidArgumentError, Option } from "commander";

/** Reads a whole number of at least `min`; commander prints what it throws and exits. */
export function wholeNumber(min: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isSafeInteger(value) || value < min)
      throw new InvalidArgumentError(`Expected a whole number of at least ${min}.`);
    return value;
  };
}

/** `--seed n` */
export function seedOption(): Option {
  return new Option("--seed <n>", "all chance of the episode comes from it").argParser(wholeNumber(0)).default(7);
}

/** `--json` */
export function jsonOption(what: string): Option {
  return new Option("--json", what);
}
