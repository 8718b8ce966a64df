/**
 * `aiops-gym problems` (or `list`): which problems there are, and which families draw more of them.
 * @module
 */
import { type Problem, type ProblemFamily, taskKinds } from "@aiops-gym/problems";
import { Command, Option } from "commander";
import { shippedFamilies, shippedProblems } from "../shipped-problems.ts";
import { shippedSplits, splitsHash } from "../shipped-splits.ts";
import { jsonOption } from "./options.ts";
import type { Terminal } from "./terminal.ts";

interface ListOptions {
  readonly task?: string;
  readonly families?: true;
  readonly splits?: true;
  readonly json?: true;
}

/** Makes the command. */
export function problemsCommand(terminal: Terminal): Command {
  return new Command("problems")
    .alias("list")
    .description("list the problems, and the families from which seeds draw more")
    .addOption(new Option("--task <task>", "only those of one task").choices(taskKinds))
    .option("--families", "only the families")
    .option("--splits", "the splits, and their hash")
    .addOption(jsonOption("print an array of { id, task, application }"))
    .action((options: ListOptions) => {
      if (options.splits) {
        printSplits(options, terminal);
        return;
      }
      const wanted = ({ task }: { readonly task: string }): boolean =>
        options.task === undefined || task === options.task;
      const problems = options.families ? [] : shippedProblems.filter(wanted);
      const families = shippedFamilies.filter(wanted);
      if (options.json) {
        const rows = options.families
          ? families.map(({ id, task, application, description, services, hash }) => {
              return { id, task, application, description, services, hash };
            })
          : problems.map(({ id, task, application }) => ({ id, task, application: application.name }));
        terminal.line(JSON.stringify(rows, null, 2));
        return;
      }
      if (!options.families) printProblems(problems, terminal);
      printFamilies(families, terminal);
    });
}

function printProblems(problems: readonly Problem[], terminal: Terminal): void {
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

function printFamilies(families: readonly ProblemFamily[], terminal: Terminal): void {
  terminal.line(terminal.style("bold", "Drawn by seed"));
  for (const [kind, ofKind] of Map.groupBy(families, ({ application, kind }) => `${application}/${kind}`)) {
    const [first] = ofKind;
    terminal.line(`  ${kind}-{${ofKind.map(({ task }) => task).join(",")}}#<seed>`);
    if (first !== undefined) terminal.line(`    ${terminal.style("dim", first.description)}`);
  }
  const [first] = families;
  const example = first === undefined ? "" : `; play one: aiops-gym run '${first.id}#17' --watch`;
  terminal.line(terminal.style("dim", `${families.length} families${example}`));
}

function printSplits({ json }: ListOptions, terminal: Terminal): void {
  if (json) {
    terminal.line(JSON.stringify({ hash: splitsHash, splits: shippedSplits }, null, 2));
    return;
  }
  for (const { name, description, seeds, parts } of shippedSplits) {
    const families = parts.reduce((sum, part) => sum + part.families.length, 0);
    const range = `seeds ${seeds.first} to ${seeds.first + seeds.count - 1}`;
    terminal.line(`${terminal.style("bold", name.padEnd(18))}${String(families).padStart(3)} families, ${range}`);
    terminal.line(`  ${terminal.style("dim", description)}`);
  }
  terminal.line(terminal.style("dim", `hash ${splitsHash}`));
}
