/**
 * `exec_shell`.
 * @module
 */
import { z } from "zod";
import { type ActionDefinition, defineAction, done, refused } from "../action-definition.ts";

const schema = z.strictObject({
  command: z.string().describe("A bash command; kubectl, jq, awk, grep, sed and the like are there"),
  timeout: z.number().positive().max(600).default(30).describe("Seconds after which the command is ended"),
});

/** What AIOpsLab does not run, and what it says; any command that contains the text. */
const blocked: readonly (readonly [text: string, reply: string])[] = [
  ["kubectl edit", "Error: Cannot use `kubectl edit`. Use `kubectl patch` instead."],
  ["edit svc", "Error: Cannot use `kubectl edit`. Use `kubectl patch` instead."],
  ["kubectl port-forward", "Error: Cannot use `kubectl port-forward`. It is an interactive command."],
  ["docker logs -f", "Error: Cannot use `docker logs -f`. Use `docker logs` instead."],
  ["kubectl logs -f", "Error: Cannot use `kubectl logs -f`. Use `kubectl logs` instead."],
];

export const execShell: ActionDefinition<typeof schema> = defineAction({
  name: "exec_shell",
  description:
    "Runs a bash command in a sandboxed shell with kubectl. Each command starts anew: only files live on. The shell itself is outside the cluster's network; reach services with kubectl exec.",
  schema,
  effect: "write",
  latencySeconds: 1,
  async execute({ shell, profile, signal }, { command, timeout }) {
    const compat = profile === "aiopslab";
    const refusal = compat ? blocked.find(([text]) => command.includes(text)) : undefined;
    if (refusal !== undefined) return refused(refusal[1]);
    if (command.trim() === "")
      return refused('exec_shell got an empty command; expected bash, for example exec_shell("kubectl get pods -A").');
    // AIOpsLab takes a timeout and does not hand it on
    const timeoutSeconds = compat ? 30 : timeout;
    const { stdout, stderr, exitCode } = await shell.run(command, {
      timeoutSeconds,
      ...(signal === undefined ? {} : { signal }),
    });
    if (compat) return exitCode === 0 ? done(stdout) : refused(`[ERROR] Command execution failed: ${stderr}`);
    const ending = exitCode === 0 ? "" : `[exit code ${exitCode}]`;
    const text = [stdout, stderr, ending]
      .filter((part) => part !== "")
      .map((part) => (part.endsWith("\n") ? part : `${part}\n`))
      .join("");
    return { text: text === "" ? "(no output)\n" : text, ok: exitCode === 0 };
  },
});
