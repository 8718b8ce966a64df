/**
 * Values of scripts: the shell's objects, failures, members and operators.
 * @module
 */
import { NamedResult, ShellValue } from "./print.ts";

/** A function that scripts can call. */
export type Callable = (...args: unknown[]) => unknown;

/** An object of the shell (`db`, a collection, a cursor): its members are looked up by name. */
export abstract class HostObject {
  abstract get(name: string): unknown;
  /** What the shell prints when it is the result of a line. */
  abstract toShell(): string;
}

/** `throw` of a script, or a failure of the shell: `name: message`. */
export class ScriptError extends Error {
  readonly title: string;
  /** Lines of the shell's own source under the message. */
  readonly stack_: readonly string[];

  constructor(title: string, message: string, stack: readonly string[] = []) {
    super(message);
    this.title = title;
    this.stack_ = stack;
  }
}

/** Applies an operator. */
export function binary(operator: string, left: unknown, right: unknown): unknown {
  switch (operator) {
    case "==":
    case "===":
      return left === right || (operator === "==" && toText(left) === toText(right));
    case "!=":
    case "!==":
      return !binary(operator.slice(0, -1) === "!" ? "==" : "===", left, right);
    case "+":
      return typeof left === "number" && typeof right === "number"
        ? left + right
        : bounded(toText(left) + toText(right));
    case "-":
      return Number(left) - Number(right);
    case "*":
      return Number(left) * Number(right);
    case "/":
      return Number(left) / Number(right);
    case "%":
      return Number(left) % Number(right);
    case "<":
      return (left as number) < (right as number);
    case ">":
      return (left as number) > (right as number);
    case "<=":
      return (left as number) <= (right as number);
    case ">=":
      return (left as number) >= (right as number);
    case "in":
      return isPlain(right) && Object.hasOwn(right, String(left));
    default:
      throw new ScriptError("Error", `${operator} is not supported by this shell`);
  }
}

function bounded(text: string): string {
  if (text.length > 1_000_000) throw new ScriptError("InternalError", "allocation size overflow");
  return text;
}

/** A value as text, as `print` writes it. */
export function toText(value: unknown): string {
  if (value instanceof ShellValue) return value.text;
  if (value instanceof HostObject) return value.toShell();
  if (value instanceof ScriptError) return `${value.title}: ${value.message}`;
  if (value instanceof NamedResult) return `${value.name}(...)`;
  if (Array.isArray(value)) return value.map(toText).join(",");
  return typeof value === "object" && value !== null ? "[object Object]" : String(value);
}

/** What a script threw, as a failure. */
export function toScriptError(value: unknown): ScriptError {
  return value instanceof ScriptError ? value : new ScriptError("", toText(value));
}

/** Whether a value is a plain object or an array. */
export function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

/** A member of a value: of the shell's objects by their own look-up, of others only what is listed here or theirs. */
export function member(object: unknown, key: string): unknown {
  if (object === undefined || object === null) {
    throw new ScriptError("TypeError", `${String(object)} has no properties`);
  }
  if (object instanceof HostObject) return object.get(key);
  if (object instanceof NamedResult) return object.fields[key];
  if (object instanceof ScriptError)
    return key === "message" ? object.message : key === "name" ? object.title : undefined;
  if (object instanceof ShellValue) return key === "str" || key === "toString" ? (): string => object.text : undefined;
  if (typeof object === "string") return stringMember(object, key);
  if (Array.isArray(object)) return arrayMember(object as unknown[], key);
  if (typeof object === "number")
    return key === "toFixed" ? (digits: unknown): string => object.toFixed(Number(digits ?? 0)) : undefined;
  if (isPlain(object) && Object.hasOwn(object, key)) return (object as Record<string, unknown>)[key];
  return undefined;
}

function stringMember(text: string, key: string): unknown {
  switch (key) {
    case "length":
      return text.length;
    case "toUpperCase":
      return (): string => text.toUpperCase();
    case "toLowerCase":
      return (): string => text.toLowerCase();
    case "trim":
      return (): string => text.trim();
    case "indexOf":
      return (part: unknown): number => text.indexOf(String(part));
    case "includes":
      return (part: unknown): boolean => text.includes(String(part));
    case "startsWith":
      return (part: unknown): boolean => text.startsWith(String(part));
    case "split":
      return (by: unknown): string[] => text.split(String(by));
    case "slice":
    case "substring":
      return (from: unknown, to: unknown): string =>
        text.slice(Number(from ?? 0), to === undefined ? undefined : Number(to));
    case "toString":
      return (): string => text;
    default:
      return /^\d+$/.test(key) ? text.charAt(Number(key)) : undefined;
  }
}

function arrayMember(array: unknown[], key: string): unknown {
  const call = (f: unknown): Callable => f as Callable;
  switch (key) {
    case "length":
      return array.length;
    case "push":
      return (...items: unknown[]): number => array.push(...items);
    case "forEach":
      return (f: unknown): void => {
        for (const [index, item] of array.entries()) call(f)(item, index);
      };
    case "map":
      return (f: unknown): unknown[] => array.map((item, index) => call(f)(item, index));
    case "filter":
      return (f: unknown): unknown[] => array.filter((item, index) => Boolean(call(f)(item, index)));
    case "find":
      return (f: unknown): unknown => array.find((item) => Boolean(call(f)(item)));
    case "some":
      return (f: unknown): boolean => array.some((item) => Boolean(call(f)(item)));
    case "join":
      return (by: unknown): string => array.map(toText).join(by === undefined ? "," : String(by));
    case "includes":
      return (item: unknown): boolean => array.includes(item);
    case "indexOf":
      return (item: unknown): number => array.indexOf(item);
    default:
      return /^\d+$/.test(key) ? array[Number(key)] : undefined;
  }
}
