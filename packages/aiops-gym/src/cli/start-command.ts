/**
 * What `aiops-gym` does without a command: an episode to watch.
 * @module
 */
import { join } from "node:path";
import { expertPolicy } from "@aiops-gym/agents";
import { findProblem, playProblem } from "./play-problem.ts";
import type { Terminal } from "./terminal.ts";
import { watchView } from "./view/episode-view.ts";
import { rule, wrap } from "./view/layout.ts";

/** A fault that the expert finds and mends in a few steps. */
const problemId = "misconfig_app_hotel_res-mitigation-1";
const seed = 7;

/** Plays the scripted expert against it, and writes the trajectory. */
export async function start(terminal: Terminal, signal: AbortSignal): Promise<void> {
  const problem = findProblem(problemId);
  const { title, services, namespace } = problem.application;
  const out = join("trajectories", `misconfig_app_hotel_res-seed${seed}.jsonl`);
  terminal.line(terminal.style("bold", rule("AIOps Gym", terminal.width)));
  const intro =
    `${title}, ${services.length} services in namespace ${namespace}, comes up on a simulated Kubernetes; its users ` +
    "keep it busy. Then a fault strikes. A scripted expert, who sees what an on-call engineer sees, is paged.";
  for (const line of wrap(intro, terminal.width - 2)) terminal.line(`  ${line}`);
  await playProblem(
    { problem, policy: expertPolicy(), seed, view: watchView(problem.application, terminal), out, signal },
    terminal,
  );
  const dim = (text: string): string => terminal.style("dim", text);
  terminal.line(`  ${dim("recorded ")}./${out}`);
  terminal.line(`  ${dim("prove it ")}aiops-gym replay ${out}`);
  terminal.line(`  ${dim("next     ")}aiops-gym problems | run <problem> --watch | play | serve | --help`);
}
