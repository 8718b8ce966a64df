/**
 * Applets that work on files: `cat`, `touch`, `rm`, `mkdir`, `ls` and their like.
 * @module
 */
import { type Applet, parseOptions, untilInput } from "../applet.ts";
import { absolutePath } from "../files.ts";
import { type BusyboxContext, complain, readSome, write } from "../output.ts";
import { burn } from "./zeros.ts";

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
  const single: string[] = [];
  const folders: string[] = [];
  for (const path of rest.length === 0 ? ["."] : rest) {
    const entry = context.files.at(pathOf(context, path));
    if (entry === undefined) {
      complain(context, `ls: ${path}: ${missing}`);
      status = 1;
    } else (entry.kind === "folder" && !options.has("d") ? folders : single).push(path);
  }
  const byName = (left: string, right: string): number => (left < right ? -1 : 1);
  const parts = single.length === 0 ? [] : [single.sort(byName)];
  for (const path of folders.sort(byName)) {
    const all = options.has("a") || options.has("A");
    const names = context.files.list(pathOf(context, path)).filter((name) => all || !name.startsWith("."));
    if (options.has("a")) names.unshift(".", "..");
    parts.push(rest.length > 1 ? [`${path}:`, ...names] : names);
  }
  write(context, 1, parts.map((lines) => lines.map((line) => `${line}\n`).join("")).join("\n"));
  return { exit: status };
};

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
  tee,
  cp: copy("cp"),
  mv: copy("mv"),
};
