/**
 * `ps`, `top`, `kill`, `pgrep`, `hostname`.
 * @module
 */
import { signalContainer } from "../runtime/containers.ts";
import { hostNameOf } from "../runtime/host-name.ts";
import { hasBusybox, type ListedProcess, nodeMemory, processesIn } from "./processes-in.ts";
import { failed, type Tool, type ToolContext } from "./tool.ts";

const ok = (stdout: string): { stdout: string; stderr: string; exitCode: number } => ({
  stdout,
  stderr: "",
  exitCode: 0,
});
const two = (value: number): string => String(value).padStart(2, "0");

/** `0:03`, minutes and seconds of CPU. */
const cpuTime = (micros: number): string => {
  const seconds = Math.floor(micros / 1_000_000);
  return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
};

const longCpuTime = (micros: number): string => {
  const seconds = Math.floor(micros / 1_000_000);
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
};

const clock = (at: number): string => new Date(Math.floor(at / 1000)).toISOString().slice(11, 16);
const kibibytes = (bytes: number): number => Math.round(bytes / 1024);
const baseName = (path = ""): string => path.slice(path.lastIndexOf("/") + 1);

/** Percent with one decimal place of what a process used of a core since it began. */
function cpuShare({ cpuMicros, startedAt }: ListedProcess, now: number): string {
  return ((100 * cpuMicros) / Math.max(1, now - startedAt)).toFixed(1);
}

/** How a column of `ps -o` is headed and filled. */
const columns: Readonly<
  Record<
    string,
    readonly [head: string, right: boolean, cell: (process: ListedProcess, now: number, total: number) => string]
  >
> = {
  pid: ["PID", true, ({ pid }) => String(pid)],
  ppid: ["PPID", true, ({ parent }) => String(parent)],
  user: ["USER", false, () => "root"],
  uid: ["UID", true, () => "0"],
  comm: ["COMMAND", false, ({ argv }) => baseName(argv[0]).slice(0, 15)],
  cmd: ["CMD", false, ({ argv }) => argv.join(" ")],
  args: ["COMMAND", false, ({ argv }) => argv.join(" ")],
  command: ["COMMAND", false, ({ argv }) => argv.join(" ")],
  rss: ["RSS", true, ({ residentBytes }) => String(kibibytes(residentBytes))],
  vsz: ["VSZ", true, ({ residentBytes }) => String(kibibytes(residentBytes) + 3_800)],
  pcpu: ["%CPU", true, (process, now) => cpuShare(process, now)],
  "%cpu": ["%CPU", true, (process, now) => cpuShare(process, now)],
  pmem: ["%MEM", true, ({ residentBytes }, _, total) => ((100 * residentBytes) / total).toFixed(1)],
  "%mem": ["%MEM", true, ({ residentBytes }, _, total) => ((100 * residentBytes) / total).toFixed(1)],
  stat: ["STAT", false, ({ running }) => (running ? "Rs" : "Ssl")],
  state: ["S", false, ({ running }) => (running ? "R" : "S")],
  tty: ["TTY", false, () => "?"],
  time: ["TIME", true, ({ cpuMicros }) => longCpuTime(cpuMicros)],
  start: ["STARTED", false, ({ startedAt }) => `${clock(startedAt)}:00`],
  etime: ["ELAPSED", true, ({ startedAt }, now) => elapsed(now - startedAt)],
};

