/**
 * Commands of just-bash as GNU's behave: forms of options that it does not read, words and widths that differ.
 * @module
 */
import type { CustomCommand } from "just-bash";
import { guardFields, hidesFieldCount } from "./awk-fields.ts";
import {
  bundled,
  type CommandAnswer,
  type CommandBody,
  type CommandCall,
  command,
  failedWith,
  inputOf,
  textAt,
} from "./command.ts";
import { grep } from "./grep.ts";
import { withDeletions, withRows } from "./jq-program.ts";
import { type OptionForms, writeOutOptions } from "./option-forms.ts";
import { inputSize, refuseWork } from "./pattern-work.ts";

/** Which forms of options each command takes, where that is all that differs. */
const forms: Readonly<Record<string, OptionForms>> = {
  sort: {
    values: "ktoST",
    short: { key: "k", "field-separator": "t", unique: "u", reverse: "r", "numeric-sort": "n" },
  },
  cut: { values: "cdfb", short: { delimiter: "d", fields: "f", characters: "c", bytes: "b" } },
  fold: { values: "w" },
  column: { values: "sotcN", short: { table: "t", separator: "s" } },
  paste: { values: "d", short: { delimiters: "d", serial: "s" } },
  split: { values: "lbna" },
  tree: { values: "LIP", dropped: ["noreport"] },
};

const xargsForms: OptionForms = {
  values: "InPdLsE",
  endsAtOperand: true,
  droppedLetters: "x",
  short: {
    "max-args": "n",
    "max-procs": "P",
    delimiter: "d",
    "max-lines": "L",
    replace: "I",
    null: "0",
    "no-run-if-empty": "r",
  },
};

/** Complaints in just-bash's words, and in those of the tool. */
const words: Readonly<Record<string, readonly (readonly [pattern: RegExp, text: string])[]>> = {
  sed: [[/^sed: (\S+): No such file or directory$/gm, "sed: can't read $1: No such file or directory"]],
};

function withForms(name: string, rules: OptionForms): CustomCommand {
  return command(name, (args, call) => bundled(call, writeOutOptions(args, rules)));
}

/** `xargs -I` takes whole lines. */
const xargs: CommandBody = (args, call) => {
  const words = writeOutOptions(args, xargsForms);
  const lines = words.includes("-I") && !words.includes("-d") && !words.includes("-0");
  return bundled(call, lines ? ["-d", "\n", ...words] : words);
};

/** `tail -f` shows what is there: nothing is appended while a command runs. */
const tail: CommandBody = async (args, call) => {
  const follows = (arg: string): boolean => /^-(?:[0-9]+|[a-zA-Z]*)[fF]|^--follow(?:=|$)/.test(arg);
  if (!args.some(follows)) return bundled(call, args);
  const plain = args.flatMap((arg) => {
    if (!follows(arg)) return [arg];
    const rest = arg.startsWith("--") ? "-" : arg.replace(/[fF]/, "");
    return rest === "-" ? [] : [rest];
  });
  const answer = await bundled(call, plain);
  const notice = "tail: files are not followed here; run the command again to see what was added\n";
  return { ...answer, stderr: answer.stderr + notice };
};

/** `uniq -c` pads its counts to seven columns. */
const uniq: CommandBody = async (args, call) => {
  const answer = await bundled(call, writeOutOptions(args, { values: "fsw", short: { count: "c" } }));
  if (!args.some((arg) => /^-[a-z]*c|^--count$/.test(arg))) return answer;
  return { ...answer, stdout: answer.stdout.replaceAll(/^ *(\d+) /gm, (_, count: string) => `${count.padStart(7)} `) };
};

/** `paste` reads its input where no file is named. */
const paste: CommandBody = (args, call) => {
  const written = writeOutOptions(args, { values: "d", short: { delimiters: "d", serial: "s" } });
  const operands = written.filter((word, at) => !word.startsWith("-") && written[at - 1] !== "-d");
  const reads = operands.length > 0 || written.includes("-");
  return bundled(call, reads ? written : [...written, "-"]);
};

/** `head -n -3`: all but the last three. */
const head: CommandBody = async (args, call) => {
  const at = args.findIndex((arg) => /^(-n-\d+|--lines=-\d+|-n|--lines)$/.test(arg));
  const stuck = /-(\d+)$/.exec(args[at] ?? "")?.[1];
  const next = /^-(\d+)$/.exec(args[at + 1] ?? "")?.[1];
  const left = at < 0 ? undefined : (stuck ?? next);
  if (left === undefined) return bundled(call, args);
  const [path = "-"] = args.filter((_, index) => index !== at && !(stuck === undefined && index === at + 1));
  const text = await textAt(call, path);
  if (text === undefined) return failedWith(1, `head: cannot open '${path}' for reading: No such file or directory`);
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return { stdout: lines.slice(0, Math.max(0, lines.length - Number(left))).join(""), stderr: "", exitCode: 0 };
};

