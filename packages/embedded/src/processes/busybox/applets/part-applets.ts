/**
 * Applets that show a part of a text: `head`, `tail`, `grep`, `wc`.
 * @module
 */
import { useCpu } from "../../../runtime/cpu.ts";
import { type Applet, type AppletStep, parseOptions, untilInput } from "../applet.ts";
import { absolutePath } from "../files.ts";
import { accountMemory } from "../memory.ts";
import { type BusyboxContext, complain, readAll, readSome, write } from "../output.ts";
import { copyBytesPerMicro, streamZeros } from "./zeros.ts";

const missing = "No such file or directory";

function pathOf(context: BusyboxContext, path: string): string {
  return absolutePath(context.process.folder, path);
}

/** Texts of the files named, or of stdin; `undefined`: stdin has not ended. */
function inputs(
  context: BusyboxContext,
  applet: string,
  paths: readonly string[],
): { texts: string[]; status: number } | undefined {
  if (paths.length === 0) {
    const text = readAll(context);
    return text === undefined ? undefined : { texts: [text], status: 0 };
  }
  let status = 0;
  const texts = paths.flatMap((path) => {
    const entry = context.files.at(pathOf(context, path));
    if (entry?.kind === "file") return [entry.text];
    if (entry?.kind === "device") return [""];
    complain(context, `${applet}: ${path}: ${entry === undefined ? missing : "Is a directory"}`);
    status = 1;
    return [];
  });
  return { texts, status };
}

const wc: Applet = (context, args) => {
  const { options, rest } = parseOptions(args);
  const input = inputs(context, "wc", rest);
  if (input === undefined) return untilInput(context);
  input.texts.forEach((text, index) => {
    const counts = {
      l: text.split("\n").length - 1,
      w: text.split(/\s+/).filter((word) => word !== "").length,
      c: Buffer.byteLength(text),
    };
    const wanted = (["l", "w", "c"] as const).filter((key) => options.size === 0 || options.has(key));
    const columns = wanted.map((key) => (wanted.length > 1 ? String(counts[key]).padStart(9) : String(counts[key])));
    write(context, 1, `${columns.join(" ")}${rest[index] === undefined ? "" : ` ${rest[index]}`}\n`);
  });
  return { exit: input.status };
};

const grep: Applet = (context, args) => {
  const patterns = args.flatMap((arg, index) => (arg === "-e" ? [args[index + 1] ?? ""] : []));
  const { options, rest } = parseOptions(args, "eABCm");
  const paths = patterns.length > 0 ? rest : rest.slice(1);
  if (patterns.length === 0) patterns.push(rest[0] ?? "");
  const input = inputs(context, "grep", paths);
  if (input === undefined) return untilInput(context);
  const regexes = patterns.map((pattern) => new RegExp(sourceOf(pattern, options), options.has("i") ? "i" : ""));
  const found = input.texts
    .flatMap((text) => text.replace(/\n$/, "").split("\n"))
    .filter((line) => regexes.some((regex) => regex.test(line)) !== options.has("v"));
  if (options.has("c")) write(context, 1, `${found.length}\n`);
  else if (!options.has("q")) write(context, 1, found.map((line) => `${line}\n`).join(""));
  return { exit: found.length > 0 ? 0 : input.status === 0 ? 1 : 2 };
};

function sourceOf(pattern: string, options: ReadonlyMap<string, string>): string {
  if (options.has("F")) return pattern.replace(/[\\^$.|?*+(){}[\]]/g, "\\$&");
  if (options.has("E")) return pattern;
  return pattern.replace(/\\?([+?|(){}])/g, (whole, letter: string) =>
    whole.startsWith("\\") ? letter : `\\${letter}`,
  );
}

const sizes: Readonly<Record<string, number>> = {
  b: 512,
  k: 1024,
  K: 1024,
  m: 1_048_576,
  M: 1_048_576,
  g: 1_073_741_824,
  G: 1_073_741_824,
};

function sizeOf(text: string): number {
  const match = /^[-+]?(\d+)([bkKmMgG]?)$/.exec(text);
  return match === null ? 0 : Number(match[1]) * (sizes[match[2] ?? ""] ?? 1);
}

