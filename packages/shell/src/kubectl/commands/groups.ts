/**
 * Commands that have others below them and do nothing themselves.
 * @module
 */
import type { Command } from "../invocation.ts";
import { usageError } from "../kubectl-error.ts";

const groups: readonly (readonly [name: string, summary: string, prints: "stdout" | "stderr"])[] = [
  ["set", "Set specific features on objects", "stderr"],
  ["rollout", "Manage the rollout of a resource", "stdout"],
  ["config", "Modify kubeconfig files", "stderr"],
  ["auth", "Inspect authorization", "stderr"],
  ["top", "Display resource (CPU/memory) usage", "stderr"],
  ["create secret", "Create a secret using a specified subcommand", "stderr"],
  ["create service", "Create a service using a specified subcommand", "stderr"],
];

/** Each shows its help, and fails. */
export const groupCommands: readonly Command[] = groups.map(([name, summary, prints]) => ({
  name,
  summary,
  usage: `${name} SUBCOMMAND [options]`,
  flags: "",
  async run(call) {
    if (call.args.length > 0) throw usageError(name, `unknown command ${JSON.stringify(call.args.join(" "))}`);
    if (prints === "stdout") call.print(call.help());
    else call.stderr += call.help();
    return 1;
  },
}));
