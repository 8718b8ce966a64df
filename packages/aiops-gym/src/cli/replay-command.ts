/**
 * `aiops-gym replay`: plays a trajectory again and proves that the same happened.
 * @module
 */
import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { replay } from "../aiops-env.ts";
import { jsonOption } from "./options.ts";
import type { Terminal } from "./terminal.ts";

/** Makes the command. */
export function replayCommand(terminal: Terminal): Command {
  return new Command("replay")
    .description("play a trajectory again and compare every step's hash")
    .argument("<file>", "a trajectory, as `run --out` writes it")
    .addOption(jsonOption("print { file, steps, hash, identical }"))
    .action(async (file: string, options: { json?: true }) => {
      const text = await readFile(file, "utf8");
      const stop = terminal.progress(`replaying ${file}`);
      const { steps, hash } = await replay(text).finally(stop);
      if (options.json) terminal.line(JSON.stringify({ file, steps, hash, identical: true }));
      else terminal.line(`${terminal.style("green", "✔ identical")}: ${steps} steps, hash ${hash}`);
    });
}
