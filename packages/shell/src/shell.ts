/**
 * A sandboxed shell with kubectl in it. It runs in this process on files in memory and reaches nothing but the cluster.
 * @module
 */
import type { Clock, KindTable, KubeApi } from "@aiops-gym/cluster";
import { Bash, type CommandName, type CustomCommand, getCommandNames } from "just-bash";
import type { CommandResult } from "./command-result.ts";
import { EarlyFiles, type TextOfFile } from "./early-files.ts";
import { executionLimits } from "./execution-limits.ts";
import type { KubectlFiles } from "./kubectl/invocation.ts";
import { kubectlFiles } from "./kubectl-files.ts";
import type { LazyText } from "./lazy-text.ts";
import { type PlainKubectl, plainKubectl } from "./plain-kubectl.ts";
import type { SandboxFs } from "./sandbox-fs.ts";
import { alwaysTheSame, kubectlWithin, shellCommands } from "./shell-commands.ts";
import type { ShellFiles } from "./shell-files.ts";
import { ShellRun } from "./shell-run.ts";
import { systemMillis, VirtualFiles } from "./virtual-files.ts";
import { inWorld, seededRandom, type VirtualWorld } from "./virtual-globals.ts";

/** Bounds on what one command may use. */
export interface ShellLimits {
  /** Longest stdout and stderr handed back, characters each; the rest is cut, and a line says how much. */
  readonly outputCharacters: number;
  /** Commands that one script may run. */
  readonly commands: number;
  /** Turns of one script's loops. */
  readonly loopIterations: number;
  /** Size of all files together. */
  readonly fileBytes: number;
}

/** The limits when none are given. */
export const defaultShellLimits: ShellLimits = {
  outputCharacters: 65_536,
  commands: 10_000,
  loopIterations: 10_000,
  fileBytes: 64 * 1024 * 1024,
};

export interface ShellOptions {
  readonly api: KubeApi;
  readonly clock: Clock;
  /** kubectl's current namespace. */
  readonly namespace: string;
  /** Files to begin with: from {@link Shell.files} of an earlier shell, or none. */
  readonly files?: ShellFiles;
  /** Files of Helm charts, by their paths below `/opt/charts`; scripts can only read them. */
  readonly charts?: Readonly<Record<string, string>>;
  /** Where `$RANDOM` and its like come from. */
  readonly seed?: number;
  readonly limits?: Partial<ShellLimits>;
  /** The kinds that kubectl knows. */
  readonly kinds?: KindTable;
}

export interface ShellRunOptions {
  /** On the cluster's clock; 30 when absent. */
  readonly timeoutSeconds?: number;
  readonly signal?: AbortSignal;
  readonly stdin?: string;
}

/** Nothing but its files lives from one command to the next. */
export interface Shell {
  /**
   * Runs a bash script.
   *
   * @returns what it printed; time that ran out is exit code 124.
   * @throws the signal's reason when aborted.
   */
  run(command: string, options?: ShellRunOptions): Promise<CommandResult>;
  /** All files, to restore a shell from. */
  files(): Promise<ShellFiles>;
  /** A file's text; `undefined` when there is none. */
  readFile(path: string): Promise<string | undefined>;
  /** Writes a file, making its directories. A function makes the text when it is first read; it must always make the same. */
  writeFile(path: string, text: string | LazyText): Promise<void>;
  /** Writes files of one directory, as {@link Shell.writeFile}; `text` makes each when it is first read. */
  writeFiles(directory: string, names: readonly string[], text: TextOfFile): Promise<void>;
  /** Paths of all files below a directory, sorted. */
  listFiles(directory: string): Promise<readonly string[]>;
  /** Removes all but the `kept` entries of a directory whose names come last; nothing where there is no such directory. */
  keepLast(directory: string, kept: number): Promise<void>;
}

/** Opens a shell. */
export function createShell(options: ShellOptions): Shell {
  return new SandboxedShell(options);
}

/** Commands of just-bash that run foreign code or start workers. */
const withheld = new Set(["sqlite3", "html-to-markdown"]);
const builtIn = getCommandNames().filter((name) => !withheld.has(name)) as CommandName[];

