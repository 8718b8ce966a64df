/**
 * Steps, resets and forks, as `aiops-gym bench` measures them. Ends with one line of JSON.
 *
 * @module
 */
import { fullSize, printReport, runBench } from "../packages/aiops-gym/src/cli/bench/run-bench.ts";
import { processTerminal } from "../packages/aiops-gym/src/cli/terminal.ts";

const terminal = processTerminal();
const report = await runBench(fullSize, terminal);
printReport(report, terminal);
terminal.line(JSON.stringify(report));
