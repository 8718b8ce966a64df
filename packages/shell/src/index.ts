/**
 * kubectl and a sandboxed shell over the Cluster seam.
 * @module
 */
export type { CommandResult } from "./command-result.ts";
// kubectl alone
export { type KubectlCall, type KubectlOptions, runKubectl } from "./kubectl/run-kubectl.ts";
// the shell
export {
  createShell,
  defaultShellLimits,
  type Shell,
  type ShellLimits,
  type ShellOptions,
  type ShellRunOptions,
} from "./shell.ts";
export type { ShellFile, ShellFiles } from "./shell-files.ts";
