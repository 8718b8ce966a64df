/**
 * Applets that work on files: `cat`, `touch`, `rm`, `mkdir`, `ls` and their like.
 * @module
 */

import { useCpu } from "../../../runtime/cpu.ts";
import { type Applet, type AppletStep, parseOptions, untilInput } from "../applet.ts";
import { absolutePath } from "../files.ts";
import { accountMemory } from "../memory.ts";
import { type BusyboxContext, complain, readAll, readSome, write } from "../output.ts";
import { wakeReaders } from "../wake.ts";

const missing = "No such file or directory";

function pathOf(context: BusyboxContext, path: string): string {
  return absolutePath(context.process.folder, path);
}

const cat: Applet = (context, args) => {
  const { rest } = parseOptions(args);
  if (rest.length === 0 || rest.includes("-")) {
    if (context.process.descriptors[0]?.kind === "zero") return burn(context);
    const { text, end } = readSome(context);
    write(context, 1, text);
    return end ? { exit: 0 } : untilInput(context);
  }
  let status = 0;
  for (const path of rest) {
    const full = pathOf(context, path);
    if (full === "/dev/zero" || full === "/dev/urandom") return burn(context);
    const entry = context.files.at(full);
    if (entry?.kind === "file") write(context, 1, entry.text);
    else if (entry?.kind === "folder") {
      complain(context, "cat: read error: Is a directory");
      status = 1;
    } else if (entry === undefined) {
      complain(context, `cat: can't open '${path}': ${missing}`);
      status = 1;
    }
  }
  return { exit: status };
};

// Copies for ever: takes all the CPU that it gets.
function burn(context: BusyboxContext): AppletStep {
  return streamZeros(context, Number.POSITIVE_INFINITY);
}

/** How many bytes a microsecond BusyBox copies from `/dev/zero` through a pipe (200 to 240 MB a second were measured). */
export const copyBytesPerMicro = 220;

/** Goes on writing zeros; they only count where a reader keeps them. */
export function streamZeros(context: BusyboxContext, total: number): AppletStep {
  const { process, host, sim, container } = context;
  process.memory["streams"] = true;
  const written = Number(process.memory["written"] ?? 0);
  const output = process.descriptors[1];
  const portion = Math.min(20_000 * copyBytesPerMicro, total - written);
  if (process.memory["promised"] === true) {
    process.memory["promised"] = false;
    process.memory["written"] = written + portion;
    const pipe = output?.kind === "pipe" ? host.pipes.get(output.pipe) : undefined;
    if (pipe !== undefined && output?.kind === "pipe") {
      pipe.zeros += portion;
      wakeReaders(sim, host, output.pipe);
    }
    if (written + portion >= total) return { exit: 0 };
    return streamZeros(context, total);
  }
  if (portion <= 0) return { exit: 0 };
  process.memory["promised"] = true;
  return { waiting: { kind: "time" }, until: useCpu(sim, container.id, portion / copyBytesPerMicro) };
}

const touch: Applet = (context, args) => {
  const { options, rest } = parseOptions(args, "dtr");
  let status = 0;
  for (const path of rest) {
    const full = pathOf(context, path);
    if (context.files.at(full) !== undefined || options.has("c")) continue;
    const problem = context.files.writeProblem(full);
    if (problem === undefined) context.files.write(full, "");
    else {
      complain(context, `touch: ${path}: ${problem}`);
      status = 1;
    }
  }
  return { exit: status };
};

const rm: Applet = (context, args) => {
  const { options, rest } = parseOptions(args);
  const force = options.has("f");
  const recursive = options.has("r") || options.has("R");
  let status = 0;
  for (const path of rest) {
    const full = pathOf(context, path);
    const entry = context.files.at(full);
    if (entry === undefined) {
      if (force) continue;
      complain(context, `rm: can't remove '${path}': ${missing}`);
      status = 1;
    } else if (entry.kind === "folder" && !recursive) {
      complain(context, `rm: '${path}' is a directory`);
      status = 1;
    } else if (context.files.readOnly(full)) {
      complain(context, `rm: can't remove '${path}': Read-only file system`);
      status = 1;
    } else removeTree(context, full);
  }
  return { exit: status };
};

