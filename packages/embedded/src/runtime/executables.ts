/**
 * What a container's command line is: a program of its image, a shell that starts one, a tool that ends by itself.
 * @module
 */
import type { ImageSpec } from "@aiops-gym/application";
import type { Simulation } from "../kernel/simulation.ts";
import { findImage } from "./images.ts";
import type { ContainerRecord } from "./runtime-state.ts";

/** The program, or runc's words for why it cannot be started. */
export type ResolvedProgram =
  | {
      readonly ok: true;
      /** Empty: it waits for ever (`sleep infinity`, `pause`), or ends with `exitCode`. */
      readonly programName: string;
      readonly config: Readonly<Record<string, string>>;
      /** It ends at once. */
      readonly exitCode?: number;
    }
  | { readonly ok: false; readonly message: string };

const shells: ReadonlySet<string> = new Set(["sh", "bash", "ash", "dash"]);

/** Names that a container finds in `$PATH` beside its image's executables, by tool of {@link ImageSpec.tools}. */
const coreTools =
  "cat ls echo env printenv hostname pwd whoami id date sleep true false test [ grep sed awk head tail wc sort uniq cut tr find xargs uname mkdir rm cp mv touch stat du df tee seq basename dirname printf md5sum sha256sum base64 which readlink realpath chmod ln diff cmp expr timeout yes tac rev nl od mount env printenv paste fold split shuf mktemp truncate dd nproc egrep fgrep rmdir gzip gunzip zcat tar getent";
const procps = "ps kill free uptime top pgrep pkill";
const netTools = "netstat ss";
const namesByTool: Readonly<Record<string, readonly string[]>> = {
  sh: ["sh"],
  bash: ["bash", "sh"],
  mongo: ["mongo", "mongod"],
  curl: ["curl"],
  wget: ["wget"],
  nslookup: ["nslookup"],
  coreutils: coreTools.split(" "),
  procps: procps.split(" "),
  "net-tools": netTools.split(" "),
  busybox: `sh ash ${coreTools} ${procps} pidof netstat nc nslookup ping wget`
    .split(" ")
    .filter((name) => name !== "bash"),
};

/** Names of all programs that a container of an image can run. */
export function programsOf(image: ImageSpec | undefined): ReadonlySet<string> {
  const names = new Set<string>(Object.keys(image?.executables ?? {}));
  for (const tool of image?.tools ?? []) for (const name of namesByTool[tool] ?? [tool]) names.add(name);
  return names;
}

const defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** What an image's executables have for a command: named by its path, found in the image's `PATH`, or by its base name. */
function findExecutable(image: ImageSpec | undefined, command: string): ImageSpec["executables"][string] | undefined {
  const executables = image?.executables ?? {};
  if (command.startsWith("/")) {
    const exact = executables[command];
    if (exact !== undefined) return exact;
  } else {
    for (const folder of (image?.env?.["PATH"] ?? defaultPath).split(":")) {
      const found = executables[`${folder === "/" ? "" : folder}/${command}`];
      if (found !== undefined) return found;
    }
  }
  const base = command.slice(command.lastIndexOf("/") + 1);
  return base === "" ? undefined : executables[base];
}

/** Why runc cannot start `argv[0]`; `undefined` when it can. */
export function executableProblem(image: ImageSpec | undefined, command: string): string | undefined {
  if (command === "") return 'exec: "": executable file not found in $PATH';
  const base = command.slice(command.lastIndexOf("/") + 1);
  if (base !== "" && (findExecutable(image, command) !== undefined || programsOf(image).has(base))) return undefined;
  if (!command.includes("/")) return `exec: "${command}": executable file not found in $PATH`;
  if (command.endsWith("/") || isFolder(image, command)) return `exec: "${command}": permission denied`;
  if (image?.files?.[command] !== undefined || kubeletFiles.has(command))
    return `exec: "${command}": permission denied`;
  return `exec: "${command}": stat ${command}: no such file or directory`;
}

/** Files that the kubelet mounts into every container. */
const kubeletFiles: ReadonlySet<string> = new Set(["/etc/hosts", "/etc/hostname", "/etc/resolv.conf"]);

function isFolder(image: ImageSpec | undefined, path: string): boolean {
  if (["/", "/etc", "/tmp", "/bin", "/usr", "/var", "/proc", "/root", "/home", "/dev"].includes(path)) return true;
  return Object.keys(image?.files ?? {}).some((file) => file.startsWith(`${path}/`));
}

/** Finds the program that a container's command line runs. */
export function resolveProgram(sim: Simulation, container: ContainerRecord): ResolvedProgram {
  const image = findImage(sim, container.image);
  const [command = "", ...args] = container.argv;
  const executable = findExecutable(image, command);
  const problem = executable === undefined ? executableProblem(image, command) : undefined;
  if (problem !== undefined) return { ok: false, message: problem };
  return programOf(sim, image, executable, command, args);
}

function programOf(
  sim: Simulation,
  image: ImageSpec | undefined,
  executable: ReturnType<typeof findExecutable>,
  command: string,
  args: readonly string[],
): ResolvedProgram {
  const base = command.slice(command.lastIndexOf("/") + 1);
  if (executable !== undefined) {
    const known = sim.world.programs.has(executable.program);
    return { ok: true, programName: known ? executable.program : "", config: executable.config ?? {} };
  }
  if (shells.has(base)) return programOfShell(sim, image, args);
  if (base === "sleep") {
    const seconds = Number(args[0]);
    // A sleep that ends within an episode is not told from one that does not.
    return { ok: true, programName: "", config: {}, ...(seconds === 0 ? { exitCode: 0 } : {}) };
  }
  if (base === "tail" || base === "yes" || base === "top" || (base === "cat" && args.length === 0)) {
    return { ok: true, programName: "", config: {} };
  }
  return { ok: true, programName: "", config: {}, exitCode: base === "false" ? 1 : 0 };
}

// `sh -c "a; exec b c"` becomes what its last command is; a shell without input ends at once.
function programOfShell(sim: Simulation, image: ImageSpec | undefined, args: readonly string[]): ResolvedProgram {
  const at = args.findIndex((arg) => /^-\w*c$/.test(arg));
  const script = at < 0 ? undefined : args[at + 1];
  if (script === undefined)
    return { ok: true, programName: "", config: {}, exitCode: at < 0 && args.length > 0 ? 127 : 0 };
  const last = script
    .split(/;|&&|\|\||\n/)
    .map((part) => part.trim())
    .filter((part) => part !== "" && !part.startsWith("#"))
    .at(-1);
  if (last === undefined) return { ok: true, programName: "", config: {}, exitCode: 0 };
  if (/^(while|until|for)\b|\bdone$/.test(last)) return { ok: true, programName: "", config: {} };
  const words = last
    .replace(/^exec\s+/, "")
    .split(/\s+/)
    .map((word) => word.replace(/^["']|["']$/g, ""));
  const [command = "", ...rest] = words;
  if (command === "exit") return { ok: true, programName: "", config: {}, exitCode: Number(rest[0] ?? 0) & 255 };
  if (executableProblem(image, command) !== undefined) return { ok: true, programName: "", config: {}, exitCode: 127 };
  return programOf(sim, image, findExecutable(image, command), command, rest);
}
