/**
 * Applets that only compute: `echo`, `printf`, `test`, `date` and their like.
 * @module
 */

import { fullHostNameOf, hostNameOf } from "../../../runtime/host-name.ts";
import { type Applet, parseOptions } from "../applet.ts";
import { absolutePath } from "../files.ts";
import { type BusyboxContext, complain, write } from "../output.ts";
import { evaluateTest } from "./test-applet.ts";

const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  a: "\u0007",
  b: "\b",
  f: "\f",
  v: "\v",
  "\\": "\\",
  e: "\u001b",
};

function unescapeText(text: string): string {
  return text.replace(/\\(0[0-7]{0,3}|[0-7]{1,3}|x[0-9a-fA-F]{1,2}|.)/g, (whole, code: string) => {
    if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
    if (code.startsWith("x")) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return escapes[code] ?? whole;
  });
}

const echo: Applet = (context, args) => {
  let newline = true;
  let escaped = false;
  let index = 0;
  for (; /^-[neE]+$/.test(args[index] ?? ""); index++) {
    const flags = args[index] ?? "";
    if (flags.includes("n")) newline = false;
    if (flags.includes("e")) escaped = true;
  }
  const text = args.slice(index).join(" ");
  write(context, 1, `${escaped ? unescapeText(text) : text}${newline ? "\n" : ""}`);
  return { exit: 0 };
};

const printf: Applet = (context, args) => {
  const [format = "", ...values] = args;
  let rest = values;
  let output = "";
  let status = 0;
  do {
    let used = 0;
    output += unescapeText(format.replace(/%%/g, "\u0000")).replace(
      /%([-+ 0#]*)(\d*)(?:\.(\d+))?([sdiuxXofcbq])/g,
      (_whole, flags: string, width: string, precision: string | undefined, type: string) => {
        const value = rest[used++] ?? "";
        const text = printfValue(type, value, precision);
        if (text === undefined) {
          complain(context, `printf: invalid number '${value}'`);
          status = 1;
        }
        const shown = text ?? "0";
        if (flags.includes("-")) return shown.padEnd(Number(width));
        return shown.padStart(Number(width), flags.includes("0") && type !== "s" ? "0" : " ");
      },
    );
    if (used === 0) break;
    rest = rest.slice(used);
  } while (rest.length > 0);
  write(context, 1, output.replaceAll("\u0000", "%"));
  return { exit: status };
};

function printfValue(type: string, value: string, precision: string | undefined): string | undefined {
  if (type === "s") return precision === undefined ? value : value.slice(0, Number(precision));
  if (type === "c") return value.slice(0, 1);
  if (type === "b") return unescapeText(value);
  const number = value === "" ? 0 : Number(value);
  if (!Number.isFinite(number)) return undefined;
  if (type === "x") return Math.trunc(number).toString(16);
  if (type === "X") return Math.trunc(number).toString(16).toUpperCase();
  if (type === "o") return Math.trunc(number).toString(8);
  if (type === "f") return number.toFixed(Number(precision ?? 6));
  return String(Math.trunc(number));
}

const test =
  (name: string): Applet =>
  (context, args) => {
    let words = args;
    if (name === "[" || name === "[[") {
      if (args.at(-1) !== (name === "[" ? "]" : "]]")) {
        complain(context, `${context.process.shell?.name ?? name}: missing ${name === "[" ? "]" : "]]"}`);
        return { exit: 2 };
      }
      words = args.slice(0, -1);
    }
    const result = evaluateTest(words, (path) => context.files.at(absolutePath(context.process.folder, path)));
    if (typeof result === "boolean") return { exit: result ? 0 : 1 };
    complain(context, `${context.process.shell?.name ?? name}: ${result}`);
    return { exit: 2 };
  };

const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const date: Applet = (context, args) => {
  const micros = context.sim.now;
  const at = new Date(Math.floor(micros / 1000));
  const two = (value: number): string => String(value).padStart(2, "0");
  const time = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
  const parts: Readonly<Record<string, string>> = {
    Y: String(at.getUTCFullYear()),
    m: two(at.getUTCMonth() + 1),
    d: two(at.getUTCDate()),
    H: two(at.getUTCHours()),
    M: two(at.getUTCMinutes()),
    S: two(at.getUTCSeconds()),
    s: String(Math.floor(micros / 1_000_000)),
    a: days[at.getUTCDay()] ?? "",
    b: months[at.getUTCMonth()] ?? "",
    e: String(at.getUTCDate()).padStart(2, " "),
    Z: "UTC",
    z: "+0000",
    F: at.toISOString().slice(0, 10),
    T: time,
    "%": "%",
  };
  const iso = args.includes("-Iseconds") ? "%FT%T+00:00" : undefined;
  const format = args.find((arg) => arg.startsWith("+"))?.slice(1) ?? iso ?? "%a %b %e %H:%M:%S UTC %Y";
  write(context, 1, `${format.replace(/%(.)/g, (whole, letter: string) => parts[letter] ?? whole)}\n`);
  return { exit: 0 };
};

const print =
  (text: (context: BusyboxContext, args: readonly string[]) => string): Applet =>
  (context, args) => {
    write(context, 1, text(context, args));
    return { exit: 0 };
  };

const env: Applet = (context, args) => {
  if (args.length > 0) return { exit: 0 };
  for (const [name, value] of Object.entries(context.process.env)) write(context, 1, `${name}=${value}\n`);
  return { exit: 0 };
};

const seq: Applet = (context, args) => {
  const { rest } = parseOptions(args, "s");
  const numbers = rest.map(Number);
  const [first = 1, step, last] =
    numbers.length === 1 ? [1, 1, numbers[0]] : numbers.length === 2 ? [numbers[0], 1, numbers[1]] : numbers;
  const by = step ?? 1;
  const lines: string[] = [];
  for (let value = first; by > 0 ? value <= (last ?? 0) : value >= (last ?? 0); value += by) {
    lines.push(`${value}\n`);
    if (lines.length > 100_000 || by === 0) break;
  }
  write(context, 1, lines.join(""));
  return { exit: 0 };
};

/** By name. They never wait. */
export const textApplets: Readonly<Record<string, Applet>> = {
  true: () => ({ exit: 0 }),
  false: () => ({ exit: 1 }),
  echo,
  printf,
  test: test("test"),
  "[": test("["),
  "[[": test("[["),
  date,
  env,
  seq,
  pwd: print((context) => `${context.process.folder}\n`),
  hostname: print(({ sim, container }, args) => {
    if (args.includes("-i")) return `${container.podIP}\n`;
    return `${args.includes("-f") ? fullHostNameOf(sim, container) : hostNameOf(sim, container)}\n`;
  }),
  whoami: print(() => "root\n"),
  nproc: print((context) => `${context.container.cpu.coreFreeAt.length}\n`),
  id: print(() => "uid=0 gid=0\n"),
  uname: print((context, args) =>
    args.includes("-n")
      ? `${context.container.podName}\n`
      : args.includes("-r")
        ? "6.1.0\n"
        : args.includes("-m")
          ? "x86_64\n"
          : "Linux\n",
  ),
  basename: print((_context, [path = "", suffix = ""]) => {
    const base = path.replace(/\/+$/, "").split("/").at(-1) ?? "";
    return `${suffix !== "" && base.endsWith(suffix) ? base.slice(0, -suffix.length) : base}\n`;
  }),
  dirname: print(
    (_context, [path = ""]) => `${path.includes("/") ? path.slice(0, path.lastIndexOf("/")) || "/" : "."}\n`,
  ),
};
