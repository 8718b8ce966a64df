/**
 * Steps, resets, forks and memory, as `aiops-gym bench` measures them. Ends with one line of JSON.
 *
 * @module
 */
import { fullSize, printReport, quickSize, runBench } from "../packages/aiops-gym/src/cli/bench/run-bench.ts";
import { processTerminal } from "../packages/aiops-gym/src/cli/terminal.ts";

const terminal = processTerminal();
const size = process.env["AIOPS_GYM_BENCH_SHARE"] === undefined ? fullSize : quickSize;
const report = await runBench(size, terminal, new AbortController().signal);
printReport(report, terminal);
terminal.line(JSON.stringify(report));
