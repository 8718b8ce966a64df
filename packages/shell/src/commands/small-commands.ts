/**
 * Small commands that just-bash has not.
 * @module
 */
import type { CustomCommand } from "just-bash";
import { type CommandBody, command, failedWith, inputOf, printed, quoteWords, textAt } from "./command.ts";
import { cmp, diff } from "./compare-files.ts";
import { listFiles } from "./list-files.ts";
import { writeOutOptions } from "./option-forms.ts";

/** `yes` prints this much; whoever reads it stops long before. */
const yesBytes = 65_536;

const yes: CommandBody = (args) => {
  const line = `${args.length === 0 ? "y" : args.join(" ")}\n`;
  return printed(line.repeat(Math.max(1, Math.floor(yesBytes / line.length))));
};

const id: CommandBody = (args) => {
  const [flag] = args;
  if (flag === undefined) return printed("uid=0(root) gid=0(root) groups=0(root)\n");
  const named = args.some((arg) => /^-\w*n/.test(arg));
  return printed(`${named ? "root" : "0"}\n`);
};

const system: Readonly<Record<string, string>> = {
  s: "Linux",
  n: "shell",
  r: "5.15.0-generic",
  v: "#1 SMP PREEMPT",
  m: "x86_64",
  o: "GNU/Linux",
};

const uname: CommandBody = (args) => {
  const letters = args.join("").replaceAll(/[^a-z]/g, "");
  const order =
    letters === "" ? "s" : letters.includes("a") ? "snrvmo" : letters.replaceAll("p", "m").replaceAll("i", "m");
  const shown = [..."snrvmo"].filter((letter) => order.includes(letter));
  return printed(`${shown.map((letter) => system[letter] ?? "").join(" ")}\n`);
};

const realpath: CommandBody = async (args, call) => {
  const answer = { stdout: "", stderr: "", exitCode: 0 };
  for (const path of args.filter((arg) => !/^-./.test(arg))) {
    const full = call.fs.resolvePath(call.cwd, path);
    const real = await call.fs.realpath(full).catch(() => undefined);
    const parent = full.slice(0, full.lastIndexOf("/")) || "/";
    if (real !== undefined) answer.stdout += `${real}\n`;
    else if (!args.includes("-e") && (await call.fs.exists(parent))) answer.stdout += `${full}\n`;
    else {
      answer.stderr += `realpath: ${path}: No such file or directory\n`;
      answer.exitCode = 1;
    }
  }
  return answer;
};

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

const mktemp: CommandBody = async (args, call) => {
  const words = writeOutOptions(args, { values: "p", short: { directory: "d", tmpdir: "p", "dry-run": "u" } });
  const at = words.indexOf("-p");
  const template = words.find((word, index) => !/^-/.test(word) && index !== at + 1) ?? "tmp.XXXXXXXXXX";
  const marks = /X{3,}(?=[^X]*$)/.exec(template)?.[0];
  if (marks === undefined) return failedWith(1, `mktemp: too few X's in template '${template}'`);
  let name = "";
  for (const _ of marks) name += letters[Math.floor(Math.random() * letters.length)] ?? "a";
  const folder =
    at >= 0
      ? (words[at + 1] ?? "/tmp")
      : template.includes("/") || words.some((word) => !/^-/.test(word))
        ? "."
        : "/tmp";
  const place = template.includes("/") ? "" : folder === "." ? "" : `${folder}/`;
  const path = place + template.replace(/X{3,}(?=[^X]*$)/, name);
  const full = call.fs.resolvePath(call.cwd, path);
  if (words.includes("-d")) await call.fs.mkdir(full, { recursive: true });
  else if (!words.includes("-u")) await call.fs.writeFile(full, "");
  return printed(`${path}\n`);
};

/** Most bytes that `truncate` and `dd` make. */
const mostBytes = 8 * 1024 * 1024;
const units: Readonly<Record<string, number>> = {
  "": 1,
  c: 1,
  w: 2,
  b: 512,
  k: 1024,
  K: 1024,
  M: 1_048_576,
  G: 1_073_741_824,
  kB: 1000,
  MB: 1e6,
};