/** A loop that gathers all lines before anything else: `:a;N;$!ba;`. */
const gathers = /^\s*:\s*(\w+)\s*[;\n]\s*N\s*[;\n]\s*\$!\s*b\s*\1\s*[;\n]/;
/** Scripts with a label or `D` may run over a line again and again, and let it grow. */
const loops = /(?:^|[;{}\n])\s*:\s*\w|(?:^|[;{}\n])[\d$,!\s]*D/;
const mostLoopedCharacters = 65_536;
const mostLoopedLines = 200;

/** A sed that works on the whole of its input as on one line, where that is asked for, and within bounds. */
const sed: CommandBody = async (args, call) => {
  const refusal = await refuseWork("sed", args, call);
  if (refusal !== undefined) return refusal;
  const whole = args.some((arg) => /^-[a-zA-Z]*z|^--null-data$/.test(arg));
  const scripts = args.filter((arg) => !arg.startsWith("-") || arg.includes(";"));
  const gathering = args.findIndex((arg) => gathers.test(arg));
  if (whole || gathering >= 0) {
    const answer = await onWhole(args, call, gathering);
    if (answer !== undefined) return answer;
  }
  if (scripts.some((script) => loops.test(script))) {
    const size = await inputSize(call, args);
    const lines = (call.stdin as unknown as string).split("\n", mostLoopedLines + 2).length;
    if (size > mostLoopedCharacters || lines > mostLoopedLines + 1)
      return failedWith(
        1,
        `sed: a script with labels runs over at most ${mostLoopedLines} lines, ${mostLoopedCharacters} characters here`,
      );
  }
  const backup = args.map((arg) => /^(?:-i|--in-place=)(.+)$/.exec(arg)?.[1]).find((suffix) => suffix !== undefined);
  if (backup === undefined) return told("sed", await bundled(call, args));
  for (const path of args.filter((arg) => !arg.startsWith("-")).slice(1)) {
    const text = await textAt(call, path);
    if (text !== undefined) await call.fs.writeFile(call.fs.resolvePath(call.cwd, path + backup), text);
  }
  const inPlace = args.map((arg) => (/^(?:-i|--in-place=)./.test(arg) ? "-i" : arg));
  return told("sed", await bundled(call, inPlace));
};

/** The script on the input as one line; `undefined` where more than one script or file is named. */
async function onWhole(
  args: readonly string[],
  call: CommandCall,
  gathering: number,
): Promise<CommandAnswer | undefined> {
  const plain = args.flatMap((arg, at) => {
    if (at === gathering) return [arg.replace(gathers, "")];
    return /^-[a-zA-Z]*z$/.test(arg) ? [arg.replace("z", "")] : arg === "--null-data" ? [] : [arg];
  });
  const operands = plain.filter((arg) => !/^-(?:e|E|r|n|nE|En|i|s|nr|zE|Ez)?$/.test(arg));
  const flags = plain.filter((arg) => /^-(?:E|r|n|nE|En|nr)$/.test(arg));
  const [script = "", path = "-", ...more] = operands;
  const text = await textAt(call, path);
  if (more.length > 0 || text === undefined || call.exec === undefined) return undefined;
  const joined = text.replaceAll("\u0001", "").replace(/\n$/, "").replaceAll("\n", "\u0001");
  const tail = gathering < 0 && text.endsWith("\n") ? "\u0001" : "";
  const inner = script.replaceAll("\\n", "\u0001");
  const run = await call.exec("sed", { cwd: call.cwd, args: [...flags, inner], stdin: joined + tail });
  const ended = gathering >= 0 && run.stdout !== "" && !run.stdout.endsWith("\n") ? `${run.stdout}\n` : run.stdout;
  const stdout = (gathering < 0 ? ended.replace(/\n$/, "") : ended).replaceAll("\u0001", "\n");
  if (!args.some((arg) => /^-i/.test(arg))) return told("sed", { ...run, stdout });
  await call.fs.writeFile(call.fs.resolvePath(call.cwd, path), stdout);
  return told("sed", { ...run, stdout: "" });
}