const head: Applet = (context, args) => {
  const normal = args.flatMap((arg) => (/^-\d+$/.test(arg) ? ["-n", arg.slice(1)] : [arg]));
  const { options, rest } = parseOptions(normal, "nc");
  const bytes = options.has("c") ? sizeOf(options.get("c") ?? "") : undefined;
  const [path = ""] = rest;
  if (path === "/dev/zero" || (path === "" && context.process.descriptors[0]?.kind === "zero"))
    return streamZeros(context, bytes ?? Number.POSITIVE_INFINITY);
  const lines = Number(options.get("n") ?? 10);
  if (rest.length === 0) {
    const kept = String(context.process.memory["text"] ?? "") + readSome(context).text;
    const ended = readAll(context) !== undefined;
    const enough = bytes === undefined ? kept.split("\n").length > lines : kept.length >= bytes;
    if (!ended && !enough) {
      context.process.memory["text"] = kept;
      return untilInput(context);
    }
    write(context, 1, bytes === undefined ? firstLines(kept, lines) : kept.slice(0, bytes));
    return { exit: 0 };
  }
  const input = inputs(context, "head", rest);
  for (const text of input?.texts ?? [])
    write(context, 1, bytes === undefined ? firstLines(text, lines) : text.slice(0, bytes));
  return { exit: input?.status ?? 0 };
};

function firstLines(text: string, count: number): string {
  let at = 0;
  for (let line = 0; line < count; line++) {
    const next = text.indexOf("\n", at);
    if (next < 0) return text;
    at = next + 1;
  }
  return text.slice(0, at);
}

const tail: Applet = (context, args) => {
  const normal = args.flatMap((arg) => (/^-\d+$/.test(arg) ? ["-n", arg.slice(1)] : [arg]));
  const { options, rest } = parseOptions(normal, "ncs");
  const follow = options.has("f") || options.has("F");
  const [path = ""] = rest;
  const full = path === "" ? "" : pathOf(context, path);
  if (follow && full !== "") return followFile(context, full, options.has("F"), path);
  if (full === "/dev/zero") return keepZeros(context, 20_000 * copyBytesPerMicro, true);
  const input = context.process.descriptors[0];
  if (full === "" && input?.kind === "zero") return keepZeros(context, 20_000 * copyBytesPerMicro, true);
  if (full === "" && input?.kind === "pipe") {
    const { text, zeros, end } = readSome(context);
    const kept = String(context.process.memory["text"] ?? "") + text;
    context.process.memory["text"] = kept;
    // What has no end of line is kept whole.
    if (zeros > 0) keepZeros(context, zeros, false);
    if (!end) return untilInput(context);
    write(context, 1, lastPart(kept, options));
    return { exit: 0 };
  }
  const files = inputs(context, "tail", rest);
  for (const text of files?.texts ?? []) write(context, 1, lastPart(text, options));
  return { exit: files?.status ?? 0 };
};

function lastPart(text: string, options: ReadonlyMap<string, string>): string {
  const bytes = options.get("c");
  if (bytes !== undefined) return bytes.startsWith("+") ? text.slice(sizeOf(bytes) - 1) : text.slice(-sizeOf(bytes));
  const wanted = options.get("n") ?? "10";
  const lines = text.replace(/\n$/, "").split("\n");
  const part = wanted.startsWith("+") ? lines.slice(Number(wanted) - 1) : lines.slice(-Number(wanted) || lines.length);
  return text === "" ? "" : `${part.join("\n")}${text.endsWith("\n") ? "\n" : ""}`;
}

/** Memory grows by what is read. With `more` it reads on by itself, for ever. */
function keepZeros(context: BusyboxContext, bytes: number, more: boolean): AppletStep {
  const { process, sim, container, host } = context;
  process.bytes += bytes;
  accountMemory(sim, container, host);
  if (!more) return { waiting: { kind: "time" } };
  return { waiting: { kind: "time" }, until: useCpu(sim, container.id, bytes / copyBytesPerMicro) };
}

function followFile(context: BusyboxContext, full: string, retry: boolean, path: string): AppletStep {
  const { memory } = context.process;
  const entry = context.files.at(full);
  if (entry === undefined && !retry && memory["seen"] === undefined) {
    complain(context, `tail: can't open '${path}': ${missing}`);
    complain(context, "tail: no files");
    return { exit: 1 };
  }
  // A device gives nothing and never ends.
  if (entry?.kind === "device") return { waiting: { kind: "ever" } };
  const text = entry?.kind === "file" ? entry.text : "";
  const seen = Number(memory["seen"] ?? -1);
  if (seen < 0) write(context, 1, lastPart(text, new Map()));
  else if (text.length > seen) write(context, 1, text.slice(seen));
  memory["seen"] = text.length;
  return { waiting: { kind: "time" }, until: context.sim.now + 1_000_000 };
}

/** By name. */
export const partApplets: Readonly<Record<string, Applet>> = { wc, grep, head, tail };
