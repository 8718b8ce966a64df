/**
 * The file system that a container's shell works on: what the kernel shows under /proc and /sys, devices that swallow what is written
 * to them, and bash's `/dev/tcp/HOST/PORT`, which opens a connection.
 * @module
 */
import { type FileContent, InMemoryFs } from "just-bash";
import type { Simulation } from "../kernel/simulation.ts";
import { hostNameOf } from "../runtime/host-name.ts";
import type { ContainerRecord } from "../runtime/runtime-state.ts";
import { listenersIn, nodeMemory } from "./processes-in.ts";

/** Opens a connection; why it did not come about, `undefined` when it did. */
export type OpenConnection = (host: string, port: number) => string | undefined;

const connection = /^\/dev\/tcp\/([^/]+)\/(\d+)$/;

/** A container's files while a shell runs. */
export class ContainerFs extends InMemoryFs {
  /** Connections that did not come about, by path: why. */
  readonly refused: Map<string, string> = new Map();
  private readonly open: OpenConnection;

  constructor(files: Readonly<Record<string, string>>, open: OpenConnection, maxTotalBytes: number) {
    super({ ...files }, { maxTotalBytes });
    this.open = open;
  }

  override exists(path: string): Promise<boolean> {
    const [, host, port] = connection.exec(path) ?? [];
    if (host === undefined) return super.exists(path);
    const problem = this.open(host, Number(port));
    if (problem === undefined) return Promise.resolve(false);
    this.refused.set(path, problem);
    return Promise.reject(new Error(problem));
  }

  override writeFile(path: string, content: FileContent): Promise<void> {
    return swallows(path) ? Promise.resolve() : super.writeFile(path, content);
  }

  override appendFile(path: string, content: FileContent): Promise<void> {
    return swallows(path) ? Promise.resolve() : super.appendFile(path, content);
  }
}

function swallows(path: string): boolean {
  return path === "/dev/null" || path.startsWith("/dev/tcp/");
}

/** What the kernel shows, by path. */
export function kernelFiles(sim: Simulation, container: ContainerRecord): Readonly<Record<string, string>> {
  const { total, used } = nodeMemory(sim, container);
  const row = (name: string, bytes: number): string =>
    `${`${name}:`.padEnd(16)}${String(Math.floor(bytes / 1024)).padStart(8)} kB\n`;
  const name = (container.argv[0] ?? "").slice((container.argv[0] ?? "").lastIndexOf("/") + 1).slice(0, 15);
  const seconds = ((sim.now - container.startedAt) / 1_000_000).toFixed(2);
  const resident = Math.floor(container.memoryBytes / 1024);
  const sockets = listenersIn(sim, container).map(
    ({ port }, at) =>
      `   ${at}: ${"0".repeat(32)}:${port.toString(16).toUpperCase().padStart(4, "0")} ${"0".repeat(32)}:0000 0A 00000000:00000000 00:00000000 00000000     0        0 ${10_000 + port} 1 0000000000000000 100 0 0 10 0\n`,
  );
  const socketHead =
    "  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
  const limit = container.memoryLimitBytes ?? "9223372036854771712";
  const quota = container.cpuLimitMillicores === null ? -1 : container.cpuLimitMillicores * 100;
  return {
    "/proc/1/cmdline": `${container.argv.join("\0")}\0`,
    "/proc/1/comm": `${name}\n`,
    "/proc/1/environ": Object.entries({ HOSTNAME: hostNameOf(sim, container), ...container.env, HOME: "/root" })
      .map(([variable, value]) => `${variable}=${value}\0`)
      .join(""),
    "/proc/1/status": `Name:\t${name}\nState:\tS (sleeping)\nPid:\t1\nPPid:\t0\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nVmRSS:\t${String(resident).padStart(8)} kB\n`,
    "/proc/meminfo":
      row("MemTotal", total) +
      row("MemFree", total - used) +
      row("MemAvailable", total - used) +
      row("SwapTotal", 0) +
      row("SwapFree", 0),
    "/proc/loadavg": "0.00 0.00 0.00 1/100 20\n",
    "/proc/uptime": `${seconds} ${seconds}\n`,
    "/proc/version": "Linux version 6.8.0-45-generic #45-Ubuntu SMP PREEMPT_DYNAMIC\n",
    "/proc/net/tcp6": socketHead + sockets.join(""),
    "/sys/fs/cgroup/memory/memory.limit_in_bytes": `${limit}\n`,
    "/sys/fs/cgroup/memory/memory.usage_in_bytes": `${container.memoryBytes + container.stressMemoryBytes}\n`,
    "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": `${quota}\n`,
    "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
  };
}

/** Folders that the kernel and the runtime make; what lies there is no container's. */
export const kernelFolders: readonly string[] = ["/proc/", "/sys/", "/dev/", "/bin/", "/usr/bin/"];