/** What just-bash says of commands that it knows and was not given. */
const withheldMessage = /(\S+): command not available in browser environments\. Exclude .*/g;

/** Names of limits of the interpreter, which nobody here can raise. */
const limitAdvice = /,? ?\(?increase executionLimits\.\w+\)?/g;

/** Files and folders (`null`) that every system has. */
const systemFiles: Readonly<Record<string, string | null>> = {
  "/tmp": null,
  "/etc": null,
  "/etc/hostname": "shell\n",
  "/etc/hosts": "127.0.0.1\tlocalhost\n::1\tlocalhost\n127.0.1.1\tshell\n",
  "/etc/os-release": 'PRETTY_NAME="AIOps Gym shell"\nNAME="AIOps Gym shell"\nID=aiops-gym\n',
  "/etc/passwd": "root:x:0:0:root:/root:/bin/bash\n",
};

const home = "/root";
/** Where charts are. */
const chartFolder = "/opt/charts";
const environment = {
  HOME: home,
  USER: "root",
  LOGNAME: "root",
  HOSTNAME: "shell",
  TZ: "UTC",
  LANG: "C.UTF-8",
  SHELL: "/bin/bash",
};

/** Failures of files that the interpreter has no words for, where a script's output is sent to them. */
const fileProblems: Readonly<Record<string, string>> = {
  ENAMETOOLONG: "File name too long",
  EROFS: "Read-only file system",
};

/** What bash says of a file that cannot be written; other failures are thrown on. */
function refusedFile(error: unknown): CommandResult {
  const [, code = "", path = ""] = /^([A-Z]+): .*'(.*)'$/s.exec(error instanceof Error ? error.message : "") ?? [];
  const problem = fileProblems[code];
  if (problem === undefined) throw error;
  return { stdout: "", stderr: `bash: ${path}: ${problem}\n`, exitCode: 1 };
}

/** A path as seen from the home directory; dots in it stay. */
function fromHome(path: string): string {
  return path.startsWith("/") ? path : `${home}/${path}`;
}

class SandboxedShell implements Shell {
  private readonly options: ShellOptions;
  private readonly limits: ShellLimits;
  private readonly virtual: VirtualFiles;
  private opened: Promise<void> | undefined;
  /** The files until then, once any is asked for. */
  private early: EarlyFiles | undefined;
  /** What {@link files} last said, while nothing ran or was written since. */
  private known: ShellFiles | undefined;

  constructor(options: ShellOptions) {
    this.options = options;
    this.limits = { ...defaultShellLimits, ...options.limits };
    this.virtual = new VirtualFiles(this.limits.fileBytes);
  }

  /** The sandbox is made at its first use: most forks never run a command. */
  private get ready(): Promise<void> {
    this.opened ??= this.open();
    return this.opened;
  }

  /** The files as long as there is no sandbox. */
  private get earlyFiles(): EarlyFiles | undefined {
    if (this.opened !== undefined) return undefined;
    this.early ??= new EarlyFiles(this.options.files ?? {});
    return this.early;
  }

  /** Makes the system's folders, always at the same time, then what was there before. */
  private async open(): Promise<void> {
    const world: VirtualWorld = { nowMillis: () => systemMillis, random: () => 0 };
    const files = this.early?.files() ?? this.options.files ?? {};
    this.early = undefined;
    await inWorld(world, async () => {
      this.bash([...alwaysTheSame], 1);
      // the root is made with the object, before any world's clock is in force
      await this.virtual.fs.utimes("/", new Date(systemMillis), new Date(systemMillis));
      await this.virtual.fs.mkdir(home, { recursive: true });
      for (const [path, text] of Object.entries(systemFiles)) {
        if (text === null) await this.virtual.fs.mkdir(path, { recursive: true });
        else await this.virtual.fs.writeFile(path, text);
      }
      for (const [path, text] of Object.entries(this.options.charts ?? {}))
        this.virtual.fs.writeLazyText(`${chartFolder}/${path}`, () => text, 0o444, new Date(systemMillis));
      this.virtual.markSystem();
      this.virtual.fs.protect(chartFolder);
      await this.virtual.restore(files);
    });
  }