function bytesOf(text: string): number | undefined {
  const match = /^(\d+)(kB|MB|[cwbkKMG]?)B?$/.exec(text);
  return match === null ? undefined : Number(match[1]) * (units[match[2] ?? ""] ?? 1);
}

const truncate: CommandBody = async (args, call) => {
  const words = writeOutOptions(args, { values: "s", short: { size: "s" } });
  const size = bytesOf(words[words.indexOf("-s") + 1] ?? "");
  if (size === undefined) return failedWith(1, "truncate: you must specify either '--size' or '--reference'");
  for (const path of words.filter((word, at) => !/^-/.test(word) && words[at - 1] !== "-s")) {
    if (size > mostBytes)
      return failedWith(1, `truncate: failed to truncate '${path}' at ${size} bytes: File too large`);
    const before = (await textAt(call, path)) ?? "";
    await call.fs.writeFile(call.fs.resolvePath(call.cwd, path), before.slice(0, size).padEnd(size, "\0"));
  }
  return printed("");
};

/** `dd` over files, `/dev/zero` and pipes. */
const dd: CommandBody = async (args, call) => {
  const settings = new Map(args.map((arg) => arg.split("=", 2) as [string, string]));
  const block = bytesOf(settings.get("bs") ?? settings.get("ibs") ?? "512") ?? 512;
  const count = settings.has("count") ? Number(settings.get("count")) : undefined;
  const input = settings.get("if");
  const wanted = count === undefined ? Number.POSITIVE_INFINITY : block * count;
  const output = settings.get("of");
  if (wanted > mostBytes && input === "/dev/zero")
    return failedWith(1, `dd: error writing '${output ?? "standard output"}': No space left on device`);
  const text =
    input === "/dev/zero" ? "\0".repeat(wanted) : input === undefined ? inputOf(call) : await textAt(call, input);
  if (text === undefined) return failedWith(1, `dd: failed to open '${input ?? ""}': No such file or directory`);
  const skip = block * Number(settings.get("skip") ?? 0);
  const data = text.slice(skip, skip + Math.min(wanted, text.length));
  if (output !== undefined) await call.fs.writeFile(call.fs.resolvePath(call.cwd, output), data);
  const [whole, part] = [Math.floor(data.length / block), data.length % block === 0 ? 0 : 1];
  const records = `${whole}+${part} records in\n${whole}+${part} records out\n${data.length} bytes copied, 0.001 s, ${(data.length / 1000).toFixed(1)} MB/s\n`;
  return {
    stdout: output === undefined ? data : "",
    stderr: settings.get("status") === "none" ? "" : records,
    exitCode: 0,
  };
};

const shuf: CommandBody = async (args, call) => {
  const words = writeOutOptions(args, { values: "ni", short: { "head-count": "n", "input-range": "i", echo: "e" } });
  const [low = "", high = ""] = (words[words.indexOf("-i") + 1] ?? "").split("-");
  const operands = words.filter((word, at) => !/^-/.test(word) && !/^-[ni]$/.test(words[at - 1] ?? ""));
  let lines: string[];
  if (words.includes("-i")) {
    if (Number(high) - Number(low) > 100_000) return failedWith(1, "shuf: at most 100000 numbers here");
    lines = Array.from({ length: Math.max(0, Number(high) - Number(low) + 1) }, (_, index) =>
      String(Number(low) + index),
    );
  } else if (words.includes("-e")) lines = operands;
  else {
    const text = operands[0] === undefined ? inputOf(call) : await textAt(call, operands[0]);
    if (text === undefined) return failedWith(1, `shuf: ${operands[0] ?? ""}: No such file or directory`);
    lines = text.replace(/\n$/, "").split("\n");
  }
  for (let at = lines.length - 1; at > 0; at--) {
    const other = Math.floor(Math.random() * (at + 1));
    [lines[at], lines[other]] = [lines[other] ?? "", lines[at] ?? ""];
  }
  const most = words.includes("-n") ? Number(words[words.indexOf("-n") + 1]) : lines.length;
  return printed(
    lines
      .slice(0, most)
      .map((line) => `${line}\n`)
      .join(""),
  );
};

