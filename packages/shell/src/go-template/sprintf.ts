/**
 * Go's formats: `%5.2f`, `%[2]s`, `%-*d`.
 * @module
 */
import { formatValue, formatVerb, noFlags } from "./format.ts";
import { GoInt, type GoValue, typeName } from "./value.ts";

/** Widest a value is padded to. */
const widest = 10_000;

/** `fmt.Sprintf`. */
export function sprintf(format: string, values: readonly GoValue[]): string {
  const chars = [...format];
  let out = "";
  let next = 0;
  let reordered = false;
  let at = 0;
  while (at < chars.length) {
    const char = chars[at++] ?? "";
    if (char !== "%") {
      out += char;
      continue;
    }
    const flags = { ...noFlags };
    for (; at < chars.length; at++) {
      const flag = chars[at] ?? "";
      if (flag === "-") {
        flags.minus = true;
        flags.zero = false;
      } else if (flag === "+") flags.plus = true;
      else if (flag === "#") flags.sharp = true;
      else if (flag === " ") flags.space = true;
      else if (flag === "0") flags.zero = !flags.minus;
      else break;
    }
    let badIndex = false;
    /** `[2]`: which value comes next. */
    const index = (): boolean => {
      if (chars[at] !== "[") return false;
      reordered = true;
      const end = chars.indexOf("]", at);
      if (end < 0) {
        badIndex = true;
        at += 1;
        return false;
      }
      const number = Number(chars.slice(at + 1, end).join(""));
      at = end + 1;
      if (Number.isInteger(number) && number >= 1 && number <= values.length) next = number - 1;
      else badIndex = true;
      return true;
    };
    const digits = (): number | undefined => {
      let text = "";
      while (/^\d$/.test(chars[at] ?? "")) text += chars[at++] ?? "";
      return text === "" ? undefined : Math.min(Number(text), widest);
    };
    const star = (): number | undefined => {
      at += 1;
      const value = values[next++];
      return value instanceof GoInt && Math.abs(value.number) <= 1e6
        ? Math.max(-widest, Math.min(value.number, widest))
        : undefined;
    };
    let afterIndex = index();
    if (chars[at] === "*") {
      flags.width = star();
      if (flags.width === undefined) out += "%!(BADWIDTH)";
      else if (flags.width < 0) Object.assign(flags, { width: -flags.width, minus: true, zero: false });
      afterIndex = false;
    } else {
      flags.width = digits();
      if (afterIndex && flags.width !== undefined) badIndex = true;
    }
    if (chars[at] === ".") {
      at += 1;
      if (afterIndex) badIndex = true;
      afterIndex = index();
      if (chars[at] === "*") {
        const precision = star();
        if (precision === undefined) out += "%!(BADPREC)";
        flags.precision = precision !== undefined && precision < 0 ? undefined : precision;
        afterIndex = false;
      } else flags.precision = digits() ?? 0;
    }
    if (!afterIndex) index();
    const verb = chars[at++];
    if (verb === undefined) {
      out += "%!(NOVERB)";
      break;
    }
    const value = values[next];
    if (verb === "%") out += "%";
    else if (badIndex) out += `%!${verb}(BADINDEX)`;
    else if (value === undefined) out += `%!${verb}(MISSING)`;
    else {
      next += 1;
      out += formatVerb(value, verb, flags);
    }
  }
  if (!reordered && next < values.length) {
    const extra = values
      .slice(next)
      .map((value) => (value === null ? "<nil>" : `${typeName(value)}=${formatValue(value)}`));
    out += `%!(EXTRA ${extra.join(", ")})`;
  }
  return out;
}