  private bash(customCommands: CustomCommand[], timeoutSeconds: number, script = ""): Bash {
    return this.virtual.fs.build(() => this.newBash(customCommands, timeoutSeconds, script));
  }

  private newBash(customCommands: CustomCommand[], timeoutSeconds: number, script: string): Bash {
    return new Bash({
      fs: this.virtual.fs,
      cwd: home,
      env: environment,
      commands: builtIn,
      customCommands,
      processInfo: { pid: 1, ppid: 0, uid: 0, gid: 0 },
      executionLimits: executionLimits({ ...this.limits, timeoutSeconds, matches: script.includes("=~") }),
    });
  }

  async run(command: string, { timeoutSeconds = 30, signal, stdin }: ShellRunOptions = {}): Promise<CommandResult> {
    signal?.throwIfAborted();
    const { api, clock, namespace, kinds, seed = 0 } = this.options;
    const run = new ShellRun(clock, timeoutSeconds, signal);
    const kubectl = { api, clock, namespace, ...(kinds === undefined ? {} : { kinds }) };
    const plain = this.plainCall(command);
    if (plain !== undefined) {
      // The same calls that bash would make, without a bash.
      let direct = await kubectlWithin(run, kubectl, {
        argv: plain.argv,
        files: this.filesForKubectl(stdin ?? ""),
        ...(stdin === undefined ? {} : { stdin }),
        ...(signal === undefined ? {} : { signal }),
      });
      signal?.throwIfAborted();
      for (const filter of plain.filters) {
        const { stdout, stderr, exitCode } = await filter(direct.stdout);
        direct = { stdout, stderr: direct.stderr + stderr, exitCode };
      }
      return this.result(direct, run, timeoutSeconds);
    }
    await this.ready;
    this.known = undefined;
    const commands = shellCommands(kubectl, run, signal);
    const world: VirtualWorld = {
      nowMillis: () => Math.floor(clock.now() / 1000),
      random: seededRandom(`${seed} ${clock.now()} ${command}`),
    };
    const bash = await inWorld(world, () =>
      this.bash(commands, timeoutSeconds, command).exec(command, {
        ...(signal === undefined ? {} : { signal }),
        ...(stdin === undefined ? {} : { stdin }),
      }),
    ).catch(refusedFile);
    signal?.throwIfAborted();
    const stderr = bash.stderr
      .replaceAll(withheldMessage, "$1: command not found")
      .replaceAll(limitAdvice, " in this shell");
    return this.result({ stdout: bash.stdout, stderr, exitCode: bash.exitCode }, run, timeoutSeconds);
  }

  /** As {@link plainKubectl}, while the filters are the shell's own: a script may have put something else in their place. */
  private plainCall(command: string): PlainKubectl | undefined {
    const call = plainKubectl(command);
    return call !== undefined && call.filters.length > 0 && this.virtual.fs.isTouched ? undefined : call;
  }

  /** Files are opened when the first one is read. */
  private filesForKubectl(stdin: string): KubectlFiles {
    const opened = async (): Promise<KubectlFiles> => {
      await this.ready;
      return kubectlFiles(this.virtual.fs, home, () => stdin);
    };
    return {
      readFile: async (path) => (await opened()).readFile(path),
      readFolder: async (path) => (await opened()).readFolder(path),
      writeFile: async (path, text) => (await opened()).writeFile(path, text),
    };
  }

  /** What a run answers: cut where it is too long, and said so when its time ran out. */
  private result({ stdout, stderr, exitCode }: CommandResult, run: ShellRun, timeoutSeconds: number): CommandResult {
    const late = run.expired;
    const notice = late ? `the command was ended: it took longer than ${timeoutSeconds} seconds\n` : "";
    return { stdout: this.cut(stdout), stderr: this.cut(stderr + notice), exitCode: late ? 124 : exitCode };
  }

