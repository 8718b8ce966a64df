/**
 * Applets that wait or work: `sleep`, `yes`, `timeout`, `ps`, `kill`.
 * @module
 */
import { useCpu } from "../../../runtime/cpu.ts";
import { type Applet, parseOptions, until } from "../applet.ts";
import { complain, write } from "../output.ts";
import { sendSignal } from "../send-signal.ts";
import { signalName } from "../signals.ts";
import { findCommand, spawnCommand } from "../spawn.ts";
import { versionLine } from "../usage.ts";

const units: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3600, d: 86_400 };

function microsOf(text: string): number | undefined {
  const match = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(text);
  if (match === null) return /^inf(inity)?$/i.test(text) ? Number.MAX_SAFE_INTEGER / 4 : undefined;
  return Math.round(Number(match[1]) * (units[match[2] ?? ""] ?? 1) * 1_000_000);
}

const sleep: Applet = (context, args) => {
  const { memory } = context.process;
  if (memory["until"] === undefined) {
    if (args.length === 0) {
      complain(
        context,
        `${versionLine}\n\nUsage: sleep [N]...\n\nPause for a time equal to the total of the args given, where each arg can\nhave an optional suffix of (s)econds, (m)inutes, (h)ours, or (d)ays`,
      );
      return { exit: 1 };
    }
    let micros = 0;
    for (const arg of args) {
      const part = microsOf(arg);
      if (part === undefined) {
        complain(context, `sleep: invalid number '${arg}'`);
        return { exit: 1 };
      }
      micros += part;
    }
    memory["until"] = context.sim.now + micros;
  }
  const at = Number(memory["until"]);
  return at <= context.sim.now ? { exit: 0 } : until(at);
};

const usleep: Applet = (context, args) => {
  const { memory } = context.process;
  memory["until"] ??= context.sim.now + (Number(args[0] ?? 0) || 0);
  const at = Number(memory["until"]);
  return at <= context.sim.now ? { exit: 0 } : until(at);
};

/** Writes for ever: takes all CPU, unless nobody reads on. */
const yes: Applet = (context, args) => {
  const { process, sim, container } = context;
  process.memory["streams"] = true;
  const output = process.descriptors[1];
  if (output?.kind === "pipe") {
    if (process.memory["full"] !== true) {
      process.memory["full"] = true;
      const line = `${args.length === 0 ? "y" : args.join(" ")}\n`;
      // A pipe holds 64 KiB.
      write(context, 1, line.repeat(Math.floor(65_536 / line.length)));
    }
    return { waiting: { kind: "ever" } };
  }
  const quota = container.cpu.quotaMicros;
  const micros = quota === null ? 100_000 : Math.max(500, Math.min(100_000, Math.floor(quota / 2)));
  return { waiting: { kind: "time" }, until: useCpu(sim, container.id, micros) };
};

/** `timeout [-s SIG] [-k KILL_SECS] SECS PROG ARGS`. */
const timeout: Applet = (context, args) => {
  const { process, host, sim, container } = context;
  const { memory } = process;
  if (memory["child"] === undefined) {
    let index = 0;
    for (; (args[index] ?? "").startsWith("-"); index++) {
      if (args[index] === "-s") memory["signal"] = signalName(args[++index] ?? "") ?? "TERM";
      else if (args[index] === "-k") memory["kill"] = microsOf(args[++index] ?? "") ?? 0;
      else if (args[index] === "-t") continue;
    }
    const command = args.slice(index + 1);
    const found = findCommand(context, command);
    if ("problem" in found) {
      complain(context, `timeout: can't execute '${command[0] ?? ""}': No such file or directory`);
      return { exit: 127 };
    }
    memory["until"] = sim.now + (microsOf(args[index] ?? "") ?? 0);
    memory["child"] = spawnCommand(context, command, process.env, process.descriptors);
  }
  const child = Number(memory["child"]);
  const at = Number(memory["until"]);
  const running = host.processes.has(child);
  if (!running) return { exit: Number(memory["status"] ?? 0) };
  if (sim.now >= at) {
    sendSignal(sim, container, host, child, String(memory["signal"] ?? "TERM"));
    return { exit: 143 };
  }
  return { waiting: { kind: "children", pids: [child] }, until: at };
};

const ps: Applet = (context) => {
  const lines = ["PID   USER     COMMAND"];
  const processes = [...context.host.processes.values()].sort((left, right) => left.pid - right.pid);
  for (const { pid, argv } of processes) lines.push(`${String(pid).padStart(5)} 0        ${argv.join(" ")}`);
  write(context, 1, `${lines.join("\n")}\n`);
  return { exit: 0 };
};

const kill: Applet = (context, args) => {
  const { rest } = parseOptions(
    args.filter((arg) => !/^-[A-Z0-9]+$/.test(arg)),
    "s",
  );
  const flag =
    args.find((arg) => /^-[A-Z0-9]+$/.test(arg))?.slice(1) ?? parseOptions(args, "s").options.get("s") ?? "TERM";
  const signal = signalName(flag) ?? "TERM";
  let status = 0;
  for (const target of rest) {
    if (!context.host.processes.has(Number(target))) {
      complain(context, `kill: can't kill pid ${target}: No such process`);
      status = 1;
    } else if (flag !== "0") sendSignal(context.sim, context.container, context.host, Number(target), signal);
  }
  return { exit: status };
};

/** `time PROG`: runs it, and tells how long that took. */
const time: Applet = (context, args) => {
  const { process, host, sim } = context;
  const { memory } = process;
  if (memory["child"] === undefined) {
    const found = findCommand(context, args);
    if ("problem" in found) {
      complain(context, `time: ${args[0] ?? ""}: No such file or directory`);
      return { exit: 127 };
    }
    memory["from"] = sim.now;
    memory["child"] = spawnCommand(context, args, process.env, process.descriptors);
  }
  const child = Number(memory["child"]);
  if (host.processes.has(child)) return { waiting: { kind: "children", pids: [child] } };
  const status = Number(memory["status"] ?? 0);
  if (status !== 0) complain(context, `Command exited with non-zero status ${status}`);
  const hundredths = Math.floor((sim.now - Number(memory["from"])) / 10_000);
  const seconds = `${Math.floor(hundredths / 100) % 60}.${String(hundredths % 100).padStart(2, "0")}s`;
  complain(context, `real\t${Math.floor(hundredths / 6000)}m ${seconds}\nuser\t0m 0.00s\nsys\t0m 0.00s`);
  return { exit: status };
};

/** By name. */
export const timeApplets: Readonly<Record<string, Applet>> = { sleep, usleep, yes, timeout, time, ps, kill };
