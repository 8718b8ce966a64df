/**
 * `ps`, `kill`, `hostname`.
 * @module
 */
import { signalContainer } from "../runtime/containers.ts";
import { failed, type Tool } from "./tool.ts";

/** `ps`: the main process and itself. */
export const ps: Tool = function* (context) {
  const { argv } = context.container;
  const bsd = context.args.some((arg) => arg.includes("aux") || arg.includes("ef"));
  const self = `ps${context.args.length === 0 ? "" : ` ${context.args.join(" ")}`}`;
  const rows = bsd
    ? [
        "USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND",
        `root           1  0.1  0.2 714968 21304 ?        Ssl  00:00   0:00 ${argv.join(" ")}`,
        `root          87  0.0  0.0   7060  1556 ?        Rs   00:00   0:00 ${self}`,
      ]
    : ["PID   USER     TIME  COMMAND", `    1 root      0:00 ${argv.join(" ")}`, `   87 root      0:00 ${self}`];
  return { stdout: `${rows.join("\n")}\n`, stderr: "", exitCode: 0 };
};

/** `kill 1`. */
export const kill: Tool = function* (context) {
  const flag = context.args.find((arg) => arg.startsWith("-")) ?? "-TERM";
  const pids = context.args.filter((arg) => !arg.startsWith("-"));
  for (const pid of pids) {
    if (pid !== "1") return failed(1, `kill: can't kill pid ${pid}: No such process\n`);
    // Process 1 gets no signal from inside that it has no handler for: not SIGKILL, not SIGSTOP.
    if (/^-(s )?(SIG)?(TERM|15|INT|2|HUP|1|QUIT|3)$/.test(flag))
      signalContainer(context.holder.sim, context.container.id, "SIGTERM");
  }
  return { stdout: "", stderr: "", exitCode: 0 };
};

/** `hostname`. */
export const hostname: Tool = function* (context) {
  const address = context.args.some((arg) => arg === "-i" || arg === "-I");
  return { stdout: `${address ? context.container.podIP : context.container.podName}\n`, stderr: "", exitCode: 0 };
};
