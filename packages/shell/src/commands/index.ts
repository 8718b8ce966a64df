/**
 * Commands that behave as GNU's, for any just-bash.
 * @module
 */
import type { CustomCommand } from "just-bash";
import { repairedCommands } from "./repaired-commands.ts";
import { smallCustomCommands } from "./small-commands.ts";

/** All of them; they keep nothing from one run to the next. */
export const gnuCommands: readonly CustomCommand[] = [...repairedCommands(), ...smallCustomCommands()];
