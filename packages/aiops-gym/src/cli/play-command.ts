/**
 * `aiops-gym play`: a prompt for people, used as AIOpsLab's command line is.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import { Command } from "commander";
import { shippedProblems } from "../shipped-problems.ts";
import { humanPolicy, LeftEpisode } from "./human-policy.ts";
import { seedOption } from "./options.ts";
import { findProblem, playProblem } from "./play-problem.ts";
import { createPrompt, type Prompt } from "./prompt.ts";
import type { Terminal } from "./terminal.ts";
import { promptView } from "./view/episode-view.ts";

const help = [
  "start <problem_id>   begin an episode (tab completes the id)",
  "problems             list the ids",
  "exit                 leave the episode, or the prompt",
  'In an episode, type actions: get_logs("test-hotel-reservation", "geo"), exec_shell("kubectl get pods"), submit(...).',
];

/** Makes the command. */
export function playCommand(terminal: Terminal, signal: AbortSignal): Command {
  return new Command("play")
    .description("play by hand, at a prompt")
    .addOption(seedOption())
    .action(async ({ seed }: { seed: number }) => {
      using prompt = createPrompt(signal);
      for (const line of help) terminal.line(line);
      for (;;) {
        prompt.complete = completeCommand;
        const line = await prompt.ask("aiops-gym> ");
        if (line === undefined || line === "exit") return;
        if (line !== "") await obey(line, prompt, seed, terminal, signal);
      }
    });
}

function completeCommand(): readonly string[] {
  return [...shippedProblems.map(({ id }) => `start ${id}`), "problems", "help", "exit"];
}

async function obey(
  line: string,
  prompt: Prompt,
  seed: number,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const [command, problemId = "", ...rest] = line.split(/\s+/);
  if (command === "problems") for (const { id } of shippedProblems) terminal.line(id);
  else if (command !== "start" || problemId === "" || rest.length > 0) for (const text of help) terminal.line(text);
  else {
    try {
      const problem = findProblem(problemId);
      const policy = humanPolicy(prompt, terminal);
      await playProblem({ problem, policy, seed, view: promptView(terminal), signal }, terminal);
    } catch (error) {
      if (error instanceof LeftEpisode) return;
      if (!(error instanceof GymError)) throw error;
      terminal.line(error.message);
    }
  }
}
