/**
 * Helm 3, in process, over the seam.
 * @module
 */
import { type Clock, type KindTable, type KubeApi, kinds, microsPerSecond, StatusError } from "@aiops-gym/cluster";
import type { CommandResult } from "../command-result.ts";
import { type FlagManner, type Flags, findWords, parseFlags } from "../kubectl/flags.ts";
import type { HelmFiles } from "./chart-folder.ts";
import { helmCommands } from "./commands/index.ts";
import { HelmCall, type HelmCommand, OutOfTime } from "./helm-call.ts";
import { HelmError } from "./helm-error.ts";

/** The cluster that Helm talks to, and its user's configuration. */
export interface HelmOptions {
  readonly api: KubeApi;
  readonly clock: Clock;
  /** The current context's namespace. */
  readonly namespace: string;
  /** The kinds that the cluster knows; all of the project's when absent. */
  readonly kinds?: KindTable;
}

/** One call of helm. */
export interface HelmRun {
  /** Without the leading `helm`. */
  readonly argv: readonly string[];
  readonly stdin?: string;
  readonly files: HelmFiles;
  readonly signal?: AbortSignal;
  /** Longest that commands which wait may last, on the cluster's clock; 30 when absent. */
  readonly timeoutSeconds?: number;
}

const manner: FlagManner = {
  globals:
    "burst-limit#=100 debug? kube-apiserver kube-as-group[] kube-as-user kube-ca-file kube-context kube-insecure-skip-tls-verify? " +
    "kube-tls-server-name kube-token kubeconfig namespace/n qps registry-config repository-cache repository-config help/h?",
  fail: (message) => new HelmError(message),
};

/**
 * Runs one helm command. Bad input and Kubernetes' refusals are answers (exit code 1), never exceptions.
 *
 * @throws the signal's reason when aborted, and what the cluster itself throws that is no answer of Kubernetes.
 */
export async function runHelm(options: HelmOptions, run: HelmRun): Promise<CommandResult> {
  let call: HelmCall | undefined;
  try {
    const found = findCommand(run.argv);
    if (typeof found === "string") return { stdout: found, stderr: "", exitCode: 0 };
    const [command, argv] = found;
    const flags = parseFlags(command.flags === "*" ? [] : argv, command.flags === "*" ? "" : command.flags, manner);
    if (flags.bool("help")) return { stdout: commandHelp(command), stderr: "", exitCode: 0 };
    check(command, flags);
    call = new HelmCall({
      api: options.api,
      clock: options.clock,
      kinds: options.kinds ?? kinds,
      currentNamespace: options.namespace,
      flags,
      stdin: run.stdin ?? "",
      files: run.files,
      signal: run.signal,
      deadline: options.clock.now() + (run.timeoutSeconds ?? 30) * microsPerSecond,
    });
    await command.run(call);
    return { stdout: call.stdout, stderr: call.stderr, exitCode: 0 };
  } catch (error) {
    const { stdout = "", stderr = "" } = call ?? {};
    if (error instanceof OutOfTime) return { stdout, stderr, exitCode: 1 };
    if (error instanceof HelmError) return { stdout, stderr: `${stderr}Error: ${error.message}\n`, exitCode: 1 };
    if (error instanceof StatusError)
      return { stdout, stderr: `${stderr}Error: ${error.status.message}\n`, exitCode: 1 };
    throw error;
  }
}

/** Refuses what a command cannot take. */
function check({ name, usage, args: { least, most } }: HelmCommand, flags: Flags): void {
  const count = flags.args.length;
  const path = `"helm ${name}"`;
  const use = `\n\nUsage:  helm ${usage}`;
  const words = (number: number): string => `${number} argument${number === 1 ? "" : "s"}`;
  if (least === most && count !== least)
    throw new HelmError(least === 0 ? `${path} accepts no arguments${use}` : `${path} requires ${words(least)}${use}`);
  if (count < least) throw new HelmError(`${path} requires at least ${words(least)}${use}`);
  const output = flags.text("output");
  if (flags.has("output") && !["table", "json", "yaml"].includes(output))
    throw new HelmError(`invalid argument ${JSON.stringify(output)} for "-o, --output" flag: invalid format type`);
}

/** The command that the first words name, and the other arguments; or a help text. */
function findCommand(argv: readonly string[]): readonly [HelmCommand, readonly string[]] | string {
  const at = findWords(argv, 2, manner.globals);
  const words = at.map((index) => argv[index] ?? "");
  const [first = "", second = ""] = words;
  if (first === "" || first === "help") {
    const asked = helmCommands.get(`${second} `.trim());
    if (first === "" && argv.length > 0) parseFlags(argv, "", manner);
    return asked === undefined ? rootHelp() : commandHelp(asked);
  }
  for (const count of [2, 1]) {
    const command = helmCommands.get(
      words
        .slice(0, count)
        .join(" ")
        .replace(/^inspect /, "show "),
    );
    if (command === undefined) continue;
    const used = new Set(at.slice(0, count));
    return [command, argv.filter((_, index) => !used.has(index))];
  }
  const group = first === "inspect" ? "show" : first;
  if ([...helmCommands.keys()].some((name) => name.startsWith(`${group} `))) return groupHelp(group);
  throw new HelmError(
    `unknown command ${JSON.stringify(first)} for "helm"${suggestions(first)}\nRun 'helm --help' for usage.`,
  );
}

/** Commands that a word may have been meant for. */
function suggestions(word: string): string {
  const names = [...new Set([...helmCommands.values()].map(({ name }) => name.split(" ")[0] ?? ""))].sort();
  const near = names.filter((name) => distance(word.toLowerCase(), name) <= 2 || name.startsWith(word.toLowerCase()));
  if (word === "remove" || word === "rm") near.push("uninstall");
  return near.length === 0 ? "" : `\n\nDid you mean this?\n${near.map((name) => `\t${name}\n`).join("")}`;
}

/** Letters to add, drop or change. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [at, letter] of [...a].entries()) {
    const next = [at + 1];
    for (let to = 1; to <= b.length; to++) {
      const same = letter === b[to - 1] ? 0 : 1;
      next.push(Math.min((row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1, (row[to - 1] ?? 0) + same));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

function commandHelp({ usage, summary }: HelmCommand): string {
  return `${summary}\n\nUsage:\n  helm ${usage}\n`;
}

function lines(commands: readonly (readonly [string, string])[]): string {
  return commands.map(([name, summary]) => `  ${name.padEnd(11)} ${summary}\n`).join("");
}

function groupHelp(group: string): string {
  const members = [...helmCommands.values()]
    .filter(({ name }) => name.startsWith(`${group} `))
    .map(({ name, summary }) => [name.slice(group.length + 1), summary] as const);
  return `Usage:\n  helm ${group} [command]\n\nAvailable Commands:\n${lines(members)}`;
}

function rootHelp(): string {
  const own = [...new Set(helmCommands.values())].filter(({ flags }) => flags !== "*");
  const members = own.map(({ name, summary }) => [name, summary] as const);
  return `The Kubernetes package manager\n\nUsage:\n  helm [command]\n\nAvailable Commands:\n${lines(members)}`;
}
