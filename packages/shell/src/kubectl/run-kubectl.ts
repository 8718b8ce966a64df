/**
 * kubectl, in process, over the seam.
 * @module
 */
import type { Clock, KubeApi } from "@aiops-gym/cluster";
import type { CommandResult } from "../command-result.ts";

/** The cluster that kubectl talks to, and its user's configuration. */
export interface KubectlOptions {
  readonly api: KubeApi;
  readonly clock: Clock;
  /** The current context's namespace. */
  readonly namespace: string;
}

/** One call of kubectl. */
export interface KubectlCall {
  /** Without the leading `kubectl`. */
  readonly argv: readonly string[];
  readonly stdin?: string;
  /** Reads the file that `-f` names; files do not exist when absent. */
  readonly readFile?: (path: string) => Promise<string>;
  readonly signal?: AbortSignal;
  /** Longest that commands which wait or follow may last; 30 when absent. */
  readonly timeoutSeconds?: number;
}

/** Runs one kubectl command. Bad input and Kubernetes' refusals are answers (exit code 1), never exceptions. */
export async function runKubectl(_options: KubectlOptions, _call: KubectlCall): Promise<CommandResult> {
  return { stdout: "", stderr: "error: not built yet\n", exitCode: 1 };
}
