/**
 * kubectl and a sandboxed shell over the Cluster seam.
 * @module
 */
export type { CommandResult } from "./command-result.ts";
// for shells of containers
export { gnuCommands } from "./commands/index.ts";
export { executionLimits } from "./execution-limits.ts";

// helm alone
export type { HelmFiles } from "./helm/chart-folder.ts";
export { type HelmOptions, type HelmRun, runHelm } from "./helm/run-helm.ts";
// what the API server prints of objects
export type { CellContext, Column } from "./kubectl/columns/column.ts";
export { columnsOf } from "./kubectl/columns/index.ts";
// kubectl alone
export type { FolderEntry, KubectlFiles } from "./kubectl/invocation.ts";
export { type KubectlCall, type KubectlOptions, runKubectl } from "./kubectl/run-kubectl.ts";
export { humanDuration } from "./kubectl/time-text.ts";
// YAML as Kubernetes writes it
export { writeYaml } from "./kubectl/yaml-writer.ts";
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
export { inWorld, seededRandom, type VirtualWorld } from "./virtual-globals.ts";
