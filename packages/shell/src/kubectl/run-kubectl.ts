/**
 * kubectl, in process, over the seam.
 * @module
 */
import { type Clock, type KindTable, type KubeApi, kinds, microsPerSecond, type UserInfo } from "@aiops-gym/cluster";
import type { CommandResult } from "../command-result.ts";
import { commands } from "./commands/index.ts";
import { type Flags, findWords, parseFlags } from "./flags.ts";
import { commandHelp, rootHelp } from "./help.ts";
import { impersonated } from "./impersonate.ts";
import { type Command, Invocation, type KubectlFiles } from "./invocation.ts";
import { describeError, KubectlError } from "./kubectl-error.ts";
import { servedKinds } from "./served-kinds.ts";
import { unknownCommand } from "./unknown-command.ts";

/** The cluster that kubectl talks to, and its user's configuration. */
export interface KubectlOptions {
  readonly api: KubeApi;
  readonly clock: Clock;
  /** The current context's namespace. */
  readonly namespace: string;
  /** The kinds that the cluster knows, beside custom resources; all of the project's when absent. */
  readonly kinds?: KindTable;
  /** The API as `--as` wants it; refused as by RBAC when absent. */
  readonly impersonate?: (user: UserInfo) => KubeApi;
}

/** One call of kubectl. */
export interface KubectlCall {
  /** Without the leading `kubectl`. */
  readonly argv: readonly string[];
  readonly stdin?: string;
  /** Files of the working directory; there are none when absent. */
  readonly files?: Partial<KubectlFiles>;
  readonly signal?: AbortSignal;
  /** Longest that commands which wait or follow may last, on the cluster's clock; 30 when absent. */
  readonly timeoutSeconds?: number;
}

const noFiles: KubectlFiles = {
  readFile: () => Promise.reject(new Error("no files")),
  readFolder: () => Promise.resolve(undefined),
  writeFile: () => Promise.reject(new Error("no files")),
};

/**
 * Runs one kubectl command. Bad input and Kubernetes' refusals are answers (exit code 1), never exceptions.
 *
 * @throws the signal's reason when aborted, and what the cluster itself throws that is no answer of Kubernetes.
 */
export async function runKubectl(options: KubectlOptions, call: KubectlCall): Promise<CommandResult> {
  let invocation: Invocation | undefined;
  try {
    const { command, flags } = readCall(call.argv);
    if (command === undefined) return { stdout: rootHelp(), stderr: "", exitCode: 0 };
    if (flags.bool("help")) return { stdout: commandHelp(command), stderr: "", exitCode: 0 };
    const missing = (command.required ?? []).filter((name) => !flags.has(name));
    if (missing.length > 0)
      throw new KubectlError(`required flag(s) ${missing.map((name) => JSON.stringify(name)).join(", ")} not set`);
    const api = flags.has("as") || flags.has("as-group") ? await impersonated(options, flags) : options.api;
    invocation = new Invocation({
      api,
      clock: options.clock,
      kinds: await servedKinds(api, options.kinds ?? kinds),
      currentNamespace: options.namespace,
      flags,
      stdin: call.stdin ?? "",
      files: { ...noFiles, ...call.files },
      signal: call.signal,
      deadline: options.clock.now() + (call.timeoutSeconds ?? 30) * microsPerSecond,
      verb: command.name.split(" ").at(-1) ?? command.name,
      command: command.name,
      help: () => commandHelp(command),
    });
    if (flags.has("record"))
      invocation.warn("Flag --record has been deprecated, --record will be removed in the future");
    const exitCode = (await command.run(invocation)) ?? 0;
    return { stdout: invocation.stdout, stderr: invocation.stderr, exitCode };
  } catch (error) {
    const { stdout = "", stderr = "" } = invocation ?? {};
    const exitCode = error instanceof KubectlError ? error.exitCode : 1;
    const message = describeError(error);
    return { stdout, stderr: message === "" ? stderr : `${stderr}${message.replace(/\n$/, "")}\n`, exitCode };
  }
}

/** What a call's words mean. */
type CallMeaning =
  | { readonly command: Command; readonly flags: Flags }
  | { readonly command: undefined; readonly flags?: undefined };

/** Of words that are kept by those who send the same again and again. */
const meanings = new WeakMap<readonly string[], CallMeaning>();

function readCall(words: readonly string[]): CallMeaning {
  let meaning = Object.isFrozen(words) ? meanings.get(words) : undefined;
  if (meaning === undefined) {
    const [command, argv] = findCommand(words);
    // commands that are refused take any flags
    const [given, line] = command?.flags === "*" ? [[], ""] : [argv, command?.flags ?? ""];
    meaning = command === undefined ? { command } : { command, flags: parseFlags(given, line, command.name) };
    if (Object.isFrozen(words)) meanings.set(words, meaning);
  }
  return meaning;
}

/** The command that the first words name, and the other arguments; `undefined` when there are none. */
function findCommand(argv: readonly string[]): [Command | undefined, readonly string[]] {
  const at = findWords(argv, 3);
  const words = at.map((index) => argv[index] ?? "");
  if (words.length === 0 || words[0] === "help" || words[0] === "options") {
    if (argv.length > 0 && words.length === 0) parseFlags(argv, "", "");
    return [undefined, []];
  }
  for (let count = Math.min(3, words.length); count > 0; count--) {
    const name = words.slice(0, count).join(" ");
    const command = commands.get(name);
    if (command !== undefined) {
      const used = new Set(at.slice(0, count));
      return [command, argv.filter((_, index) => !used.has(index))];
    }
  }
  throw unknownCommand(words[0] ?? "");
}
