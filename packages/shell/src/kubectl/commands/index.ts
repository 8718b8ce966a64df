/**
 * All commands, by their words.
 * @module
 */
import type { Command } from "../invocation.ts";
import { applyCommand, createCommand, replaceCommand } from "./apply.ts";
import {
  apiResourcesCommand,
  apiVersionsCommand,
  canICommand,
  clusterInfoCommand,
  configCommands,
  eventsCommand,
  versionCommand,
} from "./cluster.ts";
import {
  createConfigMapCommand,
  createDeploymentCommand,
  createNamespaceCommand,
  createSecretCommand,
  createServiceCommand,
  exposeCommand,
  runCommand,
} from "./create.ts";
import { deleteCommand } from "./delete.ts";
import { describeCommand } from "./describe.ts";
import { execCommand } from "./exec.ts";
import { getCommand } from "./get.ts";
import { annotateCommand, labelCommand } from "./label.ts";
import { logsCommand } from "./logs.ts";
import { cordonCommandPair, drainCommand, taintCommand } from "./node.ts";
import { patchCommand } from "./patch.ts";
import { groupCommands, refusedCommands, topCommands } from "./refused.ts";
import {
  rolloutHistoryCommand,
  rolloutPauseCommand,
  rolloutRestartCommand,
  rolloutResumeCommand,
  rolloutStatusCommand,
  rolloutUndoCommand,
} from "./rollout.ts";
import { scaleCommand } from "./scale.ts";
import { setEnvCommand, setImageCommand, setResourcesCommand } from "./set.ts";
import { waitCommand } from "./wait.ts";

const all: readonly Command[] = [
  getCommand,
  describeCommand,
  logsCommand,
  execCommand,
  eventsCommand,
  patchCommand,
  scaleCommand,
  setImageCommand,
  setEnvCommand,
  setResourcesCommand,
  rolloutStatusCommand,
  rolloutHistoryCommand,
  rolloutUndoCommand,
  rolloutRestartCommand,
  rolloutPauseCommand,
  rolloutResumeCommand,
  deleteCommand,
  applyCommand,
  createCommand,
  createDeploymentCommand,
  createConfigMapCommand,
  createNamespaceCommand,
  createSecretCommand,
  createServiceCommand,
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
  ...groupCommands,
  ...topCommands,
  ...refusedCommands,
];

/** Other words for the same. */
const aliases: readonly (readonly [alias: string, name: string])[] = [
  ["create deploy", "create deployment"],
  ["create cm", "create configmap"],
  ["create ns", "create namespace"],
  ["create svc clusterip", "create service clusterip"],
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
