/**
 * All commands of helm, and those that are refused.
 * @module
 */
import { chartNotFound } from "../chart-folder.ts";
import type { HelmCall, HelmCommand } from "../helm-call.ts";
import { HelmError } from "../helm-error.ts";
import { installCommand, rollbackCommand, testCommand, uninstallCommand, upgradeCommand } from "./changes.ts";
import { lintCommand, showCommands, templateCommand, versionCommand } from "./charts.ts";
import { getCommands } from "./get.ts";
import { historyCommand, listCommand, statusCommand } from "./releases.ts";

const network = "this shell has no network; use a chart of the files";

/** Commands that are known and do nothing here, and what they answer. */
const refusals: readonly (readonly [name: string, message: string])[] = [
  ["completion", "completion is not available in this shell"],
  ["create", "create is not available in this shell; write the chart's files"],
  ["dependency", `dependency is not available: ${network}`],
  ["env", "env is not available in this shell"],
  ["package", "package is not available in this shell; install the chart's folder"],
  ["plugin", "plugins are not available in this shell"],
  ["push", `push is not available: ${network}`],
  ["registry", `registry is not available: ${network}`],
  ["repo add", `repo add is not available: ${network}`],
  ["repo index", `repo index is not available: ${network}`],
  ["repo list", "no repositories to show"],
  ["repo remove", "no repositories configured"],
  ["repo update", "no repositories found. You must add one before updating"],
  ["search hub", `search hub is not available: ${network}`],
  ["search repo", "no repositories configured"],
  ["verify", "verify is not available in this shell"],
];

function refused([name, message]: (typeof refusals)[number]): HelmCommand {
  return {
    name,
    summary: message,
    usage: name,
    args: { least: 0, most: Number.POSITIVE_INFINITY },
    flags: "*",
    run: () => Promise.reject(new HelmError(message)),
  };
}

/** Every command, by each of its names. */
export const helmCommands: ReadonlyMap<string, HelmCommand> = new Map(
  [
    installCommand,
    upgradeCommand,
    rollbackCommand,
    uninstallCommand,
    testCommand,
    listCommand,
    statusCommand,
    historyCommand,
    ...getCommands,
    templateCommand,
    ...showCommands,
    lintCommand,
    versionCommand,
    ...refusals.map(refused),
    {
      ...refused(["pull", "download a chart from a repository"]),
      flags: "devel? untar? untardir prov? destination/d version repo",
      run: ({ args: [name = ""] }: HelmCall) => Promise.reject(chartNotFound(name)),
    },
  ].flatMap((command) => [command.name, ...(command.aliases ?? [])].map((name) => [name, command] as const)),
);
