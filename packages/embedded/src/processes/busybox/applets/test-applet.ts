/**
 * `test` and `[`.
 * @module
 */
import type { Entry } from "../files.ts";

type LookAt = (path: string) => Entry | undefined;

const compare: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  "-eq": (left, right) => left === right,
  "-ne": (left, right) => left !== right,
  "-gt": (left, right) => left > right,
  "-ge": (left, right) => left >= right,
  "-lt": (left, right) => left < right,
  "-le": (left, right) => left <= right,
};

const unary: Readonly<Record<string, (word: string, at: LookAt) => boolean>> = {
  "-z": (word) => word === "",
  "-n": (word) => word !== "",
  "-e": (word, at) => at(word) !== undefined,
  "-f": (word, at) => at(word)?.kind === "file",
  "-d": (word, at) => at(word)?.kind === "folder",
  "-c": (word, at) => at(word)?.kind === "device",
  "-r": (word, at) => at(word) !== undefined,
  "-w": (word, at) => at(word) !== undefined,
  "-x": (word, at) => at(word)?.kind === "folder" || word.endsWith("busybox"),
  "-s": (word, at) => {
    const entry = at(word);
    return entry?.kind === "file" ? entry.text !== "" : entry?.kind === "folder";
  },
  "-L": () => false,
  "-h": () => false,
  "-t": () => false,
};

/** The value of an expression, or what is wrong with it. */
export function evaluateTest(words: readonly string[], at: LookAt): boolean | string {
  for (const [operator, stops] of [
    ["-o", true],
    ["-a", false],
  ] as const) {
    const index = words.length > 3 ? words.lastIndexOf(operator) : -1;
    if (index <= 0) continue;
    const left = evaluateTest(words.slice(0, index), at);
    if (typeof left === "string" || left === stops) return left;
    return evaluateTest(words.slice(index + 1), at);
  }
  const [first = "", second = "", third = ""] = words;
  switch (words.length) {
    case 0:
      return false;
    case 1:
      return first !== "";
    case 2: {
      if (first === "!") return second === "";
      const check = unary[first];
      return check === undefined ? `${first}: unknown operand` : check(second, at);
    }
    default: {
      if (words.length === 3) {
        if (second === "=" || second === "==") return first === third;
        if (second === "!=") return first !== third;
        const check = compare[second];
        if (check !== undefined) {
          for (const word of [first, third]) if (!/^\s*[-+]?\d+\s*$/.test(word)) return `${word}: bad number`;
          return check(Number(first), Number(third));
        }
      }
      if (first === "!") {
        const inner = evaluateTest(words.slice(1), at);
        return typeof inner === "string" ? inner : !inner;
      }
      if (first === "(" && words.at(-1) === ")") return evaluateTest(words.slice(1, -1), at);
      return `${second}: unknown operand`;
    }
  }
}
