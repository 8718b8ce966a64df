/**
 * `aiops-gym bench`: how fast environments are here.
 * @module
 */
import { Command } from "commander";
import { fullSize, printReport, quickSize, runBench } from "./bench/run-bench.ts";
import { jsonOption } from "./options.ts";
import type { Terminal } from "./terminal.ts";

/** Makes the command. */
export function benchCommand(terminal: Terminal): Command {
  return new Command("bench")
    .description("measure steps, resets and forks on faulty episodes")
    .option("--quick", "measure little; for trying whether it runs")
    .addOption(jsonOption("end with one line of JSON"))
    .action(async ({ quick, json }: { quick?: true; json?: true }) => {
      const report = await runBench(quick ? quickSize : fullSize, terminal);
      if (json) terminal.line(JSON.stringify(report));
      else printReport(report, terminal);
    });
}