  /** Keeps the beginning and the end of what is too long. */
  private cut(text: string): string {
    const limit = this.limits.outputCharacters;
    if (text.length <= limit) return text;
    const head = Math.floor(limit * 0.75);
    const tail = limit - head;
    return `${text.slice(0, head)}\n[... ${text.length - limit} characters were cut; use grep, head, tail or -l to narrow the output ...]\n${text.slice(-tail)}`;
  }

  async files(): Promise<ShellFiles> {
    if (this.opened === undefined) return this.early?.files() ?? this.options.files ?? {};
    await this.ready;
    this.known ??= await this.virtual.read();
    return this.known;
  }

  async readFile(path: string): Promise<string | undefined> {
    const early = this.earlyFiles?.read(fromHome(path));
    if (early !== undefined) return early ?? undefined;
    await this.ready;
    const absolute = this.virtual.fs.resolvePath(home, path);
    if (!(await this.virtual.fs.exists(absolute)) || (await this.virtual.fs.stat(absolute)).isDirectory)
      return undefined;
    return this.virtual.fs.readFile(absolute);
  }

  async writeFile(path: string, text: string | LazyText): Promise<void> {
    if (typeof text === "function") {
      const absolute = fromHome(path);
      const directory = absolute.slice(0, absolute.lastIndexOf("/"));
      return this.writeFiles(directory, [absolute.slice(directory.length + 1)], text);
    }
    await this.changeFiles(async (fs) => {
      const absolute = fs.resolvePath(home, path);
      await fs.mkdir(absolute.slice(0, absolute.lastIndexOf("/")) || "/", { recursive: true });
      // Bytes: of a text the file system would first count them, one character after the other.
      await fs.writeFile(absolute, new TextEncoder().encode(text));
    });
  }

  async writeFiles(directory: string, names: readonly string[], text: TextOfFile): Promise<void> {
    const early = this.earlyFiles?.write(fromHome(directory), names, text, this.nowMillis);
    if (early !== undefined) return;
    await this.changeFiles(async (fs) => {
      for (const name of names) {
        const absolute = fs.resolvePath(home, `${directory}/${name}`);
        await fs.mkdir(absolute.slice(0, absolute.lastIndexOf("/")) || "/", { recursive: true });
        fs.writeLazyText(absolute, () => text(name), undefined, fs.dateOf(Date.now()));
      }
    });
  }

  private get nowMillis(): number {
    return Math.floor(this.options.clock.now() / 1000);
  }

  private async changeFiles(change: (fs: SandboxFs) => Promise<void>): Promise<void> {
    await this.ready;
    this.known = undefined;
    await inWorld({ nowMillis: () => this.nowMillis, random: () => 0 }, () => change(this.virtual.fs));
  }

  async listFiles(directory: string): Promise<readonly string[]> {
    const early = this.earlyFiles?.list(fromHome(directory));
    if (early !== undefined) return early;
    await this.ready;
    const prefix = this.virtual.fs.resolvePath(home, directory).replace(/\/$/, "");
    const found: string[] = [];
    for (const path of this.virtual.fs.getAllPaths().toSorted()) {
      if (!path.startsWith(`${prefix}/`)) continue;
      // Asked for its size, a text would be made.
      if (this.virtual.fs.unread(path) !== undefined || (await this.virtual.fs.lstat(path)).isFile) found.push(path);
    }
    return found;
  }

  async keepLast(directory: string, kept: number): Promise<void> {
    if (this.earlyFiles?.keepLast(fromHome(directory), kept) !== undefined) return;
    await this.ready;
    const { fs } = this.virtual;
    const absolute = fs.resolvePath(home, directory);
    const prefix = `${absolute}/`;
    const names = new Set<string>();
    for (const path of fs.getAllPaths())
      if (path.startsWith(prefix)) names.add(path.slice(prefix.length).split("/", 1)[0] ?? "");
    const excess = [...names].sort().slice(0, Math.max(0, names.size - kept));
    if (excess.length > 0) this.known = undefined;
    for (const name of excess) await fs.rm(prefix + name, { recursive: true, force: true });
  }
}
