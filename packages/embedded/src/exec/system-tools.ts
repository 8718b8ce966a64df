/**
 * `id`, `uname`, `uptime`, `free`, `df`, `mount`, `nproc`, `env`, `netstat`, `ss`: what a container sees of its system.
 * @module
 */
import { hostNameOf } from "../runtime/host-name.ts";
import { hasBusybox, listenersIn, nodeMemory } from "./processes-in.ts";
import { atOnce, failed, type Tool, type ToolContext } from "./tool.ts";

const ok = (stdout: string): { stdout: string; stderr: string; exitCode: number } => ({
  stdout,
  stderr: "",
  exitCode: 0,
});

/** The nodes' kernel. */
const kernel = { s: "Linux", r: "6.8.0-45-generic", v: "#45-Ubuntu SMP PREEMPT_DYNAMIC", m: "x86_64", o: "GNU/Linux" };

/** `uname`. */
export const uname: Tool = atOnce(({ holder, container, args }) => {
  const letters = args
    .filter((arg) => arg.startsWith("-"))
    .join("")
    .replaceAll("-", "");
  const values: Readonly<Record<string, string>> = { ...kernel, n: hostNameOf(holder.sim, container) };
  const wanted =
    letters === "" ? "s" : letters.includes("a") ? "snrvmo" : letters.replaceAll("p", "m").replaceAll("i", "m");
  const shown = [..."snrvmo"].filter((letter) => wanted.includes(letter)).map((letter) => values[letter] ?? "");
  return ok(`${shown.join(" ")}\n`);
});

/** `id`, `whoami`: all containers run as root. */
export const id: Tool = atOnce(({ args }) => {
  const flag = args.join("");
  if (flag === "") return ok("uid=0(root) gid=0(root) groups=0(root)\n");
  return ok(flag.includes("n") ? "root\n" : "0\n");
});

/** `whoami`. */
export const whoami: Tool = atOnce(() => {
  return ok("root\n");
});

/** `nproc`: the node's cores, whatever the container's share of them. */
export const nproc: Tool = atOnce(({ holder, container }) => {
  return ok(`${holder.sim.state.runtime.nodes.get(container.nodeName)?.cores ?? 8}\n`);
});

/** `uptime`. Load is not simulated. */
export const uptime: Tool = atOnce(({ holder, container }) => {
  const time = new Date(Math.floor(holder.sim.now / 1000)).toISOString().slice(11, 19);
  const users = hasBusybox(holder.sim, container) ? "0 users" : "0 user";
  return ok(` ${time} up 1 day,  ${users},  load average: 0.00, 0.00, 0.00\n`);
});

/** `free`: the node's memory, as every container sees it. */
export const free: Tool = atOnce(({ holder, container, args }) => {
  const flags = args.join("");
  const unit = flags.includes("g") ? 2 ** 30 : flags.includes("m") ? 2 ** 20 : flags.includes("b") ? 1 : 1024;
  const { total, used } = nodeMemory(holder.sim, container);
  const cell = (bytes: number): string => {
    if (!flags.includes("h")) return String(Math.floor(bytes / unit)).padStart(12);
    return (bytes >= 2 ** 30 ? `${(bytes / 2 ** 30).toFixed(1)}Gi` : `${Math.round(bytes / 2 ** 20)}Mi`).padStart(12);
  };
  const left = total - used;
  const row = (name: string, cells: readonly number[]): string => `${name}${cells.map(cell).join("")}\n`;
  // BusyBox sets its first column one wide less
  const [margin, memory, swap] = hasBusybox(holder.sim, container)
    ? ["  ", "Mem:  ", "Swap: "]
    : ["   ", "Mem:   ", "Swap:  "];
  return ok(
    `${margin}${"total".padStart(17)}        used        free      shared  buff/cache   available\n` +
      row(memory.padEnd(8), [total, used, left, 0, 0, left]) +
      row(swap.padEnd(8), [0, 0, 0]),
  );
});

/** Sizes of a node's disk, KiB. Nothing of the simulation fills it. */
const disk = { total: 101_430_960, used: 24_130_180 };

interface FileSystem {
  readonly device: string;
  readonly type: string;
  readonly path: string;
  readonly options: string;
  readonly total: number;
  readonly used: number;
}

function fileSystems({ container }: ToolContext): readonly FileSystem[] {
  const memory = { device: "tmpfs", type: "tmpfs", used: 0, options: "rw,nosuid,size=65536k,mode=755" };
  const onDisk = { device: "/dev/vda1", type: "ext4", ...disk };
  const mounts = container.mounts.map(({ path, source, readOnly }): FileSystem => {
    const options = `${readOnly === true || source.kind === "configMap" || source.kind === "secret" ? "ro" : "rw"},relatime`;
    return source.kind === "secret"
      ? { device: "tmpfs", type: "tmpfs", path, options, total: 8_000_000, used: 12 }
      : { ...onDisk, path, options };
  });
  return [
    { ...onDisk, device: "overlay", type: "overlay", path: "/", options: "rw,relatime" },
    { ...memory, path: "/dev", total: 65_536 },
    { ...onDisk, path: "/etc/hosts", options: "rw,relatime" },
    { ...memory, device: "shm", path: "/dev/shm", total: 65_536 },
    ...mounts,
  ];
}

