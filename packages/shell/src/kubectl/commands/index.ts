/**
 * All commands, by their words.
 * @module
 */
import type { Command } from "../invocation.ts";
import { apiResourcesCommand, apiVersionsCommand } from "./api-resources.ts";
import { applyCommand } from "./apply/apply.ts";
import { lastAppliedCommands } from "./apply/last-applied-commands.ts";
import { canICommand, whoAmICommand } from "./auth.ts";
import { autoscaleCommand } from "./autoscale.ts";
import { configCommands } from "./config.ts";
import { cordonCommandPair } from "./cordon.ts";
import { cpCommand } from "./cp.ts";
import { createAliases, createCommands } from "./create/index.ts";
import { createCommand } from "./create-from-files.ts";
import { deleteCommand } from "./delete.ts";
import { describeCommand } from "./describe.ts";
import { diffCommand } from "./diff.ts";
import { drainCommand } from "./drain.ts";
import { eventsCommand } from "./events.ts";
import { execCommand } from "./exec.ts";
import { explainCommand } from "./explain.ts";
import { exposeCommand } from "./expose.ts";
import { getCommand } from "./get.ts";
import { groupCommands } from "./groups.ts";
import { annotateCommand, labelCommand } from "./label.ts";
import { logsCommand } from "./logs.ts";
import { patchCommand } from "./patch.ts";
import { refusedCommands } from "./refused.ts";
import { replaceCommand } from "./replace.ts";
import { rolloutHistoryCommand, rolloutStatusCommand } from "./rollout.ts";
import { rolloutPauseCommand, rolloutRestartCommand, rolloutResumeCommand } from "./rollout-change.ts";
import { rolloutUndoCommand } from "./rollout-undo.ts";
import { runCommand } from "./run.ts";
import { scaleCommand } from "./scale.ts";
import { setEnvCommand } from "./set/env.ts";
import { setImageCommand } from "./set/image.ts";
import { setResourcesCommand } from "./set/resources.ts";
import { setSelectorCommand } from "./set/selector.ts";
import { setServiceAccountCommand } from "./set/service-account.ts";
import { setSubjectCommand } from "./set/subject.ts";
import { taintCommand } from "./taint.ts";
import { topCommands } from "./top.ts";
import { clusterInfoCommand, versionCommand } from "./version.ts";
import { waitCommand } from "./wait.ts";

const all: readonly Command[] = [
  getCommand,
  describeCommand,
  logsCommand,
  execCommand,
  cpCommand,
  eventsCommand,
  diffCommand,
  explainCommand,
  patchCommand,
  scaleCommand,
  autoscaleCommand,
  setImageCommand,
  setEnvCommand,
  setResourcesCommand,
  setSelectorCommand,
  setServiceAccountCommand,
  setSubjectCommand,
  rolloutStatusCommand,
  rolloutHistoryCommand,
  rolloutUndoCommand,
  rolloutRestartCommand,
  rolloutPauseCommand,
  rolloutResumeCommand,
  deleteCommand,
  applyCommand,
  ...lastAppliedCommands,
  createCommand,
  ...createCommands,
  replaceCommand,
  runCommand,
  exposeCommand,
  labelCommand,
  annotateCommand,
  waitCommand,
  ...cordonCommandPair,
  drainCommand,
  taintCommand,
  versionCommand,
  clusterInfoCommand,
  apiResourcesCommand,
  apiVersionsCommand,
  ...configCommands,
  canICommand,
  whoAmICommand,
  ...groupCommands,
  ...topCommands,
  ...refusedCommands,
];

/** Other words for the same. */
const aliases: readonly (readonly [alias: string, name: string])[] = [
  ["top pods", "top pod"],
  ["top po", "top pod"],
  ["top nodes", "top node"],
  ["top no", "top node"],
  ...createAliases,
  ["set sa", "set serviceaccount"],
];

const byName = new Map(all.map((command) => [command.name, command]));

/** `get` -> its command, `rollout status` -> its command. */
export const commands: ReadonlyMap<string, Command> = new Map([
  ...byName,
  ...aliases.flatMap(([alias, name]): [string, Command][] => {
    const command = byName.get(name);
    return command === undefined ? [] : [[alias, command]];
  }),
]);