function elapsed(micros: number): string {
  const seconds = Math.floor(micros / 1_000_000);
  const hours = Math.floor(seconds / 3600);
  return `${hours > 0 ? `${two(hours)}:` : ""}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** `ps`, `ps aux`, `ps -ef`, `ps -o`; BusyBox's. */
export const ps: Tool = function* (context) {
  const { holder, container, args } = context;
  const { sim } = holder;
  const list = processesIn(context, "ps");
  const { total } = nodeMemory(sim, container);
  const chosen = outputColumns(args);
  if (chosen !== undefined) {
    const unknown = chosen.find((name) => columns[name] === undefined);
    if (unknown !== undefined) return failed(1, `error: unknown user-defined format specifier "${unknown}"\n`);
    return ok(
      table(
        chosen.map((name) => columns[name] ?? ["", false, () => ""]),
        list,
        sim.now,
        total,
      ),
    );
  }
  if (hasBusybox(sim, container)) {
    const rows = list.map(
      ({ pid, argv, cpuMicros }) =>
        `${String(pid).padStart(5)} root     ${cpuTime(cpuMicros).padStart(5)} ${argv.join(" ")}`,
    );
    return ok(["PID   USER     TIME  COMMAND", ...rows, ""].join("\n"));
  }
  if (args.some((arg) => /^-?[a-z]*u/.test(arg))) return ok(wide(list, sim.now, total));
  if (args.some((arg) => /^-[a-z]*f/.test(arg))) {
    const rows = list.map(
      ({ pid, parent, argv, cpuMicros, startedAt }) =>
        `root     ${String(pid).padStart(7)} ${String(parent).padStart(7)}  0 ${clock(startedAt)} ?        ${longCpuTime(cpuMicros)} ${argv.join(" ")}`,
    );
    return ok(["UID          PID    PPID  C STIME TTY          TIME CMD", ...rows, ""].join("\n"));
  }
  const rows = list.map(
    ({ pid, argv, cpuMicros }) =>
      `${String(pid).padStart(7)} ?        ${longCpuTime(cpuMicros)} ${baseName(argv[0]).slice(0, 15)}`,
  );
  return ok(["    PID TTY          TIME CMD", ...rows, ""].join("\n"));
};

function wide(list: readonly ListedProcess[], now: number, total: number): string {
  const rows = list.map((process) => {
    const { pid, argv, residentBytes, cpuMicros, startedAt, running } = process;
    const memory = ((100 * residentBytes) / total).toFixed(1);
    const sizes = `${String(kibibytes(residentBytes) + 3_800).padStart(6)} ${String(kibibytes(residentBytes)).padStart(5)}`;
    const state = running ? "Rs  " : "Ssl ";
    return `root     ${String(pid).padStart(7)} ${cpuShare(process, now).padStart(4)} ${memory.padStart(4)} ${sizes} ?        ${state} ${clock(startedAt)} ${cpuTime(cpuMicros).padStart(6)} ${argv.join(" ")}`;
  });
  return ["USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND", ...rows, ""].join("\n");
}

/** Names after `-o`; `undefined` without it. */
function outputColumns(args: readonly string[]): readonly string[] | undefined {
  const names: string[] = [];
  args.forEach((arg, index) => {
    const stuck = /^(?:-[a-zA-Z]*o|--format=)(.+)$/.exec(arg)?.[1];
    if (stuck !== undefined && !/^-[a-z]*o$/.test(arg)) names.push(...stuck.split(","));
    else if (/^-[a-zA-Z]*o$/.test(arg)) names.push(...(args[index + 1] ?? "").split(","));
  });
  return names.length === 0 ? undefined : names.map((name) => name.replace(/=.*$/, ""));
}

function table(
  chosen: readonly (typeof columns)[string][],
  list: readonly ListedProcess[],
  now: number,
  total: number,
): string {
  const rows = [
    chosen.map(([head]) => head),
    ...list.map((process) => chosen.map(([, , cell]) => cell(process, now, total))),
  ];
  const least: Readonly<Record<string, number>> = { PID: 7, PPID: 7, USER: 8, RSS: 5, TTY: 8, COMMAND: 0 };
  const widths = chosen.map(([head], at) => Math.max(least[head] ?? 0, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) => {
        if (chosen[at]?.[1] === true) return cell.padStart(widths[at] ?? 0);
        return at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0);
      })
      .join(" ");
  return `${rows.map(line).join("\n")}\n`;
}

/** `top -b -n 1`. Without a terminal it cannot show itself again and again. */
export const top: Tool = function* (context) {
  const { holder, container, args } = context;
  const { sim } = holder;
  if (!args.some((arg) => /^-[a-z]*b/.test(arg)))
    return failed(1, hasBusybox(sim, container) ? "" : "TERM environment variable not set.\n");
  const list = processesIn(context, "top");
  const { total, used } = nodeMemory(sim, container);
  const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1).padStart(8);
  if (hasBusybox(sim, container)) {
    const rows = list.map(
      (process) =>
        `${String(process.pid).padStart(5)} ${String(process.parent).padStart(5)} root     ${process.running ? "R" : "S"}    ${String(kibibytes(process.residentBytes) + 3_800).padStart(5)} ${String(Math.round((100 * process.residentBytes) / total)).padStart(3)}% ${String(Math.round(Number(cpuShare(process, sim.now)))).padStart(3)}% ${process.argv.join(" ")}`,
    );
    const head = `Mem: ${kibibytes(used)}K used, ${kibibytes(total - used)}K free`;
    return ok([head, "  PID  PPID USER     STAT   VSZ %VSZ %CPU COMMAND", ...rows, ""].join("\n"));
  }
  const rows = list.map(
    (process) =>
      `${String(process.pid).padStart(7)} root      20   0 ${String(kibibytes(process.residentBytes) + 3_800).padStart(7)} ${String(kibibytes(process.residentBytes)).padStart(6)} ${String(Math.round(kibibytes(process.residentBytes) * 0.6)).padStart(6)} ${process.running ? "R" : "S"} ${cpuShare(process, sim.now).padStart(5)} ${((100 * process.residentBytes) / total).toFixed(1).padStart(5)} ${`${cpuTime(process.cpuMicros)}.00`.padStart(9)} ${baseName(process.argv[0])}`,
  );
  return ok(
    [
      `top - ${new Date(Math.floor(sim.now / 1000)).toISOString().slice(11, 19)} up 1 day,  0 users,  load average: 0.00, 0.00, 0.00`,
      `Tasks: ${String(list.length).padStart(3)} total,   1 running, ${String(list.length - 1).padStart(3)} sleeping,   0 stopped,   0 zombie`,
      `MiB Mem : ${mebibytes(total)} total, ${mebibytes(total - used)} free, ${mebibytes(used)} used, ${mebibytes(0)} buff/cache`,
      `MiB Swap: ${mebibytes(0)} total, ${mebibytes(0)} free, ${mebibytes(0)} used. ${mebibytes(total - used)} avail Mem`,
      "",
      "    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND",
      ...rows,
      "",
    ].join("\n"),
  );
};

/** `pgrep name`, `pidof name`. */
export const pgrep: Tool = function* ({ container, args }) {
  const full = args.some((arg) => /^-[a-z]*f/.test(arg));
  const named = args.some((arg) => /^-[a-z]*[la]/.test(arg));
  const pattern = args.find((arg) => !arg.startsWith("-"));
  if (pattern === undefined) return failed(2, "pgrep: no matching criteria specified\n");
  const name = baseName(container.argv[0]);
  const found = (full ? container.argv.join(" ") : name).includes(pattern);
  return found ? ok(`1${named ? ` ${name}` : ""}\n`) : failed(1, "");
};

/** Signals whose default ends process 1 only where it has a handler for them; none reaches it from inside without one. */
const handled = /^-(s )?(SIG)?(TERM|15|INT|2|HUP|1|QUIT|3)$/;

/** `kill 1`. */
export const kill: Tool = function* (context) {
  const [first, ...rest] = context.args;
  const spelled = first === "-s" ? `-s ${rest[0] ?? ""}` : first;
  const flag = spelled?.startsWith("-") === true ? spelled : "-TERM";
  if (flag === "-l") return ok("HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM\n");
  const pids = (first === "-s" ? rest.slice(1) : context.args).filter((arg) => !arg.startsWith("-"));
  for (const pid of pids) {
    if (pid !== "1") return failed(1, noProcess(context, pid));
    // Process 1 gets no signal from inside that it has no handler for: not SIGKILL, not SIGSTOP.
    if (handled.test(flag)) signalContainer(context.holder.sim, context.container.id, "SIGTERM");
  }
  return ok("");
};

function noProcess({ holder, container }: ToolContext, pid: string): string {
  return hasBusybox(holder.sim, container)
    ? `kill: can't kill pid ${pid}: No such process\n`
    : `kill: (${pid}): No such process\n`;
}

/** `pkill name`: as `kill 1`, where the main process has that name. */
export const pkill: Tool = function* (context) {
  const { args, container, holder } = context;
  const flag = args.find((arg) => arg.startsWith("-") && arg !== "-f") ?? "-TERM";
  const pattern = args.find((arg) => !arg.startsWith("-")) ?? "";
  if (pattern === "" || !container.argv.join(" ").includes(pattern)) return failed(1, "");
  if (handled.test(flag)) signalContainer(holder.sim, container.id, "SIGTERM");
  return ok("");
};

/** `hostname`. */
export const hostname: Tool = function* ({ args, container, holder }) {
  const address = args.some((arg) => /^-[iI]$/.test(arg));
  return ok(`${address ? container.podIP : hostNameOf(holder.sim, container)}\n`);
};
