/**
 * A person as a policy: reads observations, types actions.
 * @module
 */
import type { Policy } from "@aiops-gym/agents";
import type { Prompt } from "./prompt.ts";
import type { Terminal } from "./terminal.ts";

/** The person left in the middle of an episode. */
export class LeftEpisode extends Error {}

/**
 * Shows what a policy sees and takes lines in AIOpsLab's syntax, such as `get_logs("test-hotel-reservation", "geo")` or
 * `submit("Yes")`.
 */
export function humanPolicy(prompt: Prompt, terminal: Terminal): Policy {
  return {
    name: "human",
    act: async ({ text, briefing }, { step, maxSteps }) => {
      terminal.line(text);
      terminal.line();
      if (briefing !== undefined) {
        prompt.complete = () => briefing.tools.map(({ name }) => `${name}(`);
        terminal.line(terminal.style("dim", "Type an action, or `exit` to leave."));
      }
      for (;;) {
        const line = await prompt.ask(`[${step + 1}/${maxSteps}] action> `);
        if (line === undefined || line === "exit") throw new LeftEpisode("left");
        if (line !== "") return line;
      }
    },
  };
}
