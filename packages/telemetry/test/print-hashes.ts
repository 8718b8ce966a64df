/** Makes as many other tables as it is told, then prints the hashes of the sample tables. */
import { eventsFromRows, hashTable, logsFromRows, metricsFromRows, spansFromRows } from "@aiops-gym/telemetry";
import { tableFromArrays, tableToIPC } from "apache-arrow";
import { eventRows, logRows, metricRows, spanRows } from "./sample-rows.ts";

for (let made = 0; made < Number(process.argv[2]); made++)
  tableToIPC(tableFromArrays({ names: ["a", "b", `${made}`] }));
const tables = [logsFromRows(logRows), metricsFromRows(metricRows), spansFromRows(spanRows), eventsFromRows(eventRows)];
process.stdout.write(`${tables.map(hashTable).join("\n")}\n`);