/** Programs that assign to a field of a computed number may not make a record of any length. */
const awk: CommandBody = async (args, call) => {
  const words = writeOutOptions(args, { values: "vFf", endsAtOperand: true });
  const options: string[] = [];
  const programs: string[] = [];
  let at = 0;
  for (; at < words.length && /^-./.test(words[at] ?? ""); at++) {
    const [word = "", value = ""] = words.slice(at);
    if (word === "--") {
      at += 1;
      break;
    }
    if (!/^-[vFf]$/.test(word)) {
      options.push(word);
      continue;
    }
    at += 1;
    if (word === "-v" && /^\s*NF\s*=/.test(value)) return failedWith(2, "awk: NF cannot be set from outside here");
    if (word !== "-f") options.push(word, value);
    else {
      const program = await textAt(call, value);
      if (program === undefined) return failedWith(2, `awk: cannot open ${value} (No such file or directory)`);
      programs.push(program);
    }
  }
  const operands = words.slice(at);
  if (programs.length === 0) programs.push(...operands.splice(0, 1));
  const program = programs.join("\n");
  const refusal = await refuseWork("awk", [program, ...operands], call);
  if (refusal !== undefined) return refusal;
  if (hidesFieldCount(program)) return failedWith(2, "awk: write NF = VALUE to set NF here");
  return bundled(call, [...options, guardFields(program), ...operands]);
};

/** `jq -j`: raw, without line ends; `@csv` with quotes; `del` of all its paths. */
const jq: CommandBody = async (args, call) => {
  const refusal = await refuseWork("jq", args, call);
  const raw = (arg: string): boolean => /^-[a-zA-Z]*j/.test(arg) && !arg.includes("r");
  return (
    refusal ??
    bundled(
      call,
      args.flatMap((arg) => (raw(arg) ? [arg, "-r"] : [withDeletions(withRows(arg))])),
    )
  );
};

/** Commands that are only kept from costing too much. */
function bounded(name: string): CommandBody {
  return async (args, call) => (await refuseWork(name, args, call)) ?? bundled(call, args);
}

const isoFormats: Readonly<Record<string, string>> = {
  date: "%Y-%m-%d",
  hours: "%Y-%m-%dT%H+00:00",
  minutes: "%Y-%m-%dT%H:%M+00:00",
  seconds: "%Y-%m-%dT%H:%M:%S+00:00",
  ns: "%Y-%m-%dT%H:%M:%S,%N+00:00",
};

/** `date -Is`: times in UTC. */
const date: CommandBody = (args, call) => {
  const written = args.map((arg) => {
    const unit = /^(?:--iso-8601=?|-I)(.*)$/.exec(arg)?.[1];
    if (unit === undefined) return arg;
    const found = Object.keys(isoFormats).find((name) => name.startsWith(unit === "" ? "date" : unit));
    return found === undefined ? arg : `+${isoFormats[found] ?? ""}`;
  });
  return bundled(call, written);
};

/** `du -b`: bytes, not blocks. */
const du: CommandBody = async (args, call) => {
  const path = args.findLast((arg) => !arg.startsWith("-")) ?? ".";
  if (!args.some((arg) => /^-[a-z]*b/.test(arg))) return bundled(call, args);
  const text = await textAt(call, path);
  if (text === undefined)
    return bundled(
      call,
      args.filter((arg) => !/^-[a-z]*b/.test(arg)),
    );
  return { stdout: `${new TextEncoder().encode(text).length}\t${path}\n`, stderr: "", exitCode: 0 };
};

/** A pager without a terminal hands its input on. */
const pager: CommandBody = async (args, call) => {
  const texts = await Promise.all(args.filter((arg) => !/^[-+]/.test(arg)).map((path) => textAt(call, path)));
  const missing = texts.indexOf(undefined);
  if (missing >= 0) return failedWith(1, `${args[missing] ?? ""}: No such file or directory`);
  return { stdout: texts.length === 0 ? inputOf(call) : texts.join(""), stderr: "", exitCode: 0 };
};

function told(name: string, answer: CommandAnswer): CommandAnswer {
  let { stderr } = answer;
  for (const [pattern, text] of words[name] ?? []) stderr = stderr.replaceAll(pattern, text);
  return stderr === answer.stderr ? answer : { ...answer, stderr, exitCode: 2 };
}

/** All of them. */
export function repairedCommands(): CustomCommand[] {
  const bodies = {
    xargs,
    tail,
    uniq,
    paste,
    head,
    sed,
    awk,
    jq,
    yq: bounded("yq"),
    rg: bounded("rg"),
    find: bounded("find"),
    du,
    date,
    less: pager,
    more: pager,
  };
  return [
    ...Object.entries(forms)
      .filter(([name]) => !(name in bodies))
      .map(([name, rules]) => withForms(name, rules)),
    ...Object.entries(bodies).map(([name, body]) => command(name, body)),
    ...["grep", "egrep", "fgrep"].map((name) => command(name, grep(name))),
  ];
}
