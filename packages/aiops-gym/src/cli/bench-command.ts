/**
 * `aiops-gym bench`: how fast environments are here.
 * @module
 */
import { access, constants, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { Command, Option } from "commander";
import { benchMeasurements } from "./bench/all-measurements.ts";
import { fullSize, printReport, quickSize, runBench } from "./bench/run-bench.ts";
import { UsageError } from "./failures.ts";
import type { Terminal } from "./terminal.ts";

interface BenchOptions {
  readonly quick?: true;
  readonly only?: string;
  /** True: on the terminal; a text: into this file. */
  readonly json?: true | string;
}

/** Makes the command. */
export function benchCommand(terminal: Terminal, signal: AbortSignal): Command {
  return new Command("bench")
    .description("measure steps, resets, forks and memory on faulty episodes; medians of several runs")
    .option("--quick", "measure little; for trying whether it runs")
    .option("--only <name>", "those measurements whose names begin so: steps, rate, fork, ...")
    .addOption(new Option("--json [file]", "write JSON to a file, or end with one line of it"))
    .action(async ({ quick, only = "", json }: BenchOptions) => {
      if (!benchMeasurements.some(({ name }) => name.startsWith(only)))
        throw new UsageError(
          `No measurement's name begins with "${only}"; expected one of ${benchMeasurements.map(({ name }) => name).join(", ")}.`,
        );
      if (typeof json === "string") await checkWritable(json);
      const report = await runBench(quick ? quickSize : fullSize, terminal, signal, only);
      if (json === true) terminal.line(JSON.stringify(report));
      else printReport(report, terminal);
      if (typeof json === "string") await writeFile(json, `${JSON.stringify(report, null, 2)}\n`);
    });
}

/** Minutes of measuring should not end in a file that cannot be written. */
async function checkWritable(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isDirectory()) throw new UsageError(`--json ${file} is a folder; name a file.`);
  await access(found === undefined ? dirname(file) : file, constants.W_OK).catch((cause: unknown) => {
    throw new UsageError(`--json ${file} cannot be written; name a file in a folder that exists.`, { cause });
  });
}