function removeTree(context: BusyboxContext, path: string): void {
  if (context.files.at(path)?.kind === "folder") {
    for (const name of context.files.list(path)) removeTree(context, path === "/" ? `/${name}` : `${path}/${name}`);
  }
  context.files.remove(path);
}

const rmdir: Applet = (context, args) => {
  let status = 0;
  for (const path of parseOptions(args).rest) {
    const full = pathOf(context, path);
    const entry = context.files.at(full);
    let problem: string | undefined;
    if (entry === undefined) problem = missing;
    else if (entry.kind !== "folder") problem = "Not a directory";
    else if (context.files.list(full).length > 0) problem = "Directory not empty";
    if (problem === undefined) context.files.remove(full);
    else {
      complain(context, `rmdir: '${path}': ${problem}`);
      status = 1;
    }
  }
  return { exit: status };
};

const mkdir: Applet = (context, args) => {
  const { options, rest } = parseOptions(args, "m");
  let status = 0;
  for (const path of rest) {
    const full = pathOf(context, path);
    const entry = context.files.at(full);
    if (options.has("p")) {
      let at = "";
      for (const part of full.split("/").slice(1)) {
        at += `/${part}`;
        if (context.files.at(at) === undefined) context.files.makeFolder(at);
      }
      continue;
    }
    const problem = entry === undefined ? context.files.writeProblem(full) : "File exists";
    if (problem === undefined) context.files.makeFolder(full);
    else {
      complain(context, `mkdir: can't create directory '${path}': ${problem}`);
      status = 1;
    }
  }
  return { exit: status };
};

const ls: Applet = (context, args) => {
  const { options, rest } = parseOptions(args);
  let status = 0;
  const paths = rest.length === 0 ? ["."] : rest;
  for (const path of paths) {
    const full = pathOf(context, path);
    const entry = context.files.at(full);
    if (entry === undefined) {
      complain(context, `ls: ${path}: ${missing}`);
      status = 1;
      continue;
    }
    if (entry.kind !== "folder" || options.has("d")) {
      write(context, 1, `${path}\n`);
      continue;
    }
    if (paths.length > 1) write(context, 1, `${path}:\n`);
    const names = context.files
      .list(full)
      .filter((name) => options.has("a") || options.has("A") || !name.startsWith("."));
    if (options.has("a")) names.unshift(".", "..");
    write(context, 1, names.map((name) => `${name}\n`).join(""));
  }
  return { exit: status };
};

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

const tee: Applet = (context, args) => {
  const { options, rest } = parseOptions(args);
  const { text, end } = readSome(context);
  write(context, 1, text);
  for (const path of rest) {
    const full = pathOf(context, path);
    const entry = context.files.at(full);
    const keep = options.has("a") || context.process.memory["begun"] === true;
    context.files.write(full, (keep && entry?.kind === "file" ? entry.text : "") + text);
  }
  context.process.memory["begun"] = true;
  return end ? { exit: 0 } : untilInput(context);
};

const copy =
  (name: "cp" | "mv"): Applet =>
  (context, args) => {
    const { rest } = parseOptions(args);
    const target = pathOf(context, rest.at(-1) ?? "");
    let status = 0;
    for (const path of rest.slice(0, -1)) {
      const from = pathOf(context, path);
      const entry = context.files.at(from);
      const to =
        context.files.at(target)?.kind === "folder"
          ? `${target === "/" ? "" : target}/${path.split("/").at(-1) ?? ""}`
          : target;
      const problem = entry === undefined ? missing : context.files.writeProblem(to);
      if (problem !== undefined || entry?.kind !== "file") {
        complain(
          context,
          entry === undefined
            ? `${name}: can't ${name === "cp" ? "stat" : "rename"} '${path}': ${missing}`
            : `${name}: can't create '${rest.at(-1) ?? ""}': ${problem ?? "omitting directory"}`,
        );
        status = 1;
        continue;
      }
      context.files.write(to, entry.text);
      if (name === "mv") context.files.remove(from);
    }
    return { exit: status };
  };

/** By name. */
export const fileApplets: Readonly<Record<string, Applet>> = {
  cat,
  touch,
  rm,
  rmdir,
  mkdir,
  ls,
  wc,
  grep,
  head,
  tail,
  tee,
  cp: copy("cp"),
  mv: copy("mv"),
};
