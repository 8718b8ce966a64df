/**
 * `aiops-gym problems`: which problems there are.
 * @module
 */
import { type Problem, taskKinds } from "@aiops-gym/problems";
import { Command, Option } from "commander";
import { shippedProblems } from "../shipped-problems.ts";
import { jsonOption } from "./options.ts";
import type { Terminal } from "./terminal.ts";

/** Makes the command. */
export function problemsCommand(terminal: Terminal): Command {
  return new Command("problems")
    .description("list the problems")
    .addOption(new Option("--task <task>", "only those of one task").choices(taskKinds))
    .addOption(jsonOption("print an array of { id, task, application }"))
    .action((options: { task?: string; json?: true }) => {
      const problems = shippedProblems.filter(({ task }) => options.task === undefined || task === options.task);
      if (options.json) {
        const rows = problems.map(({ id, task, application }) => ({ id, task, application: application.name }));
        terminal.line(JSON.stringify(rows, null, 2));
      } else printList(problems, terminal);
    });
}

function printList(problems: readonly Problem[], terminal: Terminal): void {
  for (const [title, ofApplication] of Map.groupBy(problems, ({ application }) => application.title)) {
    terminal.line(terminal.style("bold", title));
    for (const task of taskKinds) {
      const ids = ofApplication.filter((problem) => problem.task === task).map(({ id }) => id);
      if (ids.length > 0) terminal.line(`  ${terminal.style("dim", task)}`);
      for (const id of ids) terminal.line(`    ${id}`);
    }
  }
  terminal.line(terminal.style("dim", `${problems.length} problems; play one: aiops-gym run <problem> --watch`));
}
