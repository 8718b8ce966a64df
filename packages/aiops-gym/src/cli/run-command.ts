/**
 * `aiops-gym run`: plays one episode.
 * @module
 */
import type { TracesSampler } from "@aiops-gym/application";
import type { Problem, Profile } from "@aiops-gym/problems";
import { Command, Option } from "commander";
import { exitCodes } from "./failures.ts";
import { humanPolicy, LeftEpisode } from "./human-policy.ts";
import { jsonOption, seedOption, tracesSamplerOption, wholeNumber } from "./options.ts";
import { findProblem, type PlayedEpisode, type PlayProblemOptions, playProblem } from "./play-problem.ts";
import { createPolicy, type PolicyName, policyNames } from "./policies.ts";
import { createPrompt } from "./prompt.ts";
import type { Terminal } from "./terminal.ts";
import { type EpisodeView, promptView, shortView, watchView } from "./view/episode-view.ts";

interface RunOptions {
  readonly policy: PolicyName;
  readonly seed: number;
  readonly watch?: true;
  readonly json?: true;
  readonly out?: string;
  readonly compat: Profile;
  readonly maxSteps?: number;
  readonly coldStart?: true;
  readonly tracesSampler?: TracesSampler;
}

/** Makes the command. */
export function runCommand(terminal: Terminal, signal: AbortSignal): Command {
  const compat = new Option("--compat <profile>", "how actions are parsed and graded");
  return new Command("run")
    .description("play one episode")
    .argument("<problem>", "id of a problem, or of a family with a seed (`aiops-gym problems` lists both)")
    .addOption(new Option("--policy <name>", "who plays").choices(policyNames).default("expert"))
    .addOption(seedOption())
    .option("--watch", "show the page, the replies and the health of the services")
    .addOption(jsonOption("end with one line of JSON"))
    .option("--out <file>", "write the trajectory there")
    .addOption(compat.choices(["strict", "aiopslab"]).default("strict"))
    .addOption(new Option("--max-steps <n>", "overrides the problem's limit").argParser(wholeNumber(1)))
    .option("--cold-start", "simulate the application's start-up too")
    .addOption(tracesSamplerOption())
    .action(async (problemId: string, options: RunOptions) => {
      const played = await run(findProblem(problemId), options, terminal, signal);
      if (played?.summary.aborted) process.exitCode = exitCodes.failure;
    });
}

async function run(
  problem: Problem,
  { policy, watch, json, out, seed, compat, maxSteps, coldStart, tracesSampler }: RunOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<PlayedEpisode | undefined> {
  const view = watch ? watchView(problem.application, terminal) : json ? undefined : shortView(terminal);
  const options: Omit<PlayProblemOptions, "policy" | "view"> = {
    ...{ problem, seed, compat, signal, coldStart: coldStart === true },
    ...(maxSteps === undefined ? {} : { maxSteps }),
    ...(tracesSampler === undefined ? {} : { tracesSampler }),
    ...(out === undefined ? {} : { out }),
  };
  const played =
    policy === "human"
      ? await playAtPrompt(options, watch ? view : undefined, terminal)
      : await playProblem(
          { ...options, policy: createPolicy(policy, problem, seed), ...(view === undefined ? {} : { view }) },
          terminal,
        );
  if (played === undefined) return undefined;
  if (out !== undefined && !json) terminal.line(`trajectory  ${out}`);
  if (json) {
    const { steps, terminated, truncated, aborted, return: total, results } = played.summary;
    const summary = { steps, terminated, truncated, aborted, return: total, results, hash: played.hash };
    terminal.line(JSON.stringify({ problem: problem.id, seed, ...summary }));
  }
  return played;
}

async function playAtPrompt(
  options: Omit<PlayProblemOptions, "policy" | "view">,
  view: EpisodeView | undefined,
  terminal: Terminal,
): Promise<PlayedEpisode | undefined> {
  using prompt = createPrompt(options.signal);
  try {
    return await playProblem(
      { ...options, policy: humanPolicy(prompt, terminal), view: view ?? promptView(terminal) },
      terminal,
    );
  } catch (error) {
    if (error instanceof LeftEpisode) return undefined;
    throw error;
  }
}