/** `df`. */
export const df: Tool = atOnce((context) => {
  const human = context.args.some((arg) => /^-[a-zA-Z]*h/.test(arg));
  const path = context.args.find((arg) => !arg.startsWith("-"));
  const all = fileSystems(context);
  const size = (kibibytes: number): string => {
    if (!human) return String(kibibytes);
    if (kibibytes === 0) return "0";
    const units: readonly (readonly [number, string])[] = [
      [2 ** 20, "G"],
      [2 ** 10, "M"],
      [1, "K"],
    ];
    const [unit, letter] = units.find(([least]) => kibibytes >= least) ?? [1, "K"];
    const value = kibibytes / unit;
    return `${value < 10 ? (Math.ceil(value * 10) / 10).toFixed(1) : Math.ceil(value)}${letter}`;
  };
  const chosen =
    path === undefined
      ? all
      : [all.filter((one) => path.startsWith(one.path)).at(-1) ?? all[0]].flatMap((one) => one ?? []);
  const rows = chosen.map(({ device, path: at, total, used }) => [
    device,
    size(total),
    size(used),
    size(total - used),
    `${Math.ceil((100 * used) / total)}%`,
    at,
  ]);
  const head = human
    ? ["Filesystem", "Size", "Used", "Avail", "Use%", "Mounted on"]
    : ["Filesystem", "1K-blocks", "Used", "Available", "Use%", "Mounted on"];
  const least = human ? [14, 5, 5, 5, 4, 0] : [14, 9, 8, 9, 4, 0];
  const widths = least.map((width, at) => Math.max(width, ...[head, ...rows].map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : at === 5 ? cell : cell.padStart(widths[at] ?? 0)))
      .join(" ");
  return ok(`${[head, ...rows].map(line).join("\n")}\n`);
});

/** `mount`. */
export const mount: Tool = atOnce((context) => {
  if (context.args.some((arg) => !arg.startsWith("-"))) return failed(32, `mount: permission denied (are you root?)\n`);
  const rows = fileSystems(context).map(
    ({ device, type, path, options }) => `${device} on ${path} type ${type} (${options})`,
  );
  rows.splice(1, 0, "proc on /proc type proc (rw,nosuid,nodev,noexec,relatime)");
  return ok(`${rows.join("\n")}\n`);
});

/** `env`, `printenv` that are run without a shell: the runtime's own variables, the container's, the home. */
export const env: Tool = atOnce(({ args, env: variables }) => {
  const names = args.filter((arg) => !arg.startsWith("-"));
  if (names.length === 0)
    return ok(
      Object.entries(variables)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(""),
    );
  const values = names.flatMap((name) => variables[name] ?? []);
  return { ...ok(values.map((value) => `${value}\n`).join("")), exitCode: values.length === names.length ? 0 : 1 };
});

/** `netstat -l`: who listens. Established connections are not listed. */
export const netstat: Tool = atOnce((context) => {
  const flags = context.args.join("");
  const { sim } = context.holder;
  const busybox = hasBusybox(sim, context.container);
  const listens = /[al]/.test(flags);
  const programs = flags.includes("p");
  const title = flags.includes("a")
    ? "(servers and established)"
    : flags.includes("l")
      ? "(only servers)"
      : "(w/o servers)";
  const rows = listenersIn(sim, context.container).map(({ port, own, program }) => {
    const name = own ? `1/${program}` : "-";
    const owner = programs ? `${"LISTEN".padEnd(11)} ${name.padEnd(19)}` : "LISTEN     ";
    return `tcp6       0      0 ${`:::${port}`.padEnd(23)} ${":::*".padEnd(23)} ${owner}`;
  });
  const tail = programs ? "State       PID/Program name    " : busybox ? "State       " : "State      ";
  const head = `Proto Recv-Q Send-Q Local Address           Foreign Address         ${tail}`;
  return ok(`${[`Active Internet connections ${title}`, head, ...(listens ? rows : [])].join("\n")}\n`);
});

/** `ss -l`: who listens. */
export const ss: Tool = atOnce((context) => {
  const flags = context.args.join("");
  const rows = listenersIn(context.holder.sim, context.container).map(({ port, own, program }) => {
    const owner = flags.includes("p") && own ? `users:(("${program}",pid=1,fd=3))` : "";
    return `LISTEN 0      4096               *:${String(port).padEnd(5)}            *:*    ${owner}`;
  });
  const head = "State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess";
  return ok(`${[head, ...(/[al]/.test(flags) ? rows : [])].join("\n")}\n`);
});
