/**
 * `aiops-gym check`: whether the environment keeps its rules on this machine.
 * @module
 */
import { type CheckReport, checkEnv } from "@aiops-gym/env";
import type { Problem } from "@aiops-gym/problems";
import { Command, Option } from "commander";
import { AIOpsEnv } from "../aiops-env.ts";
import { shippedProblems } from "../shipped-problems.ts";
import { exitCodes } from "./failures.ts";
import { jsonOption, seedOption, wholeNumber } from "./options.ts";
import { findProblem } from "./play-problem.ts";
import type { Terminal } from "./terminal.ts";

interface CheckCommandOptions {
  readonly seed: number;
  readonly maxSteps: number;
  readonly json?: true;
}

/** Makes the command. */
export function checkCommand(terminal: Terminal, signal: AbortSignal): Command {
  return new Command("check")
    .description(
      "play a problem, or all of them, and look whether the environment keeps the rules of docs/semantics.md",
    )
    .argument("[problem]", "id of a problem; all when left out, which takes minutes")
    .addOption(seedOption())
    .addOption(new Option("--max-steps <n>", "length of the episodes").argParser(wholeNumber(1)).default(8))
    .addOption(jsonOption("print one line of JSON a problem: { problem, passed, failed, skipped }"))
    .action(async (problemId: string | undefined, options: CheckCommandOptions) => {
      const problems = problemId === undefined ? shippedProblems : [findProblem(problemId)];
      for (const problem of problems) {
        signal.throwIfAborted();
        const report = await check(problem, options, terminal);
        if (report.failed.length > 0) process.exitCode = exitCodes.failure;
        if (options.json) terminal.line(JSON.stringify({ problem: problem.id, ...report }));
        else print(problem, report, terminal);
      }
    });
}

async function check(problem: Problem, options: CheckCommandOptions, terminal: Terminal): Promise<CheckReport> {
  await using env = await AIOpsEnv.create({ maxSteps: options.maxSteps });
  const stop = terminal.progress(`checking ${problem.id}`);
  return await checkEnv(env, { problem, seed: options.seed, throws: false }).finally(stop);
}

function print(problem: Problem, { passed, failed, skipped }: CheckReport, terminal: Terminal): void {
  const verdict = failed.length === 0 ? terminal.style("green", "✔") : terminal.style("red", "✘");
  const counts = [`${passed.length} rules kept`, `${failed.length} broken`, `${skipped.length} skipped`].join(", ");
  terminal.line(`${verdict} ${problem.id}: ${counts}`);
  for (const { message } of failed) terminal.line(`  ${terminal.style("red", "broken")} ${message}`);
  for (const { rule, why } of skipped) terminal.line(`  ${terminal.style("dim", `skipped ${rule}: ${why}`)}`);
}
