/**
 * All commands, by their words.
 * @module
 */
import type { Command } from "../invocation.ts";
import { describeCommand } from "./describe.ts";
import { getCommand } from "./get.ts";

const all: readonly Command[] = [getCommand, describeCommand];

/** `get` -> its command, `rollout status` -> its command. */
export const commands: ReadonlyMap<string, Command> = new Map(all.map((command) => [command.name, command]));