/** Only what was exported, without what bash keeps for itself. */
const own: ReadonlySet<string> = new Set([
  "IFS",
  "OPTIND",
  "OSTYPE",
  "MACHTYPE",
  "HOSTTYPE",
  "SHELLOPTS",
  "BASHOPTS",
  "OLDPWD",
]);

const env: CommandBody = async (args, call) => {
  const variables = new Map(Object.entries(call.exportedEnv ?? {}).filter(([name]) => !own.has(name)));
  let at = 0;
  for (; at < args.length; at++) {
    const arg = args[at] ?? "";
    const assigned = /^(\w+)=([\s\S]*)$/.exec(arg);
    if (arg === "-i" || arg === "-") variables.clear();
    else if (arg === "-u") variables.delete(args[++at] ?? "");
    else if (assigned !== null) variables.set(assigned[1] ?? "", assigned[2] ?? "");
    else if (!arg.startsWith("-")) break;
  }
  const [program, ...rest] = args.slice(at);
  if (program === undefined) return printed([...variables].map(([name, value]) => `${name}=${value}\n`).join(""));
  if (call.exec === undefined) return failedWith(125, "env: cannot run commands here");
  return call.exec(quoteWords([program]), {
    cwd: call.cwd,
    args: rest,
    env: Object.fromEntries(variables),
    replaceEnv: true,
    stdin: inputOf(call),
  });
};

const printenv: CommandBody = (args, call) => {
  if (args.length === 0) return env([], call);
  const values = args.map((name) => call.exportedEnv?.[name]);
  return {
    stdout: values.map((value) => (value === undefined ? "" : `${value}\n`)).join(""),
    stderr: "",
    exitCode: values.includes(undefined) ? 1 : 0,
  };
};

/** Runs a command as it is: `nice -n 5 CMD`, `stdbuf -oL CMD`. */
function runner(name: string, valued: string): CommandBody {
  return (args, call) => {
    let at = 0;
    for (; args[at]?.startsWith("-") === true; at++)
      if (valued.includes((args[at] ?? "").slice(1)) && (args[at] ?? "").length === 2) at += 1;
    const [program, ...rest] = args.slice(at);
    if (program === undefined || call.exec === undefined) return failedWith(125, `${name}: missing operand`);
    return call.exec(quoteWords([program]), { cwd: call.cwd, args: rest, stdin: inputOf(call) });
  };
}

/** By name. */
export const smallCommands: Readonly<Record<string, CommandBody>> = {
  yes,
  id,
  uname,
  realpath,
  mktemp,
  truncate,
  dd,
  shuf,
  env,
  printenv,
  diff,
  cmp,
  ls: listFiles(),
  dir: listFiles(),
  whoami: () => printed("root\n"),
  hostname: (_, call) => printed(`${call.env.get("HOSTNAME") ?? "shell"}\n`),
  nproc: () => printed("2\n"),
  arch: () => printed("x86_64\n"),
  tty: () => ({ stdout: "not a tty\n", stderr: "", exitCode: 1 }),
  sync: () => printed(""),
  nice: runner("nice", "n"),
  ionice: runner("ionice", "cn"),
  nohup: runner("nohup", ""),
  setsid: runner("setsid", ""),
  stdbuf: runner("stdbuf", "ioe"),
  zgrep: (args, call) =>
    call.exec?.("grep", { cwd: call.cwd, args: [...args], stdin: inputOf(call) }) ?? failedWith(2, "zgrep: cannot run"),
};

/** All of them. */
export function smallCustomCommands(): CustomCommand[] {
  return Object.entries(smallCommands).map(([name, body]) => command(name, body));
}
